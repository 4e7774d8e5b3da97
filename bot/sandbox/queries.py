"""Questions that wait for the bot: pressed buttons and inline queries, and how it answers them."""

import asyncio
from dataclasses import dataclass
from typing import Any

from bot.sandbox.contents import formatted
from bot.sandbox.params import Params
from bot.sandbox.refusals import bad_request
from bot.sandbox.views import Json
from bot.sandbox.world import Chat, World

MAX_ANSWER, MAX_RESULTS, MAX_RESULT_ID_BYTES = 200, 50, 64
_FIRST_ID = 4_100_000_000_000_000_001


@dataclass(frozen=True, slots=True)
class Answer:
    """What the bot said to a pressed button."""

    text: str
    alert: bool
    url: str


class Queries:
    """Open questions by id. Each can be answered once."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._next = _FIRST_ID
        self._pressed: dict[str, tuple[Chat, asyncio.Future[Answer]]] = {}
        self._inline: dict[str, asyncio.Future[Json]] = {}

    def press(self, chat: Chat) -> tuple[str, asyncio.Future[Answer]]:
        """A new id and the answer to come."""
        key, answer = self._key(), asyncio.get_running_loop().create_future()
        self._pressed[key] = (chat, answer)
        return key, answer

    def ask(self) -> tuple[str, asyncio.Future[Json]]:
        """The same for an inline query."""
        key, answer = self._key(), asyncio.get_running_loop().create_future()
        self._inline[key] = answer
        return key, answer

    def expire(self, key: str) -> None:
        """Nobody waits for this answer any more; a late one will be refused."""
        self._pressed.pop(key, None)
        self._inline.pop(key, None)

    def answer_callback_query(self, world: World, params: Params) -> bool:
        """answerCallbackQuery"""
        text = params.text("text")
        if len(text) > MAX_ANSWER:
            raise bad_request("MESSAGE_TOO_LONG")
        chat, future = self._pressed.pop(params.text("callback_query_id"), (None, None))
        if chat is None or future is None:
            raise _too_old()
        if not future.done():
            future.set_result(Answer(text, params.flag("show_alert"), params.text("url")))
        world.note("answered", chat, text=text)
        return True

    def answer_inline_query(self, world: World, params: Params) -> bool:
        """answerInlineQuery"""
        results = params.structure("results") or []
        if len(results) > MAX_RESULTS:
            raise bad_request("RESULTS_TOO_MUCH")
        shown = [_checked_result(result) for result in results]
        if len({result["id"] for result in shown}) < len(shown):
            raise bad_request("RESULT_ID_DUPLICATE")
        future = self._inline.pop(params.text("inline_query_id"), None)
        if future is None:
            raise _too_old()
        if not future.done():
            future.set_result(
                {
                    "results": shown,
                    "button": params.structure("button"),
                    "next_offset": params.text("next_offset"),
                }
            )
        return True

    def _key(self) -> str:
        self._next += 1
        return str(self._next)


def _checked_result(result: Any) -> Json:
    if not isinstance(result, dict) or not result.get("type"):
        raise bad_request("can't parse inline query result: type must be specified")
    if not 1 <= len(str(result.get("id", "")).encode()) <= MAX_RESULT_ID_BYTES:
        raise bad_request("RESULT_ID_INVALID")
    if result["type"] == "article":
        if not result.get("title"):
            raise bad_request("can't parse inline query result: article title is empty")
        content = result.get("input_message_content")
        if not isinstance(content, dict) or not content.get("message_text"):
            raise bad_request("message text is empty")
        text, entities = formatted(
            str(content["message_text"]),
            str(content.get("parse_mode", "")),
            content.get("entities"),
        )
        return result | {"text": text, "text_entities": entities}
    return result


def _too_old() -> Exception:
    return bad_request("query is too old and response timeout expired or query ID is invalid")
