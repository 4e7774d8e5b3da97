"""Rules that cannot work are named, with file and key."""

import re
from pathlib import Path

import pytest
import yaml

from bot.errors import Problem
from bot.rulebook import Rulebook
from bot.rules.language.text import read_text
from bot.rules.patterns.checking import check_examples, check_rules, lint
from bot.rules.patterns.matching import Matcher
from bot.watchlist.patterns import Pattern, Vocabulary, load_patterns

DOCS = Path(__file__).parents[3] / "docs" / "patterns.md"
MINIMAL = """
id: hail
title: {ru: Град, uk: Град, en: Hail}
evidence:
  - {as: hail, any: WORDS, points: 70}
must_match: [Выпал крупный град.]
"""


def load(folder: Path, **files: str) -> tuple[tuple[Pattern, ...], Vocabulary, list[Problem]]:
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text, "utf-8")
    found, vocabulary, problems = load_patterns(folder)
    return tuple(pattern for _, pattern in found), vocabulary or Vocabulary(), problems


def lint_words(folder: Path, words: str) -> list[str]:
    patterns, vocabulary, problems = load(folder, hail=MINIMAL.replace("WORDS", words))
    assert not problems
    return [str(problem) for problem in lint(patterns, vocabulary)]


def test_a_phrase_with_a_sign_that_is_never_met_is_named(tmp_path: Path) -> None:
    assert "','" in lint_words(tmp_path, '[", & =напомню", "град & # | "]')[0]
    assert lint_words(tmp_path, '["град & напомню", "град .. #"]') == []


def test_the_shipped_rules_are_in_order(rulebook: Rulebook) -> None:
    assert check_rules(rulebook.rules) == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("[с]", "small word"),
        ('["гр*"]', "too short"),
        ("[беспилотнкы]", "no word the dictionary knows"),
        ("$nothing", "no list is called"),
        ('["@tomorrow"]', "@past, alone"),
        ('["град & @past"]', "@past, alone"),
    ],
)
def test_a_word_that_cannot_work_is_named(tmp_path: Path, words: str, said: str) -> None:
    (problem,) = lint_words(tmp_path, words)
    assert problem.startswith("hail.yaml: evidence.0.any:")
    assert said in problem


@pytest.mark.parametrize("key", ["any", "to", "by", "not_by", "doers", "with", "without", "continues"])
def test_a_date_long_past_is_asked_for_by_no_key_of_a_sign(tmp_path: Path, key: str) -> None:
    asked = '"@past"' if key == "any" else f'град, {key}: "@past"'
    (problem,) = lint_words(tmp_path, asked)
    assert problem.startswith(f"hail.yaml: evidence.0.{key}: '@past': @past speaks against")


def test_a_date_long_past_is_no_sign_in_a_list_either(tmp_path: Path) -> None:
    text = MINIMAL.replace("WORDS", "$hail") + "lists: {hail: {ru: [град, '@past']}}\n"
    patterns, vocabulary, _ = load(tmp_path, hail=text)

    (problem,) = lint(patterns, vocabulary)
    assert str(problem).startswith("hail.yaml: evidence.0.any: '$hail': @past speaks against")


def test_a_list_in_a_list_is_named(tmp_path: Path) -> None:
    text = MINIMAL.replace("WORDS", "$hail") + "lists: {hail: {ru: [град, $other]}, other: {ru: [ливень]}}\n"
    patterns, vocabulary, _ = load(tmp_path, hail=text)

    (problem,) = lint(patterns, vocabulary)
    assert str(problem).startswith("hail.yaml: lists.hail: '$other' names a list")


def test_signs_that_cannot_reach_the_threshold_are_named(tmp_path: Path) -> None:
    patterns, vocabulary, _ = load(tmp_path, hail=MINIMAL.replace("WORDS", "[град]").replace("70", "20"))
    assert "20 points, 60 are needed" in str(lint(patterns, vocabulary))


def test_an_example_read_wrongly_is_named_with_its_points(tmp_path: Path) -> None:
    patterns, vocabulary, _ = load(tmp_path, hail=MINIMAL.replace("WORDS", "[снег]"))
    (problem,) = check_examples(patterns, Matcher(patterns, vocabulary))
    assert problem.key == "must_match.0"
    assert "0 of 60 points" in problem.message


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("id: hail\n", "title"),
        (MINIMAL.replace("WORDS", "[град]") + "colour: red\n", "colour"),
        (MINIMAL.replace("WORDS", "[град]").replace("70", "seventy"), "points"),
    ],
)
def test_a_file_with_a_mistake_is_refused_with_line_and_key(tmp_path: Path, text: str, said: str) -> None:
    _, _, problems = load(tmp_path, hail=text)
    assert any(said in str(problem) and "hail.yaml" in problem.file for problem in problems)


def test_two_files_with_one_id_are_refused(tmp_path: Path) -> None:
    text = MINIMAL.replace("WORDS", "[град]")
    _, _, [problem] = load(tmp_path, hail=text, two=text)
    assert str(problem).startswith("two.yaml:2: id: must be the file's own name, 'two', not 'hail'")


def test_the_pattern_of_the_documentation_works_beside_the_shipped_ones(
    rulebook: Rulebook, tmp_path: Path
) -> None:
    written = re.search(r"```yaml\n(id: power-outage.*?)```", DOCS.read_text("utf-8"), re.DOTALL)
    assert written
    assert yaml.safe_load(written[1])["id"] == "power-outage"
    patterns, _, problems = load(tmp_path, **{"power-outage": written[1]})
    assert not problems
    together = (*rulebook.watchlist.patterns, *patterns)
    vocabulary = rulebook.watchlist.vocabulary
    matcher = Matcher(together, vocabulary)
    assert lint(patterns, vocabulary) == []
    assert check_examples(together, matcher) == []
    found = matcher.match(
        read_text("После грозы без света остались 12 сёл, электроснабжение восстанавливают."), None
    )
    assert [each.pattern_id for each in found if each.accepted] == ["power-outage"]
