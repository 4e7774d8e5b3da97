"""Everything, or a country, but for some regions; and several places named at once."""

import pytest

from bot.store import subscriptions
from bot.store.tables import Subscription
from tests.chat.conftest import Desk
from tests.chat.settings.test_choosing import desk, labels, names, settings, shown_for, wishes
from tests.chat.updates import said

__all__ = ["desk", "names"]


async def chosen(desk: Desk) -> tuple[list[str], list[str]]:
    told = await wishes(desk)
    return told.regions, told.left_out


class TestLeavingOut:
    async def test_by_buttons_and_back(self, desk: Desk) -> None:
        await desk.say("/subscribe")
        [screen] = await desk.send(said("/settings"))
        for label in ("📍 Regions: all", "🚫 Leave some out", "Russia ›", "Belgorod region"):
            screen = await desk.tap(screen, label)
        assert "This chat gets: everything except Belgorod region." in screen["text"]
        assert "🚫 Belgorod region" in labels(screen)
        assert await chosen(desk) == ([], ["RU-BEL"])

        screen = await desk.tap(screen, "‹ Back")
        screen = await desk.tap(screen, "‹ Back")
        assert "🚫 Left out: 1" in labels(screen)
        assert "✓ All regions" not in labels(screen)
        screen = await desk.tap(screen, "‹ Back")
        screen = await desk.tap(screen, "📍 Regions: all − 1")
        screen = await desk.tap(screen, "All regions")
        assert await chosen(desk) == ([], [])
        assert "✓ All regions" in labels(screen)

    async def test_a_tick_taken_from_a_region_of_a_chosen_country_leaves_it_out(self, desk: Desk) -> None:
        await desk.say("/subscribe Russia")
        page = await shown_for(desk, settings("country", "0", "RU", "0"))
        screen = await desk.tap(page, "✓ Belgorod region")
        assert await chosen(desk) == (["RU"], ["RU-BEL"])
        assert "This chat gets: Russia except Belgorod region." in screen["text"]
        await desk.tap(screen, "Belgorod region")
        assert await chosen(desk) == (["RU"], [])

    async def test_by_a_name_that_is_typed(self, desk: Desk) -> None:
        await desk.say("/subscribe")
        await desk.send(said("/settings"))
        await desk.press(settings("type", "0", "left"))
        assert "everything except Belgorod region" in await desk.say("Белгороде")
        await desk.press(settings("type", "0", "left"))
        [offer] = await desk.send(said("Kursck"))
        await desk.tap(offer, "🚫 Kursk region")
        assert await chosen(desk) == ([], ["RU-BEL", "RU-KRS"])

    async def test_what_is_typed_among_the_chosen_is_no_longer_left_out(self, desk: Desk) -> None:
        await desk.say("/subscribe Russia")
        await desk.say("/unsubscribe Belgorod")
        await desk.press(settings("type", "0", "region"))
        assert "This chat gets: Russia." in await desk.say("Белгороде")
        assert await chosen(desk) == (["RU"], [])

    @pytest.mark.parametrize("name", ["Россия", "Ukraine"])
    async def test_of_a_country_that_is_typed_it_is_said_that_it_cannot_be(self, desk: Desk, name: str) -> None:
        await desk.say("/subscribe")
        await desk.press(settings("type", "0", "left"))
        answer = await desk.say(name)
        assert answer.startswith("Only regions can be left out, not a whole country.")
        assert await chosen(desk) == ([], [])

    async def test_what_is_subscribed_to_again_is_told_again(self, desk: Desk) -> None:
        await desk.say("/subscribe")
        for name in ("Belgorod", "Kursk", "Tula"):
            await desk.say(f"/unsubscribe {name}")
        assert "except Kursk region, Tula region" in await desk.say("/subscribe Belgorod")
        assert "except Tula region" in await desk.say("/start r_RU-KRS")
        await desk.press(settings("add", "0", "RU-TUL"))
        assert await chosen(desk) == ([], [])

    async def test_everything_comes_back_with_a_button_as_it_was(self, desk: Desk) -> None:
        await desk.say("/subscribe")
        await desk.say("/unsubscribe Belgorod")
        [answer] = await desk.send(said("/subscribe"))
        assert await chosen(desk) == ([], [])
        assert "−Belgorod region." in answer["text"]
        await desk.tap(answer, "↩ Back to what was chosen")
        assert await chosen(desk) == ([], ["RU-BEL"])

    async def test_who_chose_single_regions_has_nothing_to_leave_out(self, desk: Desk) -> None:
        await desk.say("/subscribe Moscow")
        screen = await shown_for(desk, settings("regions", "0"))
        assert not [label for label in labels(screen) if label.startswith("🚫")]
        await desk.press(settings("leave", "0", "RU-BEL", "left"))
        assert await chosen(desk) == (["RU-MOW"], [])

    async def test_a_chat_that_is_told_nothing_is_not_subscribed_by_what_it_would_leave_out(
        self, desk: Desk
    ) -> None:
        await desk.say("/subscribe")
        await desk.say("/unsubscribe")
        screen = await shown_for(desk, settings("regions", "0"))
        assert not [label for label in labels(screen) if label.startswith("🚫")]
        screen = await shown_for(desk, settings("leave", "0", "RU-BEL", "left"))
        assert "This chat gets no messages." in screen["text"]
        await desk.press(settings("type", "0", "left"))
        assert "This chat gets no messages." in await desk.say("Белгороде")

    async def test_a_button_of_the_last_region_asks_before_it_means_everything(self, desk: Desk) -> None:
        await desk.say("/subscribe Moscow")
        screen = await shown_for(desk, settings("leave", "0", "RU-MOW", "left"))
        assert "It is the last one chosen here." in screen["text"]
        assert await chosen(desk) == (["RU-MOW"], [])


