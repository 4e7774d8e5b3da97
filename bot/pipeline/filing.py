"""What a post says is filed: its matches, its statements, and the incidents that follow from them.

The rules decide which statements stand together (`bot.rules.incidents.settling`); here their decision is
written down: statements are added, moved, revised and withdrawn, incidents are opened and emptied. The result
is a function of what was said, whatever order channels were read in.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice

from bot.pipeline.search_keys import statement_key
from bot.rulebook import Rulebook
from bot.rules.incidents.groups import RECALLED
from bot.rules.incidents.hand import FREE, Held
from bot.rules.incidents.joining import Member, NewStatement, key_of
from bot.rules.incidents.settling import Settled, Settlement, settle
from bot.rules.statements import Draft
from bot.store import channels, hand, incidents, matches, statements
from bot.store.db import Session
from bot.store.open_incidents import OpenIncidents, of_story
from bot.store.posts import StoredPost
from bot.store.statements import Filed
from bot.store.tables import Channel
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
    _known: dict[int, dict[str, list[Filed]]] = field(default_factory=dict)

    async def add(self, stored: StoredPost, said: Said) -> None:
        """File what a new post says."""
        await self._match(stored, said)
        for draft in said.drafts.values():
            await self._join(stored, draft)

    async def revise(self, stored: StoredPost, said: Said) -> None:
        """File what an edited post says now: its statements follow, or are withdrawn."""
        known = await self._statements_of(stored.post_id)
        await self._match(stored, said)
        for story, own in known.items():
            draft = said.drafts.get(story)
            if draft is None:
                await self._take_back(story, own)
            else:
                await self._follow(story, own, stored, draft)
        for story, draft in said.drafts.items():
            if story not in known:
                await self._join(stored, draft)

    async def withdraw(self, post_id: int) -> None:
        """File that a post is gone: its statements are withdrawn."""
        for story, own in (await self._statements_of(post_id)).items():
            await self._take_back(story, own)

    async def look_up(self, post_ids: Collection[int]) -> None:
        """Ask for all posts that are to be revised or withdrawn what was said in them: each would ask."""
        self._known = await statements.statements_of(self.session, post_ids)

    async def _statements_of(self, post_id: int) -> dict[str, list[Filed]]:
        if post_id not in self._known:
            self._known |= await statements.statements_of(self.session, [post_id])
        return self._known.pop(post_id)

    async def _take_back(self, story: str, own: Iterable[Filed]) -> None:
        rows = {row.statement_id: row.incident_id for row in own if row.withdrawn_at is None}
        if not rows:
            return
        opened = of_story(self.session, story)
        before: list[OpenStatement] = []
        for incident in await opened.some(set(rows.values())):
            before += [one for one in incident.statements if one.statement_id in rows]
            kept = tuple(one for one in incident.statements if one.statement_id not in rows)
            opened.hold(replace(incident, statements=kept))
        for row_id in rows:
            await statements.withdraw_statement(self.session, row_id, now=self.now)
        await self._settle_again(opened, before[:1], set(rows.values()))

    async def _follow(self, story: str, own: Sequence[Filed], stored: StoredPost, draft: Draft) -> None:
        rows = {row.statement_id: row.incident_id for row in own}
        opened = of_story(self.session, story)
        known = await opened.some(set(rows.values()))
        sentence = _sentence(stored.post.text, draft)
        search_key = self._search_key(stored.post.text, draft)
        altered = False
        for row in own:
            altered |= await statements.revise_statement(
                self.session,
                row,
                version_id=stored.version_id,
                pattern_id=draft.hit.pattern_id,
                kinds=draft.kinds,
                role=draft.role,
                ends=draft.ends,
                sentence=sentence,
                facts=draft.facts,
                search_key=search_key,
            )
        if not altered:
            return
        for incident in known:
            says = (
                replace(
                    one,
                    role=draft.role,
                    ends=draft.ends,
                    sentence=sentence,
                    facts=draft.facts,
                    earlier=tuple(statements.earlier_of(one.earlier, one.sentence, sentence)),
                )
                if one.statement_id in rows
                else one
                for one in incident.statements
            )
            opened.hold(replace(incident, statements=tuple(says)))
        if any(row.withdrawn_at for row in own):
            await opened.reread(set(rows.values()))
        before = (one for incident in known for one in incident.statements if one.statement_id in rows)
        revised = await opened.some(set(rows.values()))
        after = (one for incident in revised for one in incident.statements if one.statement_id in rows)
        await self._settle_again(opened, [*islice(before, 1), *islice(after, 1)], set(rows.values()))

    async def _match(self, stored: StoredPost, said: Said) -> None:
        version = self.rulebook.watchlist.fingerprint
        await matches.store(self.session, stored.version_id, said.hits, rules_version=version)

    async def _join(self, stored: StoredPost, draft: Draft) -> None:
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
            forward_of=None if origin is None else (origin, post.forwarded_id),
            sentence=_sentence(post.text, draft),
            ends=draft.ends,
        )
        opened = of_story(self.session, draft.story)
        since = statement.published_at - RECALLED
        near = await opened.since(since)
        held = await self._held(opened, since)
        settlement = settle(near, [statement], gap=self.rulebook.watchlist.incidents.gap, held=held)
        await self.apply(settlement, near, opened, _Addition(stored, draft))

    async def _settle_again(
        self, opened: OpenIncidents, altered: Sequence[OpenStatement], concerned: set[int]
    ) -> None:
        """Place anew what *altered* reach: what a post said and says. *concerned* incidents hold it."""
        since = altered[0].published_at - RECALLED
        near = {one.incident_id: one for one in await opened.since(since)}
        near |= {one.incident_id: one for one in await opened.some(concerned) if one.statements}
        gap, held = self.rulebook.watchlist.incidents.gap, await self._held(opened, since)
        settlement = settle(near.values(), gap=gap, held=held, altered=altered)
        done = await self.apply(settlement, near.values(), opened)
        for incident in await opened.some(sorted(concerned - done)):
            await opened.write(incidents.summed(incident))
        self.changed |= concerned

    async def _held(self, opened: OpenIncidents, since: datetime) -> Held:
        return await hand.held(self.session, opened.story, since) if opened.by_hand else FREE

    async def apply(
        self,
        settlement: Settlement,
        near: Iterable[OpenIncident],
        opened: OpenIncidents,
        addition: "_Addition | None" = None,
    ) -> set[int]:
        """Write a settlement down; the incidents that changed by it."""
        stored = {one.incident_id: one for one in near}
        written = [await self._arrange(one, stored, opened.story, addition) for one in settlement.settled]
        written += [replace(stored[gone.incident_id], statements=()) for gone in settlement.emptied]
        lost = [row for one in settlement.settled for row in one.lost]
        lost += [
            said.statement_id for gone in settlement.emptied for said in stored[gone.incident_id].statements
        ]
        if lost:
            self._known.clear()  # some of them stand elsewhere now
            await statements.remove_statements(self.session, lost)
        for incident in written:
            await opened.write(incident)
        for gone in settlement.emptied:
            if gone.into is not None:
                self.merged.add(gone.incident_id)
                await incidents.note_merged(self.session, gone.incident_id, gone.into)
        changed = {one.incident_id for one in written}
        self.changed |= changed
        return changed

    async def _arrange(
        self, one: Settled, stored: Mapping[int, OpenIncident], story: str, addition: "_Addition | None"
    ) -> OpenIncident:
        """Store the statements of an incident as it should stand, but for those it loses; how it stands."""
        incident_id = one.incident_id
        if incident_id is None:
            incident_id = await incidents.add(
                self.session,
                story=story,
                places=one.gathering.places,
                role=one.gathering.members[0].said.role,
                published_at=one.gathering.opened_at,
            )
        known = stored[incident_id].statements if one.incident_id is not None else ()
        standing = {key_of(said): said for said in known if said.statement_id not in one.lost}
        moved = {key_of(member.said) for member in (*one.gained, *one.changed)}
        placings: list[statements.Placing] = []
        for member in one.gathering.members:
            key = key_of(member.said)
            echo_of = standing[member.echo_of].statement_id if member.echo_of in standing else None
            if key not in standing:
                if not isinstance(member.said, OpenStatement):
                    assert addition is not None  # only a new statement is not stored yet
                    standing[key] = await self._add(incident_id, member, echo_of, addition)
                    continue
                self._known.clear()
                row = await statements.copy_statement(self.session, member.said.statement_id, incident_id)
                standing[key] = replace(member.said, statement_id=row)
            if key in moved:
                said = standing[key] = replace(standing[key], wave=member.wave, echo_of=echo_of)
                placings.append(statements.Placing(said.statement_id, member.wave, echo_of, member.reason))
        if placings:
            await statements.place_statements(self.session, placings)
        return incidents.summed(
            OpenIncident(
                incident_id=incident_id,
                story=story,
                places=one.gathering.places,
                role=one.gathering.members[0].said.role,
                opened_at=one.gathering.opened_at,
                last_statement_at=one.gathering.opened_at,
                ended_at=one.gathering.ended_at,
                statements=tuple(standing.values()),
            )
        )

    async def _add(
        self, incident_id: int, member: Member, echo_of: int | None, addition: "_Addition"
    ) -> OpenStatement:
        said, draft, post = member.said, addition.draft, addition.stored.post
        sentence = _sentence(post.text, draft)
        row = await statements.add_statement(
            self.session,
            incident_id,
            post_id=addition.stored.post_id,
            channel_id=said.channel_id,
            version_id=addition.stored.version_id,
            pattern_id=draft.hit.pattern_id,
            kinds=draft.kinds,
            role=draft.role,
            ends=draft.ends,
            published_at=post.published_at,
            sentence=sentence,
            facts=draft.facts,
            search_key=self._search_key(post.text, draft),
            join_reason=member.reason,
            wave=member.wave,
            echo_of=echo_of,
        )
        return OpenStatement(
            statement_id=row,
            post_id=addition.stored.post_id,
            channel_id=said.channel_id,
            message_id=said.message_id,
            published_at=said.published_at,
            role=draft.role,
            facts=draft.facts,
            wave=member.wave,
            echo_of=echo_of,
            ends=draft.ends,
            sentence=sentence,
            reply_to=said.reply_to,
            forward_of=said.forward_of,
        )

    def _search_key(self, text: str, draft: Draft) -> str:
        channel = self.channel
        return statement_key(
            text,
            handle=channel.handle,
            title=channel.title,
            kinds=draft.kinds,
            facts=draft.facts,
            rulebook=self.rulebook,
        )


def _sentence(text: str, draft: Draft) -> str:
    """The sentences a statement rests on, in the order of the post: each of its kinds may have its own."""
    return " ".join(sorted(draft.sentences, key=text.find))


@dataclass(frozen=True, slots=True)
class _Addition:
    """The new statement that is being joined."""

    stored: StoredPost
    draft: Draft
