"""The words that can be found, which is where a mistyped one is looked up."""

import asyncio
from asyncio import Lock
from dataclasses import dataclass, field

from bot.rules.language.slips import slips_of
from bot.rules.searching import Lexicon
from bot.store import search
from bot.store.db import Database, Session


@dataclass(slots=True)
class Vocabulary:
    """The words that can be found. All are read once, which walks the whole index; then only what is new.

    What edited posts no longer say stays until the next start: it is offered, and then nothing is found.
    """

    _lexicon: Lexicon = field(default_factory=Lexicon)
    _newest: int | None = None
    _reading: Lock = field(default_factory=Lock)
    """Who comes while the words are read waits: read twice they would count twice."""

    async def lexicon(self, session: Session) -> Lexicon:
        """Every stem, and in how many statements it stands."""
        async with self._reading:
            newest = await search.newest_statement(session)
            if self._newest is None:
                self._lexicon.add(await search.vocabulary(session))
                self._newest = newest
            elif newest > self._newest:
                for key in await search.keys_between(session, self._newest, newest):
                    self._lexicon.add(set(key.split()))
                self._newest = newest
            return self._lexicon

    async def forget(self) -> None:
        """Read all words anew when they are needed next: older statements are found by others now."""
        async with self._reading:
            self._lexicon, self._newest = Lexicon(), None

    async def warm(self, database: Database) -> None:
        """Read the words and open the dictionaries now, so that the first mistyped search need not."""
        async with database.reading() as session:
            if (await self.lexicon(session)).counts:
                await asyncio.to_thread(slips_of, "слово")
