"""What buttons of a channel do: their answers are for whoever pressed, not for all its readers."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.chat.buttons import Press, Verb, encode
from bot.chat.links import parameter
from tests.chat.conftest import Desk
from tests.chat.questions.test_asking import BELGOROD, night
from tests.chat.updates import Json, person, press, said

__all__ = ["night"]

CHANNEL = -1009876543210
STRANGER = person(8)


def pressed_in_a_channel(data: str) -> Json:
    update = press(data, chat_id=CHANNEL, user=STRANGER)
    update["callback_query"]["message"]["chat"] = {"id": CHANNEL, "type": "channel", "title": "Night news"}
    return update


@pytest.mark.parametrize(
    ("verb", "shows"), [(Verb.WHY, "Why this is told (incident 1)"), (Verb.INCIDENT, BELGOROD)]
)
async def test_a_button_of_a_channel_opens_the_private_chat_and_is_answered_there(
    night: Desk, verb: Verb, shows: str
) -> None:
    assert await night.send(pressed_in_a_channel(encode(Press(verb, ("1",))))) == []

    address = night.wire.asked("answerCallbackQuery")[-1]["url"]
    assert address == f"https://t.me/lookout_test_bot?start={verb}_1"
    assert shows in await night.say(f"/start {verb}_1", user=STRANGER)


@pytest.mark.parametrize("press_", [Press(Verb.LATEST), Press(Verb.WHY), Press(Verb.STATS, ("chart", "7"))])
async def test_what_no_channel_shows_a_button_of_posts_nothing_there(night: Desk, press_: Press) -> None:
    assert await night.send(pressed_in_a_channel(encode(press_))) == []
    assert "out of date" in night.notice


@pytest.mark.parametrize("standing", ["member", "administrator"])
async def test_an_old_snooze_of_a_channel_changes_nothing_that_all_its_readers_see(
    night: Desk, standing: str
) -> None:
    night.wire.members[CHANNEL, STRANGER["id"]] = standing
    before = len(night.wire.calls)

    assert await night.send(pressed_in_a_channel(encode(Press(Verb.SNOOZE, ("1",))))) == []

    assert {name for name, _ in night.wire.calls[before:]} == {"answerCallbackQuery"}
    assert night.notice.startswith("There is no snooze in a channel")
    assert night.wire.asked("answerCallbackQuery")[-1]["show_alert"]


def posted_in_a_channel(text: str, **chat: str) -> Json:
    message = said(text)["message"] | {"chat": {"id": CHANNEL, "type": "channel", "title": "Night news"} | chat}
    del message["from"]
    return {"update_id": 1, "channel_post": message}


async def test_a_command_posted_in_a_channel_is_pointed_to_the_private_chat_once_a_day(night: Desk) -> None:
    [pointer] = await night.send(posted_in_a_channel("/subscribe"))
    assert "private chat with me, @lookout_test_bot: write /settings -1009876543210 there." in pointer["text"]
    assert pointer["disable_notification"]
    assert await night.send(posted_in_a_channel("/help")) == []

    night.now += timedelta(days=1)
    [again] = await night.send(posted_in_a_channel("/help@lookout_test_bot", username="night_news"))
    assert "/settings @night_news" in again["text"]


@pytest.mark.parametrize("text", ["/settings@other_bot", "/ban 5", "Plain news.", "/status"])
async def test_a_channels_own_posts_and_other_bots_commands_are_left_alone(night: Desk, text: str) -> None:
    assert await night.send(posted_in_a_channel(text)) == []


async def test_a_channel_in_which_the_bot_may_not_write_hears_nothing_and_nothing_breaks(night: Desk) -> None:
    night.wire.answer_next("sendMessage", 403, "Forbidden: bot is not a member of the channel chat")
    await night.send(posted_in_a_channel("/start"))

    assert len(night.wire.sent) == 1


async def test_a_fault_of_the_bots_is_told_to_who_asked_and_never_to_all_readers_of_a_channel(
    night: Desk,
) -> None:
    def broken() -> datetime:
        raise RuntimeError("no time")

    night.app.bot_data["services"] = replace(night.app.bot_data["services"], clock=broken)
    assert await night.send(posted_in_a_channel("/settings")) == []
    assert "It is noted as" in await night.say("/latest")


async def test_a_link_to_an_incident_that_is_no_more_is_answered_kindly(night: Desk) -> None:
    assert "no incident 99" in await night.say("/start why_99")
    assert "Lookout" in await night.say("/start why_")


def test_no_link_stands_for_a_number_that_cannot_be_one() -> None:
    assert parameter(Press(Verb.WHY, ("12",))) == "why_12"
    assert parameter(Press(Verb.WHY, ("x" * 30,))) is None
    assert parameter(Press(Verb.SETTINGS, ("main",))) is None
    assert parameter(None) is None
