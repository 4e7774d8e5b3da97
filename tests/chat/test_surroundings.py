"""What stands around an incident: how rare it is here, and what else happened within hours."""

from datetime import timedelta

import pytest

from bot.chat.cards import render_card
from bot.chat.surroundings import surroundings
from bot.chat.wording import Wording
from bot.store.past import Past
from bot.values import IncidentView, Role
from tests.chat.checks import assert_sendable, links
from tests.chat.incidents import AT_0058, NAMES, incident, reader, statement

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def past(
    *days_ago: float, archive: float = 100, elsewhere: tuple[IncidentView, ...] = (), places: int = 1
) -> Past:
    """Incidents here, opened so many days before 0:58, an hour long each."""
    opened = sorted(AT_0058 - DAY * ago for ago in days_ago)
    return Past(AT_0058 - DAY * archive, tuple((at, at + HOUR, places) for at in opened), elsewhere)


def belgorod(before: timedelta = 5 * HOUR, **facts: object) -> IncidentView:
    said = statement(
        2,
        handle="operativno31",
        published_at=AT_0058 - before,
        **{"count": 1, "places": ("RU-BEL",), **facts},
    )
    return incident(said, incident_id=2, places=("RU-BEL",))


def lines(known: Past | None, view: IncidentView | None = None, language: str = "en") -> list[str]:
    return surroundings(view or incident(), known, Wording(reader(language), NAMES)).text.splitlines()


@pytest.mark.parametrize(
    ("known", "line"),
    [
        (past(23.1), "📅 First here in 23 days"),
        (past(archive=100), "📅 First here in at least 100 days"),
        (past(0.1, 0.2, 0.3, 40), "📅 No. 4 here within 24 hours; usual is less than one a month"),
        (past(0.1, 30, 40, 50, 60), "📅 No. 2 here within 24 hours; usual is 1 a month"),
        (past(0.1, archive=10), "📅 No. 2 here within 24 hours"),
    ],
)
def test_how_rare_it_is_here(known: Past, line: str) -> None:
    assert lines(known) == [line]


@pytest.mark.parametrize(
    "known",
    [
        pytest.param(None, id="no archive"),
        pytest.param(past(archive=3), id="the archive is too young"),
        pytest.param(past(3), id="nothing rare about it"),
        pytest.param(past(0.1, 0.2, places=12), id="only lists over many regions named it"),
    ],
)
def test_nothing_is_said_where_nothing_is_worth_saying(known: Past | None) -> None:
    assert lines(known) == []


def test_a_warning_or_a_withdrawn_incident_has_no_surroundings() -> None:
    known = past(23.1, elsewhere=(belgorod(),))

    assert lines(known, incident(role=Role.WARNS)) == []
    assert lines(known, incident(statement(withdrawn_at=AT_0058))) == []


def test_what_happened_elsewhere_within_hours_is_named_and_linked() -> None:
    known = past(archive=1, elsewhere=(belgorod(inscription="Привет"),))
    shown = surroundings(incident(), known, Wording(reader(), NAMES))

    assert shown.text == "↪️ 5 h earlier, Belgorod Region: 1 drone downed · an inscription"
    card = render_card(incident(), reader=reader(), names=NAMES, around=shown)
    assert "https://t.me/operativno31/1002" in links(card)
    assert_sendable(card)


def test_minutes_and_harm_are_named() -> None:
    known = past(archive=1, elsewhere=(belgorod(HOUR / 2, injured=2, damage="повреждён дом", count=None),))

    assert lines(known) == ["↪️ 30 min earlier, Belgorod Region: Interception · 2 injured · damage"]


def test_a_list_over_many_regions_is_no_neighbour() -> None:
    many = incident(statement(2), incident_id=2, places=("RU-BEL", "RU-BRY", "UA-32", "RU-KLU"))

    assert lines(past(archive=1, elsewhere=(many,))) == []


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (
            "ru",
            [
                "📅 Впервые здесь за 23 дня",
                "↪️ За 5 ч до этого, Белгородская область: сбит 1 беспилотник",
            ],
        ),
        ("uk", ["📅 Уперше тут за 23 дні", "↪️ За 5 год до цього, Бєлгородська область: збито 1 "]),
    ],
)
def test_it_is_said_in_the_readers_language(language: str, expected: list[str]) -> None:
    shown = lines(past(23.1, elsewhere=(belgorod(),)), language=language)

    for line, start in zip(shown, expected, strict=True):
        assert line.startswith(start)
