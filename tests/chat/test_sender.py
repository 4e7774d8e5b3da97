"""What becomes of a message, through the library's real reading of Telegram's answers."""

import json
import logging
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from telegram.error import TelegramError
from telegram.ext import ExtBot

from bot.chat.failures import classify
from bot.chat.lanes import Turn
from bot.chat.limiter import Limiter
from bot.chat.markup import Markup, bold
from bot.chat.rendered import Rendered
from bot.chat.sender import Sender
from bot.outcomes import (
    ChatGone,
    ChatMigrated,
    ChatNotFound,
    Delivered,
    Fatal,
    MayNotWrite,
    MessageGone,
    NotModified,
    OurBug,
    RetryLater,
    Unknown,
)
from tests.chat.wire import Wire

CARD = Rendered(bold("card"))
REQUEST = httpx.Request("POST", "http://telegram")


@pytest.fixture
async def sender(wire: Wire) -> AsyncIterator[Sender]:
    bot: ExtBot[Turn] = ExtBot("42:TEST", request=wire, get_updates_request=wire, rate_limiter=Limiter())
    async with bot:
        yield Sender(bot)


async def failure(sender: Sender, wire: Wire, *, edit: bool = False) -> object:
    if edit:
        return await sender.edit_card(7, 5, CARD)
    return await sender.send_card(7, CARD, loud=True)


@pytest.mark.parametrize(
    ("status", "description", "kind"),
    [
        (403, "Forbidden: bot was blocked by the user", ChatGone),
        (403, "Forbidden: user is deactivated", ChatGone),
        (403, "Forbidden: bot was kicked from the supergroup chat", ChatGone),
        (403, "Forbidden: bot is not a member of the channel chat", ChatGone),
        (403, "Forbidden: bot can't initiate conversation with a user", ChatGone),
        (400, "Bad Request: group chat was deactivated", ChatGone),
        (400, "Bad Request: chat not found", ChatNotFound),
        (400, "Bad Request: not enough rights to send text messages to the chat", MayNotWrite),
        (400, "Bad Request: have no rights to send a message", MayNotWrite),
        (400, "Bad Request: CHAT_WRITE_FORBIDDEN", MayNotWrite),
        (400, "Bad Request: CHAT_RESTRICTED", MayNotWrite),
        (400, "Bad Request: TOPIC_CLOSED", MayNotWrite),
        (403, "Forbidden: CHAT_WRITE_FORBIDDEN", MayNotWrite),
        (401, "Unauthorized", Fatal),
        (404, "Not Found", Fatal),
        (409, "Conflict: terminated by other getUpdates request", Fatal),
        (500, "Internal Server Error", Unknown),
        (502, "Bad Gateway", Unknown),
        (503, "Service Unavailable", Unknown),
    ],
)
async def test_each_refusal_has_its_meaning(
    sender: Sender, wire: Wire, status: int, description: str, kind: type[Any]
) -> None:
    wire.answer_next("sendMessage", status, description)

    assert isinstance(await failure(sender, wire), kind)
    assert len(wire.sent) == 1


async def test_a_429_waits_as_long_as_it_says_and_is_nobodys_fault(sender: Sender, wire: Wire) -> None:
    wire.answer_next("sendMessage", 429, "Too Many Requests: retry after 10072", retry_after=10072)

    outcome = await failure(sender, wire)

    assert isinstance(outcome, RetryLater)
    assert (outcome.after, outcome.charged) == (timedelta(seconds=10072), False)


async def test_a_429_without_a_term_waits_a_little(sender: Sender, wire: Wire) -> None:
    wire.answer_next("sendMessage", 429, "Too Many Requests")

    outcome = await failure(sender, wire)

    assert isinstance(outcome, RetryLater)
    assert outcome.after == timedelta(seconds=5)


async def test_a_group_that_moved_says_where(sender: Sender, wire: Wire) -> None:
    wire.answer_next("sendMessage", 400, "Bad Request: group chat was upgraded", migrate_to_chat_id=-1001)

    assert await failure(sender, wire) == ChatMigrated(-1001)


