"""Bring stored incidents in line with what was said: which statements stand where, and what must move. Pure.

Pages are read in no fixed order, so a statement published earlier may be read later, and posts are edited and
deleted. `settle` therefore asks what incidents all statements make together, and says how that differs from
what is stored: the result is the same whatever came first.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from bot.rules.incidents.board import Board
from bot.rules.incidents.clustering import arrange
from bot.rules.incidents.groups import Group
from bot.rules.incidents.joining import Gathering, Key, Member, NewStatement, Said, in_order, key_of
from bot.values import OpenIncident


@dataclass(frozen=True, slots=True)
class Settled:
    """An incident as it should stand. `incident_id` None: to be opened.

    `gained` are its members that are not in it yet, `changed` those whose wave or echo is another now (their
    `reason` may be empty: the stored one stands), `lost` the ids of statements that leave it.
    """

    incident_id: int | None
    gathering: Gathering
    gained: tuple[Member, ...]
    changed: tuple[Member, ...]
    lost: tuple[int, ...]
    replaced: bool = False
    """Its places are others now: a list grew, or an edit corrected where it was."""

    @property
    def moves(self) -> bool:
        """Whether anything is to be done."""
        return bool(self.incident_id is None or self.gained or self.changed or self.lost or self.replaced)


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


Start = tuple[datetime, int, int]
"""As `in_order` gives it: statements from here on are placed anew."""


def settle(
    incidents: Iterable[OpenIncident],
    statements: Iterable[NewStatement] = (),
    *,
    gap: timedelta,
    held: Iterable[int] = (),
    since: datetime | None = None,
) -> Settlement:
    """What *statements* of one story, beside those of the stored *incidents*, change.

    Statements published before the first of the new ones stay where they are; later ones are placed again.
    After an edit or a deletion give *since*, the publication time of its post; with neither, all are placed
    again.

    Give all incidents of the story with a statement in the last `groups.RECALLED`, closed ones included, and
    withdrawn statements left out. *held* are ids of incidents an admin has merged or split: nothing leaves
    them.
    """
    stored, new, fixed = list(incidents), sorted(statements, key=in_order), set(held)
    start = _start(new, since)
    near = stored if since is not None or not new else _near(stored, new, start)
    kept: list[OpenIncident] = []
    loose: dict[Key, Said] = {}
    for one in near:
        if one.incident_id in fixed:
            kept.append(one)
            continue
        kept += _before(one, start)
        loose.update({key_of(said): said for said in one.statements if in_order(said) >= start})
    loose.update({key_of(said): said for said in new})
    board, groups = arrange(kept, loose.values(), gap=gap)
    ids = {group: incident.incident_id for group, incident in groups.items()}
    return _reconcile({one.incident_id: one for one in near}, board, ids, loose)


def _start(new: Sequence[NewStatement], since: datetime | None) -> Start:
    starts = [in_order(said) for said in new[:1]] + ([(since, 0, 0)] if since else [])
    return min(starts, default=(datetime.min.replace(tzinfo=UTC), 0, 0))


def _near(stored: Sequence[OpenIncident], new: Sequence[NewStatement], start: Start) -> list[OpenIncident]:
    """The incidents that *new* can touch, directly or through lists that are placed again with it."""
    later: list[Said] = [
        said
        for one in stored
        if one.last_statement_at >= start[0]
        for said in one.statements
        if in_order(said) >= start
    ]
    reached = reach(new, later)
    return [one for one in stored if reached.touches(one.places)]


@dataclass(frozen=True, slots=True)
class Reach:
    """Where new statements can change something: at `places`, in lists over several, or anywhere."""

    places: frozenset[str] = frozenset()
    lists: bool = False
    anywhere: bool = False

    def touches(self, places: Collection[str]) -> bool:
        """Whether an incident about *places* can change."""
        return self.anywhere or not self.places.isdisjoint(places) or (self.lists and len(places) > 1)


def reach(new: Sequence[Said], later: Sequence[Said]) -> Reach:
    """What *new* can touch, directly or through stored statements published *later*, which are placed again."""
    if any(not said.facts.places or said.forward_of for said in (*new, *later)):
        return Reach(anywhere=True)
    places = {place for said in new for place in said.facts.places}
    lists = any(len(said.facts.places) > 1 for said in new)
    grown = True
    while grown:
        grown = False
        for said in later:
            own = said.facts.places
            if not places.issuperset(own) and (not places.isdisjoint(own) or (lists and len(own) > 1)):
                places.update(own)
                lists = grown = True
    return Reach(frozenset(places), lists)


def _before(incident: OpenIncident, start: Start) -> list[OpenIncident]:
    """The incident as it was before *start*; none if no statement of its own was published yet."""
    statements = tuple(said for said in incident.statements if in_order(said) < start)
    own = [said for said in statements if said.echo_of is None]
    if len(incident.places) <= 1:
        opened = any(len(said.facts.places) <= 1 for said in own)
        return [replace(incident, statements=statements)] if opened else []
    places = tuple(sorted({place for said in own for place in said.facts.places}))
    return [replace(incident, statements=statements, places=places)] if own else []


def _reconcile(
    stored: Mapping[int, OpenIncident], board: Board, kept: Mapping[Group, int], loose: Collection[Key]
) -> Settlement:
    """Give new groups on *board* the ids of the stored incidents they share most statements with."""
    ids = dict(kept)
    free = {incident_id: one for incident_id, one in stored.items() if incident_id not in kept.values()}
    made = board.gatherings_with(loose, [group for group, one in kept.items() if _held(stored[one], loose)])
    home: dict[Key, list[Group]] = defaultdict(list)
    for group, gathering in made:
        for member in gathering.members:
            home[key_of(member.said)].append(group)
    ranks = {group: rank for rank, (group, _) in enumerate(made)}
    shared = Counter(
        (ranks[group], one.incident_id)
        for one in free.values()
        for said in one.statements
        for group in home[key_of(said)]
    )
    by_share = sorted(shared, key=lambda pair: (-shared[pair], pair[1], pair[0]))
    taken: set[int] = set()
    for rank, incident_id in by_share:
        if made[rank][0] not in ids and incident_id not in taken:
            ids[made[rank][0]] = incident_id
            taken.add(incident_id)
    settled = [_compare(stored.get(ids.get(group, 0)), gathering) for group, gathering in made]
    emptied = []
    for incident_id in sorted(free.keys() - taken):
        heirs = (ids.get(made[rank][0]) for rank, other in by_share if other == incident_id)
        emptied.append(Emptied(incident_id, next(heirs, None)))
    return Settlement(tuple(one for one in settled if one.moves), tuple(emptied))


def _held(incident: OpenIncident, loose: Collection[Key]) -> bool:
    return any(key_of(said) in loose for said in incident.statements)


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
    replaced = gathering.places != stored.places
    return Settled(stored.incident_id, gathering, gained, changed, lost, replaced)
