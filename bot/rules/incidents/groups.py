"""An incident in the making: which statements it holds, how long it stays open, and for which."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from bot.rules.incidents.joining import (
    Gathering,
    Key,
    Member,
    Said,
    in_order,
    key_of,
    window_of,
)
from bot.rules.incidents.waves import number_waves
from bot.values import Role, Scope

ALERT_LASTS = timedelta(hours=8)
"""An alert without an all-clear counts as standing for so long: some channels never lift it."""
RECALLED = timedelta(hours=36)
"""How far back a recap looks for what it repeats."""
LONGEST = timedelta(hours=18)
"""An incident takes in no new event after so long, however busy the day: two nights are two incidents."""
LATE = timedelta(minutes=30)
"""What happened at the end of a window is published so much later and still belongs to it."""


class Group:
    """Statements of one incident, added in order of publication; lists may be taken in later."""

    def __init__(self, gap: timedelta) -> None:
        self._gap = gap
        self._reasons: dict[Key, str] = {}
        self.members: list[Said] = []
        self.places: set[str] = set()
        self.opened = False
        """Whether it holds a statement of its own yet: no echo, no list published before."""
        self._since: datetime | None = None
        self._active_until: datetime | None = None
        self._covered_until: datetime | None = None
        self._warned_at: datetime | None = None
        self._cleared_at: datetime | None = None

    def __contains__(self, key: Key | None) -> bool:
        return key in self._reasons

    def add(self, said: Said, reason: str, *, echo: bool = False, early: bool = False) -> None:
        """Take in a statement; one that is in already changes nothing.

        An *echo* changes no times, and a list published *early*, before the incident was opened, does not say
        how long it goes on.
        """
        key = key_of(said)
        if key in self._reasons:
            return
        self._reasons[key] = reason
        self.members.append(said)
        if echo:
            return
        if said.role is Role.WARNS:
            self._warned_at = max(self._warned_at or said.published_at, said.published_at)
        elif said.ends or said.role is Role.ENDS:
            self._cleared_at = max(self._cleared_at or said.published_at, said.published_at)
        if not early:
            self._go_on(said)

    def _go_on(self, said: Said) -> None:
        self.opened = True
        start, end = window_of(said.facts, said.published_at)
        scope = said.facts.scope
        if scope is not Scope.RECAP:
            self._since = min(self._since or start, start)
        if scope is Scope.EVENT or self._as_event(said, start, end):
            self._active_until = max(self._active_until or end, end)
        elif scope is not Scope.RECAP or self._covered_until is None:
            self._covered_until = max(self._covered_until or end, end)

    def _as_event(self, said: Said, start: datetime, end: datetime) -> bool:
        """Whether a total keeps the incident open: a short tranche, or a sum given while it goes on."""
        if said.facts.scope is Scope.PERIOD:
            return said.facts.period is not None and end - start <= self._gap
        if said.facts.scope is Scope.RUNNING_TOTAL:
            return self._active_until is None or said.published_at <= self._active_until + self._gap
        return False

    @property
    def ended_at(self) -> datetime | None:
        """When the danger was last said to be over; None while a later warning stands."""
        if self._cleared_at is None or (self._warned_at is not None and self._warned_at > self._cleared_at):
            return None
        return self._cleared_at

    @property
    def since(self) -> datetime:
        """The first moment it is known to have gone on."""
        return self._since or self.members[0].published_at

    @property
    def until(self) -> datetime:
        """The last moment it is known to have gone on."""
        return self._active_until or self._covered_until or self.members[0].published_at

    def takes(self, said: Said) -> bool:
        """Whether a statement of its story and place still belongs to it."""
        if not self.members:
            return False
        scope, published_at = said.facts.scope, said.published_at
        if scope is Scope.RECAP:
            return published_at - self.until <= RECALLED
        since = self.since
        start, end = window_of(said.facts, published_at)
        if scope is Scope.PERIOD and not (said.facts.period is not None and end - start <= self._gap):
            return start < self.until and since <= end + LATE
        if scope is Scope.RUNNING_TOTAL:
            return start <= self.until and published_at - since <= LONGEST
        if published_at - since > LONGEST or end < since - self._gap:
            return False
        ended, limit = self.ended_at, self.until + self._gap
        if said.role is Role.WARNS and ended is not None:
            limit = self.until + self._gap / 2
        elif said.role is not Role.WARNS and ended is None and self._warned_at is not None:
            limit = max(limit, self._warned_at + ALERT_LASTS)
        return start <= limit

    def gathering(self, roots: Mapping[Key, Key]) -> Gathering:
        """What it has become; *roots* says which statement repeats which, here or elsewhere."""
        members = sorted(self.members, key=in_order)
        roots = {key: root for key in self._reasons if (root := roots.get(key)) in self._reasons}
        places = tuple(sorted(self.places))
        waves = number_waves(members, roots, place=places[0] if len(places) == 1 else None)
        return Gathering(
            places,
            tuple(
                Member(said, waves[key_of(said)], roots.get(key_of(said)), self._reasons[key_of(said)])
                for said in members
            ),
            self.ended_at,
        )


def newest(groups: Iterable[Group]) -> Group | None:
    """The group that went on last; ties go to the one opened first."""
    found = None
    for group in groups:
        if found is None or group.until > found.until:
            found = group
    return found
