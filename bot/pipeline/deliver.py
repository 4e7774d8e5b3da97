"""The outbox, walked into chats.

    claim -> (look for it) -> render -> wait for its turn -> mark in flight -> send -> record

A row is marked just before the call and acknowledged just after, each in its own transaction, and none is open
during the call. After a crash between the two, or an answer that never came, nobody knows whether the message
arrived: it is looked for (`finding.py`). Where that stays open it is sent once more, and says so.
"""

import logging
from collections import deque
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol, assert_never

from bot.outcomes import (
    CalledOff,
    ChatGone,
    ChatMigrated,
    ChatNotFound,
    Delivered,
    Failure,
    Fatal,
    MayNotWrite,
    MessageGone,
    NotModified,
    OurBug,
    Outcome,
    RetryLater,
    Unknown,
)
from bot.pipeline.finding import LEASE, Before, Fate, Find, Finding, Found
from bot.pipeline.ingest import Clock
from bot.rules.backpressure import update_interval
from bot.rules.numbering import Numbering
from bot.store import cards, chats, fates, outbox, recipients, views
from bot.store.db import Database, Session
from bot.store.tables import Card, Chat, OutboxRow, Purpose
from bot.values import IncidentView, Reason

logger = logging.getLogger(__name__)

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
AT_ONCE = 8
"""Rows that are claimed by one statement, so that a broadcast does not ask for each."""
VIEWED_AGAIN, VIEWS = timedelta(seconds=5), 64
"""How long an incident that did not change is not read again, and how many are kept."""
NEWS_NO_MORE = timedelta(days=2)
"""Age of the newest statement at which a message that still waits is told no more, as after an outage. Longer
than any quiet hours or snooze."""


class Send(Protocol):
    """How a message leaves: what the chat side offers. It never raises what Telegram answers."""

    async def card(
        self, chat: Chat, view: IncidentView, *, row: OutboxRow, card: Card | None, before: Before
    ) -> Outcome: ...

    async def news(
        self,
        chat: Chat,
        view: IncidentView,
        reason: Reason,
        *,
        row: OutboxRow,
        card: Card | None,
        before: Before,
    ) -> Outcome: ...

    @property
    def find(self) -> Find: ...

    async def reach(self) -> Failure | None: ...


@dataclass(frozen=True, slots=True)
class _Viewed:
    view: IncidentView
    read_at: datetime


