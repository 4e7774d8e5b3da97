"""Cards are edited more rarely while messages queue."""

from datetime import timedelta

import pytest

from bot.rules.backpressure import AT_MOST, update_interval

HALF_A_MINUTE = timedelta(seconds=30)


@pytest.mark.parametrize(
    ("due", "interval"),
    [(0, HALF_A_MINUTE), (420, HALF_A_MINUTE), (2_800, timedelta(seconds=200)), (100_000, AT_MOST)],
)
def test_a_card_waits_for_two_rounds_of_the_queue(due: int, interval: timedelta) -> None:
    assert update_interval(HALF_A_MINUTE, due=due) == interval


def test_what_the_watch_list_says_is_never_undercut() -> None:
    assert update_interval(timedelta(hours=1), due=100_000) == timedelta(hours=1)
