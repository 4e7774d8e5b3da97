"""Whether the bot still hears its chats: what the polling of updates last asked and was last answered.

The library's polling task can end without a word: a refused token raises past its error callback, and its
`running` is a flag that stays. So the request it goes through keeps the times itself.
"""

import asyncio
from http import HTTPStatus
from typing import Any

from telegram.request import HTTPXRequest

from bot.chat.calls import NO_ANSWER, Count


class Hearing(HTTPXRequest):
    """The HTTP client for getUpdates. Times are the event loop's seconds."""

    def __init__(self, *, proxy: str | None = None, count: Count = lambda method, status: None) -> None:
        super().__init__(connection_pool_size=1, proxy=proxy)
        self._count = count
        self.asked_at: float | None = None
        self.heard_at: float | None = None
        self.refused = False
        """The token is no longer taken: revoked, or the address is wrong."""

    async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        """Ask, and note when and how it was answered."""
        loop = asyncio.get_running_loop()
        self.asked_at = loop.time()
        status = NO_ANSWER
        try:
            status, body = await super().do_request(*args, **kwargs)
        finally:
            self._count("getUpdates", status)
        if status == HTTPStatus.OK:
            self.heard_at = loop.time()
        self.refused = status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.NOT_FOUND)
        return status, body
