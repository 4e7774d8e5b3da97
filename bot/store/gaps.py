"""Gaps: posts that were seen and not understood, from the first sight until somebody understands them."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import aliased
from sqlmodel import col, delete, exists, func, or_, select, update

from bot.store.db import Session
from bot.store.tables import Channel, Gap
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


async def untold(session: Session, *, told_before: datetime) -> dict[str, list[Gap]]:
    """The gaps that were given up and that nobody was told of, by their channel's handle, oldest first.

    None of a channel of which others were told since *told_before*.
    """
    other = aliased(Gap)
    lately = exists().where(col(other.channel_id) == col(Gap.channel_id), col(other.told_at) > told_before)
    query = (
        select(Channel.handle, Gap)
        .join(Channel, col(Channel.id) == col(Gap.channel_id))
        .where(col(Gap.given_up_at).is_not(None), col(Gap.told_at).is_(None), ~lately)
        .order_by(col(Channel.handle), col(Gap.low))
    )
    found: dict[str, list[Gap]] = {}
    for handle, gap in await session.exec(query):
        found.setdefault(handle, []).append(gap)
    return found


async def set_told(session: Session, gaps: Iterable[Gap], now: datetime) -> None:
    """The admins are told of these."""
    numbers = [gap.id for gap in gaps]
    await session.exec(update(Gap).where(col(Gap.id).in_(numbers)).values(told_at=now))


async def given_up(session: Session) -> dict[str, int]:
    """How many gaps each channel was read on past, by its handle."""
    query = (
        select(Channel.handle, func.count())
        .join(Gap, col(Gap.channel_id) == col(Channel.id))
        .where(col(Gap.given_up_at).is_not(None))
        .group_by(col(Channel.handle))
        .order_by(col(Channel.handle))
    )
    return dict((await session.exec(query)).all())


async def counts(session: Session) -> tuple[int, int]:
    """How many gaps their channels wait for, and how many they were read on past."""
    waiting = select(func.count(col(Gap.id)), func.count(col(Gap.given_up_at)))
    noted, passed = (await session.exec(waiting)).one()
    return noted - passed, passed


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


async def fill(session: Session, gap_id: int, *, left: list[int]) -> None:
    """What stands in it was read, but for the numbers that are *left*."""
    this = col(Gap.id) == gap_id
    await session.exec(update(Gap).where(this).values(numbers=left) if left else delete(Gap).where(this))
