"""Announcements on their way into chats, when no alert is waiting."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final

from bot.outcomes import CalledOff, ChatGone, ChatMigrated, Delivered, Fatal, Outcome, RetryLater, Unknown
from bot.pipeline.finding import Before
from bot.pipeline.ingest import Clock
from bot.pipeline.insisting import Sleep, claimed, insist
from bot.store import announcements, chats, queue
from bot.store.announcements import Copy
from bot.store.db import Database, passes

logger = logging.getLogger(__name__)

PAUSE: Final = timedelta(minutes=1)
PATIENCE: Final = timedelta(minutes=5)
"""How long alerts go first: a busy group's can be more than it may be sent, all night. In the line they always
do."""
MAX_ATTEMPTS: Final = 8

SendText = Callable[[int, int | None, str, Sequence[Sequence[Any]], Before], Awaitable[Outcome]]
"""(chat id, topic, text, styles, just before the call): what the chat side offers. It never raises what
Telegram answers."""


@dataclass(frozen=True, slots=True)
class Announcing:
    """Tells one chat after the other. `stop` is called when nothing can be delivered to anyone."""

    database: Database
    send: SendText
    clock: Clock
    stop: Callable[[str], None]
    sleep: Sleep = asyncio.sleep
    _busy: set[int] = field(default_factory=set, init=False)

    async def claim(self, limit: int) -> list[Copy]:
        """Take up to *limit* copies to `deliver`, at most one a chat; while alerts are due none for a while."""
        now = self.clock()
        async with self.database.reading() as session:
            due_by = now - PATIENCE if await queue.is_due(session, now=now) else now
            copies = await announcements.due(
                session, now=now, due_by=due_by, limit=limit, busy=tuple(self._busy)
            )
        copies = list(
            {copy.chat_id: copy for copy in reversed(copies) if copy.chat_id not in self._busy}.values()
        )
        self._busy.update(copy.chat_id for copy in copies)
        return copies[::-1]

    async def work(self, copy: Copy, *, until: Callable[[], bool]) -> None:
        """Deliver one copy, then what else is due, one after the other."""
        await self.deliver(copy)
        while not until() and (copies := await claimed(self.claim(1))):
            await self.deliver(copies[0])

    async def deliver(self, copy: Copy) -> None:
        """Send one copy and record what became of it."""
        try:
            await self._deliver(copy)
        except Exception as exc:  # a bug: report it, and keep the other chats going
            logger.error("announcement crashed chat_id=%d", copy.chat_id, exc_info=not passes(exc))
            await insist(partial(self._end, copy, exc), self.sleep)
        finally:
            self._busy.discard(copy.chat_id)

    async def _end(self, copy: Copy, why: Exception) -> None:
        """It may have arrived; unless the database failed before it was marked as on its way."""
        now = self.clock()
        async with self.database.writing() as session:
            if passes(why) and not await announcements.is_in_flight(session, copy):
                await announcements.retry(session, copy, due_at=now + PAUSE, error=repr(why))
            else:
                await announcements.finish(session, copy, error=f"may have arrived: {why!r}", now=now)

    async def _deliver(self, copy: Copy) -> None:
        async def mark() -> bool:
            async with self.database.writing() as session:
                return await announcements.mark_in_flight(session, copy)

        outcome = await self.send(copy.chat_id, copy.thread_id, copy.text, copy.styles, mark)
        await insist(partial(self._record, copy, outcome), self.sleep)

    async def _record(self, copy: Copy, outcome: Outcome) -> None:
        now = self.clock()
        async with self.database.writing() as session:
            match outcome:
                case CalledOff():
                    pass
                case Delivered():
                    await announcements.finish(session, copy, error=None, now=now)
                case RetryLater(after, _, why) if copy.attempts < MAX_ATTEMPTS:
                    await announcements.retry(session, copy, due_at=now + (after or PAUSE), error=why)
                case Fatal(why):
                    await announcements.retry(session, copy, due_at=now + PAUSE, error=why)
                    self.stop(why)
                case ChatMigrated(new_id):
                    await chats.migrate(session, copy.chat_id, new_id, now=now)
                    await announcements.move(session, copy, new_id)
                case ChatGone(why):
                    await chats.deactivate(session, copy.chat_id, reason=why, now=now)
                    await announcements.finish(session, copy, error=why, now=now)
                case Unknown(why):
                    await announcements.finish(session, copy, error=f"may have arrived: {why}", now=now)
                case _:
                    why = getattr(outcome, "why", type(outcome).__name__)
                    logger.warning("announcement not delivered chat_id=%d error=%r", copy.chat_id, why)
                    await announcements.finish(session, copy, error=why, now=now)


async def give_up_interrupted(database: Database, *, now: datetime) -> None:
    """At a start: copies that were on their way may have arrived, and are not sent again."""
    async with database.writing() as session:
        lost = await announcements.recover(session, now=now)
    if lost:
        logger.warning("interrupted announcements are not repeated count=%d", lost)
