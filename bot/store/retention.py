"""What the archive forgets, in slices that keep no other writer waiting.

A post is kept as long as anything rests on it: an accepted match of any of its versions, a statement (also one
that was withdrawn), or an admin's pin. All others are no more than what was looked through. A channel's newest
stay in any case: they may still stand on its page, and would be taken for new ones.

A card is kept while what it shows can change: the rules change no incident that has long been quiet, an admin's
hand may. Where it does, the card is edited, and is young again.
"""

from datetime import datetime
from typing import Final

from sqlmodel import col, delete, exists, literal_column, or_, select, tuple_

from bot.store.db import AS_IT_IS, Session
from bot.store.tables import (
    Announcement,
    AnnouncementCopy,
    Card,
    Channel,
    Gap,
    Incident,
    Match,
    OutboxRow,
    OutboxStatus,
    Pin,
    Post,
    PostVersion,
    Statement,
    Trouble,
)

SLICE: Final = 200
"""Rows that one call looks at."""
SHOWN: Final = 200
"""A channel's newest message ids: a page shows twenty, and reading back goes further."""
_LIVE: Final = (OutboxStatus.PENDING, OutboxStatus.IN_FLIGHT)


async def forget_posts(session: Session, *, before: datetime, after_id: int) -> tuple[int, int | None]:
    """Delete what rests on nothing among the `SLICE` posts that come after *after_id*, first seen *before*.

    How many, and where to go on; None at the end.
    """
    looked_at = list(
        await session.exec(
            select(col(Post.id))
            .where(col(Post.id) > after_id, col(Post.first_seen_at) < before)
            .order_by(col(Post.id))
            .limit(SLICE)
        )
    )
    accepted = (
        exists()
        .where(col(PostVersion.post_id) == col(Post.id), col(Match.accepted))
        .where(col(Match.version_id) == col(PostVersion.id))
    )
    idle = (
        select(col(Post.id))
        .join(Channel, col(Channel.id) == col(Post.channel_id))
        .where(
            col(Post.id).in_(looked_at),
            col(Post.published_at) < before,
            col(Post.message_id) <= col(Channel.cursor) - SHOWN,
            ~exists().where(col(Statement.post_id) == col(Post.id)),
            ~exists().where(col(Pin.post_id) == col(Post.id)),
            ~accepted,
        )
    )
    gone = list(await session.exec(idle))
    versions = select(col(PostVersion.id)).where(col(PostVersion.post_id).in_(gone))
    for what in (
        delete(Match).where(col(Match.version_id).in_(versions)),
        delete(PostVersion).where(col(PostVersion.post_id).in_(gone)),
        delete(Post).where(col(Post.id).in_(gone)),
    ):
        await session.exec(what, execution_options=AS_IT_IS)
    return len(gone), _next(looked_at)


async def forget_deliveries(session: Session, *, before: datetime, after_id: int) -> tuple[int, int | None]:
    """Delete finished outbox rows, as `forget_posts` does posts."""
    looked_at = list(
        await session.exec(
            select(col(OutboxRow.id))
            .where(col(OutboxRow.id) > after_id, col(OutboxRow.created_at) < before)
            .order_by(col(OutboxRow.id))
            .limit(SLICE)
        )
    )
    gone = await session.exec(
        delete(OutboxRow).where(
            col(OutboxRow.id).in_(looked_at),
            col(OutboxRow.status).not_in(_LIVE),
            col(OutboxRow.finished_at) < before,
        ),
        execution_options=AS_IT_IS,
    )
    return gone.rowcount, _next(looked_at)


async def forget_cards(session: Session, *, before: datetime, after_id: int) -> tuple[int, int | None]:
    """Delete cards that were last changed *before*, of the incidents after *after_id* that were quiet by then.

    Up to `SLICE` of them; how many, and where to go on; None at the end.
    """
    looked_at = list(
        await session.exec(
            select(col(Incident.id))
            .where(col(Incident.id) > after_id, col(Incident.last_statement_at) < before)
            .order_by(col(Incident.id))
            .limit(SLICE)
        )
    )
    key = tuple_(Card.incident_id, Card.chat_id)
    owed = (
        exists()
        .where(tuple_(OutboxRow.incident_id, OutboxRow.chat_id) == key)
        # Spelled out, so that SQLite uses the indexes of what waits.
        .where(or_(*(col(OutboxRow.status) == literal_column(f"'{status}'") for status in _LIVE)))
    )
    old = list(
        await session.exec(
            select(col(Card.incident_id), col(Card.chat_id))
            .where(col(Card.incident_id).in_(looked_at), col(Card.changed_at) < before, ~owed)
            .order_by(col(Card.incident_id), col(Card.chat_id))
            .limit(SLICE)
        )
    )
    await session.exec(delete(Card).where(key.in_(old)), execution_options=AS_IT_IS)
    return len(old), after_id if len(old) == SLICE else _next(looked_at)


async def forget_copies(session: Session, *, before: datetime) -> int:
    """Delete up to `SLICE` records of announcements that were finished *before*; how many."""
    key = tuple_(AnnouncementCopy.announcement_id, AnnouncementCopy.chat_id)
    old = list(
        await session.exec(
            select(col(AnnouncementCopy.announcement_id), col(AnnouncementCopy.chat_id))
            .where(col(AnnouncementCopy.finished_at) < before, col(AnnouncementCopy.status).not_in(_LIVE))
            .limit(SLICE)
        )
    )
    await session.exec(delete(AnnouncementCopy).where(key.in_(old)), execution_options=AS_IT_IS)
    return len(old)


async def forget_ends(session: Session, *, before: datetime, seen_before: datetime) -> int:
    """Delete announcements of which no record is left, troubles that were over *before*, and gaps in channels
    that were seen long ago; how many."""
    told = exists().where(col(AnnouncementCopy.announcement_id) == col(Announcement.id))
    count = 0
    for what in (
        delete(Announcement).where(col(Announcement.created_at) < before, ~told),
        delete(Trouble).where(col(Trouble.ended_at) < before),
        delete(Gap).where(col(Gap.seen_at) < seen_before),
    ):
        gone = await session.exec(what, execution_options=AS_IT_IS)
        count += gone.rowcount
    return count


def _next(looked_at: list[int | None]) -> int | None:
    return looked_at[-1] if len(looked_at) == SLICE else None
