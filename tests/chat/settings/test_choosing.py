"""Choosing what a chat is told, by buttons alone: every screen, every button, in groups and for channels."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.chat import application
from bot.chat.buttons import Press, Verb, decode, encode
from bot.chat.context import Asked, Services
from bot.chat.names import Names
from bot.chat.naming import names_of
from bot.chat.settings import choosing
from bot.chat.settings.chosen import from_short, short
from bot.chat.settings.typed import MAX_ASKING
from bot.store import chats, digests, subscriptions
from bot.store.tables import Chat, Subscription
from bot.values import Level
from bot.watchlist.loading import load
from tests.chat.checks import assert_sendable
from tests.chat.conftest import SHOWING, TOKEN, Desk
from tests.chat.updates import membership, person, press, said
from tests.conftest import CONFIG

SUPERGROUP, CHANNEL = -1001234567890, -1009876543210


@pytest.fixture(scope="module")
def names() -> Names:
    """What the shipped config folder calls things."""
    return names_of(load(CONFIG))


@pytest.fixture
async def desk(desk: Desk, names: Names) -> Desk:
    """The desk, with all regions, kinds and channels there are."""
    services = Services(desk.database, lambda: names, lambda: desk.now)
    desk.app = application.build(TOKEN, services, request=desk.wire)
    await desk.app.initialize()
    return desk


async def wishes(desk: Desk, chat_id: int = 7) -> Subscription:
    async with desk.database.reading() as session:
        found = await subscriptions.get(session, chat_id)
    assert found
    return found


async def chat_row(desk: Desk, chat_id: int = 7) -> Chat | None:
    async with desk.database.reading() as session:
        return await session.get(Chat, chat_id)


def labels(message: dict[str, Any]) -> list[str]:
    return [button["text"] for row in message["reply_markup"]["inline_keyboard"] for button in row]


def settings(*args: str) -> str:
    return encode(Press(Verb.SETTINGS, args))


def reply(text: str, message_id: int, *, user: dict[str, Any] | None = None) -> dict[str, Any]:
    """*text* written in the group as a reply to that message of the bot's."""
    answered = {
        "message_id": message_id,
        "date": 1,
        "chat": {"id": SUPERGROUP, "type": "supergroup"},
        "from": {"id": 42, "is_bot": True, "first_name": "Lookout"},
    }
    return said(text, chat_id=SUPERGROUP, user=user, reply_to_message=answered)


async def shown_for(desk: Desk, data: str, **fields: Any) -> dict[str, Any]:
    """The screen a button leads to."""
    before = len(desk.wire.calls)
    await desk.send(press(data, **fields))
    [screen] = [params for method, params in desk.wire.calls[before:] if method in SHOWING]
    return screen


@pytest.mark.parametrize("language", ["ru", "uk"])
async def test_two_regions_fit_beside_each_other_on_a_phone(desk: Desk, language: str) -> None:
    user = person(7, language)
    await desk.say("/start", user=user)
    for country, pages in (("RU", 5), ("UA", 2)):
        for page in range(pages):
            shown = await shown_for(desk, settings("country", "0", country, str(page)), user=user)
            _, *rows, _, _ = shown["reply_markup"]["inline_keyboard"]
            assert all(len(row) == 1 or len(button["text"]) <= 20 for row in rows for button in row)
            assert sum(len(row) for row in rows) > len(rows) * 1.3  # most have a neighbour


async def test_a_screen_that_only_shows_waits_for_nobody_who_writes(desk: Desk) -> None:
    await desk.say("/start", user=person(7, "en"))
    async with asyncio.timeout(20), desk.database.writing():
        for screen in ("main", "regions", "kinds", "channels", "often", "night", "zones"):
            shown = await shown_for(desk, settings(screen, "0"), user=person(7, "en"))
            assert shown["text"]


async def test_whoever_looks_at_a_screen_again_can_be_reached_again(desk: Desk) -> None:
    await desk.say("/start", user=person(7, "en"))
    async with desk.database.writing() as session:
        await chats.deactivate(session, 7, reason="blocked", now=desk.now)

    await shown_for(desk, settings("kinds", "0"), user=person(7, "en"))

    row = await chat_row(desk)
    assert row
    assert (row.active, row.inactive_reason) == (True, None)


async def test_from_start_to_a_region_with_quiet_hours_in_six_taps_without_typing(desk: Desk) -> None:
    [screen] = await desk.send(said("/start", user=person(7, "en")))

    taps = 0
    for wanted in ("Choose regions", "Russia", "V–Y", "Yamalo", "Quiet hours", "23–07"):
        [label] = [label for label in labels(screen) if wanted in label]
        screen = await desk.tap(screen, label)
        taps += 1

    chosen = await wishes(desk)
    assert taps == 6
    assert chosen.regions == ["RU-YAN"]
    assert (chosen.quiet_from, chosen.quiet_to) == (23, 7)
    row = await chat_row(desk)
    assert row
    assert row.timezone == "Asia/Yekaterinburg"


