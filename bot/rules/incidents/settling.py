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
from bot.rules.incidents.hand import FREE, Held, places_of
from bot.rules.incidents.joining import Gathering, Key, Member, NewStatement, Said, in_order, key_of
from bot.values import OpenIncident, OpenStatement


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
    """Its places are others now, or when it ended is: a list grew, or an edit corrected it."""

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
    held: Held = FREE,
    altered: Iterable[Said] = (),
) -> Settlement:
    """What *statements* of one story, beside those of the stored *incidents*, change.

    Statements published before the first of the new ones stay where they are; later ones are placed again, as
    far as the new ones can reach. After an edit or a deletion give as *altered* what its post said, and what it
    says now if anything, with *incidents* as they stand after it. With neither, all are placed again.

    Give all incidents of the story with a statement in the last `groups.RECALLED`, closed ones included, and
    withdrawn statements left out; and all incidents that *held* knows of, which is what admins decided.
    """
    stored, new, changed = list(incidents), sorted(statements, key=in_order), list(altered)
    by_hand = held.members(stored)
    causes = sorted((*new, *changed), key=in_order)
    start = in_order(causes[0]) if causes else (datetime.min.replace(tzinfo=UTC), 0, 0)
    near = _near(stored, causes, start, by_hand) if causes else stored
    near = [one for one in near if one.statements or one.incident_id in by_hand]
    kept: list[OpenIncident] = []
    loose: dict[Key, Said] = {}
    renewed: set[Key] = set()
    fixed = held.keys
    for one in near:
        mine, free = by_hand.get(one.incident_id, {}), _free(one, held)
        later = {key_of(said): said for said in free if in_order(said) >= start}
        renewed.update(key for key, said in mine.items() if in_order(said) >= start)
        loose.update({key: said for key, said in later.items() if key not in fixed})
        if mine:
            kept.append(_made(one, mine, [said for said in free if in_order(said) < start]))
        else:
            kept += _before(replace(one, statements=tuple(free)), start)
    loose.update({key_of(said): said for said in new})
    board, groups = arrange(kept, loose.values(), gap=gap, held=held, renewed=renewed)
    ids = {group: incident.incident_id for group, incident in groups.items()}
    known = {one.incident_id: one for one in near}
    # A copy that is gone no longer says which event its channel's own words before it were not about.
    to_compare = known.keys() if changed else by_hand.keys()
    return _reconcile(known, board, ids, loose.keys() | renewed, to_compare)


def regroup(incidents: Iterable[OpenIncident], *, gap: timedelta, held: Held) -> Settlement:
    """What must move among *incidents* so that all stands as it is *held*; nothing else is placed anew."""
    stored = {one.incident_id: one for one in incidents}
    by_hand = held.members(stored.values())
    kept = [_made(one, by_hand.get(one.incident_id, {}), _free(one, held)) for one in stored.values()]
    board, groups = arrange(kept, (), gap=gap, held=held)
    ids = {group: incident.incident_id for group, incident in groups.items()}
    return _reconcile(stored, board, ids, (), by_hand.keys())


def _made(
    incident: OpenIncident, by_hand: Mapping[Key, OpenStatement], others: Sequence[OpenStatement]
) -> OpenIncident:
    """The incident with what a hand holds in it, and *others*."""
    members = tuple(sorted((*by_hand.values(), *others), key=in_order))
    places = places_of(incident.places, by_hand.values(), others) if by_hand else incident.places
    return replace(incident, statements=members, places=places)


def _free(incident: OpenIncident, held: Held) -> list[OpenStatement]:
    """The statements that stand in *incident* by the rules: none that is held, unless it roams."""
    if not held.together and not held.apart:
        return list(incident.statements)
    mine, keys = held.together.get(incident.incident_id, frozenset()), held.keys
    return [
        said
        for said in incident.statements
        if (key := key_of(said)) not in keys
        or (key in held.roaming - mine and not held.is_apart(incident.incident_id, key))
    ]


def _near(
    stored: Sequence[OpenIncident], causes: Sequence[Said], start: Start, by_hand: Collection[int]
) -> list[OpenIncident]:
    """The incidents that *causes* can touch, directly or through what is placed again with them.

    What a hand made is always among them: its statements may stand elsewhere, too.
    """
    later: list[Said] = [
        said
        for one in stored
        if one.last_statement_at >= start[0]
        for said in one.statements
        if said.published_at >= start[0] and in_order(said) >= start
    ]
    reached = reach(causes, later, [_spoken_of(one) for one in stored if one.incident_id in by_hand])
    return [one for one in stored if one.incident_id in by_hand or reached.touches(one.places)]


