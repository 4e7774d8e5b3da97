"""The connection that holds the database breaks: the process ends before another one begins."""

from pathlib import Path

import pytest

from bot.sandbox import Sandbox
from bot.store.db import connect
from tests.databases import PostgreSQLServer, end_owner, postgresql
from tests.forked import ForkedBot
from tests.whole.configs import HANDLES

__all__ = ["postgresql"]

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]


async def test_a_bot_whose_lock_is_gone_ends_by_itself_and_may_be_started_again(
    postgresql: PostgreSQLServer, tmp_path: Path, config: Path
) -> None:
    url = postgresql.fresh()
    async with Sandbox.start() as sandbox, sandbox.client() as client:
        for handle in HANDLES:
            await client.publish(handle, "Доброе утро!")
        bot = ForkedBot(sandbox.base_url, tmp_path, config=config, database_url=url)
        await bot.start()
        await bot.wait_until_up(client, pages=len(HANDLES), within=60)
        other = connect(url)
        await end_owner(other)

        assert await bot.wait(within=40) == 1
        assert "the connection that held the database for us is lost" in bot.log()
        assert "Traceback" not in bot.log()
        await other.hold()
        await other.close()
