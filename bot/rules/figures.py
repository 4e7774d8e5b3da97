"""How many, according to whom: one figure per source, never summed over sources.

A number is a claim by a source at a time. Within one source, figures of single events add up ("two more"),
a total replaces the running sum where it is larger ("25 during the evening"), a recap changes nothing, and an
echo is no claim of its own.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.values import Facts, Scope


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


@dataclass(frozen=True, slots=True)
class SourceFigure:
    """What one source claims for one incident.

    `count` is None where the source stated no number. `statements` counts the source's statements, echoes
    included. `scope` is that of the statement the figure was last set by.
    """

    count: int | None
    is_minimum: bool
    statements: int
    last_at: datetime
    scope: Scope


def figure_of(claims: Iterable[Claim], *, place: str | None = None) -> SourceFigure:
    """The figure of one source's *claims*; with *place*, itemised figures of that region count instead.

    Raises ValueError for no claims.
    """
    ordered = sorted(claims, key=lambda claim: (claim.published_at, claim.message_id))
    count: int | None = None
    is_minimum, scope = False, Scope.EVENT
    for claim in ordered:
        stated = _stated(claim.facts, place)
        if stated is None or claim.facts.scope is Scope.RECAP or claim.echo_of is not None:
            continue
        if claim.facts.scope is Scope.EVENT:
            count = (count or 0) + stated
            is_minimum = is_minimum or claim.facts.count_is_minimum
            scope = claim.facts.scope
        elif count is None or stated >= count:
            count, is_minimum, scope = stated, claim.facts.count_is_minimum, claim.facts.scope
    if not ordered:
        raise ValueError("a source without statements has no figure")
    return SourceFigure(count, is_minimum, len(ordered), ordered[-1].published_at, scope)


def _stated(facts: Facts, place: str | None) -> int | None:
    if place is not None and facts.by_place:
        return facts.by_place.get(place)
    return facts.count
