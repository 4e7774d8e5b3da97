"""Incidents as cards show them: with every statement, its source, its link and why it matched."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from itertools import pairwise
from typing import Any

from sqlmodel import col, func, select

from bot.store.criteria import ANYTHING, Criteria, with_statement
from bot.store.db import Session
from bot.store.tables import Channel, Incident, IncidentStatus, Match, Post, PostVersion, Statement
from bot.values import Correction, Facts, IncidentView, Point, Role, StatementView


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
    """The newest story that was more than a warning, to show what a card looks like.

    One that is over, if any is: an example is not kept up to date.
    """
    newest = (
        select(col(Incident.id))
        .where(col(Incident.role).in_((Role.REPORTS, Role.HARMS)))
        .order_by(col(Incident.last_statement_at).desc(), col(Incident.id).desc())
        .limit(1)
    )
    for status in (IncidentStatus.CLOSED, IncidentStatus.OPEN):
        found = await session.exec(newest.where(col(Incident.status) == status))
        if (incident_id := found.first()) is not None:
            return await one(session, incident_id)
    return None


async def one(session: Session, incident_id: int) -> IncidentView | None:
    """One incident as a card shows it, or None if there is no such incident."""
    found = await many(session, [incident_id])
    return found[0] if found else None


async def many(session: Session, incident_ids: Collection[int]) -> list[IncidentView]:
    """Incidents as cards show them, in the order of *incident_ids*; unknown ids are left out.

    Two queries, and a third where posts were edited.
    """
    incidents = {
        _id(incident): incident
        for incident in await session.exec(select(Incident).where(col(Incident.id).in_(incident_ids)))
    }
    members: dict[int, list[StatementView]] = {incident_id: [] for incident_id in incidents}
    handle = func.coalesce(col(Channel.canonical_handle), col(Channel.handle))
    rows = await session.exec(
        select(  # type: ignore[call-overload]
            Statement,
            Post,
            PostVersion,
            Match,
            func.coalesce(col(Channel.title), handle),
            handle,
            col(Channel.unread_since),
        )
        .join(Post, col(Post.id) == col(Statement.post_id))
        .join(Channel, col(Channel.id) == col(Statement.channel_id))
        .join(Match, col(Match.id) == col(Statement.match_id))
        .join(PostVersion, col(PostVersion.id) == col(Match.version_id))
        .where(col(Statement.incident_id).in_(incidents))
        .order_by(col(Statement.published_at), col(Statement.id))
    )
    found = list(rows)
    edited = {post.id for _, post, version, *_ in found if version.number > 1}
    stated = await _stated(session, edited) if edited else {}
    for statement, post, version, match, source, address, unread_since in found:
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
                withdrawn_at=statement.withdrawn_at or incidents[statement.incident_id].retracted_at,
                join_reason=statement.join_reason,
                score=match.score,
                terms=tuple(match.terms),
                deleted=post.deleted_at is not None,
                corrections=_corrections(stated.get(post.id, {}), match.pattern_id, version.number),
                points=tuple(Point(points, tuple(words), why) for points, words, why in match.points),
                unread_since=unread_since,
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


CORRECTED = ("count", "killed", "injured", "damage")
"""Facts whose corrections are told."""

_Stated = tuple[int, datetime, dict[str, Any]]
"""Number of a version, when it was seen, and the facts one pattern read out of it."""


async def _stated(session: Session, post_ids: Collection[int]) -> dict[int, dict[str, list[_Stated]]]:
    """Post id -> pattern id -> what each version of the post states by that pattern, from the first on."""
    rows = await session.exec(
        select(PostVersion, col(Match.pattern_id), col(Match.facts))
        .join(Match, col(Match.version_id) == col(PostVersion.id))
        .where(col(PostVersion.post_id).in_(post_ids), col(Match.accepted))
        .order_by(col(PostVersion.post_id), col(PostVersion.number))
    )
    found: dict[int, dict[str, list[_Stated]]] = defaultdict(lambda: defaultdict(list))
    for version, pattern_id, facts in rows:
        found[version.post_id][pattern_id].append((version.number, version.seen_at, facts))
    return found


def _corrections(
    stated: Mapping[str, Iterable[_Stated]], pattern_id: str, until: int
) -> tuple[Correction, ...]:
    """The last correction of each fact, up to version *until*.

    What *pattern_id* read out of a version counts first, and then what any other did.
    """
    versions: dict[int, tuple[datetime, dict[str, Any]]] = {}
    for pattern in sorted(stated, key=lambda one: (one != pattern_id, one)):
        for number, seen_at, facts in stated[pattern]:
            known = versions.setdefault(number, (seen_at, {}))[1]
            for fact in CORRECTED:
                if known.get(fact) is None:
                    known[fact] = facts.get(fact)
    shown = [version for number, version in sorted(versions.items()) if number <= until]
    found = {
        fact: Correction(fact, before[fact], seen_at)
        for (_, before), (seen_at, after) in pairwise(shown)
        for fact in CORRECTED
        if before[fact] is not None and before[fact] != after[fact]
    }
    return tuple(sorted(found.values(), key=lambda one: (one.at, CORRECTED.index(one.fact))))


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
        retracted_at=incident.retracted_at,
        merged_into=incident.merged_into,
    )


def _id(incident: Incident) -> int:
    assert incident.id is not None  # it was read from the database
    return incident.id
