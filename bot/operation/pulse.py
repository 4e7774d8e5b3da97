"""The process's signs of life, all given from the event loop: where it hangs, none is given. Nor is any while
the database does not answer at all; one that refuses is another matter.

A row in the database, which `health` reads; a datagram to systemd's watchdog; and how late the loop is.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from bot.errors import StoreUnusable
from bot.operation.systemd import Systemd
from bot.store import condition
from bot.store.condition import Heartbeat
from bot.store.db import Database

logger = logging.getLogger(__name__)

TICK: Final = timedelta(seconds=1)
BEAT: Final = timedelta(seconds=10)
LAG_OVER: Final = 60
"""Ticks over which the worst lag is kept: a scrape every minute misses none."""


@dataclass
class Pulse:
    """To be called every `TICK`. *seconds* is the event loop's clock, *read_within* see `Heartbeat`."""

    database: Database
    systemd: Systemd
    clock: Callable[[], datetime]
    seconds: Callable[[], float]
    read_within: Callable[[], timedelta]
    _started_at: datetime = field(init=False)
    _last: float | None = field(default=None, init=False)
    _beaten: float | None = field(default=None, init=False)
    _pinged: float | None = field(default=None, init=False)
    _lags: list[float] = field(default_factory=list, init=False)
    _is_failing: bool = field(default=False, init=False)

    def __post_init__(self) -> None:
        self._started_at = self.clock()

    @property
    def lag(self) -> float:
        """Seconds by which the loop was late at worst of late."""
        return max(self._lags, default=0.0)

    async def tick(self) -> None:
        """Measure, and give the signs that are due."""
        now = self.seconds()
        if self._last is not None:
            late = max(0.0, now - self._last - TICK.total_seconds())
            self._lags = [*self._lags[1 - LAG_OVER :], late]
        self._last = now
        every = self.systemd.ping_every
        if every and _is_due(self._pinged, now, every):
            self._pinged = now
            self.systemd.tell(WATCHDOG=1)
        if _is_due(self._beaten, now, BEAT):
            self._beaten = now
            await self._beat()

    async def _beat(self) -> None:
        heartbeat = Heartbeat(self.clock(), self._started_at, self.read_within())
        try:
            await condition.beat(self.database, heartbeat)
        except StoreUnusable as exc:  # `health` sees it by the age of the last one
            if not self._is_failing:
                logger.warning("no sign of life could be stored error=%r", str(exc))
            self._is_failing = True
        else:
            self._is_failing = False


def _is_due(last: float | None, now: float, every: timedelta) -> bool:
    return last is None or now - last >= every.total_seconds() - TICK.total_seconds() / 2
