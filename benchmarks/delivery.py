"""How fast and how politely a broadcast leaves, and how long answers wait behind it: we and PTB's own limiter.

    python benchmarks/delivery.py [--chats 300]

Both write the same messages to the same chats of the sandbox, which runs as a process of its own; its log is
the referee: accepted messages, by the time each arrived. Lookout goes its whole way: incidents fanned out in
SQLite, claimed, rendered, marked, sent, acknowledged. The library's `AIORateLimiter` (pip install aiolimiter)
gets the bare texts, all at once, as its documentation has it. Nine chats of ten are private, one is a group; a
few are told more than others, so that the limits of single chats matter. Meanwhile people in other chats ask
for answers. Limits: 30 messages in any second to everyone, 1 to a private chat, 20 a minute to a group, over
windows 20 ms short, as the way has its jitter.
"""

import argparse
import asyncio
import socket
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import quantiles
from typing import Any

import httpx2
from results import result
from telegram.error import RetryAfter
from telegram.ext import ExtBot
from telegram.request import HTTPXRequest

from bot.chat import application
from bot.chat.context import Services
from bot.chat.limiter import Limiter
from bot.chat.naming import names_of
from bot.chat.posting import Poster
from bot.chat.sender import Sender
from bot.pipeline.deliver import Delivery
from bot.rulebook import Rulebook, load_rulebook
from bot.rules.numbering import Numbering
from bot.sandbox import SandboxClient
from bot.sandbox.api import TOKEN
from bot.sandbox.views import Call
from bot.store import channels, chats, db, fanout, incidents, matches, posts, queue, statements
from bot.values import Facts, FetchedPost, Hit, Role

ROOT = Path(__file__).parents[1]
KIND = "interception"
LINES = 8
"""Messages of Lookout on their way at once, as in `bot.app`."""
BUSY = 4
"""Chats that are told more, half of them groups."""
ASKERS = 40
ASK_EVERY = 0.25
JITTER = 0.02
TARGET_RATE, TARGET_WAIT_MS = 28.0, 100.0