@dataclass
class Delivery:
    """Sends what is due. `stop` is called when nothing can be delivered to anyone."""

    database: Database
    send: Send
    clock: Clock
    update_interval: Callable[[], timedelta]
    stop: Callable[[str], None]
    numbering: Numbering = field(default_factory=Numbering)
    resting: Callable[[], Collection[int]] = tuple
    """Chats whose next turn is so far away that a worker would wait in vain."""
    _due: int = 0
    _ready: deque[OutboxRow] = field(default_factory=deque)
    _views: dict[int, _Viewed] = field(default_factory=dict)
    _busy: set[int] = field(default_factory=set)
    _finding: Finding = field(init=False)

    def __post_init__(self) -> None:
        self._finding = Finding(self.database, self.clock, self.numbering)

    async def recover(self, *, starting: bool = False) -> None:
        """Let rows wait again whose call was interrupted: nobody knows whether they arrived.

        *starting*: before anything is sent.
        """
        async with self.database.writing() as session:
            interrupted = await outbox.recover_interrupted(session, now=self.clock(), starting=starting)
            in_doubt = await fates.chats_in_doubt(session) if starting else []
        for chat_id in in_doubt:
            self.numbering.watch(chat_id)
        if interrupted:
            logger.warning("deliveries were interrupted count=%d", interrupted)

    async def measure(self) -> None:
        """See how long the queue is: the longer, the rarer cards are edited."""
        async with self.database.reading() as session:
            self._due = (await outbox.backlog(session, now=self.clock())).due

    async def work(self, row: OutboxRow, *, until: Callable[[], bool]) -> None:
        """Deliver one claimed row, then what else is due, one after the other."""
        await self.deliver(row)
        while not until():
            if not self._ready:
                self._ready.extend(await self.claim(AT_ONCE))
                if not self._ready:
                    return
            await self.deliver(self._ready.popleft())

    async def claim(self, limit: int) -> list[OutboxRow]:
        """Take up to *limit* rows to `deliver`, at most one a chat."""
        busy = (*self._busy, *self.resting())
        async with self.database.writing() as session:
            rows = await outbox.claim(session, now=self.clock(), lease=LEASE, limit=limit, busy=busy)
        self._busy.update(row.chat_id for row in rows)
        return rows

    async def deliver(self, row: OutboxRow) -> None:
        """Send one claimed row and record what became of it."""
        try:
            await self._deliver(row)
        except Exception as exc:  # a bug: report it, and keep the other rows going
            logger.exception("delivery crashed outbox_id=%s", row.id)
            # It may have happened after the call, so its message is looked for first.
            await self._retry(row, repr(exc), charged=True, open_fate=True)
        finally:
            self._busy.discard(row.chat_id)

    async def _deliver(self, row: OutboxRow) -> None:
        async with self.database.reading() as session:
            recipient = await recipients.of(session, row)
            view = await self._view(session, row.incident_id, recipient.revision) if recipient else None
        if recipient is None or view is None or not recipient.is_subscribed:
            await self._write(outbox.supersede, row, why="nobody is to be told any more")
            return
        chat, card = recipient.chat, recipient.card
        if row.tried_as is not None and not await self._settle(chat, view, row):
            return
        if needless := _needless(row, view, card) or self._overtaken(row, view, chat, card):
            await self._write(outbox.supersede, row, why=needless)
            return
        if card is not None and row.purpose is Purpose.CARD and not row.possible_repeat:
            wait_until = card.changed_at + update_interval(self.update_interval(), due=self._due)
            if wait_until > self.clock():
                await self._write(outbox.retry, row, due_at=wait_until, error="update interval")
                return
        if row.attempts >= LOUD_ATTEMPTS and row.possible_repeat:
            row.loud = False
        before = self._marking(row, view, is_edit=row.purpose is Purpose.CARD and card is not None)
        if row.purpose is Purpose.NEWS:
            outcome = await self.send.news(chat, view, Reason(row.reason), row=row, card=card, before=before)
        else:
            outcome = await self.send.card(chat, view, row=row, card=card, before=before)
            if isinstance(outcome, MessageGone):
                async with self.database.writing() as session:
                    await cards.forget(session, row.incident_id, row.chat_id)
                before = self._marking(row, view, is_edit=False, anew=True)
                outcome = await self.send.card(chat, view, row=row, card=None, before=before)
        await self._record(row, view, outcome)

    async def _view(self, session: Session, incident_id: int, revision: int) -> IncidentView | None:
        """The incident as cards show it: a change is told to many chats, one after the other."""
        known, now = self._views.get(incident_id), self.clock()
        if known is not None and known.view.revision == revision and now - known.read_at < VIEWED_AGAIN:
            return known.view
        view = await views.one(session, incident_id)
        if view is not None:
            self._views[incident_id] = _Viewed(view, now)
            if len(self._views) > VIEWS:
                del self._views[next(iter(self._views))]
        return view

    def _overtaken(self, row: OutboxRow, view: IncidentView, chat: Chat, card: Card | None) -> str | None:
        """Why a message comes too late, or None."""
        if card is not None and row.purpose is Purpose.CARD:
            return None  # an edit disturbs nobody
        if chat.paused_until is not None and row.due_at <= chat.paused_until:
            return None  # tried at the end of a pause: so it is found out that a chat may not be written to
        newest = max((statement.published_at for statement in view.statements), default=row.created_at)
        return "too old to be news" if max(newest, row.created_at) < self.clock() - NEWS_NO_MORE else None

    def _marking(self, row: OutboxRow, view: IncidentView, *, is_edit: bool, anew: bool = False) -> Before:
        is_marked = False

        async def mark() -> bool:
            nonlocal is_marked  # one mark holds for every try that Telegram refuses, as none of them arrived
            revision = None if is_edit else view.revision
            is_marked = is_marked or await self._finding.mark(row, revision=revision, anew=anew)
            return is_marked

        return mark

    async def _settle(self, chat: Chat, view: IncidentView, row: OutboxRow) -> bool:
        """Find out what became of the row's last message; whether to send it now."""
        match await self._finding.search(chat, row, self.send.find):
            case Found() as found:
                await self._record_found(row, view, found)
                return False
            case Fate.ABSENT:
                async with self.database.writing() as session:
                    await fates.settle(session, _id(row), repeat=False)
                return True
            case Fate.OPEN if row.possible_repeat:
                logger.warning("of unknown fate twice, not sent again outbox_id=%d", row.id)
                await self._write(outbox.give_up, row, error="may have arrived, and was repeated once")
                self._finding.answered(row)
                return False
            case Fate() as fate:
                # A repeat is to be answered, or its fate would be open as well.
                if fate is Fate.OPEN and (failure := await self.send.reach()):
                    await self._record(row, view, failure, open_fate=True)
                    return False
                async with self.database.writing() as session:
                    await fates.settle(session, _id(row), repeat=True)
                row.possible_repeat = True
                return True
            case failure:
                await self._record(row, view, failure, open_fate=True)
                return False

    async def _record_found(self, row: OutboxRow, view: IncidentView, found: Found) -> None:
        logger.info("found outbox_id=%d message_id=%d", row.id, found.message_id)
        now = self.clock()
        async with self.database.writing() as session:
            await fates.settle(session, _id(row), repeat=False)
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
            if found.revision >= view.revision:
                await outbox.find(session, _id(row), message_id=found.message_id, now=now)
            else:
                await outbox.retry(
                    session, _id(row), due_at=now, error="found, and there is more to say", now=now
                )
        self._finding.answered(row)

    async def _record(
        self, row: OutboxRow, view: IncidentView, outcome: Outcome, *, open_fate: bool = False
    ) -> None:
        """Act on what became of a call. *open_fate*: it asked about an earlier one, whose fate stays open."""
        if isinstance(outcome, Unknown) and not open_fate:
            self._finding.unanswered(row)
        elif not open_fate:
            self._finding.answered(row)
        match outcome:
            case CalledOff():
                logger.debug("called off outbox_id=%d", row.id)
            case Delivered() | NotModified():
                await self._record_delivered(row, view, outcome)
            case RetryLater(after, charged, why):
                if after is not None:
                    async with self.database.writing() as session:
                        await chats.pause(session, row.chat_id, until=self.clock() + after)
                await self._retry(row, why, charged=charged, after=after, open_fate=open_fate)
            case Unknown(why):
                logger.warning("delivery unknown outbox_id=%d error=%r", row.id, why)
                await self._retry(row, why, charged=False, open_fate=True)
            case ChatGone(why):
                await self._end(row, why)
            case ChatNotFound(why):
                async with self.database.writing() as session:
                    strikes = await chats.strike(session, row.chat_id)
                if strikes >= STRIKES_OUT:
                    await self._end(row, why)
                else:
                    await self._retry(row, why, charged=True, after=LAST_RETRY, open_fate=open_fate)
            case ChatMigrated(new_id):
                logger.info("chat migrated old=%d new=%d", row.chat_id, new_id)
                async with self.database.writing() as session:
                    await chats.migrate(session, row.chat_id, new_id, now=self.clock())
            case MayNotWrite(why):
                await self._pause(row, why, open_fate=open_fate)
            case OurBug(why):
                logger.error("message refused, given up outbox_id=%d error=%r", row.id, why)
                await self._write(outbox.give_up, row, error=why)
            case MessageGone():
                await self._retry(row, "the message to edit is gone", charged=True)
            case Fatal(why):
                await self._retry(row, why, charged=False, open_fate=open_fate)
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
        open_fate: bool = False,
    ) -> None:
        if charged and self.clock() - row.created_at > GIVE_UP_AFTER:
            logger.error("gave up outbox_id=%d attempts=%d error=%r", row.id, row.attempts + 1, why)
            await self._write(outbox.give_up, row, error=why)
            return
        if row.attempts == 0:
            logger.warning("delivery failing chat_id=%d error=%r", row.chat_id, why)
        pause = min(FIRST_RETRY * int(2 ** min(row.attempts, 12)), LAST_RETRY) if after is None else after
        await self._write(outbox.retry, row, due_at=self.clock() + pause, error=why, open_fate=open_fate)

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
            await outbox.retry(session, _id(row), due_at=until, error=why, now=now, open_fate=open_fate)

    async def _end(self, row: OutboxRow, why: str) -> None:
        logger.info("chat gone chat_id=%d reason=%r", row.chat_id, why)
        async with self.database.writing() as session:
            await chats.deactivate(session, row.chat_id, reason=why, now=self.clock())

    async def _write(self, change: Callable[..., Awaitable[None]], row: OutboxRow, **details: object) -> None:
        async with self.database.writing() as session:
            await change(session, _id(row), now=self.clock(), **details)


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
