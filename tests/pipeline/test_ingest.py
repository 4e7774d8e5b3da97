"""A channel's page becomes incidents and outbox rows."""

import asyncio
import logging
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from sqlalchemy import Connection, event, text
from sqlmodel import update

from bot.chat.questions.filters import Question
from bot.chat.questions.searching import Page, find
from bot.chat.questions.vocabulary import Vocabulary
from bot.errors import SourceError, SourceGone
from bot.pipeline.ingest import SLICE, Ingest, scale
from bot.store import channels, incidents
from bot.store.tables import Channel, Incident, Match, OutboxRow, Post, PostVersion, Statement
from bot.values import ChannelState, Facts, Role
from bot.watchlist.channels import Polling
from tests.pipeline.conftest import MAYOR, Desk
from tests.pipeline.faults import Disk

DOWNED_TWO = (
    "Силами ПВО Министерства обороны уничтожены два беспилотника, летевшие на Москву. "
    "На месте падения обломков работают экстренные службы."
)
DOWNED_THREE = "Уничтожены ещё три беспилотника, летевшие на Москву."
SHOW = "В субботу над парком покажут шоу дронов: 500 беспилотников нарисуют в небе историю города."
BELGOROD = "Под Белгородом сбит беспилотник. На крыле надпись «С любовью жителям». Пострадавших нет."
ALL_CLEAR = "Отбой беспилотной опасности в Москве."
NEWS = "Сегодня открыли новую набережную: 300 деревьев и 12 качелей."
AIRPORT = "В аэропорту Внуково введены временные ограничения на приём и выпуск воздушных судов."


async def test_a_statement_becomes_an_incident_with_its_facts_and_its_reasons(desk: Desk) -> None:
    await desk.post(DOWNED_TWO)

    [incident] = await desk.rows(Incident)
    [statement] = await desk.rows(Statement)
    facts = Facts.from_json(statement.facts)
    assert (incident.story, incident.places, incident.role) == ("air-attack", ["RU-MOW"], Role.REPORTS)
    assert (facts.count, facts.emergency_services) == (2, True)
    assert statement.sentence in DOWNED_TWO
    assert statement.join_reason
    match = next(m for m in await desk.rows(Match) if m.accepted)
    assert match.pattern_id == "interception"
    assert match.points
    assert match.rules_version == desk.rulebook.watchlist.fingerprint


@pytest.mark.parametrize(
    "asked",
    [
        *("Белгородской области", "в Белгороде", "Бєлгородській області", "у Бєлгороді", "Belgorod Region"),
        *("сбитые ракеты Белгород", "збиті ракети", "мэр Москвы", "мер Москви", "mayor"),
    ],
)
async def test_a_statement_is_found_by_its_place_kind_and_source_in_every_language(
    desk: Desk, asked: str
) -> None:
    await desk.post("Two drones were shot down near Belgorod.")

    async with desk.database.reading() as session:
        found = await find(session, Question(asked), Vocabulary(), page=Page(5))
    assert len(found.views) == 1
    assert not found.shown_for


@pytest.mark.parametrize("asked", ["inscription", "написом Бєлгород", "надпись"])
async def test_an_inscription_is_found_in_every_language(desk: Desk, asked: str) -> None:
    await desk.post(BELGOROD)

    async with desk.database.reading() as session:
        found = await find(session, Question(asked), Vocabulary(), page=Page(5))
        hurt = await find(session, Question("injured"), Vocabulary(), page=Page(5))
    assert len(found.views) == 1
    assert not hurt.views


@pytest.mark.parametrize(
    ("asked", "shown_for"),
    [
        ("bespilotnik", "беспилотник"),
        ("bespilotniki Belgorod", "беспилотник"),
        ("nadpis' na kryle", "надпись, крыле"),
        ("zhiteljam", "жителям"),
    ],
)
async def test_words_in_latin_letters_find_what_was_said_in_cyrillic_ones(
    desk: Desk, asked: str, shown_for: str
) -> None:
    await desk.post(BELGOROD)
    await desk.post(AIRPORT)

    async with desk.database.reading() as session:
        found = await find(session, Question(asked), Vocabulary(), page=Page(5))
    assert len(found.views) == 1
    assert found.shown_for == shown_for


