"""Digests: when each chat's next one is due, and what of it is owed, told, and of unknown fate.

Who is told hourly or daily has a row in `digest`. What changes is owed to it in the transaction that changes it
(`owe`); it stays owed until a digest with it was acknowledged, so that no fault loses it. A digest is marked in
flight just before the call; when nobody knows whether it arrived, it is not sent again but *carried*: what it
held comes once more with the next one.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, literal
from sqlalchemy.orm import aliased
from sqlmodel import col, delete, exists, func, literal_column, or_, select, update

from bot.rules.digests import Item, next_due
from bot.store import audience, incidents
from bot.store.db import AS_IT_IS, Session, insert_into
from bot.store.tables import (
    Cadence,
    Card,
    Chat,
    Digest,
    DigestEntry,
    Incident,
    OutboxRow,
    OutboxStatus,
    Purpose,
    Subscription,
)

PATIENCE = timedelta(minutes=5)
"""How long digests let alerts go first."""
KEPT = timedelta(days=14)
"""How long it is remembered what was told of an incident."""
_PENDING: ColumnElement[Any] = literal_column("'pending'")  # as the outbox's partial indexes have it
_IN_FLIGHT: ColumnElement[Any] = literal_column("'in flight'")


async def get(session: Session, chat_id: int) -> Digest | None:
    """The chat's next digest; None for a chat that is told at once, or nothing."""
    return await session.get(Digest, chat_id, populate_existing=True)


async def follow(session: Session, wishes: Subscription, before: Cadence, *, now: datetime) -> None:
    """The chat chose another cadence than *before*, or another hour: its next digest comes accordingly.

    What gathered for a digest comes at once when there shall be no more. First cards that wait are told by the
    digest instead; of incidents that the chat has a card of, it is told what changes from now on.
    """
    chat_id = wishes.chat_id
    if wishes.cadence is Cadence.INSTANT:
        await session.exec(update(Digest).where(col(Digest.chat_id) == chat_id).values(due_at=now))
        return
    since = now
    if before is Cadence.INSTANT:
        await _remember_cards(session, chat_id, now)
        since = await _take_over_cards(session, chat_id, now) or now
    begun = insert_into(session, Digest).values(
        chat_id=chat_id,
        status=OutboxStatus.PENDING,
        since=since,
        due_at=now,
        attempts=0,
        carried=False,
        asked=False,
    )
    await session.exec(begun.on_conflict_do_nothing(index_elements=["chat_id"]))
    await date_anew(session, chat_id, now=now)


async def date_anew(session: Session, chat_id: int, *, now: datetime) -> None:
    """The chat's clock or hour is another now: so is the time of its next digest."""
    if digest := await get(session, chat_id):
        digest.due_at = await _next_due(session, chat_id, now)
        await session.flush()


async def owe(session: Session, incident_id: int, *, now: datetime) -> int:
    """Owe a changed incident to every chat that wants it by digest and was not told of it yet; to how many.

    What was told of it once is owed again by its revision alone.
    """
    if (await session.exec(select(col(Digest.chat_id)).limit(1))).first() is None:
        return 0
    incident, _ = await incidents.snapshot(session, incident_id)
    if not incident.statements:
        return 0
    wants = audience.wants(incident.places, await audience.sources(session, incident))
    columns = DigestEntry.__table__.c  # type: ignore[attr-defined]
    values = {"incident_id": incident_id, "told_revision": 0, "created_at": now}
    rows = (
        select(col(Digest.chat_id))
        .join(Subscription, col(Subscription.chat_id) == col(Digest.chat_id))
        .join(Chat, col(Chat.id) == col(Digest.chat_id))
        .where(col(Chat.active), ~audience.at_once(), wants)
        .add_columns(*(literal(value, columns[name].type) for name, value in values.items()))
    )
    owed = await session.exec(
        insert_into(session, DigestEntry)
        .from_select(["chat_id", *values], rows)
        .on_conflict_do_nothing(index_elements=["chat_id", "incident_id"]),
        execution_options={"preserve_rowcount": True},
    )
    return owed.rowcount


