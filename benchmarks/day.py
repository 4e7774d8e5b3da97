"""A day of production in minutes: the pipeline in one process, with a clock that jumps to the next due time.

    python benchmarks/day.py [--hours 24] [--channels 200] [--chats 20]

Channels post at the rates of `benchmarks/polling.py` (lognormal, a day-night cycle, bursts): ordinary news, and
one post in twenty is a labelled statement or a near miss; one of those in ten is edited later. Real are the
rules, the store (SQLite), polling and its budget, filing, delivery with limiter, renderer and library; only the
network is ours: pages are made from the clock, and Telegram accepts everything. Time stands still while
something is done, and jumps when all that is left to do is to wait; so delays are those of the rules, not of
this machine. Not in it: HTTP, parsing pages, and answers to people.
"""

import argparse
import asyncio
import logging
import random
import selectors
import sqlite3
import sys
import tempfile
import time
from bisect import bisect_right
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from matching import NEWS, statements
from polling import posts_of
from results import result

from bot.chat import application
from bot.chat.context import Services
from bot.chat.limiter import Limiter
from bot.chat.naming import names_of
from bot.chat.posting import Poster
from bot.chat.sender import Sender
from bot.pipeline.deliver import Delivery
from bot.pipeline.ingest import Ingest, scale
from bot.rulebook import Rulebook, load_rulebook
from bot.rules.numbering import Numbering
from bot.sandbox.process import copy_config
from bot.sources.web import Reading
from bot.store import channels, chats, db, incidents, queue
from bot.values import FetchedPost

ROOT = Path(__file__).parents[1]
sys.path.append(str(ROOT))  # the wire is that of the tests
from tests.chat.wire import Wire  # noqa: E402

PAGE, READERS, SENDERS = 20, 8, 8
STATEMENTS, EDITED = 20, 10
"""One post in so many is on the subject, and one of those in so many is edited."""
DAWN = datetime(2026, 5, 12, tzinfo=UTC)
REQUESTS = 0.001
"""A second for each channel: one a second for a thousand."""
RESCALED = timedelta(minutes=5)
TICK = 2.0
"""Seconds of the day after which it is looked again whether anything is due; production looks every second."""
PATIENCE = 0.002
"""Real seconds in which a thread may answer before the loop's clock jumps."""


class Jumping(selectors.DefaultSelector):
    """Waits for no timer: when nothing else happens for a moment, the loop's clock jumps to the next one."""

    jumped = 0.0

    def select(self, timeout: float | None = None) -> Any:
        if timeout is None or timeout <= 0:
            return super().select(timeout)
        events = super().select(min(timeout, PATIENCE))
        if not events:
            self.jumped += timeout
        return events


class Loop(asyncio.SelectorEventLoop):
    """A loop whose time is that of the simulated day, in seconds from its dawn."""

    def __init__(self) -> None:
        self.jumping = Jumping()
        super().__init__(self.jumping)

    def time(self) -> float:
        return self.jumping.jumped


@dataclass
class Channel:
    """What a channel posts in the course of the day."""

    handle: str
    times: Sequence[float]
    texts: Sequence[str]
    edits: dict[int, tuple[float, str]] = field(default_factory=dict)

    def page(self, now: float) -> tuple[FetchedPost, ...]:
        """Its newest posts, as they are by now."""
        upto = bisect_right(self.times, now)
        return tuple(self._post(number, now) for number in range(max(0, upto - PAGE), upto))

    def _post(self, number: int, now: float) -> FetchedPost:
        text, edited = self.texts[number], False
        if number in self.edits and self.edits[number][0] <= now:
            text, edited = self.edits[number][1], True
        published_at = DAWN + timedelta(seconds=self.times[number])
        return FetchedPost(number + 1, text, published_at, self.handle, edited=edited)


def made_up(handles: Sequence[str], days: float, chance: random.Random) -> dict[str, Channel]:
    """Channels with a day's posts."""
    subject = [text for text, _ in statements()]
    made = {}
    for handle, times in zip(handles, posts_of(days, chance), strict=False):
        texts = [
            chance.choice(subject) if chance.randrange(STATEMENTS) == 0 else " ".join(chance.sample(NEWS, 4))
            for _ in times
        ]
        edits = {
            number: (times[number] + chance.uniform(60, 3600), f"{text} Уточнение: данные проверяются.")
            for number, text in enumerate(texts)
            if text in subject and chance.randrange(EDITED) == 0
        }
        made[handle] = Channel(handle, times, texts, edits)
    return made


