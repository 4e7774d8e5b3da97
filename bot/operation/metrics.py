"""The figures a night operator needs, in Prometheus's text format.

Written here rather than with its client library: that is one more dependency with a registry of its own, for
what is a dozen lines of `name{label="value"} number`. Counters start from zero with the process; what stands in
the database is read when it is asked for.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final

from bot.operation.counting import Counters
from bot.store.condition import Condition
from bot.values import ChannelState

CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"

Labels = tuple[tuple[str, str], ...]


def render(condition: Condition, counters: Counters, *, lag: float, now: datetime) -> str:
    """All figures as one page."""
    heartbeat, backlog = condition.heartbeat, condition.backlog
    states = {state.value: 0 for state in ChannelState} | dict(condition.channels)
    families = (
        _family("channels", "gauge", "Watched channels by state.", _by("state", states)),
        _age("last_reading_age_seconds", "Since the newest page was read.", condition.last_read_at, now),
        _age("oldest_reading_age_seconds", "Since the page read longest ago.", condition.oldest_read_at, now),
        _family("queue_due", "gauge", "Messages that are due, by lane.", _by("lane", condition.waiting)),
        _one("queue_pending", "Alerts owed, due or not.", backlog.pending),
        _one("queue_in_flight", "Alerts on their way.", backlog.in_flight),
        _age("queue_age_seconds", "Since the oldest due alert was due.", backlog.oldest_due_at or now, now),
        _family(
            "messages_total",
            "counter",
            "Attempts to send, by lane and outcome.",
            {(("lane", lane), ("outcome", name)): n for (lane, name), n in counters.outcomes.items()},
        ),
        _family(
            "telegram_requests_total",
            "counter",
            "Calls of the Bot API, by method and HTTP status; 0 for no answer, 429 for too many.",
            {(("method", name), ("status", str(code))): n for (name, code), n in counters.calls.items()},
        ),
        _family("gaps", "gauge", "Places with posts that are not understood.", _by("state", condition.gaps)),
        _one(
            "config_problems",
            "Problems for which the config folder is refused; 0: it is in force.",
            condition.refused.problems if condition.refused else 0,
        ),
        _one("statements", "Statements in the archive.", condition.statements),
        _one("incidents_open", "Incidents that are open.", condition.incidents_open),
        _one("subscribers", "Subscribed chats.", condition.subscribers),
        _one("loop_lag_seconds", "How late the event loop was, at worst in a minute.", round(lag, 6)),
        _age("heartbeat_age_seconds", "Since the last sign of life.", heartbeat.at if heartbeat else None, now),
    )
    return "".join(line + "\n" for family in families for line in family)


def _family(name: str, kind: str, help_text: str, samples: Mapping[Labels, float]) -> Iterable[str]:
    name = f"lookout_{name}"
    yield f"# HELP {name} {help_text}"
    yield f"# TYPE {name} {kind}"
    for labels, value in sorted(samples.items()):
        inner = ",".join(f'{label}="{_escaped(text)}"' for label, text in labels)
        yield f"{name}{{{inner}}} {value}" if inner else f"{name} {value}"


def _one(name: str, help_text: str, value: float) -> Iterable[str]:
    return _family(name, "gauge", help_text, {(): value})


def _age(name: str, help_text: str, at: datetime | None, now: datetime) -> Iterable[str]:
    """Seconds since *at*; without a sample where it never happened."""
    samples: dict[Labels, float] = {} if at is None else {(): max(0.0, round((now - at).total_seconds(), 3))}
    return _family(name, "gauge", help_text, samples)


def _by(label: str, figures: Mapping[str, int]) -> dict[Labels, float]:
    return {((label, value),): count for value, count in figures.items()}


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
