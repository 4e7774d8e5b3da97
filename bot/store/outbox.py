"""The outbox: messages owed to chats, from the incident's change to Telegram's answer.

A row waits (pending), is marked in flight just before the call, and is acknowledged just after. A chat's rows
are sent one at a time, in the order in which they became due; one whose call came to nothing keeps its place
while it waits to be tried again. `fanout.py` puts rows in, `claims.py` takes what is due, `queue.py` counts.

With the mark a row notes what it is sent as (`Tried`). Where the call's fate stays open the note stays too, and
the row, waiting again, keeps its chat for itself until someone has looked for the message.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Table, Update, bindparam
from sqlalchemy.orm import Mapped
from sqlmodel import and_, col, literal_column, or_, select, update

from bot.store.db import AS_IT_IS, UNANSWERED, Session
from bot.store.tables import Chat, OutboxRow, OutboxStatus

# Spelled out, not bound: SQLite uses a partial index only where the query repeats its condition.
PENDING: ColumnElement[Any] = literal_column("'pending'")
IN_FLIGHT: ColumnElement[Any] = literal_column("'in flight'")
_OUTBOX: Table = OutboxRow.__table__  # type: ignore[attr-defined]
_WHEN = _OUTBOX.c.due_at.type
BACK_OFF = timedelta(minutes=10)
"""Longer than any pause between two tries that is not the whole chat's."""
_CLAIMED = col(OutboxRow.lease_until).is_not(None)
_HELD = or_(col(OutboxRow.status) == IN_FLIGHT, and_(col(OutboxRow.status) == PENDING, _CLAIMED))
"""Claimed or in flight. Under our hands a fan-out voids a claim, and a chat's end finishes the row."""


def ready(now: datetime | ColumnElement[Any]) -> tuple[ColumnElement[bool] | Mapped[bool], ...]:
    """Of a row beside its chat: it waits, is due at *now*, and its chat is there and not paused."""
    return (
        col(OutboxRow.status) == PENDING,
        col(OutboxRow.due_at) <= now,
        col(Chat.active),
        or_(col(Chat.paused_until).is_(None), col(Chat.paused_until) <= now),
    )


@dataclass(frozen=True, slots=True)
class Tried:
    """What a message is sent as. *key*: the number in its buttons; *after*: see `bot.rules.numbering`, None for
    that of its last try, if it had one; *revision*: the incident's revision that it shows, 0 once there is more
    to say than it said.
    """

    key: int
    after: int | None
    revision: int


async def mark_in_flight(
    session: Session, row_id: int, *, lease_until: datetime, tried: Tried | None = None
) -> bool:
    """Note, just before the call, that it is being made. *tried* is None for a call that can be made twice.

    False: do not send. It was called off since the claim, or there is more to say and it is due again.
    """
    return await _mark(session, row_id, lease_until, tried, anew=False)


async def mark_anew(session: Session, row_id: int, *, lease_until: datetime, tried: Tried) -> bool:
    """The same for a row in flight whose first call is known to have come to nothing."""
    return await _mark(session, row_id, lease_until, tried, anew=True)


async def _mark(
    session: Session, row_id: int, lease_until: datetime, tried: Tried | None, *, anew: bool
) -> bool:
    columns = _as_columns(tried)
    marked = await session.exec(
        _marking(tuple(columns), anew=anew), params={"row": row_id, "lease": lease_until, **columns}
    )
    return marked.rowcount == 1


@cache
def _marking(columns: tuple[str, ...], *, anew: bool) -> Update:
    where = [_OUTBOX.c.status == IN_FLIGHT] if anew else [_OUTBOX.c.status == PENDING, _CLAIMED]
    return (
        update(_OUTBOX)
        .where(_OUTBOX.c.id == bindparam("row"), *where)
        .values(
            status=OutboxStatus.IN_FLIGHT,
            lease_until=bindparam("lease", type_=_WHEN),
            attempts=_OUTBOX.c.attempts + 1,
            **{name: bindparam(name) for name in columns},
        )
    )


async def acknowledge(session: Session, row_id: int, *, message_id: int | None, now: datetime) -> None:
    """Telegram took it. *message_id* is None where none was made (an edit that changed nothing)."""
    await _finish(session, row_id, OutboxStatus.SENT, None, now, message_id=message_id)


async def find(session: Session, row_id: int, *, message_id: int, now: datetime) -> None:
    """Its message was found, and says what there is to say. Without effect where there is more by now."""
    await _finish(session, row_id, OutboxStatus.SENT, None, now, message_id=message_id, held=True)


async def give_up(session: Session, row_id: int, *, error: str, now: datetime) -> None:
    """It will never arrive. Without effect on a row that is neither claimed nor in flight any more."""
    await _finish(session, row_id, OutboxStatus.DEAD, error, now, held=True)


async def supersede(session: Session, row_id: int, *, why: str, now: datetime) -> None:
    """It need not be said any more. Without effect on a row that is neither claimed nor in flight any more."""
    await _finish(session, row_id, OutboxStatus.SUPERSEDED, why, now, held=True)


