"""A channel's page becomes posts, hits, statements, incidents and outbox rows.

    poll -> read the page          no transaction is open while we wait for the network
         -> store posts            from here on one transaction: all of a page, or nothing of it
         -> hits, drafts           rules decide, this module only walks
         -> join -> incidents
         -> why_tell -> outbox

The same page twice changes nothing, and a fault in one channel never stops another.
"""

import logging
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.errors import SourceError, SourceGone
from bot.rulebook import Rulebook
from bot.rules.clustering import NewStatement, join
from bot.rules.notifying import Standing, Telling, standing, why_tell
from bot.rules.statements import Draft
from bot.rules.text import search_key
from bot.sources.web import Reading
from bot.store import channels, fanout, incidents, matches, posts
from bot.store.db import Database, Session
from bot.store.posts import StoredPost
from bot.store.tables import Channel
from bot.values import ChannelState, Reason

logger = logging.getLogger(__name__)

Read = Callable[[str, int | None], Awaitable[Reading]]
Clock = Callable[[], datetime]

JITTER = 0.1
"""Share by which a channel's next reading is moved, so that channels do not come due in step."""
FIRST_BACK_OFF, LAST_BACK_OFF = timedelta(seconds=30), timedelta(hours=1)
FIRST_GONE, LAST_GONE = timedelta(hours=1), timedelta(hours=24)
"""Pauses after failures, doubled each time: passing faults, and what a person must change."""


@dataclass(frozen=True, slots=True)
class Ingest:
    """What reading channels needs. `rulebook` is asked anew each time: it may have been reloaded."""

    database: Database
    read: Read
    rulebook: Callable[[], Rulebook]
    clock: Clock

    async def poll(self, channel: Channel) -> None:
        """Read one channel and store what it says; any failure becomes its state, never an exception."""
        rulebook = self.rulebook()
        try:
            reading = await self.read(channel.handle, channel.cursor)
        except SourceError as exc:
            await self._note_failure(channel, exc)
            return
        except Exception as exc:  # a bug on one page: report it, and keep the other channels going
            logger.exception("poll crashed handle=%s", channel.handle)
            await self._note_failure(channel, SourceError(f"the page could not be understood: {exc!r}"))
            return
        try:
            async with self.database.writing() as session:
                recovered = await _store(session, channel, reading, rulebook, self.clock())
        except Exception as exc:  # as above: what was read is not lost, the cursor has not moved
            logger.exception("storing crashed handle=%s", channel.handle)
            await self._note_failure(channel, SourceError(f"what it says could not be stored: {exc!r}"))
            return
        if recovered:
            logger.info("channel recovered handle=%s", channel.handle)

    async def _note_failure(self, channel: Channel, error: SourceError) -> None:
        now = self.clock()
        state = ChannelState(error.state) if isinstance(error, SourceGone) else ChannelState.UNREACHABLE
        assert channel.id is not None  # it was read from the database
        async with self.database.writing() as session:
            news = await channels.record_failure(
                session,
                channel.id,
                state=state,
                error=str(error),
                now=now,
                next_due_at=now + _back_off(error, channel.failures),
            )
        if news:
            logger.warning(
                "channel failing handle=%s state=%r error=%r", channel.handle, state.value, str(error)
            )


def _back_off(error: SourceError, failures: int) -> timedelta:
    """How long a failing channel is left alone."""
    gone = isinstance(error, SourceGone)
    first, last = (FIRST_GONE, LAST_GONE) if gone else (FIRST_BACK_OFF, LAST_BACK_OFF)
    pause = min(first * int(2 ** min(failures, 16)), last)
    asked = timedelta(seconds=getattr(error, "retry_after", None) or 0)
    return max(pause, asked)


def _interval(rulebook: Rulebook) -> timedelta:
    """Time between two readings of a channel: as short as the host's budget for all of them allows."""
    polling = rulebook.watchlist.polling
    share = timedelta(seconds=len(rulebook.watchlist.channels) / polling.requests_per_second)
    interval = min(max(polling.min_interval, share), polling.max_interval)
    return interval * random.uniform(1 - JITTER, 1)


async def _store(
    session: Session, channel: Channel, reading: Reading, rulebook: Rulebook, now: datetime
) -> bool:
    """Store one reading and all that follows from it; True if the channel recovered by it."""
    assert channel.id is not None  # it was read from the database
    stored = await posts.store(session, channel.id, reading.posts, now=now)
    touched: set[int] = set()
    old: set[int] = set()
    for post in stored.new:
        # Deletions let posts slide onto the page that are older than our watch: kept, but never told as new.
        fresh = channel.cursor is not None and post.post.message_id > channel.cursor
        (touched if fresh else old).update(await _file(session, channel, post, rulebook))
    for post in stored.changed:
        touched.update(await _file_again(session, channel, post, rulebook, now))
    for incident_id in sorted(touched | old):
        await _tell(session, incident_id, rulebook, now, quietly=incident_id not in touched)
    logger.debug("page read handle=%s posts=%d", channel.handle, len(reading.posts))
    if touched:
        logger.info("statements stored handle=%s incidents=%s", channel.handle, sorted(touched))
    if reading.handle.casefold() not in (channel.handle, (channel.canonical_handle or "").casefold()):
        logger.warning("channel answers under another name handle=%s name=%s", channel.handle, reading.handle)
    newest = max((post.message_id for post in reading.posts), default=channel.cursor or 0)
    return await channels.record_success(
        session,
        channel.id,
        now=now,
        # An unfinished way back goes on at once: what it has found so far waits for its end.
        next_due_at=now + _interval(rulebook) if reading.complete else now,
        cursor=newest if reading.complete else channel.cursor,
        last_post_at=max((post.published_at for post in reading.posts), default=None),
        canonical_handle=reading.handle,
    )


