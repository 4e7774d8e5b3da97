"""Due times that were noted by a clock that was ahead.

A clock is set back by whoever put it wrong, or by the time service that puts it right. What is due "in two
seconds" is then due in an hour and two seconds: no channel would be read and no message repeated for so long.
Channels are read all the time and the time is noted; while none can be read the time is noted all the same. So
a time in the future tells what has happened, also when it happened while nobody ran. What is due at a time of
day stays as it is.
"""

from datetime import datetime, timedelta
from typing import Final

from sqlmodel import col, func, or_, select, update

from bot.store import incidents, meta
from bot.store.db import AS_IT_IS, Session
from bot.store.tables import Card, Channel, Chat, Digest, OutboxRow, OutboxStatus

SLACK: Final = timedelta(seconds=5)
"""How far clocks may be off without anybody's harm."""
SOON: Final = timedelta(minutes=1)
"""A message that was made due so soon after the newest reading waits for no time of day, but to gather."""


async def set_right(session: Session, *, now: datetime) -> timedelta | None:
    """Where the clock was set back, let what waits for a while not wait longer; by how much it was, or None.

    To be called every few seconds: that is how the time is noted while no channel is read.
    """
    newest = await _newest(session)
    if newest is None or newest <= now + SLACK:
        if newest is None or newest < now - SLACK:
            await meta.put(session, meta.CLOCK, now.isoformat())
        return None
    await incidents.lock(session)  # its rows are those of whoever files, in another order
    by: timedelta = newest - now
    lately = or_(col(OutboxRow.last_error).is_not(None), col(OutboxRow.due_at) <= newest + SOON)
    for change in (
        update(Channel).where(col(Channel.next_due_at) > now).values(next_due_at=now),
        update(Channel).where(col(Channel.last_read_at) > now).values(last_read_at=now),
        update(OutboxRow)
        .where(col(OutboxRow.status) == OutboxStatus.PENDING, col(OutboxRow.due_at) > now, lately)
        .values(due_at=now),
        update(Card).where(col(Card.changed_at) > now).values(changed_at=now),
        update(Digest).where(col(Digest.attempts) > 0, col(Digest.due_at) > now).values(due_at=now),
    ):
        await session.exec(change, execution_options=AS_IT_IS)
    await _earlier(session, by, now)
    await meta.put(session, meta.CLOCK, now.isoformat())
    return by


async def _newest(session: Session) -> datetime | None:
    """The latest time that was noted, or None in a database that has seen no time yet."""
    read = (await session.exec(select(func.max(col(Channel.last_read_at))))).one()
    noted = await meta.get(session, meta.CLOCK)
    if noted is None:
        return read
    by_itself = datetime.fromisoformat(noted)
    return by_itself if read is None else max(read, by_itself)


async def _earlier(session: Session, by: timedelta, now: datetime) -> None:
    """End leases, and pauses of chats, *by* so much earlier, so that they are as long as they were."""
    for channel in await session.exec(select(Channel).where(col(Channel.lease_until) > now + by)):
        assert channel.lease_until is not None  # it is later than now
        channel.lease_until -= by
    for row in await session.exec(
        select(OutboxRow).where(
            col(OutboxRow.status).in_([OutboxStatus.PENDING, OutboxStatus.IN_FLIGHT]),
            col(OutboxRow.lease_until) > now + by,
        )
    ):
        assert row.lease_until is not None
        row.lease_until -= by
    for digest in await session.exec(select(Digest).where(col(Digest.lease_until) > now + by)):
        assert digest.lease_until is not None
        digest.lease_until -= by
    for chat in await session.exec(select(Chat).where(col(Chat.paused_until) > now)):
        assert chat.paused_until is not None
        chat.paused_until = max(now, chat.paused_until - by)