@pytest.mark.parametrize("text", [SHOW, NEWS, ""], ids=["drone show", "city news", "no text"])
async def test_what_is_no_statement_is_stored_and_told_to_nobody(desk: Desk, text: str) -> None:
    await desk.post(text)

    assert [version.text for version in await desk.rows(PostVersion)] == [text]
    assert await desk.rows(Incident) == []
    assert await desk.rows(OutboxRow) == []


async def test_the_first_reading_of_a_channel_pushes_nothing_old(desk: Desk) -> None:
    desk.publish(DOWNED_TWO, handle="gusev_36")
    channel = await desk.channel("gusev_36")
    assert channel.cursor is None

    await desk.read("gusev_36")

    assert (await desk.channel("gusev_36")).cursor == 101
    assert len(await desk.rows(Post)) == 1
    assert len(await desk.rows(Incident)) == 1
    assert await desk.rows(OutboxRow) == []


async def test_an_older_post_that_slides_onto_the_page_is_kept_but_never_told(desk: Desk) -> None:
    desk.publish(NEWS, message_id=500)
    await desk.read()

    await desk.post(DOWNED_TWO, message_id=499)

    assert len(await desk.rows(Incident)) == 1
    assert await desk.rows(OutboxRow) == []


async def test_another_name_of_a_channel_is_said_once(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    desk.names[MAYOR] = "moscow_mayor"
    await desk.read()
    await desk.read()

    assert caplog.text.count("channel answers under another name handle=mos_sobyanin name=moscow_mayor") == 1


async def test_the_same_page_twice_changes_nothing(desk: Desk) -> None:
    await desk.post(DOWNED_TWO)
    before = [await desk.rows(table) for table in (Post, PostVersion, Incident, Statement, OutboxRow)]

    await desk.read()

    assert [await desk.rows(table) for table in (Post, PostVersion, Incident, Statement, OutboxRow)] == before


async def test_later_statements_of_one_story_and_place_are_one_incident(desk: Desk) -> None:
    await desk.post(DOWNED_TWO)
    desk.wait(minutes=23)
    await desk.post(DOWNED_THREE)
    desk.wait(minutes=40)
    await desk.post(ALL_CLEAR)

    [incident] = await desk.rows(Incident)
    assert len(await desk.rows(Statement)) == 3
    assert incident.ended_at == desk.now
    assert incident.revision == 3


async def test_another_place_is_another_incident(desk: Desk) -> None:
    await desk.post(BELGOROD, handle="operativno31")
    desk.wait(hours=2)
    await desk.post(DOWNED_TWO)

    assert sorted(incident.places for incident in await desk.rows(Incident)) == [["RU-BEL"], ["RU-MOW"]]


async def test_after_the_gap_a_new_incident_opens(desk: Desk) -> None:
    await desk.post(DOWNED_TWO)
    desk.wait(hours=3, minutes=1)
    await desk.post(DOWNED_TWO)

    assert len(await desk.rows(Incident)) == 2


async def test_at_most_one_row_waits_for_a_chat_and_an_incident(desk: Desk) -> None:
    await desk.post(DOWNED_TWO)
    await desk.post(DOWNED_THREE)

    assert len(await desk.rows(OutboxRow)) == 1


async def test_an_edited_post_is_a_new_version_and_its_facts_follow(desk: Desk) -> None:
    number = await desk.post("Сбиты три беспилотника, летевшие на Москву.")
    desk.wait(minutes=5)
    await desk.post("Сбиты два беспилотника, летевшие на Москву.", message_id=number, edited=True)

    assert [version.number for version in await desk.rows(PostVersion)] == [1, 2]
    [statement] = await desk.rows(Statement)
    assert Facts.from_json(statement.facts).count == 2


async def test_a_statement_edited_away_is_withdrawn_not_deleted(desk: Desk) -> None:
    number = await desk.post(DOWNED_TWO)
    desk.wait(minutes=5)
    await desk.post(NEWS, message_id=number, edited=True)

    [statement] = await desk.rows(Statement)
    [incident] = await desk.rows(Incident)
    assert statement.withdrawn_at == desk.now
    assert incident.status.value == "withdrawn"


async def test_a_post_edited_into_a_statement_is_one(desk: Desk) -> None:
    number = await desk.post(NEWS)
    await desk.post(DOWNED_TWO, message_id=number, edited=True)

    assert len(await desk.rows(Statement)) == 1


async def test_a_failing_channel_backs_off_and_is_logged_once(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "bot")
    failing = _with_error(desk, SourceError("the connection was reset"))
    for _ in range(3):
        desk.wait(hours=2)
        await failing.poll(await desk.channel())

    channel = await desk.channel()
    assert channel.failures == 3
    assert channel.state is ChannelState.UNREACHABLE
    assert channel.next_due_at == desk.now + timedelta(seconds=30 * 4)
    desk.wait(hours=2)
    await desk.read()

    said = [record.getMessage().split(" handle")[0] for record in caplog.records]
    assert said == ["channel failing", "channel recovered"]
    assert (await desk.channel()).state is ChannelState.OK


async def test_a_page_that_is_gone_is_confirmed_soon_then_left_alone_for_long_and_says_why(desk: Desk) -> None:
    gone = _with_error(desk, SourceGone(ChannelState.NO_PREVIEW.value, "the owner allows no preview"))
    pauses = []
    for _ in range(9):
        await gone.poll(await desk.channel())
        channel = await desk.channel()
        pauses.append(channel.next_due_at - desk.now)
        desk.now = channel.next_due_at

    assert channel.state is ChannelState.NO_PREVIEW
    assert (pauses[0], pauses[-1]) == (timedelta(minutes=5), timedelta(hours=12))


async def test_a_limit_that_names_its_time_is_obeyed(desk: Desk) -> None:
    limited = _with_error(desk, SourceError("too many requests", retry_after=7200))

    await limited.poll(await desk.channel())

    assert (await desk.channel()).next_due_at == desk.now + timedelta(hours=2)


async def test_a_bug_on_one_page_becomes_its_state_and_is_logged(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    await _with_error(desk, ZeroDivisionError("bug")).poll(await desk.channel())

    assert (await desk.channel()).failures == 1
    assert f"poll crashed handle={MAYOR}" in caplog.text


def _with_error(desk: Desk, error: Exception) -> Ingest:
    async def read(handle: str, after: int | None) -> None:
        raise error

    return Ingest(desk.database, read, lambda: desk.rulebook, lambda: desk.now, lambda: 1.0)  # type: ignore[arg-type]


async def test_an_edit_of_an_old_post_reaches_only_those_who_have_its_card(desk: Desk) -> None:
    number = await desk.post(DOWNED_TWO)
    desk.wait(seconds=30)
    await desk.deliver()
    await desk.subscribe(8)
    desk.wait(days=2)
    await desk.post("Сбиты три беспилотника, летевшие на Москву.", message_id=number, edited=True)
    await desk.deliver()

    assert desk.messages(8) == []
    assert len(desk.edits()) == 1


async def test_an_edit_that_says_the_same_changes_nothing(desk: Desk) -> None:
    number = await desk.post(DOWNED_TWO)
    desk.wait(seconds=30)
    await desk.deliver()
    await desk.post(DOWNED_TWO + " ", message_id=number, edited=True)
    await desk.deliver()

    assert [version.number for version in await desk.rows(PostVersion)] == [1, 2]
    assert [incident.revision for incident in await desk.rows(Incident)] == [1]
    assert desk.edits() == []


async def test_an_edit_that_corrects_the_place_moves_the_statement(desk: Desk) -> None:
    number = await desk.post("Над Тульской областью сбиты два беспилотника.", handle="mod_russia")
    desk.wait(minutes=5)
    corrected = "Над Калужской областью сбиты два беспилотника."
    await desk.post(corrected, handle="mod_russia", message_id=number, edited=True)

    standing = [one for one in await desk.rows(Incident) if one.status.value != "withdrawn"]
    assert [incident.places for incident in standing] == [["RU-KLU"]]
    [statement] = await desk.rows(Statement)
    assert statement.incident_id == standing[0].id


async def test_statements_read_hours_late_still_make_one_incident(desk: Desk) -> None:
    desk.publish(DOWNED_TWO)
    desk.wait(minutes=40)
    number = desk.publish(DOWNED_THREE, message_id=200)
    later = desk.pages[MAYOR].pop(number)
    desk.wait(hours=6)
    await desk.read()
    async with desk.database.writing() as session:
        assert await incidents.close_quiet(session, before=desk.now - timedelta(hours=3)) == 1
    desk.pages[MAYOR][number] = later
    await desk.read()

    assert len(await desk.rows(Incident)) == 1
    assert len(await desk.rows(Statement)) == 2


async def test_the_order_in_which_channels_are_read_does_not_matter(desk: Desk) -> None:
    desk.publish(DOWNED_TWO)
    desk.wait(minutes=10)
    desk.publish("Над Москвой сбиты ещё четыре беспилотника, сообщило Минобороны.", handle="mod_russia")
    desk.wait(minutes=10)
    desk.publish(DOWNED_THREE)
    await desk.read("mod_russia")
    await desk.read(MAYOR)

    [incident] = await desk.rows(Incident)
    shown = sorted(await desk.rows(Statement), key=lambda statement: statement.published_at)
    assert [statement.wave for statement in shown] == [1, 2, 3]
    assert incident.opened_at == shown[0].published_at


async def test_of_two_posts_in_the_same_words_a_forward_counts_to_the_one_its_page_links(desk: Desk) -> None:
    first = await desk.post(DOWNED_TWO)
    desk.wait(minutes=2)
    await desk.post(DOWNED_TWO)
    desk.wait(minutes=1)
    await desk.post(DOWNED_TWO, handle="vorobiev_live", forwarded_from=MAYOR, forwarded_id=first)
    await desk.post(DOWNED_THREE)  # the forward is placed by what is stored of it, too

    [post] = [post for post in await desk.rows(Post) if post.forwarded_from]
    assert post.forwarded_id == first
    repeated, _, forward, _ = sorted(await desk.rows(Statement), key=lambda statement: statement.id or 0)
    assert (forward.post_id, forward.echo_of, forward.wave) == (post.id, repeated.id, 1)


async def test_a_thousand_posts_at_once_are_stored_in_slices_that_let_other_writers_in(
    desk: Desk,
) -> None:
    for number in range(1000):
        desk.publish(f"{NEWS} {number}" if number % 50 else f"{DOWNED_TWO} {number}")
    stored: list[int] = []
    writers = desk.database.writers.sync_engine

    def count(connection: Connection, *_: object) -> None:
        stored.append(connection.scalar(text("SELECT count(*) FROM post")) or 0)

    event.listen(writers, "commit", count)
    try:
        await desk.read()
    finally:
        event.remove(writers, "commit", count)

    assert stored[-1] == 1000
    assert max(after - before for before, after in pairwise([0, *stored])) <= SLICE
    assert (await desk.channel()).cursor == 1100


async def test_a_silent_alert_that_is_taken_back_makes_no_sound(desk: Desk) -> None:
    number = await desk.post("Опасность атаки БПЛА в Москве. Сигнал «Внимание всем».")
    desk.wait(seconds=30)
    await desk.deliver()
    assert desk.messages()[0].get("disable_notification")
    desk.wait(minutes=5)
    await desk.post(NEWS, message_id=number, edited=True)
    await desk.deliver()

    assert len(desk.messages()) == 1
    assert len(desk.edits()) == 1


async def test_a_channel_that_posts_more_is_read_sooner(desk: Desk) -> None:
    desk.rulebook = replace(
        desk.rulebook,
        watchlist=replace(
            desk.rulebook.watchlist,
            polling=Polling(min_interval=timedelta(seconds=1), max_interval=timedelta(hours=4)),
        ),
    )
    ingest = Ingest(desk.database, desk._read, lambda: desk.rulebook, lambda: desk.now, lambda: desk.scale)
    for _ in range(12):
        desk.wait(hours=1)
        for _ in range(4):
            desk.publish(NEWS)
        for handle in (MAYOR, "operativno31"):
            await ingest.poll(await desk.channel(handle))
    desk.scale = await scale(desk.database, desk.rulebook, desk.now)

    for handle in (MAYOR, "operativno31"):
        await ingest.poll(await desk.channel(handle))

    busy, quiet = await desk.channel(MAYOR), await desk.channel("operativno31")
    assert busy.rate_at == quiet.rate_at == desk.now
    assert (quiet.next_due_at - desk.now) > 2 * (busy.next_due_at - desk.now)


async def test_a_channel_that_a_reload_took_away_or_has_not_brought_yet_is_not_read_as_from_nowhere(
    desk: Desk,
) -> None:
    async with desk.database.writing() as session:
        titles = {row.handle: row.title or "" for row in await channels.all_states(session)}
        await channels.sync(session, titles | {"new_mayor": "New"}, now=desk.now)
        due = await channels.claim_due(session, now=desk.now, lease=timedelta(minutes=10), limit=100)
    [claimed] = [channel for channel in due if channel.handle == "new_mayor"]
    desk.publish("Силами ПВО сбиты два беспилотника.", handle="new_mayor")

    await desk.ingest.poll(claimed)

    channel = await desk.channel("new_mayor")
    assert (channel.last_read_at, channel.lease_until) == (None, None)
    assert channel.next_due_at == desk.now


async def test_pages_that_tell_the_same_stories_in_another_order_do_not_wait_for_each_other(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    desk.publish(DOWNED_TWO)
    desk.publish(AIRPORT)
    desk.publish(AIRPORT, handle="mod_russia")
    desk.publish(DOWNED_TWO, handle="mod_russia")
    both = [await desk.channel(handle) for handle in (MAYOR, "mod_russia")]

    await asyncio.gather(*map(desk.ingest.poll, both))

    assert not [record.exc_info for record in caplog.records if record.levelname == "ERROR"]
    assert sorted(incident.story for incident in await desk.rows(Incident)) == ["air-attack", "airports"]
    assert len(await desk.rows(Statement)) == 4


async def test_a_channel_whose_posts_could_not_be_stored_is_not_left_alone_for_its_lease(desk: Desk) -> None:
    disk = Disk(desk.database, room_after=3)
    desk.ingest = replace(desk.ingest, sleep=disk.sleep)
    number = desk.publish(DOWNED_TWO)
    async with desk.database.writing() as session:
        await session.exec(update(Channel).values(lease_until=desk.now + timedelta(minutes=10)))
    claimed = await desk.channel()
    disk.full = True
    await desk.ingest.poll(claimed)

    assert disk.pauses == [1, 2, 4]
    channel = await desk.channel()
    assert channel.lease_until is None
    assert channel.next_due_at <= desk.now + timedelta(minutes=1)
    assert (channel.cursor or 0) < number, "what was read is read again"
    await desk.read()
    assert len(await desk.rows(Statement)) == 1
