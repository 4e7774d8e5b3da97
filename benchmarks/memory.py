"""Resident memory of the real process: 1,000 channels, a long archive, all rules.

    python benchmarks/memory.py [statements, default 100000] [channels, default 1000]

`python -m bot run` with the shipped rules against the sandbox, on SQLite. Looked at after the start, after
every channel's page was read, after a search, a /stats and the like, and after that much again; the peak is the
kernel's. Pages hold ordinary posts.
"""

import asyncio
import random
import sys
import tempfile
from pathlib import Path

from delivery import ROOT, stand_in
from matching import NEWS
from results import result
from search import Archive, fill

from bot.sandbox import SandboxClient
from bot.sandbox.process import BotProcess, copy_config
from bot.store import db

STATEMENTS, CHANNELS, POSTS = 100_000, 1_000, 5
ASKER = 2_001
QUESTIONS = ("/start", "/search беспилотник", "/stats", "/latest", "/search взрыв обломок")
TARGET_MB = 250.0
TIRELESS = {
    "polling": {"min_interval": "30s", "max_interval": "1h", "requests_per_second": 50},
    "incidents": {"gap": "3h", "first_wait": "0s", "update_interval": "10s"},
}


def megabytes(pid: int | None, what: str = "VmRSS") -> float:
    """Resident memory of a process now, or `VmHWM`: the most it ever was."""
    for line in Path(f"/proc/{pid}/status").read_text("ascii").splitlines():
        if line.startswith(what):
            return int(line.split()[1]) / 1024
    return 0.0


async def ask(client: SandboxClient, text: str) -> None:
    """Write to the bot, and wait until it has answered."""
    earlier = await client.events()
    await client.say(ASKER, text, name="Ann", language_code="ru")
    after = earlier[-1].seq if earlier else 0
    await client.wait_for(
        lambda event: event.kind in ("sent", "edited") and event.chat_id == ASKER, after=after, within=60
    )
    await asyncio.sleep(1)


async def every_page_read(client: SandboxClient, count: int) -> None:
    """Wait until the pages of *count* channels were asked for, and stored."""
    read: set[str] = set()
    after = 0
    async with asyncio.timeout(600):
        while len(read) < count:
            for call in await client.calls(after, wait=1.0):
                after = call.seq
                if call.method.startswith("/s/"):
                    read.add(call.method)
    await asyncio.sleep(3)


async def main() -> None:
    statements = int(sys.argv[1]) if len(sys.argv) > 1 else STATEMENTS
    count = int(sys.argv[2]) if len(sys.argv) > 2 else CHANNELS
    chance = random.Random(1)
    handles = [f"channel_{number}" for number in range(count)]
    with tempfile.TemporaryDirectory(prefix="lookout-bench-") as made:
        folder = Path(made)
        listed = [
            {
                "handle": handle,
                "title": handle,
                "authority": "media",
                "timezone": "Europe/Moscow",
                "language": "ru",
            }
            for handle in handles
        ]
        config = copy_config(ROOT / "config", folder / "config", policies={**TIRELESS, "channels": listed})
        async with stand_in() as client:
            bot = BotProcess(client.base_url, folder, config=config)
            await db.migrate(bot.database_url)
            database = db.connect(bot.database_url)
            await fill(database, Archive(statements))
            await database.close()
            for handle in handles:
                await client.channel(handle, title=handle)
                for line in chance.sample(NEWS, POSTS):
                    await client.publish(handle, line)
            async with bot:
                await bot.wait_until_up(client, pages=1, within=120)
                shown = {"after the start": megabytes(bot.pid)}
                await every_page_read(client, count)
                shown["after every page was read"] = megabytes(bot.pid)
                for turn in ("once", "again"):
                    for question in QUESTIONS:
                        await ask(client, question)
                    shown[f"after search, /stats and the like, {turn}"] = megabytes(bot.pid)
                peak = megabytes(bot.pid, "VmHWM")
    for when, size in shown.items():
        result(f"resident memory {when}", size, "MB", at_most=TARGET_MB)
    result(f"its peak, with {count:,} channels and {statements:,} statements", peak, "MB", at_most=TARGET_MB)


if __name__ == "__main__":
    asyncio.run(main())
