import pytest

from bot.rules.figures import figure_of
from bot.values import Facts, OpenStatement, Scope
from tests.rules.stories import MAYOR, said


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
