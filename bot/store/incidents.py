"""Incidents: open one, and let its statements change it. `views.py` reads them back for showing."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlmodel import col, func, select, update

from bot.store.db import Session, insert_into
from bot.store.search import searchable
from bot.store.tables import Incident, IncidentStatus, Post, Statement
from bot.values import Facts, OpenIncident, OpenStatement, Role

_GRAVITY = (Role.ENDS, Role.WARNS, Role.REPORTS, Role.HARMS)
"""Roles from the lightest to the gravest."""


async def open_incidents(session: Session, *, story: str, since: datetime) -> list[OpenIncident]:
    """The incidents of *story* with a statement from *since* on, oldest first, withdrawn statements left out.

    From here to the end of the transaction no other writer can open an incident of this story.
    """
    if session.get_bind().dialect.name == "postgresql":  # on SQLite a writer is alone already
        await session.exec(select(func.pg_advisory_xact_lock(func.hashtextextended(story, 0))))
    incidents = list(
        await session.exec(
            select(Incident)
            .where(
                col(Incident.story) == story,
                col(Incident.status) == IncidentStatus.OPEN,
                col(Incident.last_statement_at) >= since,
            )
            .order_by(col(Incident.opened_at), col(Incident.id))
        )
    )
    return await _as_values(session, incidents)


async def snapshot(session: Session, incident_id: int) -> tuple[OpenIncident, dict[str, Any] | None]:
    """An incident without its withdrawn statements, and what of it was last told (see `Incident.told`)."""
    incident = await session.get_one(Incident, incident_id, populate_existing=True)
    [value] = await _as_values(session, [incident])
    return value, incident.told


async def story_of(session: Session, incident_id: int) -> str:
    """The story an incident tells."""
    return (await session.get_one(Incident, incident_id)).story


async def set_told(session: Session, incident_id: int, told: dict[str, Any]) -> None:
    """Remember what was told with sound."""
    await session.exec(update(Incident).where(col(Incident.id) == incident_id).values(told=told))


async def _as_values(session: Session, incidents: Sequence[Incident]) -> list[OpenIncident]:
    members: dict[int, list[OpenStatement]] = {_id(incident): [] for incident in incidents}
    rows = await session.exec(
        select(Statement, col(Post.message_id))
        .join(Post, col(Post.id) == col(Statement.post_id))
        .where(col(Statement.incident_id).in_(members), col(Statement.withdrawn_at).is_(None))
        .order_by(col(Statement.published_at), col(Statement.id))
    )
    for statement, message_id in rows:
        members[statement.incident_id].append(
            OpenStatement(
                statement_id=statement.id or 0,
                post_id=statement.post_id,
                channel_id=statement.channel_id,
                message_id=message_id,
                published_at=statement.published_at,
                role=statement.role,
                facts=Facts.from_json(statement.facts),
                wave=statement.wave,
                echo_of=statement.echo_of,
            )
        )
    return [
        OpenIncident(
            incident_id=_id(incident),
            story=incident.story,
            places=tuple(incident.places),
            role=incident.role,
            opened_at=incident.opened_at,
            last_statement_at=incident.last_statement_at,
            ended_at=incident.ended_at,
            statements=tuple(members[_id(incident)]),
        )
        for incident in incidents
    ]


async def add(
    session: Session, *, story: str, places: Collection[str], role: Role, published_at: datetime
) -> int:
    """Open an incident about *places*; returns its id. Its first statement makes it revision 1."""
    incident = Incident(
        story=story,
        places=sorted(places),
        role=role,
        opened_at=published_at,
        last_statement_at=published_at,
        revision=0,
    )
    session.add(incident)
    await session.flush()
    return _id(incident)


async def add_statement(
    session: Session,
    incident_id: int,
    *,
    post_id: int,
    channel_id: int,
    match_id: int,
    kinds: Iterable[str],
    role: Role,
    ends: bool,
    published_at: datetime,
    sentence: str,
    facts: Facts,
    search_key: str,
    join_reason: str,
    wave: int = 1,
    echo_of: int | None = None,
) -> int | None:
    """Add a post's statement to an incident, which becomes its next revision.

    Returns the statement's id, or None (and changes nothing) when the post is in the incident already.
    """
    added = await session.exec(
        insert_into(session, Statement)
        .values(
            incident_id=incident_id,
            post_id=post_id,
            channel_id=channel_id,
            match_id=match_id,
            kinds=list(kinds),
            role=role,
            ends=ends,
            published_at=published_at,
            sentence=sentence,
            facts=facts.as_json(),
            search_key=searchable(search_key),
            join_reason=join_reason,
            wave=wave,
            echo_of=echo_of,
        )
        .on_conflict_do_nothing(index_elements=["incident_id", "post_id"])
        .returning(col(Statement.id))
    )
    statement_id: int | None = added.scalar_one_or_none()
    if statement_id is not None:
        await _sum_up(session, incident_id)
    return statement_id


async def statements_of(session: Session, post_id: int) -> list[Statement]:
    """The statements made of one post, withdrawn ones included: what an edit or a deletion of it concerns."""
    query = select(Statement).where(col(Statement.post_id) == post_id).order_by(col(Statement.id))
    return list(await session.exec(query))


async def revise_statement(
    session: Session,
    statement_id: int,
    *,
    match_id: int,
    kinds: Iterable[str],
    role: Role,
    ends: bool,
    sentence: str,
    facts: Facts,
    search_key: str,
) -> int:
    """Let a statement say what its edited post says now, and stand again if withdrawn; the incident's id."""
    statement = await session.get_one(Statement, statement_id)
    statement.match_id, statement.kinds = match_id, list(kinds)
    statement.role, statement.ends = role, ends
    statement.sentence, statement.facts, statement.search_key = (
        sentence,
        facts.as_json(),
        searchable(search_key),
    )
    statement.withdrawn_at = None
    await session.flush()
    await _sum_up(session, statement.incident_id)
    return statement.incident_id


