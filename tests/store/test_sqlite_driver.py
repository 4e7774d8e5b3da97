"""SQLite alone: what would go wrong were a transaction begun late, or ended early."""

import asyncio
import contextlib
import threading
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import create_engine
from sqlalchemy.exc import DBAPIError, IntegrityError

from bot.store import meta
from bot.store.db import Database, Session, connect, migrate, prepare_sqlite


@pytest.fixture
async def archive(tmp_path: Path) -> AsyncIterator[Database]:
    url = f"sqlite:///{tmp_path / 'archive.db'}"
    await migrate(url)
    database = connect(url)
    yield database
    await database.close()


async def run(session: Session, statement: str) -> int:
    """Rows changed, or the single number that was asked for."""
    done = await (await session.connection()).exec_driver_sql(statement)
    return int(done.scalar_one()) if done.returns_rows else done.rowcount


async def test_whoever_is_cancelled_while_a_transaction_begins_leaves_it_to_nobody(archive: Database) -> None:
    async def write() -> None:
        async with archive.writing() as session:
            await meta.put(session, "key", "cancelled")
            await asyncio.sleep(60)

    for turns in range(12):  # wherever it is by then
        task = asyncio.create_task(write())
        for _ in range(turns):
            await asyncio.sleep(0)
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
        async with archive.writing() as session:
            assert await meta.get(session, "key") is None
            assert await run(session, "UPDATE meta SET value = value") >= 0


async def test_a_commit_that_fails_is_rolled_back(archive: Database) -> None:
    with pytest.raises(IntegrityError):
        await _break_a_reference(archive)
    async with archive.writing() as session:
        assert await run(session, "SELECT count(*) FROM digest") == 0
        await meta.put(session, "key", "value")
    async with archive.reading() as session:
        assert await meta.get(session, "key") == "value"


async def _break_a_reference(archive: Database) -> None:
    async with archive.writing() as session:
        await run(session, "PRAGMA defer_foreign_keys = ON")
        statement = (
            "INSERT INTO digest (chat_id, status, since, due_at, attempts, carried) "
            "VALUES (1, 'pending', '2026-05-12', '2026-05-12', 0, 0)"
        )
        assert await run(session, statement) == 1


async def test_a_statement_that_is_wrong_is_told_as_by_any_driver(archive: Database) -> None:
    with pytest.raises(DBAPIError, match="no such table"):
        async with archive.writing() as session:
            await run(session, "SELECT * FROM nowhere")
    async with archive.reading() as session:
        with pytest.raises(DBAPIError, match="readonly"):
            await run(session, "DELETE FROM meta")


def test_connections_that_meet_on_a_new_file_all_get_in(tmp_path: Path) -> None:
    def first_look(url: str, together: threading.Barrier) -> str:
        engine = create_engine(url)
        prepare_sqlite(engine, begin="BEGIN")
        together.wait()
        with engine.begin() as connection:
            mode = connection.exec_driver_sql("PRAGMA journal_mode").scalar_one()
        engine.dispose()
        return str(mode)

    with ThreadPoolExecutor(3) as threads:
        for number in range(30):
            url, together = f"sqlite:///{tmp_path / str(number)}.db", threading.Barrier(3)
            looks = [threads.submit(first_look, url, together) for _ in range(3)]
            assert [look.result() for look in looks] == ["wal"] * 3
