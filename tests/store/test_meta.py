from bot.store import meta
from bot.store.db import Database


async def test_a_fact_about_the_database_is_kept_and_replaced(database: Database) -> None:
    async with database.writing() as session:
        assert await meta.get(session, meta.LAST_UPDATE_ID) is None
        await meta.put(session, meta.LAST_UPDATE_ID, "7")
        await meta.put(session, meta.LAST_UPDATE_ID, "8")
    async with database.reading() as session:
        assert await meta.get(session, meta.LAST_UPDATE_ID) == "8"
