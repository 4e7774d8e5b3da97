"""The Bot API as python-telegram-bot 22.8 experiences it: results, and each error as its own class."""

from datetime import timedelta
from typing import Any

import pytest
from telegram import (
    Bot,
    BotCommand,
    CopyTextButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    MessageEntity,
    ReplyParameters,
)
from telegram.error import (
    BadRequest,
    ChatMigrated,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    RetryAfter,
)

from bot.sandbox import TOKEN, Sandbox, SandboxClient
from tests.sandbox.conftest import ANYA, make_bot

GROUP, SUPERGROUP, CHANNEL = -500, -1001500, -1001600
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + (640).to_bytes(4) + (480).to_bytes(4)


def keyboard(*rows: list[str]) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(text, callback_data=text) for text in row] for row in rows]
    )


async def test_the_token_has_the_shape_of_a_real_one() -> None:
    number, secret = TOKEN.split(":")
    assert number.isdecimal()
    assert len(secret) == 35


async def test_a_message_arrives_as_it_was_sent(bot: Bot, client: SandboxClient) -> None:
    sent = await bot.send_message(
        ANYA,
        "<b>Москва</b> ⚡️\n<blockquote expandable>two drones</blockquote>",
        parse_mode="HTML",
        reply_markup=keyboard(["Why?"]),
        disable_notification=True,
    )
    (_, shown) = await client.messages(ANYA)
    assert shown.message_id == sent.message_id
    assert shown.text == "Москва ⚡️\ntwo drones"
    assert shown.html == "<b>Москва</b> ⚡️\n<blockquote expandable>two drones</blockquote>"
    assert (shown.silent, shown.from_bot, shown.buttons) == (True, True, [["Why?"]])
    assert [entity.type for entity in sent.entities] == ["bold", "expandable_blockquote"]


async def test_an_edit_changes_the_message_in_place(bot: Bot, client: SandboxClient) -> None:
    sent = await bot.send_message(ANYA, "one", reply_markup=keyboard(["a"]))
    edited = await bot.edit_message_text("two", ANYA, sent.message_id)
    assert not isinstance(edited, bool)
    assert (edited.text, edited.edit_date is not None, edited.reply_markup) == ("two", True, None)
    (_, shown) = await client.messages(ANYA)
    assert (shown.text, shown.edits, shown.buttons) == ("two", 1, [])
    assert [event.kind for event in await client.events()] == ["said", "sent", "edited"]


async def test_a_reply_names_its_message_and_a_deleted_one_is_gone(bot: Bot, client: SandboxClient) -> None:
    first = await bot.send_message(ANYA, "card")
    reply = await bot.send_message(ANYA, "news", reply_parameters=ReplyParameters(first.message_id))
    assert reply.reply_to_message is not None
    assert reply.reply_to_message.message_id == first.message_id
    assert await bot.delete_message(ANYA, first.message_id)
    assert [m.text for m in await client.messages(ANYA)] == ["/start", "news"]


async def test_private_chats_share_one_sequence_of_ids_and_supergroups_have_their_own(
    bot: Bot, client: SandboxClient
) -> None:
    await client.say(43, "hello")
    await client.add_to_group(SUPERGROUP)
    ids = [(await bot.send_message(chat, "x")).message_id for chat in (ANYA, 43, ANYA, SUPERGROUP)]
    assert ids == [3, 4, 5, 2]


async def test_a_photo_is_uploaded_captioned_reused_and_replaced(bot: Bot, client: SandboxClient) -> None:
    sent = await bot.send_photo(ANYA, PNG, caption="<i>map</i>", parse_mode="HTML")
    assert (sent.photo[-1].width, sent.photo[-1].height, sent.caption) == (640, 480, "map")
    again = await bot.send_photo(ANYA, sent.photo[-1].file_id)
    assert again.photo[-1].file_id == sent.photo[-1].file_id
    await bot.edit_message_caption(ANYA, sent.message_id, caption="chart")
    await bot.edit_message_media(InputMediaPhoto(PNG, caption="new"), ANYA, sent.message_id)
    shown = (await client.messages(ANYA))[1]
    assert (shown.text, shown.media, shown.edits) == ("new", "photo", 2)
    assert shown.file_id not in (None, sent.photo[-1].file_id)


async def test_a_document_keeps_its_name(bot: Bot, client: SandboxClient) -> None:
    sent = await bot.send_document(ANYA, b'{"a": 1}', filename="export.json", caption="yours")
    assert sent.document is not None
    assert sent.document.file_name == "export.json"
    assert (await client.messages(ANYA))[-1].file_name == "export.json"


