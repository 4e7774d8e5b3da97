"""The archive's search keys are written anew when they are made otherwise, a slice at a time.

A statement gets its key when it is filed. What was filed before a change of how keys are made, or before an
admin gave a place another name, would not be found by it until its post is edited.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from bot.pipeline.search_keys import fingerprint, statement_key
from bot.rulebook import Rulebook
from bot.store import keyed, meta
from bot.store.db import Database
from bot.store.keyed import Keyed
from bot.store.search import searchable
from bot.values import Facts

logger = logging.getLogger(__name__)


@dataclass
class Rekeying:
    """Walks the archive once for each way keys are made, and remembers over a restart how far it came.

    `finished` is awaited after a walk that changed something: what was read of the keys before is old.
    """

    database: Database
    rulebook: Callable[[], Rulebook]
    finished: Callable[[], Awaitable[None]]
    _by: Rulebook | None = field(default=None, init=False)
    """The rulebook of this walk."""
    _made: str = field(default="", init=False)
    """Its fingerprint."""
    _after: int | None = field(default=None, init=False)
    """The last statement that was looked at; None: all were."""
    _written: int = field(default=0, init=False)

    async def work(self) -> int:
        """One slice; how many keys were written."""
        rulebook = self.rulebook()
        if rulebook is not self._by:
            await self._begin(rulebook)
        if self._after is None:
            return 0
        async with self.database.reading() as session:
            rows = await keyed.after(session, self._after)
        # Beside the loop: a slice of long posts takes as long as several answers to chats.
        changed = await asyncio.to_thread(_changed, rows, rulebook)
        ends = len(rows) < keyed.SLICE
        if changed or ends:
            async with self.database.writing() as session:
                await keyed.write(session, changed)
                reached = "" if ends else str(rows[-1].statement_id)
                await meta.put(session, meta.SEARCH_KEYS, f"{self._made} {reached}")
        self._after = None if ends else rows[-1].statement_id
        self._written += len(changed)
        if ends and self._written:
            logger.info("search keys written anew statements=%d", self._written)
            self._written = 0
            await self.finished()
        return len(changed)

    async def _begin(self, rulebook: Rulebook) -> None:
        made = await asyncio.to_thread(fingerprint, rulebook)
        async with self.database.reading() as session:
            before, _, reached = (await meta.get(session, meta.SEARCH_KEYS) or "").partition(" ")
        if before != made:
            self._after = 0
        elif made != self._made:  # else the walk goes on: nothing that keys are made of has changed
            self._after = int(reached) if reached else None
        self._by, self._made = rulebook, made


def _changed(rows: list[Keyed], rulebook: Rulebook) -> list[tuple[Keyed, str]]:
    """The rows whose key is made otherwise now, with the new one."""
    found = []
    for row in rows:
        key = searchable(
            statement_key(
                row.text,
                handle=row.handle,
                title=row.title,
                kinds=row.kinds,
                facts=Facts.from_json(row.facts),
                rulebook=rulebook,
            )
        )
        if key != row.search_key:
            found.append((row, key))
    return found
