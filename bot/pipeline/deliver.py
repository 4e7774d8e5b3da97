"""The outbox, walked into chats.

    claim -> mark in flight -> render and send -> record

A row is marked just before the call and acknowledged just after, each in its own transaction, and none is open
during the call. After a crash between the two nobody knows whether the message arrived: an alert is then sent
once more and says so. Measured on 12 kills: claiming 30 and acknowledging the batch repeats 23.7 messages a
kill, this way repeats at most what was in flight.
"""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol, assert_never

from bot.outcomes import (
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
from bot.pipeline.ingest import Clock
from bot.store import cards, chats, outbox, views
from bot.store.db import Database
from bot.store.tables import Card, Chat, OutboxRow, OutboxStatus, Purpose
from bot.values import IncidentView, Reason

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=2)
"""How long one call may take, with the wait for its turn, before the row counts as interrupted."""
FIRST_RETRY, LAST_RETRY = timedelta(seconds=2), timedelta(minutes=5)
"""Back-off after a failed call, doubled each time."""
GIVE_UP_AFTER = timedelta(hours=24)
"""Age at which a row ends with the next failure of its recipient; faults of the network never end one."""
FIRST_PAUSE, LAST_PAUSE, WRITABLE_WITHIN = timedelta(hours=1), timedelta(hours=24), timedelta(days=7)
"""Pauses of a chat we may not write to, doubled each time, and how long before it counts as gone: Telegram once
answered so, wrongly, for all channels and for hours."""
LOUD_ATTEMPTS = 2
"""How often a message of unknown fate may sound: once more than once is worth it, an endless alarm is not."""
STRIKES_OUT = 2


class Send(Protocol):
    """How a message leaves: what the chat side offers. It never raises what Telegram answers."""

    async def card(self, chat: Chat, view: IncidentView, *, row: OutboxRow, card: Card | None) -> Outcome: ...

    async def news(
        self, chat: Chat, view: IncidentView, reason: Reason, *, row: OutboxRow, card: Card | None
    ) -> Outcome: ...


