"""How long the queue is: what is owed, what arrived, what was given up."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import and_, case, col, func, select

from bot.store.db import Session
from bot.store.outbox import IN_FLIGHT, PENDING, ready
from bot.store.tables import Chat, OutboxRow, OutboxStatus


@dataclass(frozen=True, slots=True)
class Backlog:
    """How much is owed. `oldest_due_at` is None when nothing is due."""

    pending: int
    in_flight: int
    due: int
    oldest_due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Fault:
    """A message that was given up: when, for which chat, and why."""

    at: datetime
    chat_id: int
    error: str


async def is_due(session: Session, *, now: datetime) -> bool:
    """Whether a message could be sent now. What waits for a chat that is paused keeps nobody else waiting."""
    query = select(OutboxRow.id).join(Chat, col(Chat.id) == col(OutboxRow.chat_id)).where(*ready(now)).limit(1)
    return (await session.exec(query)).first() is not None


async def backlog(session: Session, *, now: datetime) -> Backlog:
    """How much is owed, and since when."""
    due = case((and_(col(OutboxRow.status) == PENDING, col(OutboxRow.due_at) <= now), col(OutboxRow.due_at)))
    row = await session.exec(
        select(
            func.count().filter(col(OutboxRow.status) == PENDING),
            func.count().filter(col(OutboxRow.status) == IN_FLIGHT),
            func.count(due),
            func.min(due),
        ).where(col(OutboxRow.status).in_([PENDING, IN_FLIGHT]))
    )
    return Backlog(*row.one())


async def count_sent(session: Session, *, since: datetime) -> int:
    """How many messages arrived from *since* on."""
    query = select(func.count()).where(
        col(OutboxRow.status) == OutboxStatus.SENT, col(OutboxRow.finished_at) >= since
    )
    return (await session.exec(query)).one()


async def last_faults(session: Session, *, limit: int) -> list[Fault]:
    """The newest rows that were given up."""
    query = (
        select(col(OutboxRow.finished_at), col(OutboxRow.chat_id), col(OutboxRow.last_error))
        .where(col(OutboxRow.status) == OutboxStatus.DEAD, col(OutboxRow.finished_at).is_not(None))
        .order_by(col(OutboxRow.id).desc())
        .limit(limit)
    )
    return [Fault(at, chat_id, error or "") for at, chat_id, error in await session.exec(query) if at]
