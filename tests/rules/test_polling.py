from datetime import UTC, datetime, timedelta
from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.polling import SPARE, fresh_rate, interval, scale_for, strength

NOW = datetime(2026, 3, 1, tzinfo=UTC)
BOUNDS = {"shortest": timedelta(seconds=30), "longest": timedelta(hours=4)}


def used(strengths: list[float], scale: float) -> float:
    spans = [interval(each, scale, jitter=0, **BOUNDS).total_seconds() for each in strengths]
    return sum(1 / span for span in spans)


def test_a_hundred_times_the_posts_are_ten_times_the_readings() -> None:
    strengths = [strength(0.1), strength(10)]
    scale = scale_for(strengths, per_second=0.01, **BOUNDS)

    quiet, busy = (interval(each, scale, jitter=0, **BOUNDS) for each in strengths)

    assert quiet / busy == pytest.approx(10)


@given(st.lists(st.floats(0.01, 50), min_size=1, max_size=300), st.floats(0.01, 20))
def test_all_intervals_together_use_up_the_budget_unless_bounds_forbid(
    rates: list[float], per_second: float
) -> None:
    strengths = [strength(rate) for rate in rates]
    budget = per_second * (1 - SPARE)
    at_shortest, at_longest = len(rates) / 30, len(rates) / (4 * 3600)

    total = used(strengths, scale_for(strengths, per_second=per_second, **BOUNDS))

    assert total == pytest.approx(min(max(budget, at_longest), at_shortest), rel=1e-3)


def test_no_channels_need_no_scale() -> None:
    assert scale_for([], per_second=1, **BOUNDS) == 1


def test_a_new_channel_is_neither_hammered_nor_forgotten() -> None:
    assert fresh_rate(NOW).per_hour(NOW) == pytest.approx(0.25)


def test_what_was_long_ago_weighs_less() -> None:
    rate = fresh_rate(NOW)
    for hour in range(1, 49):
        rate = rate.observed(4, NOW + timedelta(hours=hour))
    busy = rate.per_hour(NOW + timedelta(hours=50))
    for hour in range(49, 300):
        rate = rate.observed(0, NOW + timedelta(hours=hour))

    assert busy > 3
    assert rate.per_hour(NOW + timedelta(hours=300)) < 0.3


def test_a_burst_counts_at_once_and_is_soon_forgotten() -> None:
    rate = fresh_rate(NOW).observed(0, NOW + timedelta(hours=48))
    calm = rate.per_hour(rate.at)
    rate = rate.observed(5, rate.at)

    assert rate.per_hour(rate.at) > 10 * calm
    assert rate.per_hour(rate.at + timedelta(hours=5)) < rate.per_hour(rate.at) / 10


def test_a_clock_set_back_is_no_time_gone_by() -> None:
    rate = fresh_rate(NOW).observed(3, NOW + timedelta(hours=2))

    again = rate.observed(0, NOW + timedelta(hours=1))

    assert (again.posts, again.hours) == (rate.posts, rate.hours)


def test_subscribers_and_grave_kinds_bring_a_channel_forward() -> None:
    assert strength(2, weight=4) == pytest.approx(2 * strength(2))
    assert strength(2) == pytest.approx(sqrt(2))


@given(st.floats(-1, 1))
def test_jitter_moves_an_interval_by_a_tenth_at_most(jitter: float) -> None:
    span = interval(1.0, 600.0, jitter=jitter, **BOUNDS)

    assert timedelta(seconds=540) <= span <= timedelta(seconds=660)
