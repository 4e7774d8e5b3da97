"""How fast one host may be asked: one polite budget shared by all callers."""

import asyncio
import time
from collections.abc import Awaitable, Callable

from bot.errors import SourceError
from bot.values import ChannelState

Clock = Callable[[], float]
Sleep = Callable[[float], Awaitable[None]]

BURST = 2
_FIRST_HOLD = 30.0
_LONGEST_HOLD = 900.0


class Pace:
    """Spaces requests to one host (GCRA) and keeps away from it after it asked us to.

    `rate` is requests per second, with a burst of two. `clock` is monotonic, in seconds.
    """

    def __init__(self, rate: float, clock: Clock = time.monotonic, sleep: Sleep = asyncio.sleep) -> None:
        self.set_rate(rate)
        self._clock = clock
        self._sleep = sleep
        self._next_at = float("-inf")
        self._held_until = float("-inf")
        self._holds = 0

    def set_rate(self, rate: float) -> None:
        """Space by *rate* requests per second from the next turn on."""
        if not rate > 0:
            raise ValueError("the number of requests per second must be above zero")
        self._spacing = 1 / rate

    async def turn(self) -> None:
        """Wait for this caller's turn. Raises SourceError at once while the host is to be left alone."""
        self._refuse_while_held()
        now = self._clock()
        starts_at = max(self._next_at, now - (BURST - 1) * self._spacing)
        self._next_at = starts_at + self._spacing
        if starts_at > now:
            await self._sleep(starts_at - now)
            self._refuse_while_held()

    def hold(self, seconds: float | None) -> float:
        """Leave the host alone for the time it asked for, else for 30 s doubling to 15 min; returns seconds."""
        if seconds is None:
            seconds = min(_FIRST_HOLD * 2**self._holds, _LONGEST_HOLD)
            self._holds = min(self._holds + 1, 10)
        self._held_until = max(self._held_until, self._clock() + seconds)
        return seconds

    def well(self) -> None:
        """The host answered as it should: the next hold starts small again."""
        self._holds = 0

    def _refuse_while_held(self) -> None:
        left = self._held_until - self._clock()
        if left > 0:
            message = f"the host asked us to wait; {left:.0f} s are left"
            raise SourceError(message, retry_after=left, state=ChannelState.BLOCKED)
