"""What the limiter must know after a restart, and what it must say before a call."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.store import chats, fates, slowness
from bot.store.db import Database, passes


@dataclass(frozen=True, slots=True)
class Slowness:
    """What is left of a flood: how long the line still pauses, and its rate, in messages a second."""

    pause: timedelta
    rate: float


class Memory(Protocol):
    """What outlasts the process."""

    async def pause(self, chat_id: int, span: timedelta) -> None:
        """Telegram wants nothing in this chat for so long."""

    async def slow_down(self, slow: Slowness) -> None:
        """The line was slowed down."""

    async def slowness(self) -> Slowness | None:
        """What is left of the last `slow_down`, if anything; each minute since gave a message a second back."""

    async def expose(self, chat_id: int) -> None:
        """See `bot.store.fates.expose`."""


@dataclass(frozen=True, slots=True)
class Remembering:
    """`Memory` in the database."""

    database: Database
    clock: Callable[[], datetime]

    async def pause(self, chat_id: int, span: timedelta) -> None:
        """See `Memory`."""
        with _if_it_can_be_written():
            async with self.database.writing() as session:
                await chats.pause(session, chat_id, until=self.clock() + span)

    async def slow_down(self, slow: Slowness) -> None:
        """See `Memory`."""
        now = self.clock()
        with _if_it_can_be_written():
            async with self.database.writing() as session:
                await slowness.put(session, slowness.Slowed(now, now + slow.pause, slow.rate))

    async def slowness(self) -> Slowness | None:
        """See `Memory`."""
        async with self.database.reading() as session:
            slowed = await slowness.get(session)
        if slowed is None:
            return None
        now = self.clock()
        minutes = max(0, int((now - slowed.at).total_seconds() // 60))
        pause = min(slowed.until - now, slowed.until - slowed.at)  # the clock may have been set back
        return Slowness(max(pause, timedelta(0)), slowed.rate + minutes)

    async def expose(self, chat_id: int) -> None:
        """See `Memory`."""
        async with self.database.writing() as session:
            await fates.expose(session, chat_id)


@contextmanager
def _if_it_can_be_written() -> Iterator[None]:
    """A message that came to nothing must not look as if it may have arrived, as that could not be noted."""
    try:
        yield
    except Exception as exc:
        if not passes(exc):
            raise
