"""Walk a recorded night through reading, joining and telling, in memory: nothing is stored, nothing is sent."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from random import Random

from bot.nights import Night, NightEvent
from bot.rules.incidents.joining import Key, NewStatement, key_of
from bot.rules.incidents.ledger import Ledger
from bot.rules.incidents.settling import Settlement
from bot.rules.notifying import Standing, Telling, standing, why_tell
from bot.rules.reading import Rules
from bot.rules.reading import read as read_text
from bot.rules.statements import Draft, Kind, draft_statements
from bot.values import Hit, OpenStatement, Reason
from bot.watchlist.channels import Channel, IncidentPolicy

_STAYS = "reply_to", "forwards", "forwards_of"
"""What an edit leaves as it was."""

Reader = Callable[[NightEvent, Channel], Iterable[Draft]]
"""Makes drafts of what a channel published."""


@dataclass(frozen=True, slots=True)
class Told:
    """A change of an incident, when it happened, by which post, and how it was told."""

    at: datetime
    post: str
    story: str
    incident_id: int
    telling: Telling


@dataclass(slots=True)
class Rehearsal:
    """What a night came to. `names` gives each post's name, `handles` each channel's handle, by their ids.

    `readings` counts the statements that posts and edits made, `told` every change in its order.
    """

    names: dict[Key, str] = field(default_factory=dict)
    handles: dict[int, str] = field(default_factory=dict)
    ledgers: dict[str, Ledger] = field(default_factory=dict)
    told: list[Told] = field(default_factory=list)
    readings: int = 0


def labelled(kinds: Mapping[str, Kind]) -> Reader:
    """A reader that believes the labels: what joining makes of perfectly read posts."""

    def read(event: NightEvent, channel: Channel) -> list[Draft]:
        if event.labels is None:
            return []
        facts = event.labels.facts
        hits = [Hit(kind, 100, True, event.text, (), (), facts) for kind in event.labels.kinds]
        return draft_statements(hits, kinds)

    return read


def by_rules(rules: Rules) -> Reader:
    """A reader that reads as the bot does: what joining makes of posts as they are really read."""
    kinds = {pattern.id: pattern for pattern in rules.patterns}

    def read(event: NightEvent, channel: Channel) -> list[Draft]:
        if not event.text:
            return []
        return draft_statements(read_text(rules, event.text, channel=channel, posted_at=event.at), kinds)

    return read


def rehearse(night: Night, channels: Iterable[Channel], read: Reader, policy: IncidentPolicy) -> Rehearsal:
    """Play *night* in the order of its events, each post read as soon as it is published.

    *channels* are the watch list's, beside the night's own. Raises KeyError for a post on any other channel.
    """
    stage = _Stage(night, channels, read, policy)
    for number, event in enumerate(night.posts):
        stage.play(number, event)
    return stage.rehearsal


def joined_alike(rehearsal: Rehearsal, random: Random, policy: IncidentPolicy) -> bool:
    """Whether the night's statements, read in an order of *random*'s choice, make the same incidents."""
    for story, ledger in rehearsal.ledgers.items():
        said = {key_of(one): one for incident in ledger.standing() for one in incident.statements}
        arriving = [said[key] for key in sorted(said)]
        random.shuffle(arriving)
        other = Ledger(story, policy.gap)
        for one in arriving:
            other.take(_as_new(one, story))
        if other.shape() != ledger.shape():
            return False
    return True


def _as_new(said: OpenStatement, story: str) -> NewStatement:
    return NewStatement(
        channel_id=said.channel_id,
        message_id=said.message_id,
        published_at=said.published_at,
        story=story,
        role=said.role,
        facts=said.facts,
        reply_to=said.reply_to,
        forward_of=said.forward_of,
        sentence=said.sentence,
        ends=said.ends,
        earlier=said.earlier,
    )


class _Stage:
    def __init__(self, night: Night, channels: Iterable[Channel], read: Reader, policy: IncidentPolicy) -> None:
        known = {channel.handle.casefold(): channel for channel in (*channels, *night.channels)}
        self._channels = {
            handle: (number, channel) for number, (handle, channel) in enumerate(known.items(), 1)
        }
        self._read, self._policy = read, policy
        self._keys: dict[str, Key] = {}
        self._posts: dict[Key, NightEvent] = {}
        self._memory: dict[tuple[str, int], tuple[Standing | None, Standing]] = {}
        self.rehearsal = Rehearsal(
            handles={number: channel.handle for number, channel in self._channels.values()}
        )

    def play(self, number: int, event: NightEvent) -> None:
        channel_id, channel = self._channels[event.channel.casefold()]
        if event.deletes:
            key = self._keys[event.deletes]
            drafts: list[Draft] = []
        elif event.edits:
            key = self._keys[event.edits]
            first = self._posts[key]
            event = event.model_copy(update={name: getattr(first, name) for name in _STAYS})
            drafts = list(self._read(event.model_copy(update={"at": first.at}), channel))
        else:
            key = channel_id, number + 1
            self._keys[event.id or f"post-{number + 1}"] = key
            self._posts[key] = event
            self.rehearsal.names[key] = event.id or f"post-{number + 1}"
            drafts = list(self._read(event, channel))
        post = event.id or event.edits or event.deletes or self.rehearsal.names[key]
        self.rehearsal.readings += len(drafts)
        self._join(key, event, drafts, post)

    def _join(self, key: Key, event: NightEvent, drafts: list[Draft], post: str) -> None:
        by_story = {draft.story: draft for draft in drafts}
        for story in by_story:
            self.rehearsal.ledgers.setdefault(story, Ledger(story, self._policy.gap))
        for story, ledger in self.rehearsal.ledgers.items():
            draft = by_story.get(story)
            if draft is not None:
                settlement = ledger.take(self._statement(key, event, draft))
            elif event.edits or event.deletes:
                settlement = ledger.withdraw(key)
            else:
                continue
            again = bool(event.edits or event.deletes)
            self._tell(event.at, post, ledger, settlement, again=again)

    def _statement(self, key: Key, event: NightEvent, draft: Draft) -> NewStatement:
        reply = self._keys.get(event.reply_to) if event.reply_to else None
        return NewStatement(
            channel_id=key[0],
            message_id=key[1],
            published_at=self._posts[key].at,
            story=draft.story,
            role=draft.role,
            facts=draft.facts,
            reply_to=reply[1] if reply else None,
            forward_of=self._origin(event),
            sentence=draft.hit.sentence,
            ends=draft.ends,
        )

    def _origin(self, event: NightEvent) -> tuple[int, int | None] | None:
        if event.forwards:
            return self._keys[event.forwards]
        origin = self._channels.get(event.forwards_of.casefold()) if event.forwards_of else None
        return (origin[0], None) if origin else None

    def _tell(self, at: datetime, post: str, ledger: Ledger, settlement: Settlement, *, again: bool) -> None:
        """Tell what changed; *again*: an older post did, so incidents may have that did not move."""
        gone = {one.incident_id for one in settlement.emptied}
        moved = gone | {one.incident_id for one in settlement.settled if one.incident_id is not None}
        # Another incident took its statements: no retraction, so nothing that may sound.
        merged = {one.incident_id for one in settlement.emptied if one.into is not None}
        for incident_id in sorted(ledger.incidents if again else moved):
            incident = ledger.incidents[incident_id]
            now = standing(incident.places, incident.statements, ended=incident.ended_at is not None)
            told, shown = self._memory.get((ledger.story, incident_id), (None, None))
            if now == shown and told is not None:
                continue
            if incident_id in merged:
                telling = Telling(Reason.WITHDRAWN, loud=False)
            else:
                telling = why_tell(told, now, shown=shown, jump=self._policy.jump)
            remembered = now if told is None or telling.loud else replace(told, ended=now.ended)
            self._memory[ledger.story, incident_id] = remembered, now
            self.rehearsal.told.append(Told(at, post, ledger.story, incident_id, telling))
