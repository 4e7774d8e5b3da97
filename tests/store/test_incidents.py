import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from bot.store import channels, incidents, matches, posts, statements, views
from bot.store.db import Database, Session
from bot.store.tables import Channel
from bot.values import Facts, Role
from tests.store.rows import MINUTE, NOW, channel, hit, incident, post, statement


async def _setting(session: Session) -> tuple[int, int]:
    source = await channel(session)
    return await incident(session, at=NOW + MINUTE), source.id or 0


async def test_an_incident_is_opened_and_its_first_statement_is_revision_one(database: Database) -> None:
    async with database.writing() as session:
        incident_id, channel_id = await _setting(session)
        await statement(session, incident_id, channel_id, 1)
        view = await views.one(session, incident_id)
    assert view
    assert (view.revision, view.places, view.status, len(view.statements)) == (1, ("RU-MOW",), "open", 1)


async def test_a_post_is_in_an_incident_once(database: Database) -> None:
    with pytest.raises(IntegrityError):
        await _say_twice(database)


async def _say_twice(database: Database) -> None:
    async with database.writing() as session:
        incident_id, channel_id = await _setting(session)
        await statement(session, incident_id, channel_id, 1)
        [[known]] = (await statements.statements_of(session, [1]))[1].values()
        await statements.add_statement(
            session,
            incident_id,
            post_id=1,
            channel_id=channel_id,
            version_id=1,
            pattern_id="interception",
            kinds=known.kinds,
            role=known.role,
            ends=False,
            published_at=NOW,
            sentence=known.sentence,
            facts=Facts(),
            search_key="",
            join_reason="",
        )


async def test_times_and_the_gravest_role_follow_from_the_statements_in_any_order(
    database: Database,
) -> None:
    async with database.writing() as session:
        incident_id, channel_id = await _setting(session)
        for message_id, role in [(5, Role.HARMS), (9, Role.REPORTS), (2, Role.WARNS)]:
            await statement(session, incident_id, channel_id, message_id, role=role)
        view = await views.one(session, incident_id)
    assert view
    assert (view.role, view.revision) == (Role.HARMS, 3)
    assert (view.opened_at, view.last_statement_at) == (NOW + 2 * MINUTE, NOW + 9 * MINUTE)
    assert [shown.message_id for shown in view.statements] == [2, 5, 9]


async def test_an_all_clear_ends_an_incident_until_something_is_said_after_it(database: Database) -> None:
    async with database.writing() as session:
        incident_id, channel_id = await _setting(session)
        await statement(session, incident_id, channel_id, 1)
        await statement(session, incident_id, channel_id, 5, role=Role.ENDS, ends=True)
        ended = await views.one(session, incident_id)
        assert ended
        assert ended.ended_at == NOW + 5 * MINUTE
        await statement(session, incident_id, channel_id, 7)
        going_on = await views.one(session, incident_id)
        assert going_on
        assert going_on.ended_at is None


async def test_a_withdrawn_statement_no_longer_counts_and_the_last_one_takes_the_incident(
    database: Database,
) -> None:
    async with database.writing() as session:
        incident_id, channel_id = await _setting(session)
        harm = await statement(session, incident_id, channel_id, 1, role=Role.HARMS)
        report = await statement(session, incident_id, channel_id, 2)
        await statements.withdraw_statement(session, harm, now=NOW)
        await statements.withdraw_statement(session, harm, now=NOW + MINUTE)
        await incidents.sum_up(session, incident_id)
        view = await views.one(session, incident_id)
        assert view
        assert (view.role, view.status, view.revision) == (Role.REPORTS, "open", 3)
        assert [shown.withdrawn_at for shown in view.statements] == [NOW, None]

        await statements.withdraw_statement(session, report, now=NOW)
        await incidents.sum_up(session, incident_id)
        view = await views.one(session, incident_id)
        assert view
        assert view.status == "withdrawn"
        assert await views.latest(session, limit=9) == []


async def test_an_edit_revises_its_statement_and_shows_as_edited(database: Database) -> None:
    async with database.writing() as session:
        incident_id, channel_id = await _setting(session)
        await statement(session, incident_id, channel_id, 1)
        [[known]] = (await statements.statements_of(session, [1]))[1].values()
        stored = await posts.store(session, channel_id, [post(1, "Three drones.", edited=True)], now=NOW)
        version_id = stored.changed[0].version_id
        await matches.store(session, version_id, [hit()], rules_version="1")
        changed = await statements.revise_statement(
            session,
            known,
            version_id=version_id,
            pattern_id="interception",
            kinds=["interception"],
            role=Role.REPORTS,
            ends=False,
            sentence="Three drones.",
            facts=Facts(count=3),
            search_key="three drone",
        )
        assert changed
        await incidents.sum_up(session, incident_id)
        view = await views.one(session, incident_id)
    assert view
    [shown] = view.statements
    assert (shown.sentence, shown.facts.count, shown.edited, view.revision) == (
        "Three drones.",
        3,
        True,
        2,
    )


async def test_a_view_has_everything_a_card_needs(database: Database) -> None:
    async with database.writing() as session:
        incident_id, channel_id = await _setting(session)
        await channels.record_success(session, channel_id, now=NOW, next_due_at=NOW, canonical_handle="Mayor")
        await statement(session, incident_id, channel_id, 17)
    async with database.reading() as session:
        view = await views.one(session, incident_id)
        assert view
        [shown] = view.statements
    assert shown.url == "https://t.me/Mayor/17"
    assert (shown.source, shown.score, shown.terms) == ("Channel of mayor", 90, ("drones", "shot down"))
    assert [point.points for point in shown.points] == [50, 40]
    assert shown.facts == Facts(count=2, places=("RU-MOW",))
    assert shown.join_reason == "same story and place within the gap"
    assert not shown.edited


