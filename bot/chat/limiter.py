"""How fast we may write to chats: lanes, and deadlines that keep every limit of Telegram's.

Each limit is a theoretical arrival time (GCRA): the moment at which the next message would be evenly spaced. A
message may go out at most a tolerance before it. All lanes but that of answers stand in one line, the more
urgent first, have next to none and share one rate; answers to people are not bound by that rate, push the
others back, and may come in a small burst.

A 429 pauses its chat for as long as Telegram says. When three chats get one within ten seconds the limit is not
the chats': the whole line pauses and becomes slower, then gains one message a second every minute. Both are
remembered over a restart (`bot.chat.remembering`).

Every message passes here, so here is noted which numbers Telegram gives (`bot.rules.numbering`), and whoever
writes into a chat with a message of unknown fate takes away the means to look for it.

Time is that of the running loop. What would have to wait too long is refused with `RetryAfter` without asking
Telegram, so that its row goes back to the outbox.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final

from telegram.error import RetryAfter
from telegram.ext import BaseRateLimiter

from bot.chat.lanes import CalledOff, Lane, Line, Turn
from bot.chat.making import Making
from bot.chat.remembering import Memory, Slowness
from bot.rules.numbering import Numbering

BULK_PER_SECOND: Final = 28.6
"""Telegram allows 30, and jitter on the way must not squeeze a thirty-first into a second."""
LATENESS: Final = 0.3 / BULK_PER_SECOND
"""Seconds by which a message of the line may come sooner than evenly spaced, to make up for a busy loop that
let the one before leave late. No second ever has more than 1 + floor(28.6 + 0.3) = 29 messages: one is spared
for jitter. With 30 in a second, two of 5,096 came too soon by the referee of `benchmarks/delivery.py`."""
PRIVATE_SPACING: Final = 1.0
GROUP_SPACING: Final = 3.75
"""With bursts of 4 never more than 20 in any minute: 4 + 60 / 3.75 = 20."""
GROUP_BURST: Final = 4
ANSWER_BURST: Final = 3
LANE_PATIENCE: Final = 30.0
CHAT_PATIENCE: Final = 5.0
"""Longer than any spacing, but a paused chat must not keep a worker from writing to others."""
ANSWER_PATIENCE: Final = 10.0
"""A 429 to an answer is waited out this long: somebody is looking at the screen."""
REST: Final = 0.2
NOTING: Final = 3
"""Messages that may be noted as on their way before they are: a slow database must not slow the line down."""
STALLED: Final = 0.25
"""An answer that waited for so long on the database has lost its turn, and takes another."""
FLOOD_CHATS: Final = 3
FLOOD_WINDOW: Final = 10.0
SLOW_DOWN: Final = 0.7
SPEED_UP_EVERY: Final = 60.0

_MAKES: Final = ("send", "copy", "forward")
_WRITES: Final = (*_MAKES, "edit", "stop")
_MAKES_NOTHING: Final = "sendChatAction"


@dataclass(slots=True)
class _Chat:
    """One chat's deadlines, in seconds of the loop's clock."""

    arrival: float = 0.0
    paused_until: float = 0.0
    queue: asyncio.Lock = field(default_factory=asyncio.Lock)
    search: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Held while a number of the chat is asked about, so that no new message gets it meanwhile."""
    users: int = 0


