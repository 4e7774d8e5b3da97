"""A strike that is told with its year, long before the post, is no news of it; `@past` in the lists says so."""

from datetime import UTC, datetime

import pytest

from bot.rulebook import Rulebook
from tests.rules.patterns.found import found

YEARS_LATER = datetime(2031, 6, 20, 10, tzinfo=UTC)
THAT_DAY = datetime(2029, 7, 17, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "17 июля 2029 года дрон ударил по жилому дому в Белгороде, погибли двое.",
        "17.07.2029 ракета попала в больницу, ранены пять человек.",
        "17 липня 2029 року російська ракета влучила в лікарню, загинули двоє людей.",
        "On 17 July 2029, a missile struck a hospital in Kharkiv, killing two people.",
        "The July 17, 2029 strike destroyed a hospital. Two people were killed.",
        "17 июля 2029 года над Москвой сбили пять беспилотников.",
    ],
)
def test_what_is_news_on_its_day_is_none_two_years_later(rulebook: Rulebook, text: str) -> None:
    assert found(rulebook, text, posted_at=THAT_DAY)
    assert not found(rulebook, text, posted_at=YEARS_LATER)


@pytest.mark.parametrize(
    "text",
    [
        "Дрон ударил по дому 1975 года постройки в Белгороде, ранены двое.",
        "При атаке дрона погиб мужчина 1985 года рождения.",
        "Крупнейшая атака с июля 2029 года: сбиты 70 беспилотников.",
        "A drone hit a hospital in Kharkiv, killing two, in the largest attack since July 2029.",
        "In the night a missile hit the school, which had already been damaged in 2029. A guard was killed.",
    ],
)
def test_a_year_of_something_else_takes_nothing(rulebook: Rulebook, text: str) -> None:
    assert found(rulebook, text, posted_at=YEARS_LATER)
