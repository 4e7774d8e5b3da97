"""How the whole is doing, in figures: for whoever watches the process from outside."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlalchemy.exc import DBAPIError
from sqlmodel import SQLModel, col, func, literal_column, select

from bot.errors import StoreUnusable
from bot.store import gaps, meta, notices, queue, refusal
from bot.store.db import Database, Session
from bot.store.queue import Backlog
from bot.store.refusal import Refusal
from bot.store.tables import (
    AnnouncementCopy,
    Channel,
    Digest,
    Incident,
    IncidentStatus,
    OutboxStatus,
    Statement,
    Subscription,
)

HEARTBEAT = "heartbeat"
"""Key of the last sign of life in `bot.store.meta`."""
MOVES_WITHIN = timedelta(minutes=2)
"""A queue out of which no message went for so long does not move."""


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """A sign of life. *started_at*: of the process; *read_within*: how old the newest page may get."""

    at: datetime
    started_at: datetime
    read_within: timedelta


@dataclass(frozen=True, slots=True)
class Condition:
    """One look at the database. `waiting`: messages that are due, by lane; `moved`: sent of late."""

    heartbeat: Heartbeat | None
    channels: Mapping[str, int]
    """How many watched channels are in each `ChannelState`."""
    last_read_at: datetime | None
    oldest_read_at: datetime | None
    """When the channel that was read the longest ago was read."""
    backlog: Backlog
    waiting: Mapping[str, int]
    moved: int
    statements: int
    incidents_open: int
    subscribers: int
    gaps: Mapping[str, int]
    """Places in channels with posts that are not understood: `waiting` for, or `given up`."""
    refused: Refusal | None
    """The config folder is refused, and what was in force before goes on."""


async def beat(database: Database, heartbeat: Heartbeat) -> None:
    """Store a sign of life. Raises `StoreUnusable` when it cannot be."""
    said = asdict(heartbeat) | {"read_within": heartbeat.read_within.total_seconds()}
    with _in_a_sentence("written"):
        async with database.writing() as session:
            await meta.put(session, HEARTBEAT, json.dumps(said, default=datetime.isoformat))


async def look(database: Database, *, now: datetime) -> Condition:
    """Read all figures. Raises `StoreUnusable` when the database cannot be read or has another schema."""
    with _in_a_sentence("read"):
        async with database.reading() as session:
            return await _look(session, now)


@contextmanager
def _in_a_sentence(what: str) -> Iterator[None]:
    try:
        yield
    except (OSError, DBAPIError) as exc:
        reason = exc.orig if isinstance(exc, DBAPIError) else exc.strerror
        first = str(reason or exc).strip().partition("\n")[0]
        raise StoreUnusable(f"the database cannot be {what}: {first}") from exc


async def _look(session: Session, now: datetime) -> Condition:
    states = await session.exec(
        select(col(Channel.state), func.count(col(Channel.id)))
        .where(col(Channel.watched))
        .group_by(col(Channel.state))
    )
    read = select(func.max(col(Channel.last_read_at)), func.min(col(Channel.last_read_at)))
    newest, oldest = (await session.exec(read.where(col(Channel.watched)))).one()
    backlog = await queue.backlog(session, now=now)
    copies = select(func.count(col(AnnouncementCopy.chat_id))).where(
        col(AnnouncementCopy.status) == literal_column("'pending'"),  # as the partial index has it
        col(AnnouncementCopy.due_at) <= now,
    )
    digests = select(func.count(col(Digest.chat_id))).where(
        col(Digest.status) == OutboxStatus.PENDING, col(Digest.due_at) <= now
    )
    is_open = select(func.count(col(Incident.id))).where(col(Incident.status) == IncidentStatus.OPEN)
    waiting, passed = await gaps.counts(session)
    return Condition(
        heartbeat=_heartbeat(await meta.get(session, HEARTBEAT)),
        channels={state.value: count for state, count in states},
        last_read_at=newest,
        oldest_read_at=oldest,
        backlog=backlog,
        waiting={
            "alert": backlog.due,
            "digest": (await session.exec(digests)).one(),
            "announcement": (await session.exec(copies)).one(),
            "notice": await notices.count_waiting(session),
        },
        moved=await queue.count_sent(session, since=now - MOVES_WITHIN) if backlog.due else 0,
        statements=await _count(session, Statement),
        incidents_open=(await session.exec(is_open)).one(),
        subscribers=await _count(session, Subscription),
        gaps={"waiting": waiting, "given up": passed},
        refused=await refusal.get(session),
    )


async def _count(session: Session, table: type[SQLModel]) -> int:
    return (await session.exec(select(func.count()).select_from(table))).one()


def _heartbeat(stored: str | None) -> Heartbeat | None:
    if stored is None:
        return None
    said = json.loads(stored)
    at, started_at = (datetime.fromisoformat(said[name]) for name in ("at", "started_at"))
    return Heartbeat(at, started_at, timedelta(seconds=said["read_within"]))
