"""How long posts wait to be read: our intervals against fixed ones and against feed readers' proportional rule.

1,000 channels for a week, 28,000 posts a day with lognormal rates, a day-night cycle and bursts; the same
posts, the same budget of requests, the production code of `bot.rules.polling`. Prints delays and ratios.

    python benchmarks/polling.py [requests a second, default 1] [days, default 7]
"""

import heapq
import math
import random
import sys
from bisect import bisect_right
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from results import result

from bot.rules.polling import fresh_rate, interval, scale_for, strength

CHANNELS, PAGE = 1000, 20
SHORTEST, LONGEST = timedelta(seconds=30), timedelta(hours=4)
START = datetime(2026, 3, 1, tzinfo=UTC)
Choose = Callable[[int, float, int, random.Random], float]


def posts_of(days: float, chance: random.Random) -> list[list[float]]:
    """Times in seconds at which each channel posts."""
    weights = [math.exp(chance.gauss(0, 1.6)) for _ in range(CHANNELS)]
    daily = [28_000 * weight / sum(weights) for weight in weights]
    made = []
    for rate in daily:
        times: list[float] = []
        at = 0.0
        while at < days * 86_400:
            local = (at / 3600 + 3) % 24
            cycle = 0.25 + 1.5 * max(0.0, math.sin(math.pi * (local - 6) / 18)) if local > 6 else 0.25
            at += chance.expovariate(max(rate * 0.7 * cycle, 1e-6) / 86_400)
            times.append(at)
            if chance.random() < 0.06:
                times += [at + chance.uniform(60, 3600) for _ in range(chance.randrange(2, 10))]
        made.append(sorted(time for time in times if time < days * 86_400))
    return made


def simulate(
    posts: list[list[float]], budget: float, days: float, choose: Choose, seed: int
) -> tuple[list[float], float, int]:
    """Delays of all posts after the first day, requests a second used, and pages that overflowed unread."""
    chance = random.Random(seed)
    due = [(chance.uniform(0, 600), channel) for channel in range(CHANNELS)]
    heapq.heapify(due)
    read = [0] * CHANNELS
    delays: list[float] = []
    requests = overflows = 0
    free_at, end = 0.0, days * 86_400
    while due:
        at, channel = heapq.heappop(due)
        now = max(at, free_at)
        if now >= end:
            break
        upto = bisect_right(posts[channel], now)
        new = upto - read[channel]
        pages = 1 + max(0, new - 1) // PAGE
        overflows += pages > 1
        requests += pages
        free_at = now + pages / budget
        if now > 86_400:
            delays += [now - time for time in posts[channel][read[channel] : upto]]
        read[channel] = upto
        heapq.heappush(due, (now + choose(channel, now, new, chance), channel))
    return delays, requests / end, overflows


def fixed(budget: float) -> Choose:
    """Every channel equally often."""
    return lambda channel, now, new, chance: CHANNELS / budget * (1 + 0.1 * chance.uniform(-1, 1))


def proportional(posts: list[list[float]], budget: float) -> Choose:
    """The rule of feed readers: readings in proportion to last week's posts, here with the true rate known."""
    rates = [max(len(times), 1) for times in posts]
    share = sum(rates)

    def choose(channel: int, now: float, new: int, chance: random.Random) -> float:
        seconds = share / (rates[channel] * budget)
        return min(max(seconds, 30), 86_400) * (1 + 0.1 * chance.uniform(-1, 1))

    return choose


def ours(budget: float) -> Choose:
    """`bot.rules.polling`, as the bot runs it: rates observed, the scale found again every five minutes."""
    rates = [fresh_rate(START) for _ in range(CHANNELS)]
    scale, found_at = 1.0, -300.0

    def choose(channel: int, now: float, new: int, chance: random.Random) -> float:
        nonlocal scale, found_at
        at = START + timedelta(seconds=now)
        rates[channel] = rates[channel].observed(new, at)
        if now - found_at >= 300:
            strengths = [strength(rate.per_hour(at)) for rate in rates]
            scale = scale_for(strengths, per_second=budget, shortest=SHORTEST, longest=LONGEST)
            found_at = now
        own = strength(rates[channel].per_hour(at))
        chosen = interval(own, scale, shortest=SHORTEST, longest=LONGEST, jitter=chance.uniform(-1, 1))
        return chosen.total_seconds()

    return choose


def main() -> None:
    """Run the three rules on one week and print a table."""
    budget = float(sys.argv[1]) if len(sys.argv) > 1 else 1.0
    days = float(sys.argv[2]) if len(sys.argv) > 2 else 7.0
    posts = posts_of(days, random.Random(20260301))
    print(f"{CHANNELS} channels, {sum(map(len, posts)) / days:,.0f} posts a day, {budget:g} requests a second")
    heads = "".join(f"{head:>8}" for head in ("mean", "p50", "p90", "p99"))
    print(f"{'minutes of delay by':<30}{heads}{'requests/s':>12}{'paged back':>12}{'mean, ratio':>13}")
    base = 0.0
    rules = (
        ("fixed interval", fixed(budget)),
        ("proportional (feed readers)", proportional(posts, budget)),
        ("square root, bursts (ours)", ours(budget)),
    )
    for name, choose in rules:
        delays, used, overflows = simulate(posts, budget, days, choose, 7)
        delays.sort()
        mean = sum(delays) / len(delays)
        base = base or mean
        shares = "".join(f"{delays[int(len(delays) * share)] / 60:>8.1f}" for share in (0.5, 0.9, 0.99))
        print(f"{name:<30}{mean / 60:>8.1f}{shares}{used:>12.2f}{overflows:>12}{mean / base:>13.2f}")
    result("mean delay of reading, of that at fixed intervals", mean / base, at_most=0.65)


if __name__ == "__main__":
    main()
