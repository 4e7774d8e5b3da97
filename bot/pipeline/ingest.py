"""A channel's page becomes posts, hits, statements, incidents and outbox rows.

    poll -> read the page          no transaction is open while we wait for the network
         -> what each says         rules decide, in a thread: it is the slow part
         -> store posts            from here on one transaction: all of a slice, or nothing of it
         -> filing: statements, incidents
         -> telling: outbox

The same page twice changes nothing, and a fault in one channel never stops another.
"""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from bot.errors import SourceError
from bot.pipeline import gaps
from bot.pipeline.filing import Filing, Said, say
from bot.pipeline.insisting import Sleep, insist
from bot.pipeline.telling import tell
from bot.rulebook import Rulebook
from bot.rules.health import (
    FAILING,
    back_off,
    gone_as,
    is_illegible,
    is_silent,
    seen_as,
    silence_allowed,
    tempo,
)
from bot.rules.polling import Rate, interval, scale_for, strength
from bot.rules.rereading import WATCHED, shown_and_missing
from bot.sources.web import Reading
from bot.store import channels, incidents, posts
from bot.store.db import Database, Session, passes
from bot.store.tables import Channel
from bot.values import ChannelState, FetchedPost

logger = logging.getLogger(__name__)

Read = Callable[[str, int | None], Awaitable[Reading]]
Clock = Callable[[], datetime]

SLICE = 20
"""Posts a transaction: after a long outage a thousand come at once, and other writers must not wait for all."""
HABITS = timedelta(days=30)
"""Pauses of a channel that are looked at before its silence is called unusual."""


