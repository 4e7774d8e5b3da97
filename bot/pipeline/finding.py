"""The mark before a call that sends a message, and the search for a message whose call was never answered.

    mark      chat watched -> row in flight, with a number that its message will stand above
    search    ask about the few numbers above it that the message can have

`bot.rules.numbering` says why a search can only ever meet the message itself.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, Protocol, TypeAlias

from bot.outcomes import CalledOff, Delivered, Failure, MessageGone, OurBug, Outcome
from bot.pipeline.ingest import Clock
from bot.rules.numbering import FIRST_OF_ITS_OWN, NEVER, REMEMBERED, Numbering
from bot.store import fates, outbox
from bot.store.db import Database, Session
from bot.store.outbox import Tried
from bot.store.tables import Chat, OutboxRow, OutboxStatus

logger = logging.getLogger(__name__)

LEASE: Final = timedelta(minutes=2)
"""How long one call may take, with the wait for its turn, before the row counts as interrupted."""

ASKED_AT_MOST: Final = 32
"""Numbers that are asked about in one search, those of other people's messages among them."""


class Before(Protocol):
    """Awaited just before a call; False: it is called off."""

    async def __call__(self) -> bool: ...


class Find(Protocol):
    """Whether what *row* was sent as has *message_id*: `Delivered`, `MessageGone`, or a failure to ask."""

    async def __call__(self, chat: Chat, message_id: int, *, row: OutboxRow, before: Before) -> Outcome: ...


class Fate(StrEnum):
    """What a search without a find means."""

    ABSENT = "it did not arrive"
    UNLIKELY = "it is not where it should be"
    OPEN = "it cannot be looked for"


@dataclass(frozen=True, slots=True)
class Found:
    """The message is there and shows *revision*; 0: something was to be told since."""

    message_id: int
    revision: int


Searched: TypeAlias = Found | Fate | Failure


