"""Incidents as cards show them: with every statement, its source, its link and why it matched."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from itertools import pairwise
from typing import Any

from sqlalchemy import bindparam
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


CORRECTED = ("count", "killed", "injured", "damage")
"""Facts whose corrections are told."""

_Stated = tuple[int, datetime, dict[str, Any]]
"""Number of a version, when it was seen, and the facts one pattern read out of it."""

ADDRESS = func.coalesce(col(Channel.canonical_handle), col(Channel.handle))
SOURCE = func.coalesce(col(Channel.title), ADDRESS)
"""What a channel is called, and its address as it writes it."""
HEAD: tuple[Any, ...] = (
    col(Incident.id).label("incident_id"),
    Incident.story,
    Incident.places,
    Incident.role,
    Incident.status,
    Incident.opened_at,
    Incident.last_statement_at,
    Incident.ended_at,
    Incident.revision,
)
"""What is said of an incident itself, whoever asks."""
_COLUMNS: tuple[Any, ...] = (
    *HEAD,
    Incident.retracted_at,
    Incident.merged_into,
    col(Statement.id).label("statement_id"),
    Statement.post_id,
    Statement.published_at,
    Statement.kinds,
    Statement.sentence,
    Statement.facts,
    col(Statement.role).label("stated_role"),
    Statement.wave,
    Statement.echo_of,
    Statement.withdrawn_at,
    Statement.join_reason,
    Post.message_id,
    Post.deleted_at,
    col(PostVersion.number).label("version"),
    PostVersion.edited,
    PostVersion.text,
    Match.pattern_id,
    Match.score,
    Match.terms,
    Match.points,
    SOURCE.label("source"),
    ADDRESS.label("address"),
    Channel.unread_since,
)
_READ = (
    select(*_COLUMNS)
    .select_from(Incident)
    .outerjoin(Statement, col(Statement.incident_id) == col(Incident.id))
    .outerjoin(Post, col(Post.id) == col(Statement.post_id))
    .outerjoin(Channel, col(Channel.id) == col(Statement.channel_id))
    .outerjoin(Match, col(Match.id) == col(Statement.match_id))
    .outerjoin(PostVersion, col(PostVersion.id) == col(Match.version_id))
    .where(col(Incident.id).in_(bindparam("incident_ids", expanding=True)))
    .order_by(col(Statement.published_at), col(Statement.id))
)
"""Built once, as every card and every search runs it; columns, since whole rows cost four times as much."""


async def many(session: Session, incident_ids: Collection[int]) -> list[IncidentView]:
    """Incidents as cards show them, in the order of *incident_ids*; unknown ids are left out.

    One query, and a second where posts were edited.
    """
    rows = list(await session.exec(_READ, params={"incident_ids": list(incident_ids)})) if incident_ids else []
    edited = {row.post_id for row in rows if row.statement_id is not None and row.version > 1}
    stated = await _stated(session, edited) if edited else {}
    heads: dict[int, Any] = {}
    members: defaultdict[int, list[StatementView]] = defaultdict(list)
    for row in rows:
        heads.setdefault(row.incident_id, row)
        if row.statement_id is not None:
            members[row.incident_id].append(_member(row, stated.get(row.post_id, {})))
    return [_view(heads[number], members[number]) for number in incident_ids if number in heads]


def _member(row: Any, stated: Mapping[str, Iterable[_Stated]]) -> StatementView:
    return StatementView(
        statement_id=row.statement_id,
        handle=row.address,
        source=row.source,
        message_id=row.message_id,
        published_at=row.published_at,
        kinds=tuple(row.kinds),
        sentence=row.sentence,
        facts=Facts.from_json(row.facts),
        role=row.stated_role,
        wave=row.wave,
        echo_of=row.echo_of,
        edited=row.edited or row.version > 1,
        withdrawn_at=row.withdrawn_at or row.retracted_at,
        join_reason=row.join_reason,
        score=row.score,
        terms=tuple(row.terms),
        deleted=row.deleted_at is not None,
        corrections=_corrections(stated, row.pattern_id, row.version),
        points=tuple(Point(points, tuple(words), why) for points, words, why in row.points),
        unread_since=row.unread_since,
        text=row.text,
    )


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


def _view(row: Any, statements: Iterable[StatementView]) -> IncidentView:
    return IncidentView(
        incident_id=row.incident_id,
        story=row.story,
        places=tuple(row.places),
        role=row.role,
        status=row.status.value,
        opened_at=row.opened_at,
        last_statement_at=row.last_statement_at,
        ended_at=row.ended_at,
        revision=row.revision,
        statements=tuple(statements),
        retracted_at=row.retracted_at,
        merged_into=row.merged_into,
    )
