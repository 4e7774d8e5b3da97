"""Deciding by hand in the chat: a preview first, a press that is checked, and a trail."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.chat.admin.hand import REFUSALS, parse, written
from bot.chat.context import Controls
from bot.chat.naming import names_of
from bot.errors import SourceGone
from bot.pipeline.hand import Hand
from bot.rulebook import Changes, Rulebook
from bot.rules.incidents.hand import Deed, Refusal, Request
from bot.sources.web import Reading
from bot.store import incidents
from bot.store.tables import Incident
from bot.values import ChannelState
from tests.chat.admin.archive import two_incidents
from tests.chat.conftest import Desk
from tests.chat.updates import person, said

OWNER, STRANGER = 7, 8


@pytest.fixture
async def office(desk: Desk, rulebook: Rulebook) -> Desk:
    """The desk with an admin, Moscow as incident 1 (two statements) and Belgorod as incident 2."""
    services = desk.app.bot_data["services"]
    names = names_of(rulebook.watchlist)

    async def no_change() -> Changes:
        return Changes()

    async def no_page(handle: str) -> Reading:
        raise SourceGone(ChannelState.MISSING, f"@{handle} does not exist")

    hand = Hand(desk.database, lambda: rulebook, lambda: desk.now)
    controls = Controls(lambda: rulebook, no_change, no_page, hand)
    desk.app.bot_data["services"] = replace(
        services, names=lambda: names, admin_ids=frozenset({OWNER}), controls=controls
    )
    await two_incidents(desk.database, rulebook, desk.now - timedelta(hours=1))
    return desk


async def statuses(desk: Desk) -> list[str]:
    async with desk.database.reading() as session:
        return [(await session.get_one(Incident, number)).status.value for number in (1, 2)]


async def test_a_merge_is_shown_first_and_done_when_confirmed(office: Desk) -> None:
    [preview] = await office.send(said("/merge 1 2 one attack"))
    assert "1: 🔵 Drones or missiles shot down · Moscow · 2 statements" in preview["text"]
    assert "2: 🔵 Drones or missiles shot down · Belgorod" in preview["text"]
    assert "/merge 1 2 one attack" in preview["text"]
    assert "No chat has a card of it." in preview["text"]
    assert await statuses(office) == ["open", "open"]

    became = await office.tap(preview, "Do it")

    assert became["text"].startswith("Done: incidents 1, 2 merged.")
    assert "/undo 1" in became["text"]
    assert await statuses(office) == ["open", "withdrawn"]
    trail = await office.say("/audit")
    assert "merged: 1, 2" in trail
    assert " · you · one attack" in trail
    assert "one attack" in trail
    assert "It was merged into incident 1" in await office.say("/incident 2")


async def test_the_trail_leads_to_another_admin_who_decided(office: Desk) -> None:
    [preview] = await office.send(said("/retract 1"))
    await office.tap(preview, "Do it")
    services = office.app.bot_data["services"]
    office.app.bot_data["services"] = replace(services, admin_ids=frozenset({OWNER, 8}))

    [trail] = await office.send(said("/audit", chat_id=8, user=person(8)))

    assert f" · admin {OWNER}" in trail["text"]
    assert f"tg://user?id={OWNER}" in {entity.get("url") for entity in trail["entities"]}


async def test_cancelling_changes_nothing(office: Desk) -> None:
    [preview] = await office.send(said("/retract 1"))

    became = await office.tap(preview, "Cancel")

    assert became["text"] == "Nothing was changed."
    assert await statuses(office) == ["open", "open"]


async def test_a_split_offers_the_statements_by_number(office: Desk) -> None:
    listed = await office.say("/split 1")
    assert "Write the numbers" in listed
    assert "/split 1 1 2" in listed

    [preview] = await office.send(said("/split 1 2 another raid"))
    assert "They are taken out of:" in preview["text"]
    became = await office.tap(preview, "Do it")

    assert "incidents 1, 3 split" in became["text"]
    undo = await office.tap((await office.send(said("/undo")))[0], "Do it")
    assert "incidents 1, 3 put back as before" in undo["text"]
    async with office.database.reading() as session:
        again, _ = await incidents.snapshot(session, 1)
    assert len(again.statements) == 2


async def test_what_changed_after_the_preview_is_not_done(office: Desk) -> None:
    [first] = await office.send(said("/retract 1"))
    [second] = await office.send(said("/retract 1"))
    await office.tap(first, "Do it")

    became = await office.tap(second, "Do it")

    assert became["text"].startswith("Nothing was changed.")
    assert "is retracted" in became["text"]


async def test_a_retracted_incident_can_be_restored(office: Desk) -> None:
    await office.tap((await office.send(said("/retract 2 an exercise")))[0], "Do it")
    assert "Withdrawn by the admins of this bot" in await office.say("/incident 2")
    assert "Belgorod" not in await office.say("/latest")

    await office.tap((await office.send(said("/restore 2")))[0], "Do it")

    assert "Belgorod" in await office.say("/latest")


async def test_undo_says_which_decision_was_the_last_and_what_to_write_instead(office: Desk) -> None:
    for command in ("/merge 1 2", "/retract 1", "/restore 1"):
        await office.tap((await office.send(said(command)))[0], "Do it")

    answer = await office.say("/undo")

    assert "Decision 3 was a restore. Write /retract 1 … to take the incident back again." in answer
    assert "To take back the last one before it that still stands (merged), write /undo 1" in answer
    assert "Decision 3 was a restore." in await office.say("/undo 3")

    await office.tap((await office.send(said("/undo 1")))[0], "Do it")
    assert await office.say("/undo") == "There is nothing to take back: no decision by hand is in force."


@pytest.mark.parametrize(
    ("command", "answer"),
    [
        ("/merge", "Write it like this: /merge 12 15"),
        ("/merge 1", "Name two incidents"),
        ("/merge 1 99", "There is no incident 99."),
        ("/split 9", "There is no incident 9."),
        ("/split 1 77", "Statement 77 does not stand"),
        ("/split 2 3", "but not all"),
        ("/retract everything", "Write it like this: /retract 12"),
        ("/restore 1", "was not retracted"),
        ("/undo", "There is nothing to take back"),
        ("/undo 7", "There is no decision 7 that could be taken back"),
        ("/audit", "Nothing was decided"),
    ],
)
async def test_what_makes_no_sense_is_answered_in_a_sentence(office: Desk, command: str, answer: str) -> None:
    assert answer in await office.say(command)


async def test_a_strangers_press_on_an_admins_preview_does_nothing(office: Desk) -> None:
    [preview] = await office.send(said("/retract 1"))
    data = preview["reply_markup"]["inline_keyboard"][0][0]["callback_data"]

    assert await office.press(data, under=preview, user=person(STRANGER), chat_id=STRANGER) == ""
    assert await statuses(office) == ["open", "open"]


@pytest.mark.parametrize(
    "request_",
    [
        Request(Deed.MERGE, (12, 15), why="one attack"),
        Request(Deed.MERGE, (12, 15, 16)),
        Request(Deed.SPLIT, (12,), (345, 346), why="another place"),
        Request(Deed.RETRACT, (12,), why="3 were an exercise"),
        Request(Deed.UNDO, decision=7),
    ],
    ids=str,
)
def test_a_preview_says_what_the_press_will_read(request_: Request) -> None:
    deed, _, rest = written(request_, request_.decision).lstrip("/").partition(" ")

    assert parse(Deed(deed), rest) == request_


def test_each_refusal_has_its_sentence() -> None:
    assert set(REFUSALS) == set(Refusal)
