"""Taking back a part of what was chosen: a place off the list, and everything for the choice before it."""

from typing import Any

import pytest

from bot.chat.names import Names
from bot.store import chats, subscriptions
from bot.store.tables import Subscription
from tests.chat.conftest import Desk
from tests.chat.settings.test_choosing import (
    CHANNEL,
    SUPERGROUP,
    desk,
    joined_channel,
    labels,
    names,
    settings,
    wishes,
)
from tests.chat.updates import person, said

__all__ = ["desk", "names"]


async def is_told_nothing(desk: Desk) -> bool:
    async with desk.database.reading() as session:
        return await subscriptions.get(session, 7) is None


class TestUnsubscribingFromAPlace:
    @pytest.mark.parametrize("name", ["Tula", "в туле", "Тульська область", "Новомосковск"])
    async def test_takes_only_that_place_off_and_says_what_is_told_now(self, desk: Desk, name: str) -> None:
        await desk.say("/subscribe Tula")
        await desk.say("/subscribe Kursk")

        answer = await desk.say(f"/unsubscribe {name}")

        assert answer == "No more messages here about Tula region.\nThis chat gets: Kursk region."
        assert (await wishes(desk)).regions == ["RU-KRS"]

    async def test_nothing_else_that_was_chosen_changes(self, desk: Desk) -> None:
        await desk.say("/subscribe Tula")
        await desk.say("/subscribe Kursk")
        await desk.press(settings("quiet", "0", "23", "7"))
        await desk.press(settings("kind", "0", "attack"))
        await desk.say("/unsubscribe Tula")
        left = await wishes(desk)
        assert (left.quiet_from, left.kinds) == (23, ["attack"])

    async def test_of_the_only_one_it_asks_what_is_meant(self, desk: Desk) -> None:
        await desk.say("/subscribe Tula")

        [asked] = await desk.send(said("/unsubscribe Tula"))

        assert asked["text"].startswith("Tula region\nIt is the last one chosen here.")
        assert labels(asked) == ["All regions", "Stop all messages", "‹ Back"]
        assert (await wishes(desk)).regions == ["RU-TUL"]
        await desk.tap(asked, "Stop all messages")
        assert await is_told_nothing(desk)

    async def test_one_that_is_not_chosen_changes_nothing(self, desk: Desk) -> None:
        await desk.say("/subscribe Kursk")
        [answer] = await desk.send(said("/unsubscribe Tula"))
        assert answer["text"] == "This chat did not choose Tula region.\nThis chat gets: Kursk region."
        assert labels(answer) == ["📍 Regions", "Stop all messages"]
        assert (await wishes(desk)).regions == ["RU-KRS"]

    async def test_one_of_a_country_that_is_chosen_is_left_out_of_it(self, desk: Desk) -> None:
        await desk.say("/subscribe Russia")
        answer = await desk.say("/unsubscribe Tula")
        assert answer == "No more messages here about Tula region.\nThis chat gets: Russia except Tula region."
        assert (await wishes(desk)).left_out == ["RU-TUL"]

        again = await desk.say("/unsubscribe Tula")
        assert again == "This chat did not choose Tula region.\nThis chat gets: Russia except Tula region."

    async def test_one_is_left_out_of_everything(self, desk: Desk) -> None:
        await desk.say("/subscribe")
        [answer] = await desk.send(said("/unsubscribe Tula"))
        assert answer["text"].endswith("This chat gets: everything except Tula region.")
        assert labels(answer) == ["📍 Regions", "Stop all messages"]
        assert ((await wishes(desk)).regions, (await wishes(desk)).left_out) == ([], ["RU-TUL"])

    async def test_no_country_is_left_out_of_everything(self, desk: Desk) -> None:
        await desk.say("/subscribe")
        answer = await desk.say("/unsubscribe Ukraine")
        assert answer.startswith("This chat gets everything, and a whole country cannot be left out")
        assert (await wishes(desk)).left_out == []

    async def test_a_mistyped_one_is_offered_if_it_is_chosen_and_never_added(self, desk: Desk) -> None:
        await desk.say("/subscribe Belgorod")
        await desk.say("/subscribe Kursk")

        [answer] = await desk.send(said("/unsubscribe Belgrod"))
        assert answer["text"].startswith("I know no region called “Belgrod”.\nDid you mean this?")
        assert (await wishes(desk)).regions == ["RU-BEL", "RU-KRS"]

        await desk.tap(answer, "✕ Belgorod region")
        await desk.tap(answer, "✕ Belgorod region")
        assert (await wishes(desk)).regions == ["RU-KRS"]
        [answer] = await desk.send(said("/unsubscribe Belgrod"))
        assert labels(answer) == ["📍 Regions", "Stop all messages"]

    async def test_the_only_one_mistyped_is_asked_about_too(self, desk: Desk) -> None:
        await desk.say("/subscribe Belgorod")
        [answer] = await desk.send(said("/unsubscribe Belgrod"))
        asked = await desk.tap(answer, "✕ Belgorod region")
        assert "It is the last one chosen here." in asked["text"]

    async def test_who_is_told_nothing_learns_that(self, desk: Desk) -> None:
        for name in ("Tula", "qwertyuiop"):
            assert "was not subscribed" in await desk.say(f"/unsubscribe {name}")
        assert await is_told_nothing(desk)

    async def test_only_admins_take_a_groups_places_off(self, desk: Desk) -> None:
        desk.wire.members[SUPERGROUP, 7] = "administrator"
        for name in ("Tula", "Kursk"):
            await desk.say(f"/subscribe {name}", chat_id=SUPERGROUP)
        await desk.say("/unsubscribe Tula", chat_id=SUPERGROUP, user=person(8))
        assert (await wishes(desk, SUPERGROUP)).regions == ["RU-KRS", "RU-TUL"]
        await desk.say("/unsubscribe Tula", chat_id=SUPERGROUP)
        assert (await wishes(desk, SUPERGROUP)).regions == ["RU-KRS"]


