"""Filters act in SQL, and alike on both databases."""

import pytest

from bot.store import cards, incidents, search, views
from bot.store.criteria import ANYTHING, Criteria
from bot.store.db import Database
from bot.values import Facts
from tests.store.rows import MINUTE, NOW, channel, incident, statement, subscriber


@pytest.fixture
async def archive(database: Database) -> Database:
    """Moscow twice: by the mayor a minute after NOW, 2 drones; by the headquarters 9 minutes after, 12."""
    async with database.writing() as session:
        mayor, staff = await channel(session), await channel(session, "staff")
        for source, message_id, count in ((mayor, 1, 2), (staff, 9, 12)):
            incident_id = await incident(session, at=NOW + message_id * MINUTE)
            facts = Facts(count=count, places=("RU-MOW",))
            await statement(
                session, incident_id, source.id or 0, message_id, facts=facts, search_key="drone moscow"
            )
        await subscriber(session, 7)
        await cards.record(session, 2, 7, message_id=70, shown_revision=1, now=NOW)
    return database


FOUND: list[tuple[Criteria, list[int]]] = [
    (ANYTHING, [2, 1]),
    (Criteria(places=("RU-MOW",)), [2, 1]),
    (Criteria(places=("RU-MO", "RU-BEL")), []),
    (Criteria(places=("RU-BEL", "RU-MOW")), [2, 1]),
    (Criteria(places=("%",)), []),
    (Criteria(places=('"',)), []),
    (Criteria(kinds=("interception",)), [2, 1]),
    (Criteria(kinds=("intercep_ion",)), []),
    (Criteria(channels=("STAFF",)), [2]),
    (Criteria(channels=("nobody",)), []),
    (Criteria(since=NOW + 9 * MINUTE), [2]),
    (Criteria(until=NOW + 9 * MINUTE), [1]),
    (Criteria(since=NOW, until=NOW + MINUTE), []),
    (Criteria(minimum=3), [2]),
    (Criteria(minimum=13), []),
    (Criteria(told_to=7), [2]),
    (Criteria(told_to=7, minimum=2, places=("RU-MOW",)), [2]),
    (Criteria(told_to=8), []),
]
"""Which incidents of the archive meet what."""


async def test_only_incidents_with_such_a_statement_are_shown(archive: Database) -> None:
    async with archive.reading() as session:
        for criteria, found in FOUND:
            shown = [view.incident_id for view in await views.latest(session, limit=9, criteria=criteria)]
            assert shown == found, criteria
            assert await search.search(session, [["drone"]], limit=9, criteria=criteria) == found, criteria
            hits = await search.newest_hits(session, [["drone"]], limit=9, criteria=criteria)
            assert [hit.incident_id for hit in hits] == found, criteria


WHERE: list[tuple[Criteria, list[int]]] = [
    (Criteria(places=("UA",)), [4, 3, 2]),
    (Criteria(places=("U",)), []),
    (Criteria(places=("RU-MOW", "UA")), [4, 3, 2, 1]),
    (Criteria(places=("UA",), left_out=("UA-46",)), [2]),
    (Criteria(places=("RU", "UA"), left_out=("UA-46", "RU-MOW")), [4, 2]),
    (Criteria(left_out=("UA-46",)), [5, 4, 2, 1]),
    (Criteria(left_out=("RU-BEL", "UA-46")), [5, 2, 1]),
]
"""Which of incidents in Moscow, Kyiv, Lviv, Belgorod with Lviv, and nowhere at all meet what."""


async def test_a_country_is_all_its_regions_but_those_left_out(database: Database) -> None:
    async with database.writing() as session:
        source = await channel(session)
        everywhere: list[tuple[str, ...]] = [("RU-MOW",), ("UA-30",), ("UA-46",), ("RU-BEL", "UA-46"), ()]
        for minutes, places in enumerate(everywhere, 1):
            incident_id = await incident(session, at=NOW + minutes * MINUTE, places=places)
            facts = Facts(places=places)
            await statement(session, incident_id, source.id or 0, minutes, facts=facts, search_key="drone")

    async with database.reading() as session:
        for criteria, found in WHERE:
            shown = [view.incident_id for view in await views.latest(session, limit=9, criteria=criteria)]
            assert shown == found, criteria
            assert await search.search(session, [["drone"]], limit=9, criteria=criteria) == found, criteria


async def test_a_number_that_was_added_up_is_the_incidents(archive: Database) -> None:
    told = {"told": None, "shown": {"figure": 14}}
    async with archive.writing() as session:
        await incidents.set_told(session, 1, told)

    async with archive.reading() as session:
        for least, found in ((2, [2, 1]), (13, [1]), (14, [1]), (15, [])):
            criteria = Criteria(minimum=least)
            shown = [view.incident_id for view in await views.latest(session, limit=9, criteria=criteria)]
            assert shown == found, least
            assert await search.search(session, [["drone"]], limit=9, criteria=criteria) == found, least
        of_mayor = Criteria(minimum=13, channels=("mayor",))
        assert await views.latest(session, limit=9, criteria=of_mayor) == []


async def test_the_newest_statements_are_those_that_relevance_is_told_among(archive: Database) -> None:
    async with archive.reading() as session:
        [newest] = await search.newest_hits(session, [["drone"]], limit=1)
        assert (newest.incident_id, newest.sentence) == (2, "Two drones were shot down.")
        assert await search.newest_hits(session, [["—"]], limit=1) == []


async def test_a_statement_is_shown_with_the_whole_post_it_was_made_of(archive: Database) -> None:
    async with archive.reading() as session:
        shown = await views.many(session, [1, 99])

    assert [statement.text for view in shown for statement in view.statements] == ["Two drones were shot down."]
