"""Digests: when the next one comes, what it holds, and in which order. Pure: no I/O, no clock.

A digest holds what its chat was not told yet, and what changed since it was told; nothing else. The gravest
comes first: casualties, damage, reports, warnings; within these by toll, figure, number of sources, newest.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

from bot.rules.notifying import Standing, level_of, why_tell
from bot.values import Level, Reason, Role

ANY_RISE = 1 + 1e-9
"""Between two digests every higher figure is news, not only a jump."""
_SILENT = (Reason.ENDED, Reason.MORE)


@dataclass(frozen=True, slots=True)
class Candidate:
    """An incident as it stands *now*, and as the chat was *told* of it (None: not at all)."""

    incident_id: int
    revision: int
    now: Standing
    told: Standing | None
    role: Role
    last_statement_at: datetime


@dataclass(frozen=True, slots=True)
class Item:
    """One incident in a digest, and why it is there."""

    incident_id: int
    revision: int
    now: Standing
    told: Standing | None
    reason: Reason
    level: Level

    @property
    def sounds(self) -> bool:
        """Whether it is news that may sound: no alert, no all-clear, no further statement."""
        before = self.told or Standing()
        return self.reason not in _SILENT and (self.now.reported or before.reported)


def contents(candidates: Iterable[Candidate]) -> list[Item]:
    """What is to be told of *candidates*, the weightiest first; ties go to the oldest id."""
    ranked = []
    for one in candidates:
        reason = _why(one.told, one.now)
        if reason is None:
            continue
        # What is withdrawn weighs as much as what was told of it.
        weighed = one.told if one.told is not None and one.now.withdrawn else one.now
        level = level_of(weighed, one.role)
        weight = (
            level,
            weighed.killed,
            weighed.injured,
            weighed.figure or 0,
            len(weighed.sources),
            one.last_statement_at,
            -one.incident_id,
        )
        ranked.append((weight, Item(one.incident_id, one.revision, one.now, one.told, reason, level)))
    return [item for _, item in sorted(ranked, key=lambda pair: pair[0], reverse=True)]


def _why(told: Standing | None, now: Standing) -> Reason | None:
    """Why an incident is told in a digest; None if there is nothing to tell."""
    if told is None:
        return None if now.withdrawn else Reason.FIRST
    if told == now:
        return None
    return why_tell(told, now, jump=ANY_RISE).reason


def next_due(after: datetime, zone: tzinfo, *, hour: int | None) -> datetime:
    """When the next digest comes, in UTC: at the full hour, or daily at *hour* on the clock of *zone*.

    Always later than *after*. An hour that a change of clocks leaves out is the one after it; of one that comes
    twice, the first counts.
    """
    local = after.astimezone(zone)
    if hour is None:
        passed = timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
        return (after - passed + timedelta(hours=1)).astimezone(UTC)
    today = local.replace(hour=hour, minute=0, second=0, microsecond=0, fold=0, tzinfo=None)
    for days in (0, 1, 2):
        due = (today + timedelta(days=days)).replace(tzinfo=zone).astimezone(UTC)
        if due > after:
            return due
    raise AssertionError("one of three days is later")  # pragma: no cover
