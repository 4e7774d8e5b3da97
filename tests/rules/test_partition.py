"""The rules of joining, each told as a short story."""

from datetime import timedelta

import pytest

from bot.rules.incidents.clustering import partition
from bot.rules.incidents.joining import NewStatement, key_of
from bot.values import Facts, Period, Precision, Role, Scope
from tests.rules.stories import GOVERNOR, MAYOR, MINISTRY, at

GAP = timedelta(hours=3)
NEWSROOM = 9
SERIAL = "ПВО сбила беспилотник, летевший на Москву. На месте работают экстренные службы."


def say(
    channel_id: int,
    minutes: float,
    count: int | None = None,
    places: tuple[str, ...] = ("RU-MOW",),
    *,
    role: Role = Role.REPORTS,
    scope: Scope = Scope.EVENT,
    window: tuple[float, float] | None = None,
    sentence: str = "",
    reply_to: int | None = None,
    forward_of: tuple[int, int | None] | None = None,
    earlier: tuple[str, ...] = (),
) -> NewStatement:
    """A statement; its message id is its minute, *window* is in minutes too."""
    period = Period(at(window[0]), at(window[1]), Precision.HOUR) if window else None
    return NewStatement(
        channel_id=channel_id,
        message_id=int(minutes) + 10_000,
        published_at=at(minutes),
        story="air-attack",
        role=role,
        facts=Facts(count=count, scope=scope, places=places, period=period),
        reply_to=reply_to,
        forward_of=forward_of,
        sentence=sentence,
        ends=role is Role.ENDS,
        earlier=earlier,
    )


def incidents(*statements: NewStatement) -> list[tuple[str, list[int]]]:
    """Each incident as its places and its members' minutes."""
    return [
        (" ".join(one.places), [int(key_of(member.said)[1]) - 10_000 for member in one.members])
        for one in partition(statements, gap=GAP)
    ]


