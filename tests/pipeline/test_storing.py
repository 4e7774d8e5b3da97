"""Admins learn of a disk that fills up while there is room to note it, and of a database that failed."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError
from sqlmodel import select

from bot.pipeline.storing import Storing, room_of
from bot.store import meta
from bot.store.db import Database
from bot.store.tables import Notice
from tests.pipeline.faults import Disk
from tests.store.rows import MINUTE, NOW

MB = 2**20


@dataclass
class Clock:
    """A clock and a disk that a test sets."""

    now: datetime = NOW
    total: int = 100_000 * MB
    free: int = 50_000 * MB


Told = Callable[[], Awaitable[list[tuple[str, Any]]]]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def told(database: Database, clock: Clock) -> Told:
    """Look once more; what is owed to the admins by now."""
    storing = Storing(database, lambda: clock.now, lambda: clock)

    async def look() -> list[tuple[str, Any]]:
        await storing.look()
        async with database.reading() as session:
            return [(notice.kind, notice.facts) for notice in await session.exec(select(Notice))]

    return look


async def test_a_disk_that_fills_up_is_told_once_and_so_is_its_end(
    database: Database, clock: Clock, told: Told
) -> None:
    assert await told() == []
    clock.free = 200 * MB
    low = [("disk low", {"free": 200 * MB})]
    assert await told() == low
    assert await told() == low

    clock.free = 300 * MB
    assert await told() == low, "hardly more, and soon less again"
    restarted = Storing(database, lambda: NOW, lambda: clock)
    await restarted.look()
    clock.free = 900 * MB
    assert await told() == [*low, ("disk well", {"free": 900 * MB})]


async def test_a_small_disk_is_low_at_a_twentieth(clock: Clock, told: Told) -> None:
    clock.total, clock.free = 1000 * MB, 60 * MB
    assert await told() == []
    clock.free = 40 * MB
    assert [kind for kind, _ in await told()] == ["disk low"]


async def write(database: Database) -> None:
    async with database.writing() as session:
        await meta.put(session, "key", "value")


@pytest.mark.parametrize("lasts", [50, 600])
async def test_a_database_that_failed_for_a_while_is_told_of_once_it_can_be_written(
    database: Database, clock: Clock, told: Told, lasts: int
) -> None:
    disk = Disk(database, room_after=1)
    storing = Storing(database, lambda: clock.now, lambda: clock)
    disk.full = True
    with pytest.raises(OperationalError):
        await write(database)
    await storing.look()
    clock.now += timedelta(seconds=lasts)
    await storing.look()

    disk.full = False
    assert await told() == []
    await write(database)
    for _ in range(2):
        await storing.look()
    failed = [("storing failed", {"since": NOW.isoformat(), "error": "database or disk is full"})]
    assert await told() == (failed if lasts > MINUTE.total_seconds() else [])


def test_the_disk_of_a_file_is_known_and_that_of_a_server_is_not(database: Database) -> None:
    room = room_of(database)
    if database.url.get_backend_name() == "sqlite":
        assert room
        assert 0 <= room.free <= room.total
    else:
        assert room is None
