"""What an admin is told of rules that read their own examples wrongly."""

from pathlib import Path

import pytest

from bot.errors import ConfigError
from bot.rulebook import load_rulebook
from tests.small_config import PATTERN, PLACES

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


def test_a_wrong_key_hides_no_word_that_cannot_work_and_makes_no_example_wrong(tmp_path: Path) -> None:
    wrong = PATTERN.replace("any: [blackout]", "any: [blackout, the]").replace(
        "must_match: [Blackout in the city.]", "colour: red\nagainst: []\nmust_match: [Nothing of it.]"
    )
    other = PATTERN.replace("id: power-outage", "id: collapse").replace("any: [blackout]", "any: [$walls]")

    assert refused(tmp_path, power_outage=wrong, collapse=other).splitlines() == [
        "collapse.yaml:7: evidence.0.any: no list is called '$walls'; lists stand in _vocabulary.yaml or under "
        "`lists`",
        "collapse.yaml:8: must_match.0: 'Blackout in the city.' does not match: 0 of 60 points (no sign found)",
        "power-outage.yaml:7: evidence.0.any: 'the' stands in nearly every text; a single small word cannot be "
        "a sign",
        "power-outage.yaml:8: colour: unknown key; remove it or mend its spelling",
    ]
