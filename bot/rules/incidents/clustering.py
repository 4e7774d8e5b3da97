"""Decide which incidents statements belong to, and why. Pure: no I/O, no clock.

An incident is one story in one place until a quiet gap. Likeness of texts cannot tell: a mayor's two posts
17 minutes apart, equal but for a digit, are two attacks, and two channels reporting one attack share hardly a
word. So place, time and channel decide; words only tell copies, and help a text that names no place.

`partition` places statements one by one in the order of their publication, so the result is a function of what
was said, never of the order in which channels were read:

- An echo stands wherever its original stands; a reply to its own channel's statement joins that statement.
- A statement about one place joins the newest incident of that place that still takes it (`groups.py`).
- A list over several regions joins each region's incident; where it sums up, or names a region without one, it
  is an incident of its own, which the channel's next list continues. An incident opened later takes in the
  lists before it that speak about the same time.
- A text without a place joins the statement with the same figure and like words minutes before, else what its
  channel spoke about within the hour, else stands alone.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import timedelta

from bot.rules.incidents.board import Board
from bot.rules.incidents.groups import Group
from bot.rules.incidents.hand import FREE, Held
from bot.rules.incidents.joining import Gathering, Key, Said, in_order, key_of
from bot.rules.incidents.joining import NewStatement as NewStatement
from bot.values import OpenIncident


def partition(statements: Iterable[Said], *, gap: timedelta) -> tuple[Gathering, ...]:
    """The incidents that *statements* of one story make, oldest first; a statement may be in several.

    *gap* is the quiet time after which the next statement opens a new incident. Statements are told apart by
    `key_of`.
    """
    board, _ = arrange((), list(statements), gap=gap)
    return board.gatherings()


@dataclass(frozen=True, slots=True)
class Join:
    """Where a statement goes: into an open incident, or (None) into a new one about `places`; and why."""

    incident_id: int | None
    places: tuple[str, ...]
    wave: int
    echo_of: int | None
    reason: str


def join(statement: NewStatement, incidents: Iterable[OpenIncident], *, gap: timedelta) -> tuple[Join, ...]:
    """One `Join` for each incident the statement belongs to: one, or several for a list over regions.

    Leaves everything that is already in an incident where it is.
    """
    board, groups = arrange((i for i in incidents if i.story == statement.story), (), gap=gap)
    board.place(statement)
    ids = {key_of(said): said.statement_id for one in groups.values() for said in one.statements}
    joins = []
    for group, gathering in board.gatherings_of(key_of(statement)):
        [member] = [member for member in gathering.members if member.said is statement]
        echo_of = ids.get(member.echo_of) if member.echo_of else None
        joins.append(
            Join(
                groups[group].incident_id if group in groups else None,
                gathering.places,
                member.wave,
                echo_of,
                member.reason,
            )
        )
    return tuple(joins)


def arrange(
    kept: Iterable[OpenIncident],
    statements: Collection[Said],
    *,
    gap: timedelta,
    held: Held = FREE,
    renewed: Collection[Key] = (),
) -> tuple[Board, dict[Group, OpenIncident]]:
    """Place *statements* of one story beside *kept* incidents, which keep the statements they have.

    What admins *held* stays where it is; of those among them that are *renewed* it is found out anew what they
    repeat, and where they stand besides. Returns the board, and which of its groups are kept incidents.
    """
    board = Board(gap)
    ordered = sorted(kept, key=lambda incident: (incident.opened_at, incident.incident_id))
    groups = {
        board.keep(incident, sealed=incident.incident_id in held.retracted): incident
        for incident in ordered
        if incident.statements
    }
    keys = {said.statement_id: key_of(said) for one in groups.values() for said in one.statements}
    holding: dict[Key, list[Group]] = defaultdict(list)
    every: dict[Key, Said] = {key_of(said): said for said in statements}
    roots: dict[Key, Key] = {}
    for group, incident in groups.items():
        for said in incident.statements:
            key = key_of(said)
            holding[key].append(group)
            every.setdefault(key, said)
            if said.echo_of in keys:
                roots[key] = keys[said.echo_of]
    loose = {key_of(said) for said in statements}
    for one in sorted(every.values(), key=in_order):
        key = key_of(one)
        if key in renewed:
            apart = [group for group, other in groups.items() if held.is_apart(other.incident_id, key)]
            board.hold(one, holding[key], apart=apart, roams=key in held.roaming)
        elif key in holding:
            board.keep_statement(one, holding[key], roots.get(key))
        if key in loose:
            board.place(one)
    return board, groups