class TestSubscribingToEverythingAfterAChoice:
    @pytest.mark.parametrize("language", ["en", "ru", "uk"])
    async def test_says_what_counts_no_more_and_brings_it_back(self, desk: Desk, language: str) -> None:
        user = person(7, language)
        await desk.say("/subscribe Tula", user=user)
        for args in (
            ("region", "0", "UA", "regions"),
            ("kind", "0", "attack"),
            ("channel", "0", "mos_sobyanin", "0"),
            ("least", "0", "5"),
            ("official", "0"),
            ("quiet", "0", "23", "7"),
        ):
            await desk.press(settings(*args), user=user)

        [answer] = await desk.send(said("/subscribe", user=user))

        told = await wishes(desk)
        assert (told.regions, told.kinds, told.channels, told.minimum) == ([], [], [], 0)
        assert "@mos_sobyanin" in answer["text"]
        await desk.tap(answer, labels(answer)[0], user=user)
        told = await wishes(desk)
        assert (told.regions, told.kinds, told.channels) == (["RU-TUL", "UA"], ["attack"], ["mos_sobyanin"])
        assert (told.minimum, told.official_only, told.quiet_from) == (5, True, 23)

    async def test_names_all_of_it(self, desk: Desk) -> None:
        for name in ("Tula", "Kursk"):
            await desk.say(f"/subscribe {name}")
        [answer] = await desk.send(said("/subscribe"))
        assert "\nThis replaces what was chosen before: Kursk region · Tula region.\n" in answer["text"]
        assert labels(answer)[0] == "↩ Back to what was chosen"
        assert "no more:" not in await desk.say("/subscribe")

    async def test_a_button_whose_message_is_not_handed_back_changes_nothing(self, desk: Desk) -> None:
        await desk.say("/subscribe")
        await desk.press(settings("former", "0", "1", "5", "1"))
        assert (await wishes(desk)).minimum == 0

    async def test_every_region_there_is_fits_one_message(self, desk: Desk, names: Names) -> None:
        everywhere = sorted(names.regions)
        async with desk.database.writing() as session:
            await chats.touch(session, 7, kind="private", language="ru", now=desk.now)
            await subscriptions.change(session, 7, now=desk.now, regions=everywhere)
        [answer] = await desk.send(said("/subscribe"))
        assert len(answer["text"]) <= 4096
        assert (await wishes(desk)).regions == []


