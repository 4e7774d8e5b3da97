"""What counting incidents needs of them, without all that a card shows."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import and_, bindparam, case
from sqlmodel import col, func, or_, select

from bot.store.criteria import ANYTHING, Criteria, with_statement
from bot.store.db import Session
from bot.store.tables import Channel, Incident, IncidentStatus, Post, Statement
from bot.store.views import ADDRESS, HEAD, SOURCE
from bot.values import Facts, IncidentView, StatementView

_FACTS = col(Statement.facts)
_STATES_NUMBERS = and_(
    col(Statement.echo_of).is_(None),
    or_(_FACTS["count"].as_integer().is_not(None), _FACTS["by_place"].as_string() != "{}"),
)
_REVISED: tuple[Any, ...] = col(Incident.id), col(Incident.revision)
_COLUMNS: tuple[Any, ...] = (
    Statement.incident_id,
    col(Statement.id).label("statement_id"),
    Post.message_id,
    Statement.published_at,
    Statement.sentence,
    case((_STATES_NUMBERS, _FACTS)).label("facts"),
    Statement.role,
    Statement.wave,
    Statement.echo_of,
    SOURCE.label("source"),
    ADDRESS.label("address"),
)
_STANDING = (
    select(*_COLUMNS)
    .join(Post, col(Post.id) == col(Statement.post_id))
    .join(Channel, col(Channel.id) == col(Statement.channel_id))
    .where(
        col(Statement.incident_id).in_(bindparam("incident_ids", expanding=True)),
        col(Statement.withdrawn_at).is_(None),
    )
    .order_by(col(Statement.published_at), col(Statement.id))
)
_INCIDENTS = select(*HEAD).where(col(Incident.id).in_(bindparam("incident_ids", expanding=True)))
_SOURCES = select(SOURCE, ADDRESS).order_by(col(Channel.id))
_A_SLICE: Final = 250
"""Incidents that are read at once: between two slices the loop answers others."""
_NOTHING: Final = Facts()
_NONE: Final[Mapping[int, IncidentView]] = {}


async def state(session: Session, *, since: datetime) -> tuple[int, ...]:
    """Numbers of which one at least is another after any change of an incident that was told of since then."""
    query = select(
        func.count(col(Incident.id)), func.sum(col(Incident.revision)), func.max(col(Incident.id))
    ).where(col(Incident.last_statement_at) >= since)
    return tuple(number or 0 for number in (await session.exec(query)).one())


async def sources(session: Session) -> list[tuple[str, str]]:
    """Names and addresses of all channels. After a change of one, incidents read before say what it was."""
    return [(name, address) for name, address in await session.exec(_SOURCES)]


async def latest(
    session: Session, *, limit: int, criteria: Criteria = ANYTHING, known: Mapping[int, IncidentView] = _NONE
) -> list[IncidentView]:
    """The incidents that `views.latest` finds, with nothing in them but what is counted.

    They hold the statements that stand, and those hold facts where they state numbers of their own; texts,
    kinds, terms, points, evidence and corrections are left empty. Incidents *known* from an earlier call are
    read again where their revision is another.
    """
    chosen = (
        select(*_REVISED)
        .where(
            col(Incident.status) != IncidentStatus.WITHDRAWN,
            col(Incident.retracted_at).is_(None),
            *with_statement(criteria),
        )
        .order_by(col(Incident.last_statement_at).desc(), col(Incident.id).desc())
        .limit(limit)
    )
    if criteria.since is not None:  # says no more, but has an index
        chosen = chosen.where(col(Incident.last_statement_at) >= criteria.since)
    heads = list(await session.exec(chosen))
    found = {number: known[number] for number, revision in heads if _is(known.get(number), revision)}
    fresh = [number for number, _ in heads if number not in found]
    for first in range(0, len(fresh), _A_SLICE):
        found |= await _read(session, fresh[first : first + _A_SLICE])
    return [found[number] for number, _ in heads if number in found]


def _is(view: IncidentView | None, revision: int) -> bool:
    return view is not None and view.revision == revision


async def _read(session: Session, incident_ids: Sequence[int]) -> dict[int, IncidentView]:
    wanted = {"incident_ids": list(incident_ids)}
    said: defaultdict[int, list[StatementView]] = defaultdict(list)
    for row in await session.exec(_STANDING, params=wanted):
        said[row.incident_id].append(_statement(row))
    return {
        row.incident_id: IncidentView(
            incident_id=row.incident_id,
            story=row.story,
            places=tuple(row.places),
            role=row.role,
            status=row.status.value,
            opened_at=row.opened_at,
            last_statement_at=row.last_statement_at,
            ended_at=row.ended_at,
            revision=row.revision,
            statements=tuple(said[row.incident_id]),
        )
        for row in await session.exec(_INCIDENTS, params=wanted)
    }


def _statement(row: Any) -> StatementView:
    return StatementView(
        statement_id=row.statement_id,
        handle=row.address,
        source=row.source,
        message_id=row.message_id,
        published_at=row.published_at,
        kinds=(),
        sentence=row.sentence,
        facts=_NOTHING if row.facts is None else Facts.from_json(row.facts | {"evidence": {}}),
        role=row.role,
        wave=row.wave,
        echo_of=row.echo_of,
    )