@dataclass(frozen=True, slots=True)
class Ingest:
    """What reading channels needs. `rulebook` is asked anew each time: it may have been reloaded."""

    database: Database
    read: Read
    rulebook: Callable[[], Rulebook]
    clock: Clock
    scale: Callable[[], float]
    """See `bot.rules.polling`; found anew now and then by `scale` below."""
    sleep: Sleep = asyncio.sleep

    async def poll(self, channel: Channel) -> None:
        """Read one channel and store what it says; any failure becomes its state, never an exception."""
        rulebook = self.rulebook()
        if rulebook.channel(channel.handle) is None:
            # Claimed in the moment of a reload: what it says is not to be read as from nowhere in particular.
            await self._let_go(channel)
            return
        try:
            reading = await self.read(channel.handle, channel.cursor)
        except SourceError as exc:
            await self._failed(channel, exc)
            return
        except Exception as exc:  # a bug on one page: report it, and keep the other channels going
            logger.exception("poll crashed handle=%s", channel.handle)
            await self._failed(
                channel,
                SourceError(f"the page could not be understood: {exc!r}", state=ChannelState.BROKEN_PAGE),
            )
            return
        try:
            recovered = await self._take(channel, reading, rulebook)
        except Exception as exc:  # as above: what was read is not lost, the cursor has not moved past it
            # A database that is gone for a moment is no bug of ours: there is nothing to trace.
            logger.error("storing crashed handle=%s", channel.handle, exc_info=not passes(exc))
            await self._failed(channel, SourceError(f"what it says could not be stored: {exc!r}"))
            return
        if recovered:
            logger.info("channel recovered handle=%s", channel.handle)

    async def _let_go(self, channel: Channel) -> None:
        assert channel.id is not None  # it was read from the database
        channel_id = channel.id

        async def release() -> None:
            async with self.database.writing() as session:
                await channels.release(session, channel_id)

        await insist(release, self.sleep)

    async def _take(self, channel: Channel, reading: Reading, rulebook: Rulebook) -> bool:
        """Store a reading, oldest first and slice by slice; True if the channel recovered by it."""
        assert channel.id is not None  # it was read from the database
        logger.debug("page read handle=%s posts=%d", channel.handle, len(reading.posts))
        if reading.handle.casefold() not in (channel.handle, (channel.canonical_handle or "").casefold()):
            logger.warning(
                "channel answers under another name handle=%s name=%s", channel.handle, reading.handle
            )
        recovered = False
        cursor = channel.cursor
        # The first page holds days of posts: how many came since when is known from the second reading on.
        new = 0 if cursor is None else sum(post.message_id > cursor for post in reading.posts)
        rate = channels.rate_of(channel, self.clock()).observed(new, self.clock())
        shown = await legible(self.database, channel.id, reading.posts)
        slices = [shown[start : start + SLICE] for start in range(0, len(shown), SLICE)]
        for number, posted in enumerate(slices or [()], 1):
            last = number >= len(slices)
            async with self.database.reading() as session:
                unknown = await posts.unknown(session, channel.id, posted)
            said = await asyncio.to_thread(read_all, unknown, channel, rulebook)
            async with self.database.writing() as session:
                now = self.clock()
                await store(session, channel, posted, said, rulebook, now)
                if last:
                    await _note_page(session, channel.id, reading, now)
                newest = max((post.message_id for post in posted), default=channel.cursor or 0)
                held = reading.understood_to
                if held is not None and not last:
                    continue
                if last and reading.complete and channel.cursor is not None:
                    held = await gaps.waits_at(session, channel, reading, now)
                if held is not None:
                    # At a cold start there is nothing to wait for: what the page holds is owed to nobody.
                    cursor = newest if channel.cursor is None else held
                    due_at = now + self._interval(rate, rulebook, now)
                    await self._note_odd_blocks(session, channel, reading, cursor, now, due_at)
                    continue
                recovered |= await channels.record_success(
                    session,
                    channel.id,
                    now=now,
                    # An unfinished way back goes on at once: what it has found so far waits for its end.
                    next_due_at=now + self._interval(rate, rulebook, now) if reading.complete and last else now,
                    cursor=newest if reading.complete else channel.cursor,
                    last_post_at=max((post.published_at for post in posted), default=None),
                    canonical_handle=reading.handle,
                    rate=rate,
                    state=await self._state(session, channel, reading, rate, now)
                    if last and reading.complete
                    else _readable(channel.state),
                )
        return recovered

    async def _note_odd_blocks(
        self,
        session: Session,
        channel: Channel,
        reading: Reading,
        cursor: int,
        now: datetime,
        next_due_at: datetime,
    ) -> None:
        """Some of the page was not understood: the rest is stored, and the *cursor* waits below the gap."""
        assert channel.id is not None  # it was read from the database
        news = await channels.record_failure(
            session,
            channel.id,
            state=ChannelState.BROKEN_PAGE,
            error=f"{reading.unreadable} of its posts can not be read; has the markup changed?",
            now=now,
            # It is read as well as any other: its next post may be the one that counts.
            next_due_at=next_due_at,
            cursor=cursor,
            last_post_at=max((post.published_at for post in reading.posts), default=None),
        )
        if news:
            logger.warning("channel has posts that can not be read handle=%s", channel.handle)

    async def _state(
        self, session: Session, channel: Channel, reading: Reading, rate: Rate, now: datetime
    ) -> ChannelState:
        """What ails a channel that was read, if anything."""
        assert channel.id is not None  # it was read from the database
        times = [post.published_at for post in reading.posts]
        last_post_at = max([*times, *filter(None, [channel.last_post_at])], default=None)
        silent = False
        if last_post_at is not None and channel.last_read_at is not None:
            watched = self.rulebook().channel(channel.handle)
            promised = watched.heartbeat if watched else None
            silence, longest = now - last_post_at, None
            allowed = promised or silence_allowed(rate, last_post_at)
            if promised is None and allowed is not None and silence > allowed:
                # Up to that last post, so that the silence itself is none of its habits.
                longest = await posts.longest_pause(session, channel.id, since=last_post_at - HABITS)
            silent = is_silent(silence, allowed, longest)
        return seen_as(
            channel.state,
            reading.posts,
            handle=channel.handle,
            shown_as=reading.handle,
            silent=silent,
        )

    def _interval(self, rate: Rate, rulebook: Rulebook, now: datetime) -> timedelta:
        """Until when a channel that posts at *rate* is left alone."""
        polling = rulebook.watchlist.polling
        return interval(
            strength(rate.per_hour(now)),
            self.scale(),
            shortest=polling.min_interval,
            longest=polling.max_interval,
            jitter=random.uniform(-1, 1),
        )

    async def _failed(self, channel: Channel, error: SourceError) -> None:
        """Note it, whatever it takes: else the channel would be left alone for as long as its lease lasts."""
        await insist(partial(self._note_failure, channel, error), self.sleep)

    async def _note_failure(self, channel: Channel, error: SourceError) -> None:
        assert channel.id is not None  # it was read from the database
        now = self.clock()
        state = gone_as(ChannelState(error.state), was_read=channel.last_read_at is not None)
        pace = tempo(self.rulebook().watchlist.polling.max_interval)
        failures = channel.failures if channel.state is state else 0
        async with self.database.writing() as session:
            news = await channels.record_failure(
                session,
                channel.id,
                state=state,
                error=str(error),
                now=now,
                next_due_at=now + back_off(state, failures, asked=error.retry_after, pace=pace),
            )
        if news:
            logger.warning(
                "channel failing handle=%s state=%r error=%r", channel.handle, state.value, str(error)
            )


