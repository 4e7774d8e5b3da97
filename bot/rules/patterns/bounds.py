"""The most points that lists can give, whatever the grammar says: what may be left unread, and unasked.

A sign needs a word of its lists, and beside it a word of each of the lists it asks for (`with`, `to`, `by`).
Where one of them is missing it cannot hold; where none is, it is taken to hold. So a bound is never lower than
the points: what it rules out would not have been found, and all else is asked in full.

No list is read for it. Each list (and so each word) stands for a number whose bits say what it can begin, and
numbers of words are combined. Patterns whose signs ask for nothing but a word have a bit for each key: a few
operations tell which of a thousand of them have one sign that is enough or two signs at all. The signs of the
others have one bit each for what begins them and for each list asked for beside it: where all of these are
set the sign may hold, and the few that may are added up.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from bot.rules.patterns.compiling import Compiled, Rule
from bot.watchlist.channels import Authority

_ASKED = 4
"""A sign asks for so many lists at most (`Rule.beside`, `Rule.continues`)."""


class Chance(NamedTuple):
    """A window (the longest of its beginning) that could reach review, and the key without which it cannot.

    `decisive` None: no single key is known to be needed.
    """

    window: tuple[int, ...]
    decisive: str | None


class _Sign(NamedTuple):
    """What matters here of signs that ask for lists, or of a channel; equal ones are one.

    `pattern` is its number; the rest as in `Rule`, but for what a sign continues: that is the last of `beside`.
    """

    pattern: int
    key: str
    points: int
    beside: tuple[frozenset[int], ...]
    channel: Authority | None
    anywhere: bool
    continues: bool


class Bounds:
    """What the signs of all patterns could give."""

    def __init__(self, patterns: Sequence[Compiled]) -> None:
        self.of_lists: dict[int, int] = {}
        """The bits of each list that any sign begins with or asks for."""
        self._needed = [pattern.review - pattern.example_points for pattern in patterns]
        self._plain = [number for number, pattern in enumerate(patterns) if _is_plain(pattern)]
        self._signs = list(
            dict.fromkeys(
                _sign(number, rule)
                for number, pattern in enumerate(patterns)
                if not _is_plain(pattern)
                for _, rule in _rules(pattern)
            )
        )
        self._worth = [(sign.pattern, sign.key, sign.points) for sign in self._signs]
        self._take_signs(patterns)
        self._take_plain(patterns)

    def _take_signs(self, patterns: Sequence[Compiled]) -> None:
        """Lay out the lowest bits: what begins each of the signs, then what each asks for, first to last."""
        width = len(self._signs)
        columns = {sign: column for column, sign in enumerate(self._signs)}
        for number, pattern in enumerate(patterns):
            if not _is_plain(pattern):
                for group, rule in _rules(pattern):
                    self._stand(group, columns[_sign(number, rule)])
        for column, sign in enumerate(self._signs):
            for place, asked in enumerate(sign.beside, 1):
                for group in asked:
                    self._stand(group, place * width + column)
        self._unasked = [
            sum(1 << column for column, sign in enumerate(self._signs) if len(sign.beside) < place)
            for place in range(1, _ASKED + 1)
        ]
        """The signs that ask for fewer lists."""
        self._from_before = sum(
            1 << len(sign.beside) * width + column for column, sign in enumerate(self._signs) if sign.continues
        )
        """What the sentence before has to hold for those signs that continue it."""
        self._of_signs = (1 << width * (_ASKED + 1)) - 1
        self._lent = sum(1 << column for column, sign in enumerate(self._signs) if sign.anywhere)
        self._open_to = {
            authority: sum(
                1 << column
                for column, sign in enumerate(self._signs)
                if sign.channel is None or sign.channel is authority
            )
            for authority in (*Authority, None)
        }

    def _take_plain(self, patterns: Sequence[Compiled]) -> None:
        """Lay out the bits above: one for each plain pattern, key by key."""
        self._below = len(self._signs) * (_ASKED + 1)
        self._row = (1 << len(self._plain)) - 1
        most: list[dict[str, int]] = []
        self._anywhere = 0
        for place, number in enumerate(self._plain):
            best: dict[str, int] = {}
            for _, rule in _rules(patterns[number]):
                best[rule.key] = max(0, rule.points, best.get(rule.key, 0))
            keys = list(best)
            for group, rule in _rules(patterns[number]):
                bit = self._below + keys.index(rule.key) * len(self._plain) + place
                self._stand(group, bit)
                self._anywhere |= rule.anywhere << bit
            most.append(best)
        self._enough = [0] * max(map(len, most), default=0)
        for place, (number, best) in enumerate(zip(self._plain, most, strict=True)):
            for row, points in enumerate(best.values()):
                self._enough[row] |= (points >= self._needed[number]) << place

    def _stand(self, group: int, bit: int) -> None:
        self.of_lists[group] = self.of_lists.get(group, 0) | 1 << bit

    def bits(self, groups: Iterable[int]) -> int:
        """What words of these lists can begin."""
        found = 0
        for group in groups:
            found |= self.of_lists.get(group, 0)
        return found

    def could_reach(self, bits: int, authority: Authority | None) -> bool:
        """Whether a post of these words could lift any pattern to its review threshold."""
        if self._sift(bits):
            return True
        best = self._points(self._holding(bits, authority))
        return any(sum(points.values()) >= self._needed[number] for number, points in best.items())

    def reached(
        self, bits: Sequence[int], authority: Authority | None, windows: Sequence[tuple[int, ...]]
    ) -> list[tuple[int, list[Chance]]]:
        """The patterns that one of the *windows* could lift to review, by which. *bits* by sentences.

        Of windows with one beginning only the longest is asked for: it reaches furthest.
        """
        before = [0, *(each & self._from_before for each in bits)]
        holding = [self._holding(each | last, authority) for each, last in zip(bits, before, strict=False)]
        afar = lent = 0
        for each, held in zip(bits, holding, strict=True):
            afar |= each
            lent |= held
        afar &= self._anywhere
        lent &= self._lent
        lent_keys = self._points(lent)
        found: dict[int, list[Chance]] = {}
        for window in windows:
            together, held = afar, lent
            for index in window:
                together |= bits[index]
                held |= holding[index]
            for number in self._sift(together):
                found.setdefault(number, []).append(Chance(window, None))
            for number, best in self._points(held).items():
                total, needed = sum(best.values()), self._needed[number]
                if total >= needed:
                    highest = max(best, key=best.__getitem__)
                    decides = highest not in lent_keys.get(number, ()) and total - best[highest] < needed
                    found.setdefault(number, []).append(Chance(window, highest if decides else None))
        return sorted(found.items())

    def _sift(self, bits: int) -> list[int]:
        """The plain patterns with a sign that is enough, or with two signs of different keys."""
        bits >>= self._below
        row, width = self._row, len(self._plain)
        found = seen = 0
        for enough in self._enough:
            if not bits:
                break
            here = bits & row
            found |= here & (enough | seen)
            seen |= here
            bits >>= width
        return [self._plain[place] for place in _places(found)]

    def _holding(self, bits: int, authority: Authority | None) -> int:
        """The signs that may hold where words of these bits stand together."""
        bits &= self._of_signs
        held = bits & self._open_to[authority]
        for unasked in self._unasked:
            if not held:
                break
            bits >>= len(self._signs)
            held &= bits | unasked
        return held

    def _points(self, signs: int) -> dict[int, dict[str, int]]:
        """The most points that these signs give to each pattern, key by key."""
        found: dict[int, dict[str, int]] = {}
        for place in _places(signs):
            pattern, key, points = self._worth[place]
            best = found.get(pattern)
            if best is None:
                found[pattern] = {key: points}
            elif points > best.get(key, -1):
                best[key] = points
        return found


def _rules(pattern: Compiled) -> Iterator[tuple[int, Rule]]:
    """The signs of a pattern, each with every list that begins it."""
    return ((group, rule) for group, rules in pattern.signs.items() for rule in rules)


def _is_plain(pattern: Compiled) -> bool:
    """Whether its signs ask for nothing but a word of their lists."""
    return not any(rule.beside or rule.channel or rule.continues for _, rule in _rules(pattern))


def _sign(pattern: int, rule: Rule) -> _Sign:
    beside = (*rule.beside, frozenset(rule.continues)) if rule.continues else rule.beside
    return _Sign(
        pattern, rule.key, max(0, rule.points), beside, rule.channel, rule.anywhere, bool(rule.continues)
    )


def _places(bits: int) -> list[int]:
    """The places of the bits that are set, the lowest first."""
    found: list[int] = []
    while bits:
        lowest = bits & -bits
        found.append(lowest.bit_length() - 1)
        bits ^= lowest
    return found
