"""Notices on their way to the bot's admins: alarms, and what became of the config folder."""

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from bot.outcomes import Delivered, Fatal, Outcome, RetryLater, Unknown
from bot.store import notices
from bot.store.db import Database
from bot.store.tables import Notice

logger = logging.getLogger(__name__)

BATCH: Final = 100
PAUSE, LONGEST_WAIT = timedelta(seconds=30), timedelta(minutes=10)
STALE: Final = timedelta(days=1)
"""After an outage of a day the admins know, and what the notices say has passed."""

SendNotice = Callable[[int, Notice], Awaitable[Outcome]]
"""(user id, notice): what the chat side offers. It never raises what Telegram answers."""


@dataclass(frozen=True, slots=True)
class Informing:
    """Tells each admin each notice, at least once: one that came twice does less harm than one that is missed.

    Not to be run twice at the same time. `stop` is called when nothing can be delivered to anyone.
    """

    database: Database
    send: SendNotice
    admin_ids: Sequence[int]
    clock: Callable[[], datetime]
    stop: Callable[[str], None]
    _deaf: set[int] = field(default_factory=set, init=False)
    """Those who could not be told the last notice: that is said once."""
    _wait_until: dict[int, datetime] = field(default_factory=dict, init=False)
    """Those who cannot be told before: nobody else waits for them, and they are told in order all the same."""

    async def work(self) -> None:
        """Send everybody what he is owed, oldest first, until he has to wait."""
        async with self.database.reading() as session:
            owed = await notices.oldest(session, limit=BATCH)
        for notice in owed:
            await self._tell(notice)

    async def _tell(self, notice: Notice) -> None:
        """Tell one notice to everybody who does not know it and need not wait."""
        assert notice.id is not None  # it was read from the database
        told = list(notice.told)
        if self.clock() - notice.created_at < STALE:
            for admin_id in self.admin_ids:
                if admin_id in told or self._must_wait(admin_id):
                    continue
                if wait := await self._send(admin_id, notice):
                    self._wait_until[admin_id] = self.clock() + wait
                    continue
                told.append(admin_id)
                async with self.database.writing() as session:
                    await notices.set_told(session, notice.id, told)
            if not set(told).issuperset(self.admin_ids):
                return
        async with self.database.writing() as session:
            await notices.finish(session, notice.id)

    def _must_wait(self, admin_id: int) -> bool:
        now = self.clock()
        # Where he would wait for longer than anybody does, the clock was set back.
        return now < self._wait_until.get(admin_id, now) <= now + LONGEST_WAIT

    async def _send(self, admin_id: int, notice: Notice) -> timedelta:
        """Tell one admin; how long to wait before the next attempt, zero for none."""
        match await self.send(admin_id, notice):
            case Delivered():
                self._deaf.discard(admin_id)
                return timedelta(0)
            case RetryLater(after):
                return min(after or PAUSE, LONGEST_WAIT)
            case Unknown():
                return PAUSE
            case Fatal(why):
                self.stop(why)
                return PAUSE
            case outcome:
                # The others are told all the same. /status names who is not.
                if admin_id not in self._deaf:
                    why = getattr(outcome, "why", type(outcome).__name__)
                    logger.warning(
                        "an admin is told nothing until he presses Start in the bot user_id=%d error=%r",
                        admin_id,
                        why,
                    )
                    self._deaf.add(admin_id)
                logger.debug("notice dropped user_id=%d kind=%r", admin_id, notice.kind)
                return timedelta(0)
