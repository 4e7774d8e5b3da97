from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.rarity import Rarity, rarity

NOW = datetime(2026, 5, 13, tzinfo=UTC)
HOUR = timedelta(hours=1)


def days(number: float) -> timedelta:
    return timedelta(days=number)


def incidents(*days_ago: float) -> list[tuple[datetime, datetime]]:
    """Incidents opened so many days before now, an hour long each."""
    return [(NOW - days(ago), NOW - days(ago) + HOUR) for ago in days_ago]


@pytest.mark.parametrize(
    ("earlier", "age", "expected"),
    [
        pytest.param(incidents(), 3, None, id="an archive of three days knows nothing"),
        pytest.param(incidents(), 60, Rarity(first_since=NOW - days(60)), id="the first at all"),
        pytest.param(incidents(23, 40), 60, Rarity(pause=days(23) - HOUR), id="first here in weeks"),
        pytest.param(incidents(3, 40), 60, None, id="one every few days is nothing to remark on"),
        pytest.param(
            incidents(0.2, 0.5, 0.9, 20, 50),
            61,
            Rarity(in_day=4, usual=1.0),
            id="4th in a day, usual is 1 a month",
        ),
        pytest.param(incidents(0.5), 10, Rarity(in_day=2), id="too young to know what is usual"),
        pytest.param(incidents(100), 60, Rarity(first_since=NOW - days(60)), id="older than the archive"),
        pytest.param(incidents(-0.1), 60, Rarity(first_since=NOW - days(60)), id="later ones do not count"),
    ],
)
def test_how_rare_it_is(earlier: list[tuple[datetime, datetime]], age: float, expected: Rarity | None) -> None:
    assert rarity(NOW, earlier, archive_since=NOW - days(age)) == expected


@given(st.lists(st.floats(-5, 100)))
def test_the_order_of_the_archive_does_not_matter(ago: list[float]) -> None:
    earlier = incidents(*ago)

    assert rarity(NOW, earlier, archive_since=NOW - days(60)) == rarity(
        NOW, reversed(earlier), archive_since=NOW - days(60)
    )