def waves(*statements: NewStatement) -> list[int]:
    """The waves of the one incident that the statements make."""
    [one] = partition(statements, gap=GAP)
    return [member.wave for member in one.members]


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        pytest.param(
            [say(MAYOR, 0, role=Role.WARNS), say(MAYOR, 400, role=Role.ENDS)],
            [("RU-MOW", [0, 400])],
            id="an all-clear ends the alert, however long it stood",
        ),
        pytest.param(
            [say(MAYOR, 0, role=Role.WARNS), say(MAYOR, 20, role=Role.ENDS), say(MAYOR, 70, role=Role.WARNS)],
            [("RU-MOW", [0, 20, 70])],
            id="a new alert soon after goes on with the incident",
        ),
        pytest.param(
            [say(MAYOR, 0, role=Role.WARNS), say(MAYOR, 20, role=Role.ENDS), say(MAYOR, 130, role=Role.WARNS)],
            [("RU-MOW", [0, 20]), ("RU-MOW", [130])],
            id="after an all-clear half the gap is quiet enough for a new alert",
        ),
        pytest.param(
            [say(MAYOR, 0, 2), say(MAYOR, 20, role=Role.ENDS), say(MAYOR, 130, 1)],
            [("RU-MOW", [0, 20, 130])],
            id="results after an all-clear still belong to it",
        ),
        pytest.param(
            [say(MAYOR, 0, 2), say(MINISTRY, 600, 9, scope=Scope.PERIOD, window=(-120, 540))],
            [("RU-MOW", [0, 600])],
            id="a night's total joins the evening it covers, long after the gap",
        ),
        pytest.param(
            [
                say(MAYOR, 0, 2),
                say(MINISTRY, 600, 9, scope=Scope.PERIOD, window=(-120, 540)),
                say(MAYOR, 700, 1),
            ],
            [("RU-MOW", [0, 600]), ("RU-MOW", [700])],
            id="a night's total does not keep the incident open",
        ),
        pytest.param(
            [say(MAYOR, 0, 2), say(MAYOR, 900, 2, scope=Scope.RECAP)],
            [("RU-MOW", [0, 900])],
            id="a recap opens nothing where there is something to recall",
        ),
        pytest.param(
            [say(MAYOR, minutes, 1) for minutes in range(0, 1300, 100)],
            [("RU-MOW", list(range(0, 1100, 100))), ("RU-MOW", [1100, 1200])],
            id="a day without a quiet gap is not one endless incident",
        ),
        pytest.param(
            [say(MAYOR, 0, 1), say(GOVERNOR, 5, 2, ("RU-BEL",)), say(MINISTRY, 20, 9, ("RU-BEL", "RU-MOW"))],
            [("RU-MOW", [0, 20]), ("RU-BEL", [5, 20])],
            id="a report from two regions that are open joins both",
        ),
        pytest.param(
            [
                say(MAYOR, 0, 1),
                say(MINISTRY, 600, 30, ("RU-BEL", "RU-MOW"), scope=Scope.PERIOD, window=(-120, 540)),
            ],
            [("RU-MOW", [0, 600]), ("RU-BEL RU-MOW", [600])],
            id="a summary is an incident of its own",
        ),
        pytest.param(
            [say(MINISTRY, 0, 6, ("RU-BEL", "RU-KRS")), say(GOVERNOR, 11, 2, ("RU-BEL",))],
            [("RU-BEL", [0, 11]), ("RU-BEL RU-KRS", [0])],
            id="an incident opened later takes in the list before it",
        ),
        pytest.param(
            [say(MAYOR, 0, 3, sentence=SERIAL), say(NEWSROOM, 4, 3, (), sentence="Сбито три дрона: " + SERIAL)],
            [("RU-MOW", [0, 4])],
            id="the same figure in like words places a text without a place",
        ),
        pytest.param(
            [
                say(NEWSROOM, 0, 34, (), scope=Scope.PERIOD),
                say(NEWSROOM, 5, 2),
                say(NEWSROOM, 9, 40, (), scope=Scope.PERIOD),
            ],
            [("", [0, 9]), ("RU-MOW", [5])],
            id="a total without a place is no region's",
        ),
    ],
)
def test_statements_become_incidents(
    statements: list[NewStatement], expected: list[tuple[str, list[int]]]
) -> None:
    assert incidents(*statements) == expected


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        pytest.param([say(MAYOR, 0, 1), say(MAYOR, 5, 1), say(MAYOR, 9, 1)], [1, 2, 3], id="serial statements"),
        pytest.param(
            [say(MAYOR, 0, role=Role.WARNS), say(MAYOR, 5, 1), say(MAYOR, 30, role=Role.ENDS)],
            [0, 1, 0],
            id="alerts and all-clears are in no wave",
        ),
        pytest.param(
            [say(MAYOR, 0, 1), say(MAYOR, 10, 4, scope=Scope.RUNNING_TOTAL)], [1, 0], id="totals are in no wave"
        ),
        pytest.param(
            [say(MAYOR, 0, 1), say(MAYOR, 10, 1), say(GOVERNOR, 11, 1), say(GOVERNOR, 12, 1)],
            [1, 2, 2, 1],
            id="another channel joins the nearest wave with its figure, then the one it skipped",
        ),
        pytest.param(
            [say(MAYOR, 0, 2), say(MAYOR, 40, role=Role.HARMS)],
            [1, 1],
            id="damage without a figure is no new wave",
        ),
        pytest.param(
            [say(MAYOR, 0, 2), say(GOVERNOR, 3, 2), say(MAYOR, 40, 3), say(GOVERNOR, 44)],
            [1, 1, 2, 2],
            id="a text without a figure follows a later wave",
        ),
        pytest.param(
            [say(MAYOR, 0, 5), say(MAYOR, 7, 3, reply_to=10_000)], [1, 1], id="a reply stays in its wave"
        ),
        pytest.param(
            [
                say(MAYOR, 0, 1, sentence=SERIAL),
                say(MAYOR, 9, 1, sentence=SERIAL),
                say(NEWSROOM, 11, 1, sentence=SERIAL),
                say(NEWSROOM, 12, 1, sentence=SERIAL),
            ],
            [1, 2, 2, 1],
            id="two copies of one wording are of two statements",
        ),
    ],
)
def test_waves_count_events(statements: list[NewStatement], expected: list[int]) -> None:
    assert waves(*statements) == expected


