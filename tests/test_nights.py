from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.errors import ConfigError
from bot.nights import load_night

NIGHTS = Path(__file__).parents[1] / "seeds" / "nights"


@pytest.mark.parametrize("path", sorted(NIGHTS.glob("*.yaml")), ids=lambda path: path.stem)
def test_every_shipped_night_loads(path: Path) -> None:
    assert load_night(path).posts


def test_a_night_moves_by_whole_days_to_the_latest_past() -> None:
    night = load_night(NIGHTS / "moscow-and-belgorod.yaml")
    now = datetime(2026, 11, 25, 15, 0, tzinfo=UTC)

    moved = night.moved_before(now)

    assert timedelta(0) <= now - moved.posts[-1].at < timedelta(days=1)
    assert [event.at.time() for event in moved.posts] == [event.at.time() for event in night.posts]


FIRST = 'at: "2026-05-12T17:40:00Z", channel: abcd'


@pytest.mark.parametrize(
    ("posts", "complaint"),
    [
        ('[{at: "2026-05-12T17:40", channel: abcd, text: a}]', "a time with its zone"),
        (f"[{{{FIRST}}}]", "needs a text or media"),
        (f"[{{{FIRST}, text: a, edits: nobody}}]", "no id of an earlier"),
        (f'[{{{FIRST}, text: a}}, {{at: "2026-05-12T17:39:00Z", channel: abcd, text: b}}]', "sort the posts"),
    ],
)
def test_a_bad_night_is_refused_with_the_reason(tmp_path: Path, posts: str, complaint: str) -> None:
    path = tmp_path / "night.yaml"
    path.write_text(f"title: t\nposts: {posts}\n")

    with pytest.raises(ConfigError, match=complaint):
        load_night(path)
