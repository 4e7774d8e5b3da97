"""What became of a call is written down: the row ends or waits again, the chat rests or is gone."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import assert_never

from bot.outcomes import (
    CalledOff,
    ChatGone,
    ChatMigrated,
    ChatNotFound,
    Delivered,
    Fatal,
    MayNotWrite,
    MessageGone,
    NotModified,
    OurBug,
    Outcome,
    RetryLater,
    Unknown,
)
from bot.pipeline.finding import Finding, Found, row_id
from bot.pipeline.ingest import Clock
from bot.store import cards, chats, fates, outbox
from bot.store.db import Database
from bot.store.tables import OutboxRow, Purpose
from bot.values import IncidentView

logger = logging.getLogger(__name__)

FIRST_RETRY, LAST_RETRY = timedelta(seconds=2), timedelta(minutes=5)
"""Back-off after a failed call, doubled each time."""
LAST_RECONNECT = timedelta(seconds=30)
"""The same while nothing gets out at all: trying again repeats nothing, and the rest of the chat waits."""
GIVE_UP_AFTER = timedelta(hours=24)
"""Age at which a row ends with the next failure of its recipient; faults of the network never end one."""
FIRST_PAUSE, LAST_PAUSE, WRITABLE_WITHIN = timedelta(hours=1), timedelta(hours=24), timedelta(days=7)
"""Pauses of a chat we may not write to, doubled each time, and how long before it counts as gone: Telegram once
answered so, wrongly, for all channels and for hours."""
STRIKES_OUT = 2


@dataclass
class Recording:
    """Acts on outcomes. `stop` is called when nothing can be delivered to anyone."""

    database: Database
    clock: Clock
    stop: Callable[[str], None]
    finding: Finding

    async def found(self, row: OutboxRow, view: IncidentView, found: Found) -> None:
        """Its message is there: the row is done, unless there is more to say by now."""
        logger.info("found outbox_id=%d message_id=%d", row.id, found.message_id)
        now = self.clock()
        async with self.database.writing() as session:
            await self.finding.keep_found(session, row, found.message_id)
            await fates.settle(session, row_id(row), repeat=False)
            await chats.clear_strikes(session, row.chat_id)
            if row.purpose is Purpose.CARD:
                await cards.record(
                    session,
                    row.incident_id,
                    row.chat_id,
                    message_id=found.message_id,
                    shown_revision=found.revision,
                    now=now,
                )
            # A card shows all there is. News is told, whatever was added in silence since.
            if found.revision >= (view.revision if row.purpose is Purpose.CARD else 1):
                await outbox.find(session, row_id(row), message_id=found.message_id, now=now)
            else:
                await outbox.retry(
                    session, row_id(row), due_at=now, error="found, and there is more to say", now=now
                )
        self.finding.answered(row)

    async def record(
        self, row: OutboxRow, view: IncidentView, outcome: Outcome, *, open_fate: bool = False
    ) -> None:
        """Act on what became of a call. *open_fate*: it asked about an earlier one, whose fate stays open."""
        if isinstance(outcome, Unknown) and not open_fate:
            self.finding.unanswered(row)
        try:
            await self._act(row, view, outcome, open_fate=open_fate)
        finally:
            if not isinstance(outcome, Unknown) and not open_fate:
                self.finding.answered(row)

    async def _act(self, row: OutboxRow, view: IncidentView, outcome: Outcome, *, open_fate: bool) -> None:
        match outcome:
            case CalledOff():
                logger.debug("called off outbox_id=%d", row.id)
            case Delivered() | NotModified():
                await self._delivered(row, view, outcome)
            case RetryLater(after, charged, why):
                if after is not None:
                    async with self.database.writing() as session:
                        await chats.pause(session, row.chat_id, until=self.clock() + after)
                await self.retry(row, why, charged=charged, after=after, open_fate=open_fate)
            case Unknown(why):
                logger.warning("delivery unknown outbox_id=%d error=%r", row.id, why)
                await self.retry(row, why, charged=False, open_fate=True)
            case ChatGone(why):
                await self._end(row, why)
            case ChatNotFound(why):
                async with self.database.writing() as session:
                    strikes = await chats.strike(session, row.chat_id)
                    # Else what waits beside it would be the second strike, at once.
                    await chats.pause(session, row.chat_id, until=self.clock() + LAST_RETRY)
                if strikes >= STRIKES_OUT:
                    await self._end(row, why)
                else:
                    await self.retry(row, why, charged=True, after=LAST_RETRY, open_fate=open_fate)
            case ChatMigrated(new_id):
                logger.info("chat migrated old=%d new=%d", row.chat_id, new_id)
                async with self.database.writing() as session:
                    await chats.migrate(session, row.chat_id, new_id, now=self.clock())
            case MayNotWrite(why):
                await self._pause(row, why, open_fate=open_fate)
            case OurBug(why):
                logger.error("message refused, given up outbox_id=%d error=%r", row.id, why)
                await self.write(outbox.give_up, row, error=why)
            case MessageGone():
                await self.retry(row, "the message to edit is gone", charged=True)
            case Fatal(why):
                await self.retry(row, why, charged=False, open_fate=open_fate)
                self.stop(why)
            case _:
                assert_never(outcome)

    async def _delivered(self, row: OutboxRow, view: IncidentView, outcome: Delivered | NotModified) -> None:
        now = self.clock()
        message_id = outcome.message_id if isinstance(outcome, Delivered) else None
        async with self.database.writing() as session:
            await outbox.acknowledge(session, row_id(row), message_id=message_id, now=now)
            await chats.clear_strikes(session, row.chat_id)
            await self.finding.keep_number(session, row.chat_id)
            if row.purpose is not Purpose.CARD:
                return
            if message_id is None:
                known = await cards.get(session, row.incident_id, row.chat_id)
                message_id = known.message_id if known else None
            if message_id is not None:
                await cards.record(
                    session,
                    row.incident_id,
                    row.chat_id,
                    message_id=message_id,
                    shown_revision=view.revision,
                    now=now,
                )

    async def retry(
        self,
        row: OutboxRow,
        why: str,
        *,
        charged: bool,
        after: timedelta | None = None,
        open_fate: bool = False,
    ) -> None:
        """Let the row wait: *after* that time, or ever longer. *charged*: not for ever."""
        if charged and self.clock() - row.created_at > GIVE_UP_AFTER:
            logger.error("gave up outbox_id=%d attempts=%d error=%r", row.id, row.attempts + 1, why)
            await self.write(outbox.give_up, row, error=why)
            return
        if row.attempts == 0:
            logger.warning("delivery failing chat_id=%d error=%r", row.chat_id, why)
        longest = LAST_RETRY if charged or open_fate else LAST_RECONNECT
        pause = min(FIRST_RETRY * int(2 ** min(row.attempts, 12)), longest) if after is None else after
        now = self.clock()
        async with self.database.writing() as session:
            if not open_fate:
                await self.finding.give_number_back(session, row)
            waiting = await outbox.retry(
                session, row_id(row), due_at=now + pause, error=why, now=now, open_fate=open_fate
            )
            if open_fate and waiting is not None:
                self.finding.wait(waiting, waiting.due_at)

    async def _pause(self, row: OutboxRow, why: str, *, open_fate: bool) -> None:
        """Leave a chat alone where we may not write; after a week of nothing else it counts as gone."""
        now = self.clock()
        if now - row.created_at > WRITABLE_WITHIN:
            await self._end(row, why)
            return
        logger.warning("may not write chat_id=%d error=%r", row.chat_id, why)
        until = now + min(FIRST_PAUSE * int(2 ** min(row.attempts, 12)), LAST_PAUSE)
        async with self.database.writing() as session:
            await chats.pause(session, row.chat_id, until=until)
            await outbox.retry(session, row_id(row), due_at=until, error=why, now=now, open_fate=open_fate)

    async def _end(self, row: OutboxRow, why: str) -> None:
        logger.info("chat gone chat_id=%d reason=%r", row.chat_id, why)
        async with self.database.writing() as session:
            await chats.deactivate(session, row.chat_id, reason=why, now=self.clock())

    async def write(self, change: Callable[..., Awaitable[None]], row: OutboxRow, **details: object) -> None:
        """Change a row in a transaction of its own."""
        async with self.database.writing() as session:
            await change(session, row_id(row), now=self.clock(), **details)