class TestStoppingEverything:
    async def test_who_chose_nothing_loses_nothing(self, desk: Desk) -> None:
        await desk.say("/subscribe")
        [answer] = await desk.send(said("/unsubscribe"))
        assert answer["text"] == "This chat gets no more messages.\n/subscribe starts again."
        assert labels(answer) == ["⚙ Settings"]

    @pytest.mark.parametrize("language", ["en", "ru", "uk"])
    async def test_says_what_is_forgotten_and_brings_all_of_it_back(self, desk: Desk, language: str) -> None:
        user = person(7, language)
        await choose(desk, "0", user=user)
        before = await wishes(desk)

        [answer] = await desk.send(said("/unsubscribe", user=user))

        assert await is_told_nothing(desk)
        assert "23:00–07:00" in answer["text"]
        await desk.tap(answer, labels(answer)[0], user=user)
        after = await wishes(desk)
        assert chosen_in(after) == chosen_in(before)
        assert after.quiet_holds

    async def test_in_words(self, desk: Desk) -> None:
        await choose(desk, "0")
        assert await desk.say("/unsubscribe") == (
            "This chat gets no more messages.\n"
            "What was chosen is forgotten: "
            "Tula region · A strike or falling debris · 5 or more, and any harm · "
            "How often: once a day, 18:00 · With sound: nothing · Quiet hours: 23:00–07:00 · "
            "Breaks through: casualties only.\n"
            "/subscribe starts again, with everything."
        )

    async def test_a_button_stops_and_brings_back_the_same(self, desk: Desk) -> None:
        await choose(desk, "0")
        before = await wishes(desk)
        [screen] = await desk.send(said("/settings"))
        stopped = await desk.tap(screen, "Stop all messages")
        assert "What was chosen is forgotten: Tula region" in stopped["text"]
        assert await is_told_nothing(desk)
        await desk.tap(stopped, "↩ Back to what was chosen")
        assert chosen_in(await wishes(desk)) == chosen_in(before)

    async def test_a_second_press_leaves_the_way_back_where_it_is(self, desk: Desk) -> None:
        await choose(desk, "0")
        [screen] = await desk.send(said("/settings"))
        await desk.tap(screen, "Stop all messages")
        before = len(desk.wire.asked("editMessageText"))
        again = await desk.tap(screen, "Stop all messages")
        assert again["text"] == "This chat was not subscribed. /subscribe starts it."
        assert len(desk.wire.asked("editMessageText")) == before

    async def test_of_a_channel_in_its_admins_private_chat(self, desk: Desk) -> None:
        desk.wire.members[CHANNEL, 7] = "administrator"
        desk.wire.rooms[CHANNEL] = {"id": CHANNEL, "type": "channel", "title": "Night news"}
        await desk.send(joined_channel())
        await choose(desk, str(CHANNEL))
        before = await wishes(desk, CHANNEL)
        [screen] = await desk.send(said(f"/settings {CHANNEL}"))

        stopped = await desk.tap(screen, "Stop all messages")
        assert stopped["text"].startswith(
            "Night news\nIt gets no more messages.\nWhat was chosen is forgotten: Tula region"
        )
        await desk.tap(stopped, "↩ Back to what was chosen")

        assert chosen_in(await wishes(desk, CHANNEL)) == chosen_in(before)

    @pytest.mark.parametrize(
        "odd", ["", "x", "5-9-0-8", "2-9-7-8", "2-9-0-24", "2-9-0-8-7-7-0", "2-9-0-8-24-7-0"]
    )
    async def test_an_odd_button_brings_nothing_back(self, desk: Desk, odd: str) -> None:
        await desk.press(settings("former", "0", "0", "0", "0", *([odd] if odd else [])))
        assert await is_told_nothing(desk)


async def choose(desk: Desk, target: str, **fields: Any) -> None:
    """Choose something of each sort."""
    for args in (
        ("region", target, "RU-TUL", "regions"),
        ("kind", target, "attack"),
        ("least", target, "5"),
        ("quiet", target, "23", "7"),
        ("hold", target, "1"),
        ("break", target, "4"),
        ("loud", target, "9"),
        ("daily", target, "18"),
    ):
        await desk.press(settings(*args), **fields)


def chosen_in(wishes: Subscription) -> dict[str, Any]:
    return wishes.model_dump(exclude={"created_at"})