async def test_commands_and_descriptions_are_kept_by_scope_and_language(bot: Bot) -> None:
    await bot.set_my_commands([BotCommand("start", "Begin")])
    await bot.set_my_commands([BotCommand("start", "Начать")], language_code="ru")
    assert [c.description for c in await bot.get_my_commands(language_code="ru")] == ["Начать"]
    await bot.delete_my_commands(language_code="ru")
    assert await bot.get_my_commands(language_code="ru") == ()
    assert await bot.set_my_description("Watches channels")
    assert await bot.set_my_short_description("Watches")
    assert await bot.set_my_name("Lookout")
    assert (await bot.get_my_description()).description == "Watches channels"
    with pytest.raises(BadRequest, match=r"(?i)bot_command_invalid"):
        await bot.set_my_commands([BotCommand("Start", "Begin")])


async def test_a_chat_tells_who_its_members_and_admins_are(bot: Bot, client: SandboxClient) -> None:
    await client.add_to_group(SUPERGROUP, by=7, title="Newsroom", username="newsroom", admin=True)
    await client.say(SUPERGROUP, "hi", user=8)
    assert (await bot.get_chat("@newsroom")).title == "Newsroom"
    admins = await bot.get_chat_administrators(SUPERGROUP)
    assert {admin.user.id: admin.status for admin in admins} == {
        7: "creator",
        bot.id: "administrator",
    }
    assert (await bot.get_chat_member(SUPERGROUP, 8)).status == "member"
    assert await bot.send_chat_action(SUPERGROUP, "typing")
    assert await bot.leave_chat(SUPERGROUP)
    with pytest.raises(Forbidden, match="not a member of the supergroup chat"):
        await bot.send_message(SUPERGROUP, "x")


@pytest.mark.parametrize(
    ("text", "options", "words"),
    [
        ("", {}, "message text is empty"),
        (" \n ", {}, "message text is empty"),
        ("<b></b>", {"parse_mode": "HTML"}, "message text is empty"),
        ("x" * 4097, {}, "message is too long"),
        ("🚀" * 2049, {}, "message is too long"),
        ("<b>x", {"parse_mode": "HTML"}, "can't parse entities"),
        ("x", {"reply_markup": keyboard(["d" * 65])}, "button_data_invalid"),
        ("x", {"reply_markup": keyboard(["Ж" * 33])}, "button_data_invalid"),
        ("x", {"reply_markup": keyboard(["a"] * 9)}, "reply markup is too long"),
        ("x", {"reply_markup": keyboard(*([["a"] * 8] * 13))}, "reply markup is too long"),
        ("x", {"reply_to_message_id": 999}, "message to be replied not found"),
        ("x", {"message_thread_id": 5}, "message thread not found"),
        ("x", {"entities": [MessageEntity("bold", 0, 2)]}, "ends after the end of the text"),
        (
            "x",
            {"reply_markup": InlineKeyboardMarkup([[InlineKeyboardButton("a", url="nowhere")]])},
            "wrong http url",
        ),
    ],
)
async def test_what_telegram_refuses_is_refused_in_its_words(
    bot: Bot, text: str, options: dict[str, Any], words: str
) -> None:
    with pytest.raises(BadRequest) as refused:
        await bot.send_message(ANYA, text, **options)
    assert words in refused.value.message.casefold()


async def test_what_is_just_within_the_limits_is_taken(bot: Bot) -> None:
    full = "".join(f"<b>{n % 10}</b>" for n in range(4096))
    sent = await bot.send_message(
        ANYA,
        full,
        parse_mode="HTML",
        reply_markup=keyboard(["d" * 64] * 4, *([["a"] * 8] * 12)),
    )
    assert len(sent.entities) == 100
    button = InlineKeyboardButton("copy", copy_text=CopyTextButton("RU-MOW"))
    assert await bot.send_message(ANYA, "x", reply_markup=InlineKeyboardMarkup([[button]]))
    reply = ReplyParameters(999, allow_sending_without_reply=True)
    assert (await bot.send_message(ANYA, "x", reply_parameters=reply)).reply_to_message is None


async def test_a_long_caption_is_refused(bot: Bot) -> None:
    with pytest.raises(BadRequest, match="caption is too long"):
        await bot.send_photo(ANYA, PNG, caption="x" * 1025)
    with pytest.raises(BadRequest, match=r"(?i)image_process_failed"):
        await bot.send_photo(ANYA, b"no picture")


async def test_an_edit_that_changes_nothing_or_meets_nothing_is_refused(bot: Bot) -> None:
    sent = await bot.send_message(ANYA, "same", reply_markup=keyboard(["a"]))
    with pytest.raises(BadRequest, match="specified new message content and reply markup are exactly"):
        await bot.edit_message_text("same", ANYA, sent.message_id, reply_markup=keyboard(["a"]))
    assert await bot.edit_message_reply_markup(ANYA, sent.message_id, reply_markup=keyboard(["b"]))
    with pytest.raises(BadRequest, match=r"(?i)message is not modified"):
        await bot.edit_message_reply_markup(ANYA, sent.message_id, reply_markup=keyboard(["b"]))
    with pytest.raises(BadRequest, match=r"(?i)message to edit not found"):
        await bot.edit_message_text("x", ANYA, 999)
    with pytest.raises(BadRequest, match=r"(?i)message can't be edited"):
        await bot.edit_message_text("x", ANYA, 1)
    with pytest.raises(BadRequest, match=r"(?i)no caption in the message"):
        await bot.edit_message_caption(ANYA, sent.message_id, caption="x")
    with pytest.raises(BadRequest, match=r"(?i)message to delete not found"):
        await bot.delete_message(ANYA, 999)


