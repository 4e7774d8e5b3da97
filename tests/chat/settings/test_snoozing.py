"""Snoozing from the card, and the example that /start shows, over incidents that are really stored."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.store import incidents, subscriptions
from bot.values import Facts
from tests.chat.conftest import Desk
from tests.chat.incidents import NAMES
from tests.chat.questions.test_asking import night, publish
from tests.chat.updates import press, said

__all__ = ["night"]


class TestSnoozing:
    async def test_a_card_is_snoozed_and_woken_by_its_own_buttons(self, night: Desk) -> None:
        await night.say("/subscribe")
        [card] = await night.send(said("/incident 2"))

        choices = await change_of_buttons(night, button_of(card, "Snooze"))
        assert {"💤 This incident: 1 h", "💤 Moscow: 8 h", "‹ Back"} <= set(choices)
        snoozed = await change_of_buttons(night, choices["💤 Moscow: 8 h"])
        async with night.database.reading() as session:
            [stored] = await subscriptions.snoozes(session, 7, now=night.now)
        assert (stored.target, stored.until) == ("RU-MOW", night.now + timedelta(hours=8))
        assert "Why?" in snoozed
        assert night.notice == "Snoozed until 09:30 MSK: Moscow"

        wake = snoozed["💤 Moscow until 09:30 MSK · wake"]  # the channel's clock: this chat chose none
        assert list(await change_of_buttons(night, wake)) == ["Why?", "Snooze"]
        assert night.notice == "No longer snoozed: Moscow"
        async with night.database.reading() as session:
            assert await subscriptions.snoozes(session, 7, now=night.now) == []

    async def test_the_button_and_the_toast_say_that_it_is_the_incident(self, night: Desk) -> None:
        labels = await change_of_buttons(night, "1:snz:2:i:24")
        assert "💤 this incident until May 14, 01:30 MSK · wake" in labels
        assert night.notice == "Snoozed until May 14, 01:30 MSK: this incident"

    async def test_a_clock_of_the_chats_own_is_named_too(self, night: Desk) -> None:
        await night.say("/start")
        async with night.database.writing() as session:
            await subscriptions.set_timezone(session, 7, "Asia/Yekaterinburg", now=night.now)
        assert "💤 this incident until 11:30 UTC+5 · wake" in await change_of_buttons(night, "1:snz:2:i:8")

    async def test_a_look_at_the_choices_says_nothing(self, night: Desk) -> None:
        await change_of_buttons(night, "1:snz:2")
        assert night.notice == ""

    async def test_the_settings_name_the_incident_and_show_the_same_clock(self, night: Desk) -> None:
        await night.say("/subscribe")
        await night.send(press("1:snz:2:i:8"))

        [settings] = await night.send(said("/settings"))

        assert "Snoozed until 09:30 MSK: Interception · Moscow (incident 2)" in settings["text"]
        assert "09:30 MSK" in str(night.wire.calls)

    async def test_the_button_shows_the_clock_of_most_channels_too(self, night: Desk) -> None:
        services = night.app.bot_data["services"]
        kyiv = replace(NAMES, zones={**NAMES.zones, "dsns": ZoneInfo("Europe/Kyiv")})
        night.app.bot_data["services"] = replace(services, names=lambda: kyiv)
        await night.say("/subscribe")

        labels = await change_of_buttons(night, "1:snz:2:i:8")
        [settings] = await night.send(said("/settings"))

        assert "💤 this incident until 09:30 EEST · wake" in labels
        assert "Snoozed until 09:30 EEST" in settings["text"]

    async def test_in_a_group_members_cannot_snooze_and_are_told_where_they_can(self, night: Desk) -> None:
        before = len(night.wire.calls)
        assert await night.press("1:snz:2", chat_id=-500) == ""

        assert "editMessageReplyMarkup" not in {name for name, _ in night.wire.calls[before:]}
        assert "only admins can snooze" in night.notice
        assert "private chat" in night.notice
        assert night.wire.asked("answerCallbackQuery")[-1]["show_alert"]

    async def test_in_a_group_an_admin_snoozes_for_all(self, night: Desk) -> None:
        night.wire.members[-500, 7] = "administrator"

        await change_of_buttons(night, "1:snz:2:i:8", chat_id=-500)

        async with night.database.reading() as session:
            [stored] = await subscriptions.snoozes(session, -500, now=night.now)
        assert stored.target == "2"

    @pytest.mark.parametrize("data", ["1:snz", "1:snz:99", "1:snz:x:i:1", "1:snz:99999999999"])
    async def test_the_button_of_an_incident_that_is_gone_gets_a_kind_word(
        self, night: Desk, data: str
    ) -> None:
        assert "no such incident" in await night.press(data)

    @pytest.mark.parametrize("data", ["1:snz:2:i:7", "1:snz:2:RU-BEL:1", "1:snz:2:i:wake", "1:snz:2:i"])
    async def test_odd_buttons_snooze_nothing(self, night: Desk, data: str) -> None:
        assert await change_of_buttons(night, data)
        async with night.database.reading() as session:
            assert await subscriptions.snoozes(session, 7, now=night.now) == []


async def test_start_shows_a_story_as_an_example_rather_one_that_is_over(night: Desk) -> None:
    still_open = await night.say("/start")
    async with night.database.writing() as session:
        await incidents.close_quiet(session, before=night.now)
    later = Facts(count=1, places=("RU-BEL",))
    await publish(night, "Сбит один.", handle="mos_sobyanin", message_id=1900, at=night.now, facts=later)

    for greeting in (still_open, await night.say("/start")):
        assert "https://t.me/mos_sobyanin/1001" in greeting
        assert "An example:" in greeting


def button_of(message: dict[str, Any], label: str) -> str:
    rows = message["reply_markup"]["inline_keyboard"]
    [data] = [button["callback_data"] for row in rows for button in row if button["text"] == label]
    return str(data)


async def change_of_buttons(desk: Desk, data: str, **fields: Any) -> dict[str, str]:
    """Press a button that changes the buttons alone; the new ones, by label."""
    await desk.send(press(data, **fields))
    name, params = desk.wire.calls[-1]
    assert name == "editMessageReplyMarkup"
    rows = params["reply_markup"]["inline_keyboard"]
    return {button["text"]: button["callback_data"] for row in rows for button in row}
