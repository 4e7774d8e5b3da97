"""Joining, figures and telling, measured on nights whose right answer is known."""

from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest

from bot.nightmaker import make_night
from bot.nights import Night, load_night
from bot.rules.measuring.judging import Verdict, judge, sum_up
from bot.rules.measuring.rehearsing import Rehearsal, joined_alike, labelled, rehearse
from bot.values import Reason, Role
from bot.watchlist import strict_yaml
from bot.watchlist.channels import IncidentPolicy, WatchlistFile
from bot.watchlist.model import validate

ROOT = Path(__file__).parents[3]
NIGHTS = sorted((ROOT / "seeds" / "nights").glob("*.yaml"))
POLICY = IncidentPolicy()


@dataclass(frozen=True)
class Air:
    """A kind of the air-attack story."""

    role: Role
    story: str = "air-attack"


KINDS = {
    "interception": Air(Role.REPORTS),
    "attack": Air(Role.HARMS),
    "alert": Air(Role.WARNS),
    "all-clear": Air(Role.ENDS),
}


def play(night: Night) -> Rehearsal:
    watchlist, problems = validate(WatchlistFile, strict_yaml.read(ROOT / "config" / "watchlist.yaml"))
    assert watchlist is not None, problems
    return rehearse(night, watchlist.channels, labelled(KINDS), POLICY)


@pytest.mark.parametrize("path", NIGHTS, ids=lambda path: path.stem)
def test_a_shipped_night_becomes_what_an_editor_makes_of_it(path: Path) -> None:
    night = load_night(path)

    verdict = judge(night, play(night))

    assert verdict.complaints == ()
    assert verdict.incidents.f1 >= 0.95
    assert verdict.waves.f1 >= 0.92


@pytest.mark.parametrize("path", NIGHTS, ids=lambda path: path.stem)
def test_the_order_of_reading_changes_nothing(path: Path) -> None:
    rehearsal = play(load_night(path))

    assert all(joined_alike(rehearsal, Random(seed), POLICY) for seed in range(5))


def test_there_are_a_dozen_nights() -> None:
    assert len(NIGHTS) >= 12


HARD = 64
"""Three statements in the same words within five minutes: the lowest waves of seeds 0-199."""


def test_made_up_nights_are_joined_well() -> None:
    verdicts: list[Verdict] = []
    for seed in (0, 1, HARD, 2):
        night = make_night(seed)
        rehearsal = play(night)
        verdicts.append(judge(night, rehearsal))
        assert joined_alike(rehearsal, Random(seed), POLICY)

    summary = sum_up(verdicts)

    assert summary.incidents_f1 >= 0.95
    assert summary.waves_f1 >= 0.92
    assert min(summary.incidents_least, summary.waves_least) >= 0.90
    assert summary.figures_right >= 0.97
    assert summary.loudest <= 1 / 3


def test_a_seed_always_makes_the_same_night() -> None:
    assert make_night(3) == make_night(3)
    assert make_night(3) != make_night(4)


@pytest.mark.parametrize("seed", range(3))
def test_first_figures_first_harm_and_corrections_are_told_with_sound(seed: int) -> None:
    night = make_night(seed)
    rehearsal = play(night)
    aloud = [told for told in rehearsal.told if told.telling.loud]

    for incident in rehearsal.ledgers["air-attack"].standing():
        reasons = [told.telling.reason for told in aloud if told.incident_id == incident.incident_id]
        assert reasons[0] in {Reason.FIRST, Reason.FIRST_FIGURE, Reason.HARM}
        if incident.role is Role.HARMS:
            assert reasons[0] is Reason.FIRST or Reason.HARM in reasons
    corrected = {told.post for told in aloud if told.telling.reason is Reason.CORRECTED}
    assert corrected == {event.edits for event in night.posts if event.edits}


def test_nothing_to_sum_up_is_an_error() -> None:
    with pytest.raises(ValueError, match="no nights"):
        sum_up([])
