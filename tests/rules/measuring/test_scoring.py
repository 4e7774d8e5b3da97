import pytest

from bot.rules.measuring.scoring import Grouping, agreement


def groups(*names: str) -> Grouping:
    """Items a, b, c … each in the groups whose letters its name has."""
    return {chr(ord("a") + number): set(name) for number, name in enumerate(names)}


@pytest.mark.parametrize(
    ("made", "expected", "precision", "recall"),
    [
        pytest.param(
            groups("1", "1", "2"), groups("x", "x", "y"), 1, 1, id="the same groups under other names"
        ),
        pytest.param(groups("1", "1", "1"), groups("x", "x", "y"), 5 / 9, 1, id="all in one"),
        pytest.param(groups("1", "2", "3"), groups("x", "x", "y"), 1, 2 / 3, id="each alone"),
        pytest.param(groups("1", "12", "2"), groups("x", "xy", "y"), 1, 1, id="one item in two groups"),
        pytest.param(groups("12", "12"), groups("x", "x"), 1 / 2, 1, id="twice together, once wanted"),
        pytest.param({}, groups("x", "x"), 1, 1 / 2, id="nothing was found"),
        pytest.param({}, {}, 1, 1, id="nothing to find"),
    ],
)
def test_b_cubed(made: Grouping, expected: Grouping, precision: float, recall: float) -> None:
    found = agreement(made, expected)

    assert found.precision == pytest.approx(precision)
    assert found.recall == pytest.approx(recall)


def test_f1_is_the_harmonic_mean() -> None:
    assert agreement(groups("1", "1", "1"), groups("x", "x", "y")).f1 == pytest.approx(5 / 7)
