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

    *before* is awaited when the turn has nearly come, with the distance of `limiter.NOTING` messages still to
    wait at most (in `SEARCH` just before the call); if it answers False nothing is sent, and `CalledOff` is
    raised.
    """

    lane: Lane
    before: Callable[[], Awaitable[bool]] | None = None


class CalledOff(TelegramError):
    """Nothing was sent: it need not be said any more, or there is more to say."""

    def __init__(self) -> None:
        super().__init__("called off")


class Line:
    """So many *places* at once: the more urgent lane first, within a lane whoever came first."""

    def __init__(self, places: int = 1) -> None:
        self._free = places
        self._taken = 0
        self._waiting: list[tuple[Lane, int, asyncio.Future[None]]] = []
        self._arrivals = count()

    def ahead_of(self, lane: Lane) -> int:
        """How many would go before somebody who came now."""
        return sum(other <= lane for other, _, _ in self._waiting) + self._taken

    @asynccontextmanager
    async def turn(self, lane: Lane) -> AsyncIterator[None]:
        """Wait for a place, and keep it until the block ends."""
        if not self._free:
            called = asyncio.get_running_loop().create_future()
            heapq.heappush(self._waiting, (lane, next(self._arrivals), called))
            try:
                await called
            except asyncio.CancelledError:
                if called.done() and not called.cancelled():  # called at the very moment of leaving
                    self._leave()
                raise
        else:
            self._free -= 1
            self._taken += 1
        try:
            yield
        finally:
            self._leave()

    def _leave(self) -> None:
        while self._waiting:
            _, _, called = heapq.heappop(self._waiting)
            if not called.done():
                called.set_result(None)
                return  # the place stays taken: it is theirs
        self._free += 1
        self._taken -= 1
