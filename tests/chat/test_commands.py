"""What the bot answers, from the update to the message on the wire."""

from typing import Any

import pytest
from sqlmodel import select

from bot.chat.buttons import Press, Verb, encode
from bot.chat.commands import COMMANDS, PRESSES, help_
from bot.chat.context import Asked, Services
from bot.chat.handlers import publish_menu
from bot.store import chats
from bot.store.tables import Chat
from tests.chat.conftest import Desk
from tests.chat.incidents import NAMES
from tests.chat.updates import membership, person, press, said

GROUP, SUPERGROUP = -500, -1001234567890


async def is_subscribed(desk: Desk, chat_id: int = 7) -> bool:
    async with desk.database.reading() as session:
        return chat_id in await chats.subscribers(session)


async def row(desk: Desk, chat_id: int = 7) -> Chat | None:
    async with desk.database.reading() as session:
        return (await session.exec(select(Chat).where(Chat.id == chat_id))).first()


def buttons(message: dict[str, Any]) -> list[str]:
    return [button["callback_data"] for row in message["reply_markup"]["inline_keyboard"] for button in row]


async def test_start_greets_in_three_lines_and_offers_buttons(desk: Desk) -> None:
    [greeting] = await desk.send(said("/start"))

    assert len(greeting["text"].splitlines()) == 3
    offered = [
        Press(Verb.SUBSCRIBE),
        *(Press(Verb.SETTINGS, (screen, "0")) for screen in ("regions", "language")),
    ]
    assert buttons(greeting) == [encode(press) for press in (*offered, Press(Verb.LATEST), Press(Verb.HELP))]


async def test_every_button_of_the_greeting_answers(desk: Desk) -> None:
    [greeting] = await desk.send(said("/start"))

    for data in buttons(greeting):
        before = len(desk.wire.calls)
        await desk.press(data)
        methods = {method for method, _ in desk.wire.calls[before:]}
        assert methods & {"sendMessage", "editMessageText"}
    assert len(desk.wire.asked("answerCallbackQuery")) == 5
    assert await is_subscribed(desk)


async def test_subscribe_and_unsubscribe_confirm_and_can_be_repeated(desk: Desk) -> None:
    assert "now subscribed to everything" in await desk.say("/subscribe")
    assert "already" in await desk.say("/subscribe")
    assert await is_subscribed(desk)

    assert "gets no more messages" in await desk.say("/unsubscribe")
    assert "was not subscribed" in await desk.say("/unsubscribe")
    assert not await is_subscribed(desk)


async def test_only_the_chat_and_its_settings_are_stored(desk: Desk) -> None:
    await desk.say("/subscribe", user=person(7, "uk"))

    chat = await row(desk)
    assert chat is not None
    assert (chat.id, chat.kind, chat.language, chat.active) == (7, "private", "uk", True)


@pytest.mark.parametrize("args", ["0", "21", "-1", "x", "1 2", "²", "9" * 50])
async def test_latest_explains_what_it_takes(desk: Desk, args: str) -> None:
    assert "from 1 to 20" in await desk.say(f"/latest {args}")


async def test_latest_with_nothing_stored(desk: Desk) -> None:
    assert await desk.say("/latest") == "Nothing has been reported yet."


async def test_search_without_words_says_what_to_write(desk: Desk) -> None:
    assert "/search Moscow" in await desk.say("/search")


@pytest.mark.parametrize("words", ['" OR 1=1 --', "nothing:like AND (this", "%", "‮evil", "😀 😀", "a" * 4000])
async def test_search_survives_any_words(desk: Desk, words: str) -> None:
    assert await desk.say(f"/search {words}")


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
async def test_each_command_answers_and_is_in_the_help(desk: Desk, command: Any) -> None:
    assert await desk.say(f"/{command.name}")
    assert f"/{command.name}" in await desk.say("/help")


async def test_the_menu_lists_every_command_in_three_languages(desk: Desk) -> None:
    await publish_menu(desk.app.bot)

    menus = {call.get("language_code"): call["commands"] for call in desk.wire.asked("setMyCommands")}
    assert set(menus) == {None, "ru", "uk"}
    for menu in menus.values():
        assert [entry["command"] for entry in menu] == [command.name for command in COMMANDS]
        assert all(1 <= len(entry["description"]) <= 256 for entry in menu)


