import asyncio
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from bot.errors import ConfigError, StoreBusy, StoreUnusable
from bot.store import db, meta
from bot.store.db import Database, Session, connect, migrate, parse_url
from tests.databases import PostgreSQLServer, Server, SQLiteFiles, end_owner

WRITERS, WRITES = 8, 25


async def _value(session: Session, statement: str) -> object:
    return await (await session.connection()).scalar(text(statement))


async def test_eight_writers_lose_no_update_and_none_meets_a_lock(database: Database) -> None:
    async with database.writing() as session:
        await meta.put(session, "counter", "0")

    async def write() -> None:
        for _ in range(WRITES):
            async with database.writing() as session:
                # PostgreSQL must be told that what is read will be written; SQLite's writers are alone.
                lock = "" if "sqlite" in str(database.url) else " FOR UPDATE"
                value = await _value(session, f"SELECT value FROM meta WHERE key = 'counter'{lock}")
                await meta.put(session, "counter", str(int(str(value)) + 1))

    await asyncio.gather(*(write() for _ in range(WRITERS)))
    async with database.reading() as session:
        assert await meta.get(session, "counter") == str(WRITERS * WRITES)


async def test_an_error_rolls_everything_back(database: Database) -> None:
    with pytest.raises(ZeroDivisionError):
        await _write_and_fail(database)
    async with database.reading() as session:
        assert await meta.get(session, "key") is None


async def _write_and_fail(database: Database) -> None:
    async with database.writing() as session:
        await meta.put(session, "key", "value")
        raise ZeroDivisionError


async def test_a_reader_does_not_wait_for_a_writer_and_sees_one_moment(database: Database) -> None:
    async with database.writing() as session:
        await meta.put(session, "key", "old")
    async with database.writing() as writer, database.reading() as reader:
        await meta.put(writer, "key", "new")
        assert await meta.get(reader, "key") == "old"
        await writer.commit()
        assert await meta.get(reader, "key") == "old"
    async with database.reading() as session:
        assert await meta.get(session, "key") == "new"


async def test_writing_while_reading_is_refused(database: Database) -> None:
    with pytest.raises(DBAPIError, match=r"read-?only"):
        async with database.reading() as session:
            await meta.put(session, "key", "value")


async def test_a_second_start_is_refused_until_the_first_ends(server: Server) -> None:
    url = server.fresh()
    first, second = connect(url), connect(url)
    await first.hold()
    with pytest.raises(StoreBusy, match="another Lookout runs on"):
        await second.hold()
    await first.close()
    await second.hold()
    await second.close()


async def test_an_owner_knows_that_it_is_one(server: Server) -> None:
    database = connect(server.fresh())
    assert not await database.holds()
    await database.hold()
    assert await database.holds()
    await database.close()
    assert not await database.holds()


async def test_an_owner_whose_connection_broke_is_none_any_more(postgresql: PostgreSQLServer) -> None:
    url = postgresql.fresh()
    database, other = connect(url), connect(url)
    await database.hold()
    await end_owner(other)
    assert not await database.holds()
    assert not await database.holds(), "a new connection holds no lock"
    await other.hold()
    assert not await database.holds()
    await database.close()
    await other.close()


