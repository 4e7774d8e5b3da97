"""Posts that made a statement are looked at again: corrections and deletions reach the cards."""

from dataclasses import replace

import pytest

from bot.pipeline.rereading import Rereading
from bot.sandbox import Sandbox
from bot.sources.web import WebReader
from bot.store.tables import Incident, IncidentStatus, Post, Statement
from tests.pipeline.conftest import MAYOR, Desk

DOWNED_THREE = "Силами ПВО уничтожены три беспилотника, летевшие на Москву."
DOWNED_TWO = "Силами ПВО уничтожены два беспилотника, летевшие на Москву."
FIVE_MORE = "ПВО отразила атаку ещё пяти беспилотников, летевших на Москву."
NEWS = "Открыли после ремонта набережную."


async def told(desk: Desk, text: str = DOWNED_THREE) -> int:
    """Let a post be told, and a later one follow it on the page."""
    number = await desk.post(text)
    await desk.post(NEWS)
    desk.wait(seconds=30)
    await desk.deliver()
    return number


async def look_again(desk: Desk, **later: float) -> None:
    """Let a poll read the newest page, and then what is due be looked at."""
    desk.wait(**later)
    await desk.read()
    await desk.rereading.sweep()
    desk.wait(seconds=30)
    await desk.deliver()


async def test_an_edit_of_a_post_that_slid_off_the_newest_page_reaches_the_card(desk: Desk) -> None:
    number = await told(desk)
    desk.newest = 1
    desk.publish(DOWNED_TWO, message_id=number, edited=True)
    await desk.read()
    assert desk.asked == []

    await look_again(desk, minutes=10)

    [statement] = await desk.rows(Statement)
    assert statement.facts["count"] == 2
    assert "2 drones downed" in desk.edits()[-1]["text"]
    assert "✏️ count corrected 3 → 2 at 01:08 MSK" in desk.edits()[-1]["text"]
    assert desk.messages()[-1]["reply_parameters"]
    assert "✏️ count corrected 3 → 2" in desk.messages()[-1]["text"]


async def test_a_deleted_post_is_withdrawn_and_its_card_says_so(desk: Desk) -> None:
    number = await told(desk)
    del desk.pages[MAYOR][number]
    desk.wait(minutes=10)
    await desk.read()
    assert not [post for post in await desk.rows(Post) if post.deleted_at]

    await look_again(desk)

    [gone] = [post for post in await desk.rows(Post) if post.deleted_at]
    assert gone.message_id == number
    [incident] = await desk.rows(Incident)
    assert incident.status is IncidentStatus.WITHDRAWN
    assert "Withdrawn: deleted by its channel." in desk.edits()[-1]["text"]
    assert len(desk.messages()) == 2


async def test_a_deletion_is_noticed_between_two_looks_as_soon_as_a_page_misses_it(desk: Desk) -> None:
    await desk.post(NEWS)
    number = await told(desk)
    await look_again(desk, hours=9)
    del desk.pages[MAYOR][number]
    desk.publish(NEWS)
    desk.wait(minutes=20)
    await desk.rereading.sweep()
    assert not [post for post in await desk.rows(Post) if post.deleted_at]

    await desk.read()
    await desk.rereading.sweep()

    assert [post.message_id for post in await desk.rows(Post) if post.deleted_at] == [number]


async def test_other_statements_of_the_incident_stand_when_one_is_deleted(desk: Desk) -> None:
    await told(desk, DOWNED_TWO)
    number = await told(desk, FIVE_MORE)
    desk.wait(minutes=2)
    await desk.deliver()
    assert "7 drones downed" in desk.edits()[-1]["text"]
    del desk.pages[MAYOR][number]

    await look_again(desk, minutes=10)

    [incident] = await desk.rows(Incident)
    assert incident.status is IncidentStatus.OPEN
    assert "2 drones downed" in desk.edits()[-1]["text"]
    assert "(deleted by its channel)" in desk.edits()[-1]["text"]


async def test_a_post_that_can_not_be_looked_at_stands(desk: Desk) -> None:
    number = await told(desk)
    del desk.pages[MAYOR][number]
    desk.unreadable = True

    await look_again(desk, minutes=10)
    assert desk.asked
    assert not [post for post in await desk.rows(Post) if post.deleted_at]
    asked = len(desk.asked)
    await look_again(desk)
    assert len(desk.asked) == asked, "not again before its next age"

    desk.unreadable = False
    await look_again(desk, minutes=30)
    assert [post for post in await desk.rows(Post) if post.deleted_at]


async def test_a_post_that_every_poll_shows_costs_no_request(desk: Desk) -> None:
    await told(desk)
    for _ in range(30):
        desk.wait(minutes=1)
        await desk.read()
        await desk.rereading.sweep()

    assert desk.asked == []