@pytest.mark.parametrize("language", ["en", "ru", "uk"])
async def test_every_button_of_every_screen_leads_to_a_screen_with_a_way_back(
    desk: Desk, language: str
) -> None:
    await desk.say("/subscribe", user=person(7, language))
    async with desk.database.writing() as session:
        await subscriptions.snooze(session, 7, "RU-MOW", until=desk.now.replace(year=2030), now=desk.now)
    services = desk.app.bot_data["services"]
    waiting, pressed = [settings("main", "0")], set[tuple[str, ...]]()
    while waiting:
        meant = decode(waiting.pop())
        assert meant
        action, _, *params = meant.args
        # One region, kind and hour stand for all the others.
        key = (action, *(params if action in ("country", "leftcountry", "channels", "clear", "type") else ()))
        if key in pressed:
            continue
        pressed.add(key)
        screen = await choosing.settings(Asked(7, "private", language, args=meant.args, pressed=True), services)
        assert_sendable(screen)
        if action == "type":
            assert screen.asks
            continue
        buttons = [button.data for row in screen.keyboard for button in row]
        assert screen.in_place
        assert len(buttons) <= 100
        targets = {press_.args[0] for data in buttons if (press_ := decode(data))}
        assert targets & {"main", "night", "often", "regions", "left"}
        waiting += buttons
    assert len(pressed) >= 40


@pytest.mark.parametrize(
    ("language", "pages"),
    [
        ("en", ["• A–J", "K–L", "M–R", "S–U", "V–Y"]),
        ("ru", ["• А–И", "К–Л", "М–Р", "С–У", "Х–Я"]),
        ("uk", ["• А–І", "К–Л", "М–Р", "С–Х", "Ч–Я"]),
    ],
)
async def test_no_two_pages_of_regions_begin_with_the_letter_the_other_ends_with(
    desk: Desk, language: str, pages: list[str]
) -> None:
    shown = await shown_for(desk, settings("country", "0", "RU", "0"), user=person(7, language))
    assert [label["text"] for label in shown["reply_markup"]["inline_keyboard"][-2]] == pages


async def test_the_pages_of_channels_say_where_they_lead(desk: Desk) -> None:
    first = await shown_for(desk, settings("channels", "0", "0"))
    assert "Next ›" in labels(first)
    assert {"‹ Previous", "‹ Back"} <= set(labels(await desk.tap(first, "Next ›")))


@pytest.mark.parametrize("language", ["en", "ru", "uk"])
async def test_the_titles_of_channels_fit_a_phone(desk: Desk, language: str) -> None:
    shown = await shown_for(desk, settings("channels", "0", "0"), user=person(7, language))
    titles = [label for label in labels(shown) if "2026" not in label]  # who was one until then
    assert max(map(len, titles)) <= 48


async def test_a_switch_shows_both_of_its_positions(desk: Desk) -> None:
    [screen] = await desk.send(said("/settings", user=person(7, "en")))
    screen = await desk.tap(screen, "☐ Official sources only")
    screen = await desk.tap(screen, "☑ Official sources only")
    assert "☐ Official sources only" in labels(screen)


async def test_the_quiet_hours_say_what_they_do_and_which_they_are(desk: Desk) -> None:
    silent = await shown_for(desk, settings("quiet", "0", "21", "6"))
    assert "messages come without sound" in silent["text"]
    assert [label for label in labels(silent) if label.startswith("✓")] == [
        "✓ Other hours: 21–06",
        "✓ Without sound",
    ]

    waiting = await shown_for(desk, settings("hold", "0", "1"))
    assert "New messages wait until these hours end" in waiting["text"]
    assert "At once and with sound" not in waiting["text"]
    await desk.press(settings("break", "0", str(int(Level.CASUALTIES))))
    assert "At once and with sound: casualties only." in (await shown_for(desk, settings("night", "0")))["text"]

    preset = await shown_for(desk, settings("quiet", "0", "22", "7"))
    assert {"✓ 22–07", "Other hours"} <= set(labels(preset))


async def test_what_is_pressed_is_what_is_stored(desk: Desk) -> None:
    for args in (
        ("region", "0", "RU-MOW", "regions"),
        ("kind", "0", "attack"),
        ("channel", "0", "mos_sobyanin", "0"),
        ("least", "0", "5"),
        ("official", "0"),
        ("loud", "0", str(int(Level.DAMAGE))),
        ("daily", "0", "21"),
        ("quiet", "0", "22", "6"),
        ("hold", "0", "1"),
        ("break", "0", str(int(Level.CASUALTIES))),
        ("zone", "0", "Europe--Berlin"),
        ("speak", "0", "uk"),
    ):
        await desk.press(settings(*args))

    chosen, row = await wishes(desk), await chat_row(desk)
    assert row
    assert (chosen.regions, chosen.kinds, chosen.channels) == (["RU-MOW"], ["attack"], ["mos_sobyanin"])
    assert (chosen.minimum, chosen.official_only, chosen.sound_from) == (5, True, Level.DAMAGE)
    assert (chosen.cadence, chosen.digest_hour) == ("daily", 21)
    assert (chosen.quiet_from, chosen.quiet_to) == (22, 6)
    assert (chosen.quiet_holds, chosen.break_from) == (True, Level.CASUALTIES)
    assert (row.timezone, row.language) == ("Europe/Berlin", "uk")
    said_ = await desk.say("/subscriptions")
    assert "Москва" in said_
    assert "22:00–06:00 (Берлін)" in said_
    assert "раз на день, 21:00 (Берлін)" in said_

    await desk.say("/subscribe")
    chosen = await wishes(desk)
    assert (chosen.regions, chosen.kinds, chosen.minimum, chosen.quiet_from) == ([], [], 0, 22)