async def _file(session: Session, channel: Channel, stored: StoredPost, rulebook: Rulebook) -> list[int]:
    """Read a new post, and file each statement in it under its incidents; the incidents that changed."""
    post = stored.post
    if post.service or not post.text:
        return []
    hits = rulebook.hits(post.text, handle=channel.handle, posted_at=post.published_at)
    made = await matches.store(session, stored.version_id, hits, rules_version=rulebook.watchlist.fingerprint)
    changed = []
    for draft in rulebook.drafts(hits):
        changed += await _join(session, channel, stored, draft, made, rulebook)
    return changed


async def _join(
    session: Session,
    channel: Channel,
    stored: StoredPost,
    draft: Draft,
    made: dict[str, int],
    rulebook: Rulebook,
) -> list[int]:
    post, gap = stored.post, rulebook.watchlist.incidents.gap
    assert channel.id is not None  # it was read from the database
    statement = NewStatement(
        channel_id=channel.id,
        message_id=post.message_id,
        published_at=post.published_at,
        story=draft.story,
        role=draft.role,
        facts=draft.facts,
        reply_to=post.reply_to,
    )
    near = await incidents.open_incidents(session, story=draft.story, since=post.published_at - gap)
    changed = []
    for place in join(statement, near, gap=gap):
        incident_id = place.incident_id
        if incident_id is None:
            incident_id = await incidents.add(
                session,
                story=draft.story,
                places=place.places,
                role=draft.role,
                published_at=post.published_at,
            )
        added = await incidents.add_statement(
            session,
            incident_id,
            post_id=stored.post_id,
            channel_id=channel.id,
            match_id=made[draft.hit.pattern_id],
            kinds=draft.kinds,
            role=draft.role,
            ends=draft.ends,
            published_at=post.published_at,
            sentence=draft.hit.sentence,
            facts=draft.facts,
            search_key=_search_key(post.text, draft, rulebook),
            join_reason=place.reason,
            wave=place.wave,
            echo_of=place.echo_of,
        )
        if added is not None:
            changed.append(incident_id)
    return changed


async def _file_again(
    session: Session, channel: Channel, stored: StoredPost, rulebook: Rulebook, now: datetime
) -> list[int]:
    """Read an edited post again: its statements say what it says now, or are withdrawn."""
    known = await incidents.statements_of(session, stored.post_id)
    if not known:
        return await _file(session, channel, stored, rulebook)
    post = stored.post
    hits = rulebook.hits(post.text, handle=channel.handle, posted_at=post.published_at)
    made = await matches.store(session, stored.version_id, hits, rules_version=rulebook.watchlist.fingerprint)
    drafts = {draft.story: draft for draft in rulebook.drafts(hits)}
    changed, told = [], set()
    for statement in known:
        story = await incidents.story_of(session, statement.incident_id)
        draft = drafts.get(story)
        if draft is None:
            withdrawn = await incidents.withdraw_statement(session, statement.id or 0, now=now)
            changed += [] if withdrawn is None else [withdrawn]
            continue
        told.add(story)
        changed.append(
            await incidents.revise_statement(
                session,
                statement.id or 0,
                match_id=made[draft.hit.pattern_id],
                kinds=draft.kinds,
                role=draft.role,
                ends=draft.ends,
                sentence=draft.hit.sentence,
                facts=draft.facts,
                search_key=_search_key(post.text, draft, rulebook),
            )
        )
    for story, draft in drafts.items():
        if story not in told:
            changed += await _join(session, channel, stored, draft, made, rulebook)
    return changed


async def _tell(
    session: Session, incident_id: int, rulebook: Rulebook, now: datetime, *, quietly: bool
) -> None:
    """Owe the changed incident to its subscribers; *quietly*: nothing, it is older than our watch."""
    incident, stored = await incidents.snapshot(session, incident_id)
    told = Standing.from_json(stored) if stored else None
    current = standing(incident.places, incident.statements, ended=incident.ended_at is not None)
    telling = why_tell(told, current) if incident.statements else Telling(Reason.WITHDRAWN, loud=True)
    remembered = current if told is None or telling.loud else replace(told, ended=current.ended)
    await incidents.set_told(session, incident_id, remembered.as_json())
    if quietly:
        return
    first_wait = rulebook.watchlist.incidents.first_wait
    due_at = now + first_wait if told is None else now
    # A chat that has no card yet hears its first one, whatever this change is to the others.
    await fanout.enqueue_cards(
        session, incident_id, reason=telling.reason, loud=current.reported, due_at=due_at, now=now
    )
    if telling.loud and told is not None:
        await fanout.enqueue_news(
            session, incident_id, reason=telling.reason, loud=True, due_at=due_at, now=now
        )
    logger.info(
        "incident changed id=%d reason=%r loud=%s statements=%d",
        incident_id,
        telling.reason.value,
        telling.loud,
        len(incident.statements),
    )


def _search_key(text: str, draft: Draft, rulebook: Rulebook) -> str:
    """What a statement is found by: its words, and its places and kinds in every language."""
    gazetteer = rulebook.watchlist.gazetteer
    words = [text]
    for language in ("ru", "uk", "en"):
        words += [gazetteer.name(code, language) for code in draft.facts.places]
        words += [rulebook.title(kind, language) for kind in draft.kinds]
    return search_key(" \n".join(words))
