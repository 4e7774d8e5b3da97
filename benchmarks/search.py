"""How fast and how well a search finds its first page, on SQLite and on PostgreSQL.

    python benchmarks/search.py [statements] [sqlite|postgresql …]

The archive is made up: statements on 9 subjects in 70 regions, in any case of the words, among ordinary words
of which few are common and most are rare (Zipf). Of each query it is known which incidents are meant. A page
counts as relevant when at least four fifths of it are, and it holds as many as there are, up to a page. Compare
ratios of one run only: absolute times are one machine's.
"""

import asyncio
import random
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from statistics import quantiles
from typing import Any

import pymorphy3
from results import result
from sqlalchemy import insert

from bot.chat.questions.filters import Question
from bot.chat.questions.searching import Order, Page, find
from bot.chat.questions.vocabulary import Vocabulary
from bot.rules.language.text import search_key
from bot.store import channels, db
from bot.store.search import searchable
from bot.store.tables import Incident, Match, Post, PostVersion, Statement
from bot.values import Facts, Role
from bot.watchlist.places import load_places

ROOT = Path(__file__).parents[1]
SUBJECTS = ("беспилотник", "ракета", "взрыв", "пожар", "обломок", "надпись", "аэропорт", "тревога", "крыша")
PLACES = 70
QUERIES = 120
CASES = ("nomn", "gent", "datv", "accs", "ablt", "loct")
PAGE = 5
TARGETS_MS = (100_000, 60.0), (1_000_000, 250.0)
"""Up to so many statements, so many milliseconds for 95 of 100 searches."""
A_CHUNK = 5_000
LETTERS = "абвгдежзиклмнопрстухцчшэюя"
START = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Query:
    """Two words, and the incidents that are meant by them."""

    words: str
    meant: frozenset[int]


class Archive:
    """Made-up statements, the same for the same number; and queries whose answers are known."""

    def __init__(self, statements: int) -> None:
        self.statements = statements
        self._random = random.Random(7)
        self._forms = pymorphy3.MorphAnalyzer()
        gazetteer, problems = load_places(ROOT / "config" / "places.yaml")
        assert gazetteer is not None, problems
        capitals = [place.capital.ru for place in gazetteer if place.capital and place.capital.ru.isalpha()]
        self.places = capitals[:PLACES]
        self._fillers = [
            "".join(self._random.choices(LETTERS, k=self._random.randint(4, 10))) for _ in range(120_000)
        ]
        self._shares = [1 / rank for rank in range(1, len(self._fillers) + 1)]
        self.meant: defaultdict[tuple[str, str], set[int]] = defaultdict(set)

    def form(self, word: str) -> str:
        """*word* in a case that comes as it comes."""
        read = self._forms.parse(word)[0]
        inflected = read.inflect({self._random.choice(CASES)})
        return inflected.word if inflected else word

    def rows(self, channel_id: int) -> Iterator[dict[type, dict[str, Any]]]:
        """A statement after the other with all that belongs to it; three make an incident."""
        fillers: Iterator[str] = iter(())
        for number in range(1, self.statements + 1):
            incident = (number + 2) // 3
            if number % 3 == 1:
                subject, place = self._random.choice(SUBJECTS), self._random.choice(self.places)
                self.meant[subject, place].add(incident)
            words = list(islice(fillers, 12))
            if len(words) < 12:
                fillers = iter(self._random.choices(self._fillers, self._shares, k=120_000))
                words = list(islice(fillers, 12))
            sentence = f"{self.form(subject)} {self.form(place)}".capitalize()
            at = START + timedelta(minutes=number)
            rows = self._rows_of(number, incident, channel_id, at, sentence, words)
            if number % 3 == 1:
                rows[Incident] = {
                    "id": incident,
                    "story": "air-attack",
                    "places": ["RU-MOW"],
                    "role": Role.REPORTS,
                    "opened_at": at,
                    "last_statement_at": at + timedelta(minutes=2),
                    "revision": 1,
                }
            yield rows

    def _rows_of(
        self, number: int, incident: int, channel_id: int, at: datetime, sentence: str, words: list[str]
    ) -> dict[type, dict[str, Any]]:
        facts = Facts(count=2).as_json()
        filling = " ".join(words)
        return {
            Post: {
                "id": number,
                "channel_id": channel_id,
                "message_id": number,
                "published_at": at,
                "first_seen_at": at,
            },
            PostVersion: {
                "id": number,
                "post_id": number,
                "number": 1,
                "text": f"{sentence}. {filling}.",
                "fingerprint": "",
                "edited": False,
                "media": [],
                "seen_at": at,
            },
            Match: {
                "id": number,
                "version_id": number,
                "pattern_id": "attack",
                "rules_version": "",
                "score": 90,
                "accepted": True,
                "sentence": sentence,
                "terms": [],
                "points": [],
                "facts": facts,
            },
            Statement: {
                "id": number,
                "incident_id": incident,
                "post_id": number,
                "channel_id": channel_id,
                "match_id": number,
                "kinds": ["attack"],
                "role": Role.REPORTS,
                "ends": False,
                "published_at": at,
                "sentence": sentence,
                "facts": facts,
                "wave": 1,
                "join_reason": "",
                "search_key": searchable(f"{search_key(sentence)} {filling}"),
            },
        }

    def queries(self, kind: str) -> list[Query]:
        """Two-word queries: base forms, inflected, or mistyped in one word or in both."""
        pairs = sorted(self.meant)
        chosen = random.Random(kind)
        made = []
        for subject, place in chosen.sample(pairs, min(QUERIES, len(pairs))):
            first, second = subject, place.lower()
            if kind != "base":
                first, second = self.form(first), self.form(second)
            if kind in ("typo in the subject", "typo in both"):
                first = _mistyped(first, chosen)
            if kind in ("typo in the place", "typo in both"):
                second = _mistyped(second, chosen)
            made.append(Query(f"{first} {second}", frozenset(self.meant[subject, place])))
        return made


