"""A call that makes a message, from when it first matters to a search until its answer (`bot.rules.numbering`).

Whoever writes into a chat with a message of unknown fate takes away the means to look for it. That is written
down before the message's turn in the line and not after it: what waits for a slow database with its turn taken
would leave all at once when the database answers.
"""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from telegram.error import TelegramError

from bot.chat.failures import classify
from bot.chat.remembering import Memory
from bot.outcomes import Unknown
from bot.rules.numbering import Numbering


@dataclass(slots=True)
class Making:
    """One try to make a message in *chat_id*.

    *search* is held while a number of the chat is asked about. *noted*: the message notes its own call
    beforehand, and so is not in its own way.
    """

    numbering: Numbering
    memory: Memory | None
    chat_id: int
    search: asyncio.Lock
    noted: bool
    _begun: int | None = None

    async def expose(self) -> None:
        """Take away what is known for a search. To be awaited before the call."""
        if self.noted:
            return
        self._begin()
        known = self.numbering.is_watched(self.chat_id) or self.numbering.is_stored(self.chat_id)
        if self.memory and known:
            await self.memory.expose(self.chat_id)
            self.numbering.bare(self.chat_id)

    async def call(self, callback: Callable[..., Coroutine[Any, Any, Any]], *args: Any, **kwargs: Any) -> Any:
        """Make the call. What it tells about numbers is noted."""
        self._begin()
        if not self.noted and self.numbering.is_watched(self.chat_id):
            async with self.search:
                pass
        number, doubtful = None, True
        try:
            made = await callback(*args, **kwargs)
            number, doubtful = made.get("message_id") if isinstance(made, dict) else None, False
            return made
        except TelegramError as error:
            doubtful = isinstance(classify(error), Unknown)
            raise
        finally:
            self.end(number=number, doubtful=doubtful)

    def end(self, *, number: int | None = None, doubtful: bool = False) -> None:
        """It is over: as a message with this *number*, or without any call. Ending twice is harmless."""
        if self._begun is not None:
            self.numbering.end(self.chat_id, self._begun, number=number, doubtful=doubtful)
            self._begun = None

    def _begin(self) -> None:
        if self._begun is None:
            self._begun = self.numbering.begin(self.chat_id, marked=self.noted)
