from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.figures import StatedTotal, figure_of
from bot.values import Facts, OpenStatement, Period, Precision, Scope
from tests.rules.stories import MAYOR, at, said


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        pytest.param([said(count=2)], 2, id="one statement"),
        pytest.param([said(count=2), said(count=3, minutes=20)], 5, id="single events add up"),
        pytest.param(
            [said(count=2), said(count=25, minutes=90, scope=Scope.RUNNING_TOTAL)],
            25,
            id="a total replaces the running sum",
        ),
        pytest.param(
            [said(count=9), said(count=7, minutes=90, scope=Scope.PERIOD)],
            9,
            id="a smaller total does not take back what was said",
        ),
        pytest.param(
            [said(count=25, scope=Scope.RUNNING_TOTAL), said(count=1, minutes=9)],
            26,
            id="an event after a total adds to it",
        ),
        pytest.param(
            [said(count=2), said(count=2, minutes=9, scope=Scope.RECAP)], 2, id="a recap changes nothing"
        ),
        pytest.param([said(count=2), said(count=2, minutes=2, echo_of=7)], 2, id="an echo is no claim"),
        pytest.param([said(count=5, wave=1), said(count=3, minutes=9, wave=1)], 3, id="a reply corrects"),
        pytest.param(
            [said(count=2, wave=1), said(count=1, minutes=9, wave=1, sentence="Сбит ещё один")],
            3,
            id="a reply that says more adds",
        ),
        pytest.param([said(count=2, wave=1), said(count=3, minutes=9, wave=2)], 5, id="waves add up"),
        pytest.param([said(), said(minutes=9)], None, id="nothing stated stays nothing"),
        pytest.param([said(count=3, minutes=20), said(count=2)], 5, id="order of arrival does not matter"),
    ],
)
def test_a_sources_figure(statements: list[OpenStatement], expected: int | None) -> None:
    assert figure_of(statements).count == expected


def test_an_itemised_figure_counts_for_its_own_region() -> None:
    facts = Facts(count=30, scope=Scope.PERIOD, places=("RU-BEL", "RU-MOW"), by_place={"RU-MOW": 4})

    assert figure_of([said(facts=facts)], place="RU-MOW").count == 4
    assert figure_of([said(facts=facts)], place="RU-BEL").count is None
    assert figure_of([said(facts=facts)]).count == 30


def test_more_than_thirty_stays_a_minimum() -> None:
    figure = figure_of([said(facts=Facts(count=30, count_is_minimum=True)), said(count=2, minutes=5)])

    assert (figure.count, figure.is_minimum) == (32, True)


def test_no_statements_have_no_figure() -> None:
    with pytest.raises(ValueError, match="no figure"):
        figure_of([])


def test_statements_and_the_last_time_are_counted() -> None:
    figure = figure_of([said(MAYOR, 2), said(MAYOR, 1, minutes=40)])

    assert figure.statements == 2
    assert figure.last_at == said(minutes=40).published_at


def over(count: int, start: float, end: float) -> OpenStatement:
    """A total over a window, in minutes after the night's first statement, published ten minutes after it."""
    period = Period(at(start), at(end), Precision.HOUR)
    return said(
        minutes=end + 10,
        facts=Facts(count=count, scope=Scope.PERIOD, places=("RU-MOW",), period=period),
    )


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        pytest.param([over(4, 0, 180), over(5, 180, 360)], 9, id="tranches one after the other add up"),
        pytest.param([over(4, 0, 180), over(5, 180, 360), over(11, 0, 660)], 11, id="a night covers tranches"),
        pytest.param([said(count=2, minutes=30), over(7, 0, 660)], 7, id="a night covers events"),
        pytest.param([over(7, 0, 660), said(count=2, minutes=800)], 9, id="what follows the window adds"),
        pytest.param([over(7, 0, 660), over(5, 0, 660)], 5, id="the same window again is a correction"),
        pytest.param([over(14, 0, 180), over(12, 0, 660)], 14, id="a larger tranche stays"),
    ],
)
def test_windows_cover_what_lies_in_them(statements: list[OpenStatement], expected: int) -> None:
    assert figure_of(statements).count == expected


def test_a_larger_tranche_stands_beside_the_total() -> None:
    night = over(12, 0, 660)

    figure = figure_of([over(14, 0, 180), night])

    assert figure.beside == (StatedTotal(12, False, night.facts.period),)


def test_the_window_of_a_total_is_known() -> None:
    night = over(12, 0, 660)

    assert figure_of([night]).period == night.facts.period


def test_a_list_that_is_not_itemised_states_nothing_of_one_region() -> None:
    regions = ("RU-BEL", "RU-MOW")

    figure = figure_of([said(count=30, places=regions)], place="RU-MOW")

    assert (figure.count, figure.listed) == (None, 30)


STATED = st.lists(st.tuples(st.integers(1, 9), st.integers(0, 600), st.sampled_from(Scope)), min_size=1)


@given(STATED, st.randoms(use_true_random=False))
def test_order_of_arrival_never_matters(stated: list[tuple[int, int, Scope]], random: Random) -> None:
    statements = [
        said(count=count, minutes=minutes, scope=scope, message_id=number)
        for number, (count, minutes, scope) in enumerate(stated, 1)
    ]
    shuffled = list(statements)
    random.shuffle(shuffled)

    assert figure_of(shuffled) == figure_of(statements)


@given(STATED)
def test_no_later_statement_takes_back_what_was_counted(stated: list[tuple[int, int, Scope]]) -> None:
    statements = sorted(
        (
            said(count=count, minutes=minutes, scope=scope, message_id=number)
            for number, (count, minutes, scope) in enumerate(stated, 1)
        ),
        key=lambda one: (one.published_at, one.message_id),
    )
    counts = [figure_of(statements[: end + 1]).count or 0 for end in range(len(statements))]

    assert counts == sorted(counts)
