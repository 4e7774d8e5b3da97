"""How many, according to whom: one figure per source, never summed over sources.

A number is a claim by a source at a time. Within one source and incident, figures of single events add up ("two
more"); a total takes the place of what it covers where it is larger, and stands beside it where it is smaller;
totals of windows that do not overlap add up like events. A source's later figure for the same wave, given as
a reply to its own post or as a correction, takes the place of the earlier one unless it says "more"; of a
correction that does not say which figure was wrong, and is no less than all its events, it takes the place of
all. A recap changes nothing, and an echo is no claim of its own.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.rules.corrections import Correction, correction_in
from bot.rules.incidents.joining import figure_for, window_of
from bot.values import Facts, Period, Scope

_MORE = re.compile(r"\b(ещ[её]|ще|more|another|further)\b", re.IGNORECASE)

PUBLISHED_LATE = timedelta(minutes=30)
"""An event at the end of a total's window may be published so much after it."""


class Claim(Protocol):
    """The part of a statement that figures are made of."""

    @property
    def published_at(self) -> datetime: ...
    @property
    def message_id(self) -> int: ...
    @property
    def facts(self) -> Facts: ...
    @property
    def echo_of(self) -> int | None: ...
    @property
    def wave(self) -> int: ...
    @property
    def sentence(self) -> str: ...


@dataclass(frozen=True, slots=True)
class StatedTotal:
    """A total that stands beside a larger figure; `period` where its window was stated."""

    count: int
    is_minimum: bool
    period: Period | None


@dataclass(frozen=True, slots=True)
class SourceFigure:
    """What one source claims for one incident.

    `count` is None where the source stated no number. `added` is how many statements it was added up from,
    `statements` how many the source made, echoes included. `scope` is that of the statement the figure was last
    set by, `period` its stated window. `beside` are smaller totals over the same time. `listed` is what a list
    over several regions states for all of them, where it gives no figure of this one.
    """

    count: int | None
    is_minimum: bool
    statements: int
    last_at: datetime
    scope: Scope
    period: Period | None = None
    beside: tuple[StatedTotal, ...] = ()
    listed: int | None = None
    added: int = 0


@dataclass(slots=True)
class _Part:
    """One addend of a figure and the time it speaks about."""

    start: datetime
    end: datetime
    count: int
    is_minimum: bool
    wave: int
    facts: Facts


def figure_of(claims: Iterable[Claim], *, place: str | None = None) -> SourceFigure:
    """The figure of one source's *claims*; with *place*, itemised figures of that region count instead.

    Raises ValueError for no claims.
    """
    ordered = sorted(claims, key=lambda claim: (claim.published_at, claim.message_id))
    if not ordered:
        raise ValueError("a source without statements has no figure")
    parts: list[_Part] = []
    beside: list[_Part] = []
    listed: int | None = None
    last: _Part | None = None
    for claim in ordered:
        facts = claim.facts
        if facts.scope is Scope.RECAP or claim.echo_of is not None:
            continue
        stated = figure_for(facts, place)
        if stated is None:
            listed = facts.count if facts.count is not None else listed
            continue
        start, end = window_of(facts, claim.published_at)
        part = _Part(start, end, stated, facts.count_is_minimum, claim.wave, facts)
        if facts.scope is Scope.EVENT:
            if _is_of_all(claim, stated, parts):
                parts = [other for other in parts if not _is_event(other)]
            elif part.wave and not _MORE.search(claim.sentence):
                parts = [other for other in parts if other.wave != part.wave or not _is_event(other)]
            parts.append(part)
        else:
            covered = [other for other in parts if _covers(part, other)]
            beside = [other for other in beside if not _same_window(part, other)]
            if sum(other.count for other in covered) > stated and not _corrects(part, covered):
                beside.append(part)
                continue
            parts = [other for other in parts if other not in covered] + [part]
        last = part
    return SourceFigure(
        count=sum(part.count for part in parts) if parts else None,
        is_minimum=any(part.is_minimum for part in parts),
        statements=len(ordered),
        last_at=ordered[-1].published_at,
        scope=last.facts.scope if last else Scope.EVENT,
        period=last.facts.period if last else None,
        beside=tuple(StatedTotal(part.count, part.is_minimum, part.facts.period) for part in beside),
        listed=listed,
        added=len(parts),
    )


def _is_of_all(claim: Claim, stated: int, parts: list[_Part]) -> bool:
    """Whether a correction ("по уточнённым данным, 15") is one of everything that its source told before."""
    if not parts or correction_in(claim.sentence) != Correction(None):
        return False
    return stated >= sum(part.count for part in parts if _is_event(part))


def _is_event(part: _Part) -> bool:
    return part.facts.scope is Scope.EVENT


def _covers(total: _Part, part: _Part) -> bool:
    """Whether a total speaks about the time of *part*: an event in its window, or a window that overlaps it."""
    if total.facts.scope is Scope.RUNNING_TOTAL and total.facts.period is None:
        return part.end <= total.end
    if _is_event(part):
        return total.start <= part.end <= total.end + PUBLISHED_LATE
    return part.start < total.end and total.start < part.end


def _same_window(total: _Part, other: _Part) -> bool:
    return total.facts.period is not None and total.facts.period == other.facts.period


def _corrects(total: _Part, covered: list[_Part]) -> bool:
    """A later total of the very same window is the source's better knowledge, even where it is smaller."""
    return any(_same_window(total, other) for other in covered)