async def withdraw_statement(session: Session, statement_id: int, *, now: datetime) -> int | None:
    """Mark that a statement's post is gone or says it no more; the incident's id, None if it was marked before.

    An incident whose statements are all withdrawn is withdrawn itself.
    """
    statement = await session.get_one(Statement, statement_id)
    if statement.withdrawn_at is not None:
        return None
    statement.withdrawn_at = now
    await session.flush()
    await _sum_up(session, statement.incident_id)
    return statement.incident_id


async def close_quiet(session: Session, *, before: datetime) -> int:
    """Close the open incidents whose last statement is older than *before*; returns how many."""
    closed = await session.exec(
        update(Incident)
        .where(col(Incident.status) == IncidentStatus.OPEN, col(Incident.last_statement_at) < before)
        .values(status=IncidentStatus.CLOSED),
        execution_options={"synchronize_session": False},
    )
    return closed.rowcount


async def _sum_up(session: Session, incident_id: int) -> None:
    """Derive an incident's times, role and status from its statements, as its next revision.

    It has ended when its newest statement says so. Without a statement left it is withdrawn.
    """
    incident = await session.get_one(Incident, incident_id, with_for_update=True, populate_existing=True)
    incident.revision += 1
    standing = list(
        await session.exec(
            select(Statement)
            .where(col(Statement.incident_id) == incident_id, col(Statement.withdrawn_at).is_(None))
            .order_by(col(Statement.published_at), col(Statement.id))
        )
    )
    if not standing:
        incident.status = IncidentStatus.WITHDRAWN
    else:
        if incident.status is IncidentStatus.WITHDRAWN:
            incident.status = IncidentStatus.OPEN
        newest = standing[-1]
        incident.opened_at, incident.last_statement_at = standing[0].published_at, newest.published_at
        incident.role = max((statement.role for statement in standing), key=_GRAVITY.index)
        incident.ended_at = newest.published_at if newest.ends else None
    await session.flush()


def _id(incident: Incident) -> int:
    assert incident.id is not None  # it was read from the database, or flushed
    return incident.id
