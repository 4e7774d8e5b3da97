"""Matches: what the rules found in a version, kept with its explanation."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import Executable, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col, func, select

from bot.store.db import UNANSWERED, Session
from bot.store.tables import Channel, Match, Post, PostVersion
from bot.values import Hit


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A hit between a pattern's review and accept thresholds: what an admin tunes the patterns on."""

    pattern_id: str
    score: int
    sentence: str
    terms: tuple[str, ...]
    handle: str
    message_id: int
    published_at: datetime


async def store(session: Session, version_id: int, hits: Iterable[Hit], *, rules_version: str) -> None:
    """Store *hits* of one version. A later run of the rules replaces the earlier."""
    rows = [
        {
            "version_id": version_id,
            "pattern_id": hit.pattern_id,
            "rules_version": rules_version,
            "score": hit.score,
            "accepted": hit.accepted,
            "sentence": hit.sentence,
            "terms": list(hit.terms),
            "points": [[point.points, list(point.words), point.why] for point in hit.points],
            "facts": hit.facts.as_json(),
        }
        for hit in hits
    ]
    if rows:
        statement = _storing(session.get_bind().dialect.name)
        given = rows if len(rows) > 1 else rows[0]
        await (await session.connection()).execute(statement, given, execution_options=UNANSWERED)


@cache
def _storing(dialect: str) -> Executable:
    # Built once: building it for each post took as long as storing.
    table: Table = Match.__table__  # type: ignore[attr-defined]
    added = (sqlite.insert if dialect == "sqlite" else postgresql.insert)(table)
    replaced = ("rules_version", "score", "accepted", "sentence", "terms", "points", "facts")
    stored = added.on_conflict_do_update(
        index_elements=["version_id", "pattern_id"],
        set_={name: added.excluded[name] for name in replaced},
    )
    return stored.inline()  # else it would ask for the new row's id


async def near_misses(session: Session, *, since: datetime, limit: int) -> list[NearMiss]:
    """The newest near misses of posts published from *since* on."""
    handle = func.coalesce(col(Channel.canonical_handle), col(Channel.handle))
    rows = await session.exec(
        select(Match, Post, handle)
        .join(PostVersion, col(PostVersion.id) == col(Match.version_id))
        .join(Post, col(Post.id) == col(PostVersion.post_id))
        .join(Channel, col(Channel.id) == col(Post.channel_id))
        .where(col(Match.accepted).is_(False), col(Post.published_at) >= since)
        .order_by(col(Post.published_at).desc(), col(Match.id).desc())
        .limit(limit)
    )
    return [
        NearMiss(
            pattern_id=match.pattern_id,
            score=match.score,
            sentence=match.sentence,
            terms=tuple(match.terms),
            handle=name,
            message_id=post.message_id,
            published_at=post.published_at,
        )
        for match, post, name in rows
    ]
