"""Labelled statements as the measure of every rule change: floors on the tuned part."""

import json
from pathlib import Path

import pytest

from bot.rulebook import Rulebook
from bot.rules.measuring.cases import FACTS, Case, case_from
from bot.rules.measuring.evaluating import ALL, Report, as_json, evaluate, render
from bot.watchlist import strict_yaml
from bot.watchlist.channels import Channel
from bot.watchlist.strict_yaml import Document

STATEMENTS = Path(__file__).parents[3] / "seeds" / "statements"


PATTERNS = ("interception", "attack", "alert", "all-clear", "airport-restrictions")


def evaluated(rulebook: Rulebook) -> Report:
    files = sorted(STATEMENTS.glob("tuned-*.jsonl"))
    lines = [line for path in files for line in path.read_text("utf-8").splitlines()]
    extra = strict_yaml.read(STATEMENTS / "channels.yaml").data["channels"]
    channels = {**rulebook.watchlist.channels, **{each["handle"].casefold(): Channel(**each) for each in extra}}
    return evaluate([case(json.loads(line)) for line in lines], rulebook.rules, channels)


def case(data: object) -> Case:
    found, problems = case_from(Document("labels.jsonl:1", data, {}))
    assert found, problems
    return found


def complaints(data: object) -> list[str]:
    return [str(problem) for problem in case_from(Document("labels.jsonl:1", data, {}))[1]]


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
    wrong = evaluate([case(labelled(count=3))], rulebook.rules, {})
    null = evaluate([case(labelled(count=2, places=[]))], rulebook.rules, {})

    assert wrong.facts == {"count": (0, 1)}
    assert null.facts == {"count": (1, 1), "places": (0, 1)}


def test_a_slip_of_the_pen_in_a_label_is_refused_with_its_key() -> None:
    wrong = labelled(kiled=1, count="two", places=["Moscow"], stated_at="25:99", scope="once")
    wrong |= {"patterns": "interception", "posted_at": "2026-01-01T00:00:00"}
    said = complaints(wrong)

    assert said == [
        "labels.jsonl:1: posted_at: write a time with its offset from UTC, such as 2026-05-12T21:58:00Z, "
        "not '2026-01-01T00:00:00'",
        "labels.jsonl:1: patterns: write a list, such as [interception]",
        "labels.jsonl:1: facts.count: must be a whole number, not 'two'",
        "labels.jsonl:1: facts.scope: must be one of event, running_total, period, recap, not 'once'",
        "labels.jsonl:1: facts.places.0: write an ISO 3166-2 code such as RU-MOW, not 'Moscow'",
        "labels.jsonl:1: facts.stated_at: write a clock time such as 00:58, not '25:99'",
        "labels.jsonl:1: facts.kiled: unknown key; did you mean 'killed'?",
    ]
    assert complaints({"id": "x"}) == [
        f"labels.jsonl:1: {key}: is missing" for key in ("text", "posted_at", "patterns")
    ]


def test_a_pattern_of_which_nothing_is_labelled_has_no_figures(rulebook: Rulebook) -> None:
    rows = render(evaluate([case(labelled(count=2))], rulebook.rules, {})).splitlines()

    [attack] = [row.split() for row in rows if row.startswith("attack")]
    assert attack == ["attack", "all", "-", "-", "-", "0"]
