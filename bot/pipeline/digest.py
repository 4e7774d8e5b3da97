"""Digests on their way into chats, after the alerts.

    claim -> gather -> mark in flight -> render and send -> record

What is in a digest is gathered when it is sent. Of an empty one nothing is sent. One whose fate is unknown is
not sent again: what it held is carried over to the next, which comes without sound and says so.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol
from zoneinfo import ZoneInfo

from bot.outcomes import (
    CalledOff,
    ChatGone,
    ChatMigrated,
    ChatNotFound,
    Delivered,
    Fatal,
    MayNotWrite,
    Outcome,
    RetryLater,
    Unknown,
)
from bot.pipeline.finding import Before
from bot.pipeline.ingest import Clock
from bot.pipeline.insisting import Sleep, claimed, insist
from bot.pipeline.recording import FIRST_PAUSE, LAST_PAUSE, LAST_RETRY, STRIKES_OUT, WRITABLE_WITHIN
from bot.rules.quiet import quiet_until
from bot.store import chats, digests, subscriptions
from bot.store.db import Database, passes
from bot.store.digest_contents import Line, Memory, owed
from bot.store.tables import Chat, Digest, OutboxStatus, Subscription

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=2)
"""How long one call may take, with the wait for its turn, before the digest counts as interrupted."""
FIRST_RETRY = timedelta(seconds=15)
"""Back-off after a failed call, doubled each time."""
REFUSALS = 3
"""How often what a digest holds may be refused before it is dropped: else it would be refused for ever."""


class SendDigest(Protocol):
    """How a digest leaves: what the chat side offers. It never raises what Telegram answers."""

    async def digest(
        self,
        chat: Chat,
        lines: Sequence[Line],
        *,
        row: Digest,
        thread_id: int | None,
        loud: bool,
        before: Before,
    ) -> Outcome: ...


@dataclass(frozen=True, slots=True)
class Digesting:
    """Sends what is due. `stop` is called when nothing can be delivered to anyone."""

    database: Database
    send: SendDigest
    clock: Clock
    stop: Callable[[str], None]
    sleep: Sleep = asyncio.sleep
    _memory: Memory = field(default_factory=Memory, init=False)

    async def claim(self, limit: int) -> list[Digest]:
        """Take up to *limit* digests to `deliver`; none while an alert is due, for a while."""
        async with self.database.writing() as session:
            return await digests.claim(session, now=self.clock(), lease=LEASE, limit=limit)

    async def work(self, row: Digest, *, until: Callable[[], bool]) -> None:
        """Send one claimed digest, then the next ones that are due, *until* it is time to stop."""
        rows = [row]
        while rows:
            await self.deliver(rows[0])
            rows = [] if until() else await claimed(self.claim(1))

    async def deliver(self, row: Digest) -> None:
        """Send one digest and record what became of it."""
        try:
            await self._deliver(row)
        except Exception as exc:  # a bug: report it, and keep the other chats going
            logger.error("digest crashed chat_id=%d", row.chat_id, exc_info=not passes(exc))
            await insist(partial(self._end, row, exc), self.sleep)

    async def _end(self, row: Digest, why: Exception) -> None:
        """It may have arrived; unless the database failed before it was marked as on its way."""
        now = self.clock()
        async with self.database.writing() as session:
            digest = await digests.get(session, row.chat_id)
            if passes(why) and digest is not None and digest.status is OutboxStatus.PENDING:
                await digests.retry(session, row.chat_id, due_at=now + FIRST_RETRY, error=repr(why))
            else:
                await digests.carry(session, row.chat_id, error=repr(why), now=now)

    async def _deliver(self, row: Digest) -> None:
        async with self.database.reading() as session:
            chat = await chats.get(session, row.chat_id)
            wishes = await subscriptions.get(session, row.chat_id)
            lines = await owed(session, row.chat_id, now=self.clock(), memory=self._memory)
        if chat is None or wishes is None:
            return  # nobody is to be told any more, and its row went with it
        now = self.clock()
        if not lines:
            async with self.database.writing() as session:
                await digests.acknowledge(session, row.chat_id, (), now=now)
            return
        asleep_until = _asleep_until(chat, wishes, lines, now)
        if asleep_until is not None and wishes.quiet_holds and not row.asked:
            async with self.database.writing() as session:
                await digests.hold(session, row.chat_id, until=asleep_until, now=now)
            return
        grave = any(line.item.sounds and line.item.level >= wishes.sound_from for line in lines)
        loud = grave and asleep_until is None and not row.carried and not row.asked
        outcome = await self.send.digest(
            chat, lines, row=row, thread_id=wishes.thread_id, loud=loud, before=self._marking(row)
        )
        await insist(partial(self._record, row, lines, outcome, told_until=now), self.sleep)

    def _marking(self, row: Digest) -> Before:
        is_marked = False

        async def mark() -> bool:
            nonlocal is_marked  # one mark holds for the bare words too, after the styles were refused
            if not is_marked:
                async with self.database.writing() as session:
                    is_marked = await digests.mark_in_flight(
                        session, row.chat_id, lease_until=self.clock() + LEASE
                    )
            return is_marked

        return mark

    async def _record(
        self, row: Digest, lines: Sequence[Line], outcome: Outcome, *, told_until: datetime
    ) -> None:
        chat_id, now = row.chat_id, self.clock()
        async with self.database.writing() as session:
            match outcome:
                case CalledOff():
                    logger.debug("digest called off chat_id=%d", chat_id)
                case Delivered():
                    await digests.acknowledge(session, chat_id, [line.item for line in lines], now=told_until)
                    await chats.clear_strikes(session, chat_id)
                case RetryLater(after, _, why):
                    if after is not None:
                        await chats.pause(session, chat_id, until=now + after)
                    back_off = min(FIRST_RETRY * 2 ** min(row.attempts, 8), LAST_RETRY)
                    await digests.retry(session, chat_id, due_at=now + (after or back_off), error=why)
                case ChatGone(why):
                    await chats.deactivate(session, chat_id, reason=why, now=now)
                case ChatNotFound(why):
                    if await chats.strike(session, chat_id) >= STRIKES_OUT:
                        await chats.deactivate(session, chat_id, reason=why, now=now)
                    else:
                        await chats.pause(session, chat_id, until=now + LAST_RETRY)
                        await digests.retry(session, chat_id, due_at=now + LAST_RETRY, error=why)
                case ChatMigrated(new_id):
                    await chats.migrate(session, chat_id, new_id, now=now)
                case MayNotWrite(why) if now - row.since > WRITABLE_WITHIN:
                    await chats.deactivate(session, chat_id, reason=why, now=now)
                case MayNotWrite(why):
                    until = now + min(FIRST_PAUSE * 2 ** min(row.attempts, 8), LAST_PAUSE)
                    await chats.pause(session, chat_id, until=until)
                    await digests.retry(session, chat_id, due_at=until, error=why)
                case Fatal(why):
                    await digests.retry(session, chat_id, due_at=now + LAST_RETRY, error=why)
                    self.stop(why)
                case Unknown(why):
                    logger.warning("digest unknown, carried over chat_id=%d error=%r", chat_id, why)
                    await digests.carry(session, chat_id, error=why, now=now)
                case _:
                    why = getattr(outcome, "why", type(outcome).__name__)
                    logger.error("digest refused chat_id=%d attempts=%d error=%r", chat_id, row.attempts, why)
                    if row.attempts < REFUSALS:
                        await digests.postpone(session, chat_id, error=why, now=now)
                    else:
                        await digests.acknowledge(
                            session, chat_id, [line.item for line in lines], now=told_until
                        )


def _asleep_until(chat: Chat, wishes: Subscription, lines: Sequence[Line], now: datetime) -> datetime | None:
    """When the quiet hours end that the chat is in; None if it is in none, or something breaks through."""
    if chat.timezone is None or wishes.quiet_from is None or wishes.quiet_to is None:
        return None
    if max(line.item.level for line in lines) >= wishes.break_from:
        return None
    return quiet_until(now, ZoneInfo(chat.timezone), wishes.quiet_from, wishes.quiet_to)


async def recover(database: Database, *, now: datetime, starting: bool = False) -> None:
    """Carry over the digests whose call was interrupted, and forget what was told long ago."""
    async with database.writing() as session:
        interrupted = await digests.recover_interrupted(session, now=now, starting=starting)
        await digests.prune(session, now=now)
    if interrupted:
        logger.warning("interrupted digests are carried over count=%d", interrupted)
