"""Files of labelled statements, as people write them."""

import json
from pathlib import Path

import pytest

from bot import evaluation
from bot.errors import ConfigError
from bot.rulebook import Rulebook

LINE = {"id": "a", "posted_at": "2026-01-01T00:00:00Z", "text": "Сбиты два БПЛА.", "patterns": ["interception"]}


def test_every_line_that_is_wrong_is_named(rulebook: Rulebook, tmp_path: Path) -> None:
    file = tmp_path / "labels.jsonl"
    file.write_text("\n".join([json.dumps(LINE), "", "{", json.dumps({**LINE, "text": 1})]), "utf-8")

    with pytest.raises(ConfigError) as refused:
        evaluation.run(rulebook, [file])
    assert [str(problem) for problem in refused.value.problems] == [
        "labels.jsonl:3: is no JSON from character 2 on: each line holds one object (docs/contract.md)",
        "labels.jsonl:4: text: must be text; put it in quotes: 1",
    ]


def test_of_a_file_of_another_kind_the_first_lines_are_named(rulebook: Rulebook, tmp_path: Path) -> None:
    file = tmp_path / "README.md"
    file.write_text("# Read me\n" * 130 + "9" * 5000, "utf-8")

    with pytest.raises(ConfigError) as refused:
        evaluation.run(rulebook, [file])
    *first, last = map(str, refused.value.problems)
    assert len(first) == evaluation.MOST_PROBLEMS
    assert (
        first[0] == "README.md:1: is no JSON from character 1 on: each line holds one object (docs/contract.md)"
    )
    assert last == "README.md: and 111 more"


def test_what_may_be_a_slip_is_said_and_measured_as_it_stands(
    rulebook: Rulebook, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "labels.jsonl"
    lines = [LINE, {**LINE, "patterns": ["foo"], "channel": "nobody_here", "kept_beside": "my own"}]
    file.write_text("\n".join(map(json.dumps, lines)), "utf-8")

    assert evaluation.run(rulebook, [file]).cases == 2
    said = capsys.readouterr().err
    assert "there is no pattern 'foo': statements labelled so count as missed" in said
    assert "'nobody_here' is not on the watch list" in said
    assert "1 ids stand for more than one statement: a" in said
