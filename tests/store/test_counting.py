"""What /stats counts is what cards show, though it is read without texts and only where something changed."""

from dataclasses import replace
from datetime import UTC

import pytest
from sqlalchemy import event
from sqlmodel import col, select, update

from bot.chat.claims import standing
from bot.chat.questions.counted import Counted
from bot.chat.questions.tallies import Tally, tally
from bot.store import counting, incidents, views
from bot.store.criteria import ANYTHING, Criteria
from bot.store.db import Database
from bot.store.tables import Channel, Incident, IncidentStatus, Statement
from bot.values import Facts, IncidentView, Period, Precision, Scope
from tests.store.rows import MINUTE, NOW, channel, incident, statement

STATED = (
    Facts(count=2, places=("RU-MOW",), evidence={"count": "две штуки"}),
    Facts(count=None, by_place={"RU-MOW": 3, "RU-BEL": 4}, places=("RU-BEL", "RU-MOW")),
    Facts(places=("RU-MOW",), killed=1),
    Facts(count=9, scope=Scope.PERIOD, period=Period(NOW - 60 * MINUTE, NOW + MINUTE, Precision.HOUR)),
    Facts(count=0),
)


@pytest.fixture
async def archive(database: Database) -> Database:
    """Six incidents of two sources; in some a statement was withdrawn or repeats another, two do not count."""
    async with database.writing() as session:
        sources = [await channel(session), await channel(session, "staff")]
        for number in range(6):
            incident_id = await incident(session, story="airports" if number == 4 else "air-attack")
            for more in range(5):
                source = sources[(number + more) % 2].id or 0
                facts = STATED[(number * 2 + more) % len(STATED)]
                await statement(session, incident_id, source, 1 + number * 5 + more, facts=facts)
        await session.exec(update(Statement).where(col(Statement.id).in_((1, 12))).values(withdrawn_at=NOW))
        await session.exec(update(Statement).where(col(Statement.id).in_((3, 8, 21))).values(echo_of=2))
        withdrawn = {"status": IncidentStatus.WITHDRAWN, "retracted_at": NOW}
        await session.exec(update(Incident).where(col(Incident.id) == 6).values(**withdrawn))
        await session.exec(update(Incident).where(col(Incident.id) == 2).values(places=["RU-BEL", "RU-MOW"]))
    return database


def counted(found: list[IncidentView], place: str | None = None) -> Tally:
    return tally(found, days=2, now=NOW, zone=UTC, place=place, called=lambda said: said.source)


async def test_what_is_counted_is_what_cards_show(archive: Database) -> None:
    for criteria in (
        ANYTHING,
        Criteria(since=NOW + 12 * MINUTE),
        Criteria(places=("RU-BEL",)),
        Criteria(minimum=3),
    ):
        async with archive.reading() as session:
            shown = await views.latest(session, limit=9, criteria=criteria)
            found = await counting.latest(session, limit=9, criteria=criteria)

        assert shown
        for place in (None, "RU-MOW", "RU-BEL"):
            assert counted(found, place) == counted(shown, place)
        for brief, whole in zip(found, shown, strict=True):
            assert replace(brief, statements=()) == replace(whole, statements=())
            assert [(one.statement_id, one.handle) for one in brief.statements] == [
                (one.statement_id, one.handle) for one in standing(whole)
            ]


async def test_no_text_of_a_post_is_read(archive: Database) -> None:
    asked = []
    async with archive.reading() as session:
        connection = (await session.connection()).sync_connection
        assert connection is not None
        event.listen(connection, "before_cursor_execute", lambda *args: asked.append(args[2]))
        await counting.latest(session, limit=9)

    assert len(asked) == 3
    assert not any("post_version" in said or "match" in said or "search_key" in said for said in asked)


async def test_only_what_has_changed_is_read_again(archive: Database) -> None:
    async with archive.reading() as session:
        before = {view.incident_id: view for view in await counting.latest(session, limit=9)}
    async with archive.writing() as session:
        source = (await session.exec(select(Statement.channel_id))).first() or 0
        await statement(session, 3, source, 40, facts=Facts(count=5))
    async with archive.reading() as session:
        after = await counting.latest(session, limit=9, known=before)
        anew = await counting.latest(session, limit=9)

    assert after == anew
    assert [view.incident_id for view in after if view is not before[view.incident_id]] == [3]


async def test_the_first_question_after_a_start_finds_what_is_counted_read(archive: Database) -> None:
    kept = Counted()
    await kept.warm(archive, now=NOW, days=30)
    async with archive.reading() as session:
        first = await kept.incidents(session, ANYTHING)
        again = await kept.incidents(session, Criteria(places=("RU-BEL",)))

    assert again
    assert {id(view) for view in again} < {id(view) for view in first}


async def test_a_channel_with_a_new_title_is_one_source_not_two(archive: Database) -> None:
    kept = Counted()
    await kept.warm(archive, now=NOW, days=30)
    async with archive.writing() as session:
        renamed = (await session.exec(select(Channel).order_by(col(Channel.id)))).first()
        assert renamed
        renamed.title = "A new title"
        await statement(session, 3, renamed.id or 0, 40, facts=Facts(count=5))
    async with archive.reading() as session:
        found = await kept.incidents(session, ANYTHING)
        assert found == await counting.latest(session, limit=9)


async def test_the_state_is_another_after_a_change(archive: Database) -> None:
    async with archive.reading() as session:
        before = await counting.state(session, since=NOW)
        assert await counting.state(session, since=NOW) == before
    async with archive.writing() as session:
        await incidents.sum_up(session, 1)
    async with archive.reading() as session:
        assert await counting.state(session, since=NOW) != before
