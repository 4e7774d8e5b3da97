"""How fast the line may be: evenly spaced messages, slower after a flood, and faster again minute by minute.

When three chats get a 429 within ten seconds the limit is not the chats': the whole line pauses and becomes
slower, then gains one message a second every minute. Times are seconds of the loop's clock, given by who asks.
"""

from collections import deque
from datetime import timedelta
from typing import Final

from bot.chat.remembering import Slowness

BULK_PER_SECOND: Final = 28.6
"""Telegram allows 30, and jitter on the way must not squeeze a thirty-first into a second."""
LATENESS: Final = 0.3 / BULK_PER_SECOND
"""Seconds by which a message of the line may come sooner than evenly spaced, to make up for a busy loop that
let the one before leave late. No second ever has more than 1 + floor(28.6 + 0.3) = 29 messages: one is spared
for jitter. With 30 in a second, two of 5,096 came too soon by the referee of `benchmarks/delivery.py`."""
FLOOD_CHATS: Final = 3
FLOOD_WINDOW: Final = 10.0
SLOW_DOWN: Final = 0.7
SPEED_UP_EVERY: Final = 60.0


class Pace:
    """The deadlines of the line, which all lanes but that of answers share."""

    def __init__(self, full_rate: float) -> None:
        self._full_rate = full_rate
        self.rate = full_rate
        """Messages a second the line is allowed now."""
        self.arrival = 0.0
        """When the next message may leave."""
        self.paused_until = 0.0
        self._changed_at = 0.0
        self._floods: deque[tuple[float, int | str]] = deque()

    def resume(self, left: Slowness, now: float) -> None:
        """Be as slow as before a restart."""
        self.paused_until = now + left.pause.total_seconds()
        self.rate, self._changed_at = min(left.rate, self._full_rate), now

    def after(self, others: int, now: float) -> float:
        """When a message may leave at the soonest that *others* go before."""
        return max(self.arrival, now) + others / self.rate

    def take(self, now: float) -> None:
        """A message of the line leaves."""
        minutes = int((now - self._changed_at) // SPEED_UP_EVERY)
        if minutes > 0 and self.rate < self._full_rate:
            self.rate = min(self._full_rate, self.rate + minutes)
            self._changed_at += minutes * SPEED_UP_EVERY
        self.arrival = max(self.arrival, now - LATENESS) + 1 / self.rate

    def push_back(self, now: float) -> None:
        """An answer leaves, which is not bound by the rate but counts in it."""
        self.arrival = max(self.arrival, now) + 1 / self.rate

    def flooded(self, chat_id: int | str, seconds: float, now: float) -> Slowness | None:
        """*chat_id* got a 429 for so long; the pause and rate of the line where that slowed it down."""
        self._floods.append((now, chat_id))
        while self._floods and self._floods[0][0] < now - FLOOD_WINDOW:
            self._floods.popleft()
        if len({flooded for _, flooded in self._floods}) < FLOOD_CHATS:
            return None
        if self.paused_until <= now:  # what was on its way at the pause tells of no further flood
            self.rate = max(1.0, self.rate * SLOW_DOWN)
            self._changed_at = now
        self.paused_until = max(self.paused_until, now + seconds)
        self._floods.clear()
        return Slowness(timedelta(seconds=seconds), self.rate)
