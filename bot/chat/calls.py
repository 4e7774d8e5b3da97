"""The HTTP client for everything but getUpdates. It counts what Telegram answers."""

from collections.abc import Callable
from typing import Any, Final

from telegram.request import HTTPXRequest

CONNECTIONS: Final = 32
READ_TIMEOUT: Final = 20
"""Seconds. The library's 5 are too few for a throttled line: what Telegram took would be sent again."""
NO_ANSWER: Final = 0

Count = Callable[[str, int], None]
"""(method, HTTP status), `NO_ANSWER` where the connection broke."""


class Calls(HTTPXRequest):
    """Calls of the Bot API, by *proxy* if there is one."""

    def __init__(self, *, proxy: str | None = None, count: Count = lambda method, status: None) -> None:
        super().__init__(
            connection_pool_size=CONNECTIONS, pool_timeout=5, read_timeout=READ_TIMEOUT, proxy=proxy
        )
        self._count = count

    async def do_request(self, url: str, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        """Ask, and count how it was answered."""
        status = NO_ANSWER
        try:
            status, body = await super().do_request(url, *args, **kwargs)
        finally:
            self._count(url.rsplit("/", 1)[-1], status)  # what stands before the method is the token
        return status, body
