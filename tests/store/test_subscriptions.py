"""Who is told what: every choice of a chat acts where rows are made, on both databases."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from bot.store import cards, channels, chats, claims, fanout, subscriptions
from bot.store.db import Database, Session
from bot.store.tables import Cadence, Chat, Incident, OutboxRow, Snooze
from bot.values import Facts, Level, Role
from tests.store.rows import LEASE, MINUTE, NOW, channel, incident, statement, subscriber

HOUR = timedelta(hours=1)
MORNING = datetime.fromisoformat("2026-11-21T04:00:00+00:00")  # 7:00 in Moscow; NOW is 1:00 there


async def _wish(session: Session, chat_id: int, **wishes: Any) -> None:
    await subscriber(session, chat_id)
    if zone := wishes.pop("zone", None):
        await subscriptions.set_timezone(session, chat_id, zone, now=NOW)
    await subscriptions.change(session, chat_id, now=NOW, **wishes)


async def _happens(session: Session, **said: Any) -> int:
    """An incident in Moscow of which the mayor says that two drones were downed."""
    source = await channel(session)
    incident_id = await incident(session)
    await statement(session, incident_id, source.id or 0, said.pop("message_id", 1), **said)
    return incident_id


async def _tell(session: Session, incident_id: int, level: Level = Level.REPORT, at: datetime = NOW) -> None:
    await fanout.enqueue_cards(
        session, incident_id, reason="first statement", loud=True, level=level, due_at=at, now=at
    )


async def _owed(session: Session) -> dict[int, tuple[datetime, bool]]:
    rows = await session.exec(
        select(OutboxRow).order_by(col(OutboxRow.id)), execution_options={"populate_existing": True}
    )
    return {row.chat_id: (row.due_at, row.loud) for row in rows}


@pytest.mark.parametrize(
    ("wishes", "told"),
    [
        ({}, True),
        ({"regions": ["RU-BEL", "RU-MOW"]}, True),
        ({"regions": ["RU"]}, True),
        ({"regions": ["RU-MOS"]}, False),
        ({"regions": ["UA"]}, False),
        ({"left_out": ["RU-MOW"]}, False),
        ({"left_out": ["RU-BEL"]}, True),
        ({"left_out": ["RU-MO"]}, True),
        ({"regions": ["RU"], "left_out": ["RU-BEL", "RU-MOW"]}, False),
        ({"regions": ["RU"], "left_out": ["RU-BEL"]}, True),
        ({"regions": ["UA"], "left_out": ["UA-30"]}, False),
        ({"left_out": ["RU-BEL"], "kinds": ["attack"]}, False),
        ({"kinds": ["attack", "interception"]}, True),
        ({"kinds": ["attack"]}, False),
        ({"kinds": ["intercept"]}, False),
        ({"channels": ["mayor"]}, True),
        ({"channels": ["governor", "may_r"]}, False),
        ({"minimum": 2}, True),
        ({"minimum": 3}, False),
        ({"official_only": True}, True),
        ({"regions": ["RU-MOW"], "kinds": ["interception"], "minimum": 5}, False),
        ({"cadence": Cadence.HOURLY}, False),
        ({"cadence": Cadence.DAILY}, False),
    ],
)
async def test_a_chat_is_told_what_it_chose(database: Database, wishes: dict[str, Any], told: bool) -> None:
    async with database.writing() as session:
        await _wish(session, 1, **wishes)
        await _tell(session, await _happens(session))
        assert list(await _owed(session)) == ([1] if told else [])


@pytest.mark.parametrize(
    ("wishes", "told"),
    [
        ({"left_out": ["RU-MOW"]}, True),
        ({"left_out": ["RU-BEL", "RU-MOW"]}, False),
        ({"regions": ["RU-MOW"]}, True),
        ({"regions": ["RU"], "left_out": ["RU-BEL"]}, True),
    ],
)
async def test_of_several_places_one_that_is_not_left_out_is_enough(
    database: Database, wishes: dict[str, Any], told: bool
) -> None:
    async with database.writing() as session:
        await _wish(session, 1, **wishes)
        source = await channel(session)
        incident_id = await incident(session, places=["RU-BEL", "RU-MOW"])
        await statement(session, incident_id, source.id or 0, 1)
        await _tell(session, incident_id)
        assert list(await _owed(session)) == ([1] if told else [])


@pytest.mark.parametrize(("wishes", "told"), [({"left_out": ["RU-MOW"]}, True), ({"regions": ["RU"]}, False)])
async def test_where_no_place_is_stated_none_is_left_out(
    database: Database, wishes: dict[str, Any], told: bool
) -> None:
    async with database.writing() as session:
        await _wish(session, 1, **wishes)
        source = await channel(session)
        incident_id = await incident(session, places=[])
        await statement(session, incident_id, source.id or 0, 1)
        await _tell(session, incident_id)
        assert list(await _owed(session)) == ([1] if told else [])


async def test_a_region_is_chosen_or_left_out_and_never_left_out_of_what_is_not_chosen(
    database: Database,
) -> None:
    async with database.writing() as session:
        await _wish(session, 1, regions=["RU"])

        async def after(what: str, code: str) -> tuple[list[str], list[str]]:
            changed = await subscriptions.toggle(session, 1, what, code, now=NOW)
            return changed.regions, changed.left_out

        assert await after("left_out", "RU-BEL") == (["RU"], ["RU-BEL"])
        assert await after("regions", "UA-30") == (["RU", "UA-30"], ["RU-BEL"])
        assert await after("left_out", "RU-BRY") == (["RU", "UA-30"], ["RU-BEL", "RU-BRY"])
        assert await after("left_out", "RU-BRY") == (["RU", "UA-30"], ["RU-BEL"])
        assert await after("regions", "RU") == (["UA-30"], [])
        assert await after("left_out", "RU-BEL") == (["UA-30"], [])
        assert await after("regions", "UA-30") == ([], [])
        assert await after("left_out", "RU-BEL") == ([], ["RU-BEL"])
        assert await after("regions", "RU-BEL") == (["RU-BEL"], [])


async def test_a_minimum_never_keeps_harm_back(database: Database) -> None:
    async with database.writing() as session:
        await _wish(session, 1, minimum=5)
        await _tell(session, await _happens(session, facts=Facts(count=1, places=("RU-MOW",), injured=1)))
        assert list(await _owed(session)) == [1]


async def test_one_source_must_say_all_that_was_asked_for(database: Database) -> None:
    async with database.writing() as session:
        await channels.sync(session, {"mayor": "Mayor", "media": "Paper"}, unofficial=["Media"], now=NOW)
        ids = await channels.ids(session)
        incident_id = await incident(session)
        await statement(session, incident_id, ids["mayor"], 1, facts=Facts(count=2, places=("RU-MOW",)))
        await statement(session, incident_id, ids["media"], 2, facts=Facts(count=9, places=("RU-MOW",)))
        await _wish(session, 1, minimum=5, official_only=True)
        await _wish(session, 2, minimum=5)
        await _wish(session, 3, channels=["media"], official_only=True)
        await _wish(session, 4, channels=["media"])
        await _tell(session, incident_id)
        assert sorted(await _owed(session)) == [2, 4]


async def test_a_card_is_kept_up_to_date_whatever_is_chosen_later(database: Database) -> None:
    async with database.writing() as session:
        incident_id = await _happens(session)
        await _wish(
            session, 1, regions=["UA"], zone="Europe/Moscow", quiet_from=23, quiet_to=7, quiet_holds=True
        )
        await cards.record(session, incident_id, 1, message_id=5, shown_revision=1, now=NOW)
        await _tell(session, incident_id)
        assert (await _owed(session))[1][0] == NOW


@pytest.mark.parametrize(
    ("sound_from", "level", "sounds"),
    [
        (Level.REPORT, Level.ALERT, False),
        (Level.REPORT, Level.REPORT, True),
        (Level.ALERT, Level.ALERT, True),
        (Level.DAMAGE, Level.REPORT, False),
        (Level.CASUALTIES, Level.CASUALTIES, True),
        (Level.NEVER, Level.CASUALTIES, False),
    ],
)
async def test_it_sounds_from_the_chosen_level_on(
    database: Database, sound_from: Level, level: Level, sounds: bool
) -> None:
    async with database.writing() as session:
        await _wish(session, 1, sound_from=sound_from)
        await _tell(session, await _happens(session), level)
        assert await _owed(session) == {1: (NOW, sounds)}


async def test_at_night_messages_are_silent_or_wait_unless_their_level_breaks_through(
    database: Database,
) -> None:
    async with database.writing() as session:
        night = {"zone": "Europe/Moscow", "quiet_from": 23, "quiet_to": 7}
        await _wish(session, 1, **night)
        await _wish(session, 2, **night, quiet_holds=True)
        await _wish(session, 3, **night, quiet_holds=True, break_from=Level.DAMAGE)
        await _wish(session, 4, **(night | {"zone": "America/New_York"}), quiet_holds=True)
        incident_id = await _happens(session)
        await _tell(session, incident_id)
        awake = (NOW, True)
        assert await _owed(session) == {1: (NOW, False), 2: (MORNING, True), 3: (MORNING, True), 4: awake}

        await _tell(session, incident_id, Level.DAMAGE)
        assert await _owed(session) == {1: (NOW, False), 2: (MORNING, True), 3: awake, 4: awake}


async def test_a_morning_sounds_once_and_starts_when_the_settings_say(database: Database) -> None:
    async with database.writing() as session:
        await _wish(session, 1, zone="Europe/Moscow", quiet_from=23, quiet_to=7, quiet_holds=True)
        for number in (1, 2, 3):
            await _tell(session, await _happens(session, message_id=number))
        rows = list(await session.exec(select(OutboxRow).order_by(col(OutboxRow.id))))
        assert [(row.due_at, row.loud) for row in rows] == [(MORNING, True), (MORNING, False), (MORNING, False)]
        assert await claims.claim(session, now=MORNING - MINUTE, lease=LEASE, limit=9) == []

        await subscriptions.change(session, 1, now=NOW, quiet_to=9)
        assert (await _owed(session))[1][0] == MORNING + 2 * HOUR
        await subscriptions.change(session, 1, now=NOW, quiet_from=None, quiet_to=None)
        assert (await _owed(session))[1][0] == NOW


async def test_what_is_snoozed_waits_until_it_ends(database: Database) -> None:
    async with database.writing() as session:
        for chat_id in (1, 2, 3):
            await _wish(session, chat_id)
        incident_id = await _happens(session)
        await subscriptions.snooze(session, 1, str(incident_id), until=NOW + HOUR, now=NOW)
        await subscriptions.snooze(session, 2, "RU-MOW", until=NOW + 8 * HOUR, now=NOW)
        await subscriptions.snooze(session, 3, "RU-BEL", until=NOW + HOUR, now=NOW)
        await _tell(session, incident_id)
        held = await _owed(session)
        assert held == {1: (NOW + HOUR, True), 2: (NOW + 8 * HOUR, True), 3: (NOW, True)}

        await subscriptions.end_snooze(session, 2, "RU-MOW", now=NOW)
        assert (await _owed(session))[2][0] == NOW


async def test_news_of_a_snoozed_incident_waits_too(database: Database) -> None:
    async with database.writing() as session:
        await _wish(session, 1)
        incident_id = await _happens(session)
        await cards.record(session, incident_id, 1, message_id=5, shown_revision=1, now=NOW)
        await fanout.enqueue_news(session, incident_id, reason="damage", loud=True, due_at=NOW, now=NOW)
        await subscriptions.snooze(session, 1, str(incident_id), until=NOW + HOUR, now=NOW)
        await subscriptions.snooze(session, 1, str(incident_id), until=NOW + 2 * HOUR, now=NOW)
        assert (await _owed(session))[1][0] == NOW + 2 * HOUR
        [snoozed] = await subscriptions.snoozes(session, 1, now=NOW)
        assert (snoozed.target, snoozed.until) == (str(incident_id), NOW + 2 * HOUR)
        assert await subscriptions.snoozes(session, 1, now=NOW + 2 * HOUR) == []


async def test_an_incident_of_several_regions_is_snoozed_when_all_are(database: Database) -> None:
    async with database.writing() as session:
        await _wish(session, 1)
        incident_id = await _happens(session)
        found = await session.get(Incident, incident_id)
        assert found
        found.places = ["RU-BEL", "RU-MOW"]
        await session.flush()
        await subscriptions.snooze(session, 1, "RU-MOW", until=NOW + HOUR, now=NOW)
        await _tell(session, incident_id)
        assert (await _owed(session))[1][0] == NOW


async def test_a_country_and_its_regions_take_each_others_place(database: Database) -> None:
    async with database.writing() as session:
        await chats.touch(session, 1, kind="private", language="en", now=NOW)
        for word, expected in (
            ("RU-MOW", ["RU-MOW"]),
            ("UA-32", ["RU-MOW", "UA-32"]),
            ("RU", ["RU", "UA-32"]),
            ("RU-BEL", ["RU-BEL", "UA-32"]),
            ("RU-BEL", ["UA-32"]),
            ("UA-32", []),
        ):
            changed = await subscriptions.toggle(session, 1, "regions", word, now=NOW)
            assert changed.regions == expected


async def test_a_group_that_moves_keeps_what_it_chose(database: Database) -> None:
    async with database.writing() as session:
        await _wish(session, -5, regions=["RU-MOW"], quiet_from=23, quiet_to=7)
        await subscriptions.snooze(session, -5, "RU-MOW", until=NOW + HOUR, now=NOW)
        await chats.migrate(session, -5, -100500, now=NOW)
        moved = await subscriptions.get(session, -100500)
        assert moved
        assert (moved.regions, moved.quiet_from, moved.quiet_to) == (["RU-MOW"], 23, 7)
        assert len(await subscriptions.snoozes(session, -100500, now=NOW)) == 1


async def test_a_chat_that_asks_for_it_is_forgotten_at_once(database: Database) -> None:
    async with database.writing() as session:
        await _wish(session, 1)
        await _wish(session, 2)
        incident_id = await _happens(session)
        await _tell(session, incident_id)
        await cards.record(session, incident_id, 1, message_id=5, shown_revision=1, now=NOW)
        await subscriptions.snooze(session, 1, "RU-MOW", until=NOW + HOUR, now=NOW)
        await subscriptions.forget(session, 1)
        assert await session.get(Chat, 1, populate_existing=True) is None
        assert list(await session.exec(select(Snooze))) == []
        assert list(await _owed(session)) == [2]
        assert await cards.get(session, incident_id, 1) is None
        await subscriptions.forget(session, 1)
        # What was in flight meanwhile has arrived.
        await cards.record(session, incident_id, 1, message_id=6, shown_revision=1, now=NOW)
        assert await cards.get(session, incident_id, 1) is None


async def test_a_role_that_harms_counts_as_harm(database: Database) -> None:
    async with database.writing() as session:
        await _wish(session, 1, minimum=5)
        await _tell(session, await _happens(session, role=Role.HARMS))
        assert list(await _owed(session)) == [1]