@pytest.mark.parametrize(
    "args",
    [
        ("nonsense", "0"),
        ("main",),
        ("region", "0", "XX-1"),
        ("region", "0"),
        ("kind", "0", "gone"),
        ("channel", "0", "gone", "x"),
        ("country", "0", "XX", "99"),
        ("country", "0", "RU", "99"),
        ("channels", "0", "-3"),
        ("quiet", "0", "99", "x"),
        ("loud", "0", "7"),
        ("pace", "0", "weekly"),
        ("daily", "0", "24"),
        ("zone", "0", "Mars--Base"),
        ("speak", "0", "xx"),
        ("least", "0", "9" * 30),
        ("main", "0x"),
        ("wake", "0", "nothing"),
    ],
)
async def test_buttons_of_another_version_lead_to_a_screen_and_leave_no_trace_in_the_log(
    desk: Desk, args: tuple[str, ...], caplog: pytest.LogCaptureFixture
) -> None:
    screen = await shown_for(desk, settings(*args))

    assert labels(screen)
    assert not [record for record in caplog.records if record.name.startswith("bot.")]


class TestBeforeAnythingIsChosen:
    @pytest.mark.parametrize("screen", ["night", "often", "sound", "minimum", "kinds", "channels", "breaking"])
    async def test_a_screen_says_that_choosing_there_subscribes(self, desk: Desk, screen: str) -> None:
        hint = "Choosing something here also subscribes this chat: to everything, until you choose regions."
        assert hint in (await shown_for(desk, settings(screen, "0")))["text"]
        await desk.say("/subscribe")
        assert hint not in (await shown_for(desk, settings(screen, "0")))["text"]

    async def test_who_is_told_nothing_has_no_regions(self, desk: Desk) -> None:
        assert "📍 Regions: —" in labels(await shown_for(desk, settings("main", "0")))
        await desk.say("/subscribe")
        assert "📍 Regions: all" in labels(await shown_for(desk, settings("main", "0")))

    async def test_the_choice_that_subscribed_says_so_and_offers_the_regions(self, desk: Desk) -> None:
        screen = await shown_for(desk, settings("quiet", "0", "23", "7"))
        assert "Subscribed. This chat gets: everything. Choose regions to narrow it down." in screen["text"]
        assert "📍 Regions" in labels(screen)

        again = await shown_for(desk, settings("quiet", "0", "22", "7"))
        assert "Subscribed" not in again["text"]
        regions = await desk.tap(screen, "📍 Regions")
        assert regions["text"].startswith("Which regions?")

    async def test_a_kind_chosen_first_is_told_of_everywhere(self, desk: Desk) -> None:
        screen = await shown_for(desk, settings("kind", "0", "attack"))
        assert "Subscribed. This chat gets: everything · A strike or falling debris." in screen["text"]

    async def test_who_chose_regions_before_is_told_nothing_of_it(self, desk: Desk) -> None:
        await desk.press(settings("region", "0", "RU-MOW", "regions"))
        assert "Subscribed" not in (await shown_for(desk, settings("quiet", "0", "23", "7")))["text"]


class TestTakingTheLastTickAway:
    async def test_nothing_changes_until_it_is_said_what_is_meant(self, desk: Desk) -> None:
        await desk.press(settings("region", "0", "RU-MOW", "regions"))
        asked = await shown_for(desk, settings("region", "0", "RU-MOW", "regions"))

        assert asked["text"].startswith("Moscow\nIt is the last one chosen here. What should come without it?")
        assert labels(asked) == ["All regions", "Stop all messages", "‹ Back"]
        assert (await wishes(desk)).regions == ["RU-MOW"]
        back = await desk.tap(asked, "‹ Back")
        assert "✓ Moscow" in labels(back)

        await desk.tap(asked, "All regions")
        assert (await wishes(desk)).regions == []

    async def test_nothing_may_be_meant(self, desk: Desk) -> None:
        await desk.press(settings("region", "0", "RU-MOW", "regions"))
        asked = await shown_for(desk, settings("region", "0", "RU-MOW", "regions"))
        told = await desk.tap(asked, "Stop all messages")
        assert "This chat gets no more messages" in told["text"]
        async with desk.database.reading() as session:
            assert await subscriptions.get(session, 7) is None

    async def test_back_leads_to_the_page_of_the_country_it_came_from(self, desk: Desk) -> None:
        await desk.press(settings("region", "0", "RU-YAN", "regions"))
        asked = await shown_for(desk, settings("region", "0", "RU-YAN", "country", "RU", "4"))
        page = await desk.tap(asked, "‹ Back")
        assert page["text"].startswith("Russia")
        assert "• V–Y" in labels(page)

    async def test_kinds_and_channels_ask_the_same(self, desk: Desk) -> None:
        for action, word, page, name, every in (
            ("kind", "attack", "0", "A strike or falling debris", "All kinds"),
            ("channel", "mos_sobyanin", "2", "Sergei Sobyanin, Mayor of Moscow", "All channels"),
        ):
            await desk.press(settings(action, "0", word, page))
            asked = await shown_for(desk, settings(action, "0", word, page))
            assert asked["text"].startswith(f"{name}\nIt is the last one chosen")
            back = await desk.tap(asked, "‹ Back")
            assert f"✓ {name}" in labels(back)
            assert f"✓ {every}" in labels(await desk.tap(asked, every))

    async def test_the_channels_screen_names_those_chosen_on_other_pages(self, desk: Desk) -> None:
        await desk.press(settings("channel", "0", "mos_sobyanin", "2"))
        first = await shown_for(desk, settings("channels", "0", "0"))
        assert first["text"].endswith("\nSergei Sobyanin, Mayor of Moscow")

    async def test_one_of_two_goes_without_a_question(self, desk: Desk) -> None:
        await desk.press(settings("region", "0", "RU-MOW", "regions"))
        await desk.press(settings("region", "0", "RU-BEL", "regions"))
        await desk.press(settings("region", "0", "RU-MOW", "regions"))
        assert (await wishes(desk)).regions == ["RU-BEL"]


