"""The incidents that may still change, remembered from one writing transaction to the next.

For each statement, filing asks for every incident of its story of the last day and a half. Reading them took
most of its time, so what one transaction read or wrote is kept for the next. An incident's `revision` grows
with every change that is committed: what is remembered of a revision is used only while the database shows
that number, so that neither another process nor a transaction rolled back is ever missed.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy import select as sql_select
from sqlmodel import col, func, or_

from bot.store import incidents
from bot.store.db import Session, once_committed, remembered
from bot.store.tables import Channel, Incident, IncidentStatus
from bot.values import OpenIncident

KEPT = timedelta(days=4)
"""Remembered is what was said so long before the newest statement: posts are read late, and edited."""

Version = tuple[int, int]
"""An incident's revision, and the newest channel: one added later may be the origin of an old forward."""


@dataclass(slots=True)
class OpenIncidents:
    """The incidents of one story as a writing transaction sees them, its own changes included.

    Get it from `of_story`. Until the transaction ends no other writer can open an incident.
    """

    session: Session
    story: str
    by_hand: bool = False
    """Whether a hand has decided about any of those asked for: mostly not, which saves asking what."""
    _since: datetime | None = None
    _held: dict[int, OpenIncident] = field(default_factory=dict)
    _versions: dict[int, Version] = field(default_factory=dict)
    _newest_channel: int = 0

    async def since(self, since: datetime) -> list[OpenIncident]:
        """Those with a statement from *since* on, oldest first, closed and retracted ones included."""
        if self._since is None or since < self._since:
            await self._read(
                col(Incident.story) == self.story,
                or_(col(Incident.status) != IncidentStatus.WITHDRAWN, col(Incident.retracted_at).is_not(None)),
                col(Incident.last_statement_at) >= since,
            )
            self._since = since
        found = (one for one in self._held.values() if one.statements and one.last_statement_at >= since)
        return sorted(found, key=lambda one: (one.opened_at, one.incident_id))

    async def some(self, incident_ids: Collection[int]) -> list[OpenIncident]:
        """These, whenever they were, and even if all their statements are withdrawn."""
        if unknown := [one for one in incident_ids if one not in self._held]:
            await self._read(col(Incident.id).in_(unknown))
        return [self._held[one] for one in incident_ids]

    async def reread(self, incident_ids: Iterable[int]) -> None:
        """Read these from the database again: statements came back that were withdrawn."""
        for incident in await incidents.some(self.session, list(incident_ids)):
            self._held[incident.incident_id] = incident

    def hold(self, incident: OpenIncident) -> None:
        """See *incident* like this from now on, though it is not written yet."""
        self._held[incident.incident_id] = incident

    async def write(self, incident: OpenIncident) -> None:
        """Store an incident's places, times and role, as its next revision. Its statements are stored already.

        Without a statement left it is withdrawn, and keeps its times.
        """
        await incidents.write(self.session, incident)
        self._held[incident.incident_id] = incident
        # Nobody else writes one meanwhile (`incidents.lock`). Were it otherwise, the database would be ahead of
        # this number for good, and what is remembered of it never believed.
        revision, _ = self._versions.get(incident.incident_id, (0, 0))
        self._versions[incident.incident_id] = revision + 1, self._newest_channel

    async def _read(self, *wanted: ColumnElement[bool]) -> None:
        """Take in what is not held yet: from memory where it is true, else from the database."""
        await incidents.lock(self.session)
        newest = sql_select(func.coalesce(func.max(col(Channel.id)), 0)).scalar_subquery()
        rows = await (await self.session.connection()).execute(
            sql_select(col(Incident.id), col(Incident.revision), col(Incident.held), newest).where(*wanted)
        )
        memory, unknown = _memory(self.session), []
        for incident_id, revision, held, self._newest_channel in rows:
            self.by_hand |= held
            if incident_id in self._held:
                continue
            self._versions[incident_id] = version = revision, self._newest_channel
            known = memory.get(incident_id)
            if known is not None and known[0] == version:
                self._held[incident_id] = known[1]
            else:
                unknown.append(incident_id)
        await self.reread(unknown)

    def _remember(self) -> None:
        memory = _memory(self.session)
        for incident_id, incident in self._held.items():
            memory[incident_id] = self._versions[incident_id], incident
        newest = max((one.last_statement_at for _, one in memory.values()), default=None)
        for incident_id, (_, incident) in list(memory.items()):
            if newest is not None and incident.last_statement_at < newest - KEPT:
                del memory[incident_id]


def of_story(session: Session, story: str) -> OpenIncidents:
    """The incidents of *story* in this transaction: always the same object."""
    opened: dict[str, OpenIncidents] = session.info.setdefault(__name__, {})
    if story not in opened:
        opened[story] = OpenIncidents(session, story)
        once_committed(session, opened[story]._remember)
    return opened[story]


def _memory(session: Session) -> dict[int, tuple[Version, OpenIncident]]:
    memory: dict[Any, Any] = remembered(session).setdefault(__name__, {})
    return memory
