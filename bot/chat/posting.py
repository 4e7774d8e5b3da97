"""Outbox rows become messages: rendered for their reader just before they are sent."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.chat.cards import card_keyboard, render_card
from bot.chat.lanes import Lane, Turn
from bot.chat.markup import Entity, Markup
from bot.chat.names import Names
from bot.chat.news import render_news
from bot.chat.rendered import Rendered
from bot.chat.sender import Sender
from bot.chat.surroundings import surroundings
from bot.chat.wording import Reader, Wording
from bot.outcomes import Failure, Outcome
from bot.store import past
from bot.store.db import Database
from bot.store.tables import Card, Chat, OutboxRow, Purpose
from bot.values import IncidentView, Reason

Before = Callable[[], Awaitable[bool]]
"""Awaited just before the call; False: it is called off."""
REMEMBERED = 64
"""Incidents whose past is kept: a change of one is told to many chats at once."""


@dataclass(frozen=True, slots=True)
class Poster:
    """What delivery sends through. `names` is asked anew each time: the watch list may have been reloaded."""

    sender: Sender
    names: Callable[[], Names]
    clock: Callable[[], datetime]
    database: Database
    _pasts: dict[tuple[int, int], past.Past | None] = field(default_factory=dict, init=False)

    async def card(
        self, chat: Chat, view: IncidentView, *, row: OutboxRow, card: Card | None, before: Before
    ) -> Outcome:
        """Send the incident's card, or edit the one that is there."""
        if card is not None:
            rendered = await self._card(chat, view)
            turn = Turn(Lane.ALERT, before)
            return await self.sender.edit_card(chat.id, card.message_id, rendered, turn=turn)
        rendered = await self._card(chat, view, key=row.id, possible_repeat=row.possible_repeat)
        return await self._send(chat.id, rendered, row=row, before=before)

    async def news(
        self,
        chat: Chat,
        view: IncidentView,
        reason: Reason,
        *,
        row: OutboxRow,
        card: Card | None,
        before: Before,
    ) -> Outcome:
        """Tell what is new, as a reply to the card."""
        rendered = self._news(chat, view, reason, row=row, possible_repeat=row.possible_repeat)
        reply_to = card.message_id if card else None
        return await self._send(chat.id, rendered, row=row, before=before, reply_to=reply_to)

    async def find(self, chat: Chat, message_id: int, *, row: OutboxRow, before: Before) -> Outcome:
        """Whether the message that *row* was sent as is there (`Sender.find`)."""
        keyboard = card_keyboard(row.incident_id, self._reader(chat), row.tried_as)
        turn = Turn(Lane.SEARCH, before)
        return await self.sender.find(chat.id, message_id, Rendered(Markup(), keyboard), turn=turn)

    async def unmark(self, chat: Chat, view: IncidentView, *, row: OutboxRow, message_id: int) -> Outcome:
        """Let the message that *row* was sent as say no more that it may be a repeat."""
        if row.purpose is Purpose.NEWS:
            rendered = self._news(chat, view, Reason(row.reason), row=row, possible_repeat=False)
        else:
            rendered = await self._card(chat, view, key=row.id)
        return await self.sender.edit_card(chat.id, message_id, rendered)

    async def reach(self) -> Failure | None:
        """Whether Telegram answers at all: None, or why not."""
        return await self.sender.reach()

    async def _send(
        self,
        chat_id: int,
        rendered: Rendered,
        *,
        row: OutboxRow,
        before: Before,
        reply_to: int | None = None,
    ) -> Outcome:
        turn = Turn(Lane.ALERT, before)
        return await self.sender.send_card(
            chat_id, rendered, loud=row.loud, thread_id=row.thread_id, reply_to=reply_to, turn=turn
        )

    async def announcement(
        self,
        chat_id: int,
        thread_id: int | None,
        text: str,
        styles: Sequence[Sequence[Any]],
        before: Before,
    ) -> Outcome:
        """Send an admin's words, without sound."""
        body = Markup(text, tuple(Entity(*style) for style in styles))
        return await self.sender.send_card(
            chat_id, Rendered(body), loud=False, thread_id=thread_id, turn=Turn(Lane.ANNOUNCEMENT, before)
        )

    async def _card(
        self, chat: Chat, view: IncidentView, *, key: int | None = None, possible_repeat: bool = False
    ) -> Rendered:
        reader, names = self._reader(chat), self.names()
        around = surroundings(view, await self._past(view), Wording(reader, names))
        return render_card(
            view, reader=reader, names=names, possible_repeat=possible_repeat, around=around, key=key
        )

    def _news(
        self, chat: Chat, view: IncidentView, reason: Reason, *, row: OutboxRow, possible_repeat: bool
    ) -> Rendered:
        return render_news(
            view,
            reason,
            reader=self._reader(chat),
            names=self.names(),
            possible_repeat=possible_repeat,
            key=row.id,
        )

    async def _past(self, view: IncidentView) -> past.Past | None:
        key = view.incident_id, view.revision
        if key not in self._pasts:
            async with self.database.reading() as session:
                found = await past.before(session, view)
            if len(self._pasts) >= REMEMBERED:
                del self._pasts[next(iter(self._pasts))]
            self._pasts[key] = found
            return found
        return self._pasts[key]

    def _reader(self, chat: Chat) -> Reader:
        zone = ZoneInfo(chat.timezone) if chat.timezone else None
        return Reader(chat.language, zone, self.clock(), in_channel=chat.kind == "channel")