@dataclass
class Round:
    """One contender's broadcast."""

    name: str
    waits: list[float] = field(default_factory=list)
    """Seconds from asking for an answer until Telegram had it."""
    calls: list[Call] = field(default_factory=list)
    askers: frozenset[int] = frozenset()
    cpu: float = 0.0
    """Seconds of processor the broadcast took, answers included."""

    @property
    def bulk(self) -> list[Call]:
        """The messages of the broadcast that were accepted."""
        return [call for call in self.calls if call.chat_id not in self.askers]

    @property
    def rate(self) -> float:
        """Messages a second, the slowest chats' tail apart: over the time in which nine of ten left."""
        times = self._most
        return (len(times) - 1) / (times[-1] - times[0])

    @property
    def pace(self) -> float:
        """Messages a second in that time with the answers to people: Telegram's limit is one for both."""
        first, last = self._most[0], self._most[-1]
        return (sum(first <= call.at <= last for call in self.calls) - 1) / (last - first)

    @property
    def _most(self) -> list[float]:
        times = sorted(call.at for call in self.bulk)
        return times[: max(2, len(times) * 9 // 10)]

    def violations(self) -> dict[str, int]:
        """Messages that came too soon, by limit."""
        times: defaultdict[int, list[float]] = defaultdict(list)
        for call in self.bulk:
            times[call.chat_id or 0].append(call.at)
        everyone = [call.at for call in self.calls]
        return {
            "30/s": too_soon(everyone, 30, 1.0),
            "1/s": sum(too_soon(at, 1, 1.0) for chat_id, at in times.items() if chat_id > 0),
            "20/min": sum(too_soon(at, 20, 60.0) for chat_id, at in times.items() if chat_id < 0),
        }


def too_soon(times: Sequence[float], allowed: int, seconds: float) -> int:
    """How many of *times* have *allowed* others in the window before them."""
    times = sorted(times)
    return sum(
        at - times[index - allowed] < seconds - JITTER for index, at in enumerate(times) if index >= allowed
    )


def chat_ids(count: int) -> list[int]:
    """Private chats, and a group for every tenth."""
    return [-1_001_000_000_000 - n if n % 10 == 0 else 1_000 + n for n in range(1, count + 1)]


@asynccontextmanager
async def stand_in() -> AsyncIterator[SandboxClient]:
    """A sandbox in a process of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "sandbox", "--port", str(port)), stdout=asyncio.subprocess.DEVNULL
    )
    client = SandboxClient(f"http://127.0.0.1:{port}")
    try:
        while True:
            with suppress(httpx2.TransportError):
                await client.chats()
                break
            await asyncio.sleep(0.1)
        yield client
    finally:
        await client.close()
        process.terminate()
        await process.wait()


async def meanwhile(asking: Callable[[int], Awaitable[Any]], broadcast: Awaitable[Any], round_: Round) -> None:
    """Let people ask while *broadcast* runs, each in a chat of their own."""
    done = asyncio.Event()

    async def ask(chat_id: int) -> None:
        started = time.monotonic()
        await asking(chat_id)
        round_.waits.append(time.monotonic() - started)

    async def people() -> None:
        asked: list[asyncio.Task[None]] = []
        while not done.is_set():
            chat_id = sorted(round_.askers)[len(asked) % len(round_.askers)]
            asked.append(asyncio.create_task(ask(chat_id)))
            await asyncio.sleep(ASK_EVERY)
        await asyncio.gather(*asked)

    crowd = asyncio.create_task(people())
    await broadcast
    done.set()
    await crowd


async def lookout(base_url: str, rulebook: Rulebook, folder: Path, told: dict[int, int], round_: Round) -> None:
    """Incidents fanned out and delivered as in production; the busy chats are subscribed first."""
    url = f"sqlite:///{folder / 'bench.db'}"
    await db.migrate(url)
    database = db.connect(url)
    names, numbering = names_of(rulebook.watchlist), Numbering()
    app = application.build(
        TOKEN,
        Services(database, lambda: names, _now),
        base_url=f"{base_url}/bot",
        request=HTTPXRequest(connection_pool_size=64),
        numbering=numbering,
    )
    poster = Poster(Sender(app.bot), lambda: names, _now, database)
    limiter = app.bot.rate_limiter
    assert isinstance(limiter, Limiter)
    delivery = Delivery(
        database,
        poster,
        _now,
        lambda: timedelta(0),
        _fail,
        numbering=numbering,
        resting=limiter.resting,
    )
    for number in range(1, max(told.values()) + 1):
        async with database.writing() as session:
            for chat_id, wanted in told.items():
                # Told of the last *wanted* incidents: subscribed before those, and only then.
                if wanted == max(told.values()) + 1 - number:
                    kind = "private" if chat_id > 0 else "supergroup"
                    await chats.touch(session, chat_id, kind=kind, language="en", now=_now())
                    await chats.subscribe(session, chat_id, now=_now())
            incident_id = await _incident(session, number)
            await fanout.enqueue_cards(
                session, incident_id, reason="first statement", loud=True, due_at=_now(), now=_now()
            )

    async def broadcast() -> None:
        total, owed = sum(told.values()), 0
        workers: set[asyncio.Task[None]] = set()
        while owed < total or workers:
            for row in await delivery.claim(LINES - len(workers)):
                workers.add(asyncio.create_task(delivery.work(row, until=lambda: False)))
            if workers:
                _, workers = await asyncio.wait(workers, timeout=0.5, return_when=asyncio.FIRST_COMPLETED)
            else:
                await asyncio.sleep(0.1)
            owed = total - await _waiting(database)

    async with app:
        started = time.process_time()
        await meanwhile(lambda chat_id: app.bot.send_message(chat_id, "An answer"), broadcast(), round_)
        round_.cpu = time.process_time() - started
    await database.close()


async def library(base_url: str, told: dict[int, int], round_: Round) -> None:
    """The same messages through PTB's own limiter, all asked for at once."""
    from telegram.ext import AIORateLimiter

    bot: ExtBot[Any] = ExtBot(
        TOKEN,
        base_url=f"{base_url}/bot",
        request=HTTPXRequest(connection_pool_size=512, pool_timeout=3600),
        get_updates_request=HTTPXRequest(),
        rate_limiter=AIORateLimiter(max_retries=5),
    )
    order = [chat_id for n in range(max(told.values())) for chat_id, wanted in told.items() if wanted > n]

    async def send(chat_id: int) -> None:
        with suppress(RetryAfter):
            await bot.send_message(chat_id, "Two drones were shot down over Moscow.")

    async def broadcast() -> None:
        await asyncio.gather(*map(send, order))

    async with bot:
        started = time.process_time()
        await meanwhile(lambda chat_id: bot.send_message(chat_id, "An answer"), broadcast(), round_)
        round_.cpu = time.process_time() - started


async def _incident(session: db.Session, number: int) -> int:
    """An incident with one statement."""
    at = _now()
    await channels.sync(session, {"mos_sobyanin": "Mayor"}, now=at)
    channel_id = (await channels.ids(session))["mos_sobyanin"]
    text = f"Уничтожены {number + 1} беспилотника, летевшие на Москву."
    stored = await posts.store(session, channel_id, [FetchedPost(number, text, at, "mos_sobyanin")], now=at)
    hit = Hit(KIND, 90, True, text, (), (), Facts(count=number + 1, places=("RU-MOW",)))
    [post] = stored.new
    await matches.store(session, post.version_id, [hit], rules_version="1")
    incident_id = await incidents.add(
        session, story="air-attack", places=["RU-MOW"], role=Role.REPORTS, published_at=at
    )
    await statements.add_statement(
        session,
        incident_id,
        post_id=post.post_id,
        channel_id=channel_id,
        version_id=post.version_id,
        pattern_id=KIND,
        kinds=[KIND],
        role=Role.REPORTS,
        ends=False,
        published_at=at,
        sentence=text,
        facts=hit.facts,
        search_key="",
        join_reason="first",
    )
    return incident_id


async def _waiting(database: db.Database) -> int:
    async with database.reading() as session:
        backlog = await queue.backlog(session, now=_now())
    return backlog.pending + backlog.in_flight


def _now() -> datetime:
    return datetime.now(UTC)


def _fail(why: str) -> None:
    raise SystemExit(why)


def report(round_: Round) -> None:
    """A line for a contender."""
    broken = round_.violations()
    p95 = quantiles(round_.waits, n=20)[-1] * 1000
    print(
        f"{round_.name:<22}{len(round_.bulk):>9}{round_.rate:>8.1f}/s"
        + "".join(f"{count:>9}" for count in broken.values())
        + f"{p95:>12.0f} ms{max(round_.waits) * 1000:>10.0f} ms"
        + f"{round_.cpu / max(1, len(round_.calls)) * 1000:>8.1f} ms"
    )


async def main() -> None:
    """Run both and compare."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    arguments.add_argument("--chats", type=int, default=300)
    count = arguments.parse_args().chats
    extra = 25 if count >= 1000 else 6
    ids = chat_ids(count)
    busy = [*ids[: BUSY // 2], *[chat_id for chat_id in ids if chat_id < 0][: BUSY // 2]]
    told = {chat_id: extra if chat_id in busy else 1 for chat_id in ids}
    askers = frozenset(range(900_000, 900_000 + ASKERS))
    rulebook = load_rulebook(ROOT / "config")
    print(
        f"{sum(told.values())} messages to {count} chats, {ASKERS} people asking every {ASK_EVERY} s in turn\n"
    )
    print(
        f"{'':<22}{'messages':>9}{'rate':>10}{'>30/s':>9}{'>1/s':>9}{'>20/min':>9}"
        f"{'answer p95':>15}{'max':>13}{'CPU each':>11}"
    )
    rounds = []
    for name in ("Lookout", "PTB AIORateLimiter"):
        round_ = Round(name, askers=askers)
        async with stand_in() as client:
            for chat_id in (*ids, *askers):
                await client.say(chat_id, "/start", kind=None if chat_id > 0 else "supergroup")
            after = (await client.calls())[-1:]
            if name == "Lookout":
                with tempfile.TemporaryDirectory() as folder:
                    await lookout(client.base_url, rulebook, Path(folder), told, round_)
            else:
                try:
                    await library(client.base_url, told, round_)
                except (ImportError, RuntimeError) as exc:
                    print(f"{name}: not run, {exc}")
                    continue
            calls = await client.calls(after[0].seq if after else 0, method="sendMessage")
            round_.calls = [call for call in calls if call.accepted]
        rounds.append(round_)
        report(round_)
    ours = rounds[0]
    reached = ours.pace >= TARGET_RATE and not any(ours.violations().values())
    quick = quantiles(ours.waits, n=20)[-1] * 1000 < TARGET_WAIT_MS
    lost = sum(told.values()) - len(ours.bulk)
    result(
        f"broadcast to {count:,} chats, with the answers meanwhile", ours.pace, "a second", at_least=TARGET_RATE
    )
    result("the broadcast alone", ours.rate, "a second")
    result("messages too soon by any of Telegram's limits", sum(ours.violations().values()), at_most=0)
    result(
        "an answer to a person meanwhile, p95",
        quantiles(ours.waits, n=20)[-1] * 1000,
        "ms",
        at_most=TARGET_WAIT_MS,
    )
    result("processor time a message", 1000 * ours.cpu / max(1, len(ours.calls)), "ms")
    for rival in rounds[1:]:
        result(f"the same of {rival.name}", 1000 * rival.cpu / max(1, len(rival.calls)), "ms")
    print(f"\nat least {TARGET_RATE:.0f}/s without a violation: {'yes' if reached else 'NO'}; ", end="")
    print(f"answers within {TARGET_WAIT_MS:.0f} ms: {'yes' if quick else 'NO'}; not sent: {lost}")


if __name__ == "__main__":
    asyncio.run(main())
