"""In which order messages leave: lanes, and one line in which the more urgent goes first."""

import asyncio
import heapq
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from enum import IntEnum
from itertools import count

from telegram.error import TelegramError


class Lane(IntEnum):
    """What a request is, the most urgent first. All but answers share one rate.

    `SEARCH` looks for a message of unknown fate: it makes none, so it keeps no distance within its chat.
    """

    ANSWER = 0
    SEARCH = 1
    ALERT = 2
    DIGEST = 3
    ANNOUNCEMENT = 4


@dataclass(frozen=True, slots=True)
class Turn:
    """How a request wants to be sent, given as `rate_limit_args`; without one it is an answer.

    *before* is awaited when the turn has come, with at most the distance to the message before still to wait
    (in `SEARCH` just before the call); if it answers False nothing is sent, and `CalledOff` is raised.
    """

    lane: Lane
    before: Callable[[], Awaitable[bool]] | None = None


class CalledOff(TelegramError):
    """Nothing was sent: it need not be said any more, or there is more to say."""

    def __init__(self) -> None:
        super().__init__("called off")


class Line:
    """One at a time: the more urgent lane first, within a lane whoever came first."""

    def __init__(self) -> None:
        self._is_taken = False
        self._waiting: list[tuple[Lane, int, asyncio.Future[None]]] = []
        self._arrivals = count()

    def ahead_of(self, lane: Lane) -> int:
        """How many would go before somebody who came now."""
        return sum(other <= lane for other, _, _ in self._waiting) + self._is_taken

    @asynccontextmanager
    async def turn(self, lane: Lane) -> AsyncIterator[None]:
        """Wait to be first, and be it until the block ends."""
        if self._is_taken:
            called = asyncio.get_running_loop().create_future()
            heapq.heappush(self._waiting, (lane, next(self._arrivals), called))
            try:
                await called
            except asyncio.CancelledError:
                if called.done() and not called.cancelled():  # called at the very moment of leaving
                    self._call_next()
                raise
        self._is_taken = True
        try:
            yield
        finally:
            self._call_next()

    def _call_next(self) -> None:
        while self._waiting:
            _, _, called = heapq.heappop(self._waiting)
            if not called.done():
                called.set_result(None)
                return  # the line stays taken: it is theirs
        self._is_taken = False
