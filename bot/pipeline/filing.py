"""What a post says is filed: its matches, its statements, and the incidents that follow from them.

The rules decide which statements stand together (`bot.rules.incidents.settling`); here their decision is
written down: statements are added, moved, revised and withdrawn, incidents are opened and emptied. The result
is a function of what was said, whatever order channels were read in.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.rulebook import Rulebook
from bot.rules.incidents.groups import RECALLED
from bot.rules.incidents.joining import Key, Member, NewStatement, in_order, key_of
from bot.rules.incidents.settling import Settled, Settlement, reach, settle
from bot.rules.language.text import search_key
from bot.rules.statements import Draft
from bot.store import channels, incidents, matches
from bot.store.db import Session
from bot.store.posts import StoredPost
from bot.store.tables import Channel, Statement
from bot.values import FetchedPost, Hit, OpenIncident, OpenStatement


@dataclass(frozen=True, slots=True)
class Said:
    """What the rules found in one version of a post: hits, and a draft for each story."""

    hits: tuple[Hit, ...] = ()
    drafts: Mapping[str, Draft] = field(default_factory=dict)


def say(post: FetchedPost, channel: Channel, rulebook: Rulebook) -> Said:
    """What a post says. Pure, and the slow part."""
    if post.service or not post.text:
        return Said()
    hits = rulebook.hits(post.text, handle=channel.handle, posted_at=post.published_at)
    return Said(hits, {draft.story: draft for draft in rulebook.drafts(hits)})


@dataclass(slots=True)
class Filing:
    """One transaction's filing for one channel. `changed` collects the incidents that are to be told anew.

    `merged` are those that another took the statements of: no retraction, so nothing that may sound.
    """

    session: Session
    channel: Channel
    rulebook: Rulebook
    now: datetime
    changed: set[int] = field(default_factory=set)
    merged: set[int] = field(default_factory=set)

    async def add(self, stored: StoredPost, said: Said) -> None:
        """File what a new post says."""
        made = await self._match(stored, said)
        for draft in said.drafts.values():
            await self._join(stored, draft, made)

    async def revise(self, stored: StoredPost, said: Said) -> None:
        """File what an edited post says now: its statements follow, or are withdrawn."""
        known = await incidents.statements_of(self.session, stored.post_id)
        made = await self._match(stored, said)
        stories: set[str] = set()
        for story, own in (await _by_story(self.session, known)).items():
            stories.add(story)
            draft = said.drafts.get(story)
            altered = False
            for statement in own:
                if draft is None:
                    altered |= await incidents.withdraw_statement(self.session, statement.id or 0, now=self.now)
                else:
                    altered |= await incidents.revise_statement(
                        self.session,
                        statement.id or 0,
                        match_id=made[draft.hit.pattern_id],
                        kinds=draft.kinds,
                        role=draft.role,
                        ends=draft.ends,
                        sentence=_sentence(stored.post.text, draft),
                        facts=draft.facts,
                        search_key=self._search_key(stored.post.text, draft),
                    )
            if altered:
                concerned = {statement.incident_id for statement in own}
                await self._settle_again(story, stored.post.published_at, concerned)
        for story, draft in said.drafts.items():
            if story not in stories:
                await self._join(stored, draft, made)

    async def withdraw(self, post_id: int, published_at: datetime) -> None:
        """File that a post is gone: its statements are withdrawn."""
        known = await incidents.statements_of(self.session, post_id)
        for story, own in (await _by_story(self.session, known)).items():
            gone = [
                statement.incident_id
                for statement in own
                if await incidents.withdraw_statement(self.session, statement.id or 0, now=self.now)
            ]
            if gone:
                await self._settle_again(story, published_at, set(gone))

    async def _match(self, stored: StoredPost, said: Said) -> dict[str, int]:
        version = self.rulebook.watchlist.fingerprint
        return await matches.store(self.session, stored.version_id, said.hits, rules_version=version)

    async def _join(self, stored: StoredPost, draft: Draft, made: dict[str, int]) -> None:
        post = stored.post
        origin = None
        if post.forwarded_from:
            origin = (await channels.ids(self.session)).get(post.forwarded_from.lower())
        assert self.channel.id is not None  # it was read from the database
        statement = NewStatement(
            channel_id=self.channel.id,
            message_id=post.message_id,
            published_at=post.published_at,
            story=draft.story,
            role=draft.role,
            facts=draft.facts,
            reply_to=post.reply_to,
            forward_of=None if origin is None else (origin, None),
            sentence=draft.hit.sentence,
            ends=draft.ends,
        )
        near = await self._touched(statement)
        settlement = settle(near, [statement], gap=self.rulebook.watchlist.incidents.gap)
        await self._apply(settlement, near, draft.story, _Addition(stored, draft, made))

    async def _settle_again(self, story: str, published_at: datetime, concerned: set[int]) -> None:
        """Place anew what was published from *published_at* on; *concerned* incidents changed in any case."""
        near = await self._near(story, published_at)
        gap = self.rulebook.watchlist.incidents.gap
        settlement = settle(near, gap=gap, since=published_at)
        done = await self._apply(settlement, near, story, None)
        standing = {one.incident_id: one for one in near}
        for incident_id in sorted(concerned - done):
            ended_at = standing[incident_id].ended_at if incident_id in standing else None
            await incidents.sum_up(self.session, incident_id, ended_at=ended_at)
            self.changed.add(incident_id)

    async def _touched(self, statement: NewStatement) -> list[OpenIncident]:
        """The recent incidents that a new statement can touch: a few of the many of a busy night."""
        since = statement.published_at - RECALLED
        heads = await incidents.heads(self.session, story=statement.story, since=since)
        active = [one for one in heads if one.last_statement_at >= statement.published_at]
        loaded = await incidents.with_statements(self.session, active)
        later = [said for one in loaded for said in one.statements if in_order(said) >= in_order(statement)]
        reached = reach([statement], later)
        ids = {one.incident_id for one in active}
        rest = [one for one in heads if one.incident_id not in ids and reached.touches(one.places)]
        loaded += await incidents.with_statements(self.session, rest)
        return sorted(loaded, key=lambda one: (one.opened_at, one.incident_id))

    async def _near(self, story: str, published_at: datetime) -> list[OpenIncident]:
        since = published_at - RECALLED
        return await incidents.recent(self.session, story=story, since=since)

    async def _apply(
        self, settlement: Settlement, near: Iterable[OpenIncident], story: str, addition: "_Addition | None"
    ) -> set[int]:
        """Write a settlement down; the incidents that changed by it."""
        ids = {(one.incident_id, key_of(said)): said.statement_id for one in near for said in one.statements}
        lost: list[int] = [gone for one in settlement.settled for gone in one.lost]
        for gone in settlement.emptied:
            lost += [row for (incident_id, _), row in ids.items() if incident_id == gone.incident_id]
        placed: list[tuple[int, Settled]] = []
        for one in settlement.settled:
            incident_id = one.incident_id
            if incident_id is None:
                incident_id = await incidents.add(
                    self.session,
                    story=story,
                    places=one.gathering.places,
                    role=one.gathering.members[0].said.role,
                    published_at=one.gathering.opened_at,
                )
            for member in one.gained:
                row = await self._gain(incident_id, member, addition)
                if row is not None:
                    ids[incident_id, key_of(member.said)] = row
            placed.append((incident_id, one))
        for incident_id, one in placed:
            for member in (*one.gained, *one.changed):
                await self._place(incident_id, member, ids)
        if lost:
            await incidents.remove_statements(self.session, lost)
        changed = {gone.incident_id for gone in settlement.emptied}
        self.merged |= {gone.incident_id for gone in settlement.emptied if gone.into is not None}
        for incident_id in sorted(changed):
            await incidents.sum_up(self.session, incident_id)
        for incident_id, one in placed:
            await incidents.sum_up(
                self.session, incident_id, places=one.gathering.places, ended_at=one.gathering.ended_at
            )
            changed.add(incident_id)
        self.changed |= changed
        return changed

    async def _gain(self, incident_id: int, member: Member, addition: "_Addition | None") -> int | None:
        said = member.said
        if isinstance(said, OpenStatement):
            return await incidents.copy_statement(self.session, said.statement_id, incident_id)
        assert addition is not None  # only a new statement is not stored yet
        draft, post = addition.draft, addition.stored.post
        return await incidents.add_statement(
            self.session,
            incident_id,
            post_id=addition.stored.post_id,
            channel_id=said.channel_id,
            match_id=addition.made[draft.hit.pattern_id],
            kinds=draft.kinds,
            role=draft.role,
            ends=draft.ends,
            published_at=post.published_at,
            sentence=_sentence(post.text, draft),
            facts=draft.facts,
            search_key=self._search_key(post.text, draft),
            join_reason=member.reason,
        )

    async def _place(self, incident_id: int, member: Member, ids: dict[tuple[int, Key], int]) -> None:
        row = ids.get((incident_id, key_of(member.said)))
        if row is None:
            return
        echo_of = ids.get((incident_id, member.echo_of)) if member.echo_of else None
        await incidents.place_statement(
            self.session, row, wave=member.wave, echo_of=echo_of, join_reason=member.reason
        )

    def _search_key(self, text: str, draft: Draft) -> str:
        """What a statement is found by: its words and source, and its places and kinds in every language."""
        gazetteer = self.rulebook.watchlist.gazetteer
        words = [text, self.channel.title or ""]
        for code in draft.facts.places:
            words += gazetteer.all_names(code)
        for language in ("ru", "uk", "en"):
            words += [self.rulebook.title(kind, language) for kind in draft.kinds]
        return search_key(" \n".join(words))


def _sentence(text: str, draft: Draft) -> str:
    """The sentences a statement rests on, in the order of the post: each of its kinds may have its own."""
    return " ".join(sorted(draft.sentences, key=text.find))


@dataclass(frozen=True, slots=True)
class _Addition:
    """The new statement that is being joined."""

    stored: StoredPost
    draft: Draft
    made: dict[str, int]


async def _by_story(session: Session, statements: Iterable[Statement]) -> dict[str, list[Statement]]:
    found: dict[str, list[Statement]] = {}
    for statement in statements:
        story = await incidents.story_of(session, statement.incident_id)
        found.setdefault(story, []).append(statement)
    return found
