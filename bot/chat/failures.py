"""What an error of Telegram's means for the message it stopped. Pure.

The library rewrites descriptions ("Bad Request: " goes, the rest is re-capitalised), so they are compared by
substring, without case. `__cause__` holds the HTTP client's error, which tells whether the request was out.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bot import outcomes
from bot.chat.lanes import CalledOff
from bot.outcomes import Failure

_NEVER_SENT: Final = frozenset(
    {"ConnectError", "ConnectTimeout", "PoolTimeout", "ProxyError", "UnsupportedProtocol", "LocalProtocolError"}
)
"""The HTTP client's errors that come before a byte of the request is out."""

_NOT_MODIFIED: Final = ("message is not modified",)
_MESSAGE_GONE: Final = ("message to edit not found", "message_id_invalid")
_SOMEBODY_ELSES: Final = ("message can't be edited",)
_CHAT_NOT_FOUND: Final = ("chat not found", "peer_id_invalid", "user not found")
_CHAT_GONE: Final = (
    "group chat was deleted",
    "group chat was deactivated",
    "user is deactivated",
    "input_user_deactivated",
)
_THREAD_GONE: Final = ("message thread not found", "topic_closed", "topic_deleted", "topic_id_invalid")
_MAY_NOT_WRITE: Final = (
    "not enough rights",
    "have no rights to send",
    "need administrator rights",
    "chat_write_forbidden",
    "chat_restricted",
    "chat_send_plain_forbidden",
    "chat_admin_required",
)
_MAY_NOT_WRITE_403: Final = (
    "not enough rights",
    "can't send messages",
    "chat_write_forbidden",
    "have no rights",
)
_PAUSE_WITHOUT_TERM: Final = timedelta(seconds=5)


def classify(error: TelegramError) -> Failure:
    """What *error* says about the one message that met it."""
    why = str(error)
    match error:
        case CalledOff():
            return outcomes.CalledOff()
        case RetryAfter():
            return outcomes.RetryLater(_seconds(error.retry_after), charged=False, why=why)
        case ChatMigrated():
            return outcomes.ChatMigrated(error.new_chat_id)
        case InvalidToken() | Conflict():
            return outcomes.Fatal(why)
        case Forbidden():
            return outcomes.MayNotWrite(why) if _says(error, _MAY_NOT_WRITE_403) else outcomes.ChatGone(why)
        case BadRequest():
            return _refused(error)
        case NetworkError() if _says(error, ("too many requests",)):
            return outcomes.RetryLater(_PAUSE_WITHOUT_TERM, charged=False, why=why)
        case NetworkError() if type(error.__cause__).__name__ in _NEVER_SENT:
            return outcomes.RetryLater(None, charged=False, why=why)
        case _:
            # Timeouts while reading, broken connections, 5xx, answers that are no JSON.
            return outcomes.Unknown(why)


def _refused(error: BadRequest) -> Failure:
    why = str(error)
    if _says(error, _NOT_MODIFIED):
        return outcomes.NotModified()
    if _says(error, _MESSAGE_GONE):
        return outcomes.MessageGone()
    if _says(error, _SOMEBODY_ELSES):
        return outcomes.MessageGone(taken=True)
    if _says(error, _CHAT_NOT_FOUND):
        return outcomes.ChatNotFound(why)
    if _says(error, _CHAT_GONE):
        return outcomes.ChatGone(why)
    if _says(error, (*_MAY_NOT_WRITE, *_THREAD_GONE)):
        return outcomes.MayNotWrite(why)
    return outcomes.OurBug(why)


def is_thread_gone(error: TelegramError) -> bool:
    """Whether only the forum topic is missing or closed: the chat itself may still take the message."""
    return isinstance(error, BadRequest) and _says(error, _THREAD_GONE)


def _says(error: TelegramError, phrases: Sequence[str]) -> bool:
    said = error.message.casefold()
    return any(phrase in said for phrase in phrases)


def _seconds(delay: int | timedelta) -> timedelta:
    return delay if isinstance(delay, timedelta) else timedelta(seconds=delay)