@dataclass
class Finding:
    """Marks and searches. `numbering` is that of the limiter, which sees every message go."""

    database: Database
    clock: Clock
    numbering: Numbering
    _asked: dict[int, set[int]] = field(default_factory=dict)
    """The numbers that a row's message was found not to have."""
    _ended: dict[int, int] = field(default_factory=dict)
    """The tick at which a row's call ended without an answer."""
    _doubted: dict[int, tuple[int, int]] = field(default_factory=dict)
    """Of a row that was looked for in vain: the number its message would stand above, and the tick then."""

    _waiting: dict[int, datetime] = field(default_factory=dict)
    """Rows that wait to be looked for, with the time until which they do."""

    async def mark(self, row: OutboxRow, *, revision: int | None, anew: bool = False) -> bool:
        """Note that the call is being made; False: do not send.

        *revision* is what a new message shows, None for an edit, which can be made again. *anew*: the row is in
        flight, and what that call was for is known to have come to nothing.
        """
        number, lease_until = row_id(row), self.clock() + LEASE
        if revision is None:
            async with self.database.writing() as session:
                marked = await outbox.mark_in_flight(session, number, lease_until=lease_until)
        else:
            mark = outbox.mark_anew if anew else outbox.mark_in_flight
            self.numbering.watch(row.chat_id)
            since = self.numbering.now
            floor = self.numbering.floor(row.chat_id)
            async with self.database.writing() as session:
                if floor is None and (stored := await fates.number_of(session, row.chat_id)) is not None:
                    floor = max(stored, self.numbering.newest(row.chat_id))
                tried = Tried(number, floor, revision)
                marked = await mark(session, number, lease_until=lease_until, tried=tried)
                if marked:
                    await fates.forget_number(session, row.chat_id)
            if marked and self.numbering.is_disturbed(row.chat_id, since):
                async with self.database.writing() as session:
                    await fates.expose(session, row.chat_id)
            self._ended[number] = NEVER
        if marked:
            row.status = OutboxStatus.IN_FLIGHT
        return marked

    async def keep_number(self, session: Session, chat_id: int) -> None:
        """Store how far the chat is numbered, if that is known: for the first message after a restart."""
        number = self.numbering.floor(chat_id)
        if number is not None:
            await self._keep(session, chat_id, number)

    async def keep_found(self, session: Session, row: OutboxRow, number: int) -> None:
        """The row's message was found as *number*: no message of ours in the chat stands above it."""
        tried = await fates.tried(session, row_id(row))
        if tried is not None and tried.after is not None:  # else another message came meanwhile
            floor = self.numbering.floor(row.chat_id)
            await self._keep(session, row.chat_id, number if floor is None else floor)

    async def give_number_back(self, session: Session, row: OutboxRow) -> None:
        """The row's call came to nothing: the chat is numbered no further than it was before."""
        tried = await fates.tried(session, row_id(row))
        if tried is None or tried.after is None:  # taken away by another message meanwhile
            return
        await self._keep(session, row.chat_id, tried.after)

    async def _keep(self, session: Session, chat_id: int, number: int) -> None:
        since, was_watched = self.numbering.now, self.numbering.is_watched(chat_id)
        self.numbering.watch(chat_id)
        self.numbering.store(chat_id)
        await fates.keep_number(session, chat_id, number)
        if self.numbering.is_disturbed(chat_id, since):
            # Whoever begins only now waits for this transaction before taking the number away.
            await fates.forget_number(session, chat_id)
        if not was_watched:
            self.numbering.unwatch(chat_id)

    def unanswered(self, row: OutboxRow) -> None:
        """The call has ended, and nobody knows how."""
        self._ended[row_id(row)] = self.numbering.now

    def wait(self, row: OutboxRow, until: datetime) -> None:
        """The row's message is to be looked for then."""
        self._waiting[row_id(row)] = until

    def due(self, limit: int) -> list[int]:
        """Up to *limit* rows to look for now, until they are `named`.

        They go before all that is due for longer, as any answer to a person takes away the means to look.
        """
        now = self.clock()
        return [row for row, until in self._waiting.items() if until <= now][:limit]

    def named(self, rows: Sequence[int]) -> None:
        """These rows had their turn, taken or not: one whose chat is silent must not keep others waiting."""
        for row in rows:
            self._waiting.pop(row, None)

    def answered(self, row: OutboxRow) -> None:
        """The fate of the row's message is known."""
        self._ended.pop(row_id(row), None)
        self._asked.pop(row_id(row), None)
        self._doubted.pop(row_id(row), None)
        self.numbering.unwatch(row.chat_id)

    def was_searched(self, row: OutboxRow) -> bool:
        """Whether the row's message was looked for before, in vain."""
        return row_id(row) in self._asked

    async def search(self, chat: Chat, row: OutboxRow, find: Find) -> Searched:
        """Look for the message *row* was last sent as, or say why that could not be asked."""
        self.numbering.watch(chat.id)
        since = self.numbering.now
        async with self.database.reading() as session:
            tried = await fates.tried(session, row_id(row))
        if tried is None or tried.after is None:
            logger.info("not looked for outbox_id=%d: its number is not known", row.id)
            self._doubted.pop(row_id(row), None)
            return Fate.OPEN

        async def undisturbed() -> bool:
            return not self.numbering.is_disturbed(chat.id, since)

        # A row of an earlier process: every call of this one began after it.
        ended, asked = self._ended.get(row_id(row), -1), self._asked.get(row_id(row), set())
        for _ in range(ASKED_AT_MOST):
            search = self.numbering.search(chat.id, tried.after, since=ended)
            number = next((number for number in search.numbers if number not in asked), None)
            if number is None:
                break
            match await find(chat, number, row=row, before=undisturbed):
                case Delivered():
                    self.numbering.found(chat.id, number)
                    return Found(number, tried.revision)
                case MessageGone(taken=True):
                    self.numbering.hear(chat.id, number)  # so the search goes on past it
                case MessageGone():
                    asked.add(number)
                case CalledOff() | OurBug() as refused:
                    logger.info("not looked for outbox_id=%d at %d: %r", row.id, number, refused)
                    self._doubted.pop(row_id(row), None)
                    return Fate.OPEN
                case failure:
                    return failure
        self._asked[row_id(row)] = asked
        # Others may have been answered in the meantime, and tell where to end.
        search = self.numbering.search(chat.id, tried.after, since=ended)
        is_proven = search.needed is not None and asked.issuperset(search.needed)
        fate = Fate.ABSENT if is_proven else Fate.UNLIKELY
        logger.info("looked for outbox_id=%d above=%d asked=%s: %s", row.id, tried.after, sorted(asked), fate)
        if fate is Fate.UNLIKELY and not row.possible_repeat:
            self._doubted.setdefault(row_id(row), (tried.after, since))
        return fate

    def doubted(self, row: OutboxRow) -> int | None:
        """The number that all earlier messages of the row would stand above, and no other of ours, or None.

        To be asked when the repeat was answered, before that is recorded.
        """
        above, since = self._doubted.get(row_id(row), (None, 0))
        return None if self.numbering.is_disturbed(row.chat_id, since) else above

    async def is_first(self, chat: Chat, row: OutboxRow, number: int, *, above: int, find: Find) -> bool:
        """Whether the repeat, which is *number*, repeats nothing: no earlier message of the row is there."""

        async def always() -> bool:
            return True  # whatever begins now stands above the repeat

        numbers = self.numbering.between(chat.id, above, number)
        if numbers is None:
            return False
        for each in numbers:
            if not isinstance(await find(chat, each, row=row, before=always), MessageGone):
                return False
        return True

    async def recall(self, session: Session) -> None:
        """Learn from what earlier processes stored. To be called at the start, before anything is sent."""
        highest = await fates.highest_number(session, above=FIRST_OF_ITS_OWN)
        given = await fates.numbers_in_question(session, above=FIRST_OF_ITS_OWN, limit=REMEMBERED[True])
        for number in given:
            self.numbering.skip(number)
        self.numbering.start_from(highest)
        self._waiting = dict.fromkeys(await fates.rows_in_doubt(session), self.clock())
        for chat_id in await fates.numbered_chats(session):
            self.numbering.store(chat_id)
        for chat_id in await fates.chats_in_doubt(session):
            self.numbering.watch(chat_id)

    async def settle(self, row: OutboxRow, *, repeat: bool) -> None:
        """The search for the row's message has ended without a find: see `fates.settle`."""
        self._asked.pop(row_id(row), None)  # what is sent now may get one of these numbers
        if not repeat:
            self._doubted.pop(row_id(row), None)
        async with self.database.writing() as session:
            if not repeat:
                await self.give_number_back(session, row)
            await fates.settle(session, row_id(row), repeat=repeat)


def row_id(row: OutboxRow) -> int:
    """The id of a row that was read from the database."""
    assert row.id is not None
    return row.id
