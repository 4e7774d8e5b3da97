"""In which order updates are worked on, and who has asked too much.

Each chat's updates keep their order, chats do not wait for each other. Whoever asks faster than people do is
refused before anything is queued or looked up.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from typing import Any, Final

from telegram import MessageEntity, Update
from telegram.ext import BaseUpdateProcessor

AT_ONCE: Final = 64
"""Updates worked on side by side."""
BURST: Final = 20
REFILL_SECONDS: Final = 1.0
"""A person may ask 20 things at once, and one more a second: settings are many quick taps."""

Refuse = Callable[[Update], Awaitable[None]]
Hear = Callable[[int, int], None]
"""Told chat and number of each message that somebody writes."""


@dataclass(slots=True)
class _Bucket:
    tokens: float
    filled_at: float
    refusing: bool = False


class FloodGuard:
    """A token bucket for each user. Full buckets are forgotten."""

    def __init__(self) -> None:
        self._buckets: dict[int, _Bucket] = {}

    def admits(self, user_id: int, now: float) -> bool:
        """Take a token of *user_id*'s, if one is left at *now* (seconds of any steady clock)."""
        bucket = self._buckets.setdefault(user_id, _Bucket(BURST, now))
        bucket.tokens = min(BURST, bucket.tokens + (now - bucket.filled_at) / REFILL_SECONDS)
        bucket.filled_at = now
        if len(self._buckets) > 10_000:
            self._forget_full(now)
        if bucket.tokens < 1:
            return False
        bucket.tokens -= 1
        bucket.refusing = False
        return True

    def is_first_refusal(self, user_id: int) -> bool:
        """Whether *user_id* was not yet told, in this run of refusals, that it is too much."""
        bucket = self._buckets[user_id]
        first, bucket.refusing = not bucket.refusing, True
        return first

    def _forget_full(self, now: float) -> None:
        full_after = BURST * REFILL_SECONDS
        self._buckets = {u: b for u, b in self._buckets.items() if now - b.filled_at < full_after}


@dataclass(slots=True)
class _Queue:
    lock: asyncio.Lock
    waiting: int = 0


class ChatOrder(BaseUpdateProcessor):
    """Works on each chat's updates in order, on different chats' side by side."""

    __slots__ = ("_guard", "_hear", "_queues", "_refuse")

    def __init__(self, refuse: Refuse, hear: Hear, at_once: int = AT_ONCE) -> None:
        """*refuse* answers an update that is dropped: called for each button, and once a run for messages."""
        super().__init__(at_once)
        self._guard = FloodGuard()
        self._refuse = refuse
        self._hear = hear
        self._queues: dict[int, _Queue] = {}

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Work on *update* when its chat's turn comes, or drop it."""
        if not isinstance(update, Update):
            await coroutine
            return
        if update.message:
            self._hear(update.message.chat.id, update.message.message_id)
        asking = _asking(update)
        if asking is not None and not self._guard.admits(asking, asyncio.get_running_loop().time()):
            if isinstance(coroutine, Coroutine):
                coroutine.close()
            if self._guard.is_first_refusal(asking) or update.callback_query:
                await self._refuse(update)
            return
        await self._in_turn(_queue_of(update), coroutine)

    async def _in_turn(self, key: int | None, coroutine: Awaitable[Any]) -> None:
        if key is None:
            await coroutine
            return
        queue = self._queues.setdefault(key, _Queue(asyncio.Lock()))
        queue.waiting += 1
        try:
            # asyncio's locks are fair: whoever waits longest is next.
            async with queue.lock:
                await coroutine
        finally:
            queue.waiting -= 1
            if not queue.waiting:
                del self._queues[key]


def _queue_of(update: Update) -> int | None:
    if update.effective_chat:
        return update.effective_chat.id
    return update.effective_user.id if update.effective_user else None


def _asking(update: Update) -> int | None:
    """Who asks the bot for something with *update*; None for talk among people and for news about chats."""
    if update.callback_query or update.inline_query:
        return update.effective_user.id if update.effective_user else None
    message = update.message
    if message is None or message.from_user is None:
        return None
    is_command = any(e.type == MessageEntity.BOT_COMMAND for e in message.entities)
    return message.from_user.id if is_command or message.chat.type == message.chat.PRIVATE else None
