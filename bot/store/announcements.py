"""Announcements: what an admin tells every subscriber, and which chats were told.

They go beside the outbox, which holds incidents: an alert never waits behind one, and what is unknown after a
crash is not repeated, for a missed announcement harms less than one that comes twice.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, literal
from sqlmodel import col, func, literal_column, or_, select, update

from bot.store.db import AS_IT_IS, Session, insert_into
from bot.store.tables import Announcement, AnnouncementCopy, Chat, OutboxStatus, Subscription

SAME_WITHIN = timedelta(minutes=10)
"""The same words twice in so short a time are a button pressed twice."""
_PENDING: ColumnElement[Any] = literal_column("'pending'")  # as the partial index has it


@dataclass(frozen=True, slots=True)
class Copy:
    """An announcement on its way to one chat. `styles` are [kind, offset, length, url] in UTF-16 units."""

    announcement_id: int
    chat_id: int
    thread_id: int | None
    attempts: int
    text: str
    styles: Sequence[Sequence[Any]]


async def announce(
    session: Session, text: str, styles: Sequence[Sequence[Any]], *, now: datetime
) -> int | None:
    """Owe *text* to every active subscriber; to how many, or None if the same was announced just now."""
    same = select(col(Announcement.id)).where(
        col(Announcement.text) == text, col(Announcement.created_at) > now - SAME_WITHIN
    )
    if (await session.exec(same.limit(1))).first() is not None:
        return None
    announcement = Announcement(text=text, styles=[list(style) for style in styles], created_at=now)
    session.add(announcement)
    await session.flush()
    columns = AnnouncementCopy.__table__.c  # type: ignore[attr-defined]
    values = {
        "announcement_id": announcement.id,
        "status": OutboxStatus.PENDING,
        "due_at": now,
        "attempts": 0,
    }
    told = (
        select(col(Chat.id), col(Subscription.thread_id))
        .join(Subscription, col(Subscription.chat_id) == col(Chat.id))
        .where(col(Chat.active))
        .add_columns(*(literal(value, columns[name].type) for name, value in values.items()))
    )
    owed = await session.exec(
        insert_into(session, AnnouncementCopy).from_select(["chat_id", "thread_id", *values], told),
        execution_options={"preserve_rowcount": True},
    )
    return owed.rowcount


async def due(
    session: Session, *, now: datetime, due_by: datetime, limit: int, busy: Collection[int] = ()
) -> list[Copy]:
    """Up to *limit* copies due by then, none for a chat that is *now* paused, gone or among the *busy*."""
    query = (
        select(AnnouncementCopy, Announcement)
        .join(Chat, col(Chat.id) == col(AnnouncementCopy.chat_id))
        .join(Announcement, col(Announcement.id) == col(AnnouncementCopy.announcement_id))
        .where(
            col(AnnouncementCopy.status) == _PENDING,
            col(AnnouncementCopy.due_at) <= due_by,
            col(Chat.active),
            or_(col(Chat.paused_until).is_(None), col(Chat.paused_until) <= now),
            col(AnnouncementCopy.chat_id).not_in(busy),
        )
        .order_by(col(AnnouncementCopy.due_at), col(AnnouncementCopy.chat_id))
        .limit(limit)
    )
    return [
        Copy(copy.announcement_id, copy.chat_id, copy.thread_id, copy.attempts, said.text, said.styles)
        for copy, said in await session.exec(query)
    ]


async def count_waiting(session: Session) -> int:
    """How many chats are still to be told something."""
    query = select(func.count()).where(col(AnnouncementCopy.status) == _PENDING)
    return (await session.exec(query)).one()


async def mark_in_flight(session: Session, copy: Copy) -> bool:
    """Note, just before the call, that it is being made; False: do not send, it was settled meanwhile."""
    marked = await session.exec(
        update(AnnouncementCopy)
        .where(
            col(AnnouncementCopy.announcement_id) == copy.announcement_id,
            col(AnnouncementCopy.chat_id) == copy.chat_id,
            col(AnnouncementCopy.status) == _PENDING,
        )
        .values(status=OutboxStatus.IN_FLIGHT, attempts=col(AnnouncementCopy.attempts) + 1),
        execution_options=AS_IT_IS,
    )
    return marked.rowcount == 1


async def is_in_flight(session: Session, copy: Copy) -> bool:
    """Whether its call was begun."""
    row = await session.get(AnnouncementCopy, (copy.announcement_id, copy.chat_id))
    return row is not None and row.status is OutboxStatus.IN_FLIGHT


async def finish(session: Session, copy: Copy, *, error: str | None, now: datetime) -> None:
    """It arrived, or (with *error*) it never will."""
    status = OutboxStatus.SENT if error is None else OutboxStatus.DEAD
    await _set(session, copy, status=status, last_error=error, finished_at=now)


async def retry(session: Session, copy: Copy, *, due_at: datetime, error: str) -> None:
    """Let it wait until *due_at*."""
    await _set(session, copy, status=OutboxStatus.PENDING, due_at=due_at, last_error=error)


async def move(session: Session, copy: Copy, new_id: int) -> None:
    """The chat has another id now; there it waits, if that one is not told already."""
    if await session.get(AnnouncementCopy, (copy.announcement_id, new_id)) is None:
        await _set(session, copy, status=OutboxStatus.PENDING, chat_id=new_id, thread_id=None)
    else:
        await _set(session, copy, status=OutboxStatus.SUPERSEDED)


async def end(session: Session, chat_id: int, *, now: datetime) -> None:
    """The chat is told nothing any more, also not what waits for it: it might come back in a year."""
    waiting = (col(AnnouncementCopy.chat_id) == chat_id, col(AnnouncementCopy.status) == _PENDING)
    await session.exec(
        update(AnnouncementCopy)
        .where(*waiting)
        .values(status=OutboxStatus.SUPERSEDED, last_error="nobody is to be told any more", finished_at=now),
        execution_options=AS_IT_IS,
    )


async def follow(session: Session, old_id: int, new_id: int) -> None:
    """The chat has another id now: what waits for it waits there, if it is not told there already."""
    there = select(col(AnnouncementCopy.announcement_id)).where(col(AnnouncementCopy.chat_id) == new_id)
    await session.exec(
        update(AnnouncementCopy)
        .where(
            col(AnnouncementCopy.chat_id) == old_id,
            col(AnnouncementCopy.status) == _PENDING,
            col(AnnouncementCopy.announcement_id).not_in(there),
        )
        .values(chat_id=new_id, thread_id=None),
        execution_options=AS_IT_IS,
    )


async def recover(session: Session, *, now: datetime) -> int:
    """At a start: what was on its way may have arrived, and is not repeated. Returns how many."""
    lost = await session.exec(
        update(AnnouncementCopy)
        .where(col(AnnouncementCopy.status) == OutboxStatus.IN_FLIGHT)
        .values(status=OutboxStatus.DEAD, last_error="interrupted, may have arrived", finished_at=now)
    )
    return lost.rowcount


async def _set(session: Session, copy: Copy, **values: Any) -> None:
    await session.exec(
        update(AnnouncementCopy)
        .where(
            col(AnnouncementCopy.announcement_id) == copy.announcement_id,
            col(AnnouncementCopy.chat_id) == copy.chat_id,
            col(AnnouncementCopy.status).in_((OutboxStatus.PENDING, OutboxStatus.IN_FLIGHT)),
        )
        .values(**values),
        execution_options=AS_IT_IS,
    )
