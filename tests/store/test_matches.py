from datetime import timedelta

from sqlmodel import select

from bot.store import matches, posts
from bot.store.db import Database
from bot.store.tables import Match
from bot.values import Facts
from tests.store.rows import MINUTE, NOW, channel, hit, post


async def test_a_hit_is_kept_with_its_explanation_and_its_facts(database: Database) -> None:
    found = hit(facts=Facts(count=2, places=("RU-MOW",), emergency_services=True))
    async with database.writing() as session:
        source = await channel(session)
        stored = await posts.store(session, source.id or 0, [post(1)], now=NOW)
        await matches.store(session, stored.new[0].version_id, [found], rules_version="1")
    async with database.reading() as session:
        [row] = await session.exec(select(Match))
    assert Facts.from_json(row.facts) == found.facts
    assert (row.terms, row.score) == (["drones", "shot down"], 90)
    assert row.points[0] == [50, ["shot down"], "what happened"]


async def test_a_later_run_of_the_rules_replaces_what_an_earlier_one_found(database: Database) -> None:
    async with database.writing() as session:
        source = await channel(session)
        version_id = (await posts.store(session, source.id or 0, [post(1)], now=NOW)).new[0].version_id
        await matches.store(session, version_id, [hit(), hit("attack")], rules_version="1")
        first = set(await session.exec(select(Match.pattern_id, Match.id)))
        await matches.store(session, version_id, [hit(score=70)], rules_version="2")
        assert set(await session.exec(select(Match.pattern_id, Match.id))) == first
        rows = {row.pattern_id: (row.score, row.rules_version) for row in await session.exec(select(Match))}
    assert rows == {"interception": (70, "2"), "attack": (90, "1")}


async def test_no_hits_are_no_mistake(database: Database) -> None:
    async with database.writing() as session:
        await matches.store(session, 1, [], rules_version="1")
        assert list(await session.exec(select(Match))) == []


async def test_near_misses_are_listed_newest_first(database: Database) -> None:
    async with database.writing() as session:
        source = await channel(session)
        stored = await posts.store(session, source.id or 0, [post(n) for n in (1, 2, 3, 4)], now=NOW)
        for new, score in zip(stored.new, (40, 90, 41, 42), strict=True):
            await matches.store(session, new.version_id, [hit(score=score)], rules_version="1")
    async with database.reading() as session:
        near = await matches.near_misses(session, since=NOW + 2 * MINUTE, limit=9)
        assert [(miss.message_id, miss.score, miss.handle) for miss in near] == [
            (4, 42, "mayor"),
            (3, 41, "mayor"),
        ]
        assert len(await matches.near_misses(session, since=NOW - timedelta(days=1), limit=2)) == 2
