from datetime import timedelta
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.rules.incidents.clustering import partition
from bot.rules.incidents.hand import Held
from bot.rules.incidents.joining import Gathering, NewStatement, key_of
from bot.rules.incidents.ledger import Ledger, Shape
from bot.rules.incidents.settling import Settlement, settle
from bot.values import Facts, Role, Scope
from tests.rules.stories import GOVERNOR, MAYOR, MINISTRY, at, incident, said

GAP = timedelta(hours=3)
STORY = "air-attack"
SENTENCES = (
    "ПВО уничтожила беспилотник, летевший на город",
    "Сбит ещё один беспилотник",
    "Губернатор сообщил о двух уничтоженных аппаратах",
    "Отбой беспилотной опасности",
    "",
)


def new(
    channel_id: int = MAYOR,
    count: int | None = None,
    *,
    minutes: float = 0,
    role: Role = Role.REPORTS,
    scope: Scope = Scope.EVENT,
    places: tuple[str, ...] = ("RU-MOW",),
    message_id: int | None = None,
    reply_to: int | None = None,
    forward_of: tuple[int, int | None] | None = None,
    sentence: str = "",
) -> NewStatement:
    return NewStatement(
        channel_id=channel_id,
        message_id=message_id or int(100 + minutes),
        published_at=at(minutes),
        story=STORY,
        role=role,
        facts=Facts(count=count, scope=scope, places=places),
        reply_to=reply_to,
        forward_of=forward_of,
        sentence=sentence,
        ends=role is Role.ENDS,
    )


@st.composite
def nights(draw: st.DrawFn) -> list[NewStatement]:
    """Up to fourteen statements of three channels over a day and a half, each post with its own number."""
    statements = []
    for number in range(draw(st.integers(1, 14))):
        channel_id = draw(st.sampled_from([MAYOR, GOVERNOR, MINISTRY]))
        statements.append(
            new(
                channel_id,
                draw(st.sampled_from([None, 1, 1, 2, 7])),
                minutes=draw(st.integers(0, 120) | st.integers(0, 2000)),
                role=draw(st.sampled_from([*Role, Role.REPORTS, Role.REPORTS])),
                scope=draw(st.sampled_from([*Scope, Scope.EVENT, Scope.EVENT])),
                places=draw(
                    st.sampled_from(
                        [(), ("RU-MOW",), ("RU-MOW",), ("RU-BEL",), ("RU-BEL", "RU-MOW"), ("RU-BEL", "RU-KRS")]
                    )
                ),
                message_id=1000 + number,
                reply_to=draw(st.sampled_from([None, None, None, 1000])),
                forward_of=draw(st.sampled_from([None, None, None, (MAYOR, None), (MAYOR, 1000)])),
                sentence=draw(st.sampled_from(SENTENCES)),
            )
        )
    return statements


def shape_of(gatherings: tuple[Gathering, ...]) -> Shape:
    return frozenset(
        (one.places, frozenset((key_of(m.said), m.wave, m.echo_of) for m in one.members)) for one in gatherings
    )


@settings(max_examples=150, deadline=None)
@given(nights(), st.randoms(use_true_random=False))
def test_the_order_of_arrival_never_matters(statements: list[NewStatement], random: Random) -> None:
    expected = shape_of(partition(statements, gap=GAP))
    shuffled = list(statements)
    random.shuffle(shuffled)

    assert shape_of(partition(shuffled, gap=GAP)) == expected

    ledger = Ledger(STORY, GAP)
    for statement in shuffled:
        ledger.take(statement)
    assert ledger.shape() == expected


@st.composite
def corrections(draw: st.DrawFn) -> list[NewStatement | tuple[int, int]]:
    """Statements that name their places, in any order; some posts edited later, some (by key) deleted."""
    numbers = draw(st.permutations(range(draw(st.integers(2, 14)))))
    steps: list[NewStatement | tuple[int, int]] = []
    said: set[tuple[int, int]] = set()
    for number in [*numbers, *draw(st.lists(st.sampled_from(numbers), max_size=6))]:
        channel_id = (MAYOR, GOVERNOR, MINISTRY)[number % 3]
        key = channel_id, 1000 + number
        if key in said and draw(st.booleans()):
            steps.append(key)
            continue
        said.add(key)
        steps.append(
            new(
                channel_id,
                draw(st.sampled_from([None, 1, 1, 2, 7])),
                minutes=number * 97 % 1400 + number,
                role=draw(st.sampled_from([*Role, Role.REPORTS, Role.REPORTS])),
                scope=draw(st.sampled_from([*Scope, Scope.EVENT, Scope.EVENT])),
                places=draw(st.sampled_from(PLACES)),
                message_id=1000 + number,
                reply_to=draw(st.sampled_from([None, None, None, 1000])),
                sentence=draw(st.sampled_from(SENTENCES)),
            )
        )
    return steps


