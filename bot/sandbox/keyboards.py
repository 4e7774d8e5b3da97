"""The checks Telegram makes on `reply_markup`."""

from typing import Any

from bot.sandbox.markup import valid_url
from bot.sandbox.refusals import bad_request
from bot.sandbox.views import Json

MAX_BUTTONS, MAX_IN_ROW, MAX_CALLBACK_BYTES = 100, 8, 64
_ACTIONS = [
    "url",
    "callback_data",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "web_app",
    "login_url",
    "pay",
    "callback_game",
]
_STYLES = ("primary", "success", "danger")


def checked(markup: Any) -> Json | None:
    """A valid markup as it will be stored, None for "no keyboard". Raises `Refused`."""
    if not markup:
        return None
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" in markup:
        rows = [[_inline(button) for button in row] for row in _rows(markup["inline_keyboard"])]
        rows = [row for row in rows if row]
        _count(rows)
        return {"inline_keyboard": rows} if rows else None
    if "keyboard" in markup:
        rows = [
            [button if isinstance(button, dict) else {"text": str(button)} for button in row]
            for row in _rows(markup["keyboard"])
        ]
        _count(rows)
        return markup | {"keyboard": rows}
    return markup


def _rows(rows: Any) -> list[list[Any]]:
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request("can't parse reply keyboard markup JSON object")
    return rows


def _count(rows: list[list[Json]]) -> None:
    if sum(map(len, rows)) > MAX_BUTTONS or any(len(row) > MAX_IN_ROW for row in rows):
        raise bad_request("reply markup is too long")


def _inline(button: Any) -> Json:
    if not isinstance(button, dict) or not str(button.get("text", "")).strip():
        raise bad_request("can't parse inline keyboard button: text must be non-empty")
    actions = [action for action in _ACTIONS if action in button]
    if not actions:
        raise bad_request(
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
        )
    if "callback_data" in button and not (
        1 <= len(str(button["callback_data"]).encode()) <= MAX_CALLBACK_BYTES
    ):
        raise bad_request("BUTTON_DATA_INVALID")
    if "url" in button and not valid_url(str(button["url"])):
        raise bad_request(f"inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL")
    if "copy_text" in button and not 1 <= len(str(button["copy_text"].get("text", ""))) <= 256:
        raise bad_request("BUTTON_COPY_TEXT_INVALID")
    if button.get("style", "primary") not in _STYLES:
        raise bad_request("can't parse inline keyboard button: invalid button style specified")
    return button