async def test_the_example_of_a_search_is_in_the_reader_s_language(desk: Desk) -> None:
    assert "/search Москва" in await desk.say("/search", user=person(7, "ru"))


async def test_help_says_that_several_places_can_be_given_and_one_left_out(desk: Desk) -> None:
    told = "/subscribe Moscow, Kyiv takes several places at once, /unsubscribe Kyiv leaves one out."
    assert told in await desk.say("/help")


async def test_help_says_how_to_share_a_card_in_any_chat_where_that_is_on(desk: Desk) -> None:
    assert "write @lookout_test_bot Moscow" in await desk.say("/help")

    off = Asked(7, "private", "en")
    services = Services(desk.database, lambda: NAMES, lambda: desk.now)
    assert "In any other chat" not in (await help_(off, services)).text


async def test_an_unknown_command_is_answered_with_the_way_to_the_help(desk: Desk) -> None:
    assert await desk.say("/nonsense") == "There is no such command.\n/help — all commands"


@pytest.mark.parametrize(
    ("typed", "way"),
    [
        ("/stop", "/unsubscribe [place] — stop all messages, or those about a place"),
        ("/stop@lookout_test_bot", "/unsubscribe [place] — stop all messages, or those about a place"),
        ("/snooze", "For a pause from an incident or a region, press Snooze under its card."),
        ("/quiet", "Quiet hours are chosen in /settings."),
        ("/map", "/stats shows a chart and a map, /stats Moscow those of one place."),
    ],
)
async def test_a_command_of_other_bots_is_answered_with_the_way_here(desk: Desk, typed: str, way: str) -> None:
    assert await desk.say(typed) == f"There is no such command.\n{way}\n/help — all commands"


@pytest.mark.parametrize(
    ("words", "command"),
    [
        *(("help", "/help"), ("Помощь!", "/help"), ("допомога", "/help")),
        *(("Start", "/start"), ("Привіт", "/start"), ("settings", "/settings"), ("настройки", "/settings")),
        *(("налаштування", "/settings"), ("news", "/latest"), ("язык", "/language")),
    ],
)
async def test_a_word_that_means_a_command_is_answered_as_that(desk: Desk, words: str, command: str) -> None:
    await desk.say("/language")
    assert await desk.say(words) == await desk.say(command)


async def test_a_slash_before_a_word_that_telegram_takes_for_no_command(desk: Desk) -> None:
    assert "What you can ask" in await desk.say("/помощь", entities=[])


@pytest.mark.parametrize("word", ["stop", "STOP", "Стоп.", "стоп", "досить"])
async def test_stop_stops(desk: Desk, word: str) -> None:
    await desk.say("/subscribe")
    assert "gets no more messages" in await desk.say(word)
    assert not await is_subscribed(desk)


async def test_in_a_group_a_word_without_its_slash_is_talk(desk: Desk) -> None:
    desk.wire.members[GROUP, 7] = "administrator"
    await desk.say("/subscribe", chat_id=GROUP)
    assert await desk.say("stop", chat_id=GROUP) == ""
    assert await is_subscribed(desk, GROUP)


@pytest.mark.parametrize("words", ["stop the drones", "stop@lookout", "stop@example.com"])
async def test_words_about_stopping_are_no_command(desk: Desk, words: str) -> None:
    await desk.say("/subscribe")
    assert "Shall I look for this?" in await desk.say(words)
    assert await is_subscribed(desk)


@pytest.mark.parametrize("word", ["everything", "все", "Всё", "усе", "all"])
async def test_everything_is_no_region(desk: Desk, word: str) -> None:
    assert "now subscribed to everything" in await desk.say(f"/subscribe {word}")
    assert await is_subscribed(desk)
    assert "gets no more messages" in await desk.say(f"/unsubscribe {word}")
    assert not await is_subscribed(desk)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("/lates", "/latest"), ("/serach drones", "/search"), ("/Lates@lookout_test_bot 5", "/latest")],
)
async def test_a_mistyped_command_is_answered_with_the_nearest(desk: Desk, typed: str, meant: str) -> None:
    answer = await desk.say(typed)

    assert answer == f"There is no such command.\nDid you mean this? {meant}\n/help — all commands"


