"""Signs of life: datagrams on a real socket, a row in the database, and how late the loop is."""

import asyncio
import os
import socket
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.operation.pulse import Pulse
from bot.operation.systemd import Systemd
from bot.store import condition
from bot.store.db import Database, connect
from tests.databases import SQLiteFiles
from tests.store.rows import MINUTE, NOW


@pytest.fixture
async def database(sqlite_files: SQLiteFiles) -> AsyncIterator[Database]:
    """What is asked of the database is tested on both kinds elsewhere."""
    database = connect(sqlite_files.fresh())
    yield database
    await database.close()


@pytest.fixture
def line(tmp_path: Path) -> Iterator[socket.socket]:
    """The socket on which systemd listens."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
        line.bind(str(tmp_path / "notify"))
        line.setblocking(False)
        yield line


def received(line: socket.socket) -> list[str]:
    """All datagrams that have come."""
    found = []
    while True:
        try:
            found.append(line.recv(4096).decode())
        except BlockingIOError:
            return found


class Heart:
    """A pulse whose clocks a test moves."""

    def __init__(self, database: Database, **environment: str) -> None:
        self.seconds = 100.0
        self.pulse = Pulse(
            database,
            Systemd(environment),
            lambda: NOW + timedelta(seconds=self.seconds - 100),
            lambda: self.seconds,
            lambda: 35 * MINUTE,
        )

    async def tick(self, *waits: float) -> None:
        for wait in waits:
            self.seconds += wait
            await self.pulse.tick()


def test_systemd_is_told_on_its_socket(line: socket.socket) -> None:
    Systemd({"NOTIFY_SOCKET": line.getsockname()}).tell(READY=1, STATUS="reading\nWATCHDOG=trigger")

    assert received(line) == ["READY=1\nSTATUS=reading"]


def test_an_abstract_socket_is_reached() -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
        line.bind(f"\0lookout-test-{os.getpid()}")
        Systemd({"NOTIFY_SOCKET": f"@lookout-test-{os.getpid()}"}).tell(STOPPING=1)
        assert line.recv(100) == b"STOPPING=1"


def test_without_systemd_and_with_a_dead_one_nothing_happens(tmp_path: Path) -> None:
    Systemd({}).tell(READY=1)
    Systemd({"NOTIFY_SOCKET": str(tmp_path / "nobody")}).tell(READY=1)


@pytest.mark.parametrize(
    ("environment", "every"),
    [
        ({"WATCHDOG_USEC": "30000000"}, timedelta(seconds=15)),
        ({"WATCHDOG_USEC": "30000000", "WATCHDOG_PID": str(os.getpid())}, timedelta(seconds=15)),
        ({"WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "1"}, None),
        ({"WATCHDOG_USEC": "0"}, None),
        ({}, None),
    ],
)
def test_the_watchdog_is_fed_twice_as_often_as_it_asks(
    environment: dict[str, str], every: timedelta | None
) -> None:
    assert Systemd(environment).ping_every == every


async def test_the_watchdog_is_fed_as_long_as_the_loop_turns(database: Database, line: socket.socket) -> None:
    heart = Heart(database, NOTIFY_SOCKET=line.getsockname(), WATCHDOG_USEC="8000000")

    await heart.tick(*[1.0] * 9)

    assert received(line) == ["WATCHDOG=1"] * 3


async def test_a_sign_of_life_is_stored_every_ten_seconds(database: Database) -> None:
    heart = Heart(database)

    await heart.tick(*[1.0] * 15)

    stored = (await condition.look(database, now=NOW)).heartbeat
    assert stored is not None
    assert stored.at == NOW + timedelta(seconds=11)
    assert stored.started_at == NOW
    assert stored.read_within == 35 * MINUTE


async def test_the_worst_lag_of_a_minute_is_kept(database: Database) -> None:
    heart = Heart(database)

    await heart.tick(1.0, 1.0, 3.5, 1.0)
    assert heart.pulse.lag == 2.5
    await heart.tick(*[1.0] * 60)
    assert heart.pulse.lag == 0


async def test_a_database_that_cannot_be_written_stops_no_heart(
    database: Database, line: socket.socket
) -> None:
    heart = Heart(database, NOTIFY_SOCKET=line.getsockname(), WATCHDOG_USEC="2000000")
    async with database.writing() as session:
        connection = await session.connection()
        await connection.exec_driver_sql("DROP TABLE meta")

    await asyncio.wait_for(heart.tick(*[1.0] * 9), 30)

    assert received(line).count("WATCHDOG=1") == 9
