"""Posts that made a statement are looked at again: corrections and deletions reach the cards.

    what is due (bot.rules.rereading)     no transaction is open while we wait for the network
      -> an older page of its channel     what it shows is stored as any page is: edits become versions
      -> what the page misses, alone      only a post's own page can say that it was deleted
      -> withdraw, settle again, tell     one transaction a channel

Every poll rereads the newest page by itself; here is what slid off it, and what it should show and does not.
A deletion is never guessed: a page that can not be read, or a post whose own page says something else than
"not found", leaves everything as it is until the next look.
"""

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Protocol

from bot.errors import SourceError
from bot.pipeline.filing import Filing
from bot.pipeline.ingest import Clock, legible, read_all, store
from bot.pipeline.telling import tell
from bot.rulebook import Rulebook
from bot.rules.rereading import WATCHED, Watched, is_due
from bot.store import channels, gaps, incidents, posts
from bot.store.db import Database, Session
from bot.store.tables import Channel
from bot.values import FetchedPost

logger = logging.getLogger(__name__)

GAP_TRIED_EVERY: Final = timedelta(days=1)
"""Posts that were not understood, and past which their channel is read on, are looked at so often."""


class Pages(Protocol):
    """How pages are looked at (`bot.sources.web.WebReader`), under the budget that polling shares."""

    async def read_until(self, handle: str, message_id: int) -> tuple[FetchedPost, ...]: ...

    async def read_one(self, handle: str, message_id: int) -> FetchedPost | None: ...


@dataclass
class Rereading:
    """Looks at what is due. `rulebook` is asked anew each time: it may have been reloaded."""

    database: Database
    pages: Pages
    rulebook: Callable[[], Rulebook]
    clock: Clock
    _running: bool = field(default=False, init=False)

    async def sweep(self) -> None:
        """Look at the posts that are due, a page a channel; nothing while another sweep is under way.

        A fault in one channel never stops another.
        """
        if self._running:
            return
        self._running = True
        try:
            now = self.clock()
            async with self.database.reading() as session:
                watched = await posts.watched(session, since=now - WATCHED)
                read = {channel.id: channel for channel in await channels.all_states(session)}
            by_channel: dict[int, list[Watched]] = {}
            for post in watched:
                by_channel.setdefault(post.channel_id, []).append(post)
            for channel_id, own in by_channel.items():
                channel = read.get(channel_id)
                if channel is None or channel.last_read_at is None:
                    continue
                # What came due before the last reading, and was not looked at by it, is not on the newest page.
                if due := [post for post in own if is_due(post, channel.last_read_at)]:
                    try:
                        await self._look(channel, own, due)
                    except Exception:  # a bug on one page: report it, and look at the other channels
                        logger.exception("rereading crashed handle=%s", channel.handle)
            await self._look_into_gap(read, now)
        except Exception:  # a bug, or a database that is busy: the next sweep tries again
            logger.exception("rereading crashed")
        finally:
            self._running = False

    async def _look(self, channel: Channel, watched: list[Watched], due: list[Watched]) -> None:
        """Look at the page that ends with the newest due post; older ones come with the next sweep."""
        last = max(post.message_id for post in due)
        try:
            shown = await self.pages.read_until(channel.handle, last)
            first = min((post.message_id for post in shown), default=last)
            covered = [post for post in watched if first <= post.message_id <= last]
            there = {post.message_id for post in shown}
            missing = [post for post in covered if post.message_id not in there]
            gone = [
                post for post in missing if await self.pages.read_one(channel.handle, post.message_id) is None
            ]
        except SourceError as exc:
            logger.info("can not look again handle=%s error=%r", channel.handle, str(exc))
            async with self.database.writing() as session:
                await posts.set_checked(session, [post.post_id for post in due], self.clock())
            return
        await self._store(channel, shown, covered, gone)

    async def _look_into_gap(self, read: Mapping[int | None, Channel], now: datetime) -> None:
        """Look whether the posts of one gap are understood by now, as after an upgrade."""
        async with self.database.reading() as session:
            gap = await gaps.next_to_try(session, tried_before=now - GAP_TRIED_EVERY)
        if gap is None or gap.id is None:
            return
        async with self.database.writing() as session:
            await gaps.set_tried(session, gap.id, now)
        if (channel := read.get(gap.channel_id)) is None:
            return
        try:
            shown = await self.pages.read_until(channel.handle, gap.high)
        except SourceError as exc:
            logger.info("can not look into a gap handle=%s error=%r", channel.handle, str(exc))
            return
        if found := tuple(post for post in shown if gap.low < post.message_id < gap.high):
            await self._store(channel, found, (), [])
            left = sorted(set(gap.numbers).difference(post.message_id for post in found))
            logger.info("gap filled handle=%s posts=%d left=%s", channel.handle, len(found), left)
            async with self.database.writing() as session:
                await gaps.fill(session, gap.id, left=left)

    async def _store(
        self,
        channel: Channel,
        shown: tuple[FetchedPost, ...],
        covered: Iterable[Watched],
        gone: list[Watched],
    ) -> None:
        assert channel.id is not None  # it was read from the database
        rulebook = self.rulebook()
        readable = await legible(self.database, channel.id, shown)
        async with self.database.reading() as session:
            unknown = await posts.unknown(session, channel.id, readable)
        said = await asyncio.to_thread(read_all, unknown, channel, rulebook)
        async with self.database.writing() as session:
            now = self.clock()
            await store(session, channel, readable, said, rulebook, now)
            if gone:
                await _withdraw(session, Filing(session, channel, rulebook, now), gone)
            await posts.set_checked(session, [post.post_id for post in covered], now)
        logger.debug("looked again handle=%s posts=%d deleted=%d", channel.handle, len(shown), len(gone))


async def _withdraw(session: Session, filing: Filing, gone: Iterable[Watched]) -> None:
    """Mark posts as deleted, and let the incidents they spoke of follow."""
    numbers = [post.message_id for post in gone]
    assert filing.channel.id is not None  # it was read from the database
    marked = await posts.mark_deleted(session, filing.channel.id, numbers, now=filing.now)
    await filing.look_up(marked)
    for post_id in marked:
        await filing.withdraw(post_id)
    logger.info("posts deleted handle=%s numbers=%s", filing.channel.handle, numbers)
    quiet = filing.now - filing.rulebook.watchlist.incidents.gap
    for incident_id in sorted(filing.changed):
        await tell(
            session,
            incident_id,
            filing.rulebook,
            filing.now,
            merged=incident_id in filing.merged,
            holders_only=await incidents.is_quiet(session, incident_id, quiet),
        )