async def retry(
    session: Session, row_id: int, *, due_at: datetime, error: str, now: datetime, open_fate: bool = False
) -> OutboxRow | None:
    """Let it wait until *due_at*. A row enqueued meanwhile for the same takes its place. Returns what waits.

    *open_fate*: a call's fate is unknown, so its message is to be looked for first. Without effect on a row
    that is neither claimed nor in flight any more: then None.
    """
    return await _let_wait(session, row_id, due_at, error, now, open_fate=open_fate)


async def put_off(session: Session, row_id: int, *, due_at: datetime, why: str, now: datetime) -> None:
    """The same where nothing was tried and the rest of its chat need not wait for it."""
    await _let_wait(session, row_id, due_at, why, now, attempts=0)


async def _let_wait(
    session: Session,
    row_id: int,
    due_at: datetime,
    error: str,
    now: datetime,
    *,
    open_fate: bool = False,
    attempts: int | None = None,
) -> OutboxRow | None:
    row = (
        await session.exec(
            select(OutboxRow).where(col(OutboxRow.id) == row_id, _HELD).with_for_update(),
            execution_options={"populate_existing": True},
        )
    ).one_or_none()
    if row is None:
        return None
    row.due_at, row.last_error = due_at, error
    if attempts is not None:
        row.attempts = attempts
    if not open_fate:
        row.tried_as = row.tried_after = row.tried_revision = None
    return await _put_back(session, row, now)


async def recover_interrupted(session: Session, *, now: datetime, starting: bool = False) -> int:
    """Let rows wait again of which nobody knows whether they were sent; returns how many. They keep notes.

    That is every row in flight whose lease is over; when *starting*, every row in flight, since whoever held
    them is gone, and all claims are void.
    """
    unknown = select(OutboxRow).where(col(OutboxRow.status) == IN_FLIGHT).order_by(col(OutboxRow.id))
    if starting:
        await session.exec(
            update(OutboxRow)
            .where(col(OutboxRow.status) == PENDING, col(OutboxRow.lease_until).is_not(None))
            .values(lease_until=None),
            execution_options=AS_IT_IS,
        )
    else:
        unknown = unknown.where(col(OutboxRow.lease_until) <= now)
    rows = list(await session.exec(unknown.with_for_update(), execution_options={"populate_existing": True}))
    for row in rows:
        await _put_back(session, row, now)
    return len(rows)


async def _finish(
    session: Session,
    row_id: int,
    status: OutboxStatus,
    error: str | None,
    now: datetime,
    *,
    message_id: int | None = None,
    held: bool = False,
) -> None:
    ended = {"row": row_id, "status": status, "last_error": error, "finished_at": now, "message_id": message_id}
    await session.exec(_finishing(held=held), params=ended, execution_options=UNANSWERED)


@cache
def _finishing(*, held: bool) -> Update:
    return (
        update(_OUTBOX)
        .where(_OUTBOX.c.id == bindparam("row"), *([_HELD] if held else []))
        .values(
            lease_until=None,
            **{name: bindparam(name) for name in ("status", "last_error", "finished_at", "message_id")},
            **_as_columns(None),
        )
    )


def _as_columns(tried: Tried | None) -> dict[str, int | None]:
    if tried is None:
        return {"tried_as": None, "tried_after": None, "tried_revision": None}
    after = {} if tried.after is None else {"tried_after": tried.after}
    return {"tried_as": tried.key, "tried_revision": tried.revision, **after}


async def _put_back(session: Session, row: OutboxRow, now: datetime) -> OutboxRow:
    """Let a row wait again, or hand what is special about it to the row that waits for the same already.

    Returns the one that waits.
    """
    twin = (
        await session.exec(
            select(OutboxRow)
            .where(
                col(OutboxRow.incident_id) == row.incident_id,
                col(OutboxRow.chat_id) == row.chat_id,
                col(OutboxRow.purpose) == row.purpose,
                col(OutboxRow.status) == PENDING,
                col(OutboxRow.id) != row.id,
            )
            .with_for_update(),
            execution_options={"populate_existing": True},
        )
    ).one_or_none()
    row.lease_until = None
    if twin is None:
        row.status = OutboxStatus.PENDING
    else:
        row.status, row.finished_at = OutboxStatus.SUPERSEDED, now
        twin.possible_repeat = twin.possible_repeat or row.possible_repeat
        if row.tried_as is not None and twin.due_at - max(row.due_at, now) > BACK_OFF:
            twin.possible_repeat = True  # the chat cannot wait for so long until it is looked for
        elif row.tried_as is not None:
            # That message did not say what the twin is to say.
            twin.tried_as, twin.tried_after, twin.tried_revision = row.tried_as, row.tried_after, 0
        twin.attempts = max(twin.attempts, row.attempts)
        twin.due_at = max(twin.due_at, row.due_at)
        twin.last_error = row.last_error
        if row.loud:
            twin.reason = twin.reason if twin.loud else row.reason
            twin.loud = True
    await session.flush()
    return twin or row
