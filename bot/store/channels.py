"""Channels: which are due, and how the last reading went."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from sqlmodel import col, or_, select, update

from bot.rules.polling import Rate, fresh_rate
from bot.store.db import AS_IT_IS, Session, insert_into
from bot.store.tables import Channel
from bot.values import ChannelState


async def sync(
    session: Session, titles: Mapping[str, str], *, now: datetime, unofficial: Collection[str] = ()
) -> None:
    """Make the rows follow the watch list: *titles* maps each watched handle to its title there.

    *unofficial* are the handles of media and monitors. New ones and those that come back are due at once; those
    that left are no longer read. Their posts stay.
    """
    handles = {handle.lower(): title for handle, title in titles.items()}
    back = (col(Channel.handle).in_(handles), col(Channel.watched).is_(False))
    await session.exec(update(Channel).where(*back).values(watched=True, next_due_at=now, lease_until=None))
    await session.exec(update(Channel).where(col(Channel.handle).not_in(handles)).values(watched=False))
    if not handles:
        return
    others = {handle.lower() for handle in unofficial}
    rows = [
        {"handle": handle, "title": title, "official": handle not in others, "next_due_at": now}
        for handle, title in handles.items()
    ]
    added = insert_into(session, Channel).values(rows)
    listed = {"title": added.excluded.title, "official": added.excluded.official}
    await session.exec(added.on_conflict_do_update(index_elements=["handle"], set_=listed))


async def release_all(session: Session) -> None:
    """Void every lease. For the start only, when we are alone: whoever was reading then is gone."""
    leased = col(Channel.lease_until).is_not(None)
    await session.exec(update(Channel).where(leased).values(lease_until=None))


async def release(session: Session, channel_id: int) -> None:
    """Void the lease of a channel that was claimed and not read: it is due as before."""
    await session.exec(update(Channel).where(col(Channel.id) == channel_id).values(lease_until=None))


async def claim_due(session: Session, *, now: datetime, lease: timedelta, limit: int) -> list[Channel]:
    """Take up to *limit* due channels, the longest due first, and hide them from others for *lease*.

    If we die while reading one it becomes due again when the lease ends.
    """
    due = (
        select(Channel.id)
        .where(
            col(Channel.watched),
            col(Channel.next_due_at) <= now,
            or_(col(Channel.lease_until).is_(None), col(Channel.lease_until) <= now),
        )
        .order_by(col(Channel.next_due_at), col(Channel.id))
        .limit(limit)
        .with_for_update(skip_locked=True)  # SQLite has one writer and ignores this
    )
    taken = await session.exec(
        update(Channel).where(col(Channel.id).in_(due)).values(lease_until=now + lease).returning(Channel),
        execution_options=AS_IT_IS | {"populate_existing": True},
    )
    return sorted(taken.scalars(), key=lambda channel: (channel.next_due_at, channel.id))


async def claim_next(session: Session, *, now: datetime, lease: timedelta) -> list[Channel]:
    """Take the one channel that is due soonest, even before its time: to try whether the host answers."""
    free = or_(col(Channel.lease_until).is_(None), col(Channel.lease_until) <= now)
    soonest = (
        select(Channel.id)
        .where(col(Channel.watched), free)
        .order_by(col(Channel.next_due_at), col(Channel.id))
        .limit(1)
        .scalar_subquery()
    )
    taken = await session.exec(
        update(Channel).where(col(Channel.id) == soonest).values(lease_until=now + lease).returning(Channel),
        execution_options=AS_IT_IS | {"populate_existing": True},
    )
    return list(taken.scalars())


async def forgive(session: Session, states: Collection[ChannelState], *, now: datetime) -> None:
    """The host answers again: channels that failed with it are due at once, and their failures start anew."""
    failed = (col(Channel.watched), col(Channel.failures) > 0, col(Channel.state).in_(states))
    await session.exec(update(Channel).where(*failed).values(next_due_at=now, failures=0, state_since=now))


async def set_unread_since(session: Session, channel_id: int, since: datetime | None) -> None:
    """Note that readers are to know since when a source was not read; None: no more."""
    await session.exec(update(Channel).where(col(Channel.id) == channel_id).values(unread_since=since))


async def record_success(
    session: Session,
    channel_id: int,
    *,
    now: datetime,
    next_due_at: datetime,
    cursor: int | None = None,
    last_post_at: datetime | None = None,
    canonical_handle: str | None = None,
    rate: Rate | None = None,
    state: ChannelState = ChannelState.OK,
) -> bool:
    """Note a reading that went well; True when it ends a run of failures. *cursor* never goes back.

    *state*: what ails the channel although it can be read.
    """
    channel = await _locked(session, channel_id)
    recovered = channel.failures > 0
    if channel.state is not state:
        channel.state, channel.state_since = state, now
    channel.failures, channel.last_error = 0, None
    channel.next_due_at, channel.lease_until = next_due_at, None
    _note_reading(channel, now, cursor, last_post_at)
    channel.canonical_handle = canonical_handle or channel.canonical_handle
    if rate is not None:
        channel.rate_posts, channel.rate_hours = rate.posts, rate.hours
        channel.rate_burst, channel.rate_at = rate.burst, rate.at
    await session.flush()
    return recovered


def rate_of(channel: Channel, now: datetime) -> Rate:
    """How much a channel posts, as far as it was watched."""
    if channel.rate_at is None:
        return fresh_rate(now)
    posts, hours, burst = channel.rate_posts or 0.0, channel.rate_hours or 0.0, channel.rate_burst or 0.0
    return Rate(posts, hours, burst, channel.rate_at)


async def record_failure(
    session: Session,
    channel_id: int,
    *,
    state: ChannelState,
    error: str,
    now: datetime,
    next_due_at: datetime,
    cursor: int | None = None,
    last_post_at: datetime | None = None,
) -> bool:
    """Note a reading that failed; True when it is news: the first of a run, or of another kind than before.

    *cursor*: up to where it could be understood all the same, with *last_post_at*: what was, was read by it.
    """
    channel = await _locked(session, channel_id)
    news = channel.failures == 0 or channel.state is not state
    if channel.state is not state:
        channel.state, channel.state_since = state, now
    channel.failures += 1
    channel.last_error = error
    channel.next_due_at, channel.lease_until = next_due_at, None
    if cursor is not None:
        _note_reading(channel, now, cursor, last_post_at)
    await session.flush()
    return news


def _note_reading(channel: Channel, now: datetime, cursor: int | None, last_post_at: datetime | None) -> None:
    channel.last_read_at = now
    if cursor is not None:
        channel.cursor = max(cursor, channel.cursor or 0)
    if last_post_at is not None:
        channel.last_post_at = max(last_post_at, channel.last_post_at or last_post_at)


async def bring_forward(session: Session, *, latest: datetime) -> None:
    """Read every channel that can be read by *latest*: the longest interval has become shorter.

    What could not be read since it began to fail rests as long as before.
    """
    can_be_read = or_(col(Channel.failures) == 0, col(Channel.last_read_at) >= col(Channel.state_since))
    late = (col(Channel.watched), can_be_read, col(Channel.next_due_at) > latest)
    await session.exec(update(Channel).where(*late).values(next_due_at=latest))


async def all_states(session: Session) -> list[Channel]:
    """Every watched channel, by handle, for showing how each is doing."""
    watched = select(Channel).where(col(Channel.watched)).order_by(col(Channel.handle))
    return list(await session.exec(watched))


async def noteworthy(session: Session, *, read_before: datetime, besides: Collection[int]) -> list[Channel]:
    """The watched channels that something ails or that were last read before a time, and those in *besides*."""
    noted = or_(
        col(Channel.state) != ChannelState.OK,
        col(Channel.unread_since).is_not(None),
        col(Channel.last_read_at) < read_before,
        col(Channel.id).in_(besides),
    )
    query = select(Channel).where(col(Channel.watched), noted).order_by(col(Channel.handle))
    return list(await session.exec(query))


async def ids(session: Session) -> dict[str, int]:
    """Handle in lower case -> channel id, those no longer watched included: for resolving forwards."""
    rows = await session.exec(select(col(Channel.handle), col(Channel.id)))
    return {handle: channel_id for handle, channel_id in rows if channel_id is not None}


async def _locked(session: Session, channel_id: int) -> Channel:
    return await session.get_one(Channel, channel_id, with_for_update=True, populate_existing=True)