@pytest.mark.parametrize(
    "copy",
    [
        pytest.param(say(NEWSROOM, 4, 1, sentence=SERIAL), id="the same words"),
        pytest.param(say(NEWSROOM, 4, 1, (), sentence=SERIAL), id="the same words without the place"),
        pytest.param(say(NEWSROOM, 4, 1, sentence="❗️" + SERIAL.upper()), id="in capitals"),
        pytest.param(say(NEWSROOM, 300, 1, sentence=SERIAL, forward_of=(MAYOR, None)), id="a late forward"),
        pytest.param(say(NEWSROOM, 4, 7, (), forward_of=(MAYOR, 10_000)), id="a forward of this very post"),
        pytest.param(
            say(NEWSROOM, 4, 1, sentence=SERIAL, forward_of=(MAYOR, 9)), id="a forward of a post not held"
        ),
    ],
)
def test_copies_and_forwards_are_echoes(copy: NewStatement) -> None:
    [one] = partition([say(MAYOR, 0, 1, sentence=SERIAL), copy], gap=GAP)

    assert one.members[1].echo_of == (MAYOR, 10_000)


def test_of_two_statements_in_the_same_words_a_forward_repeats_the_one_it_names() -> None:
    first, second = say(MAYOR, 0, 1, sentence=SERIAL), say(MAYOR, 2, 1, sentence=SERIAL)
    forward = say(NEWSROOM, 5, 1, sentence=SERIAL, forward_of=key_of(first))

    [one] = partition([first, second, forward], gap=GAP)

    assert one.members[2].echo_of == key_of(first)


def test_a_copy_of_words_that_were_edited_later_is_an_echo() -> None:
    edited = say(MAYOR, 0, 2, sentence="ПВО сбила два беспилотника над городом.", earlier=(SERIAL,))

    [one] = partition([edited, say(NEWSROOM, 4, 1, sentence=SERIAL)], gap=GAP)

    assert one.members[1].echo_of == (MAYOR, 10_000)


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(say(MAYOR, 17, 1, sentence=SERIAL), id="the same channel again"),
        pytest.param(say(NEWSROOM, 4, 1, ("RU-BEL",), sentence=SERIAL), id="another place"),
        pytest.param(say(NEWSROOM, 170, 1, sentence=SERIAL), id="the same words hours later"),
        pytest.param(say(NEWSROOM, 4, 1, sentence="Отбой"), id="a word anyone would use"),
    ],
)
def test_what_only_looks_like_a_copy_speaks_for_itself(other: NewStatement) -> None:
    made = partition([say(MAYOR, 0, 1, sentence=SERIAL), other], gap=GAP)

    assert {member.echo_of for one in made for member in one.members} == {None}


def test_each_join_says_why() -> None:
    made = partition([say(MAYOR, 0, 1), say(MINISTRY, 5, 9, ("RU-BEL", "RU-MOW"))], gap=GAP)

    assert all(member.reason for one in made for member in one.members)


def test_an_incident_ends_with_the_all_clear_and_goes_on_with_the_next_alert() -> None:
    alert, clear, again = (
        say(MAYOR, minutes, role=role) for minutes, role in ((0, Role.WARNS), (30, Role.ENDS), (60, Role.WARNS))
    )

    assert partition([alert, clear], gap=GAP)[0].ended_at == clear.published_at
    assert partition([alert, clear, again], gap=GAP)[0].ended_at is None
