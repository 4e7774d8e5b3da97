"""Bring stored incidents in line with what was said: which statements stand where, and what must move. Pure.

Pages are read in no fixed order, so a statement published earlier may be read later, and posts are edited and
deleted. `settle` therefore asks what incidents all statements make together, and says how that differs from
what is stored: the result is the same whatever came first.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.rules.board import Board
from bot.rules.clustering import arrange
from bot.rules.groups import Group
from bot.rules.joining import Gathering, Key, Member, NewStatement, Said, in_order, key_of
from bot.values import OpenIncident, OpenStatement


@dataclass(frozen=True, slots=True)
class Settled:
    """An incident as it should stand. `incident_id` None: to be opened.

    `gained` are its members that are not in it yet, `changed` those whose wave or echo is another now, `lost`
    the ids of statements that leave it.
    """

    incident_id: int | None
    gathering: Gathering
    gained: tuple[Member, ...]
    changed: tuple[Member, ...]
    lost: tuple[int, ...]

    @property
    def moves(self) -> bool:
        """Whether anything is to be done."""
        return bool(self.incident_id is None or self.gained or self.changed or self.lost)


@dataclass(frozen=True, slots=True)
class Emptied:
    """An incident that keeps no statement; `into` took most of them (None: a new one, or none did)."""

    incident_id: int
    into: int | None


@dataclass(frozen=True, slots=True)
class Settlement:
    """What is to be done: incidents that change, oldest first, and those that vanish."""

    settled: tuple[Settled, ...] = ()
    emptied: tuple[Emptied, ...] = ()


def settle(
    incidents: Iterable[OpenIncident],
    statements: Iterable[NewStatement] = (),
    *,
    gap: timedelta,
    held: Iterable[int] = (),
) -> Settlement:
    """What *statements* of one story, beside those of the stored *incidents*, change.

    Give all incidents of the story with a statement in the last `groups.RECALLED`, closed ones included, and
    withdrawn statements left out. *held* are ids of incidents an admin has merged or split: nothing leaves
    them.
    """
    stored, new = list(incidents), list(statements)
    if len(new) == 1 and not any(_matters(said, new[0]) for one in stored for said in one.statements):
        # The usual case: nothing said later can be touched, so it is enough to place the newcomer.
        board, groups = arrange(stored, (), gap=gap)
        board.place(new[0])
        touched = board.gatherings_of(key_of(new[0]))
        return Settlement(tuple(_compare(groups.get(group), gathering) for group, gathering in touched))
    fixed = set(held)
    kept = [one for one in stored if one.incident_id in fixed]
    moving = [one for one in stored if one.incident_id not in fixed]
    loose: dict[Key, Said] = {key_of(said): said for one in moving for said in one.statements}
    loose.update({key_of(said): said for said in new})
    board, groups = arrange(kept, loose.values(), gap=gap)
    return _reconcile(moving, board, groups)


def _matters(said: OpenStatement, new: NewStatement) -> bool:
    """Whether *new* could change where *said* belongs: published later, or the same post."""
    if key_of(said) == key_of(new):
        return True
    if in_order(said) < in_order(new):
        return False
    mine, theirs = new.facts.places, said.facts.places
    if not mine or not theirs or min(len(mine), len(theirs)) > 1 or not set(mine).isdisjoint(theirs):
        return True
    return new.channel_id in (said.channel_id, said.forward_of and said.forward_of[0])


def _reconcile(
    moving: Sequence[OpenIncident], board: Board, groups: Mapping[Group, OpenIncident]
) -> Settlement:
    """Give the incidents on *board* the ids of the stored ones they share most statements with."""
    made = [(group, gathering) for group, gathering in board.all_gatherings()]
    home: dict[Key, list[int]] = defaultdict(list)
    for index, (group, gathering) in enumerate(made):
        if group not in groups:
            for member in gathering.members:
                home[key_of(member.said)].append(index)
    shared = Counter(
        (index, one.incident_id) for one in moving for said in one.statements for index in home[key_of(said)]
    )
    stored = {one.incident_id: one for one in moving}
    identity: dict[int, OpenIncident] = {}
    taken: dict[int, int] = {}
    for (index, incident_id), _ in sorted(shared.items(), key=lambda pair: (-pair[1], pair[0][1], pair[0][0])):
        if index not in identity and incident_id not in taken:
            identity[index], taken[incident_id] = stored[incident_id], index
    settled = [
        _compare(groups.get(group) or identity.get(index), gathering)
        for index, (group, gathering) in enumerate(made)
    ]
    emptied = []
    for incident_id in sorted(stored.keys() - taken.keys()):
        into = [
            index for index, other in sorted(shared, key=lambda pair: -shared[pair]) if other == incident_id
        ]
        heir = identity.get(into[0]) if into else None
        emptied.append(Emptied(incident_id, heir.incident_id if heir else None))
    return Settlement(tuple(one for one in settled if one.moves), tuple(emptied))


def _compare(stored: OpenIncident | None, gathering: Gathering) -> Settled:
    if stored is None:
        return Settled(None, gathering, gathering.members, (), ())
    before = {key_of(said): said for said in stored.statements}
    keys: dict[int | None, Key] = {said.statement_id: key_of(said) for said in stored.statements}
    members = {key_of(member.said): member for member in gathering.members}
    gained = tuple(member for key, member in members.items() if key not in before)
    changed = tuple(
        member
        for key, member in members.items()
        if key in before and (member.wave, member.echo_of) != (before[key].wave, keys.get(before[key].echo_of))
    )
    lost = tuple(said.statement_id for key, said in before.items() if key not in members)
    return Settled(stored.incident_id, gathering, gained, changed, lost)