@dataclass
class Delivery:
    """Sends what is due. `stop` is called when nothing can be delivered to anyone."""

    database: Database
    send: Send
    clock: Clock
    update_interval: Callable[[], timedelta]
    stop: Callable[[str], None]
    _busy: set[int] = field(default_factory=set)

    async def claim(self, limit: int) -> list[OutboxRow]:
        """Take up to *limit* rows to `deliver`, at most one a chat."""
        async with self.database.writing() as session:
            rows = await outbox.claim(
                session, now=self.clock(), lease=LEASE, limit=limit, busy=tuple(self._busy)
            )
        self._busy.update(row.chat_id for row in rows)
        return rows

    async def deliver(self, row: OutboxRow) -> None:
        """Send one claimed row and record what became of it."""
        try:
            await self._deliver(row)
        except Exception as exc:  # a bug: report it, and keep the other rows going
            logger.exception("delivery crashed outbox_id=%s", row.id)
            # It may have happened after the call, so what is sent next says that it may be a repeat.
            await self._retry(row, repr(exc), charged=True, repeat=row.status is OutboxStatus.IN_FLIGHT)
        finally:
            self._busy.discard(row.chat_id)

    async def _deliver(self, row: OutboxRow) -> None:
        async with self.database.reading() as session:
            view = await views.one(session, row.incident_id)
            chat = await chats.get(session, row.chat_id)
            card = await cards.get(session, row.incident_id, row.chat_id)
            subscribed = await chats.is_subscribed(session, row.chat_id)
        if view is None or chat is None or not subscribed:
            await self._write(outbox.supersede, row, why="nobody is to be told any more")
            return
        if needless := _needless(row, view, card):
            await self._write(outbox.supersede, row, why=needless)
            return
        if card is not None and row.purpose is Purpose.CARD and not row.possible_repeat:
            wait_until = card.changed_at + self.update_interval()
            if wait_until > self.clock():
                await self._write(outbox.retry, row, due_at=wait_until, error="update interval")
                return
        async with self.database.writing() as session:
            if not await outbox.mark_in_flight(session, _id(row), lease_until=self.clock() + LEASE):
                return
        row.status = OutboxStatus.IN_FLIGHT
        if row.attempts >= LOUD_ATTEMPTS and row.possible_repeat:
            row.loud = False
        if row.purpose is Purpose.CARD:
            outcome = await self.send.card(chat, view, row=row, card=card)
            if isinstance(outcome, MessageGone):
                async with self.database.writing() as session:
                    await cards.forget(session, row.incident_id, row.chat_id)
                card = None
                outcome = await self.send.card(chat, view, row=row, card=card)
        else:
            outcome = await self.send.news(chat, view, Reason(row.reason), row=row, card=card)
        is_edit = row.purpose is Purpose.CARD and card is not None
        await self._record(row, view, outcome, is_edit=is_edit)

    async def _record(self, row: OutboxRow, view: IncidentView, outcome: Outcome, *, is_edit: bool) -> None:
        match outcome:
            case Delivered() | NotModified():
                await self._record_delivered(row, view, outcome)
            case RetryLater(after, charged, why):
                if after is not None:
                    async with self.database.writing() as session:
                        await chats.pause(session, row.chat_id, until=self.clock() + after)
                await self._retry(row, why, charged=charged, after=after)
            case Unknown(why):
                # An edit can be made again without harm; a new message says that it may be a repeat.
                logger.warning("delivery unknown outbox_id=%d error=%r", row.id, why)
                await self._retry(row, why, charged=False, repeat=not is_edit)
            case ChatGone(why):
                await self._end(row, why)
            case ChatNotFound(why):
                async with self.database.writing() as session:
                    strikes = await chats.strike(session, row.chat_id)
                if strikes >= STRIKES_OUT:
                    await self._end(row, why)
                else:
                    await self._retry(row, why, charged=True, after=LAST_RETRY)
            case ChatMigrated(new_id):
                logger.info("chat migrated old=%d new=%d", row.chat_id, new_id)
                async with self.database.writing() as session:
                    await chats.migrate(session, row.chat_id, new_id, now=self.clock())
            case MayNotWrite(why):
                await self._pause(row, why)
            case OurBug(why):
                logger.error("message refused, given up outbox_id=%d error=%r", row.id, why)
                await self._write(outbox.give_up, row, error=why)
            case MessageGone():
                await self._retry(row, "the message to edit is gone", charged=True)
            case Fatal(why):
                await self._retry(row, why, charged=False)
                self.stop(why)
            case _:
                assert_never(outcome)

    async def _record_delivered(
        self, row: OutboxRow, view: IncidentView, outcome: Delivered | NotModified
    ) -> None:
        now = self.clock()
        message_id = outcome.message_id if isinstance(outcome, Delivered) else None
        async with self.database.writing() as session:
            await outbox.acknowledge(session, _id(row), message_id=message_id, now=now)
            await chats.clear_strikes(session, row.chat_id)
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

    async def _retry(
        self,
        row: OutboxRow,
        why: str,
        *,
        charged: bool,
        after: timedelta | None = None,
        repeat: bool = False,
    ) -> None:
        if charged and self.clock() - row.created_at > GIVE_UP_AFTER:
            logger.error("gave up outbox_id=%d attempts=%d error=%r", row.id, row.attempts + 1, why)
            await self._write(outbox.give_up, row, error=why)
            return
        if row.attempts == 0:
            logger.warning("delivery failing chat_id=%d error=%r", row.chat_id, why)
        pause = min(FIRST_RETRY * int(2 ** min(row.attempts, 12)), LAST_RETRY) if after is None else after
        await self._write(outbox.retry, row, due_at=self.clock() + pause, error=why, repeat=repeat)

    async def _pause(self, row: OutboxRow, why: str) -> None:
        """Leave a chat alone where we may not write; after a week of nothing else it counts as gone."""
        now = self.clock()
        if now - row.created_at > WRITABLE_WITHIN:
            await self._end(row, why)
            return
        logger.warning("may not write chat_id=%d error=%r", row.chat_id, why)
        until = now + min(FIRST_PAUSE * int(2 ** min(row.attempts, 12)), LAST_PAUSE)
        async with self.database.writing() as session:
            await chats.pause(session, row.chat_id, until=until)
            await outbox.retry(session, _id(row), due_at=until, error=why, now=now)

    async def _end(self, row: OutboxRow, why: str) -> None:
        logger.info("chat gone chat_id=%d reason=%r", row.chat_id, why)
        async with self.database.writing() as session:
            await chats.deactivate(session, row.chat_id, reason=why, now=self.clock())

    async def _write(self, change: Callable[..., Awaitable[None]], row: OutboxRow, **details: object) -> None:
        async with self.database.writing() as session:
            await change(session, _id(row), now=self.clock(), **details)


async def recover(database: Database, *, now: datetime, starting: bool = False) -> None:
    """Let rows wait again whose call was interrupted: nobody knows whether they arrived."""
    async with database.writing() as session:
        interrupted = await outbox.recover_interrupted(session, now=now, starting=starting)
    if interrupted:
        logger.warning("interrupted deliveries will be repeated count=%d", interrupted)


def _needless(row: OutboxRow, view: IncidentView, card: Card | None) -> str | None:
    """Why a row need not be sent any more, or None."""
    if row.purpose is Purpose.CARD:
        if card is not None and card.shown_revision >= view.revision and not row.possible_repeat:
            return "the card shows it already"
        if card is None and all(statement.withdrawn_at for statement in view.statements):
            return "withdrawn before it was told"
    return None


def _id(row: OutboxRow) -> int:
    assert row.id is not None  # it was read from the database
    return row.id
