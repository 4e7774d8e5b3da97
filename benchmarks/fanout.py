"""What it costs the database to owe one incident to 100,000 chats, and for how long the loop stands still.

    python benchmarks/fanout.py [chats, default 100000] [sqlite|postgresql …]

The production statement on both databases: a first card to every subscriber, then more of the same while it
waits, which changes no row, then another reason to tell, which changes each. A tenth of the chats sleep, and
hold what is not urgent. Database time is that of the whole transaction, commit included; CPU is that of this
process, in which SQLite runs and PostgreSQL does not: on a busy machine it tells more. Beside it a coroutine
wants to run every 5 ms; the longest it had to wait is how long everything else in the process stood still:
answers, other chats' messages.
"""

import asyncio
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from results import result

from bot.store import db, fanout, incidents
from bot.store.tables import Chat, Subscription
from bot.values import Role

ROOT = Path(__file__).parents[1]
CHATS = 100_000
A_CHUNK = 5_000
NOW = datetime(2026, 5, 13, 1, tzinfo=UTC)
TICK = 0.005
TARGET_S, TARGET_MS = 1.0, 100.0


async def fill(database: db.Database, count: int) -> None:
    """Subscribe *count* chats."""
    for begin in range(1, count + 1, A_CHUNK):
        async with database.writing() as session:
            ids = range(begin, min(begin + A_CHUNK, count + 1))
            chats = [{"id": n, "kind": "private", "created_at": NOW, "timezone": "Europe/Moscow"} for n in ids]
            wishes = [
                {
                    "chat_id": n,
                    "created_at": NOW,
                    "quiet_from": 0 if n % 10 == 0 else None,
                    "quiet_to": 8 if n % 10 == 0 else None,
                    "quiet_holds": n % 10 == 0,
                }
                for n in ids
            ]
            await session.exec(db.insert_into(session, Chat).values(), params=chats)
            await session.exec(db.insert_into(session, Subscription).values(), params=wishes)


async def measured(work: Callable[[], Awaitable[object]]) -> tuple[float, float, float]:
    """Seconds that *work* took, those of CPU, and the longest that the loop stood still meanwhile."""
    longest = 0.0

    async def watch() -> None:
        nonlocal longest
        while True:
            before = time.perf_counter()
            await asyncio.sleep(TICK)
            longest = max(longest, time.perf_counter() - before - TICK)

    watching = asyncio.create_task(watch())
    await asyncio.sleep(TICK * 4)
    longest, started, busy = 0.0, time.perf_counter(), time.process_time()
    await work()
    took, busy = time.perf_counter() - started, time.process_time() - busy
    await asyncio.sleep(TICK * 4)
    watching.cancel()
    return took, busy, longest


async def run(kind: str, url: str, count: int) -> None:
    """Print a line for each fan-out on one database."""
    await db.migrate(url)
    database = db.connect(url)
    await fill(database, count)
    async with database.writing() as session:
        incident_id = await incidents.add(
            session, story="air-attack", places=["RU-MOW"], role=Role.REPORTS, published_at=NOW
        )

    async def owe(reason: str, written: int) -> None:
        async with database.writing() as session:
            owed = await fanout.enqueue_cards(
                session, incident_id, reason=reason, loud=True, due_at=NOW, now=NOW
            )
        assert owed == written, owed

    for name, reason, written in (
        ("first card", "first statement", count),
        ("renewal while it waits", "first statement", 0),
        ("renewal with another reason", "higher figure", count),
    ):
        took, busy, stood_still = await measured(partial(owe, reason, written))
        result(f"{kind}: {count:,} chats owed a {name}, in the database", took, "s", at_most=TARGET_S)
        result(f"{kind}: the loop stood still meanwhile", stood_still * 1000, "ms", at_most=TARGET_MS)
        verdict = "yes" if took < TARGET_S and stood_still * 1000 < TARGET_MS else "NO"
        print(
            f"{kind:<12}{name:<28}{count:>8}{took:>9.2f} s{busy:>8.2f} s"
            f"{stood_still * 1000:>12.0f} ms   {verdict}"
        )
    await database.close()


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


def main() -> None:
    """Measure both databases, or those that are named."""
    count = next((int(word) for word in sys.argv[1:] if word.isdecimal()), CHATS)
    print(
        f"{'':<40}{'chats':>8}{'database':>11}{'CPU':>10}{'loop still':>15}"
        f"   < {TARGET_S:.0f} s, < {TARGET_MS:.0f} ms"
    )
    for kind in [word for word in sys.argv[1:] if not word.isdecimal()] or ["sqlite", "postgresql"]:
        try:
            with _url(kind) as url:
                asyncio.run(run(kind, url, count))
        except ImportError as exc:
            print(f"{kind}: left out, {exc.name} is not installed")


if __name__ == "__main__":
    main()
