import asyncio
from collections.abc import Callable
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event
from sqlmodel import col, func, select

from bot.store import posts
from bot.store.db import Database
from bot.store.tables import Post, PostVersion
from bot.values import MediaKind
from tests.store.rows import NOW, channel, post


async def test_new_posts_are_stored_oldest_first(database: Database) -> None:
    async with database.writing() as session:
        source = await channel(session)
        stored = await posts.store(session, source.id or 0, [post(3), post(1), post(2)], now=NOW)
    assert [new.post.message_id for new in stored.new] == [1, 2, 3]
    assert [new.number for new in stored.new] == [1, 1, 1]
    assert not stored.changed


async def test_the_same_page_twice_changes_nothing(database: Database) -> None:
    page = [post(n, media=(MediaKind.PHOTO,)) for n in range(1, 21)]
    async with database.writing() as session:
        source = await channel(session)
        await posts.store(session, source.id or 0, page, now=NOW)
        again = await posts.store(session, source.id or 0, page, now=NOW)
        assert (again.new, again.changed, again.unchanged) == ((), (), 20)
        assert (await session.exec(select(func.count(col(PostVersion.id))))).one() == 20


async def test_an_edit_is_a_version_of_its_own_and_so_is_its_return(database: Database) -> None:
    async with database.writing() as session:
        source = await channel(session)
        numbers = []
        for text in ("Two drones", "Three drones", "Three drones", "Two drones"):
            stored = await posts.store(session, source.id or 0, [post(1, text)], now=NOW)
            numbers += [version.number for version in stored.new + stored.changed]
        texts = await session.exec(select(PostVersion.text).order_by(col(PostVersion.number)))
        assert numbers == [1, 2, 3]
        assert list(texts) == ["Two drones", "Three drones", "Two drones"]


async def test_a_page_of_all_sorts_is_told_apart(database: Database) -> None:
    async with database.writing() as session:
        source = await channel(session)
        await posts.store(session, source.id or 0, [post(1, "a"), post(2, "b")], now=NOW)
        stored = await posts.store(
            session, source.id or 0, [post(1, "a"), post(2, "b!"), post(3, "c"), post(3, "c")], now=NOW
        )
    assert [new.post.message_id for new in stored.new] == [3]
    assert [changed.post.message_id for changed in stored.changed] == [2]
    assert stored.unchanged == 1


async def test_two_channels_may_have_the_same_message_id(database: Database) -> None:
    async with database.writing() as session:
        for handle in ("mayor", "governor"):
            source = await channel(session, handle)
            assert len((await posts.store(session, source.id or 0, [post(1)], now=NOW)).new) == 1


async def test_two_processes_that_store_one_page_at_once_store_each_post_once(database: Database) -> None:
    async with database.writing() as session:
        source = await channel(session)

    async def store() -> int:
        async with database.writing() as session:
            page = [post(n) for n in range(1, 21)]
            return len((await posts.store(session, source.id or 0, page, now=NOW)).new)

    assert sum(await asyncio.gather(*(store() for _ in range(4)))) == 20
    async with database.reading() as session:
        assert (await session.exec(select(func.count(col(Post.id))))).one() == 20
        assert (await session.exec(select(func.count(col(PostVersion.id))))).one() == 20


async def test_deletion_is_marked_once_and_taken_back_when_the_post_shows_again(database: Database) -> None:
    async with database.writing() as session:
        source = await channel(session)
        channel_id = source.id or 0
        await posts.store(session, channel_id, [post(n) for n in (1, 2, 3)], now=NOW)
        assert len(await posts.mark_deleted(session, channel_id, [2, 9], now=NOW)) == 1
        assert await posts.mark_deleted(session, channel_id, [2], now=NOW) == []
        assert await posts.known_ids(session, channel_id, first=1, last=3) == {1, 3}
        await posts.store(session, channel_id, [post(2)], now=NOW)
        assert await posts.known_ids(session, channel_id, first=2, last=3) == {2, 3}


async def test_a_whole_page_costs_few_statements(database: Database) -> None:
    async with database.writing() as session:
        source = await channel(session)
        page = [post(n) for n in range(1, 201)]
        with counting(database) as statements:
            await posts.store(session, source.id or 0, page, now=NOW)
        assert len(statements) <= 3
        with counting(database) as statements:
            await posts.store(session, source.id or 0, page, now=NOW)
        assert len(statements) == 1


@contextmanager
def counting(database: Database) -> Any:
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        statements.append(statement)

    engine = database.writers.sync_engine
    listener: Callable[..., None] = note
    event.listen(engine, "before_cursor_execute", listener)
    yield statements
    event.remove(engine, "before_cursor_execute", listener)


async def test_an_empty_page_is_no_mistake(database: Database) -> None:
    async with database.writing() as session:
        source = await channel(session)
        assert await posts.store(session, source.id or 0, [], now=NOW) == posts.StoredPosts()
