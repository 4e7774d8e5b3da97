"""Outbox rows become messages: rendered for their reader just before they are sent."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.chat.cards import render_card
from bot.chat.markup import Entity, Markup
from bot.chat.names import Names
from bot.chat.news import render_news
from bot.chat.rendered import Rendered
from bot.chat.sender import Sender
from bot.chat.wording import Reader
from bot.outcomes import Outcome
from bot.store.tables import Card, Chat, OutboxRow
from bot.values import IncidentView, Reason


@dataclass(frozen=True, slots=True)
class Poster:
    """What delivery sends through. `names` is asked anew each time: the watch list may have been reloaded."""

    sender: Sender
    names: Callable[[], Names]
    clock: Callable[[], datetime]

    async def card(self, chat: Chat, view: IncidentView, *, row: OutboxRow, card: Card | None) -> Outcome:
        """Send the incident's card, or edit the one that is there."""
        reader = self._reader(chat)
        if card is not None:
            rendered = render_card(view, reader=reader, names=self.names())
            return await self.sender.edit_card(chat.id, card.message_id, rendered)
        rendered = render_card(view, reader=reader, names=self.names(), possible_repeat=row.possible_repeat)
        return await self.sender.send_card(chat.id, rendered, loud=row.loud, thread_id=row.thread_id)

    async def news(
        self, chat: Chat, view: IncidentView, reason: Reason, *, row: OutboxRow, card: Card | None
    ) -> Outcome:
        """Tell what is new, as a reply to the card."""
        rendered = render_news(
            view,
            reason,
            reader=self._reader(chat),
            names=self.names(),
            possible_repeat=row.possible_repeat,
        )
        reply_to = card.message_id if card else None
        return await self.sender.send_card(
            chat.id, rendered, loud=row.loud, thread_id=row.thread_id, reply_to=reply_to
        )

    async def announcement(
        self, chat_id: int, thread_id: int | None, text: str, styles: Sequence[Sequence[Any]]
    ) -> Outcome:
        """Send an admin's words, without sound."""
        body = Markup(text, tuple(Entity(*style) for style in styles))
        return await self.sender.send_card(chat_id, Rendered(body), loud=False, thread_id=thread_id)

    def _reader(self, chat: Chat) -> Reader:
        zone = ZoneInfo(chat.timezone) if chat.timezone else None
        return Reader(chat.language, zone, self.clock())
