"""When a message may go out: each chat's deadlines, and the line that all lanes but answers stand in.

Each limit is a theoretical arrival time (GCRA): the moment at which the next message would be evenly spaced. A
message may go out at most a tolerance before it. The more urgent lanes of the line go first, have next to no
tolerance and share one rate (`bot.chat.pace`); answers to people are not bound by that rate, push the others
back, and may come in a small burst.

A 429 pauses its chat for as long as Telegram says, and slows the line down where it is not the chat's. Both are
remembered over a restart (`bot.chat.remembering`).

Every message passes here, so here is noted which numbers Telegram gives (`bot.rules.numbering`), and whoever
writes into a chat with a message of unknown fate takes away the means to look for it.

Time is that of the running loop. What would have to wait too long is refused with `RetryAfter` without asking
Telegram, so that its row goes back to the outbox.
"""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final

from telegram.error import RetryAfter
from telegram.ext import BaseRateLimiter

from bot.chat.lanes import CalledOff, Lane, Line, Turn
from bot.chat.making import Making
from bot.chat.pace import BULK_PER_SECOND, Pace
from bot.chat.remembering import Memory
from bot.chat.waiting import LANE_PATIENCE, now, refuse_beyond, seconds, wait_until
from bot.rules.numbering import Numbering

PRIVATE_SPACING: Final = 1.0
GROUP_SPACING: Final = 3.75
"""With bursts of 4 never more than 20 in any minute: 4 + 60 / 3.75 = 20."""
GROUP_BURST: Final = 4
ANSWER_BURST: Final = 3
CHAT_PATIENCE: Final = 5.0
"""Longer than any spacing, but a paused chat must not keep a worker from writing to others."""
ANSWER_PATIENCE: Final = 10.0
"""A 429 to an answer is waited out this long: somebody is looking at the screen."""
REST: Final = 0.2
NOTING: Final = 3
"""Messages that may be noted as on their way before they are: a slow database must not slow the line down."""
STALLED: Final = 0.25
"""An answer that waited for so long on the database has lost its turn, and takes another."""

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
        self._pace = Pace(bulk_per_second)
        self._chats: dict[int | str, _Chat] = {}
        self._line, self._exit = Line(NOTING), Line()
        self._numbering = numbering or Numbering()
        self._memory = memory

    async def initialize(self) -> None:
        """Be as slow as before the restart."""
        if self._memory and (left := await self._memory.slowness()):
            self._pace.resume(left, now())

    async def shutdown(self) -> None:
        """Nothing to close."""

    @property
    def bulk_rate(self) -> float:
        """Messages a second the line is allowed now."""
        return self._pace.rate

    def resting(self) -> tuple[int, ...]:
        """Chats that will not be written to for a while yet: who waits for them keeps others waiting."""
        soon = now() + REST
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
                    begun = now()
                    if making:
                        await making.expose()
                    if now() - begun > STALLED:
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
                await self._note_flood(chat_id, chat, seconds(error))
                raise

        try:
            try:
                return await attempt()
            except RetryAfter as error:
                if turn.lane is not Lane.ANSWER or seconds(error) > ANSWER_PATIENCE:
                    raise
            return await attempt()
        finally:
            chat.users -= 1
            self._forget_idle()

    async def _bulk_turn(self, chat_id: int | str, chat: _Chat, turn: Turn, making: Making | None) -> None:
        """First the chat's turn, then the line's: a slow chat must not use up turns that others could have."""
        spacing, burst = (0.0, 1) if turn.lane is Lane.SEARCH else _limits(chat_id)
        pace = self._pace

        def ready() -> float:
            return _ready(chat, spacing, burst)

        is_noted = turn.lane is Lane.SEARCH  # a search notes itself just before its call
        async with chat.queue:
            while True:
                await wait_until(max(ready(), pace.paused_until), CHAT_PATIENCE)
                refuse_beyond(pace.after(self._line.ahead_of(turn.lane), now()))
                async with self._line.turn(turn.lane):
                    if max(ready(), pace.paused_until) > now():
                        continue  # an answer took the chat's turn meanwhile, or a 429 paused something
                    if not is_noted:
                        # Here and not after the wait: the time a note takes must not shift the message.
                        if turn.before and not await turn.before():
                            raise CalledOff
                        if making:
                            await making.expose()
                        is_noted = True
                    async with self._exit.turn(turn.lane):
                        while pace.arrival > now():  # answers push it back meanwhile
                            await wait_until(pace.arrival, LANE_PATIENCE)
                        leaves = now()
                        if max(ready(), pace.paused_until) > leaves:
                            continue
                        pace.take(leaves)
                        chat.arrival = max(chat.arrival, leaves) + spacing
                        return

    async def _answer_turn(self, chat_id: int | str, chat: _Chat, is_edit: bool) -> None:
        if is_edit:
            # A pressed button changes its message. That is no new message in the chat, and how often anyone may
            # press is limited already, where updates come in.
            while chat.paused_until > now():
                await wait_until(chat.paused_until, ANSWER_PATIENCE)
            return
        spacing, burst = _limits(chat_id)
        burst = max(burst, ANSWER_BURST)
        while (ready := max(chat.arrival - spacing * (burst - 1), chat.paused_until)) > now():
            await wait_until(ready, ANSWER_PATIENCE)
        leaves = now()
        chat.arrival = max(chat.arrival, leaves) + spacing
        self._pace.push_back(leaves)

    async def _note_flood(self, chat_id: int | str, chat: _Chat, pause: float) -> None:
        told = now()
        chat.paused_until = max(chat.paused_until, told + pause)
        slowed = self._pace.flooded(chat_id, pause, told)
        if slowed and self._memory:
            await self._memory.slow_down(slowed)
        if self._memory and isinstance(chat_id, int):
            await self._memory.pause(chat_id, timedelta(seconds=pause))

    def _forget_idle(self, keep: int = 500) -> None:
        """Chats whose deadlines have passed are as good as new ones."""
        if len(self._chats) <= keep:
            return
        passed = now()
        idle = [
            chat_id
            for chat_id, chat in self._chats.items()
            if not chat.users and max(chat.arrival, chat.paused_until) <= passed
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