async def claim(session: Session, *, now: datetime, lease: timedelta, limit: int) -> list[Digest]:
    """Take up to *limit* due digests, the longest due first, and hide them from others for *lease*.

    None while alerts are due, unless somebody asked or it waits longer than `PATIENCE`; none for a chat that is
    paused, gone, or has a message in flight.
    """
    flying, alert, told = aliased(OutboxRow), aliased(OutboxRow), aliased(Chat)
    in_flight = exists().where(col(flying.chat_id) == col(Digest.chat_id), col(flying.status) == _IN_FLIGHT)
    alert_due = (
        select(col(alert.id))
        .join(told, col(told.id) == col(alert.chat_id))
        .where(
            col(alert.status) == _PENDING,
            col(alert.due_at) <= now,
            col(told.active),
            or_(col(told.paused_until).is_(None), col(told.paused_until) <= now),
        )
        .exists()
    )
    due = (
        select(col(Digest.chat_id))
        .join(Chat, col(Chat.id) == col(Digest.chat_id))
        .join(Subscription, col(Subscription.chat_id) == col(Digest.chat_id))
        .where(
            col(Digest.status) == OutboxStatus.PENDING,
            col(Digest.due_at) <= now,
            or_(col(Digest.lease_until).is_(None), col(Digest.lease_until) <= now),
            col(Chat.active),
            or_(col(Chat.paused_until).is_(None), col(Chat.paused_until) <= now),
            ~in_flight,
            or_(col(Digest.asked), col(Digest.due_at) <= now - PATIENCE, ~alert_due),
        )
        .order_by(col(Digest.due_at), col(Digest.chat_id))
        .limit(limit)
        .with_for_update(skip_locked=True, of=Digest)  # SQLite has one writer and ignores this
    )
    taken = await session.exec(
        update(Digest).where(col(Digest.chat_id).in_(due)).values(lease_until=now + lease).returning(Digest),
        execution_options=AS_IT_IS | {"populate_existing": True},
    )
    return sorted(taken.scalars(), key=lambda digest: (digest.due_at, digest.chat_id))


async def count_due(session: Session, *, now: datetime) -> tuple[int, int]:
    """How many digests wait though their time has come, and how many are on their way."""
    due = (col(Digest.status) == OutboxStatus.PENDING) & (col(Digest.due_at) <= now)
    flying = col(Digest.status) == OutboxStatus.IN_FLIGHT
    counts = select(func.count().filter(due), func.count().filter(flying)).select_from(Digest)
    waiting, on_their_way = (await session.exec(counts)).one()
    return waiting, on_their_way


async def mark_in_flight(session: Session, chat_id: int, *, lease_until: datetime) -> bool:
    """Note, just before the call, that it is being made. False: it was called off since the claim."""
    marked = await session.exec(
        update(Digest)
        .where(
            col(Digest.chat_id) == chat_id,
            col(Digest.status) == OutboxStatus.PENDING,
            col(Digest.lease_until).is_not(None),
        )
        .values(status=OutboxStatus.IN_FLIGHT, lease_until=lease_until, attempts=col(Digest.attempts) + 1),
        execution_options=AS_IT_IS,
    )
    return marked.rowcount == 1


async def acknowledge(session: Session, chat_id: int, items: Iterable[Item], *, now: datetime) -> None:
    """The chat was told *items* (or there were none): they are owed no more, and the next window begins."""
    if await session.get(Chat, chat_id) is None:  # deleted meanwhile
        return
    for item in items:
        told = {"told": item.now.as_json(), "told_revision": item.revision, "created_at": now}
        entry = insert_into(session, DigestEntry).values(chat_id=chat_id, incident_id=item.incident_id, **told)
        await session.exec(entry.on_conflict_do_update(index_elements=["chat_id", "incident_id"], set_=told))
    subscription = await session.get(Subscription, chat_id, populate_existing=True)
    if subscription is None or subscription.cadence is Cadence.INSTANT:
        await session.exec(delete(Digest).where(col(Digest.chat_id) == chat_id))
        return
    due_at = await _next_due(session, chat_id, now)
    await _put_back(session, chat_id, since=now, due_at=due_at, attempts=0, carried=False, asked=False)


async def carry(session: Session, chat_id: int, *, error: str, now: datetime) -> None:
    """It may have arrived: what it holds comes at the next full hour, and says so."""
    due_at = await _next_due(session, chat_id, now, daily=False)
    await _put_back(session, chat_id, due_at=due_at, carried=True, asked=False, last_error=error)


async def postpone(session: Session, chat_id: int, *, error: str, now: datetime) -> None:
    """It was refused as it is: what it holds comes at the next full hour, with what came meanwhile."""
    due_at = await _next_due(session, chat_id, now, daily=False)
    await _put_back(session, chat_id, due_at=due_at, asked=False, last_error=error)


async def hold(session: Session, chat_id: int, *, until: datetime, now: datetime) -> None:
    """The chat is asleep *until* then: look again then, or at its next hour: something may break through.

    Whoever asked meanwhile does not wait.
    """
    digest = await get(session, chat_id)
    if digest is not None and digest.asked:
        await _put_back(session, chat_id)
    else:
        await _put_back(session, chat_id, due_at=min(until, await _next_due(session, chat_id, now)))


async def retry(session: Session, chat_id: int, *, due_at: datetime, error: str) -> None:
    """It has not arrived: try again at *due_at*."""
    await _put_back(session, chat_id, due_at=due_at, last_error=error)


async def resume(session: Session, chat_id: int, *, put_off_until: datetime, now: datetime) -> None:
    """The chat may be written to again: a digest that was put off until the end of its pause is due now."""
    put_off = (col(Digest.attempts) > 0, col(Digest.due_at) > now, col(Digest.due_at) <= put_off_until)
    await session.exec(update(Digest).where(col(Digest.chat_id) == chat_id, *put_off).values(due_at=now))