async def test_clustering_sees_the_open_incidents_of_a_story(database: Database) -> None:
    async with database.writing() as session:
        incident_id, channel_id = await _setting(session)
        await statement(session, incident_id, channel_id, 1)
        gone = await statement(session, incident_id, channel_id, 2)
        await statements.withdraw_statement(session, gone, now=NOW)
        await incident(session, story="airport-restrictions")
        await incident(session, at=NOW - timedelta(hours=9))
        [seen] = await incidents.recent(session, story="air-attack", since=NOW - timedelta(hours=3))
    assert (seen.incident_id, seen.places, seen.role) == (incident_id, ("RU-MOW",), Role.REPORTS)
    [member] = seen.statements
    assert (member.message_id, member.channel_id, member.facts.count) == (1, channel_id, 2)


async def test_quiet_incidents_are_closed_and_still_known_to_what_is_read_late(database: Database) -> None:
    async with database.writing() as session:
        incident_id = await incident(session)
        assert not await incidents.is_quiet(session, incident_id, NOW)
        assert await incidents.is_quiet(session, incident_id, NOW + MINUTE)
        assert await incidents.close_quiet(session, before=NOW) == 0
        assert await incidents.close_quiet(session, before=NOW + MINUTE) == 1
        assert await incidents.is_quiet(session, incident_id, NOW)
        [seen] = await incidents.recent(session, story="air-attack", since=NOW)
        assert seen.incident_id == incident_id
        [view] = await views.latest(session, limit=1)
        assert view.status == "closed"


async def test_an_incident_that_goes_on_after_it_fell_quiet_is_open_again(database: Database) -> None:
    async with database.writing() as session:
        source = await channel(session)
        incident_id = await incident(session)
        await statement(session, incident_id, source.id or 0, 1)
        assert await incidents.close_quiet(session, before=NOW + 9 * MINUTE) == 1
        await incidents.sum_up(session, incident_id)
        [view] = await views.latest(session, limit=1)
        assert view.status == "closed", "an edit changes nothing about that"

        await statement(session, incident_id, source.id or 0, 2)
    async with database.reading() as session:
        [view] = await views.latest(session, limit=1)
    assert view.status == "open"


async def test_two_writers_do_not_open_the_same_story_twice(database: Database) -> None:
    async with database.writing() as session:
        sources = [await channel(session, "mayor"), await channel(session, "governor")]

    async def ingest(source: Channel) -> None:
        async with database.writing() as session:
            known = await incidents.recent(session, story="air-attack", since=NOW)
            incident_id = known[0].incident_id if known else await incident(session, at=NOW + MINUTE)
            await statement(session, incident_id, source.id or 0, 1)

    await asyncio.gather(*(ingest(source) for source in sources))
    async with database.reading() as session:
        [view] = await views.latest(session, limit=9)
    assert len(view.statements) == 2


async def test_latest_shows_the_newest_statements_first_page_by_page(database: Database) -> None:
    async with database.writing() as session:
        ids = [await incident(session, at=NOW + minutes * MINUTE) for minutes in (2, 3, 1, 3)]
    async with database.reading() as session:
        first = await views.latest(session, limit=3)
        second = await views.latest(session, limit=3, offset=3)
        both = await views.many(session, [ids[2], 99, ids[0]])
    assert [view.incident_id for view in first] == [ids[3], ids[1], ids[0]]
    assert [view.incident_id for view in second] == [ids[2]]
    assert [view.incident_id for view in both] == [ids[2], ids[0]]


async def test_an_unknown_incident_has_no_view(database: Database) -> None:
    async with database.reading() as session:
        assert await views.one(session, 99) is None


async def test_a_statement_moves_to_another_incident_with_all_it_says(database: Database) -> None:
    async with database.writing() as session:
        incident_id, channel_id = await _setting(session)
        first = await statement(session, incident_id, channel_id, 1)
        second = await statement(session, incident_id, channel_id, 2)
        await statements.place_statements(session, [statements.Placing(second, 1, first, "a repost")])
        other = await incident(session)

        moved = await statements.copy_statement(session, first, other)
        await statements.remove_statements(session, [first])
        await statements.place_statements(session, [statements.Placing(moved, 2, None, "moved")])
        for one in (incident_id, other):
            await incidents.sum_up(session, one, places=["RU-MOW"])
        left, view = await views.many(session, [incident_id, other])

    assert [(s.message_id, s.echo_of) for s in left.statements] == [(2, None)]
    [shown] = view.statements
    assert (shown.message_id, shown.wave, shown.join_reason, shown.facts.count) == (1, 2, "moved", 2)


async def test_a_revision_that_says_the_same_is_no_change(database: Database) -> None:
    async with database.writing() as session:
        incident_id, channel_id = await _setting(session)
        await statement(session, incident_id, channel_id, 1)
        [[known]] = (await statements.statements_of(session, [1]))[1].values()
        said: dict[str, Any] = {
            "version_id": 1,
            "pattern_id": "interception",
            "kinds": known.kinds,
            "role": known.role,
            "ends": known.ends,
            "search_key": "two drone",
        }
        facts = Facts.from_json(known.facts)
        assert not await statements.revise_statement(
            session, known, sentence=known.sentence, facts=facts, **said
        )
        assert await statements.revise_statement(session, known, sentence="Three drones.", facts=facts, **said)
