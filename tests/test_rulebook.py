"""What an admin is told of rules that read their own examples wrongly."""

from pathlib import Path

import pytest

from bot.errors import ConfigError
from bot.rulebook import load_rulebook

WATCHLIST = "version: 1\nchannels:\n  - {handle: some_channel, title: Some channel, patterns: [power-outage]}\n"
PLACES = """\
version: 1
regions:
  - code: RU-MOW
    name: {ru: Москва, uk: Москва, en: Moscow}
    at: [55.75, 37.62]
"""
PATTERN = """\
id: power-outage
title: {ru: Отключения света, uk: Відключення світла, en: Power cuts}
role: reports
accept: 60
review: 45
evidence:
  - {as: power, any: [blackout], points: 60}
must_match: [Blackout in the city.]
must_not_match:
  - The sky is clear.
  - A blackout in the theatre.
"""


def test_an_example_read_wrongly_is_told_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "patterns").mkdir()
    (tmp_path / "watchlist.yaml").write_text(WATCHLIST, "utf-8")
    (tmp_path / "places.yaml").write_text(PLACES, "utf-8")
    (tmp_path / "patterns" / "outages.yaml").write_text(PATTERN, "utf-8")

    with pytest.raises(ConfigError) as info:
        load_rulebook(tmp_path)

    assert str(info.value) == (
        "outages.yaml:11: must_not_match.1: 'A blackout in the theatre.' matches, and must not: "
        "60 of 60 points (+60 power)"
    )
