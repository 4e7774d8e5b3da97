from datetime import timedelta
from itertools import permutations

import pytest

from bot.rules.incidents.clustering import NewStatement, join
from bot.values import Facts, Role
from tests.rules.stories import GOVERNOR, MAYOR, MINISTRY, at, incident, said

GAP = timedelta(hours=3)


def new(
    channel_id: int = MAYOR,
    count: int | None = 2,
    *,
    minutes: float = 10,
    places: tuple[str, ...] = ("RU-MOW",),
    story: str = "air-attack",
    reply_to: int | None = None,
    forward_of: tuple[int, int] | None = None,
) -> NewStatement:
    facts = Facts(count=count, places=places)
    return NewStatement(
        channel_id, 900, at(minutes), story, Role.REPORTS, facts, reply_to=reply_to, forward_of=forward_of
    )


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        pytest.param(new(minutes=179), 1, id="same place within the gap"),
        pytest.param(new(minutes=181), None, id="after the gap"),
        pytest.param(new(places=("RU-BEL",)), None, id="another place"),
        pytest.param(new(story="power-outage"), None, id="another story"),
        pytest.param(new(places=()), 1, id="no place, own channel has an open incident"),
        pytest.param(new(GOVERNOR, places=()), None, id="no place, a channel with nothing open"),
        pytest.param(new(minutes=-30), 1, id="published earlier, read later"),
    ],
)
def test_story_place_and_gap_decide(statement: NewStatement, expected: int | None) -> None:
    [decided] = join(statement, [incident(said(MAYOR, 2))], gap=GAP)

    assert decided.incident_id == expected
    assert decided.reason


def test_a_list_adds_itself_to_every_open_region_and_opens_one_incident_for_the_rest() -> None:
    moscow = incident(said(MAYOR, 2), incident_id=1)
    belgorod = incident(said(GOVERNOR, 1), incident_id=2, places=("RU-BEL",))

    joins = join(new(MINISTRY, 9, places=("RU-BEL", "RU-KRS", "RU-MOW")), [moscow, belgorod], gap=GAP)

    assert [j.incident_id for j in joins] == [2, 1, None]
    assert joins[-1].places == ("RU-BEL", "RU-KRS", "RU-MOW")


def test_a_list_whose_regions_are_all_open_opens_nothing() -> None:
    belgorod = incident(said(GOVERNOR, 1), incident_id=2, places=("RU-BEL",))
    moscow = incident(said(MAYOR, 2), incident_id=1)

    joins = join(new(MINISTRY, 9, places=("RU-BEL", "RU-MOW")), [moscow, belgorod], gap=GAP)

    assert [j.incident_id for j in joins] == [2, 1]


def test_the_ministrys_next_list_joins_its_last_one() -> None:
    regions = ("RU-BEL", "RU-KRS")
    lists = incident(said(MINISTRY, 9, places=regions), incident_id=4, places=regions)

    [decided] = join(new(MINISTRY, 5, places=("RU-BRY", "RU-TUL")), [lists], gap=GAP)

    assert decided.incident_id == 4


def test_a_single_place_never_joins_a_list() -> None:
    regions = ("RU-BEL", "RU-MOW")
    lists = incident(said(MINISTRY, 9, places=regions), incident_id=4, places=regions)

    [decided] = join(new(), [lists], gap=GAP)

    assert decided.incident_id is None


@pytest.mark.parametrize(
    ("statement", "wave"),
    [
        pytest.param(new(MAYOR, 1), 2, id="the same channel's next figure is the next wave"),
        pytest.param(new(MAYOR, None), 1, id="the same channel without a figure adds to its wave"),
        pytest.param(new(MAYOR, 3, reply_to=100), 1, id="a reply to its own post adds to that wave"),
        pytest.param(new(GOVERNOR, 2), 1, id="another channel with the same figure is a source"),
        pytest.param(new(GOVERNOR, None), 1, id="another channel without a figure is a source"),
        pytest.param(new(GOVERNOR, 5), 2, id="another channel with another figure is another event"),
        pytest.param(new(GOVERNOR, 2, minutes=25), 2, id="another channel too late for the wave"),
    ],
)
def test_waves_count_events(statement: NewStatement, wave: int) -> None:
    [decided] = join(statement, [incident(said(MAYOR, 2))], gap=GAP)

    assert decided.wave == wave


def test_a_forward_is_an_echo_of_the_statement_it_repeats() -> None:
    original = said(MAYOR, 2)

    [decided] = join(new(GOVERNOR, 2, forward_of=(MAYOR, 100)), [incident(original)], gap=GAP)

    assert decided.echo_of == original.statement_id
    assert decided.wave == 1


@pytest.mark.parametrize("minutes", [30, 30 * 60])
@pytest.mark.parametrize("channel_id", [GOVERNOR, MAYOR])
def test_a_forward_that_names_its_message_is_no_event_however_old_and_whoever_forwards(
    channel_id: int, minutes: float
) -> None:
    original = said(MAYOR, 2)
    forward = new(channel_id, 2, minutes=minutes, forward_of=(MAYOR, 100))

    [decided] = join(forward, [incident(original)], gap=GAP)

    assert (decided.incident_id, decided.echo_of, decided.wave) == (1, original.statement_id, 1)


def test_the_order_of_open_incidents_does_not_matter() -> None:
    incidents = [
        incident(said(GOVERNOR, 2, minutes=5), incident_id=1),
        incident(said(MINISTRY, 2, minutes=9), incident_id=3),
        incident(said(MAYOR, 2, minutes=9), incident_id=2),
    ]

    decided = {join(new(), order, gap=GAP)[0].incident_id for order in permutations(incidents)}

    assert decided == {2}