class Limiter(BaseRateLimiter[Turn]):
    """Spaces every message we send. One for the whole application."""

    def __init__(
        self,
        *,
        bulk_per_second: float = BULK_PER_SECOND,
        numbering: Numbering | None = None,
        memory: Memory | None = None,
    ) -> None:
        self._full_rate = bulk_per_second
        self._rate = bulk_per_second
        self._rate_changed_at = 0.0
        self._bulk_arrival = 0.0
        self._bulk_paused_until = 0.0
        self._floods: deque[tuple[float, int | str]] = deque()
        self._chats: dict[int | str, _Chat] = {}
        self._line, self._exit = Line(NOTING), Line()
        self._numbering = numbering or Numbering()
        self._memory = memory

    async def initialize(self) -> None:
        """Be as slow as before the restart."""
        if self._memory and (left := await self._memory.slowness()):
            self._bulk_paused_until = _now() + left.pause.total_seconds()
            self._rate, self._rate_changed_at = min(left.rate, self._full_rate), _now()

    async def shutdown(self) -> None:
        """Nothing to close."""

    @property
    def bulk_rate(self) -> float:
        """Messages a second the line is allowed now."""
        return self._rate

    def resting(self) -> tuple[int, ...]:
        """Chats that will not be written to for a while yet: who waits for them keeps others waiting."""
        soon = _now() + REST
        return tuple(
            chat_id
            for chat_id, chat in self._chats.items()
            if isinstance(chat_id, int) and _ready(chat, *_limits(chat_id)) > soon
        )

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Any]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: Turn | None,
    ) -> Any:
        """Wait for the message's turn, send it, and learn from a 429. Requests that write nothing pass."""
        chat_id = data.get("chat_id")
        if chat_id is None or not endpoint.startswith(_WRITES):
            return await callback(*args, **kwargs)
        turn = rate_limit_args or Turn(Lane.ANSWER)
        chat = self._chats.setdefault(chat_id, _Chat())
        chat.users += 1

        making = None
        if endpoint.startswith(_MAKES) and endpoint != _MAKES_NOTHING and isinstance(chat_id, int):
            noted = turn.before is not None and turn.lane is Lane.ALERT
            making = Making(self._numbering, self._memory, chat_id, chat.search, noted)

        async def attempt() -> Any:
            try:
                if turn.lane is not Lane.ANSWER:
                    await self._bulk_turn(chat_id, chat, turn, making)
                else:
                    await self._answer_turn(chat_id, chat, endpoint.startswith("edit"))
                    begun = _now()
                    if making:
                        await making.expose()
                    if _now() - begun > STALLED:
                        await self._answer_turn(chat_id, chat, is_edit=False)
                return await call()
            finally:
                if making:
                    making.end()

        async def call() -> Any:
            try:
                if making:
                    return await making.call(callback, *args, **kwargs)
                if turn.lane is Lane.SEARCH:
                    return await _search(callback, args, kwargs, chat, turn)
                return await callback(*args, **kwargs)
            except RetryAfter as error:
                await self._note_flood(chat_id, chat, _seconds(error))
                raise

        try:
            try:
                return await attempt()
            except RetryAfter as error:
                if turn.lane is not Lane.ANSWER or _seconds(error) > ANSWER_PATIENCE:
                    raise
            return await attempt()
        finally:
            chat.users -= 1
            self._forget_idle()

    async def _bulk_turn(self, chat_id: int | str, chat: _Chat, turn: Turn, making: Making | None) -> None:
        """First the chat's turn, then the line's: a slow chat must not use up turns that others could have."""
        spacing, burst = (0.0, 1) if turn.lane is Lane.SEARCH else _limits(chat_id)

        def ready() -> float:
            return _ready(chat, spacing, burst)

        is_noted = turn.lane is Lane.SEARCH  # a search notes itself just before its call
        async with chat.queue:
            while True:
                await _wait_until(max(ready(), self._bulk_paused_until), CHAT_PATIENCE)
                _refuse_beyond(max(self._bulk_arrival, _now()) + self._line.ahead_of(turn.lane) / self._rate)
                async with self._line.turn(turn.lane):
                    if max(ready(), self._bulk_paused_until) > _now():
                        continue  # an answer took the chat's turn meanwhile, or a 429 paused something
                    if not is_noted:
                        # Here and not after the wait: the time a note takes must not shift the message.
                        if turn.before and not await turn.before():
                            raise CalledOff
                        if making:
                            await making.expose()
                        is_noted = True
                    async with self._exit.turn(turn.lane):
                        while self._bulk_arrival > _now():  # answers push it back meanwhile
                            await _wait_until(self._bulk_arrival, LANE_PATIENCE)
                        now = _now()
                        if max(ready(), self._bulk_paused_until) > now:
                            continue
                        self._speed_up(now)
                        self._bulk_arrival = max(self._bulk_arrival, now - LATENESS) + 1 / self._rate
                        chat.arrival = max(chat.arrival, now) + spacing
                        return

    async def _answer_turn(self, chat_id: int | str, chat: _Chat, is_edit: bool) -> None:
        if is_edit:
            # A pressed button changes its message. That is no new message in the chat, and how often anyone may
            # press is limited already, where updates come in.
            while chat.paused_until > _now():
                await _wait_until(chat.paused_until, ANSWER_PATIENCE)
            return
        spacing, burst = _limits(chat_id)
        burst = max(burst, ANSWER_BURST)
        while (ready := max(chat.arrival - spacing * (burst - 1), chat.paused_until)) > _now():
            await _wait_until(ready, ANSWER_PATIENCE)
        now = _now()
        chat.arrival = max(chat.arrival, now) + spacing
        self._bulk_arrival = max(self._bulk_arrival, now) + 1 / self._rate

    async def _note_flood(self, chat_id: int | str, chat: _Chat, seconds: float) -> None:
        now = _now()
        chat.paused_until = max(chat.paused_until, now + seconds)
        self._floods.append((now, chat_id))
        while self._floods and self._floods[0][0] < now - FLOOD_WINDOW:
            self._floods.popleft()
        if len({flooded for _, flooded in self._floods}) >= FLOOD_CHATS:
            if self._bulk_paused_until <= now:  # what was on its way at the pause tells of no further flood
                self._rate = max(1.0, self._rate * SLOW_DOWN)
                self._rate_changed_at = now
            self._bulk_paused_until = max(self._bulk_paused_until, now + seconds)
            self._floods.clear()
            if self._memory:
                await self._memory.slow_down(Slowness(timedelta(seconds=seconds), self._rate))
        if self._memory and isinstance(chat_id, int):
            await self._memory.pause(chat_id, timedelta(seconds=seconds))

    def _speed_up(self, now: float) -> None:
        minutes = int((now - self._rate_changed_at) // SPEED_UP_EVERY)
        if minutes > 0 and self._rate < self._full_rate:
            self._rate = min(self._full_rate, self._rate + minutes)
            self._rate_changed_at += minutes * SPEED_UP_EVERY

    def _forget_idle(self, keep: int = 500) -> None:
        """Chats whose deadlines have passed are as good as new ones."""
        if len(self._chats) <= keep:
            return
        now = _now()
        idle = [
            chat_id
            for chat_id, chat in self._chats.items()
            if not chat.users and max(chat.arrival, chat.paused_until) <= now
        ]
        for chat_id in idle:
            del self._chats[chat_id]


async def _search(
    callback: Callable[..., Coroutine[Any, Any, Any]],
    args: Any,
    kwargs: dict[str, Any],
    chat: _Chat,
    turn: Turn,
) -> Any:
    async with chat.search:
        if turn.before and not await turn.before():
            raise CalledOff
        return await callback(*args, **kwargs)


def _ready(chat: _Chat, spacing: float, burst: int) -> float:
    return max(chat.arrival - spacing * (burst - 1) if spacing else 0.0, chat.paused_until)


def _limits(chat_id: int | str) -> tuple[float, int]:
    """Seconds between messages and the burst allowed: groups and channels have negative ids or @names."""
    if isinstance(chat_id, int) and chat_id > 0:
        return PRIVATE_SPACING, 1
    return GROUP_SPACING, GROUP_BURST


def _now() -> float:
    return asyncio.get_running_loop().time()


async def _wait_until(at: float, patience: float) -> None:
    """Sleep until *at*. Raises `RetryAfter` when that is more than *patience* seconds away."""
    _refuse_beyond(at, patience)
    if (wait := at - _now()) > 0:
        await asyncio.sleep(wait)


def _refuse_beyond(at: float, patience: float = LANE_PATIENCE) -> None:
    if (wait := at - _now()) > patience:
        raise RetryAfter(timedelta(seconds=wait))


def _seconds(error: RetryAfter) -> float:
    delay = error.retry_after
    return delay.total_seconds() if isinstance(delay, timedelta) else float(delay)
