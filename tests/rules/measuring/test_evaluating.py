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


PATTERNS = ("interception", "attack", "alert", "all-clear", "airport-restrictions")


def evaluated(rulebook: Rulebook) -> Report:
    files = sorted(STATEMENTS.glob("tuned-*.jsonl"))
    lines = [line for path in files for line in path.read_text("utf-8").splitlines()]
    extra = strict_yaml.read(STATEMENTS / "channels.yaml").data["channels"]
    channels = {**rulebook.watchlist.channels, **{each["handle"].casefold(): Channel(**each) for each in extra}}
    return evaluate([case_from(json.loads(line)) for line in lines], rulebook.rules, channels)


@pytest.mark.timeout(400)
def test_the_tuned_statements_are_read_right(rulebook: Rulebook) -> None:
    """One test, since reading all statements takes most of a minute and workers share no fixture."""
    tuned = evaluated(rulebook)
    interceptions = tuned.patterns["interception"]
    right, of = tuned.among_others
    reached = {
        **{pattern: (tuned.patterns[pattern][ALL].f1, 0.99) for pattern in PATTERNS},
        **{f"interception in {name}": (interceptions[name].f1, 0.985) for name in ("ru", "uk", "en")},
        **{fact: (tuned.facts[fact][0] / tuned.facts[fact][1], 0.99) for fact in FACTS},
        "found among six other items": (right / of, 0.97),
    }

    assert of > 400
    assert {name: figures for name, figures in reached.items() if figures[0] < figures[1]} == {}, render(tuned)
    assert "interception" in render(tuned, worst=3)
    assert json.loads(json.dumps(as_json(tuned)))["cases"] == tuned.cases


def test_a_line_without_a_text_is_named() -> None:
    with pytest.raises(ValueError, match="text is missing"):
        case_from({"id": "x", "posted_at": "2026-01-01T00:00:00Z", "patterns": []})


def labelled(**facts: object) -> dict[str, object]:
    text = "Сбиты два БПЛА над Белгородской областью."
    return {
        "id": "x",
        "posted_at": "2026-01-01T00:00:00Z",
        "text": text,
        "patterns": ["interception"],
        "facts": facts,
    }


def test_a_fact_that_is_not_labelled_is_not_judged(rulebook: Rulebook) -> None:
    wrong = evaluate([case_from(labelled(count=3))], rulebook.rules, {})
    null = evaluate([case_from(labelled(count=2, places=[]))], rulebook.rules, {})

    assert wrong.facts == {"count": (0, 1)}
    assert null.facts == {"count": (1, 1), "places": (0, 1)}


def test_a_slip_in_the_name_of_a_fact_is_refused_with_the_names_there_are() -> None:
    with pytest.raises(ValueError, match=r"facts\.kiled is no fact; facts are count, .*killed"):
        case_from(labelled(kiled=1))
