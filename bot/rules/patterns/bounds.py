"""The most points that lists can give, whatever the grammar says: what may be left unread, and unasked.

A sign needs a word of its lists, and beside it a word of each of the lists it asks for (`with`, `to`, `by`).
Where one of them is missing it cannot hold; where none is, it is taken to hold. So a bound is never lower than
the points: what it rules out would not have been found, and all else is asked in full.

Two sieves. The coarse one reads no list: each list (and so each word) has a number whose bits are the signs
that it begins, and a few operations on such numbers tell which of a thousand patterns have one sign that is
enough or two signs at all. The fine one, for those few, adds up points.
"""

from collections.abc import Iterable, Iterator, Sequence, Set
from typing import NamedTuple

from bot.rules.patterns.compiling import Compiled
from bot.watchlist.channels import Authority


class _Bound(NamedTuple):
    """A sign as far as lists tell: `key` as in `Rule`, `beside` the lists of which each must be there too."""

    key: str
    points: int
    beside: tuple[frozenset[int], ...]
    channel: Authority | None
    anywhere: bool


class Chance(NamedTuple):
    """A window (the longest of its beginning) that could reach review, and the key without which it cannot.

    `decisive` None: no single key is known to be needed.
    """

    window: tuple[int, ...]
    decisive: str | None


class _Reach:
    """What the signs of one pattern could give."""

    def __init__(self, pattern: Compiled) -> None:
        self.needed = pattern.review - pattern.example_points
        self.bounds = {
            group: tuple(
                _Bound(
                    rule.key,
                    max(0, rule.points),
                    rule.beside,
                    rule.channel,
                    rule.anywhere,
                )
                for rule in rules
            )
            for group, rules in pattern.signs.items()
        }
        self.plain = not any(bound.beside or bound.channel for bound in self.all)
        """Whether its lists are all that its signs ask about, so that the coarse sieve says enough."""
        self.far = any(bound.anywhere for bound in self.all)
        self.most: dict[str, int] = {}
        for bound in self.all:
            self.most[bound.key] = max(bound.points, self.most.get(bound.key, 0))

    @property
    def all(self) -> Iterator[_Bound]:
        return (bound for listed in self.bounds.values() for bound in listed)

    def points(
        self, present: Set[int], authority: Authority | None, *, only_anywhere: bool = False
    ) -> dict[str, int]:
        """The most points for each key, where the lists *present* stand together."""
        best: dict[str, int] = {}
        for group in self.bounds.keys() & present:
            for bound in self.bounds[group]:
                if (
                    bound.points > best.get(bound.key, -1)
                    and (bound.anywhere or not only_anywhere)
                    and (bound.channel is None or bound.channel is authority)
                    and not (bound.beside and any(beside.isdisjoint(present) for beside in bound.beside))
                ):
                    best[bound.key] = bound.points
        return best


class Bounds:
    """What the signs of all patterns could give. Bits of a sieve: one for each pattern, key by key."""

    def __init__(self, patterns: Sequence[Compiled]) -> None:
        self._width = len(patterns)
        self._row = (1 << self._width) - 1
        self._reach = [_Reach(pattern) for pattern in patterns]
        self.of_lists: dict[int, int] = {}
        """The signs that a word of each list can begin."""
        self._enough: list[int] = [0] * max((len(reach.most) for reach in self._reach), default=0)
        self._anywhere = 0
        for number, reach in enumerate(self._reach):
            keys = list(reach.most)
            for group, bounds in reach.bounds.items():
                for bound in bounds:
                    bit = 1 << (keys.index(bound.key) * self._width + number)
                    self.of_lists[group] = self.of_lists.get(group, 0) | bit
                    self._anywhere |= bit if bound.anywhere else 0
            for row, key in enumerate(keys):
                if reach.most[key] >= reach.needed:
                    self._enough[row] |= 1 << number
        beside = (
            each for reach in self._reach for bound in reach.all for asked in bound.beside for each in asked
        )
        self.groups: Set[int] = self.of_lists.keys() | frozenset(beside)
        """The lists that decide."""

    def bits(self, groups: Iterable[int]) -> int:
        """The signs that a word of these lists can begin."""
        found = 0
        for group in groups:
            found |= self.of_lists.get(group, 0)
        return found

    def could_reach(self, bits: int, present: Set[int], authority: Authority | None) -> bool:
        """Whether a post of these signs and lists could lift any pattern to its review threshold."""
        for number in self._sift(bits):
            reach = self._reach[number]
            if reach.plain or sum(reach.points(present, authority).values()) >= reach.needed:
                return True
        return False

    def reached(
        self,
        bits: Sequence[int],
        present: Sequence[Set[int]],
        authority: Authority | None,
        windows: Sequence[tuple[int, ...]],
    ) -> list[tuple[int, list[Chance]]]:
        """The patterns that one of the *windows* could lift to review, by which.

        *bits* and *present* by sentences.
        """
        afar = 0
        for each in bits:
            afar |= each
        afar &= self._anywhere
        sifted: dict[int, list[tuple[int, ...]]] = {}
        # Of windows with one beginning the longest reaches furthest.
        for window in {window[0]: window for window in sorted(windows, key=len)}.values():
            together = 0
            for index in window:
                together |= bits[index]
            if together:
                for number in self._sift(together | afar):
                    sifted.setdefault(number, []).append(window)
        return [
            (number, chances)
            for number in sorted(sifted)
            if (chances := self._chances(number, present, authority, sifted[number]))
        ]

    def _sift(self, bits: int) -> list[int]:
        """The patterns with a sign that is enough, or with two signs of different keys."""
        row, width = self._row, self._width
        found = seen = 0
        for enough in self._enough:
            here = bits & row
            found |= (here & enough) | (here & seen)
            seen |= here
            bits >>= width
            if not bits:
                break
        numbers = []
        while found:
            lowest = found & -found
            numbers.append(lowest.bit_length() - 1)
            found ^= lowest
        return numbers

    def _chances(
        self,
        number: int,
        present: Sequence[Set[int]],
        authority: Authority | None,
        windows: Sequence[tuple[int, ...]],
    ) -> list[Chance]:
        reach = self._reach[number]
        if reach.plain:
            return [Chance(window, None) for window in windows]
        afar: dict[str, int] = {}
        for each in present if reach.far else ():
            for key, points in reach.points(each, authority, only_anywhere=True).items():
                afar[key] = max(points, afar.get(key, 0))
        known: dict[int, dict[str, int]] = {}
        chances = []
        for window in windows:
            best = dict(afar)
            for index in window:
                if index not in known:
                    known[index] = reach.points(present[index], authority)
                for key, points in known[index].items():
                    if points > best.get(key, -1):
                        best[key] = points
            if (total := sum(best.values())) >= reach.needed:
                highest = max(best, key=best.__getitem__)
                needed = highest not in afar and total - best[highest] < reach.needed
                chances.append(Chance(window, highest if needed else None))
        return chances
