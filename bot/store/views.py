"""Incidents as cards show them: with every statement, its source, its link and why it matched."""

from collections.abc import Collection, Iterable

from sqlmodel import col, func, select

from bot.store.criteria import ANYTHING, Criteria, with_statement
from bot.store.db import Session
from bot.store.tables import Channel, Incident, IncidentStatus, Match, Post, PostVersion, Statement
from bot.values import Facts, IncidentView, Point, Role, StatementView


async def latest(
    session: Session, *, limit: int, offset: int = 0, criteria: Criteria = ANYTHING
) -> list[IncidentView]:
    """The incidents with the newest statements first, withdrawn ones left out."""
    query = (
        select(col(Incident.id))
        .where(col(Incident.status) != IncidentStatus.WITHDRAWN, *with_statement(criteria))
        .order_by(col(Incident.last_statement_at).desc(), col(Incident.id).desc())
        .limit(limit)
        .offset(offset)
    )
    return await many(session, [row for row in await session.exec(query) if row is not None])


async def example(session: Session) -> IncidentView | None:
    """The newest story that is over and was more than a warning, to show what a card looks like."""
    query = (
        select(col(Incident.id))
        .where(
            col(Incident.status) == IncidentStatus.CLOSED, col(Incident.role).in_((Role.REPORTS, Role.HARMS))
        )
        .order_by(col(Incident.last_statement_at).desc(), col(Incident.id).desc())
        .limit(1)
    )
    incident_id = (await session.exec(query)).first()
    return None if incident_id is None else await one(session, incident_id)


async def one(session: Session, incident_id: int) -> IncidentView | None:
    """One incident as a card shows it, or None if there is no such incident."""
    found = await many(session, [incident_id])
    return found[0] if found else None


async def many(session: Session, incident_ids: Collection[int]) -> list[IncidentView]:
    """Incidents as cards show them, in the order of *incident_ids*; unknown ids are left out. Two queries."""
    incidents = {
        _id(incident): incident
        for incident in await session.exec(select(Incident).where(col(Incident.id).in_(incident_ids)))
    }
    members: dict[int, list[StatementView]] = {incident_id: [] for incident_id in incidents}
    handle = func.coalesce(col(Channel.canonical_handle), col(Channel.handle))
    rows = await session.exec(
        select(Statement, Post, PostVersion, Match, func.coalesce(col(Channel.title), handle), handle)  # type: ignore[call-overload]
        .join(Post, col(Post.id) == col(Statement.post_id))
        .join(Channel, col(Channel.id) == col(Statement.channel_id))
        .join(Match, col(Match.id) == col(Statement.match_id))
        .join(PostVersion, col(PostVersion.id) == col(Match.version_id))
        .where(col(Statement.incident_id).in_(incidents))
        .order_by(col(Statement.published_at), col(Statement.id))
    )
    for statement, post, version, match, source, address in rows:
        members[statement.incident_id].append(
            StatementView(
                statement_id=statement.id,
                handle=address,
                source=source,
                message_id=post.message_id,
                published_at=statement.published_at,
                kinds=tuple(statement.kinds),
                sentence=statement.sentence,
                facts=Facts.from_json(statement.facts),
                role=statement.role,
                wave=statement.wave,
                echo_of=statement.echo_of,
                edited=version.edited or version.number > 1,
                withdrawn_at=statement.withdrawn_at,
                join_reason=statement.join_reason,
                score=match.score,
                terms=tuple(match.terms),
                points=tuple(Point(points, tuple(words), why) for points, words, why in match.points),
            )
        )
    return [
        _view(incidents[incident_id], members[incident_id])
        for incident_id in incident_ids
        if incident_id in incidents
    ]


async def texts(session: Session, statement_ids: Collection[int]) -> dict[int, str]:
    """Statement id -> the whole post it was made of, as the statement read it."""
    rows = await session.exec(
        select(col(Statement.id), col(PostVersion.text))
        .join(Match, col(Match.id) == col(Statement.match_id))
        .join(PostVersion, col(PostVersion.id) == col(Match.version_id))
        .where(col(Statement.id).in_(statement_ids))
    )
    return {statement_id: text for statement_id, text in rows if statement_id is not None}


def _view(incident: Incident, statements: Iterable[StatementView]) -> IncidentView:
    return IncidentView(
        incident_id=_id(incident),
        story=incident.story,
        places=tuple(incident.places),
        role=incident.role,
        status=incident.status.value,
        opened_at=incident.opened_at,
        last_statement_at=incident.last_statement_at,
        ended_at=incident.ended_at,
        revision=incident.revision,
        statements=tuple(statements),
    )


def _id(incident: Incident) -> int:
    assert incident.id is not None  # it was read from the database
    return incident.id