def _spoken_of(incident: OpenIncident) -> set[str]:
    return {*incident.places, *(place for said in incident.statements for place in said.facts.places)}


@dataclass(frozen=True, slots=True)
class Reach:
    """Where new statements can change something: at `places`, in lists over several, or anywhere."""

    places: frozenset[str] = frozenset()
    lists: bool = False
    anywhere: bool = False

    def touches(self, places: Collection[str]) -> bool:
        """Whether an incident about *places* can change."""
        return self.anywhere or not self.places.isdisjoint(places) or (self.lists and len(places) > 1)


def reach(causes: Sequence[Said], later: Sequence[Said], bound: Iterable[Collection[str]] = ()) -> Reach:
    """What *causes* can touch, directly or through stored statements published *later*, which are placed again.

    *bound* are places that stand together whatever is said: each the places of an incident that is held.
    """
    if any(not said.facts.places or said.forward_of for said in (*causes, *later)):
        return Reach(anywhere=True)
    places = {place for said in causes for place in said.facts.places}
    lists = any(len(said.facts.places) > 1 for said in causes)
    together = {frozenset(said.facts.places) for said in later} | {frozenset(one) for one in bound}
    grown = True
    while grown:
        grown = False
        for own in together:
            several = len(own) > 1
            touched = not places.isdisjoint(own) or (lists and several)
            # A list placed again may get an incident of its own or lose it, where the next lists go on.
            if touched and (not places.issuperset(own) or (several and not lists)):
                places.update(own)
                lists = lists or several
                grown = True
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
    stored: Mapping[int, OpenIncident],
    board: Board,
    kept: Mapping[Group, int],
    loose: Collection[Key],
    to_compare: Collection[int],
) -> Settlement:
    """Give new groups on *board* the ids of the stored incidents they share most statements with.

    *to_compare* are kept incidents that may stand otherwise though they hold nothing *loose*.
    """
    ids = dict(kept)
    free = {incident_id: one for incident_id, one in stored.items() if incident_id not in kept.values()}
    # An incident that lost its last statement may be about fewer places, or not be over any more.
    stays = [
        group
        for group, one in kept.items()
        if one in to_compare or _holds(stored[one], loose) or _differs(stored[one], group)
    ]
    made = board.gatherings_with(loose, stays)
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


def _holds(incident: OpenIncident, loose: Collection[Key]) -> bool:
    return any(key_of(said) in loose for said in incident.statements)


def _differs(incident: OpenIncident, group: Group) -> bool:
    return (tuple(sorted(group.places)), group.ended_at) != (incident.places, incident.ended_at)


def _compare(stored: OpenIncident | None, gathering: Gathering) -> Settled:
    if stored is None:
        return Settled(None, gathering, gathering.members, (), ())
    before = {key_of(said): said for said in stored.statements}
    keys: dict[int | None, Key] = {said.statement_id: key_of(said) for said in stored.statements}
    members = {key_of(member.said): member for member in gathering.members}
    gained = tuple(_with_reason(member) for key, member in members.items() if key not in before)
    changed = tuple(
        member
        for key, member in members.items()
        if key in before and _stands_otherwise(before[key], member, keys)
    )
    lost = tuple(said.statement_id for key, said in before.items() if key not in members)
    replaced = (gathering.places, gathering.ended_at) != (stored.places, stored.ended_at)
    return Settled(stored.incident_id, gathering, gained, changed, lost, replaced)


def _stands_otherwise(said: OpenStatement, member: Member, keys: Mapping[int | None, Key]) -> bool:
    """Whether its wave or what it repeats is another now: *keys* name the statements of its incident."""
    if said.echo_of is not None and said.echo_of not in keys:  # what it repeated is gone
        return True
    return (member.wave, member.echo_of) != (said.wave, keys.get(said.echo_of))


def _with_reason(gained: Member) -> Member:
    """The rules say why they place a statement somewhere; where they do not, it was a hand."""
    return gained if gained.reason else replace(gained, reason="an admin put it here")
