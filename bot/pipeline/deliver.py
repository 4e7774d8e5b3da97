"""The outbox, walked into chats.

    claim -> (look for it) -> render -> wait for its turn -> mark in flight -> send -> record

A row is marked just before the call and acknowledged just after, each in its own transaction, and none is open
during the call. After a crash between the two, or an answer that never came, nobody knows whether the message
arrived: it is looked for (`finding.py`). Where that stays open it is sent once more, and says so.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

from bot.outcomes import Delivered, Failure, MessageGone, NotModified, Outcome
from bot.pipeline.finding import LEASE, Before, Fate, Find, Finding, Found
from bot.pipeline.ingest import Clock
from bot.pipeline.insisting import Sleep, claimed, insist
from bot.pipeline.recording import Recording
from bot.rules.backpressure import update_interval
from bot.rules.numbering import Numbering, is_shared
from bot.store import cards, claims, outbox, queue, recipients, views
from bot.store.db import Database, Session, passes
from bot.store.tables import Card, Chat, OutboxRow, Purpose
from bot.values import IncidentView, Reason

logger = logging.getLogger(__name__)

LOUD_ATTEMPTS = 2
"""How often a message of unknown fate may sound: once more than once is worth it, an endless alarm is not."""
AT_ONCE = 8
"""Rows that are claimed by one statement, so that a broadcast does not ask for each."""
VIEWED_AGAIN, VIEWS = timedelta(seconds=5), 64
"""How long an incident that did not change is not read again, and how many are kept."""
FLOOR_WITHIN = timedelta(minutes=3)
"""Age up to which a message whose repeat is of unknown fate as well waits until another's answer tells how far
numbers have come. Then it is sent once more, as its fate will be known; otherwise it is given up."""
END_WITHIN = timedelta(seconds=3)
"""How long a message that was looked for in vain waits for the answer of a later call, which alone proves that
it did not arrive. Then it is sent again, and says so."""
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

    async def unmark(self, chat: Chat, view: IncidentView, *, row: OutboxRow, message_id: int) -> Outcome: ...


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
    sleep: Sleep = asyncio.sleep
    _due: int = 0
    _ready: deque[OutboxRow] = field(default_factory=deque)
    _claiming: asyncio.Lock = field(default_factory=asyncio.Lock)
    _views: dict[int, _Viewed] = field(default_factory=dict)
    _busy: set[int] = field(default_factory=set)
    _finding: Finding = field(init=False)
    _recording: Recording = field(init=False)

    def __post_init__(self) -> None:
        self._finding = Finding(self.database, self.clock, self.numbering)
        self._recording = Recording(self.database, self.clock, self.stop, self._finding)

    async def recover(self, *, starting: bool = False) -> None:
        """Let rows wait again whose call was interrupted: nobody knows whether they arrived.

        *starting*: before anything is sent.
        """
        async with self.database.writing() as session:
            interrupted = await outbox.recover_interrupted(session, now=self.clock(), starting=starting)
            if starting:
                await self._finding.recall(session)
        if interrupted:
            logger.warning("deliveries were interrupted count=%d", interrupted)

    async def measure(self) -> None:
        """See how long the queue is: the longer, the rarer cards are edited."""
        async with self.database.reading() as session:
            self._due = (await queue.backlog(session, now=self.clock())).due

    async def work(self, row: OutboxRow, *, until: Callable[[], bool]) -> None:
        """Deliver one claimed row, then what else is due, one after the other."""
        await self.deliver(row)
        while not until() and (following := await self._next()) is not None:
            await self.deliver(following)

    async def _next(self) -> OutboxRow | None:
        async with self._claiming:  # whoever waits here finds what another has claimed
            if not self._ready:
                self._ready.extend(await claimed(self.claim(AT_ONCE)))
            return self._ready.popleft() if self._ready else None

    async def claim(self, limit: int) -> list[OutboxRow]:
        """Take up to *limit* rows to `deliver`, at most one a chat."""
        if self._ready:  # of workers that died: their chats would stay busy for ever
            return [self._ready.popleft() for _ in range(min(limit, len(self._ready)))]
        busy = (*self._busy, *self.resting())
        async with self.database.writing() as session:
            claim = partial(claims.claim, session, now=self.clock(), lease=LEASE, busy=busy)
            doubted = self._finding.due(limit)
            rows = await claim(limit=limit, only=doubted) if doubted else []
            if len(rows) < limit:
                rows += await claim(limit=limit - len(rows))
        self._finding.named(doubted)  # not before the commit: a database that is full claims nothing
        self._busy.update(row.chat_id for row in rows)
        return rows

    async def deliver(self, row: OutboxRow) -> None:
        """Send one claimed row and record what became of it."""
        try:
            await self._deliver(row)
        except Exception as exc:  # a bug: report it, and keep the other rows going
            logger.error("delivery crashed outbox_id=%s", row.id, exc_info=not passes(exc))
            # It may have happened after the call, so its message is looked for first.
            retry = partial(self._recording.retry, row, repr(exc), charged=not passes(exc), open_fate=True)
            await insist(retry, self.sleep)
        finally:
            self._busy.discard(row.chat_id)

    async def _deliver(self, row: OutboxRow) -> None:
        async with self.database.reading() as session:
            recipient = await recipients.of(session, row)
            view = await self._view(session, row.incident_id, recipient.revision) if recipient else None
        if recipient is None or view is None or not recipient.is_subscribed:
            await self._recording.write(outbox.supersede, row, why="nobody is to be told any more")
            return
        chat, card = recipient.chat, recipient.card
        if row.tried_as is not None and not await self._settle(chat, view, row):
            return
        if needless := _needless(row, view, card) or self._overtaken(row, view, chat, card):
            await self._recording.write(outbox.supersede, row, why=needless)
            return
        if card is not None and row.purpose is Purpose.CARD and not row.possible_repeat:
            wait_until = card.changed_at + update_interval(self.update_interval(), due=self._due)
            if wait_until > self.clock():
                await self._recording.write(outbox.put_off, row, due_at=wait_until, why="update interval")
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
        record = partial(self._recording.record, row, view, outcome)
        if not isinstance(outcome, Delivered | NotModified):
            await record()
            return
        above = self._finding.doubted(row)
        # What has arrived need not be looked for because it could not be noted at once.
        await insist(record, self.sleep)
        if above is not None and isinstance(outcome, Delivered):
            await self._unmark(chat, view, row, outcome.message_id, above=above)

    async def _unmark(
        self, chat: Chat, view: IncidentView, row: OutboxRow, message_id: int, *, above: int
    ) -> None:
        """Let a message that turns out to repeat nothing say so no more. Where that fails it stays as it is."""
        if await self._finding.is_first(chat, row, message_id, above=above, find=self.send.find):
            outcome = await self.send.unmark(chat, view, row=row, message_id=message_id)
            logger.info("repeated nothing outbox_id=%d unmarked=%r", row.id, outcome)

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
        searched = self._finding.was_searched(row)
        match await self._finding.search(chat, row, self.send.find):
            case Found() as found:
                await self._recording.found(row, view, found)
                return False
            case Fate.ABSENT:
                await self._finding.settle(row, repeat=False)
                return True
            case Fate.OPEN if row.possible_repeat and self.numbering.floor(chat.id) is None:
                if self.clock() - row.created_at < FLOOR_WITHIN:
                    why = "of unknown fate twice, waiting to know how far numbers have come"
                    await self._recording.retry(row, why, charged=False, open_fate=True)
                    return False
                logger.warning("of unknown fate twice, not sent again outbox_id=%d", row.id)
                await self._recording.write(
                    outbox.give_up, row, error="may have arrived, and was repeated once"
                )
                self._finding.answered(row)
                return False
            case Fate.UNLIKELY if is_shared(chat.id) and not searched:
                why = "not found, waiting for another's answer that tells where to end"
                await self._recording.retry(row, why, charged=False, after=END_WITHIN, open_fate=True)
                return False
            case Fate() as fate:
                # A repeat is to be answered, or its fate would be open as well.
                if fate is Fate.OPEN and (failure := await self.send.reach()):
                    await self._recording.record(row, view, failure, open_fate=True)
                    return False
                await self._finding.settle(row, repeat=True)
                row.possible_repeat = True
                return True
            case failure:
                await self._recording.record(row, view, failure, open_fate=True)
                return False


def _needless(row: OutboxRow, view: IncidentView, card: Card | None) -> str | None:
    """Why a row need not be sent any more, or None."""
    if row.purpose is Purpose.CARD:
        if card is not None and card.shown_revision >= view.revision and not row.possible_repeat:
            return "the card shows it already"
        if card is None and all(statement.withdrawn_at for statement in view.statements):
            return "withdrawn before it was told"
    return None