async def legible(database: Database, channel_id: int, posted: Sequence[FetchedPost]) -> Sequence[FetchedPost]:
    """*posted*, oldest first, without those that hide what they said when we read them: that is no edit."""
    hidden = [post.message_id for post in posted if is_illegible(post)]
    if not hidden:
        return posted
    async with database.reading() as session:
        known = await posts.known_ids(session, channel_id, first=hidden[0], last=hidden[-1])
    return [post for post in posted if not (is_illegible(post) and post.message_id in known)]


def _readable(state: ChannelState) -> ChannelState:
    """The state of a channel that is being read, while it is not known what all of it says."""
    return ChannelState.OK if state in FAILING else state


async def scale(database: Database, rulebook: Rulebook, now: datetime) -> float:
    """The factor with which the intervals of all channels together use up the host's budget."""
    polling = rulebook.watchlist.polling
    async with database.reading() as session:
        watched = await channels.all_states(session)
    return scale_for(
        [strength(channels.rate_of(channel, now).per_hour(now)) for channel in watched],
        per_second=polling.requests_per_second,
        shortest=polling.min_interval,
        longest=polling.max_interval,
    )


def read_all(posted: Sequence[FetchedPost], channel: Channel, rulebook: Rulebook) -> dict[FetchedPost, Said]:
    """What each post says: the slow part, done before the transaction that keeps other writers waiting."""
    return {post: say(post, channel, rulebook) for post in posted}


async def _note_page(session: Session, channel_id: int, reading: Reading, now: datetime) -> None:
    """Remember which posts with a statement the page showed, and that those it should show are missing."""
    watched = await posts.watched(session, since=now - WATCHED, channel_id=channel_id)
    seen, missing = shown_and_missing(watched, {post.message_id for post in reading.posts}, now)
    await posts.set_checked(session, seen, now)
    await posts.set_checked(session, missing, None)


async def store(
    session: Session,
    channel: Channel,
    posted: Sequence[FetchedPost],
    said: Mapping[FetchedPost, Said],
    rulebook: Rulebook,
    now: datetime,
) -> None:
    """Store posts and all that follows from them. *said* holds what the unknown ones say."""
    assert channel.id is not None  # it was read from the database
    await incidents.lock(session)
    stored = await posts.store(session, channel.id, posted, now=now)
    filing = Filing(session, channel, rulebook, now)
    for post in stored.new:
        await filing.add(post, said.get(post.post) or say(post.post, channel, rulebook))
    added, filing.changed = filing.changed, set()
    revised = (*stored.changed, *stored.returned)
    await filing.look_up([post.post_id for post in revised])
    for post in revised:
        await filing.revise(post, said.get(post.post) or say(post.post, channel, rulebook))
    # Deletions let posts slide onto the page that are older than our watch: kept, but never told as new.
    fresh = channel.cursor is not None and any(p.post.message_id > channel.cursor for p in stored.new)
    gap = rulebook.watchlist.incidents.gap
    for incident_id in sorted(added | filing.changed):
        edited = incident_id in filing.changed
        old = edited and incident_id not in added and await incidents.is_quiet(session, incident_id, now - gap)
        await tell(
            session,
            incident_id,
            rulebook,
            now,
            quietly=not edited and not fresh,
            merged=incident_id in filing.merged,
            holders_only=old,
        )