PLACES = (
    ("RU-MOW",),
    ("RU-MOW",),
    ("RU-BEL",),
    ("RU-KLU",),
    ("RU-BEL", "RU-MOW"),
    ("RU-BEL", "RU-KRS"),
    ("RU-BRY", "RU-SMO"),
)


@settings(max_examples=400, deadline=None)
@given(corrections())
def test_after_edits_and_deletions_all_stands_as_if_it_had_been_said_so_at_once(
    steps: list[NewStatement | tuple[int, int]],
) -> None:
    ledger = Ledger(STORY, GAP)
    for step in steps:
        if isinstance(step, tuple):
            ledger.withdraw(step)
        else:
            ledger.take(step)

        standing = {key_of(said): said for one in ledger.standing() for said in one.statements}
        assert ledger.shape() == shape_of(partition(standing.values(), gap=GAP))
        assert settle(ledger.standing(), gap=GAP) == Settlement()


@settings(max_examples=60, deadline=None)
@given(nights())
def test_every_statement_stands_in_at_least_one_incident(statements: list[NewStatement]) -> None:
    placed = {key_of(m.said) for one in partition(statements, gap=GAP) for m in one.members}

    assert placed == {key_of(statement) for statement in statements}


def test_a_statement_read_late_moves_the_ones_after_it() -> None:
    ledger = Ledger(STORY, GAP)
    ledger.take(new(minutes=0, count=1))
    ledger.take(new(minutes=300, count=2))

    ledger.take(new(minutes=150, count=1))

    assert [[s.wave for s in one.statements] for one in ledger.standing()] == [[1, 2, 3]]
    assert ledger.standing()[0].incident_id == 1


def test_the_incident_that_is_absorbed_says_by_which() -> None:
    first, second = incident(said(MAYOR, 1)), incident(said(MAYOR, 2, minutes=300), incident_id=2)

    settlement = settle([first, second], [new(minutes=150, count=1)], gap=GAP)

    assert [(gone.incident_id, gone.into) for gone in settlement.emptied] == [(2, 1)]


def test_what_an_admin_has_merged_or_split_stays() -> None:
    split = [
        incident(said(MAYOR, 1, wave=1)),
        incident(said(MAYOR, 2, minutes=60, wave=1), incident_id=2),
    ]

    first, second = (frozenset(map(key_of, one.statements)) for one in split)
    held = Held(together={1: first, 2: second})

    settlement = settle(split, [new(GOVERNOR, 1, minutes=30)], gap=GAP, held=held)

    assert [(one.incident_id, one.lost, len(one.gained)) for one in settlement.settled] == [(1, (), 1)]
    assert settlement.emptied == ()


def test_an_edit_that_names_another_place_moves_the_statement() -> None:
    ledger = Ledger(STORY, GAP)
    ledger.take(new(MAYOR, 1))
    ledger.take(new(MINISTRY, 1, minutes=10, message_id=7))

    ledger.take(new(MINISTRY, 1, minutes=10, message_id=7, places=("RU-BEL",)))

    assert [(one.places, len(one.statements)) for one in ledger.standing()] == [
        (("RU-MOW",), 1),
        (("RU-BEL",), 1),
    ]


def test_an_edit_that_lets_a_list_stand_for_itself_joins_it_to_the_next_list_of_its_channel() -> None:
    ledger = Ledger(STORY, GAP)
    warns, total = Role.WARNS, Scope.RUNNING_TOTAL
    for one in (
        new(MAYOR, minutes=0, role=warns, places=("RU-BEL",)),
        new(GOVERNOR, minutes=98, role=warns),
        new(MINISTRY, minutes=196, role=warns),
        new(MAYOR, minutes=294, role=warns, scope=total, places=("RU-BEL", "RU-MOW")),
        new(MAYOR, minutes=588, role=warns, scope=total, places=("RU-BRY", "RU-SMO")),
    ):
        ledger.take(one)

    ledger.take(new(MINISTRY, minutes=196, role=warns, places=("RU-BEL",)))

    every = {key_of(s): s for incident in ledger.standing() for s in incident.statements}
    assert ledger.shape() == shape_of(partition(every.values(), gap=GAP))


def test_a_deletion_leaves_the_rest_as_if_it_had_never_been_said() -> None:
    ledger = Ledger(STORY, GAP)
    for minutes in (0, 150, 300):
        ledger.take(new(minutes=minutes, count=1))

    ledger.withdraw((MAYOR, 250))

    assert [len(one.statements) for one in ledger.standing()] == [1, 1]