async def test_no_command_of_admins_is_suggested_to_others(desk: Desk) -> None:
    assert "/announce" not in await desk.say("/anounce")


async def test_any_other_message_in_private_is_answered_with_what_to_write(desk: Desk) -> None:
    assert "/search" in await desk.say("what happened?")


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("ru", "Пока ни о чём не сообщали."),
        ("uk", "Поки ні про що не повідомляли."),
        ("de", "Nothing has been reported yet."),
        (None, "Nothing has been reported yet."),
    ],
)
async def test_answers_are_in_the_language_of_the_client(
    desk: Desk, language: str | None, expected: str
) -> None:
    assert await desk.say("/latest", user=person(7, language)) == expected


async def test_the_language_of_a_chat_that_is_known_is_its_setting(desk: Desk) -> None:
    await desk.say("/start", chat_id=GROUP, user=person(7, "ru"))

    assert "Пока" in await desk.say("/latest", chat_id=GROUP, user=person(8, "en"))


class TestGroups:
    async def test_talk_among_people_is_left_alone(self, desk: Desk) -> None:
        assert await desk.say("hello all", chat_id=GROUP) == ""

    @pytest.mark.parametrize(
        ("text", "answered"),
        [
            ("/latest", True),
            ("/latest@lookout_test_bot", True),
            ("/latest@another_bot", False),
            ("/nonsense", False),
            ("/nonsense@lookout_test_bot", True),
            ("/nonsense@LOOKOUT_test_bot", True),
        ],
    )
    async def test_only_commands_for_this_bot_are_answered(self, desk: Desk, text: str, answered: bool) -> None:
        assert bool(await desk.say(text, chat_id=GROUP)) is answered

    @pytest.mark.parametrize(
        ("standing", "may"), [("creator", True), ("administrator", True), ("member", False), ("left", False)]
    )
    async def test_only_admins_subscribe_a_group(self, desk: Desk, standing: str, may: bool) -> None:
        desk.wire.members[SUPERGROUP, 7] = standing

        answer = await desk.say("/subscribe", chat_id=SUPERGROUP)

        assert await is_subscribed(desk, SUPERGROUP) is may
        assert ("Only admins" in answer) is not may

    async def test_a_bot_that_is_not_told_about_members_asks_for_the_list_of_admins(self, desk: Desk) -> None:
        desk.wire.members[SUPERGROUP, 8] = "administrator"
        for user_id, subscribed in ((7, False), (8, True)):
            desk.wire.answer_next("getChatMember", 400, "Bad Request: CHAT_ADMIN_REQUIRED")
            await desk.say("/subscribe", chat_id=SUPERGROUP, user=person(user_id))
            assert await is_subscribed(desk, SUPERGROUP) is subscribed

    async def test_an_anonymous_admin_may_and_a_linked_channel_may_not(self, desk: Desk) -> None:
        channel = {"id": -1009, "type": "channel", "title": "Channel"}
        await desk.say("/subscribe", chat_id=SUPERGROUP, sender_chat=channel)
        assert not await is_subscribed(desk, SUPERGROUP)

        group = {"id": SUPERGROUP, "type": "supergroup", "title": "Group"}
        await desk.say("/subscribe", chat_id=SUPERGROUP, sender_chat=group)
        assert await is_subscribed(desk, SUPERGROUP)

    async def test_whoever_presses_the_button_must_be_an_admin(self, desk: Desk) -> None:
        desk.wire.members[SUPERGROUP, 7] = "member"

        assert await desk.press(encode(Press(Verb.SUBSCRIBE)), chat_id=SUPERGROUP) == ""
        assert "Only admins" in desk.notice
        assert not await is_subscribed(desk, SUPERGROUP)

    async def test_a_forum_topic_is_answered_and_subscribed_as_such(self, desk: Desk) -> None:
        desk.wire.members[SUPERGROUP, 7] = "administrator"

        [answer] = await desk.send(
            said("/subscribe", chat_id=SUPERGROUP, message_thread_id=33, is_topic_message=True)
        )

        assert answer["message_thread_id"] == 33

    async def test_being_added_greets_and_being_removed_ends_the_subscription(self, desk: Desk) -> None:
        desk.wire.members[GROUP, 7] = "administrator"
        [greeting] = await desk.send(membership("left", "member", chat_id=GROUP, user=person(7, "ru")))
        assert "Lookout" in greeting["text"]
        assert "Подписаться" in str(greeting["reply_markup"])
        await desk.say("/subscribe", chat_id=GROUP)

        assert await desk.send(membership("member", "kicked", chat_id=GROUP)) == []

        assert not await is_subscribed(desk, GROUP)

    async def test_becoming_an_admin_is_no_reason_to_greet_again(self, desk: Desk) -> None:
        assert await desk.send(membership("member", "administrator", chat_id=GROUP)) == []

    @pytest.mark.parametrize("old_speaks", [True, False])
    async def test_a_group_that_becomes_a_supergroup_keeps_its_subscription(
        self, desk: Desk, old_speaks: bool
    ) -> None:
        desk.wire.members[GROUP, 7] = "creator"
        await desk.say("/subscribe", chat_id=GROUP)

        if old_speaks:
            await desk.send(said("", chat_id=GROUP, migrate_to_chat_id=SUPERGROUP))
        else:
            await desk.send(said("", chat_id=SUPERGROUP, migrate_from_chat_id=GROUP))

        assert not await is_subscribed(desk, GROUP)
        assert await is_subscribed(desk, SUPERGROUP)


