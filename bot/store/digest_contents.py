"""What a chat's digest holds, read from the store: what is owed to it, or what a span of time held."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement
from sqlalchemy import select as sql_select
from sqlmodel import and_, col, or_, select

from bot.rules.digests import Candidate, Item, contents
from bot.rules.notifying import Standing, standing
from bot.store import audience, incidents, views
from bot.store.db import Session
from bot.store.tables import Card, DigestEntry, Incident, IncidentStatus, Snooze, Subscription
from bot.values import IncidentView, OpenIncident

MAX_INCIDENTS = 400
"""The newest so many are told at a time; what is left stays owed."""
REMEMBERED = 1000
"""Incidents kept in mind: at a full hour many chats are told the same."""
_AT_A_TIME = 20
"""Conditions in one question to the database."""


@dataclass(frozen=True, slots=True)
class Line:
    """One incident of a digest: what is told of it, and how it stands with all its statements."""

    item: Item
    view: IncidentView


@dataclass(frozen=True, slots=True)
class _Seen:
    incident: OpenIncident
    standing: Standing
    wants: ColumnElement[bool]
    """Whether a subscription asks for it; kept, as making it takes longer than asking."""
    view: IncidentView


@dataclass(frozen=True, slots=True)
class Memory:
    """What was read of incidents, by id and revision."""

    _seen: dict[tuple[int, int], _Seen] = field(default_factory=dict)

    async def look(self, session: Session, heads: Sequence[Incident]) -> list[_Seen]:
        """How *heads* stand, with their statements."""
        found = {_key(head): self._seen[_key(head)] for head in heads if _key(head) in self._seen}
        fresh = [head for head in heads if _key(head) not in found]
        if not fresh:
            return [found[_key(head)] for head in heads]
        values = await incidents.with_statements(session, [_open(head) for head in fresh])
        shown = {
            view.incident_id: view for view in await views.many(session, [_key(head)[0] for head in fresh])
        }
        for head, value in zip(fresh, values, strict=True):
            now = standing(value.places, value.statements, ended=value.ended_at is not None)
            wants = audience.wants(value.places, await audience.sources(session, value))
            found[_key(head)] = _Seen(value, now, wants, shown[value.incident_id])
        while len(self._seen) + len(found) > REMEMBERED and self._seen:
            del self._seen[next(iter(self._seen))]
        self._seen.update(found)
        return [found[_key(head)] for head in heads]


async def owed(session: Session, chat_id: int, *, now: datetime, memory: Memory) -> list[Line]:
    """What the chat was not told yet, and what changed since it was told, the weightiest first.

    What is snoozed stays owed. What the chat chose meanwhile counts; changes of what it was told once follow.
    """
    listed = await session.exec(
        select(Incident, col(DigestEntry.told))
        .join(DigestEntry, col(DigestEntry.incident_id) == col(Incident.id))
        .where(col(DigestEntry.chat_id) == chat_id, col(Incident.revision) > col(DigestEntry.told_revision))
        .order_by(col(Incident.last_statement_at).desc(), col(Incident.id).desc())
        .limit(MAX_INCIDENTS)
    )
    rows = listed.all()
    told = {_key(head): before for head, before in rows}
    seen = await memory.look(session, [head for head, _ in rows])
    snoozed = await _snoozed(session, chat_id, now)
    awake = [one for one in seen if not _is_snoozed(one.incident, snoozed)]
    wanted = await _wanted(session, chat_id, awake)
    return _lines(
        [
            (one, Standing.from_json(before) if before else None)
            for one in awake
            if (before := told[one.view.incident_id, one.view.revision]) or one.view.incident_id in wanted
        ]
    )


async def span(
    session: Session, chat_id: int, *, since: datetime, memory: Memory, untold_only: bool = False
) -> list[Line]:
    """What was stated from *since* on of what the chat asked for (all, if it asked for nothing).

    *untold_only*: without what a card in the chat shows already.
    """
    query = (
        select(Incident)
        .where(col(Incident.last_statement_at) >= since, col(Incident.status) != IncidentStatus.WITHDRAWN)
        .order_by(col(Incident.last_statement_at).desc(), col(Incident.id).desc())
        .limit(MAX_INCIDENTS)
    )
    if untold_only:
        is_shown = and_(col(Card.incident_id) == col(Incident.id), col(Card.chat_id) == chat_id)
        query = query.outerjoin(Card, is_shown).where(
            or_(col(Card.chat_id).is_(None), col(Card.shown_revision) < col(Incident.revision))
        )
    seen = await memory.look(session, list(await session.exec(query)))
    if await session.get(Subscription, chat_id) is not None:
        wanted = await _wanted(session, chat_id, seen)
        seen = [one for one in seen if one.view.incident_id in wanted]
    return _lines([(one, None) for one in seen])


def _lines(found: Sequence[tuple[_Seen, Standing | None]]) -> list[Line]:
    by_id = {one.view.incident_id: one.view for one, _ in found}
    candidates = [
        Candidate(
            one.view.incident_id,
            one.view.revision,
            one.standing,
            told,
            one.incident.role,
            one.incident.last_statement_at,
        )
        for one, told in found
        if one.view.statements  # another incident took them: nothing is said no more
    ]
    return [Line(item, by_id[item.incident_id]) for item in contents(candidates)]


async def _wanted(session: Session, chat_id: int, seen: Sequence[_Seen]) -> set[int]:
    """Which incidents the chat asks for now."""
    wanted: set[int] = set()
    for start in range(0, len(seen), _AT_A_TIME):
        asked = seen[start : start + _AT_A_TIME]
        answers = await (await session.connection()).execute(
            sql_select(*(one.wants for one in asked)).where(col(Subscription.chat_id) == chat_id)
        )
        row = answers.first() or ()
        wanted |= {one.view.incident_id for one, wants in zip(asked, row, strict=False) if wants}
    return wanted


async def _snoozed(session: Session, chat_id: int, now: datetime) -> set[str]:
    targets = select(col(Snooze.target)).where(col(Snooze.chat_id) == chat_id, col(Snooze.until) > now)
    return set(await session.exec(targets))


def _is_snoozed(incident: OpenIncident, snoozed: set[str]) -> bool:
    whole = bool(incident.places) and set(incident.places) <= snoozed
    return whole or str(incident.incident_id) in snoozed


def _key(head: Incident) -> tuple[int, int]:
    assert head.id is not None  # it was read from the database
    return head.id, head.revision


def _open(head: Incident) -> OpenIncident:
    return OpenIncident(
        _key(head)[0],
        head.story,
        tuple(head.places),
        head.role,
        head.opened_at,
        head.last_statement_at,
        head.ended_at,
        (),
    )