class TestHowOften:
    async def test_daily_takes_a_clock_and_an_hour(self, desk: Desk) -> None:
        await desk.press(settings("region", "0", "RU-YAN", "regions"))
        screen = await shown_for(desk, settings("often", "0"))
        assert "✓ at once" in labels(screen)

        screen = await desk.tap(screen, "once a day")

        assert {"✓ once a day", "✓ 08", "🕑 Time zone: Yekaterinburg (UTC+5)"} <= set(labels(screen))
        screen = await desk.tap(screen, "Another hour")
        screen = await desk.tap(screen, "05")
        assert "✓ 05" in labels(screen)
        screen = await desk.tap(screen, "🕑 Time zone: Yekaterinburg (UTC+5)")
        screen = await desk.tap(screen, "Moscow UTC+3")
        assert "🕑 Time zone: Moscow (UTC+3)" in labels(screen)
        screen = await desk.tap(screen, "‹ Back")
        assert "⏱ How often: once a day, 05:00" in labels(screen)
        assert (
            "Messages come once a day, 05:00 (Moscow); with sound: all but announced danger." in screen["text"]
        )
        async with desk.database.reading() as session:
            digest = await digests.get(session, 7)
        assert digest
        assert digest.due_at == datetime(2026, 5, 13, 2, tzinfo=UTC)

    async def test_a_reader_of_english_goes_by_the_clock_of_most_channels(self, desk: Desk) -> None:
        await desk.press(settings("pace", "0", "daily"))
        assert "🕑 Time zone: Moscow (UTC+3)" in labels(await shown_for(desk, settings("often", "0")))

    async def test_it_says_what_becomes_of_grave_news_and_of_the_night(self, desk: Desk) -> None:
        await desk.press(settings("pace", "0", "hourly"))
        assert "Nothing comes in between, however grave" in await often(desk)
        await desk.press(settings("quiet", "0", "23", "7"))
        assert "In the quiet hours it comes without sound, unless" in await often(desk)
        await desk.press(settings("hold", "0", "1"))
        assert "In the quiet hours it waits, unless" in await often(desk)

    async def test_a_channel_has_its_own_pace(self, desk: Desk) -> None:
        desk.wire.members[CHANNEL, 7] = "administrator"
        await desk.send(joined_channel())
        await desk.press(settings("pace", str(CHANNEL), "hourly"))
        assert (await wishes(desk, CHANNEL)).cadence == "hourly"
        async with desk.database.reading() as session:
            assert await digests.get(session, CHANNEL)
            assert await digests.get(session, 7) is None


async def often(desk: Desk) -> str:
    text: str = (await shown_for(desk, settings("often", "0")))["text"]
    return text


