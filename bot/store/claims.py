"""Claims: which of the rows that wait may be sent now, and for how long whoever takes them has them alone.

A chat's rows go one at a time, and what was begun goes before what was not. `outbox.py` tells a row's way.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Integer, Table, Update, bindparam
from sqlalchemy.orm import aliased
from sqlmodel import and_, case, col, exists, or_, select, tuple_, update

from bot.store.db import AS_IT_IS, Session
from bot.store.outbox import BACK_OFF, IN_FLIGHT, PENDING, ready
from bot.store.tables import Chat, OutboxRow

_OUTBOX: Table = OutboxRow.__table__  # type: ignore[attr-defined]
_WHEN = _OUTBOX.c.due_at.type


async def claim(
    session: Session,
    *,
    now: datetime,
    lease: timedelta,
    limit: int,
    busy: Collection[int] = (),
    only: Collection[int] | None = None,
) -> list[OutboxRow]:
    """Take up to *limit* due rows, the longest due first, and hide them from others for *lease*.

    At most one row a chat, and none for a chat that is paused, gone, among the *busy*, or has a row in flight.
    Where the fate of a row's message is open no other row of its chat is taken, nor where its call came to
    nothing, unless it waits for longer than a `BACK_OFF`, as for the end of quiet hours.
    *only*: none but rows with these ids.
    They still count as waiting until `mark_in_flight`: a claimer that dies has sent nothing.
    """
    given = {
        "now": now,
        "soon": now + BACK_OFF,
        "lease_until": now + lease,
        "at_most": limit,
        "busy": list(busy),
    } | ({} if only is None else {"only": list(only)})
    taken = await session.exec(
        _claiming(some=only is not None),
        params=given,
        execution_options=AS_IT_IS | {"populate_existing": True},
    )
    return sorted(taken.scalars(), key=lambda row: (row.due_at, row.id))


@cache
def _claiming(*, some: bool) -> Update:
    """See `claim`. Built once: building it takes longer than running it."""
    now, soon = bindparam("now", type_=_WHEN), bindparam("soon", type_=_WHEN)
    flying, other = aliased(OutboxRow), aliased(OutboxRow)
    in_flight = exists().where(col(flying.chat_id) == col(OutboxRow.chat_id), col(flying.status) == IN_FLIGHT)
    ahead = exists().where(
        col(other.chat_id) == col(OutboxRow.chat_id),
        col(other.status) == PENDING,
        col(other.id) != col(OutboxRow.id),
        or_(
            col(other.lease_until) > now,
            and_(
                _begun(other) > _begun(OutboxRow),
                or_(col(other.tried_as).is_not(None), col(other.due_at) <= soon),
            ),
            and_(
                _begun(other) == _begun(OutboxRow),
                col(other.due_at) <= now,
                tuple_(other.due_at, other.id) < tuple_(OutboxRow.due_at, OutboxRow.id),
            ),
        ),
    )
    due = (
        select(OutboxRow.id)
        .join(Chat, col(Chat.id) == col(OutboxRow.chat_id))
        .where(
            *ready(now),
            or_(col(OutboxRow.lease_until).is_(None), col(OutboxRow.lease_until) <= now),
            col(OutboxRow.chat_id).not_in(bindparam("busy", expanding=True)),
            ~in_flight,
            ~ahead,
            *([col(OutboxRow.id).in_(bindparam("only", expanding=True))] if some else []),
        )
        .order_by(col(OutboxRow.due_at), col(OutboxRow.id))
        .limit(bindparam("at_most", type_=Integer))
        .with_for_update(skip_locked=True, of=OutboxRow)  # SQLite has one writer and ignores this
    )
    return (
        update(OutboxRow)
        .where(col(OutboxRow.id).in_(due))
        .values(lease_until=bindparam("lease_until", type_=_WHEN))
        .returning(OutboxRow)
    )


def _begun(row: type[OutboxRow]) -> ColumnElement[Any]:
    """How far a waiting row has come: what was tried is settled before anything else of its chat is."""
    return case((col(row.tried_as).is_not(None), 2), (col(row.attempts) > 0, 1), else_=0)
