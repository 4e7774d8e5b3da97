"""The process with its supervisor, and the chats and channels around it: what a plan acts on."""

import asyncio
import random
import signal
import sqlite3
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.rules.numbering import AT_MOST
from bot.sandbox import Sandbox
from bot.sandbox.process import BotProcess, copy_config
from tests.conftest import CONFIG
from tests.whole.torture import clock
from tests.whole.torture.plan import CHANNELS, SMALL_TALK, Correct, Publish, Size, Talk

POLICIES: dict[str, dict[str, Any]] = {
    "polling": {"min_interval": "1s", "max_interval": "1s", "requests_per_second": 100},
    "incidents": {"gap": "3h", "first_wait": "0s", "update_interval": "0s"},
}
OWNER = 990_001
"""Who made the groups."""


@dataclass
class Bench:
    """Everything a run knows, and the truth to judge the bot by."""

    sandbox: Sandbox
    bot: BotProcess
    folder: Path
    rng: random.Random
    size: Size
    chats: set[int] = field(default_factory=set)
    """Those that want to be told, by their present ids."""
    left: dict[int, int] = field(default_factory=dict)
    """Chats that left -> the last request before they did."""
    moved: dict[int, int] = field(default_factory=dict)
    """New id -> old id."""
    said: dict[tuple[str, int], list[str]] = field(default_factory=dict)
    """(handle, message id) -> its texts, oldest first."""
    kills: list[int] = field(default_factory=list)
    """For each `kill -9` the last request before it."""
    starts: int = 0
    ends: list[int] = field(default_factory=list)
    """Exit codes with which it ended by itself."""
    met: list[str] = field(default_factory=list)
    """Faults, in their order."""
    tasks: set[asyncio.Task[None]] = field(default_factory=set)
    alone: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Held by faults that would spoil each other."""
    _killed: bool = False
    _over: bool = False
    _started_after: int = 0
    """The last request before its last start."""

    @property
    def database(self) -> Path:
        return self.folder / "lookout.db"

    def ask(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """What the database says; nothing where there is none yet."""
        if not self.database.exists():
            return []
        with closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True, timeout=20)) as archive:
            try:
                return archive.execute(query, values).fetchall()
            except sqlite3.OperationalError:
                return []

    def set_clock(self, seconds: float) -> None:
        """Put the bot's wall clock so many seconds off."""
        made = self.folder / "clock.new"
        made.write_text(str(seconds))
        made.replace(self.folder / "clock")

    async def supervise(self) -> None:
        """Start it whenever it has ended, as systemd and Procfile hosts do."""
        while not self._over:
            self._started_after = self.sandbox.requests.last
            await self.bot.start()
            self.starts += 1
            code = await self.bot.wait(within=1e6)
            if not (self._killed or self._over):
                self.ends.append(code)
            self._killed = False

    async def kill(self) -> None:
        """`kill -9`."""
        self._killed = True
        await self.bot.kill()
        self.kills.append(self.sandbox.requests.last)

    async def terminate(self) -> None:
        """SIGTERM; it must end with 0."""
        if self.bot.pid is not None:
            self._killed = True
            code = await self.bot.stop()
            if code is not None and code not in (
                0,
                -signal.SIGTERM,
            ):  # the latter: in the first moments of its life
                self.ends.append(code)

    async def stop(self) -> int | None:
        """The end: SIGTERM, and no start after it."""
        self._over = True
        return await self.bot.stop()

    async def running(self) -> None:
        """Wait until it has come up: when it was started last, it has asked for the menu to be shown since."""
        await self.sandbox.wait_for_call(
            lambda call: call.method == "setMyCommands", after=self._started_after, within=120
        )

    async def publish(self, step: Publish) -> None:
        """A channel says something."""
        number = await self.sandbox.publish(step.handle, step.text)
        self.said[step.handle, number] = [step.text]

    async def correct(self, step: Correct) -> None:
        """One of the newest statements is edited, once its first version was stored: so both must be kept."""
        known = {
            (handle, number)
            for handle, number in self.ask(
                "SELECT handle, message_id FROM post JOIN channel ON channel.id = channel_id"
            )
        }
        fresh = [post for post in list(self.said)[-40:] if post in known and len(self.said[post]) == 1]
        fresh = [post for post in fresh if "областью" in self.said[post][0]]
        if not fresh:
            return
        handle, number = self.rng.choice(fresh[-10:])
        words = self.said[handle, number][0].split()
        words[4] = str(step.count)
        self.said[handle, number].append(" ".join(words))
        await self.sandbox.edit(handle, number, " ".join(words))

    async def talk(self, step: Talk) -> None:
        """Somebody writes into a chat that wants to be told."""
        groups = sorted(chat for chat in self.chats if chat < 0)
        chat = self.rng.choice(sorted(self.chats) if step.command else groups)
        writer = OWNER if chat < 0 else None
        for words in ["/status"] if step.command else [SMALL_TALK] * (AT_MOST[False] + 2):
            await self.sandbox.say(chat, words, user=writer)

    def background(self, work: Any) -> None:
        """Let a fault last while the plan goes on."""
        task = asyncio.create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)


@asynccontextmanager
async def bench(folder: Path, size: Size, seed: int) -> AsyncIterator[Bench]:
    """Channels with a page, a bot under supervision, and chats that have subscribed."""
    config = copy_config(CONFIG, folder / "config", policies={**POLICIES, "channels": _channels()})
    for file in (config / "patterns").glob("[a-z]*.yaml"):
        if file.stem != "interception":
            file.unlink()
    async with Sandbox.start() as sandbox:
        for handle in CHANNELS:
            await sandbox.channel(handle, title=handle)
            await sandbox.publish(handle, "Начало.")
        command = (sys.executable, clock.__file__, str(folder / "clock"), "run")
        bot = BotProcess(sandbox.base_url, folder, config=config, command=command)
        made = Bench(sandbox, bot, folder, random.Random(seed), size)
        made.set_clock(0)
        supervisor = asyncio.create_task(made.supervise())
        try:
            await sandbox.wait_for_call(lambda call: call.method == "setMyCommands", within=120)
            await _subscribe(made)
            await sandbox.strict_pacing()
            yield made
        finally:
            await made.stop()
            supervisor.cancel()
            with suppress(asyncio.CancelledError):
                await supervisor


def _channels() -> list[dict[str, str]]:
    return [
        {"handle": handle, "title": handle, "authority": "official", "language": "ru"} for handle in CHANNELS
    ]


async def _subscribe(bench: Bench) -> None:
    """Of ten chats seven are private, one is a group that can migrate, two are supergroups."""
    for number in range(bench.size.chats):
        match number % 10:
            case 7:
                chat_id = -(5_000 + number)
                await bench.sandbox.say(chat_id, "/subscribe", user=OWNER, kind="group", language_code="en")
            case 8 | 9:
                chat_id = -(1_001_000_000_000 + number)
                await bench.sandbox.say(
                    chat_id, "/subscribe", user=OWNER, kind="supergroup", language_code="en"
                )
            case _:
                chat_id = 600_000 + number
                await bench.sandbox.say(chat_id, "/subscribe", language_code="en")
        bench.chats.add(chat_id)
    after = 0
    async with asyncio.timeout(60):
        while bench.ask("SELECT count(*) FROM subscription") != [(bench.size.chats,)]:
            for event in await bench.sandbox.events(after, wait=1):
                after = event.seq