class TestTyping:
    async def test_a_region_is_typed_in_any_form_after_the_bot_asked(self, desk: Desk, names: Names) -> None:
        await desk.press(settings("type", "0", "region"))
        # Another process: nothing of it is kept in memory.
        desk.app = application.build(
            TOKEN, Services(desk.database, lambda: names, lambda: desk.now), request=desk.wire
        )
        await desk.app.initialize()

        [screen] = await desk.send(said("в белгороде"))

        assert "✓ Belgorod region" in labels(screen)
        assert (await wishes(desk)).regions == ["RU-BEL"]

    async def test_what_is_mistyped_is_offered_as_it_may_have_been_meant(self, desk: Desk) -> None:
        await desk.press(settings("type", "0", "region"))

        [screen] = await desk.send(said("Белгрод"))

        assert "“Белгрод”" in screen["text"]
        data = screen["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
        assert data == settings("region", "0", "RU-BEL", "regions")

    async def test_a_city_gives_its_clock(self, desk: Desk) -> None:
        for text, zone in (
            ("варшава", "Europe/Warsaw"),
            ("Омск", "Asia/Omsk"),
            ("tokyo", "Asia/Tokyo"),
            ("Токио", "Asia/Tokyo"),
            ("Ташкент", "Asia/Tashkent"),
            ("Вільнюс", "Europe/Vilnius"),
        ):
            await desk.press(settings("type", "0", "zone"))
            await desk.send(said(text))
            row = await chat_row(desk)
            assert row
            assert row.timezone == zone

    @pytest.mark.parametrize("word", ["qwertyuiop", "Вест", "Генерал"])
    async def test_what_is_no_city_gives_no_clock(self, desk: Desk, word: str) -> None:
        """Old names of zones are called after parts of countries: Brazil/West, Mexico/General."""
        await desk.press(settings("type", "0", "zone"))
        assert "no city called" in await desk.say(word)

    async def test_a_city_typed_from_the_digests_clock_leads_back_to_the_digest(self, desk: Desk) -> None:
        await desk.press(settings("pace", "0", "daily"))
        screen = await shown_for(desk, settings("clock", "0"))
        asking = await desk.tap(screen, "🔎 Type a city")
        assert asking["text"].startswith("Write the name of a city")

        [missed] = await desk.send(said("qwertyuiop"))
        assert missed["text"].endswith("Write another name, or go back.")
        assert labels(missed) == ["‹ Back"]
        [screen] = await desk.send(said("варшава"))

        assert screen["text"].startswith("How often")
        assert any("Warsaw" in label for label in labels(screen))

    @pytest.mark.parametrize("asked_for", ["region", "left"])
    async def test_a_name_is_asked_for_until_it_is_understood(self, desk: Desk, asked_for: str) -> None:
        await desk.say("/subscribe")
        await desk.press(settings("type", "0", asked_for))
        for _ in range(2):
            [missed] = await desk.send(said("Narnia"))
            assert "no region called “Narnia”" in missed["text"]
            assert missed["text"].endswith("Write another name, or go back.")
        await desk.send(said("Tula"))

        chosen = await wishes(desk)
        assert (chosen.regions if asked_for == "region" else chosen.left_out) == ["RU-TUL"]
        assert "I answer commands" in await desk.say("Kursk")

    async def test_a_country_that_cannot_be_left_out_leaves_the_question_open(self, desk: Desk) -> None:
        await desk.say("/subscribe")
        await desk.press(settings("type", "0", "left"))
        assert "not a whole country" in await desk.say("Ukraine")
        await desk.say("Tula")
        assert (await wishes(desk)).left_out == ["RU-TUL"]

    @pytest.mark.parametrize("instead", ["/latest", "/cancel", "help"])
    async def test_a_command_is_no_answer_and_ends_the_question(self, desk: Desk, instead: str) -> None:
        await desk.press(settings("type", "0", "zone"))
        await desk.say("Narnia")
        await desk.say(instead)
        assert "I answer commands" in await desk.say("Tokyo")

    async def test_going_back_ends_the_question(self, desk: Desk) -> None:
        await desk.press(settings("type", "0", "zone"))
        [missed] = await desk.send(said("Narnia"))
        await desk.tap(missed, "‹ Back")
        assert "I answer commands" in await desk.say("Tokyo")

    async def test_a_picture_is_no_name(self, desk: Desk) -> None:
        await desk.press(settings("type", "0", "zone"))
        assert "I answer commands" in await desk.say("")
        await desk.say("Tokyo")
        row = await chat_row(desk)
        assert row
        assert row.timezone == "Asia/Tokyo"

    async def test_nothing_is_taken_for_an_answer_that_was_not_asked_for(self, desk: Desk) -> None:
        await desk.say("/start")
        assert "I answer commands" in await desk.say("Москва")

    async def test_a_place_written_without_being_asked_for_is_offered(self, desk: Desk) -> None:
        [answer] = await desk.send(said("в белгороде"))
        assert labels(answer)[0] == "📍 Subscribe to Belgorod region"
        await desk.tap(answer, "📍 Subscribe to Belgorod region")
        await desk.tap(answer, "📍 Subscribe to Belgorod region")
        assert (await wishes(desk)).regions == ["RU-BEL"]

        [answer] = await desk.send(said("Белгород"))
        assert not any(label.startswith("📍") for label in labels(answer))
        await desk.say("/subscribe")
        [answer] = await desk.send(said("Белгород"))
        assert labels(answer)[0] == "📍 Only Belgorod region"

    @pytest.mark.parametrize("data", [settings("night", "0"), "1:latest:5", "1:help", "1:sub", "1:snz:1"])
    async def test_any_other_button_ends_the_question(self, desk: Desk, data: str) -> None:
        await desk.press(settings("type", "0", "zone"))
        await desk.press(data)
        assert "I answer commands" in await desk.say("Tokyo")

    async def test_in_a_group_only_an_admins_reply_to_the_question_counts(self, desk: Desk) -> None:
        desk.wire.members[SUPERGROUP, 7] = "administrator"
        await desk.say("/help", chat_id=SUPERGROUP)
        other = desk.wire.newest
        asking = await shown_for(desk, settings("type", "0", "region"), chat_id=SUPERGROUP)
        assert asking["text"].endswith("\nWrite it as a reply to this message.")
        question = desk.wire.newest

        assert await desk.send(said("Москва", chat_id=SUPERGROUP)) == []
        assert await desk.send(reply("Москва", question, user=person(8))) == []
        assert await desk.send(reply("thanks, we are fine", other)) == []
        [missed] = await desk.send(reply("Narnia", question))
        assert missed["text"].endswith("or go back.\nWrite it as a reply to this message.")
        again = desk.wire.newest
        await desk.say("/latest", chat_id=SUPERGROUP)
        await desk.press("1:help", chat_id=SUPERGROUP, user=person(8))
        assert await desk.send(reply("Тула", desk.wire.newest)) == []
        assert len(await desk.send(reply("Mordor", question))) == 1
        await desk.send(reply("Москва", again))

        assert (await wishes(desk, SUPERGROUP)).regions == ["RU-MOW"]
        assert await desk.send(reply("Тула", again)) == []

    async def test_in_a_group_who_mistypes_long_goes_on_below_the_last_answer(self, desk: Desk) -> None:
        desk.wire.members[SUPERGROUP, 7] = "administrator"
        await desk.press(settings("type", "0", "region"), chat_id=SUPERGROUP)
        for _ in range(2 * MAX_ASKING):
            assert len(await desk.send(reply("Narnia", desk.wire.newest))) == 1
        row = await chat_row(desk, SUPERGROUP)
        assert row
        assert len(str(row.typing).split()) == 2 + MAX_ASKING

    async def test_in_a_group_a_region_that_is_chosen_by_a_button_ends_the_question(self, desk: Desk) -> None:
        desk.wire.members[SUPERGROUP, 7] = "administrator"
        await desk.press(settings("type", "0", "region"), chat_id=SUPERGROUP)
        question = desk.wire.newest
        [missed] = await desk.send(reply("Белгрод", question))
        again = desk.wire.newest
        await desk.tap(missed, labels(missed)[0], chat_id=SUPERGROUP)

        for asked in (question, again):
            assert await desk.send(reply("Москва", asked)) == []
        assert (await wishes(desk, SUPERGROUP)).regions == ["RU-BEL"]


class TestLinks:
    @pytest.mark.parametrize(("payload", "regions"), [("r_RU-MOW", ["RU-MOW"]), ("r_ua", ["UA"])])
    async def test_a_link_subscribes_to_its_region_at_once(
        self, desk: Desk, payload: str, regions: list[str]
    ) -> None:
        assert "Subscribed" in await desk.say(f"/start {payload}")
        await desk.say(f"/start {payload}")
        assert (await wishes(desk)).regions == regions

    async def test_another_link_adds_its_region_and_never_narrows_everything(self, desk: Desk) -> None:
        await desk.say("/start r_RU-MOW")
        await desk.say("/start r_RU-BEL")
        assert (await wishes(desk)).regions == ["RU-BEL", "RU-MOW"]
        await desk.say("/subscribe")
        await desk.say("/start r_RU-MOW")
        assert (await wishes(desk)).regions == []

    async def test_a_place_in_a_chosen_country_does_not_narrow_it(self, desk: Desk) -> None:
        await desk.say("/start r_RU")
        assert "This chat gets: Russia." in await desk.say("/start r_RU-MOW")
        assert (await wishes(desk)).regions == ["RU"]

    @pytest.mark.parametrize("payload", ["hello", "r_"])
    async def test_a_link_that_says_nothing_greets(self, desk: Desk, payload: str) -> None:
        assert (await desk.say(f"/start {payload}")).startswith("Lookout")

    async def test_a_link_of_an_unknown_region_says_so(self, desk: Desk) -> None:
        answer = await desk.say("/start r_XX-BAD")
        assert answer.startswith(
            "The link is for a region that I do not know: XX-BAD. Nothing was chosen by it."
        )
        assert "Lookout reads public channels" in answer

    async def test_in_a_group_a_member_cannot_subscribe_by_a_link(self, desk: Desk) -> None:
        assert "Only admins" in await desk.say("/start r_RU-MOW", chat_id=SUPERGROUP)


class TestSubscribingToAPlace:
    @pytest.mark.parametrize(
        ("name", "region"),
        [
            ("Moscow", "RU-MOW"),
            ("в белгороде", "RU-BEL"),
            ("Київ", "UA-30"),
            ("Россия", "RU"),
            ("ukraine", "UA"),
            ("мск", "RU-MOW"),
            ("спб", "RU-SPE"),
            ("Внуково", "RU-MOW"),
            ("Moskva", "RU-MOW"),
            ("Piter", "RU-SPE"),
            ("Harkiv", "UA-63"),
            ("Zaporozhye", "UA-23"),
        ],
    )
    async def test_by_any_name(self, desk: Desk, name: str, region: str) -> None:
        assert "Subscribed" in await desk.say(f"/subscribe {name}")
        await desk.say(f"/subscribe {name}")
        assert (await wishes(desk)).regions == [region]

    @pytest.mark.parametrize(
        ("mistyped", "meant"), [("Moskow", "Moscow"), ("Voronesh", "Voronezh"), ("Saratof", "Saratov")]
    )
    async def test_what_is_nearest_goes_by_letters_small_or_capital(
        self, desk: Desk, mistyped: str, meant: str
    ) -> None:
        [answer] = await desk.send(said(f"/subscribe {mistyped}"))
        assert meant in answer["reply_markup"]["inline_keyboard"][0][0]["text"]

    async def test_each_unknown_name_is_told_with_what_it_may_have_been(self, desk: Desk) -> None:
        [answer] = await desk.send(said("/subscribe Moskow, Vyasma, Atlantis"))
        assert "I know no region called “Moskow”.\nDid you mean this?" in answer["text"]
        assert "called “Vyasma”. The nearest I know is Vyazma." in answer["text"]
        assert answer["text"].endswith("called “Atlantis”.")

    async def test_a_mistyped_one_is_offered_and_subscribes_to_nothing(self, desk: Desk) -> None:
        [answer] = await desk.send(said("/subscribe Belgrod"))
        assert "I know no region called “Belgrod”.\nDid you mean this?" in answer["text"]
        async with desk.database.reading() as session:
            assert await subscriptions.get(session, 7) is None

        await desk.tap(answer, "📍 Belgorod region")
        assert (await wishes(desk)).regions == ["RU-BEL"]

    async def test_a_mistyped_town_is_offered_with_its_region(self, desk: Desk) -> None:
        [answer] = await desk.send(said("/subscribe Таганрок"))

        await desk.tap(answer, "📍 Таганрог · Rostov region")
        assert (await wishes(desk)).regions == ["RU-ROS"]

    async def test_everything_is_narrowed_when_that_is_meant(self, desk: Desk) -> None:
        await desk.say("/subscribe")
        [answer] = await desk.send(said("/subscribe Moscow"))
        assert "everything, including Moscow" in answer["text"]
        assert (await wishes(desk)).regions == []

        await desk.tap(answer, "Only Moscow")
        assert (await wishes(desk)).regions == ["RU-MOW"]

    async def test_of_a_country_one_place_is_asked_about_too(self, desk: Desk) -> None:
        await desk.say("/subscribe Ukraine, Tula")
        [answer] = await desk.send(said("/subscribe Kyiv"))
        assert answer["text"] == (
            "This chat already gets Tula region, Ukraine, including Kyiv. Should it get only that?"
        )
        assert (await wishes(desk)).regions == ["RU-TUL", "UA"]

        await desk.tap(answer, "Only Tula region, Kyiv")
        assert (await wishes(desk)).regions == ["RU-TUL", "UA-30"]

    async def test_what_is_left_out_of_another_country_stays_so(self, desk: Desk) -> None:
        await desk.say("/subscribe Russia, Ukraine")
        await desk.say("/unsubscribe Tula")
        [answer] = await desk.send(said("/subscribe Kyiv"))
        await desk.tap(answer, "Only Russia, Kyiv")
        assert ((await wishes(desk)).regions, (await wishes(desk)).left_out) == (["RU", "UA-30"], ["RU-TUL"])

    async def test_one_that_is_chosen_as_itself_is_confirmed(self, desk: Desk) -> None:
        for _ in range(2):
            assert (await desk.say("/subscribe Kyiv")).startswith("Subscribed.\nThis chat gets: Kyiv.")


class TestGroupsAndChannels:
    async def test_a_members_press_changes_nothing(self, desk: Desk) -> None:
        assert await desk.press(settings("region", "0", "RU-MOW", "regions"), chat_id=SUPERGROUP) == ""
        assert "Only admins" in desk.notice

    async def test_choosing_in_a_topic_tells_there(self, desk: Desk) -> None:
        desk.wire.members[SUPERGROUP, 7] = "administrator"
        update = press(settings("region", "0", "RU-MOW", "regions"), chat_id=SUPERGROUP)
        update["callback_query"]["message"] |= {"message_thread_id": 33, "is_topic_message": True}
        await desk.send(update)
        assert (await wishes(desk, SUPERGROUP)).thread_id == 33

    async def test_what_is_told_in_another_topic_says_so_and_can_be_moved_with_all_that_was_chosen(
        self, desk: Desk
    ) -> None:
        desk.wire.members[SUPERGROUP, 7] = "administrator"
        await desk.press(settings("region", "0", "RU-MOW", "regions"), chat_id=SUPERGROUP)

        [screen] = await desk.send(said("/settings", chat_id=SUPERGROUP))
        assert "another topic" not in screen["text"]
        topic: dict[str, Any] = {"message_thread_id": 33, "is_topic_message": True}
        [screen] = await desk.send(said("/settings", chat_id=SUPERGROUP, **topic))
        assert "Messages come in another topic of this group." in screen["text"]
        assert "📌 Post in this topic instead" in labels(screen)
        update = press(settings("topic", "0"), chat_id=SUPERGROUP)
        update["callback_query"]["message"] |= topic
        await desk.send(update)

        chosen = await wishes(desk, SUPERGROUP)
        assert (chosen.thread_id, chosen.regions) == (33, ["RU-MOW"])

    async def test_subscribing_to_a_place_in_a_topic_tells_there(self, desk: Desk) -> None:
        desk.wire.members[SUPERGROUP, 7] = "administrator"
        await desk.say("/subscribe Moscow", chat_id=SUPERGROUP)
        topic = {"message_thread_id": 33, "is_topic_message": True}
        await desk.say("/subscribe Belgorod", chat_id=SUPERGROUP, **topic)
        chosen = await wishes(desk, SUPERGROUP)
        assert (chosen.thread_id, chosen.regions) == (33, ["RU-BEL", "RU-MOW"])

    async def test_a_channel_is_set_up_in_its_admins_private_chat(self, desk: Desk) -> None:
        [hello] = await desk.send(joined_channel())

        assert hello["chat_id"] == 7
        assert "Night news" in hello["text"]
        assert await desk.press(settings("regions", str(CHANNEL))) == ""
        assert "Only admins" in desk.notice

        desk.wire.members[CHANNEL, 7] = "administrator"
        screen = await desk.tap(hello, "📍 Choose regions")
        assert screen["text"].startswith("Night news\n")
        screen = await desk.tap(screen, "Russia ›")
        screen = await desk.tap(screen, "All of Russia")
        assert screen["text"].startswith("Night news\nRussia\nIt gets: Russia.")
        assert (await wishes(desk, CHANNEL)).regions == ["RU"]
        async with desk.database.reading() as session:
            assert await subscriptions.get(session, 7) is None

    async def test_a_channels_admin_names_it_in_private(self, desk: Desk) -> None:
        desk.wire.rooms["@night_news"] = {"id": CHANNEL, "type": "channel", "title": "Night news"}
        assert "I see no channel or group @day_news" in await desk.say("/settings @day_news")
        assert "Only its admins" in await desk.say("/settings @night_news")
        async with desk.database.reading() as session:
            assert await session.get(Chat, CHANNEL) is None

        desk.wire.members[CHANNEL, 7] = "administrator"
        for name in ("@night_news", "t.me/night_news", "https://t.me/night_news/"):
            [screen] = await desk.send(said(f"/settings {name}"))
            assert screen["text"].startswith("Night news\nSettings\nIt gets no messages.")
        await desk.tap(screen, "Subscribe to everything")
        assert (await wishes(desk, CHANNEL)).regions == []
        async with desk.database.reading() as session:
            assert await subscriptions.get(session, 7) is None

    async def test_a_name_that_is_typed_for_a_channel_leads_to_a_screen_with_the_channels_name(
        self, desk: Desk
    ) -> None:
        desk.wire.members[CHANNEL, 7] = "administrator"
        desk.wire.rooms[CHANNEL] = {"id": CHANNEL, "type": "channel", "title": "Night news"}
        [hello] = await desk.send(joined_channel())
        screen = await desk.tap(hello, "📍 Choose regions")

        asking = await desk.tap(screen, "🔎 Type a name")
        assert asking["text"] == "Night news\nWrite the name of a region or of a town in it."
        [missed] = await desk.send(said("qwertyuiop"))
        assert missed["text"].startswith("Night news\nI know no region")
        [screen] = await desk.send(said("Moscow"))

        assert screen["text"].startswith("Night news\nWhich regions?\nIt gets: Moscow.")
        screen = await desk.tap(screen, "Russia ›")
        assert screen["text"].startswith("Night news\nRussia\n")

    async def test_a_channel_whose_name_is_not_told_is_named_by_its_number(self, desk: Desk) -> None:
        desk.wire.members[CHANNEL, 7] = "administrator"
        await desk.send(joined_channel())
        await desk.press(settings("type", str(CHANNEL), "zone"))
        [screen] = await desk.send(said("Warsaw"))
        assert screen["text"].startswith(f"{CHANNEL}\nQuiet hours")

    async def test_a_channel_that_is_gone_is_answered_kindly(self, desk: Desk) -> None:
        desk.wire.answer_next("getChatMember", 400, "Bad Request: chat not found")
        assert await desk.press(settings("main", str(CHANNEL))) == ""
        assert "Only admins" in desk.notice

    async def test_where_it_may_not_write_it_says_so_and_leaves(self, desk: Desk) -> None:
        rights = [
            *("audios", "documents", "photos", "videos", "video_notes", "voice_notes", "polls"),
            *("messages", "other_messages"),
        ]
        silenced = {f"can_send_{right}": False for right in rights}
        others = ("add_web_page_previews", "change_info", "invite_users", "pin_messages", "manage_topics")
        silenced |= {f"can_{right}": False for right in others}
        update = membership("member", "restricted", chat_id=SUPERGROUP)
        changed = update["my_chat_member"]["new_chat_member"]
        changed |= silenced | {
            "is_member": True,
            "until_date": 0,
            "can_edit_tag": False,
            "can_react_to_messages": False,
        }

        [goodbye] = await desk.send(update)

        assert goodbye["chat_id"] == 7
        assert desk.wire.asked("leaveChat") == [{"chat_id": SUPERGROUP}]

    async def test_where_the_bot_may_write_again_it_need_not_wait_for_the_end_of_a_pause(
        self, desk: Desk
    ) -> None:
        await desk.send(joined_channel())
        async with desk.database.writing() as session:
            await chats.pause(session, CHANNEL, until=desk.now + timedelta(days=1))

        await desk.send(joined_channel())

        async with desk.database.reading() as session:
            channel = await chats.get(session, CHANNEL)
        assert channel
        assert channel.paused_until is None


async def test_who_is_no_admin_of_a_channel_any_more_types_nothing_into_its_settings(desk: Desk) -> None:
    await desk.send(joined_channel())
    desk.wire.members[CHANNEL, 7] = "administrator"
    await desk.press(settings("type", str(CHANNEL), "region"))
    desk.wire.members[CHANNEL, 7] = "member"

    assert "Only admins" in await desk.say("Moscow")
    async with desk.database.reading() as session:
        assert await subscriptions.get(session, CHANNEL) is None
    assert "I answer commands" in await desk.say("Moscow")


@pytest.mark.parametrize("code", ["a" * 32, "interception", "x" * 28])
def test_a_long_code_fits_beside_the_longest_number_of_a_chat_and_older_buttons_are_understood(
    code: str,
) -> None:
    press = Press(Verb.SETTINGS, ("channel", "-1009999999999999", short(code), "10"))

    assert len(encode(press)) <= 64
    assert from_short(short(code), ["other", code]) == code
    assert from_short(code, ["other", code]) == code


def joined_channel() -> dict[str, Any]:
    update = membership("left", "administrator", chat_id=CHANNEL)
    change = update["my_chat_member"]
    change["chat"] = {"id": CHANNEL, "type": "channel", "title": "Night news"}
    change["new_chat_member"] |= {"can_post_messages": True, "can_edit_messages": True}
    return update


async def test_privacy_says_what_is_stored_and_deleteme_deletes_it(desk: Desk) -> None:
    await desk.say("/subscribe")
    assert "/deleteme" in await desk.say("/privacy")

    [deleted] = await desk.send(said("/deleteme"))

    assert deleted["text"].startswith("Deleted.\nThis chat's settings")
    assert await chat_row(desk) is None
    assert "nothing is stored" in await desk.say("/deleteme")


async def test_who_deleted_everything_comes_back_by_a_button(desk: Desk) -> None:
    await desk.say("/subscribe")
    [deleted] = await desk.send(said("/deleteme"))

    assert "now subscribed to everything" in (await desk.tap(deleted, "Subscribe to everything"))["text"]
    assert await chat_row(desk) is not None


async def test_the_language_can_be_changed(desk: Desk) -> None:
    [screen] = await desk.send(said("/language"))
    became = await desk.tap(screen, "Українська")
    assert "Налаштування" in became["text"]
