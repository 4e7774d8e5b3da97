"""What an admin decided outlives whatever is said, edited, deleted or read later, in any order."""

from dataclasses import dataclass, replace
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.rules.incidents.hand import Held, Pin, pins, places_of
from bot.rules.incidents.joining import Key, NewStatement, key_of
from bot.rules.incidents.ledger import Ledger, Shape
from bot.rules.incidents.settling import Settlement, settle
from tests.rules.incidents.test_settling import GAP, SENTENCES, STORY, new, nights
from tests.rules.stories import GOVERNOR, MAYOR, MINISTRY, said


@dataclass(slots=True)
class Hand:
    """An admin at a ledger: decides as the bot does, and remembers what was decided."""

    ledger: Ledger
    pinned: list[Pin[Key]]
    retracted: frozenset[int] = frozenset()

    def merge(self, into: int, other: int) -> None:
        self._put({key: into for one in (into, other) for key in self._keys(one)}, {into, other})

    def split(self, incident_id: int, keys: set[Key]) -> int:
        made = len(self.ledger.incidents) + 1
        old = self.ledger.incidents[incident_id]
        self.ledger.incidents[made] = replace(old, incident_id=made, places=(), statements=())
        homes = {key: made if key in keys else incident_id for key in self._keys(incident_id)}
        self._put(homes, {incident_id, made}, apart=dict.fromkeys(keys, incident_id))
        return made

    def retract(self, incident_id: int) -> None:
        self.retracted |= {incident_id}
        self._put(dict.fromkeys(self._keys(incident_id), incident_id), {incident_id})

    def _keys(self, incident_id: int) -> list[Key]:
        return [key_of(one) for one in self.ledger.incidents[incident_id].statements]

    def _put(self, homes: dict[Key, int], touched: set[int], apart: dict[Key, int] | None = None) -> None:
        elsewhere: dict[Key, dict[int, bool]] = {}
        for one in self.ledger.standing():
            for key in map(key_of, one.statements):
                if key in homes and one.incident_id not in touched:
                    elsewhere.setdefault(key, {})[one.incident_id] = len(one.places) > 1
        before = [pin for pin in self.pinned if pin.said in homes]
        others = [pin for pin in self.pinned if pin.said not in homes]
        self.pinned = others + pins(
            homes, touched=touched, elsewhere=elsewhere, apart=apart or {}, before=before
        )
        self.ledger.hold(Held.of(self.pinned, self.retracted))


def ledger_of(*statements: NewStatement) -> Ledger:
    ledger = Ledger(STORY, GAP)
    for statement in statements:
        ledger.take(statement)
    return ledger


def minutes(ledger: Ledger) -> dict[int, list[int]]:
    """Incident -> the minutes of its statements (`new` numbers messages by their minute)."""
    return {one.incident_id: [s.message_id - 100 for s in one.statements] for one in ledger.standing()}


def test_merged_incidents_are_one_and_later_statements_of_either_place_join_it() -> None:
    ledger = ledger_of(new(MAYOR, 1), new(GOVERNOR, 2, minutes=10, places=("RU-BEL",)))

    Hand(ledger, []).merge(1, 2)
    ledger.take(new(MINISTRY, 2, minutes=60, places=("RU-BEL",)))
    ledger.take(new(MINISTRY, 1, minutes=5))

    assert minutes(ledger) == {1: [0, 5, 10, 60]}
    assert ledger.incidents[1].places == ("RU-BEL", "RU-MOW")


def test_what_was_split_off_stays_apart_when_an_earlier_statement_is_read_late() -> None:
    ledger = ledger_of(new(MAYOR, 1), new(MAYOR, 2, minutes=30), new(GOVERNOR, 2, minutes=33))
    assert minutes(ledger) == {1: [0, 30, 33]}

    made = Hand(ledger, []).split(1, {(MAYOR, 130), (GOVERNOR, 133)})
    ledger.take(new(MINISTRY, 1, minutes=2))

    assert minutes(ledger) == {1: [0, 2], made: [30, 33]}
    assert ledger.incidents[made].places == ("RU-MOW",)


def test_a_retracted_incident_takes_in_copies_and_nothing_else() -> None:
    ledger = ledger_of(new(MAYOR, 1, sentence=SENTENCES[0]))

    Hand(ledger, [], frozenset()).retract(1)
    ledger.take(new(GOVERNOR, 1, minutes=9, forward_of=(MAYOR, 100), sentence=SENTENCES[0]))
    ledger.take(new(MINISTRY, 3, minutes=20))
    ledger.take(new(MAYOR, 3, minutes=25, reply_to=100))

    assert minutes(ledger) == {1: [0, 9], 2: [20, 25]}


