"""Rules are compiled when they are other ones, and refused when they read their own examples wrongly."""

from pathlib import Path
from weakref import ref

import pytest

from bot.errors import ConfigError
from bot.rulebook import load_rulebook
from tests.small_config import PATTERN, PLACES, small_config

WATCHLIST = "version: 1\nchannels:\n  - {handle: some_channel, title: Some channel, patterns: [power-outage]}\n"


def refused(folder: Path, **patterns: str) -> str:
    """What is said of a folder with these patterns, `_` standing for a hyphen."""
    (folder / "patterns").mkdir()
    (folder / "watchlist.yaml").write_text(WATCHLIST, "utf-8")
    (folder / "places.yaml").write_text(PLACES, "utf-8")
    for name, text in patterns.items():
        (folder / "patterns" / f"{name.replace('_', '-')}.yaml").write_text(text, "utf-8")
    with pytest.raises(ConfigError) as info:
        load_rulebook(folder)
    return str(info.value)


def test_an_example_read_wrongly_is_told_with_its_line(tmp_path: Path) -> None:
    wrong = PATTERN.replace("[The sky is clear.]", "\n  - The sky is clear.\n  - A blackout in the theatre.")

    assert refused(tmp_path, power_outage=wrong) == (
        "power-outage.yaml:11: must_not_match.1: 'A blackout in the theatre.' matches, and must not: "
        "60 of 60 points (+60 power)"
    )


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("id: power-outage", "id: Power Outage", "2: id: write 2 to 48 small"),
        ("id: power-outage", "id: collapse", "1: id: must be the file's own name"),
        ("accept: 60", "accept: 60x", "4: accept: must be a whole number"),
        ("accept: 60\nreview: 45", "accept: 40x\nreview: 70", "4: accept: must be a whole number"),
        ("title: {ru: Отключения света, ", "title: {", "2: title.ru: is missing"),
        ("as: power, ", "", "7: evidence.0.as: is missing"),
        ("points: 60", "points: lots, verbless: maybe", "7: evidence.0.points: must be a whole number"),
        ("must_match: [", "must_match: [{text: 5}, ", "8: must_match.0.text: must be text"),
        (
            "must_match: [",
            "against: [{any: x, why: y, scope: here}]\nmust_match: [",
            "8: against.0.scope: must be",
        ),
        ("must_match: [", "lists: {light: {en: [5]}}\nmust_match: [", "8: lists.light.en.0: must be text"),
        ("role: reports", "role: maybe\nnot_about: [drills]", "3: role: must be one of"),
    ],
)
def test_a_wrong_value_hides_no_unknown_list_and_makes_no_example_wrong(
    tmp_path: Path, right: str, wrong: str, said: str
) -> None:
    mistyped = PATTERN.replace("any: [blackout]", "any: [$trians]").replace(right, wrong)

    complaints = refused(tmp_path, power_outage=mistyped)
    assert "evidence.0.any: no list is called '$trians'; lists stand in _vocabulary.yaml" in complaints
    assert said.partition(": ")[2] in complaints
    assert "must_match.0: 'Bl" not in complaints
    assert "points, 60 are needed" not in complaints
    assert "must not be above" not in complaints


def test_a_mistake_in_another_file_hides_no_unknown_list(tmp_path: Path) -> None:
    folder = small_config(tmp_path / "config")
    (folder / "watchlist.yaml").write_text("version: one\n", "utf-8")
    (folder / "places.yaml").write_text("version: one\n", "utf-8")
    (folder / "patterns" / "_vocabulary.yaml").write_text(
        "lists: {trains: {ru: [5], en: [train]}}\ntopics: {drills: {why: drills, scope: here}}\n", "utf-8"
    )
    mistyped = PATTERN.replace("any: [blackout]", "any: [$trians, $trains], doers: $train").replace(
        "must_match:", "not_about: [drill, drills]\nmust_match:"
    )
    (folder / "patterns" / "power-outage.yaml").write_text(mistyped, "utf-8")

    with pytest.raises(ConfigError) as info:
        load_rulebook(folder)
    assert [str(problem) for problem in info.value.problems if problem.file.startswith("power")] == [
        "power-outage.yaml:7: evidence.0.any: no list is called '$trians'; did you mean '$trains'?",
        "power-outage.yaml:7: evidence.0.doers: no list is called '$train'; did you mean '$trains'?",
        "power-outage.yaml:8: not_about: no topic is called 'drill'; did you mean 'drills'?",
    ]


