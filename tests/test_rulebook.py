"""What an admin is told of rules that read their own examples wrongly."""

from pathlib import Path

import pytest

from bot.errors import ConfigError
from bot.rulebook import load_rulebook
from tests.small_config import PATTERN, PLACES

WATCHLIST = "version: 1\nchannels:\n  - {handle: some_channel, title: Some channel, patterns: [power-outage]}\n"


def test_an_example_read_wrongly_is_told_with_its_line(tmp_path: Path) -> None:
    wrong = PATTERN.replace("[The sky is clear.]", "\n  - The sky is clear.\n  - A blackout in the theatre.")
    (tmp_path / "patterns").mkdir()
    (tmp_path / "watchlist.yaml").write_text(WATCHLIST, "utf-8")
    (tmp_path / "places.yaml").write_text(PLACES, "utf-8")
    (tmp_path / "patterns" / "power-outage.yaml").write_text(wrong, "utf-8")

    with pytest.raises(ConfigError) as info:
        load_rulebook(tmp_path)

    assert str(info.value) == (
        "power-outage.yaml:11: must_not_match.1: 'A blackout in the theatre.' matches, and must not: "
        "60 of 60 points (+60 power)"
    )