@pytest.mark.parametrize(
    ("cause", "was_out"),
    [
        (httpx.ConnectError("refused", request=REQUEST), False),
        (httpx.ConnectTimeout("slow", request=REQUEST), False),
        (httpx.PoolTimeout("busy", request=REQUEST), False),
        (httpx.ReadTimeout("slow", request=REQUEST), True),
        (httpx.WriteTimeout("slow", request=REQUEST), True),
        (httpx.ReadError("reset", request=REQUEST), True),
        (httpx.WriteError("reset", request=REQUEST), True),
        (httpx.RemoteProtocolError("closed", request=REQUEST), True),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else str(value),
)
async def test_only_what_can_not_have_arrived_is_retried_freely(
    sender: Sender, wire: Wire, cause: httpx.HTTPError, was_out: bool
) -> None:
    wire.break_next("sendMessage", cause)

    outcome = await failure(sender, wire)

    if was_out:
        assert isinstance(outcome, Unknown)
    else:
        assert isinstance(outcome, RetryLater)
        assert (outcome.after, outcome.charged) == (None, False)


def test_an_answer_that_is_no_json_leaves_open_what_happened() -> None:
    assert isinstance(classify(TelegramError("Invalid server response")), Unknown)


async def test_a_message_goes_out_with_its_styles_sound_topic_and_without_preview(
    sender: Sender, wire: Wire
) -> None:
    outcome = await sender.send_card(-1001, CARD, loud=False, thread_id=33, reply_to=9)

    assert outcome == Delivered(101)
    [sent] = wire.sent
    assert sent["text"] == "card"
    assert sent["entities"] == [{"type": "bold", "offset": 0, "length": 4}]
    assert sent["disable_notification"] is True
    assert sent["message_thread_id"] == 33
    assert sent["link_preview_options"] == {"is_disabled": True}
    assert sent["reply_parameters"] == {"message_id": 9, "allow_sending_without_reply": True}
    assert "parse_mode" not in sent


async def test_the_general_topic_is_sent_as_none(sender: Sender, wire: Wire) -> None:
    await sender.send_card(-1001, CARD, loud=True, thread_id=1)

    assert "message_thread_id" not in wire.sent[0]


@pytest.mark.parametrize("description", ["Bad Request: message thread not found", "Bad Request: TOPIC_CLOSED"])
async def test_a_topic_that_is_gone_is_left_out(sender: Sender, wire: Wire, description: str) -> None:
    wire.answer_next("sendMessage", 400, description)

    assert await sender.send_card(-1001, CARD, loud=True, thread_id=33) == Delivered(101, thread_lost=True)
    assert [sent.get("message_thread_id") for sent in wire.sent] == [33, None]


@pytest.mark.parametrize(
    "description",
    ["Bad Request: can't parse entities: unsupported start tag", "Bad Request: message is too long"],
)
async def test_styles_that_are_refused_are_left_out_and_reported(
    sender: Sender, wire: Wire, description: str, caplog: pytest.LogCaptureFixture
) -> None:
    wire.answer_next("sendMessage", 400, description)

    outcome = await sender.send_card(7, Rendered(bold("🔵" * 3000)), loud=True)

    assert outcome == Delivered(101, plain=True)
    assert not wire.sent[1]["entities"]
    assert len(wire.sent[1]["text"].encode("utf-16-le")) // 2 <= 4096
    assert [record.levelno for record in caplog.records if record.name == "bot.chat.sender"] == [logging.ERROR]


async def test_a_message_that_is_refused_even_bare_is_our_bug(sender: Sender, wire: Wire) -> None:
    for _ in range(2):
        wire.answer_next("sendMessage", 400, "Bad Request: something new")

    assert isinstance(await failure(sender, wire), OurBug)


@pytest.mark.parametrize(
    ("description", "outcome"),
    [
        (
            "Bad Request: message is not modified: specified new message content is exactly the same",
            NotModified(),
        ),
        ("Bad Request: message to edit not found", MessageGone()),
        ("Bad Request: message can't be edited", MessageGone(taken=True)),
    ],
)
async def test_edits_have_their_own_answers(
    sender: Sender, wire: Wire, description: str, outcome: object
) -> None:
    wire.answer_next("editMessageText", 400, description)

    assert await failure(sender, wire, edit=True) == outcome


async def test_an_edit_keeps_its_message(sender: Sender, wire: Wire) -> None:
    assert await sender.edit_card(7, 5, CARD) == Delivered(5)
    [edited] = wire.asked("editMessageText")
    assert (edited["message_id"], edited["text"]) == (5, "card")


async def test_an_edit_whose_styles_are_refused_shows_the_bare_words(sender: Sender, wire: Wire) -> None:
    wire.answer_next("editMessageText", 400, "Bad Request: can't parse entities")
    wire.answer_next("editMessageText", 400, "Bad Request: message is not modified")

    assert await failure(sender, wire, edit=True) == Delivered(5, plain=True)


def test_what_is_sent_is_what_json_can_carry() -> None:
    json.dumps([entity.to_dict() for entity in Rendered(Markup("x") + bold("y")).entities()])