def test_a_wrong_key_hides_no_word_that_cannot_work_and_makes_no_example_wrong(tmp_path: Path) -> None:
    wrong = PATTERN.replace("any: [blackout]", "any: [blackout, the]").replace(
        "must_match: [Blackout in the city.]", "colour: red\nagainst: []\nmust_match: [Nothing of it.]"
    )
    other = PATTERN.replace("id: power-outage", "id: collapse").replace("any: [blackout]", "any: [$walls]")

    assert refused(tmp_path, power_outage=wrong, collapse=other).splitlines() == [
        "collapse.yaml:7: evidence.0.any: no list is called '$walls'; lists stand in _vocabulary.yaml or under "
        "`lists`",
        "power-outage.yaml:7: evidence.0.any: 'the' stands in nearly every text; a single small word cannot be "
        "a sign",
        "power-outage.yaml:8: colour: unknown key; remove it or mend its spelling",
    ]


def test_rules_in_use_are_not_compiled_again_for_another_channel(tmp_path: Path) -> None:
    folder = small_config(tmp_path / "config")
    before = load_rulebook(folder)
    (folder / "watchlist.yaml").write_text(WATCHLIST, "utf-8")
    after = load_rulebook(folder)

    assert after.rules is before.rules
    assert after.watchlist.vocabulary is before.watchlist.vocabulary
    assert (len(before.watchlist.channels), len(after.watchlist.channels)) == (0, 1)
    assert after.watchlist.fingerprint != before.watchlist.fingerprint


@pytest.mark.parametrize(
    ("file", "old", "new", "same_places"),
    [
        ("patterns/power-outage.yaml", "points: 60", "points: 61", True),
        ("patterns/_vocabulary.yaml", "", "lists: {walls: {en: [wall]}}", True),
        ("places.yaml", "uk: Москва", "uk: Москва-місто", False),
    ],
)
def test_a_change_of_patterns_or_places_is_compiled_and_the_old_ones_are_let_go(
    tmp_path: Path, file: str, old: str, new: str, same_places: bool
) -> None:
    folder = small_config(tmp_path / "config")
    (folder / "patterns" / "_vocabulary.yaml").write_text("lists: {}", "utf-8")
    own = {
        "patterns/power-outage.yaml": ("Power cuts", tmp_path.name),
        "places.yaml": ("Moscow", tmp_path.name),
    }
    for name, (title, other) in own.items():  # no other test holds the same
        text = (folder / name).read_text("utf-8")
        (folder / name).write_text(text.replace(title, other), "utf-8")
    before = load_rulebook(folder)
    text = (folder / file).read_text("utf-8")
    (folder / file).write_text(text.replace(old, new) if old else new, "utf-8")
    after = load_rulebook(folder)

    assert after.rules is not before.rules
    assert (after.rules.places is before.rules.places) is same_places
    gone = ref(before.rules)
    del before
    assert gone() is None


def test_regions_in_another_order_are_compiled_anew(tmp_path: Path) -> None:
    folder = small_config(tmp_path / "config")
    head, moscow = PLACES.split("regions:\n")
    tula = moscow.replace("RU-MOW", "RU-TUL").replace("Москва", "Тула").replace("Moscow", "Tula")
    (folder / "places.yaml").write_text(f"{head}regions:\n{moscow}{tula}", "utf-8")
    before = load_rulebook(folder)
    (folder / "places.yaml").write_text(f"{head}regions:\n{tula}{moscow}", "utf-8")
    after = load_rulebook(folder)

    assert [place.code for place in before.rules.gazetteer] == ["RU-MOW", "RU-TUL"]
    assert [place.code for place in after.watchlist.gazetteer] == ["RU-TUL", "RU-MOW"]
    assert after.rules.places is not before.rules.places


def test_rules_in_use_excuse_no_problem_in_another_file(tmp_path: Path) -> None:
    folder = small_config(tmp_path / "config")
    in_use = load_rulebook(folder)
    (folder / "watchlist.yaml").write_text(WATCHLIST.replace("power-outage", "no-power"), "utf-8")

    with pytest.raises(ConfigError, match="no pattern is called 'no-power'"):
        load_rulebook(folder)
    assert in_use.rules.patterns
