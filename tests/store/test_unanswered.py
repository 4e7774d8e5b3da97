"""What nobody wants an answer to: it is done before what follows, and counts as anything else does."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from bot.store import meta
from bot.store.db import UNANSWERED, Database, Session


async def put_off(session: Session, statement: str) -> None:
    """Have a statement done whose outcome nobody asks for."""
    await (await session.connection()).execute(text(statement), execution_options=UNANSWERED)


async def test_what_is_put_off_is_done_before_what_follows_and_by_the_commit(database: Database) -> None:
    async with database.writing() as session:
        await put_off(session, "INSERT INTO meta (key, value) VALUES ('first', '1')")
        assert await meta.get(session, "first") == "1"
        await put_off(session, "INSERT INTO meta (key, value) VALUES ('second', '2')")
    async with database.writing() as session:
        await put_off(session, "INSERT INTO meta (key, value) VALUES ('third', '3')")
    async with database.reading() as session:
        assert [await meta.get(session, key) for key in ("first", "second", "third")] == ["1", "2", "3"]


async def test_what_is_put_off_and_fails_is_told_at_the_commit_and_leaves_nothing(database: Database) -> None:
    with pytest.raises(IntegrityError):
        await _put_off_twice(database)
    async with database.writing() as session:
        assert await meta.get(session, "key") is None
        await put_off(session, "INSERT INTO meta (key, value) VALUES ('key', 'mine')")
        await session.rollback()
    async with database.reading() as session:
        assert await meta.get(session, "key") is None


async def _put_off_twice(database: Database) -> None:
    async with database.writing() as session:
        for _ in range(2):
            await put_off(session, "INSERT INTO meta (key, value) VALUES ('key', 'twice')")


async def test_what_is_put_off_and_fails_is_told_by_what_follows(database: Database) -> None:
    with pytest.raises(DBAPIError, match="nowhere"):
        await _read_after_a_mistake(database)
    async with database.writing() as session:
        assert await meta.get(session, "key") is None
        await meta.put(session, "key", "other")
    async with database.reading() as session:
        assert await meta.get(session, "key") == "other"


async def _read_after_a_mistake(database: Database) -> None:
    async with database.writing() as session:
        await put_off(session, "INSERT INTO meta (key, value) VALUES ('key', 'value')")
        await put_off(session, "DELETE FROM nowhere")
        await meta.get(session, "key")


async def test_many_rows_are_put_off_at_once(database: Database) -> None:
    async with database.writing() as session:
        rows = [{"key": str(number), "value": "many"} for number in range(3)]
        statement = text("INSERT INTO meta (key, value) VALUES (:key, :value)")
        await (await session.connection()).execute(statement, rows, execution_options=UNANSWERED)
        assert [await meta.get(session, key) for key in ("0", "1", "2", "3")] == ["many", "many", "many", None]


async def test_a_row_that_is_changed_after_something_was_put_off_is_counted(database: Database) -> None:
    async with database.writing() as session:
        await put_off(session, "INSERT INTO meta (key, value) VALUES ('key', 'value')")
        changed = await (await session.connection()).execute(text("UPDATE meta SET value = 'other'"))
        assert changed.rowcount == 1


async def test_what_is_put_off_within_a_savepoint_is_undone_with_it(database: Database) -> None:
    async with database.writing() as session:
        await put_off(session, "INSERT INTO meta (key, value) VALUES ('before', '1')")
        savepoint = await session.begin_nested()
        await put_off(session, "INSERT INTO meta (key, value) VALUES ('within', '1')")
        await savepoint.rollback()
    async with database.reading() as session:
        assert [await meta.get(session, key) for key in ("before", "within")] == ["1", None]
