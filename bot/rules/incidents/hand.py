"""What an admin's hand decides about incidents, and how it stands beside the rules. Pure.

A decision holds statements: in one incident together, or apart from one. Held statements are not placed by the
rules any more; all others are, and may join what the hand made. So a decision outlives later statements, edits
and whatever order channels are read in: incidents are a function of what was said and of what was decided.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, TypeVar

from bot.rules.incidents.joining import Key, key_of
from bot.values import OpenIncident, OpenStatement

T = TypeVar("T")


class Deed(StrEnum):
    """What a hand can do."""

    MERGE = "merge"
    SPLIT = "split"
    RETRACT = "retract"
    RESTORE = "restore"
    UNDO = "undo"


UNDOABLE = (Deed.MERGE, Deed.SPLIT, Deed.RETRACT)
"""What can be taken back; taking back is made good by deciding again."""


class Refusal(StrEnum):
    """Why a decision cannot be carried out."""

    NEEDS_TWO = "needs two"
    UNKNOWN_INCIDENT = "unknown incident"
    OTHER_STORY = "other story"
    IS_RETRACTED = "is retracted"
    NOTHING_LEFT = "nothing left"
    NOT_RETRACTED = "not retracted"
    UNKNOWN_STATEMENT = "unknown statement"
    LEAVES_NOTHING = "leaves nothing"
    NOTHING_TO_UNDO = "nothing to undo"
    NONE_TO_UNDO = "none to undo"
    IS_RESTORE = "is restore"
    IS_UNDO = "is undo"
    LATER_FIRST = "later first"
    HAS_CHANGED = "has changed"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Refused:
    """It is not done; `number` is the incident, statement or decision in the way.

    Of a decision that itself gave something back `incident` is the one it was about. `earlier` is the last
    decision that could be taken back instead, and what it did.
    """

    why: Refusal
    number: int = 0
    incident: int = 0
    earlier: tuple[int, Deed] | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked of the hand.

    `incidents` are ids; of a merge the one that stays comes first. `statements` are the ids that a split takes
    out. `decision` is what is to be undone (None: the last one). `why` is the admin's reason, for the trail.
    """

    deed: Deed
    incidents: tuple[int, ...] = ()
    statements: tuple[int, ...] = ()
    decision: int | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a request would do: to which `incidents`, and how many chats have a card that follows.

    `undoes` is the decision it takes back, which was to `undone`. `stamp` is another one whenever one of the
    incidents has changed.
    """

    request: Request
    incidents: tuple[int, ...]
    chats: int
    stamp: int
    undoes: int | None = None
    undone: Deed | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """A decision that was carried out, and the incidents it was about: of a split, the new one last."""

    decision: int
    deed: Deed
    incidents: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Pin(Generic[T]):
    """One statement, named in any way, and one incident: it stands there always, or (`apart`) never."""

    incident_id: int
    said: T
    apart: bool = False
    roams: bool = False


@dataclass(frozen=True, slots=True)
class Held:
    """What hands have decided about statements of one story.

    `together`: the incident, and the statements that stand in it whatever the rules say. `apart`: those that
    never do. `roaming` ones are placed by the rules in further incidents, too, as lists over regions are.
    Nothing but copies of what it holds joins a `retracted` incident.
    """

    together: Mapping[int, frozenset[Key]] = field(default_factory=dict)
    apart: Mapping[int, frozenset[Key]] = field(default_factory=dict)
    roaming: frozenset[Key] = frozenset()
    retracted: frozenset[int] = frozenset()

    @property
    def keys(self) -> frozenset[Key]:
        """Every statement that is held together with others."""
        return frozenset().union(*self.together.values())

    @classmethod
    def of(cls, pinned: Iterable[Pin[Key]], retracted: Collection[int] = ()) -> "Held":
        """What these pins amount to."""
        together: dict[int, set[Key]] = {}
        apart: dict[int, set[Key]] = {}
        roaming = set()
        for pin in pinned:
            (apart if pin.apart else together).setdefault(pin.incident_id, set()).add(pin.said)
            if pin.roams:
                roaming.add(pin.said)
        return cls(
            {incident_id: frozenset(keys) for incident_id, keys in together.items()},
            {incident_id: frozenset(keys) for incident_id, keys in apart.items()},
            frozenset(roaming),
            frozenset(retracted),
        )

    def is_apart(self, incident_id: int, key: Key) -> bool:
        """Whether a statement must not stand in an incident."""
        return key in self.apart.get(incident_id, ())

    def members(self, incidents: Iterable[OpenIncident]) -> dict[int, dict[Key, OpenStatement]]:
        """What each of *incidents* holds by hand, wherever it stands now."""
        if not self.together:
            return {}
        stored = list(incidents)
        known: dict[Key, OpenStatement] = {}
        for one in stored:
            for said in one.statements:
                known.setdefault(key_of(said), said)
        found: dict[int, dict[Key, OpenStatement]] = {}
        for one in stored:
            own = {key_of(said): said for said in one.statements}
            keys = known.keys() & self.together.get(one.incident_id, frozenset())
            if keys:
                found[one.incident_id] = {key: own.get(key, known[key]) for key in keys}
        return found


def pins(
    homes: Mapping[T, int],
    *,
    touched: Collection[int],
    elsewhere: Mapping[T, Mapping[int, bool]],
    apart: Mapping[T, int],
    before: Iterable[Pin[T]],
) -> list[Pin[T]]:
    """What is held once each statement of the *touched* incidents stands in its one of *homes*.

    *elsewhere* are the other incidents that a list over regions stands in, and whether each is about several
    places: there it stays, too; to those about one the rules go on bringing it. *apart* are incidents that
    statements were taken out of, *before* what was held so far of the same statements.
    """
    found = {(pin.incident_id, pin.said): pin for pin in before if pin.incident_id not in touched}
    for said, home in homes.items():
        others = elsewhere.get(said, {})
        roams = not all(others.values())
        for incident_id in (home, *(other for other, is_list in others.items() if is_list)):
            found[incident_id, said] = Pin(incident_id, said, roams=roams)
        if said in apart:
            found[apart[said], said] = Pin(apart[said], said, apart=True)
    return list(found.values())


FREE = Held()
"""Nothing is held."""


def places_of(
    known: Collection[str], held: Iterable[OpenStatement], others: Iterable[OpenStatement] = ()
) -> tuple[str, ...]:
    """The places of an incident that a hand made, sorted.

    Of those *known* so far, what the statements *held* in it still name; and what those about one place name. A
    list over regions gives its places only where nothing else does. Of the *others*, which the rules brought,
    only lists that go on with such a list add theirs.
    """
    stated = [said.facts.places for said in held]
    named = {place for places in stated for place in places}
    single = {place for places in stated if len(places) == 1 for place in places}
    found = single | named.intersection(known) or named
    if len(found) > 1 and not single:
        lists = (said.facts.places for said in others if said.echo_of is None and len(said.facts.places) > 1)
        found = found.union(*lists)
    return tuple(sorted(found))
