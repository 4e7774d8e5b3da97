"""Times in cards: the date stands there wherever a reader's own clock could show another day."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.chat.languages import voice
from bot.chat.times import time_of

MOSCOW = ZoneInfo("Europe/Moscow")
AT_0121 = datetime(2026, 11, 25, 22, 21, tzinfo=UTC)
"""On the 26th in Moscow, on the 25th in London."""


@pytest.mark.parametrize(
    ("later", "shown"),
    [
        (timedelta(minutes=5), "01:21 MSK"),
        (timedelta(hours=11), "01:21 MSK"),
        (timedelta(hours=19), "November 26, 01:21 MSK"),
        (timedelta(hours=23), "November 26, 01:21 MSK"),
        (timedelta(days=40), "November 26, 2026, 01:21 MSK"),
        (timedelta(hours=-2), "November 26, 01:21 MSK"),
    ],
)
def test_a_time_has_its_date_unless_it_is_a_few_hours_off(later: timedelta, shown: str) -> None:
    assert time_of(AT_0121, MOSCOW, now=AT_0121 + later, say=voice("en")).text == shown
