"""One visit to a chat's settings: what was pressed, and about which chat."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from bot.chat.context import Asked, Services
from bot.chat.languages import voice
from bot.chat.settings.chosen import HERE, Chosen
from bot.store import chats, subscriptions, views
from bot.store.db import Session
from bot.store.tables import Chat

_WITH_REPORTED: Final = ("regions", "country", "left", "leftcountry")
"""Screens that offer the regions that were reported on most; a country that is not there leads to the other."""


@dataclass(frozen=True, slots=True)
class Visit:
    """A press on a button of a settings screen, with the chat it is about."""

    session: Session
    question: Asked
    services: Services
    target: str
    params: tuple[str, ...]
    now: datetime

    @property
    def chat_id(self) -> int:
        return self.question.chat_id if self.target == HERE else int(self.target)

    def number(self, index: int, most: int) -> int:
        """A parameter as a whole number from 0 to *most*; 0 for anything else."""
        word = self.param(index)
        return int(word) if word.isascii() and word.isdecimal() and int(word) <= most else 0

    def param(self, index: int) -> str:
        return self.params[index] if len(self.params) > index else ""

    async def toggle(self, what: str, word: str) -> None:
        """Put *word* on one of the chat's lists, or take it off."""
        await subscriptions.toggle(self.session, self.chat_id, what, word, now=self.now, thread_id=self._thread)

    async def wish(self, **wishes: Any) -> None:
        """Change what the chat asked for."""
        await subscriptions.change(self.session, self.chat_id, now=self.now, thread_id=self._thread, **wishes)

    async def tell_here(self) -> None:
        """Tell the chat in the topic in which this is asked."""
        if await subscriptions.get(self.session, self.chat_id):
            await chats.subscribe(self.session, self.chat_id, now=self.now, thread_id=self._thread)

    @property
    def _thread(self) -> int | None:
        """The forum topic that is told what is chosen in it."""
        return self.question.thread_id if self.target == HERE else None

    async def chosen(self, screen: str = "") -> Chosen:
        """What the chat has chosen by now, with what only *screen* shows."""
        session, chat_id = self.session, self.chat_id
        chat = await session.get(Chat, chat_id, populate_existing=True)
        assert chat is not None  # whoever asks was stored just before
        subscription = await subscriptions.get(session, chat_id)
        is_here = subscription is None or subscription.thread_id == self.question.thread_id
        speaker = chat if self.target == HERE else await chats.get(session, self.question.chat_id)
        snoozes = await subscriptions.snoozes(session, chat_id, now=self.now)
        snoozed = await views.many(session, [int(one.target) for one in snoozes if one.target.isdecimal()])
        return Chosen(
            self.target,
            chat,
            subscription,
            voice(speaker.language if speaker else self.question.language),
            self.services.names(),
            self.now,
            snoozes,
            await subscriptions.most_reported(session) if screen in _WITH_REPORTED else (),
            elsewhere=self.target == HERE and not is_here,
            snoozed={view.incident_id: view for view in snoozed},
        )


def target_of(args: Sequence[str]) -> int | None:
    """The chat a settings button is about, where that is not the one it is in."""
    word = args[1] if len(args) > 1 else HERE
    return int(word) if word != HERE and word.removeprefix("-").isdecimal() and word.isascii() else None
