"""What /stats counted before: asked again, it reads only the incidents that have changed since."""

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from bot.chat.questions.tallies import Tally
from bot.store import counting
from bot.store.criteria import Criteria
from bot.store.db import Database, Session
from bot.values import IncidentView

KEPT: Final = 64
MAX_INCIDENTS: Final = 5000
"""That are counted, the newest ones, and remembered: about a kilobyte each."""


@dataclass(slots=True)
class Counted:
    """The newest *most* tallies, by all that they depend on, and the incidents that were counted."""

    most: int = KEPT
    _tallies: OrderedDict[Hashable, Tally] = field(default_factory=OrderedDict)
    _incidents: dict[int, IncidentView] = field(default_factory=dict)
    _sources: list[tuple[str, str]] = field(default_factory=list)
    """What the incidents' channels are called in them."""

    async def tally(self, key: Hashable, count: Callable[[], Awaitable[Tally]]) -> Tally:
        """The tally that was kept as *key*, else what *count* counts."""
        if key not in self._tallies:
            self._tallies[key] = await count()
            while len(self._tallies) > self.most:
                self._tallies.popitem(last=False)
        return self._tallies[key]

    async def incidents(self, session: Session, criteria: Criteria) -> list[IncidentView]:
        """The newest incidents that fit, with what is counted of them (`counting.latest`)."""
        sources = await counting.sources(session)
        if sources != self._sources:
            self._incidents, self._sources = {}, sources
        found = await counting.latest(session, limit=MAX_INCIDENTS, criteria=criteria, known=self._incidents)
        if sources == self._sources:  # else another question saw a newer name meanwhile
            self._incidents |= {view.incident_id: view for view in found}
        if len(self._incidents) > MAX_INCIDENTS:
            newest = sorted(self._incidents.values(), key=lambda view: view.last_statement_at)[-MAX_INCIDENTS:]
            self._incidents = {view.incident_id: view for view in newest}
        return found

    async def warm(self, database: Database, *, now: datetime, days: int) -> None:
        """Read what the first question after a start would wait for."""
        async with database.reading() as session:
            await self.incidents(session, Criteria(since=now - timedelta(days=days)))