async def ask(session: Session, chat_id: int, *, now: datetime) -> bool:
    """Somebody wants the chat's digest now; False if it is on its way already."""
    asked = await session.exec(
        update(Digest)
        .where(col(Digest.chat_id) == chat_id, col(Digest.status) == OutboxStatus.PENDING)
        .values(due_at=now, asked=True),
        execution_options=AS_IT_IS,
    )
    return asked.rowcount == 1


async def recover_interrupted(session: Session, *, now: datetime, starting: bool = False) -> int:
    """Carry the digests of which nobody knows whether they were sent; how many.

    That is every one in flight whose lease is over; when *starting*, every one in flight, and all claims are
    void.
    """
    if starting:
        await session.exec(
            update(Digest).where(col(Digest.status) == OutboxStatus.PENDING).values(lease_until=None)
        )
    unknown = select(col(Digest.chat_id)).where(col(Digest.status) == OutboxStatus.IN_FLIGHT)
    if not starting:
        unknown = unknown.where(col(Digest.lease_until) <= now)
    interrupted = list(await session.exec(unknown))
    for chat_id in interrupted:
        await carry(session, chat_id, error="interrupted, may have arrived", now=now)
    return len(interrupted)


async def prune(session: Session, *, now: datetime) -> None:
    """Forget what was told longer ago than `KEPT`."""
    await session.exec(delete(DigestEntry).where(col(DigestEntry.created_at) < now - KEPT))


async def end(session: Session, chat_id: int) -> None:
    """The chat is told nothing any more."""
    for table in (Digest, DigestEntry):
        await session.exec(delete(table).where(col(table.chat_id) == chat_id))


async def move(session: Session, old_id: int, new_id: int) -> None:
    """The chat has another id now, which is told digests already, or takes them over."""
    if await get(session, old_id) is None or await get(session, new_id) is not None:
        return
    for table in (Digest, DigestEntry):
        await session.exec(update(table).where(col(table.chat_id) == old_id).values(chat_id=new_id))
    await _put_back(session, new_id)


async def _put_back(session: Session, chat_id: int, **values: Any) -> None:
    await session.exec(
        update(Digest)
        .where(col(Digest.chat_id) == chat_id)
        .values(status=OutboxStatus.PENDING, lease_until=None, **values),
        execution_options=AS_IT_IS,
    )


async def _next_due(session: Session, chat_id: int, now: datetime, *, daily: bool = True) -> datetime:
    """At the chat's hour, if it has a *daily* one; else at the next full hour."""
    chat = await session.get(Chat, chat_id, populate_existing=True)
    wishes = await session.get(Subscription, chat_id, populate_existing=True)
    zone = ZoneInfo((chat.timezone if chat else None) or "UTC")
    at_hour = wishes.digest_hour if wishes and daily and wishes.cadence is Cadence.DAILY else None
    return next_due(now, zone, hour=at_hour)


async def _remember_cards(session: Session, chat_id: int, now: datetime) -> None:
    """What the chat's cards show it was told."""
    shown = await session.exec(
        select(col(Card.incident_id), col(Card.shown_revision), col(Incident.told))
        .join(Incident, col(Incident.id) == col(Card.incident_id))
        .where(col(Card.chat_id) == chat_id, col(Incident.last_statement_at) > now - KEPT)
    )
    for incident_id, revision, memory in shown.all():
        told = {"told": memory["shown"] if memory else None, "told_revision": revision, "created_at": now}
        entry = insert_into(session, DigestEntry).values(chat_id=chat_id, incident_id=incident_id, **told)
        await session.exec(entry.on_conflict_do_update(index_elements=["chat_id", "incident_id"], set_=told))


async def _take_over_cards(session: Session, chat_id: int, now: datetime) -> datetime | None:
    """Owe by digest what waits to be told by a first card; since when the oldest of that waits."""
    has_card = exists().where(
        col(Card.chat_id) == col(OutboxRow.chat_id), col(Card.incident_id) == col(OutboxRow.incident_id)
    )
    waiting = (
        col(OutboxRow.chat_id) == chat_id,
        col(OutboxRow.status) == _PENDING,
        col(OutboxRow.purpose) == Purpose.CARD,
        col(OutboxRow.possible_repeat).is_(False),
        ~has_card,
    )
    since = (await session.exec(select(func.min(OutboxRow.created_at)).where(*waiting))).one()
    for incident_id in (await session.exec(select(col(OutboxRow.incident_id)).where(*waiting))).all():
        entry = insert_into(session, DigestEntry).values(
            chat_id=chat_id, incident_id=incident_id, told_revision=0, created_at=now
        )
        await session.exec(entry.on_conflict_do_nothing(index_elements=["chat_id", "incident_id"]))
    called_off = {"status": OutboxStatus.SUPERSEDED, "last_error": "told by digest", "finished_at": now}
    await session.exec(
        update(OutboxRow).where(*waiting).values(lease_until=None, **called_off),
        execution_options=AS_IT_IS,
    )
    return since
