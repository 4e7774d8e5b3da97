"""Chats: who asked to be told, and who can be reached."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Table, bindparam
from sqlmodel import col, delete, func, literal_column, or_, select, update

from bot.store import announcements, digests
from bot.store.db import AS_IT_IS, UNANSWERED, Session, insert_into
from bot.store.tables import Chat, OutboxRow, OutboxStatus, Purpose, Snooze, Subscription

# Spelled out, so that SQLite uses the partial indexes of the outbox.
_PENDING = col(OutboxRow.status) == literal_column("'pending'")
_LIVE = or_(_PENDING, col(OutboxRow.status) == literal_column("'in flight'"))
_CHAT: Table = Chat.__table__  # type: ignore[attr-defined]
_NO_STRIKES = update(_CHAT).where(_CHAT.c.id == bindparam("chat"), _CHAT.c.strikes > 0).values(strikes=0)
"""Built once, as every message runs it."""


async def touch(session: Session, chat_id: int, *, kind: str, language: str, now: datetime) -> Chat:
    """Note that a chat talked to us, and return it. Whoever talks can be reached: it becomes active again.

    *language* counts for a new chat only; afterwards it is a setting. *kind* is Telegram's chat type.
    """
    seen = insert_into(session, Chat).values(id=chat_id, kind=kind, language=language, created_at=now)
    back = {"kind": kind, "active": True, "inactive_reason": None, "strikes": 0}
    stored = await session.exec(
        seen.on_conflict_do_update(index_elements=["id"], set_=back).returning(Chat),
        execution_options={"populate_existing": True},
    )
    chat: Chat = stored.scalar_one()
    return chat


async def get(session: Session, chat_id: int) -> Chat | None:
    """The chat, if it ever talked to us."""
    return await session.get(Chat, chat_id)


def is_in_touch(chat: Chat, *, kind: str) -> bool:
    """Whether `touch` would change nothing of it."""
    return chat.kind == kind and chat.active and chat.strikes == 0


async def out_of_reach(session: Session, user_ids: Collection[int]) -> list[int]:
    """Those of these people who never pressed Start, or blocked us: they can be told nothing."""
    query = select(col(Chat.id)).where(col(Chat.id).in_(user_ids), col(Chat.active))
    reached = list(await session.exec(query))
    return sorted(set(user_ids).difference(reached))


async def set_language(session: Session, chat_id: int, language: str) -> None:
    """Choose the language of everything this chat is told."""
    await session.exec(update(Chat).where(col(Chat.id) == chat_id).values(language=language))


async def subscribe(session: Session, chat_id: int, *, now: datetime, thread_id: int | None = None) -> bool:
    """Tell this chat everything from now on, in *thread_id* of a forum; False if it was subscribed already."""
    wished = insert_into(session, Subscription).values(chat_id=chat_id, thread_id=thread_id, created_at=now)
    added = await session.exec(
        wished.on_conflict_do_update(
            index_elements=["chat_id"], set_={"thread_id": wished.excluded.thread_id}
        ).returning(col(Subscription.created_at))
    )
    created_at: datetime = added.scalar_one()
    return created_at == now


async def unsubscribe(session: Session, chat_id: int, *, now: datetime) -> bool:
    """Tell this chat nothing any more, also not what is waiting for it; False if it was not subscribed."""
    ended = await session.exec(delete(Subscription).where(col(Subscription.chat_id) == chat_id))
    await digests.end(session, chat_id)
    await announcements.end(session, chat_id, now=now)
    await session.exec(
        update(OutboxRow)
        .where(col(OutboxRow.chat_id) == chat_id, _PENDING)
        .values(status=OutboxStatus.SUPERSEDED, last_error="unsubscribed", finished_at=now, lease_until=None)
    )
    return ended.rowcount > 0


async def is_subscribed(session: Session, chat_id: int) -> bool:
    """Whether this chat asked to be told."""
    return await session.get(Subscription, chat_id) is not None


async def subscribers(session: Session) -> list[int]:
    """The ids of the active chats that asked to be told, ascending."""
    query = (
        select(col(Chat.id))
        .join(Subscription, col(Subscription.chat_id) == col(Chat.id))
        .where(col(Chat.active))
        .order_by(col(Chat.id))
    )
    return list(await session.exec(query))


async def count_subscribers(session: Session) -> int:
    """How many active chats asked to be told."""
    query = (
        select(func.count())
        .select_from(Subscription)
        .join(Chat, col(Chat.id) == col(Subscription.chat_id))
        .where(col(Chat.active))
    )
    return (await session.exec(query)).one()


async def deactivate(session: Session, chat_id: int, *, reason: str, now: datetime) -> bool:
    """The chat is gone: end its subscription and give up what it is owed; False if it was inactive already."""
    changed = await session.exec(
        update(Chat)
        .where(col(Chat.id) == chat_id, col(Chat.active))
        .values(active=False, inactive_reason=reason)
    )
    await session.exec(delete(Subscription).where(col(Subscription.chat_id) == chat_id))
    await digests.end(session, chat_id)
    await announcements.end(session, chat_id, now=now)
    await session.exec(
        update(OutboxRow)
        .where(col(OutboxRow.chat_id) == chat_id, _LIVE)
        .values(status=OutboxStatus.DEAD, last_error=reason, finished_at=now, lease_until=None)
    )
    return changed.rowcount > 0


async def migrate(session: Session, old_id: int, new_id: int, *, now: datetime) -> None:
    """A group became a supergroup: move its settings, its subscription and what it is owed to the new id.

    Cards stay behind: their message ids mean nothing in the new chat, which gets a fresh card with the
    incident's next change. What is in flight goes back to waiting. The same migration twice changes nothing.
    """
    old = await session.get(Chat, old_id, populate_existing=True)
    if old is None or old_id == new_id:
        return
    moved = {"language": old.language, "timezone": old.timezone, "active": True}
    fresh = insert_into(session, Chat).values(id=new_id, kind="supergroup", created_at=now, **moved)
    reachable = {"active": True, "inactive_reason": None, "strikes": 0}
    await session.exec(fresh.on_conflict_do_update(index_elements=["id"], set_=reachable))
    subscription = await session.get(Subscription, old_id)
    if subscription is not None:
        kept = subscription.model_dump(exclude={"chat_id", "thread_id"})
        wish = insert_into(session, Subscription).values(chat_id=new_id, **kept)
        await session.exec(wish.on_conflict_do_nothing(index_elements=["chat_id"]))
    known = select(col(Snooze.target)).where(col(Snooze.chat_id) == new_id)
    snoozed = update(Snooze).where(col(Snooze.chat_id) == old_id, col(Snooze.target).not_in(known))
    await session.exec(snoozed.values(chat_id=new_id), execution_options=AS_IT_IS)
    await _move_owed(session, old_id, new_id)
    await digests.move(session, old_id, new_id)
    await announcements.follow(session, old_id, new_id)
    await deactivate(session, old_id, reason=f"became {new_id}", now=now)


async def strike(session: Session, chat_id: int) -> int:
    """Count one more failed delivery that may mean the chat is gone; returns how many in a row."""
    struck = await session.exec(
        update(Chat)
        .where(col(Chat.id) == chat_id)
        .values(strikes=col(Chat.strikes) + 1)
        .returning(col(Chat.strikes)),
        execution_options=AS_IT_IS,
    )
    return int(struck.scalar_one())


async def clear_strikes(session: Session, chat_id: int) -> None:
    """A delivery arrived: the count starts anew."""
    await session.exec(_NO_STRIKES, params={"chat": chat_id}, execution_options=UNANSWERED)


async def pause(session: Session, chat_id: int, *, until: datetime) -> None:
    """Send this chat nothing before *until* (Telegram's retry_after). A pause that lasts longer stays."""
    await session.exec(
        update(Chat)
        .where(col(Chat.id) == chat_id)
        .where(or_(col(Chat.paused_until).is_(None), col(Chat.paused_until) < until))
        .values(paused_until=until)
    )


async def resume(session: Session, chat_id: int, *, now: datetime) -> None:
    """The chat may be written to again: its pause ends, and what was put off with it is due now."""
    until = (await session.exec(select(col(Chat.paused_until)).where(col(Chat.id) == chat_id))).one_or_none()
    if until is None or until <= now:
        return
    await session.exec(update(Chat).where(col(Chat.id) == chat_id).values(paused_until=None))
    tried = (col(OutboxRow.attempts) > 0, col(OutboxRow.due_at) > now, col(OutboxRow.due_at) <= until)
    await session.exec(
        update(OutboxRow).where(col(OutboxRow.chat_id) == chat_id, _PENDING, *tried).values(due_at=now)
    )
    await digests.resume(session, chat_id, put_off_until=until, now=now)


async def _move_owed(session: Session, old_id: int, new_id: int) -> None:
    """Give the new chat what the old one is owed and it does not wait for already.

    News answers a card, and the new chat has none: its card tells the news, and sounds if the news would have.
    """
    owed = await session.exec(
        select(OutboxRow)
        .where(col(OutboxRow.chat_id).in_((old_id, new_id)), _LIVE)
        # Pending before in flight, cards before news.
        .order_by(col(OutboxRow.status).desc(), col(OutboxRow.purpose), col(OutboxRow.id)),
        execution_options={"populate_existing": True},
    )
    rows = list(owed)
    waiting = {
        row.incident_id: row
        for row in rows
        if row.chat_id == new_id and row.status is OutboxStatus.PENDING and row.purpose is Purpose.CARD
    }
    for row in rows:
        if row.chat_id != old_id:
            continue
        card = waiting.setdefault(row.incident_id, row)
        if card is not row:
            if row.loud and not card.loud:
                card.loud, card.reason = True, row.reason
            continue
        row.chat_id, row.thread_id, row.purpose = new_id, None, Purpose.CARD
        if row.status is OutboxStatus.PENDING and row.tried_as is not None:
            row.possible_repeat = True  # numbers mean nothing in the new chat, so it is not looked for
        row.tried_as = row.tried_after = row.tried_revision = None
        row.status, row.lease_until = OutboxStatus.PENDING, None
    await session.flush()