async def test_each_way_of_losing_a_chat_has_its_forbidden(bot: Bot, client: SandboxClient) -> None:
    await client.block(ANYA)
    with pytest.raises(Forbidden, match=r"^Forbidden: bot was blocked by the user$"):
        await bot.send_message(ANYA, "x")
    await client.unblock(ANYA)
    assert await bot.send_message(ANYA, "x")
    await client.deactivate(ANYA)
    with pytest.raises(Forbidden, match="user is deactivated"):
        await bot.send_message(ANYA, "x")
    await client.add_to_group(SUPERGROUP)
    await client.kick(SUPERGROUP)
    with pytest.raises(Forbidden, match="bot was kicked from the supergroup chat"):
        await bot.send_message(SUPERGROUP, "x")
    await client.add_to_group(GROUP, kind="group")
    await client.kick(GROUP)
    with pytest.raises(Forbidden, match="bot was kicked from the group chat"):
        await bot.send_message(GROUP, "x")
    await client.add_to_group(CHANNEL, kind="channel")
    await bot.leave_chat(CHANNEL)
    with pytest.raises(Forbidden, match="bot is not a member of the channel chat"):
        await bot.send_message(CHANNEL, "x")
    await client.say(GROUP - 1, "hello", user=77)
    with pytest.raises(Forbidden, match="bot can't initiate conversation with a user"):
        await bot.send_message(77, "x")
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(987, "x")


async def test_rights_that_are_missing_are_named(bot: Bot, client: SandboxClient) -> None:
    await client.add_to_group(SUPERGROUP)
    await client.restrict(SUPERGROUP)
    with pytest.raises(BadRequest, match=r"(?i)not enough rights to send text messages to the chat"):
        await bot.send_message(SUPERGROUP, "x")
    await client.add_to_group(CHANNEL, kind="channel")
    await client.promote(CHANNEL, admin=False)
    with pytest.raises(BadRequest, match=r"(?i)need administrator rights in the channel chat"):
        await bot.send_message(CHANNEL, "x")


async def test_a_group_that_became_a_supergroup_tells_its_new_id(bot: Bot, client: SandboxClient) -> None:
    await client.add_to_group(GROUP, kind="group", title="Family")
    new_id = await client.migrate(GROUP)
    with pytest.raises(ChatMigrated) as moved:
        await bot.send_message(GROUP, "x")
    assert moved.value.new_chat_id == new_id
    assert (await bot.send_message(new_id, "x")).chat.title == "Family"


async def test_topics_take_messages_until_they_are_closed(bot: Bot, client: SandboxClient) -> None:
    await client.add_to_group(SUPERGROUP, forum=True)
    alerts = await client.topic(SUPERGROUP, "Alerts")
    sent = await bot.send_message(SUPERGROUP, "x", message_thread_id=alerts)
    assert (sent.message_thread_id, sent.is_topic_message) == (alerts, True)
    assert (await client.messages(SUPERGROUP))[-1].thread_id == alerts
    for missing in (1, 999):
        with pytest.raises(BadRequest, match=r"(?i)message thread not found"):
            await bot.send_message(SUPERGROUP, "x", message_thread_id=missing)
    assert await client.topic(SUPERGROUP, "Alerts", closed=True) == alerts
    with pytest.raises(BadRequest, match=r"(?i)topic_closed"):
        await bot.send_message(SUPERGROUP, "x", message_thread_id=alerts)


@pytest.mark.parametrize("token", [TOKEN[:-1] + "B", "1:short"])
async def test_a_wrong_token_is_told_apart_from_everything_else(sandbox: Sandbox, token: str) -> None:
    bot = make_bot(sandbox, token)
    with pytest.raises(InvalidToken):
        await bot.initialize()
    await bot.shutdown()


async def test_an_unknown_method_is_404(bot: Bot) -> None:
    with pytest.raises(EndPointNotFound):
        await bot.do_api_request("sendTelegraph")


async def test_strict_pacing_answers_429_above_the_published_limits(bot: Bot, client: SandboxClient) -> None:
    await client.strict_pacing()
    await bot.send_message(ANYA, "one")
    with pytest.raises(RetryAfter) as refused:
        await bot.send_message(ANYA, "two")
    assert refused.value.retry_after == timedelta(seconds=1)
    await client.add_to_group(SUPERGROUP)
    for _ in range(20):
        await bot.send_message(SUPERGROUP, "x")
    with pytest.raises(RetryAfter):
        await bot.send_message(SUPERGROUP, "x")
    calls = await client.calls(method="sendMessage")
    assert [call.accepted for call in calls] == [True, False, *[True] * 20, False]
    assert calls == sorted(calls, key=lambda call: call.at)
