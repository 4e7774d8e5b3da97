"""How far chats are numbered, stored by several at once."""

import asyncio

from bot.store import chats, fates
from bot.store.db import Database
from tests.store.rows import NOW


async def test_a_number_that_is_just_being_stored_is_taken_away_too(database: Database) -> None:
    async with database.writing() as session:
        await chats.touch(session, 7, kind="private", language="en", now=NOW)

    async def expose() -> None:
        async with database.writing() as session:
            await fates.expose(session, 7)

    async with database.writing() as session:
        await fates.keep_number(session, 7, 100)
        await session.flush()
        exposing = asyncio.create_task(expose())
        await asyncio.sleep(0.2)  # long enough for it to have met the row, where the database lets it
    await exposing

    async with database.reading() as session:
        assert await fates.number_of(session, 7) is None
