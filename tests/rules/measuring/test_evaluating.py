"""Labelled statements as the measure of every rule change: floors on the tuned part."""

import json
from pathlib import Path

import pytest

from bot.rulebook import Rulebook
from bot.rules.measuring.cases import case_from
from bot.rules.measuring.evaluating import ALL, FACTS, Report, as_json, evaluate, render
from bot.watchlist import strict_yaml
from bot.watchlist.channels import Channel

STATEMENTS = Path(__file__).parents[3] / "seeds" / "statements"


@pytest.fixture(scope="module")
def tuned(rulebook: Rulebook) -> Report:
    files = sorted(STATEMENTS.glob("tuned-*.jsonl"))
    lines = [line for path in files for line in path.read_text("utf-8").splitlines()]
    extra = strict_yaml.read(STATEMENTS / "channels.yaml").data["channels"]
    channels = {**rulebook.watchlist.channels, **{each["handle"].casefold(): Channel(**each) for each in extra}}
    return evaluate([case_from(json.loads(line)) for line in lines], rulebook.rules, channels)


@pytest.mark.parametrize("pattern", ["interception", "attack", "alert", "all-clear", "airport-restrictions"])
def test_the_tuned_statements_are_read_right(tuned: Report, pattern: str) -> None:
    assert tuned.patterns[pattern][ALL].f1 >= 0.99, render(tuned)


@pytest.mark.parametrize("language", ["ru", "uk", "en"])
def test_interceptions_are_recognised_in_each_language(tuned: Report, language: str) -> None:
    assert tuned.patterns["interception"][language].f1 >= 0.985, render(tuned)


@pytest.mark.parametrize("fact", FACTS)
def test_the_facts_of_the_tuned_statements_are_read_right(tuned: Report, fact: str) -> None:
    right, of = tuned.facts[fact]
    assert right / of >= 0.99, render(tuned)


def test_a_statement_is_found_among_six_other_items_of_a_post(tuned: Report) -> None:
    right, of = tuned.among_others
    assert of > 400
    assert right / of >= 0.97, render(tuned, worst=0)


def test_the_report_can_be_printed_and_stored(tuned: Report) -> None:
    assert "interception" in render(tuned, worst=3)
    assert json.loads(json.dumps(as_json(tuned)))["cases"] == tuned.cases


def test_a_line_without_a_text_is_named() -> None:
    with pytest.raises(ValueError, match="text is missing"):
        case_from({"id": "x", "posted_at": "2026-01-01T00:00:00Z", "patterns": []})