class TestSeveralPlaces:
    async def test_are_left_out_at_once(self, desk: Desk) -> None:
        await desk.say("/subscribe")
        answer = await desk.say("/unsubscribe Belgorod, Qwertyuiop and Kursk")
        assert answer.splitlines() == [
            "No more messages here about Belgorod region.",
            "No more messages here about Kursk region.",
            "I know no region called “Qwertyuiop”.",
            "This chat gets: everything except Belgorod region, Kursk region.",
        ]

    async def test_are_taken_off_until_one_is_the_last(self, desk: Desk) -> None:
        await desk.say("/subscribe Moscow, Tula")
        [asked] = await desk.send(said("/unsubscribe Kursk, Moscow, Tula"))
        assert asked["text"].splitlines()[:4] == [
            "This chat did not choose Kursk region.",
            "No more messages here about Moscow.",
            "Tula region",
            "It is the last one chosen here. What should come without it?",
        ]
        assert await chosen(desk) == (["RU-TUL"], [])

    @pytest.mark.parametrize(
        "text",
        [
            *("Moscow, Tula", "Москва и Тула", "moscow; tula,", "Туле та Москве", "Moscow and Tula"),
            *("Moscow, and Tula", "Москва, и Тула,", "Moscow, Tula, Russia"),
        ],
    )
    async def test_are_subscribed_to_at_once(self, desk: Desk, text: str) -> None:
        answer = await desk.say(f"/subscribe {text}")
        assert "This chat gets: Moscow, Tula region." in answer
        assert await chosen(desk) == (["RU-MOW", "RU-TUL"], [])

    async def test_one_that_is_unknown_is_named_and_the_others_count(self, desk: Desk) -> None:
        answer = await desk.say("/subscribe Moscow, Qwertyuiop")
        assert answer.endswith("I know no region called “Qwertyuiop”.")
        assert await chosen(desk) == (["RU-MOW"], [])

    @pytest.mark.parametrize("text", ["Moscow, Russia", "Россия, Москва", "Москва, Russia, Москва"])
    async def test_a_country_beside_a_region_of_its_own_says_only_where_that_is(
        self, desk: Desk, text: str
    ) -> None:
        await desk.say(f"/subscribe {text}, Ukraine")
        assert await chosen(desk) == (["RU-MOW", "UA"], [])

    @pytest.mark.parametrize(
        ("text", "code"), [("Moscow Oblast", "RU-MOS"), ("Kyiv oblast", "UA-32"), ("Kiev Oblast", "UA-32")]
    )
    async def test_an_oblast_is_not_the_city_it_is_called_after(self, desk: Desk, text: str, code: str) -> None:
        await desk.say(f"/subscribe {text}, Tula Oblast")
        assert await chosen(desk) == ([*sorted(["RU-TUL", code])], [])

    async def test_narrow_everything_when_that_is_meant(self, desk: Desk) -> None:
        await desk.say("/subscribe")
        [asked] = await desk.send(said("/subscribe Moscow, Tula"))
        assert "including Moscow, Tula region. Should it get only that?" in asked["text"]
        await desk.tap(asked, "Only Moscow, Tula region")
        assert await chosen(desk) == (["RU-MOW", "RU-TUL"], [])

    async def test_as_many_as_a_button_carries_narrow_everything_and_of_more_it_is_said_where(
        self, desk: Desk
    ) -> None:
        await desk.say("/subscribe")
        seven = "Moscow, Tula, Belgorod, Kursk, Oryol, Kaluga, Ryazan"
        [asked] = await desk.send(said(f"/subscribe {seven}"))
        [more] = await desk.send(said(f"/subscribe {seven}, Tver"))
        assert more["text"].endswith("and 4 more. Choose the regions you want instead.")
        assert labels(more) == ["📍 Regions"]
        await desk.tap(asked, labels(asked)[0])
        assert len((await chosen(desk))[0]) == 7

    async def test_a_button_with_odd_codes_changes_nothing(self, desk: Desk) -> None:
        await desk.say("/subscribe Moscow")
        await desk.press(settings("some", "0", "XX-1", "main"))
        assert await chosen(desk) == (["RU-MOW"], [])


def test_what_means_everything_is_what_a_new_subscription_begins_with() -> None:
    new = Subscription.model_fields
    begins = {name: new[name].get_default(call_default_factory=True) for name in subscriptions.EVERYTHING}
    assert begins == subscriptions.EVERYTHING
