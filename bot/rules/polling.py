"""Decide how often each channel is read, so that one polite budget brings the least delay. Pure.

With f readings an hour, a post waits half an interval on average, so the mean delay over all posts is the
sum of rate / 2f. Under a fixed sum of f that is least when f grows with the square root of the rate: a
channel that posts a hundred times as much is read ten times as often. Reading in proportion to the rate, as
feed readers do, starves the many quiet channels, from which the rare statement comes; equal intervals waste
readings on them.

The rate is a decayed mean (posts and hours lose half their weight in two days), started from a prior, so
that a new channel is neither hammered nor forgotten. What a channel wrote in the last half hour counts on
top: posts come in bursts, and an incident is one. `scale_for` then finds the one factor with which all
intervals together use up the budget, bounds included.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

HALF_LIFE = timedelta(days=2)
BURST_HALF_LIFE = timedelta(minutes=30)
PRIOR_POSTS, PRIOR_HOURS = 0.3, 1.2
"""Believed of a channel before its first reading: six posts a day, on little evidence."""
BURST_WEIGHT = 0.25
"""How much of the momentary rate is added to the long one; more helps bursts and starves the rest."""
SPARE = 0.06
"""Share of the budget kept for paging back, for looking again at edited posts, and for the jitter."""
_HOUR = 3600.0


@dataclass(frozen=True, slots=True)
class Rate:
    """How much a channel posts: decayed posts and hours of watching, and posts of the last half hour."""

    posts: float
    hours: float
    burst: float
    at: datetime

    def observed(self, new_posts: int, now: datetime) -> "Rate":
        """The rate after a reading that found *new_posts* since the last one."""
        # A clock set back is no time gone by.
        gone = max((now - self.at).total_seconds() / _HOUR, 0.0)
        keep = 0.5 ** (gone / (HALF_LIFE.total_seconds() / _HOUR))
        keep_burst = 0.5 ** (gone / (BURST_HALF_LIFE.total_seconds() / _HOUR))
        return Rate(
            self.posts * keep + new_posts, self.hours * keep + gone, self.burst * keep_burst + new_posts, now
        )

    def per_hour(self, now: datetime) -> float:
        """Posts an hour expected next. Never zero."""
        steady = (self.posts + PRIOR_POSTS) / (self.hours + PRIOR_HOURS)
        gone = max((now - self.at).total_seconds(), 0.0)
        fresh: float = self.burst * 0.5 ** (gone / BURST_HALF_LIFE.total_seconds())
        # A decayed count with half-life h stands for about h / ln 2 of watching.
        momentary = fresh / (BURST_HALF_LIFE.total_seconds() / _HOUR / math.log(2))
        return steady + BURST_WEIGHT * max(momentary - steady, 0.0)


def fresh_rate(now: datetime) -> Rate:
    """What is known of a channel that was never read: nothing."""
    return Rate(0.0, 0.0, 0.0, now)


def strength(rate_per_hour: float, weight: float = 1.0) -> float:
    """How strongly a channel asks to be read; *weight* counts its subscribers and the gravity of its kinds."""
    return math.sqrt(rate_per_hour * weight)


def scale_for(
    strengths: Sequence[float], *, per_second: float, shortest: timedelta, longest: timedelta
) -> float:
    """The factor k with which intervals of k / strength (seconds, within the bounds) use up the budget.

    *per_second*: requests a second for all channels together. Where even the longest intervals exceed the
    budget they are what remains: the fetcher's own pace keeps the host safe.
    """
    low, high = shortest.total_seconds(), longest.total_seconds()
    budget = per_second * (1 - SPARE)

    def used(scale: float) -> float:
        return sum(1 / min(max(scale / each, low), high) for each in strengths)

    if not strengths:
        return 1.0
    least, most = low * min(strengths), high * max(strengths)
    if used(least) <= budget:
        return least
    if used(most) >= budget:
        return most
    for _ in range(40):
        middle = math.sqrt(least * most)
        if used(middle) > budget:
            least = middle
        else:
            most = middle
    return most


def interval(of: float, scale: float, *, shortest: timedelta, longest: timedelta, jitter: float) -> timedelta:
    """Time until a channel of strength *of* is read next; *jitter* in ±1 moves it by up to a tenth."""
    seconds = min(max(scale / of, shortest.total_seconds()), longest.total_seconds())
    return timedelta(seconds=seconds * (1 + 0.1 * jitter))