def _mistyped(word: str, chosen: random.Random) -> str:
    """*word* with a letter left out, doubled, put in another's place, or swapped with its neighbour."""
    at = chosen.randrange(1, len(word) - 1)
    match chosen.randrange(4):
        case 0:
            return word[:at] + word[at + 1 :]
        case 1:
            return word[:at] + word[at] + word[at:]
        case 2:
            return word[:at] + chosen.choice(LETTERS) + word[at + 1 :]
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


async def fill(database: db.Database, archive: Archive) -> float:
    """Store the archive; statements a second."""
    started = time.perf_counter()
    async with database.writing() as session:
        await channels.sync(session, {"gov": "Governor"}, now=START)
        channel_id = (await channels.ids(session))["gov"]
    rows = archive.rows(channel_id)
    while chunk := list(islice(rows, A_CHUNK)):
        async with database.writing() as session:
            connection = await session.connection()
            for table in (Incident, Post, PostVersion, Match, Statement):
                values = [row[table] for row in chunk if table in row]
                await connection.execute(insert(table), values)
    if database.url.get_backend_name() == "postgresql":
        async with database.writers.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
            await connection.exec_driver_sql("VACUUM ANALYZE")
    return archive.statements / (time.perf_counter() - started)


async def measure(database: db.Database, archive: Archive) -> None:
    """Print how well and how fast each kind of query is answered."""
    vocabulary = Vocabulary()
    started = time.perf_counter()
    async with database.reading() as session:
        lexicon = await vocabulary.lexicon(session)
    print(f"  {len(lexicon.counts):,} stems, read once in {time.perf_counter() - started:.2f} s")
    everything: list[float] = []
    found_well: list[float] = []
    computed: list[float] = []
    for kind in ("base", "inflected", "typo in the subject", "typo in the place", "typo in both"):
        relevant, times = 0, []
        queries = archive.queries(kind)
        for query in queries:
            started, begun = time.perf_counter(), time.process_time()
            async with database.reading() as session:
                found = await find(
                    session, Question(query.words), vocabulary, page=Page(PAGE, 0, Order.RELEVANCE)
                )
            times.append(1000 * (time.perf_counter() - started))
            computed.append(1000 * (time.process_time() - begun))
            shown = [view.incident_id in query.meant for view in found.views]
            possible = min(PAGE, len(query.meant))
            relevant += len(shown) >= possible and sum(shown) >= 0.8 * possible
        everything += times
        found_well.append(relevant / len(queries))
        print(f"  {kind:20} relevant {relevant / len(queries):.2f}   {_spread(times)}")
    print(f"  {'all':20} {'':14} {_spread(everything)}")
    print(f"  {'of it our processor':20} {'':14} {_spread(computed)}")
    of = f"{database.url.get_backend_name()}: {archive.statements:,} statements"
    result(f"{of}, first page relevant, the worst kind", min(found_well), at_least=0.90)
    target = next((most for size, most in TARGETS_MS if archive.statements <= size), None)
    result(f"{of}, p95", quantiles(everything, n=20)[18], "ms", at_most=target)


def _spread(times: Sequence[float]) -> str:
    cuts = quantiles(times, n=20)
    return f"p50 {cuts[9]:6.1f} ms   p95 {cuts[18]:6.1f} ms"


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


async def run(url: str, statements: int) -> None:
    await db.migrate(url)
    database = db.connect(url)
    archive = Archive(statements)
    rate = await fill(database, archive)
    print(f"{database.url.get_backend_name()}: {statements:,} statements, stored at {rate:,.0f} a second")
    await measure(database, archive)
    await database.close()


def main() -> None:
    numbers = [int(arg) for arg in sys.argv[1:] if arg.isdigit()]
    kinds = [arg for arg in sys.argv[1:] if not arg.isdigit()] or ["sqlite", "postgresql"]
    for kind in kinds:
        with _url(kind) as url:
            asyncio.run(run(url, numbers[0] if numbers else 100_000))


if __name__ == "__main__":
    main()
