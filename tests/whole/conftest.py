"""The real process against the sandbox over HTTP: started, killed, started again."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot.sandbox import Sandbox, SandboxClient, Shown
from bot.sandbox.process import BotProcess
from tests.databases import SQLiteFiles, sqlite_files
from tests.forked import ForkedBot
from tests.sandbox.browser import browser, page
from tests.whole.configs import HANDLES, MAYOR, interceptions, three_channels

__all__ = ["browser", "page", "sqlite_files"]

READER = 770_001

DOWNED_TWO = (
    "Силами ПВО Министерства обороны уничтожены два беспилотника, летевшие на Москву. "
    "На месте падения обломков работают экстренные службы."
)
SIX_MORE = "Уничтожены ещё шесть беспилотников, летевших на Москву."
SHOW = "В субботу над парком покажут шоу дронов: 500 беспилотников нарисуют в небе историю города."
BELGOROD = "Под Белгородом сбит беспилотник. На крыле надпись «С любовью жителям». Пострадавших нет."


@dataclass
class World:
    """A local Telegram, and the bot that talks to it."""

    sandbox: Sandbox
    client: SandboxClient
    bot: BotProcess
    seen: int = field(default=0)

    async def up(self) -> None:
        """Start the bot and wait until it listens and has read each page once."""
        calls = await self.client.calls()
        after = calls[-1].seq if calls else 0
        await self.bot.start()
        await self.bot.wait_until_up(self.client, pages=len(HANDLES), after=after, within=60)

    async def ask(self, text: str, *, chat_id: int = READER) -> str:
        """Write into a chat; the bot's answer."""
        before = (await self.client.events())[-1:]
        after = before[0].seq if before else 0
        await self.client.say(chat_id, text, name="Ann", language_code="en")
        answer = await self.client.wait_for(
            lambda event: event.kind == "sent" and event.chat_id == chat_id, after=after, within=10
        )
        return answer.text

    async def cards(self, count: int, *, chat_id: int = READER, within: float = 15) -> list[Shown]:
        """The bot's messages that link to a channel's post, once there are *count*."""

        def ours(shown: list[Shown]) -> list[Shown]:
            return [m for m in shown if m.from_bot and "https://t.me/" in m.text]

        return ours(
            await self.client.wait_for_messages(chat_id, lambda shown: len(ours(shown)) >= count, within=within)
        )

    async def message_in_flight(self, *, within: float) -> None:
        """Wait until a message is marked as being sent."""
        path = self.bot.database_url.removeprefix("sqlite:///")
        async with asyncio.timeout(within):
            while True:
                with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as archive:
                    if archive.execute("SELECT 1 FROM outbox WHERE status = 'in flight'").fetchone():
                        return
                await self.client.events(10**9, wait=0.1)

    async def read(self, handle: str = MAYOR) -> None:
        """Wait until a channel's page was read again."""
        calls = await self.client.calls()
        after = calls[-1].seq if calls else 0
        await self.client.wait_for_call(
            lambda call: call.method.casefold() == f"/s/{handle.casefold()}", after=after, within=10
        )


@pytest.fixture
def every_pattern(tmp_path: Path) -> Path:
    """The shipped config with three channels, in a hurry."""
    return three_channels(tmp_path / "config")


@pytest.fixture
def config(every_pattern: Path) -> Path:
    """What the bot is started with: interceptions alone. Few tests of the process are about the rules, and one
    pattern is read in half the time."""
    return interceptions(every_pattern)


@pytest.fixture
async def world(tmp_path: Path, config: Path, sqlite_files: SQLiteFiles) -> AsyncIterator[World]:
    """A sandbox with a page for each channel, and a bot that is not started yet, with a database of its own."""
    url = sqlite_files.fresh()
    async with Sandbox.start() as sandbox, sandbox.client() as client:
        for handle in HANDLES:
            await client.channel(handle, title=handle)
            await client.publish(handle, "Доброе утро!")
        world = World(sandbox, client, ForkedBot(sandbox.base_url, tmp_path, config=config, database_url=url))
        yield world
        await world.bot.stop()
    sqlite_files.give_back(url)