async def test_a_post_that_is_shown_again_after_its_deletion_stands_again(desk: Desk) -> None:
    number = await told(desk)
    post = desk.pages[MAYOR].pop(number)
    await look_again(desk, minutes=10)
    desk.pages[MAYOR][number] = post
    desk.wait(minutes=1)
    await desk.read()
    desk.wait(seconds=30)
    await desk.deliver()

    assert not [post for post in await desk.rows(Post) if post.deleted_at]
    [incident] = await desk.rows(Incident)
    assert incident.status is not IncidentStatus.WITHDRAWN
    assert "3 drones downed" in desk.edits()[-1]["text"]


async def test_nothing_is_looked_at_after_a_day(desk: Desk) -> None:
    await told(desk)
    desk.newest = 1
    await look_again(desk, hours=26)

    assert desk.asked == []


async def test_a_due_post_waits_until_a_poll_had_its_chance_to_show_it(desk: Desk) -> None:
    await told(desk)
    desk.newest = 1
    desk.wait(minutes=10)
    await desk.rereading.sweep()
    assert desk.asked == []

    await desk.read()
    await desk.rereading.sweep()
    assert len(desk.asked) == 1


async def test_real_pages_are_looked_at_again(desk: Desk) -> None:
    async with (
        Sandbox.start() as sandbox,
        sandbox.client() as client,
        WebReader(sandbox.base_url, requests_per_second=100) as reader,
    ):
        await client.channel(MAYOR)
        kept = await client.publish(MAYOR, DOWNED_THREE, at=desk.now)
        gone = await client.publish(MAYOR, FIVE_MORE, at=desk.now)
        for _ in range(25):
            await client.publish(MAYOR, NEWS, at=desk.now)
        ingest = replace(desk.ingest, read=lambda handle, after: reader.read(handle, after=after))
        channel = await desk.channel()
        channel.cursor = 1
        await ingest.poll(channel)
        await client.edit(MAYOR, kept, DOWNED_TWO)
        await client.delete(MAYOR, gone)
        desk.wait(minutes=10)
        await ingest.poll(await desk.channel())

        await Rereading(desk.database, reader, lambda: desk.rulebook, lambda: desk.now).sweep()

    assert [post.message_id for post in await desk.rows(Post) if post.deleted_at] == [gone]
    statements = {said.facts["count"]: said.withdrawn_at for said in await desk.rows(Statement)}
    assert statements == {2: None, 5: desk.now}


async def test_an_edit_that_corrects_a_toll_says_so_on_the_card(desk: Desk) -> None:
    number = await desk.post("Обломки беспилотника упали на жилой дом в Москве. Пострадали три человека.")
    desk.wait(seconds=15)
    await desk.deliver()
    desk.publish(
        "Обломки беспилотника упали на жилой дом в Москве. Пострадали два человека.",
        message_id=number,
        edited=True,
    )

    await desk.read()
    desk.wait(minutes=5)
    await desk.deliver()

    assert "✏️ injured corrected 3 → 2 at 00:58 MSK" in desk.edits()[-1]["text"]


async def test_a_copy_of_words_that_were_edited_since_is_still_a_copy(desk: Desk) -> None:
    number = await told(desk)
    desk.publish(DOWNED_TWO, message_id=number, edited=True)
    await desk.read()
    desk.wait(minutes=1)

    await desk.post(DOWNED_THREE, handle="mod_russia")

    original, copy = sorted(await desk.rows(Statement), key=lambda row: row.published_at)
    assert copy.echo_of == original.id


async def test_a_copy_stays_one_when_what_it_repeats_is_edited(desk: Desk) -> None:
    number = await told(desk)
    desk.wait(minutes=1)
    await desk.post(DOWNED_THREE, handle="mod_russia")

    desk.publish(DOWNED_TWO, message_id=number, edited=True)
    await desk.read()

    original, copy = sorted(await desk.rows(Statement), key=lambda row: row.published_at)
    assert copy.echo_of == original.id


async def test_a_channel_that_makes_looking_crash_keeps_no_other_from_being_looked_at(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    await desk.post(DOWNED_TWO, handle="mod_russia")
    desk.wait(minutes=1)
    number = await told(desk)
    desk.newest = 1
    desk.publish(NEWS, handle="mod_russia")
    desk.crashing = {"mod_russia"}
    del desk.pages[MAYOR][number]
    desk.wait(minutes=10)
    for handle in ("mod_russia", MAYOR):
        await desk.read(handle)

    await desk.rereading.sweep()

    assert [post.message_id for post in await desk.rows(Post) if post.deleted_at] == [number]
    assert [record.message for record in caplog.records if record.levelname == "ERROR"] == [
        "rereading crashed handle=mod_russia"
    ]
