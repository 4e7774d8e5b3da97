"""What chats choose: filters, sound, quiet hours, snoozes; and what of it touches messages already owed."""

from collections import Counter
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import col, delete, literal_column, or_, select, update

from bot.rules.quiet import quiet_until
from bot.store import digests
from bot.store.db import Session
from bot.store.tables import (
    Cadence,
    Card,
    Chat,
    Incident,
    OutboxRow,
    Purpose,
    Snooze,
    Subscription,
)

EVERYTHING: dict[str, Any] = {
    "regions": [],
    "left_out": [],
    "kinds": [],
    "channels": [],
    "minimum": 0,
    "official_only": False,
}
"""No condition at all."""
_SLEEP = frozenset({"quiet_from", "quiet_to", "quiet_holds"})
_PACE = frozenset({"cadence", "digest_hour"})


async def get(session: Session, chat_id: int) -> Subscription | None:
    """What the chat asked for; None if it is told nothing."""
    return await session.get(Subscription, chat_id, populate_existing=True)


async def change(
    session: Session, chat_id: int, *, now: datetime, thread_id: int | None = None, **wishes: Any
) -> Subscription:
    """Set columns of the chat's subscription, which begins with this if there is none.

    *thread_id* counts for a new one only: a setting that is changed elsewhere moves nothing there.
    """
    subscription = await session.get(Subscription, chat_id, with_for_update=True, populate_existing=True)
    if subscription is None:
        subscription = Subscription(chat_id=chat_id, thread_id=thread_id, created_at=now)
        session.add(subscription)
    pace = subscription.cadence or Cadence.INSTANT
    for name, value in wishes.items():
        setattr(subscription, name, value)
    await session.flush()
    if _PACE & wishes.keys():
        await digests.follow(session, subscription, pace, now=now)
    if _SLEEP & wishes.keys():
        await _hold_anew(session, subscription, now)
    return subscription


async def toggle(
    session: Session, chat_id: int, what: str, word: str, *, now: datetime, thread_id: int | None = None
) -> Subscription:
    """Put *word* into the chat's list *what* (regions, left_out, kinds, channels), or take it out.

    A country and its single regions take each other's place. A region is chosen or left out, and none is left
    out of what is not chosen.
    """
    subscription = await session.get(Subscription, chat_id, with_for_update=True, populate_existing=True)
    chosen: set[str] = set(getattr(subscription, what)) if subscription else set()
    if word in chosen:
        chosen.remove(word)
    else:
        chosen.add(word)
        if what == "regions":
            chosen = {code for code in chosen if code == word or not (code[:2] == word or code == word[:2])}
    wishes = {what: sorted(chosen)}
    if subscription and what == "regions":
        wishes["left_out"] = left_of(chosen, set(subscription.left_out) - {word})
    elif what == "left_out":
        wishes["left_out"] = left_of(subscription.regions if subscription else (), chosen)
    return await change(session, chat_id, now=now, thread_id=thread_id, **wishes)


def left_of(regions: Collection[str], left_out: Iterable[str]) -> list[str]:
    """Those of *left_out* that who chose *regions* would be told without it."""
    return sorted(code for code in left_out if not regions or code[:2] in regions)


async def set_timezone(session: Session, chat_id: int, zone: str, *, now: datetime) -> None:
    """Choose the clock of everything this chat is told, and of its quiet hours."""
    await session.exec(update(Chat).where(col(Chat.id) == chat_id).values(timezone=zone))
    if subscription := await get(session, chat_id):
        await _hold_anew(session, subscription, now)
        await digests.date_anew(session, chat_id, now=now)


async def ask_to_type(session: Session, chat_id: int, what: str | None) -> None:
    """Remember what the bot asked this chat to type; None once it was understood or given up."""
    await session.exec(update(Chat).where(col(Chat.id) == chat_id).values(typing=what))


async def snooze(session: Session, chat_id: int, target: str, *, until: datetime, now: datetime) -> None:
    """Hold all messages about an incident (its number) or a region (its code) until then."""
    await session.exec(
        delete(Snooze).where(
            or_(col(Snooze.until) <= now, (col(Snooze.chat_id) == chat_id) & (col(Snooze.target) == target))
        )
    )
    session.add(Snooze(chat_id=chat_id, target=target, until=until))
    await session.flush()
    if target.isdecimal():
        await session.exec(
            update(OutboxRow)
            .where(*_waiting(chat_id), col(OutboxRow.incident_id) == int(target))
            .where(col(OutboxRow.purpose) == Purpose.NEWS, col(OutboxRow.due_at) < until)
            .values(due_at=until)
        )


async def end_snooze(session: Session, chat_id: int, target: str, *, now: datetime) -> None:
    """Hear of it again, beginning with what was held back."""
    await session.exec(delete(Snooze).where(col(Snooze.chat_id) == chat_id, col(Snooze.target) == target))
    if subscription := await get(session, chat_id):
        await _hold_anew(session, subscription, now)


async def snoozes(session: Session, chat_id: int, *, now: datetime) -> list[Snooze]:
    """What the chat wants to hear nothing of now, the first to end first."""
    query = (
        select(Snooze)
        .where(col(Snooze.chat_id) == chat_id, col(Snooze.until) > now)
        .order_by(col(Snooze.until), col(Snooze.target))
    )
    return list(await session.exec(query, execution_options={"populate_existing": True}))


async def most_reported(session: Session, *, limit: int = 6, among: int = 200) -> list[str]:
    """The regions of the newest *among* incidents, those with most of them first."""
    newest = select(col(Incident.places)).order_by(col(Incident.last_statement_at).desc()).limit(among)
    counted = Counter(code for places in await session.exec(newest) for code in places)
    return [code for code, _ in counted.most_common(limit)]


async def forget(session: Session, chat_id: int) -> None:
    """Delete everything that is stored about a chat."""
    await digests.end(session, chat_id)
    for table in (Snooze, Card, OutboxRow, Subscription):
        await session.exec(delete(table).where(col(table.chat_id) == chat_id))
    await session.exec(delete(Chat).where(col(Chat.id) == chat_id))


def _waiting(chat_id: int) -> tuple[Any, ...]:
    """What waits for a chat for no fault of anyone's."""
    return (
        col(OutboxRow.chat_id) == chat_id,
        col(OutboxRow.status) == literal_column("'pending'"),  # as the partial index has it
        col(OutboxRow.attempts) == 0,
        col(OutboxRow.last_error).is_(None),
    )


async def _hold_anew(session: Session, subscription: Subscription, now: datetime) -> None:
    """The chat sleeps at other hours, or woke up: what was held back for it is due at another time."""
    chat = await session.get_one(Chat, subscription.chat_id, populate_existing=True)
    until = None
    if subscription.quiet_holds and subscription.quiet_from is not None and subscription.quiet_to is not None:
        zone = ZoneInfo(chat.timezone or "UTC")
        until = quiet_until(now, zone, subscription.quiet_from, subscription.quiet_to)
    await session.exec(
        update(OutboxRow)
        .where(*_waiting(subscription.chat_id), col(OutboxRow.due_at) > now)
        .values(due_at=until or now)
    )
