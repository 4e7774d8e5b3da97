"""Gaps: posts that were seen and not understood, from the first sight until somebody understands them."""

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import col, delete, or_, select, update

from bot.store.db import Session
from bot.store.tables import Gap
from bot.values import Doubt


async def note(session: Session, channel_id: int, doubts: Iterable[Doubt], *, now: datetime) -> list[Gap]:
    """Note where a channel's blocks stand now that were not understood, each with a post after it.

    Returns their gaps, those that were given up included. What waited elsewhere was understood, or is gone.
    """
    known = list(await session.exec(select(Gap).where(col(Gap.channel_id) == channel_id)))
    noted: list[Gap] = []
    for doubt in doubts:
        if doubt.high is None:
            continue
        # Where a post beside it was deleted, a gap is wider than it was; two may have become one.
        within = [gap for gap in known if doubt.low <= gap.low and gap.high <= doubt.high]
        gap = max(
            within,
            key=lambda each: (each.given_up_at is None, each.seen_at),
            default=Gap(channel_id=channel_id, low=doubt.low, high=doubt.high, seen_at=now),
        )
        gap.low, gap.high, gap.numbers = doubt.low, doubt.high, list(doubt.numbers)
        session.add(gap)
        noted.append(gap)
    for gap in known:
        if gap.given_up_at is None and gap not in noted:
            await session.delete(gap)
    await session.flush()
    return noted


async def was_given_up(session: Session, channel_id: int, *, since: datetime) -> bool:
    """Whether a gap of the channel was given up *since* a time."""
    query = select(Gap.id).where(col(Gap.channel_id) == channel_id, col(Gap.given_up_at) >= since).limit(1)
    return (await session.exec(query)).first() is not None


async def next_to_try(session: Session, *, tried_before: datetime) -> Gap | None:
    """The oldest gap that was given up and has not been looked at since *tried_before*; None without one."""
    idle = or_(
        col(Gap.tried_at) <= tried_before,
        col(Gap.tried_at).is_(None) & (col(Gap.given_up_at) <= tried_before),
    )
    query = select(Gap).where(col(Gap.given_up_at).is_not(None), idle).order_by(col(Gap.id)).limit(1)
    return (await session.exec(query)).first()


async def set_tried(session: Session, gap_id: int, now: datetime) -> None:
    """It is being looked at."""
    await session.exec(update(Gap).where(col(Gap.id) == gap_id).values(tried_at=now))


async def close(session: Session, gap_id: int) -> None:
    """What stands in it was read."""
    await session.exec(delete(Gap).where(col(Gap.id) == gap_id))
