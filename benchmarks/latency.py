"""From a page that is read to the messages that Telegram accepts, with 100 subscribers: the real process.

    python benchmarks/latency.py [statements, default 10] [chats, default 100]

`python -m bot run` with all rules, and the sandbox as a process of its own; its log tells both times.
Statements come one at a time, each of another region, so that each is an incident of its own, new to everyone.
Not waited for on purpose is only the first wait (10 s by default), in which what belongs together gathers.

Telegram lets 30 messages a second go, and the bot 29: the hundredth leaves 3.4 s after the first however fast
everything is. So a message's latency is what it takes beyond its place in that line; the whole time of the last
one is printed beside it.
"""

import asyncio
import os
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from statistics import quantiles

from delivery import ROOT, stand_in
from results import result

from bot.chat.pace import BULK_PER_SECOND
from bot.sandbox import SandboxClient
from bot.sandbox.process import IN_A_HURRY, BotProcess, copy_config
from bot.sandbox.views import Call
from bot.store import chats, db
from bot.watchlist import strict_yaml

STATEMENTS, CHATS = 10, 100
HANDLE = "mod_russia"
REGIONS = (
    *("Брянской", "Курской", "Воронежской", "Ростовской", "Орловской", "Тульской", "Калужской", "Смоленской"),
    *("Липецкой", "Рязанской", "Тверской", "Саратовской", "Белгородской", "Псковской", "Самарской"),
)
TARGET_S = 1.0


async def subscribe(database_url: str, count: int) -> None:
    """Private chats that are told everything at once."""
    await db.migrate(database_url)
    database, now = db.connect(database_url), datetime.now(UTC)
    async with database.writing() as session:
        for chat_id in range(1_001, 1_001 + count):
            await chats.touch(session, chat_id, kind="private", language="ru", now=now)
            await chats.subscribe(session, chat_id, now=now)
    await database.close()


async def told(client: SandboxClient, number: int, count: int, after: int) -> tuple[float, list[float], int]:
    """Publish a statement; when its page was read and each of *count* messages accepted, and the last call.

    *after* is the last call before: the fewer there are to ask for, the less likely is it that the page is read
    between the answer and the publication, and then once more a second later.
    """
    if missed := await client.calls(after):
        after = missed[-1].seq
    region = REGIONS[number % len(REGIONS)]
    await client.publish(HANDLE, f"Над {region} областью сбиты {number + 2} беспилотника.")
    read_at = 0.0
    sent: list[float] = []
    async with asyncio.timeout(60):
        while len(sent) < count:
            for call in await client.calls(after, wait=1.0):
                after = call.seq
                if not read_at and call.method.casefold() == f"/s/{HANDLE}":
                    read_at = call.at
                elif _is_card(call):
                    sent.append(call.at)
    return read_at, sorted(sent), after


def _is_card(call: Call) -> bool:
    return call.method == "sendMessage" and call.accepted and f"t.me/{HANDLE}" in str(call.params)


def seconds_of_processor(pid: int | None) -> float:
    """What a process has used so far."""
    fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def main() -> None:
    statements = int(sys.argv[1]) if len(sys.argv) > 1 else STATEMENTS
    count = int(sys.argv[2]) if len(sys.argv) > 2 else CHATS
    with tempfile.TemporaryDirectory(prefix="lookout-bench-") as made:
        folder = Path(made)
        listed = strict_yaml.read(ROOT / "config" / "watchlist.yaml").data["channels"]
        channels = [channel for channel in listed if channel["handle"] == HANDLE]
        config = copy_config(ROOT / "config", folder / "config", policies={**IN_A_HURRY, "channels": channels})
        async with stand_in() as client:
            await client.channel(HANDLE, title="Ministry")
            await client.publish(HANDLE, "Доброе утро!")
            bot = BotProcess(client.base_url, folder, config=config)
            await subscribe(bot.database_url, count)
            for chat_id in range(1_001, 1_001 + count):
                await client.say(chat_id, "Hello")
            async with bot:
                await bot.wait_until_up(client, pages=1, within=60)
                await asyncio.sleep(5)  # whoever said hello is answered by now
                firsts: list[float] = []
                beyond: list[float] = []
                lasts: list[float] = []
                busy = seconds_of_processor(bot.pid)
                after = 0
                for number in range(statements):
                    read_at, sent, after = await told(client, number, count, after)
                    firsts.append(sent[0] - read_at)
                    lasts.append(sent[-1] - read_at)
                    beyond += [at - read_at - place / BULK_PER_SECOND for place, at in enumerate(sent)]
                    await asyncio.sleep(1)
                busy = seconds_of_processor(bot.pid) - busy
    result(
        f"page read → first of {count} messages accepted, p95",
        quantiles(firsts, n=20)[-1],
        "s",
        at_most=TARGET_S,
    )
    result(
        f"page read → each of {count} accepted, beyond Telegram's pace, p95",
        quantiles(beyond, n=20)[-1],
        "s",
        at_most=TARGET_S,
    )
    result(f"page read → last of {count} accepted, mean", sum(lasts) / len(lasts), "s")
    result("the bot's processor time a message meanwhile", 1000 * busy / (statements * count), "ms")


if __name__ == "__main__":
    asyncio.run(main())
