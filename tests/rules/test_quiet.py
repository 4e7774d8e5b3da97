"""When quiet hours end."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.rules.quiet import quiet_until

MOSCOW, BERLIN = ZoneInfo("Europe/Moscow"), ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("at", "end"),
    [
        ((2026, 5, 12, 19, 59), None),  # 22:59 in Moscow
        ((2026, 5, 12, 20, 0), (2026, 5, 13, 4, 0)),
        ((2026, 5, 12, 23, 30), (2026, 5, 13, 4, 0)),
        ((2026, 5, 13, 3, 59), (2026, 5, 13, 4, 0)),
        ((2026, 5, 13, 4, 0), None),
    ],
)
def test_a_night_lasts_over_midnight(at: tuple[int, ...], end: tuple[int, ...] | None) -> None:
    expected = datetime(*end, tzinfo=UTC) if end else None  # type: ignore[arg-type, misc]
    assert quiet_until(datetime(*at, tzinfo=UTC), MOSCOW, 23, 7) == expected  # type: ignore[arg-type, misc]


def test_a_quiet_time_within_one_day() -> None:
    at = datetime(2026, 5, 12, 11, 30, tzinfo=UTC)
    assert quiet_until(at, MOSCOW, 13, 16) == datetime(2026, 5, 12, 13, tzinfo=UTC)
    assert quiet_until(at, MOSCOW, 16, 20) is None


def test_from_and_to_the_same_hour_is_never_quiet() -> None:
    assert quiet_until(datetime(2026, 5, 12, 4, tzinfo=UTC), MOSCOW, 7, 7) is None


def test_the_morning_comes_by_the_new_clock_after_a_change() -> None:
    before = datetime(2026, 3, 28, 22, 30, tzinfo=UTC)  # 23:30, an hour is skipped at 2:00
    assert quiet_until(before, BERLIN, 23, 7) == datetime(2026, 3, 29, 5, tzinfo=UTC)
