"""Nights judged as `evaluate --nights` judges them: as labelled, as the rules read them, made-up ones."""

from pathlib import Path

import pytest

from bot import night_evaluation
from bot.night_evaluation import NightsReport, as_json, render
from bot.rulebook import Rulebook
from bot.rules.measuring.judging import sum_up

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def report(rulebook: Rulebook) -> NightsReport:
    nights = sorted((ROOT / night_evaluation.NIGHTS).glob("*.yaml"))
    return night_evaluation.run(rulebook, nights, made=2)


def test_joining_makes_of_labelled_nights_what_an_editor_makes_of_them(report: NightsReport) -> None:
    summary = sum_up([one.verdict for one in report.labelled])

    assert summary.nights >= 12
    assert summary.incidents_f1 >= 0.95
    assert summary.waves_f1 >= 0.92
    assert min(summary.incidents_least, summary.waves_least) >= 0.90
    assert summary.figures_right >= 0.97
    assert summary.loudest <= 1 / 3


def test_nights_as_the_shipped_rules_read_them_stay_close_to_the_editor(report: NightsReport) -> None:
    summary = sum_up([one.verdict for one in report.read])

    assert summary.incidents_f1 >= 0.95
    assert summary.waves_f1 >= 0.92
    # One misread post is a tenth of a night of ten: the least and the figures have a floor below joining's.
    assert min(summary.incidents_least, summary.waves_least) >= 0.85
    assert summary.figures_right >= 0.90


def test_made_up_nights_are_joined_well_in_any_order(report: NightsReport) -> None:
    summary = sum_up([one.verdict for one in report.made])

    assert summary.incidents_f1 >= 0.95
    assert summary.waves_f1 >= 0.92
    assert summary.figures_right >= 0.97
    assert all(one.any_order for one in (*report.labelled, *report.read, *report.made))


def test_a_table_and_json_name_every_night_and_what_differs(report: NightsReport) -> None:
    table, figures = render(report), as_json(report)

    for part in ("labelled", "read"):
        for night in figures[part]["nights"]:
            assert night["title"] in table
            assert all(complaint in table for complaint in night["complaints"])
    assert figures["made"]["summary"]["nights"] == 2
    for column in ("incidents", "waves", "figures", "loud", "any order"):
        assert column in table.rpartition("\n\n")[2], "the last lines say what the columns mean"
