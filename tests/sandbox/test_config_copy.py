"""The copy of config/ that a bot in the sandbox reads: other policies, and all else as its admin wrote it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from bot.sandbox.process import copy_config
from bot.watchlist import strict_yaml

WRITTEN = """\
# The watch list.
version: 1

# How often.
polling:
  min_interval: 30s   # no more often

# When.
incidents: {gap: 2h,
  jump: 2}  # told aloud

# The channels.
channels:
  # The capital first.
  - handle: first_channel
    title: First

  - handle: second_channel
    title: Second
    places: [RU-MOW]
"""
APPENDED = "\n  - handle: third_channel\n    title: Third\n"
FAST = {"min_interval": "1s", "max_interval": "1s"}


def copied(tmp_path: Path, policies: Mapping[str, Any], text: str = WRITTEN) -> Path:
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "watchlist.yaml").write_text(text, "utf-8")
    return copy_config(tmp_path / "config", tmp_path / "copy", policies=policies) / "watchlist.yaml"


def test_only_the_policies_are_written_anew(tmp_path: Path) -> None:
    path = copied(tmp_path, {"polling": FAST, "incidents": {"gap": "3h"}})

    assert path.read_text("utf-8") == WRITTEN.replace(
        "  min_interval: 30s   # no more often\n", "  min_interval: 1s\n  max_interval: 1s\n"
    ).replace("incidents: {gap: 2h,\n  jump: 2}", "incidents:\n  gap: 3h")


def test_nothing_changed_leaves_every_byte(tmp_path: Path) -> None:
    assert copied(tmp_path, {}).read_text("utf-8") == WRITTEN


@pytest.mark.parametrize(
    "policies",
    [
        {"polling": FAST},
        {"retention": {"cards": "20d"}},
        {"channels": [{"handle": "first_channel", "title": "First", "places": ["RU-MOW"]}]},
    ],
    ids=["replaced", "added", "other channels"],
)
def test_a_channel_appended_as_in_the_original_is_one_more_channel(
    tmp_path: Path, policies: Mapping[str, Any]
) -> None:
    path = copied(tmp_path, policies)
    before = strict_yaml.read(path).data
    path.write_text(path.read_text("utf-8") + APPENDED, "utf-8")

    after = strict_yaml.read(path).data

    assert after["channels"] == [*before["channels"], {"handle": "third_channel", "title": "Third"}]
    assert before == strict_yaml.parse(WRITTEN, name="written").data | policies


def test_a_watch_list_on_one_line_can_be_copied(tmp_path: Path) -> None:
    path = copied(tmp_path, {"polling": FAST}, "{version: 1, channels: []}\n")

    assert strict_yaml.read(path).data == {"version": 1, "channels": [], "polling": FAST}
