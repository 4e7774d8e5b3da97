"""How the Bot API says no: code, description and parameters, worded as Telegram words them."""

from collections.abc import Mapping
from typing import Any

from bot.errors import BotError


class Refused(BotError):
    """A call that is answered with `ok: false`."""

    def __init__(self, code: int, description: str, parameters: Mapping[str, int] | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def as_json(self) -> dict[str, Any]:
        """The body of the answer."""
        body: dict[str, Any] = {
            "ok": False,
            "error_code": self.code,
            "description": self.description,
        }
        return body | ({"parameters": dict(self.parameters)} if self.parameters else {})


def bad_request(what: str) -> Refused:
    """400: something in the call is wrong."""
    return Refused(400, f"Bad Request: {what}")


def forbidden(why: str) -> Refused:
    """403: the bot may not write there."""
    return Refused(403, f"Forbidden: {why}")


def too_many_requests(retry_after: int) -> Refused:
    """429: wait that many seconds."""
    return Refused(429, f"Too Many Requests: retry after {retry_after}", {"retry_after": retry_after})


_BY_STATUS = {
    400: "Bad Request: chat not found",
    401: "Unauthorized",
    403: "Forbidden: bot was blocked by the user",
    404: "Not Found",
    409: "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
    500: "Internal Server Error",
    502: "Bad Gateway",
    503: "Service Unavailable",
    504: "Gateway Timeout",
}


def by_status(status: int, description: str | None = None, retry_after: int | None = None) -> Refused:
    """The refusal an injected fault asks for, with Telegram's usual words when it names none."""
    if status == 429:
        return too_many_requests(5 if retry_after is None else retry_after)
    return Refused(status, description or _BY_STATUS.get(status, f"Error {status}"))
