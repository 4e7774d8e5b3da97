"""The most points that lists can give, whatever the grammar says: what may be left unread, and unasked.

A sign needs a word of its lists, and beside it a word of each of the lists it asks for (`with`, `to`, `by`).
Where one of them is missing it cannot hold; where none is, it is taken to hold. So a bound is never lower than
the points: what it rules out would not have been found, and all else is asked in full.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence, Set
from typing import NamedTuple

from bot.rules.patterns.compiling import Compiled, Rule
from bot.watchlist.channels import Authority

Points = dict[int, int]
"""The most points each slot could get. A slot is one pattern's signs of one key: they count once."""


class _Bound(NamedTuple):
    slot: int
    points: int
    beside: tuple[frozenset[int], ...]
    channel: Authority | None
    anywhere: bool


class Bounds:
    """What the signs of all patterns could give."""

    def __init__(self, patterns: Sequence[Compiled]) -> None:
        self._needed = [pattern.review - pattern.example_points for pattern in patterns]
        self._owner: list[int] = []
        self._slots: list[tuple[int, ...]] = []
        self._plain: dict[int, dict[int, int]] = defaultdict(dict)
        self._others: dict[int, list[_Bound]] = defaultdict(list)
        for number, pattern in enumerate(patterns):
            slots: dict[str, int] = {}
            for group, rules in pattern.signs.items():
                for rule in rules:
                    if rule.key not in slots:
                        slots[rule.key] = len(self._owner)
                        self._owner.append(number)
                    self._file(group, rule, slots[rule.key])
            self._slots.append(tuple(slots.values()))
        others = [bound for listed in self._others.values() for bound in listed]
        self.groups: Set[int] = frozenset(
            self._plain.keys()
            | self._others.keys()
            | {each for bound in others for beside in bound.beside for each in beside}
        )
        """The lists that decide."""

    def _file(self, group: int, rule: Rule, slot: int) -> None:
        points = max(0, rule.points)
        beside = tuple(frozenset(asked) for asked in (rule.with_, rule.to, rule.by) if asked)
        if beside or rule.channel is not None or rule.anywhere:
            self._others[group].append(_Bound(slot, points, beside, rule.channel, rule.anywhere))
        else:
            plain = self._plain[group]
            plain[slot] = max(points, plain.get(slot, 0))

    def points(self, present: Set[int], authority: Authority | None) -> tuple[Points, Points]:
        """What the lists *present* in a stretch could give it, and of that what counts for every other too."""
        best: Points = {}
        afar: Points = {}
        for group in present & self.groups:
            if plain := self._plain.get(group):
                for slot, points in plain.items():
                    if points > best.get(slot, -1):
                        best[slot] = points
            for bound in self._others.get(group, ()):
                slot, points = bound.slot, bound.points
                if (
                    points > best.get(slot, -1) or (bound.anywhere and points > afar.get(slot, -1))
                ) and _can_hold(bound, present, authority):
                    if points > best.get(slot, -1):
                        best[slot] = points
                    if bound.anywhere and points > afar.get(slot, -1):
                        afar[slot] = points
        return best, afar

    def reached(self, best: Points) -> list[int]:
        """The patterns that these points could lift to their review threshold."""
        sums: dict[int, int] = {}
        owner = self._owner
        for slot, points in best.items():
            number = owner[slot]
            sums[number] = sums.get(number, 0) + points
        needed = self._needed
        return [number for number, points in sums.items() if points >= needed[number]]

    def reached_in(
        self, sentences: Sequence[Points], afar: Points, windows: Iterable[Sequence[int]]
    ) -> list[int]:
        """The patterns that one of the *windows* (indexes of *sentences*) could lift to their threshold."""
        together = dict(afar)
        for best in sentences:
            for slot, points in best.items():
                if points > together.get(slot, -1):
                    together[slot] = points
        windows = tuple(windows)
        return [number for number in self.reached(together) if self._fits(number, sentences, afar, windows)]

    def _fits(
        self, number: int, sentences: Sequence[Points], afar: Points, windows: Sequence[Sequence[int]]
    ) -> bool:
        needed, slots = self._needed[number], self._slots[number]
        touched = {index: best for index, best in enumerate(sentences) if any(slot in best for slot in slots)}
        for window in windows:
            here = [afar, *(touched[index] for index in window if index in touched)]
            if len(here) > 1 and sum(max(best.get(slot, 0) for best in here) for slot in slots) >= needed:
                return True
        return False


def _can_hold(bound: _Bound, present: Set[int], authority: Authority | None) -> bool:
    if bound.channel is not None and bound.channel is not authority:
        return False
    return not any(beside.isdisjoint(present) for beside in bound.beside)