async def test_a_user_who_blocks_the_bot_is_told_nothing_until_they_return(desk: Desk) -> None:
    await desk.say("/subscribe")

    await desk.send(membership("member", "kicked"))
    chat = await row(desk)
    assert chat is not None
    assert (chat.active, chat.inactive_reason) == (False, "blocked by the user")
    assert not await is_subscribed(desk)

    await desk.say("/start")
    chat = await row(desk)
    assert chat is not None
    assert chat.active


@pytest.mark.parametrize(
    "data", ["", "sub", "0:sub", "2:latest", "1:", "1:steal", "1:sub:😀", "x" * 64, "1:sub\n"]
)
async def test_old_and_odd_buttons_are_answered_kindly(desk: Desk, data: str) -> None:
    assert await desk.press(data) == ""
    assert "out of date" in desk.notice
    assert not await is_subscribed(desk)


async def test_a_press_so_old_that_telegram_refuses_its_answer_still_works(desk: Desk) -> None:
    desk.wire.answer_next(
        "answerCallbackQuery",
        400,
        "Bad Request: query is too old and response timeout expired or query ID is invalid",
    )

    assert "subscribed" in await desk.press(encode(Press(Verb.SUBSCRIBE)))


async def test_a_button_under_a_message_telegram_no_longer_shows_works(desk: Desk) -> None:
    update = press(encode(Press(Verb.LATEST)))
    update["callback_query"]["message"] = {"message_id": 5, "date": 0, "chat": {"id": 7, "type": "private"}}

    [answer] = await desk.send(update)

    assert answer["text"] == "Nothing has been reported yet."


def test_every_verb_has_a_button_that_answers() -> None:
    assert set(PRESSES) == set(Verb)


async def test_a_crash_is_answered_with_a_number_that_stands_in_the_log(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    await desk.database.close()
    desk.app.bot_data["services"] = None

    answer = await desk.say("/latest")

    [record] = [record for record in caplog.records if record.levelname == "ERROR"]
    number = record.getMessage().partition("number=")[2]
    assert number
    assert number in answer


@pytest.mark.parametrize(
    ("status", "description"),
    [
        (403, "Forbidden: bot was blocked by the user"),
        (400, "Bad Request: not enough rights to send text messages to the chat"),
        (502, "Bad Gateway"),
    ],
)
async def test_an_answer_that_cannot_be_delivered_is_no_error_of_ours(
    desk: Desk, caplog: pytest.LogCaptureFixture, status: int, description: str
) -> None:
    desk.wire.answer_next("sendMessage", status, description)

    await desk.say("/help")

    assert not [record for record in caplog.records if record.levelname == "ERROR"]
