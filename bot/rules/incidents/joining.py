"""Values of joining: what is known of a statement, and where statements are put."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.values import Facts, Period, Role, Scope

Key = tuple[int, int]
"""(channel id, message id): which post a statement was made of."""

Place = str | None
"""An ISO 3166-2 code, or None for a text that names no place."""

NIGHT = timedelta(hours=12)
"""How far back a total reaches that states no window ("overnight")."""
EVENING = timedelta(hours=6)
"""How far back a running total reaches that states no window ("so far", "since the evening")."""


class Said(Protocol):
    """What joining needs to know of a statement, whether it is new or already in an incident."""

    @property
    def channel_id(self) -> int: ...
    @property
    def message_id(self) -> int: ...
    @property
    def published_at(self) -> datetime: ...
    @property
    def role(self) -> Role: ...
    @property
    def ends(self) -> bool: ...
    @property
    def facts(self) -> Facts: ...
    @property
    def sentence(self) -> str: ...
    @property
    def earlier(self) -> tuple[str, ...]: ...
    @property
    def reply_to(self) -> int | None: ...
    @property
    def forward_of(self) -> tuple[int, int | None] | None: ...


@dataclass(frozen=True, slots=True)
class NewStatement:
    """A statement to be joined; `ends`, `forward_of` and `earlier` as in `OpenStatement`.

    `sentence` tells a copy of another channel's words; without it only forwards are known as echoes.
    """

    channel_id: int
    message_id: int
    published_at: datetime
    story: str
    role: Role
    facts: Facts
    reply_to: int | None = None
    forward_of: tuple[int, int | None] | None = None
    sentence: str = ""
    ends: bool = False
    earlier: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Member:
    """A statement's part in an incident.

    `wave` counts events from 1; 0 is what concerns the whole incident: totals, warnings, all-clears. `echo_of`
    is the statement it repeats.
    """

    said: Said
    wave: int
    echo_of: Key | None
    reason: str


@dataclass(frozen=True, slots=True)
class Gathering:
    """One incident as joining sees it: its places (sorted codes) and its members, oldest first.

    `ended_at` is when the last all-clear was published, None while a later warning stands.
    """

    places: tuple[str, ...]
    members: tuple[Member, ...]
    ended_at: datetime | None

    @property
    def opened_at(self) -> datetime:
        """When its first statement was published."""
        return self.members[0].said.published_at


def key_of(said: Said) -> Key:
    """Which post *said* was made of."""
    return said.channel_id, said.message_id


def in_order(said: Said) -> tuple[datetime, int, int]:
    """Sort key: by time of publication; ties by channel and message, never by arrival."""
    return said.published_at, said.channel_id, said.message_id


def is_event(said: Said) -> bool:
    """Whether it reports something that happened: no warning or all-clear, no total, no repetition."""
    return said.role in (Role.REPORTS, Role.HARMS) and said.facts.scope is Scope.EVENT


MANY = 3
"""Regions a list names at most to pass for a statement about each of them."""


def is_summary(said: Said) -> bool:
    """Whether it sums up several regions: a total over them, or a report from more than `MANY`.

    A summary is news of its own; to each region's incident it is one more figure.
    """
    if len(said.facts.places) < 2 or said.role not in (Role.REPORTS, Role.HARMS):
        return False
    return said.facts.scope is not Scope.EVENT or len(said.facts.places) > MANY


def window_of(facts: Facts, published_at: datetime) -> tuple[datetime, datetime]:
    """The time a statement speaks about: its stated window, a night for a bare total, else its own moment."""
    period: Period | None = facts.period
    if period is not None and facts.scope in (Scope.PERIOD, Scope.RUNNING_TOTAL):
        return period.start, max(period.start, min(period.end, published_at))
    if facts.scope is Scope.EVENT:
        return published_at, published_at
    return published_at - (EVENING if facts.scope is Scope.RUNNING_TOTAL else NIGHT), published_at


def figure_for(facts: Facts, place: Place) -> int | None:
    """The figure *facts* state for *place* (None: for all they speak about).

    A list over several regions states a region's figure only where it is itemised.
    """
    if place is None:
        return facts.count
    if place in facts.by_place:
        return facts.by_place[place]
    return facts.count if len(facts.places) <= 1 else None
