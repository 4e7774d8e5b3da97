import asyncio
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, make_url, text
from sqlmodel import SQLModel, select

from bot.errors import ConfigError
from bot.store import audience, migrations, search
from bot.store.db import Database, connect, migrate
from bot.store.tables import Subscription
from tests.databases import Server, SQLiteFiles
from tests.store import rows


def differences(url: str) -> list[Any]:
    def compare(connection: Connection) -> list[Any]:
        options = {"include_name": migrations.is_modelled, "compare_type": True, "compare_server_default": True}
        found: list[Any] = compare_metadata(
            MigrationContext.configure(connection, opts=options), SQLModel.metadata
        )
        return found

    found: list[Any] = ask(url, compare)
    return found


def ask(url: str, question: Any) -> Any:
    engine = migrations.engine(make_url(url))
    with engine.connect() as connection:
        answer = question(connection)
    engine.dispose()
    return answer


def tables(url: str) -> set[str]:
    return set(ask(url, lambda connection: inspect(connection).get_table_names()))


async def test_an_empty_database_becomes_what_the_models_say(server: Server) -> None:
    url = server.empty()
    await migrate(url)
    assert differences(url) == []
    assert {"channel", "post_version", "statement", "outbox"} <= tables(url)


async def test_migrating_twice_changes_nothing(server: Server) -> None:
    url = server.fresh()
    before = tables(url)
    await migrate(url)
    assert tables(url) == before
    assert differences(url) == []


def test_the_newest_revision_told_by_names_of_files_is_the_one_that_alembic_ends_at(server: Server) -> None:
    settings = ask(server.empty(), migrations.config)
    assert ScriptDirectory.from_config(settings).get_current_head() == migrations.newest()


async def test_two_starts_at_once_migrate_once(server: Server) -> None:
    url = server.empty()
    await asyncio.gather(migrate(url), migrate(url), migrate(url))
    assert differences(url) == []
    assert ask(url, lambda c: c.scalar(text("SELECT count(*) FROM alembic_version"))) == 1


async def test_a_failing_migration_leaves_no_half_schema(server: Server) -> None:
    url = server.empty()
    ask(url, _occupy_the_name_of_the_last_table)
    with pytest.raises(Exception, match="already exists"):
        await migrate(url)
    assert tables(url) <= {"statement"}


def _occupy_the_name_of_the_last_table(connection: Connection) -> None:
    connection.execute(text("CREATE TABLE statement (id INTEGER)"))
    connection.commit()


async def test_what_a_chat_chose_before_the_lists_became_text_stays_chosen(server: Server) -> None:
    url = server.empty()
    ask(url, lambda connection: _chats_of_an_older_version(connection, regions='["RU-MOW", "UA"]'))
    await migrate(url)
    database = connect(url)
    async with database.reading() as session:
        chosen = await session.get_one(Subscription, 1)
        assert (chosen.regions, chosen.kinds) == (["RU-MOW", "UA"], [])
        wants = [
            (await session.exec(select(Subscription.chat_id).where(audience.wants([code], [])))).all()
            for code in ("RU-MOW", "UA-30", "RU-BEL")
        ]
    await database.close()
    assert wants == [[1, 2], [1, 2], []]


async def test_chats_that_chose_digests_before_there_were_any_get_theirs(server: Server) -> None:
    url = server.empty()
    ask(url, _chats_of_an_older_version)
    await migrate(url)
    assert ask(url, lambda c: list(c.execute(text("SELECT chat_id, status FROM digest")))) == [(1, "pending")]


def _chats_of_an_older_version(connection: Connection, regions: str = "[]") -> None:
    """Two chats, the first of which is told hourly."""
    command.upgrade(migrations.config(connection), "0005")
    at = "'2026-01-01 00:00:00+00:00'"
    for chat_id, cadence in ((1, "hourly"), (2, "instant")):
        values = {
            "chat (id, kind, language, active, strikes, created_at)": (
                f"{chat_id}, 'private', 'en', true, 0, {at}"
            ),
            "subscription (chat_id, created_at, regions, kinds, channels, minimum, official_only, sound_from,"
            " cadence, quiet_holds, break_from)": (
                f"{chat_id}, {at}, '{regions}', '[]', '[]', 0, false, 2, '{cadence}', false, 9"
            ),
        }
        for table, row in values.items():
            connection.execute(text(f"INSERT INTO {table} VALUES ({row})"))
    connection.commit()


async def test_a_statement_stored_after_the_upgrade_is_found_by_search(database: Database) -> None:
    async with database.writing() as session:
        source = await rows.channel(session)
        incident_id = await rows.incident(session)
        await rows.statement(session, incident_id, source.id or 0, 1, search_key="inscription belgorod")
    async with database.reading() as session:
        assert await search.search(session, [["inscription"]], limit=5) == [incident_id]


def test_the_search_triggers_of_sqlite_are_there(sqlite_files: SQLiteFiles) -> None:
    query = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    names = ask(sqlite_files.fresh(), lambda c: set(c.scalars(text(query))))
    assert names == {"statement_fts_insert", "statement_fts_update", "statement_fts_delete"}


async def test_foreign_keys_hold_after_a_migration(database: Database) -> None:
    with pytest.raises(Exception, match=r"(?i)foreign key"):
        async with database.writing() as session:
            await (await session.connection()).execute(
                text("INSERT INTO snooze (chat_id, target, until) VALUES (1, '7', '2026-01-01 00:00:00+00:00')")
            )


async def test_the_folder_of_an_sqlite_file_is_made(tmp_path: Path) -> None:
    await migrate(f"sqlite:///{tmp_path / 'new' / 'folder' / 'lookout.db'}")
    assert (tmp_path / "new" / "folder" / "lookout.db").exists()


async def test_an_address_of_another_kind_is_refused() -> None:
    with pytest.raises(ConfigError, match="DATABASE_URL"):
        await migrate("mysql://host/name")
