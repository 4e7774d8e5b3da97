"""The smallest config folder that works, for tests that change it."""

from pathlib import Path

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
must_not_match: [The sky is clear.]
"""


def small_config(folder: Path) -> Path:
    """Write the folder; it is read in no time."""
    (folder / "patterns").mkdir(parents=True)
    (folder / "patterns" / "power-outage.yaml").write_text(PATTERN, "utf-8")
    (folder / "places.yaml").write_text(PLACES, "utf-8")
    (folder / "watchlist.yaml").write_text("version: 1\nincidents: {gap: 3h}\nchannels: []\n", "utf-8")
    return folder
