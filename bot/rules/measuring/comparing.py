"""What a rehearsal tells, as messages; and how two rehearsals of the same posts differ. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.rules.incidents.joining import key_of
from bot.rules.measuring.rehearsing import Rehearsal
from bot.values import Reason


class Way(StrEnum):
    """How a chat is told: an incident's first message, a reply to it, or a change of its text."""

    CARD = "card"
    NEWS = "news"
    EDIT = "edit"


@dataclass(frozen=True, slots=True)
class Message:
    """What every chat that asked for the incident would get at this time, because of *post*.

    `places` are those the incident has in the end.
    """

    at: datetime
    post: str
    story: str
    incident_id: int
    places: tuple[str, ...]
    way: Way
    loud: bool
    reason: Reason


def messages(rehearsal: Rehearsal) -> list[Message]:
    """What a rehearsal tells, in its order. News comes with an edit of the card, which is not listed."""
    told: list[Message] = []
    carded: set[tuple[str, int]] = set()
    for one in rehearsal.told:
        first = (one.story, one.incident_id) not in carded
        carded.add((one.story, one.incident_id))
        told.append(
            Message(
                at=one.at,
                post=one.post,
                story=one.story,
                incident_id=one.incident_id,
                places=rehearsal.ledgers[one.story].incidents[one.incident_id].places,
                way=Way.CARD if first else Way.NEWS if one.telling.loud else Way.EDIT,
                loud=one.telling.loud,
                reason=one.telling.reason,
            )
        )
    return told


@dataclass(frozen=True, slots=True)
class ToldOtherwise:
    """What one post, or one change of it, leads to on either side."""

    at: datetime
    post: str
    before: tuple[Message, ...]
    after: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class JoinedOtherwise:
    """The posts *post* stands with on either side; only posts that both sides file are compared.

    `within`: "incident", or "wave" where just the waves of an incident differ.
    """

    post: str
    within: str
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """How the second rehearsal differs from the first."""

    newly_told: tuple[Message, ...]
    no_longer_told: tuple[Message, ...]
    told_otherwise: tuple[ToldOtherwise, ...]
    joined_otherwise: tuple[JoinedOtherwise, ...]

    def __bool__(self) -> bool:
        return bool(self.newly_told or self.no_longer_told or self.told_otherwise or self.joined_otherwise)


def compare(before: Rehearsal, after: Rehearsal) -> Difference:
    """What *after* does that *before* does not, and the other way round. Both name posts alike."""
    old, new = _by_post(messages(before)), _by_post(messages(after))
    return Difference(
        newly_told=tuple(one for key in new if key not in old for one in new[key]),
        no_longer_told=tuple(one for key in old if key not in new for one in old[key]),
        told_otherwise=tuple(
            ToldOtherwise(*key, tuple(old[key]), tuple(new[key]))
            for key in old
            if key in new and _manner(old[key]) != _manner(new[key])
        ),
        joined_otherwise=tuple(_joined(before, after)),
    )


def _by_post(told: Iterable[Message]) -> dict[tuple[datetime, str], list[Message]]:
    found: dict[tuple[datetime, str], list[Message]] = defaultdict(list)
    for one in told:
        found[one.at, one.post].append(one)
    return found


def _manner(told: Iterable[Message]) -> list[tuple[str, str, bool, str]]:
    """Without the incident's number and places: where a post stands is compared apart from how it is told."""
    return sorted((one.story, one.way.value, one.loud, one.reason.value) for one in told)


Companions = Mapping[str, frozenset[str]]


def _joined(before: Rehearsal, after: Rehearsal) -> Iterable[JoinedOtherwise]:
    old, new = _companions(before), _companions(after)
    old_waves, new_waves = _companions(before, waves=True), _companions(after, waves=True)
    both = old.keys() & new.keys()
    for post in (name for name in before.names.values() if name in both):
        for within, left, right in (("incident", old, new), ("wave", old_waves, new_waves)):
            was, now = left[post] & both, right[post] & both
            if was != now:
                yield JoinedOtherwise(post, within, tuple(sorted(was)), tuple(sorted(now)))
                break


def _companions(rehearsal: Rehearsal, *, waves: bool = False) -> Companions:
    """Each filed post with the others of its incidents, or of its waves there."""
    groups: dict[tuple[str, int, int], set[str]] = defaultdict(set)
    for story, ledger in rehearsal.ledgers.items():
        for incident in ledger.standing():
            for said in incident.statements:
                wave = said.wave if waves else 0
                groups[story, incident.incident_id, wave].add(rehearsal.names[key_of(said)])
    found: dict[str, set[str]] = defaultdict(set)
    for (_, _, wave), posts in groups.items():
        for post in posts:
            # Wave 0 is what concerns an incident as a whole: no wave that its posts would share.
            found[post] |= posts - {post} if wave or not waves else set()
    return {post: frozenset(others) for post, others in found.items()}
