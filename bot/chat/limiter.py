"""How fast we may write to chats: two lanes, and deadlines that keep every limit of Telegram's.

Each limit is a theoretical arrival time (GCRA): the moment at which the next message would be evenly spaced. A
message may go out at most a tolerance before it. The bulk lane (cards) has no tolerance and shares one rate;
answers to people are not bound by that rate, push the bulk back, and may come in a small burst.

A 429 pauses its chat for as long as Telegram says. When three chats get one within ten seconds the limit is not
the chats': the whole bulk lane pauses and becomes slower, then gains one message a second every minute.

Time is that of the running loop. What would have to wait too long is refused with `RetryAfter` without asking
Telegram, so that its row goes back to the outbox.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Any, Final

from telegram.error import RetryAfter
from telegram.ext import BaseRateLimiter

BULK_PER_SECOND: Final = 29.0
"""One below Telegram's 30: jitter on the way must not squeeze a thirty-first into a second."""
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
FLOOD_CHATS: Final = 3
FLOOD_WINDOW: Final = 10.0
SLOW_DOWN: Final = 0.7
SPEED_UP_EVERY: Final = 60.0

_WRITES: Final = ("send", "edit", "copy", "forward", "stop")


class Lane(StrEnum):
    """Which queue a message stands in, given as `rate_limit_args`; without one it is an answer."""

    ANSWER = "answer"
    BULK = "bulk"


@dataclass(slots=True)
class _Chat:
    """One chat's deadlines, in seconds of the loop's clock."""

    arrival: float = 0.0
    paused_until: float = 0.0
    queue: asyncio.Lock = field(default_factory=asyncio.Lock)
    users: int = 0


class Limiter(BaseRateLimiter[Lane]):
    """Spaces every message we send. One for the whole application."""

    def __init__(self, *, bulk_per_second: float = BULK_PER_SECOND) -> None:
        self._full_rate = bulk_per_second
        self._rate = bulk_per_second
        self._rate_changed_at = 0.0
        self._bulk_arrival = 0.0
        self._bulk_paused_until = 0.0
        self._floods: deque[tuple[float, int | str]] = deque()
        self._chats: dict[int | str, _Chat] = {}

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    @property
    def bulk_rate(self) -> float:
        """Messages a second the bulk lane is allowed now."""
        return self._rate

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Any]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: Lane | None,
    ) -> Any:
        """Wait for the message's turn, send it, and learn from a 429. Requests that write nothing pass."""
        chat_id = data.get("chat_id")
        if chat_id is None or not endpoint.startswith(_WRITES):
            return await callback(*args, **kwargs)
        chat = self._chats.setdefault(chat_id, _Chat())
        chat.users += 1
        try:
            if rate_limit_args is Lane.BULK:
                await self._bulk_turn(chat_id, chat)
                return await self._attempt(callback, args, kwargs, chat_id, chat)
            is_edit = endpoint.startswith("edit")
            await self._answer_turn(chat_id, chat, is_edit)
            try:
                return await self._attempt(callback, args, kwargs, chat_id, chat)
            except RetryAfter as error:
                if _seconds(error) > ANSWER_PATIENCE:
                    raise
            await self._answer_turn(chat_id, chat, is_edit)
            return await self._attempt(callback, args, kwargs, chat_id, chat)
        finally:
            chat.users -= 1
            self._forget_idle()

    async def _attempt(
        self,
        callback: Callable[..., Coroutine[Any, Any, Any]],
        args: Any,
        kwargs: dict[str, Any],
        chat_id: int | str,
        chat: _Chat,
    ) -> Any:
        try:
            return await callback(*args, **kwargs)
        except RetryAfter as error:
            self._note_flood(chat_id, chat, _seconds(error))
            raise

    async def _bulk_turn(self, chat_id: int | str, chat: _Chat) -> None:
        """First the chat's turn, then the lane's: a slow chat must not use up turns that others could have."""
        spacing, burst = _limits(chat_id)
        async with chat.queue:
            while True:
                ready = max(chat.arrival - spacing * (burst - 1), chat.paused_until, self._bulk_paused_until)
                await _wait_until(ready, CHAT_PATIENCE)
                turn = max(self._bulk_arrival, _now())
                _refuse_beyond(turn, LANE_PATIENCE)
                self._speed_up(_now())
                self._bulk_arrival = turn + 1 / self._rate
                await _wait_until(turn, LANE_PATIENCE)
                now = _now()
                ready = max(chat.arrival - spacing * (burst - 1), chat.paused_until, self._bulk_paused_until)
                if ready <= now:
                    break
                # An answer took the chat's turn meanwhile, or a 429 paused something: this turn is given up.
            chat.arrival = max(chat.arrival, now) + spacing

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

    def _note_flood(self, chat_id: int | str, chat: _Chat, seconds: float) -> None:
        now = _now()
        chat.paused_until = max(chat.paused_until, now + seconds)
        self._floods.append((now, chat_id))
        while self._floods and self._floods[0][0] < now - FLOOD_WINDOW:
            self._floods.popleft()
        if len({flooded for _, flooded in self._floods}) >= FLOOD_CHATS:
            self._bulk_paused_until = max(self._bulk_paused_until, now + seconds)
            self._rate = max(1.0, self._rate * SLOW_DOWN)
            self._rate_changed_at = now
            self._floods.clear()

    def _speed_up(self, now: float) -> None:
        minutes = int((now - self._rate_changed_at) // SPEED_UP_EVERY)
        if minutes > 0 and self._rate < self._full_rate:
            self._rate = min(self._full_rate, self._rate + minutes)
            self._rate_changed_at += minutes * SPEED_UP_EVERY

    def _forget_idle(self, keep: int = 5000) -> None:
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


def _refuse_beyond(at: float, patience: float) -> None:
    if (wait := at - _now()) > patience:
        raise RetryAfter(timedelta(seconds=wait))


def _seconds(error: RetryAfter) -> float:
    delay = error.retry_after
    return delay.total_seconds() if isinstance(delay, timedelta) else float(delay)
