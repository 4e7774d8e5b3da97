"""Fanning out: one incident's change becomes one outbox row for each chat that is to be told.

At most one row waits per incident, chat and purpose: while it waits, more statements change what will be said,
not how often. The rows are made by one statement, however many chats there are.

A chat that has the incident's card keeps it up to date, whatever it chose since. For all else its choice
counts: what it is told, from which level that sounds, and what waits until its quiet hours or a snooze end.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, literal, literal_column, null, true
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import aliased
from sqlmodel import and_, case, col, exists, func, or_, select, text
from sqlmodel.sql.expression import SelectOfScalar

from bot.store import audience, incidents
from bot.store.db import Session, insert_into
from bot.store.tables import Card, Chat, Incident, OutboxRow, Purpose, Subscription
from bot.values import Level

_GATHERING = timedelta(minutes=5)
"""Longer than a first wait. What waits longer is held for quiet hours or a snooze."""

_HAS_CARD: ColumnElement[bool] = col(Card.chat_id).is_not(None)


async def enqueue_cards(
    session: Session,
    incident_id: int,
    *,
    reason: str,
    loud: bool,
    due_at: datetime,
    now: datetime,
    level: Level = Level.REPORT,
    holders_only: bool = False,
) -> int:
    """Owe the incident's card to every active subscriber who wants it: sent, or edited in place, at *due_at*.

    Where a row waits already it keeps its time, sounds if either should, and takes a loud *reason*; a claim on
    it is void, as there is something else to say. Only what is held for hours comes forward, when this may be
    told sooner. It sounds if *loud*, and where the chat lets this *level* sound. *holders_only*: only cards
    that are there follow. Returns for how many chats a row was made, or one that waits was changed.
    """
    if await session.get(Incident, incident_id) is None:
        return 0
    incident, _ = await incidents.snapshot(session, incident_id)
    wants = audience.wants(incident.places, await audience.sources(session, incident))
    owed = _HAS_CARD if holders_only else or_(_HAS_CARD, and_(audience.at_once(), wants))
    told = _Told(incident_id, incident.places, Purpose.CARD, reason, loud, level, due_at, now)
    return await told.enqueue(session, owed)


async def enqueue_news(
    session: Session,
    incident_id: int,
    *,
    reason: str,
    loud: bool,
    due_at: datetime,
    now: datetime,
    level: Level = Level.REPORT,
) -> int:
    """Owe news, as a reply to the card, to every active subscriber that has the card, or may have it soon.

    A first card that only waits will say it itself. See `enqueue_cards`.
    """
    incident = await session.get(Incident, incident_id)
    if incident is None:
        return 0
    told = _Told(incident_id, tuple(incident.places), Purpose.NEWS, reason, loud, level, due_at, now)
    return await told.enqueue(session, and_(or_(_HAS_CARD, *_may_have_card(incident_id)), audience.at_once()))


def _may_have_card(incident_id: int) -> list[ColumnElement[bool]]:
    """Whether a chat's first card is on its way, or its fate is unknown: it was written before this news."""
    in_doubt = or_(col(OutboxRow.possible_repeat), col(OutboxRow.tried_as).is_not(None))
    unsure = {"'in flight'": true(), "'pending'": in_doubt}
    return [
        exists().where(
            col(OutboxRow.chat_id) == col(Chat.id),
            col(OutboxRow.incident_id) == incident_id,
            col(OutboxRow.purpose) == Purpose.CARD,
            col(OutboxRow.status) == literal_column(status),  # as the partial indexes have it
            condition,
        )
        for status, condition in unsure.items()
    ]