async def test_a_killed_owner_leaves_no_lock_behind(server: Server) -> None:
    url = server.fresh()
    code = (
        "import asyncio, os, sys\n"
        "from bot.store.db import connect\n"
        "async def main():\n"
        "    database = connect(sys.argv[1])\n"
        "    await database.hold()\n"
        "    print('held', flush=True)\n"
        "    sys.stdin.read()\n"
        "asyncio.run(main())\n"
    )
    process = subprocess.Popen(  # noqa: ASYNC220 - nothing else runs in this loop
        [sys.executable, "-c", code, url], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with process:
        assert process.stdout
        assert process.stdout.readline() == "held\n"
        second = connect(url)
        with pytest.raises(StoreBusy):
            await second.hold()
        process.kill()
        process.wait()
        async with asyncio.timeout(10):
            while True:  # PostgreSQL notices the closed connection a moment later
                try:
                    await second.hold()
                    break
                except StoreBusy:
                    await asyncio.sleep(0)
        await second.close()


async def test_sqlite_follows_the_recipe(sqlite_files: SQLiteFiles) -> None:
    database = connect(sqlite_files.fresh())
    async with database.writing() as session:
        assert await _value(session, "PRAGMA journal_mode") == "wal"
        assert await _value(session, "PRAGMA synchronous") == 1
        assert await _value(session, "PRAGMA foreign_keys") == 1
        assert await _value(session, "PRAGMA busy_timeout") == 10_000
    await database.close()


@pytest.mark.parametrize(
    ("url", "driver", "name"),
    [
        ("sqlite:///data/lookout.db", "sqlite", "data/lookout.db"),
        ("sqlite:////var/lib/lookout.db", "sqlite", "/var/lib/lookout.db"),
        ("sqlite+aiosqlite:///lookout.db", "sqlite", "lookout.db"),
        ("postgres://user:word@host/name", "postgresql", "name"),
        ("postgresql+psycopg2://user:word@host:5433/name?sslmode=require", "postgresql", "name"),
    ],
)
def test_addresses_in_every_usual_spelling_are_understood(url: str, driver: str, name: str) -> None:
    parsed = parse_url(url)
    assert (parsed.drivername, parsed.database) == (driver, name)


@pytest.mark.parametrize(
    "url",
    [
        *("", "lookout.db", "sqlite://", "sqlite:///:memory:", "mysql://host/name"),
        "postgresql://user:word@host:port/name",
    ],
)
def test_other_addresses_are_refused_with_advice(url: str) -> None:
    with pytest.raises(ConfigError, match="DATABASE_URL: must be sqlite:///"):
        parse_url(url)


async def test_postgresql_compiles_no_query(postgresql: PostgreSQLServer) -> None:
    database = connect(postgresql.fresh())
    async with database.writing() as writer, database.reading() as reader:
        told = [await _value(session, "SHOW jit") for session in (writer, reader)]
    await database.close()
    assert told == ["off", "off"]


async def test_the_password_is_in_no_message(server: Server, tmp_path: Path) -> None:
    database = connect("postgresql://user:secret@host/name")
    assert "secret" not in repr(database.url)
    assert "secret" not in str(database.url)
    await database.close()


async def _start(url: str) -> None:
    """Open the database as a start does."""
    database = connect(url)
    try:
        await database.hold()
        await migrate(url)
    finally:
        await database.close()


async def test_a_folder_that_cannot_be_made_is_said_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for opens in (_start, migrate):
        with pytest.raises(StoreUnusable, match=r"file/bot.db cannot be used: .*; check DATABASE_URL"):
            await opens(f"sqlite:///{tmp_path}/file/bot.db")


async def test_a_folder_in_the_place_of_the_database_is_said_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "bot.db").mkdir()
    with pytest.raises(StoreUnusable, match=r"bot.db cannot be used: unable to open database file; check"):
        await _start(f"sqlite:///{tmp_path}/bot.db")


async def test_a_file_that_is_no_database_is_said_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "bot.db").write_text("Dear diary, this is no database at all. " * 50)
    with pytest.raises(StoreUnusable, match=r"bot.db cannot be used: file is not a database; check"):
        await _start(f"sqlite:///{tmp_path}/bot.db")


async def test_a_lock_that_cannot_be_taken_is_said_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "bot.db.lock").mkdir()
    with pytest.raises(StoreUnusable, match=r"bot.db cannot be used: Is a directory"):
        await _start(f"sqlite:///{tmp_path}/bot.db")


@pytest.mark.parametrize("query", ["", "?password=secret"])
async def test_a_server_that_does_not_answer_is_said_without_the_password(query: str) -> None:
    for opens in (_start, migrate):
        with pytest.raises(StoreUnusable, match="check DATABASE_URL and that the server runs") as info:
            await opens(f"postgresql://user:secret@127.0.0.1:1/name{query}")
        assert "secret" not in str(info.value)
        assert "\n" not in str(info.value)


async def test_a_schema_newer_than_the_program_is_said_in_one_sentence(server: Server) -> None:
    url = server.fresh()
    database = connect(url)
    async with database.writing() as session:
        await (await session.connection()).execute(text("UPDATE alembic_version SET version_num = '9999'"))
    await database.close()

    with pytest.raises(StoreUnusable, match=r"written by a newer Lookout .*9999.*; run that one"):
        await _start(url)


async def test_writers_of_one_process_wait_for_their_turn_however_long(
    sqlite_files: SQLiteFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(db, "BUSY_TIMEOUT_MS", 1)
    database = connect(sqlite_files.fresh())
    begun, order = asyncio.Event(), []

    async def write(name: str) -> None:
        async with database.writing() as session:
            await (await session.connection()).execute(text("DELETE FROM chat"))
            begun.set()
            for _ in range(20):
                await _value(session, "SELECT count(*) FROM chat")
            order.append(name)

    first = asyncio.create_task(write("first"))
    await begun.wait()
    await asyncio.gather(first, *(write(name) for name in ("second", "third")))
    await database.close()
    assert order == ["first", "second", "third"]
