"""How rare an incident is at its place, from the incidents of the same story there before it. Pure.

Says nothing where the archive is too young to know.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

MONTH = timedelta(days=30)
LONG_AGO = timedelta(days=7)
"""A pause from which "first here in … days" is worth saying; an archive younger than this knows nothing."""
KNOWS_USUAL = timedelta(days=21)
"""An archive so old can say what is usual."""


@dataclass(frozen=True, slots=True)
class Rarity:
    """What is worth saying; None where it is not.

    `pause`: time since the last incident here ended, for "first here in 23 days". `first_since`: there was none
    at all since then, the archive's beginning. `in_day`: it is the so many-th within 24 hours (2 or more).
    `usual`: incidents here in a month, as a mean over the archive without the last day.
    """

    pause: timedelta | None = None
    first_since: datetime | None = None
    in_day: int | None = None
    usual: float | None = None


def rarity(
    opened_at: datetime, earlier: Iterable[tuple[datetime, datetime]], *, archive_since: datetime
) -> Rarity | None:
    """How rare an incident opened at *opened_at* is, or None where nothing is worth saying.

    *earlier* are the times (opened, last statement) of incidents of the same story and place with more to tell
    than a warning; later ones and those older than *archive_since*, when reading began, do not count.
    """
    known = sorted(times for times in earlier if archive_since <= times[0] < opened_at)
    age = opened_at - archive_since
    if age < LONG_AGO:
        return None
    if not known:
        return Rarity(first_since=archive_since)
    day = opened_at - timedelta(days=1)
    in_day = 1 + sum(opened > day for opened, _ in known)
    if in_day > 1:
        before = len(known) + 1 - in_day
        usual = before * MONTH / (age - timedelta(days=1)) if age >= KNOWS_USUAL else None
        return Rarity(in_day=in_day, usual=usual)
    pause = opened_at - max(ended for _, ended in known)
    return Rarity(pause=pause) if pause >= LONG_AGO else None