def test_a_list_that_was_taken_out_of_a_region_stays_with_the_other() -> None:
    both = new(MINISTRY, 9, minutes=20, places=("RU-BEL", "RU-MOW"))
    ledger = ledger_of(new(MAYOR, 1), new(GOVERNOR, 2, minutes=10, places=("RU-BEL",)), both)
    assert minutes(ledger) == {1: [0, 20], 2: [10, 20]}

    made = Hand(ledger, []).split(1, {key_of(both)})
    ledger.take(new(GOVERNOR, 2, minutes=5, places=("RU-BEL",)))

    assert minutes(ledger) == {1: [0], 2: [5, 10, 20], made: [20]}


def test_a_place_that_no_statement_names_any_more_is_gone_from_what_a_hand_made() -> None:
    assert places_of(("RU-BEL", "RU-MOW"), [said(MAYOR, places=("RU-MOW",))]) == ("RU-MOW",)
    assert places_of(("RU-MOW",), [said(MAYOR, places=("RU-BEL",))]) == ("RU-BEL",)
    assert places_of((), [said(MAYOR, places=("RU-BEL", "RU-MOW"))]) == ("RU-BEL", "RU-MOW")


@st.composite
def decisions(draw: st.DrawFn, ledger: Ledger) -> Hand:
    """One or two decisions about what stands."""
    hand = Hand(ledger, [])
    for _ in range(draw(st.integers(1, 2))):
        free = [one for one in ledger.standing() if one.incident_id not in hand.retracted]
        long = [one for one in free if len(one.statements) > 1]
        deeds = ["retract"] * bool(free) + ["merge"] * (2 * (len(free) > 1)) + ["split"] * (2 * bool(long))
        if not deeds:
            break
        match draw(st.sampled_from(deeds)):
            case "merge":
                into, other = draw(st.permutations([one.incident_id for one in free]))[:2]
                hand.merge(into, other)
            case "split":
                one = draw(st.sampled_from(long))
                keys = [key_of(each) for each in one.statements]
                hand.split(one.incident_id, set(keys[: draw(st.integers(1, len(keys) - 1))]))
            case _:
                hand.retract(draw(st.sampled_from(free)).incident_id)
    return hand


def copy_of(ledger: Ledger) -> Ledger:
    return replace(ledger, incidents=dict(ledger.incidents), _ids=dict(ledger._ids))


def held_shape(ledger: Ledger) -> dict[int, set[Key]]:
    """What stands by hand in each incident that holds something."""
    return {
        incident_id: {key_of(one) for one in ledger.incidents[incident_id].statements if key_of(one) in keys}
        for incident_id, keys in ledger.held.together.items()
    }


@settings(max_examples=50, deadline=None)
@given(st.data(), nights(), st.randoms(use_true_random=False))
def test_nothing_said_edited_or_deleted_later_undoes_a_decision(
    data: st.DataObject, statements: list[NewStatement], random: Random
) -> None:
    known = data.draw(st.integers(1, len(statements)))
    ledger = ledger_of(*statements[:known])
    data.draw(decisions(ledger))
    expected = {incident_id: set(keys) for incident_id, keys in ledger.held.together.items()}
    assert held_shape(ledger) == expected

    later = statements[known:]
    random.shuffle(later)
    for statement in later:
        ledger.take(statement)
        assert held_shape(ledger) == expected
        for incident_id, keys in ledger.held.apart.items():
            assert not keys.intersection(map(key_of, ledger.incidents[incident_id].statements))

    edited = data.draw(st.sampled_from(statements))
    ledger.take(replace(edited, facts=replace(edited.facts, count=5, places=("RU-KLU",))))
    assert held_shape(ledger) == expected
    deleted = key_of(data.draw(st.sampled_from(statements)))
    ledger.withdraw(deleted)
    assert held_shape(ledger) == {incident_id: keys - {deleted} for incident_id, keys in expected.items()}


@settings(max_examples=50, deadline=None)
@given(st.data(), nights(), st.randoms(use_true_random=False))
def test_beside_a_decision_too_the_order_of_arrival_never_matters(
    data: st.DataObject, statements: list[NewStatement], random: Random
) -> None:
    single = [one for one in statements if len(one.facts.places) <= 1]
    known = data.draw(st.integers(0, len(single)))
    ledger = ledger_of(*single[:known])
    data.draw(decisions(ledger))

    shapes: list[Shape] = []
    for _ in range(2):
        later = single[known:]
        random.shuffle(later)
        now = copy_of(ledger)
        for statement in later:
            now.take(statement)
        assert settle(now.incidents.values(), gap=GAP, held=now.held) == Settlement()
        shapes.append(now.shape())
    assert shapes[0] == shapes[1]