@dataclass(frozen=True, slots=True)
class _Told:
    """One change of an incident, as it is told to everyone."""

    incident_id: int
    places: tuple[str, ...]
    purpose: Purpose
    reason: str
    loud: bool
    level: Level
    due_at: datetime
    now: datetime

    async def enqueue(self, session: Session, owed: ColumnElement[bool]) -> int:
        """Make a row for each active subscriber for whom *owed* is true, or renew the one that waits."""
        snoozing = audience.snoozing(self.incident_id, self.places, self.due_at)
        asleep = await audience.asleep(session, self.due_at)
        chats = (
            select(col(Chat.id), col(Subscription.thread_id))
            .join(Subscription, col(Subscription.chat_id) == col(Chat.id))
            .outerjoin(Card, and_(col(Card.chat_id) == col(Chat.id), col(Card.incident_id) == self.incident_id))
            .outerjoin(snoozing, snoozing.c.chat_id == col(Chat.id))
            .where(col(Chat.active), owed)
        )
        held_until: ColumnElement[Any] = snoozing.c.until
        sounds = and_(literal(self.loud), col(Subscription.sound_from) <= self.level)
        if asleep is not None:
            chats = chats.outerjoin(asleep, audience.is_asleep(asleep, self.level))
            woken_at = case((col(Subscription.quiet_holds), asleep.c.column4))
            held_until = case((or_(held_until.is_(None), held_until < woken_at), woken_at), else_=held_until)
            sounds = and_(sounds, or_(asleep.c.column4.is_(None), col(Subscription.quiet_holds)))
        if self.purpose is Purpose.CARD:  # an edit makes no sound, so it need not wait
            held_until = case((~_HAS_CARD, held_until))
        values = {
            "incident_id": self._constant("incident_id", self.incident_id),
            "purpose": self._constant("purpose", self.purpose),
            "reason": self._constant("reason", self.reason),
            "created_at": self._constant("created_at", self.now),
            "due_at": func.coalesce(held_until, self._constant("due_at", self.due_at)),
            "loud": sounds,
        }
        if await self._another_sounds_later(session):
            values["loud"] = and_(sounds, or_(held_until.is_(None), ~self._sounds_already(held_until)))
        names, rows = ["chat_id", "thread_id", *values], chats.add_columns(*values.values())
        if session.get_bind().dialect.name == "postgresql" and not await self._waits(session):
            try:
                async with session.begin_nested():
                    return await _insert_new(session, rows, names)
            except IntegrityError:  # a message that had failed waits again just now
                pass
        return await _insert(session, rows, names, held_after=self.due_at + _GATHERING)

    async def _waits(self, session: Session) -> bool:
        """Whether any chat is owed this of the incident already."""
        this = (col(OutboxRow.incident_id) == self.incident_id, col(OutboxRow.purpose) == self.purpose)
        return (await session.exec(_waiting(*this).limit(1))).first() is not None

    async def _another_sounds_later(self, session: Session) -> bool:
        """Whether anything else is held that sounds: mostly not. Where PostgreSQL last saw an empty outbox, to
        ask each chat that sleeps was to read all rows that the statement itself made: half a minute.
        """
        held = (col(OutboxRow.due_at) > self.due_at, col(OutboxRow.loud).is_(True), self._is_another(OutboxRow))
        return (await session.exec(_waiting(*held).limit(1))).first() is not None

    def _constant(self, name: str, value: object) -> ColumnElement[Any]:
        return literal(value, OutboxRow.__table__.c[name].type)  # type: ignore[attr-defined]

    def _sounds_already(self, at: ColumnElement[Any]) -> ColumnElement[bool]:
        """Whether something else held for the chat until *at* sounds: a morning sounds once."""
        other = aliased(OutboxRow)
        return exists().where(
            col(other.chat_id) == col(Chat.id),
            col(other.status) == literal_column("'pending'"),  # as the partial index has it
            # Found by the chat, whose rows are few, never by the hour, which thousands have in common.
            func.coalesce(col(other.due_at), at) == at,
            col(other.loud),
            self._is_another(other),
        )

    def _is_another(self, row: type[OutboxRow]) -> ColumnElement[bool]:
        return or_(col(row.incident_id) != self.incident_id, col(row.purpose) != self.purpose)


def _waiting(*conditions: ColumnElement[bool]) -> SelectOfScalar[int]:
    return select(col(OutboxRow.chat_id)).where(
        col(OutboxRow.status) == literal_column("'pending'"), *conditions
    )


async def _insert_new(session: Session, rows: Select[Any], names: list[str]) -> int:
    """Insert what meets no row that waits. On PostgreSQL being ready to meet one costs a third more, on SQLite
    nothing."""
    owed = insert_into(session, OutboxRow).from_select(names, rows)
    return (await session.exec(owed, execution_options={"preserve_rowcount": True})).rowcount


async def _insert(session: Session, rows: Select[Any], names: list[str], *, held_after: datetime) -> int:
    owed = insert_into(session, OutboxRow).from_select(names, rows)
    fresh, waiting = owed.excluded, OutboxRow
    # Neither a first wait nor a back-off is cut short.
    held = and_(col(waiting.attempts) == 0, col(waiting.due_at) > held_after)
    renewed = {
        "due_at": case(
            (and_(held, fresh.due_at < col(waiting.due_at)), fresh.due_at),
            else_=col(waiting.due_at),
        ),
        "loud": or_(col(waiting.loud), fresh.loud),
        "reason": case((fresh.loud, fresh.reason), else_=col(waiting.reason)),
        "thread_id": fresh.thread_id,
        # Where its message may have arrived, that did not say this.
        "tried_revision": case((col(waiting.tried_as).is_not(None), 0), else_=col(waiting.tried_revision)),
        # Whoever claimed it has read what was to be said before this: it must be read again.
        "lease_until": null(),
    }
    # Most renewals find nothing to change, and writing a row as it was costs as much as writing it anew. The
    # row is locked either way: who claims or sends it meanwhile comes before all of this, or after.
    alters = or_(*(value.is_distinct_from(col(getattr(waiting, name))) for name, value in renewed.items()))
    result = await session.exec(
        owed.on_conflict_do_update(
            index_elements=["chat_id", "incident_id", "purpose"],
            index_where=text("status = 'pending'"),
            set_=renewed,
            where=alters,
        ),
        execution_options={"preserve_rowcount": True},
    )
    return result.rowcount