@dataclass
class Day:
    """The parts, put together as `bot.app` does."""

    database: db.Database
    rulebook: Rulebook
    posting: dict[str, Channel]
    wire: Wire = field(default_factory=Wire)
    scale: float = 1.0
    requests: int = 0
    deepest: int = 0

    def now(self) -> datetime:
        return DAWN + timedelta(seconds=asyncio.get_running_loop().time())

    async def read(self, handle: str, after: int | None) -> Reading:
        """A channel's pages back to *after*, as the reader pages back."""
        self.requests += 1
        channel, now = self.posting[handle], asyncio.get_running_loop().time()
        page = channel.page(now)
        older = (page[0].message_id - 1 if page else 0) - (after or 0)
        if after is not None and older > 0:
            self.requests += -(-older // PAGE)
            page = tuple(channel._post(number, now) for number in range(after, page[-1].message_id))
        return Reading(page, handle, None, complete=True)

    async def run(self, until: float, readers: int) -> None:
        """Poll, deliver and sweep until the day is over."""
        names, numbering = names_of(self.rulebook.watchlist), Numbering()
        services = Services(self.database, lambda: names, self.now)
        app = application.build("42:TEST", services, request=self.wire, numbering=numbering)
        limiter = app.bot.rate_limiter
        assert isinstance(limiter, Limiter)
        ingest = Ingest(self.database, self.read, lambda: self.rulebook, self.now, lambda: self.scale)
        delivery = Delivery(
            self.database,
            Poster(Sender(app.bot), lambda: names, self.now, self.database),
            self.now,
            lambda: self.rulebook.watchlist.incidents.update_interval,
            _fail,
            numbering=numbering,
            resting=limiter.resting,
        )
        async with app:
            swept, lease = DAWN, timedelta(minutes=10)
            self.scale = await scale(self.database, self.rulebook, self.now())
            while (now := self.now()) < DAWN + timedelta(seconds=until):
                async with self.database.writing() as session:
                    due = await channels.claim_due(session, now=now, lease=lease, limit=readers)
                await asyncio.gather(*(ingest.poll(channel) for channel in due))
                rows = await delivery.claim(SENDERS)
                if rows:
                    async with self.database.reading() as session:
                        self.deepest = max(self.deepest, (await queue.backlog(session, now=now)).due)
                await asyncio.gather(*(delivery.work(row, until=lambda: False) for row in rows))
                if now - swept >= RESCALED:
                    swept = now
                    self.scale = await scale(self.database, self.rulebook, now)
                    await delivery.measure()
                    async with self.database.writing() as session:
                        await incidents.close_quiet(session, before=now - self.rulebook.watchlist.incidents.gap)
                if not due and not rows:
                    await asyncio.sleep(TICK)


def _fail(why: str) -> None:
    raise SystemExit(why)


def figures(path: str, query: str) -> list[tuple[Any, ...]]:
    """What is in the database at the end."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as archive:
        return archive.execute(query).fetchall()


def spread(path: str, seconds: str, source: str) -> list[float]:
    """Sorted seconds, 0 where there is nothing."""
    return sorted(row[0] for row in figures(path, f"SELECT {seconds} FROM {source}")) or [0.0]


def between(begin: str, end: str) -> str:
    """Seconds from one column to another, in SQLite."""
    return f"(julianday({end}) - julianday({begin})) * 86400"


async def main(hours: float, count: int, told: int) -> None:
    logging.disable(logging.WARNING)
    chance = random.Random(4)
    handles = [f"channel_{number}" for number in range(count)]
    with tempfile.TemporaryDirectory(prefix="lookout-bench-") as folder:
        listed = [
            {"handle": handle, "title": handle, "authority": "official" if number % 3 else "media"}
            for number, handle in enumerate(handles)
        ]
        budget = count * REQUESTS
        polling = {"min_interval": "30s", "max_interval": "1h", "requests_per_second": budget}
        config = copy_config(
            ROOT / "config", Path(folder) / "config", policies={"polling": polling, "channels": listed}
        )
        rulebook, path = load_rulebook(config), f"{folder}/day.db"
        await db.migrate(f"sqlite:///{path}")
        database = db.connect(f"sqlite:///{path}")
        day = Day(database, rulebook, made_up(handles, hours / 24, chance))
        async with database.writing() as session:
            await channels.sync(session, {handle: handle for handle in handles}, now=day.now())
            for chat_id in range(1_001, 1_001 + told):
                await chats.touch(session, chat_id, kind="private", language="ru", now=day.now())
                await chats.subscribe(session, chat_id, now=day.now())
        began, busy = time.monotonic(), time.process_time()
        await day.run(hours * 3600, READERS)
        busy = time.process_time() - busy
        await database.close()
        print(f"{hours:g} hours of {count} channels and {told} chats in {time.monotonic() - began:.0f} s")
        [(stored, seen), (stated, opened)] = [
            *figures(path, "SELECT count(*), (SELECT count(*) FROM post_version) FROM post"),
            *figures(path, "SELECT count(*), (SELECT count(*) FROM incident) FROM statement"),
        ]
        result("posts read", stored)
        result("their versions", seen)
        result("statements found", stated)
        result("incidents opened", opened)
        result("messages sent", len(day.wire.asked("sendMessage")))
        result("messages edited", len(day.wire.asked("editMessageText")))
        result("page requests", day.requests / (hours * 3600), "a second", at_most=budget)
        waited = spread(
            path, between("published_at", "first_seen_at"), "post WHERE first_seen_at > '2026-05-12 00:15'"
        )
        result("published → read, p50", waited[len(waited) // 2], "s")
        result("published → read, p95", waited[len(waited) * 19 // 20], "s")
        took = spread(path, between("due_at", "finished_at"), "outbox WHERE status = 'sent'")
        result("due → sent, p50", took[len(took) // 2], "s")
        result("due → sent, p95", took[len(took) * 19 // 20], "s")
        result("most messages due at once", day.deepest)
        left = figures(path, "SELECT count(*) FROM outbox WHERE status IN ('dead', 'in flight')")[0][0]
        result("messages given up or unanswered", left, at_most=0)
        result("processor time an hour of the day", busy / hours, "s")


if __name__ == "__main__":
    given = argparse.ArgumentParser(description="A day of production in minutes.")
    given.add_argument("--hours", type=float, default=24.0)
    given.add_argument("--channels", type=int, default=200)
    given.add_argument("--chats", type=int, default=20)
    arguments = given.parse_args()
    with asyncio.Runner(loop_factory=Loop) as runner:
        runner.run(main(arguments.hours, arguments.channels, arguments.chats))
