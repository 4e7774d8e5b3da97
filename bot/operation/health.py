"""Is the bot well? Judged from the database alone, so that any process beside the bot can ask."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.store.condition import Condition

ALIVE_WITHIN: Final = timedelta(seconds=60)
"""A sign of life is given every ten seconds."""
STUCK_AFTER: Final = timedelta(minutes=5)
"""A message that is due for so long, while none goes out at all: a long broadcast is no trouble."""


@dataclass(frozen=True, slots=True)
class Health:
    """The verdict, and its one line."""

    is_well: bool
    line: str


def judge(condition: Condition, now: datetime) -> Health:
    """What is wrong, or the figures that show that nothing is."""
    refused = _refused(condition, now)
    troubles = [*_life(condition, now), *_reading(condition, now), *_sending(condition, now)]
    if troubles:
        return Health(False, "unhealthy: " + "; ".join([*troubles, *refused]))
    assert condition.heartbeat is not None  # or that would be a trouble
    count = sum(condition.channels.values())
    read = f", newest page {_span(now - condition.last_read_at)} ago" if condition.last_read_at else ""
    alive = _span(now - condition.heartbeat.at)
    well = f"healthy: alive {alive} ago, {count} channels{read}, {condition.backlog.due} messages due"
    return Health(True, "; but ".join([well, *refused]))


def _life(condition: Condition, now: datetime) -> list[str]:
    if condition.heartbeat is None:
        return ["the bot never ran on this database"]
    silent = abs(now - condition.heartbeat.at)  # one from the future is from before the clock was set back
    return [f"no sign of life for {_span(silent)}"] if silent > ALIVE_WITHIN else []


def _reading(condition: Condition, now: datetime) -> list[str]:
    if condition.heartbeat is None or not condition.channels:
        return []
    since = max(condition.last_read_at or condition.heartbeat.started_at, condition.heartbeat.started_at)
    if now - since <= condition.heartbeat.read_within:
        return []
    return [f"no page could be read for {_span(now - since)}"]


def _sending(condition: Condition, now: datetime) -> list[str]:
    oldest = condition.backlog.oldest_due_at
    if oldest is None or condition.moved or now - oldest <= STUCK_AFTER:
        return []
    return [f"{condition.backlog.due} messages wait, the oldest for {_span(now - oldest)}"]


def _refused(condition: Condition, now: datetime) -> list[str]:
    """What an admin must mend. The bot works on with what was in force, and a restart would not help."""
    refusal = condition.refused
    if refusal is None:
        return []
    since = f"since {refusal.since:%Y-%m-%d %H:%M} UTC ({_span(now - refusal.since)})"
    counted = f"{refusal.problems} problem{'' if refusal.problems == 1 else 's'}"
    return [f"the config folder is refused {since} with {counted}, see `check`"]


def _span(span: timedelta) -> str:
    seconds = max(0, round(span.total_seconds()))
    for unit, size in (("d", 86_400), ("h", 3600), ("min", 60)):
        if seconds >= 2 * size:
            return f"{seconds // size} {unit}"
    return f"{seconds} s"
