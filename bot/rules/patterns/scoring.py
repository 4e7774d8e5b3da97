"""What the windows of a text are worth to a pattern: points for signs and likeness, less those of vetoes."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from rapidfuzz import fuzz, process

from bot.rules.patterns.bounds import Chance
from bot.rules.patterns.compiling import Compiled, Rule
from bot.rules.patterns.scopes import reaches
from bot.rules.patterns.signs import Fired, Reading
from bot.rules.patterns.taking_back import takes_back
from bot.rules.patterns.windows import Window
from bot.values import Point

HIGHEST = 100


@dataclass(frozen=True, slots=True)
class Scored:
    """A pattern's best window in a text. `window` are indexes of its sentences, the deciding one first."""

    pattern_id: str
    score: int
    accepted: bool
    window: Window
    points: tuple[Point, ...]

    @property
    def terms(self) -> tuple[str, ...]:
        """The words that gave points, as in the text, each once."""
        return tuple(dict.fromkeys(word for point in self.points if point.points > 0 for word in point.words))


class _Weighed(NamedTuple):
    """A window with its signs and the vetoes that count for it, likeness not yet asked.

    `gained` and `taken` are the points of both, `taken` 0 or less.
    """

    window: Window
    best: list[Fired]
    against: list[Fired]
    gained: int
    taken: int

    def total(self, similar: int) -> int:
        """The points of the window, *similar* of them for likeness; may be negative."""
        return min(HIGHEST, self.gained + similar) + self.taken


def score(pattern: Compiled, reading: Reading, chances: Sequence[Chance]) -> Scored | None:
    """The best window of a text, if it reaches the review threshold of *pattern* by one of the *chances*.

    What has no chance is not asked about.
    """
    promising = [chance.window for chance in chances if _is_taken(pattern, reading, chance)]
    if not promising:
        return None
    found = _best_of(pattern, reading, promising, pattern.review)
    return found if found is not None and found.score >= pattern.review else None


def score_all(pattern: Compiled, reading: Reading) -> Scored | None:
    """The best window of a text, if any gets a point, whatever threshold it reaches."""
    return _best_of(pattern, reading, [(index,) for index in reading.every], None)


def _is_taken(pattern: Compiled, reading: Reading, chance: Chance) -> bool:
    """Whether the key without which *chance* is lost holds in one of its sentences."""
    if chance.decisive is None:
        return True
    rules = pattern.by_key[chance.decisive]
    return any(reading.any_fires(rules, index) for index in chance.window)


def _best_of(
    pattern: Compiled, reading: Reading, promising: Sequence[Window], lowest: int | None
) -> Scored | None:
    """The best of the windows that begin as one of the *promising* does and are no longer."""
    kept = reading.kept(pattern.background)
    fired = _fired(pattern, reading, kept, {index for window in promising for index in window})
    if not fired:
        return None
    needed = 0 if lowest is None else lowest - pattern.example_points
    gained = [
        (points, window, best)
        for beginning, *_ in promising
        if beginning in kept
        for window in reading.windows(kept, beginning)
        if not fired.keys().isdisjoint(window)
        and (best := _best(window, fired, reading))
        and (points := sum([each.rule.points for each in best])) >= needed
    ]
    if not gained:
        return None
    # Vetoes and likeness cost most, so they are asked only of windows that could still become the top.
    gained.sort(key=lambda each: -each[0])
    vetoes = _vetoes(pattern, reading)
    weighed: list[_Weighed] = []
    for points, window, best in gained:
        if lowest is not None and min(HIGHEST, points + pattern.example_points) < lowest:
            break
        each = _weigh(window, best, points, vetoes, fired, reading)
        weighed.append(each)
        lowest = each.total(0) if lowest is None else max(lowest, each.total(0))
    top: tuple[tuple[int, int, int], _Weighed, float] | None = None
    for each in weighed:
        if top is not None and _rank(each, pattern.example_points) <= top[0]:
            continue
        if lowest is None or each.total(pattern.example_points) >= lowest:
            likeness = _likeness(pattern, reading, each.window)
            rank = _rank(each, _similar(pattern, likeness))
            if top is None or rank > top[0]:
                top = rank, each, likeness
    return None if top is None else _scored(pattern, reading, top[1], top[2])


def _rank(weighed: _Weighed, similar: int) -> tuple[int, int, int]:
    """The highest is best, *similar* of its points for likeness; of equals the shorter one, then the first."""
    return _within(weighed.total(similar)), -len(weighed.window), -min(weighed.window)


def _fired(pattern: Compiled, reading: Reading, kept: Window, near: Collection[int]) -> dict[int, list[Fired]]:
    """The signs of the *kept* sentences: all of those that are *near*, of others those that count anywhere."""
    found: dict[int, list[Fired]] = {}
    for index in kept:
        rules = pattern.signs if index in near else pattern.anywhere
        if rules and (here := reading.fired(rules, index)):
            found[index] = here
    return found


def _vetoes(pattern: Compiled, reading: Reading) -> list[tuple[Rule, int]]:
    """The vetoes that could hold, each with its sentence, in order."""
    if not pattern.vetoes:
        return []
    return [(rule, index) for index in reading.every for rule in reading.begun(pattern.vetoes, index)]


def _best(window: Window, fired: Mapping[int, list[Fired]], reading: Reading) -> list[Fired]:
    """The signs of a window, the best of each key; signs that count anywhere lend theirs to every window."""
    best: dict[str, Fired] = {}
    for index, here in fired.items():
        if index not in window:
            here = [each for each in here if each.rule.anywhere]
            if not here or (reading.digest and not reading.leads(index)):
                continue
        for each in here:
            if each.rule.continues and index - 1 not in window:
                continue
            known = best.get(each.rule.key)
            if known is None or each.rule.points > known.rule.points:
                best[each.rule.key] = each
    return list(best.values())


def _weigh(
    window: Window,
    best: list[Fired],
    gained: int,
    vetoes: Sequence[tuple[Rule, int]],
    fired: Mapping[int, list[Fired]],
    reading: Reading,
) -> _Weighed:
    """Find the vetoes that count for a window, each reason once."""
    if not vetoes:
        return _Weighed(window, best, [], gained, 0)
    deciding = _by_weight(window, best)[0]
    lent = _lent(window, best, fired)
    against: dict[str, Fired] = {}
    for rule, sentence in vetoes:
        if (
            rule.key not in against
            and (
                reaches(rule, sentence, window, deciding, reading)
                # "Two years ago a missile hit the station. It killed 61." What is lent keeps its subject.
                or (sentence in lent and rule.scope == "signs")
            )
            and (mentions := reading.fires(rule, sentence)) is not None
            and takes_back(veto := Fired(rule, sentence, mentions), window, best, reading)
        ):
            against[rule.key] = veto
    taken = sum(veto.rule.points for veto in against.values())
    return _Weighed(window, best, list(against.values()), gained, taken)


def _lent(window: Window, best: Sequence[Fired], fired: Mapping[int, list[Fired]]) -> set[int]:
    """The sentences outside a window that alone in the post have a sign it needs."""
    return {
        each.sentence
        for each in best
        if each.sentence not in window
        and not any(
            other.rule.key == each.rule.key
            for index, here in fired.items()
            if index != each.sentence
            for other in here
        )
    }


def _by_weight(window: Window, best: Sequence[Fired]) -> Window:
    """The sentences of a window, the one that gives most points first."""
    if len(window) == 1:
        return window
    weight = {index: sum(each.rule.points for each in best if each.sentence == index) for index in window}
    return tuple(sorted(window, key=lambda index: (-weight[index], index)))


def _scored(pattern: Compiled, reading: Reading, weighed: _Weighed, likeness: float) -> Scored:
    points = [Point(each.rule.points, reading.words(each), each.rule.name) for each in weighed.best]
    similar = _similar(pattern, likeness)
    if likeness:
        points.append(Point(similar, (), f"similar to example {likeness:.0f}%"))
    points += [Point(veto.rule.points, reading.words(veto), veto.rule.name) for veto in weighed.against]
    points.sort(key=lambda point: -point.points)
    score = _within(weighed.total(similar))
    order = _by_weight(weighed.window, weighed.best)
    return Scored(pattern.id, score, score >= pattern.accept, order, tuple(points))


def _within(total: int) -> int:
    return max(0, min(HIGHEST, total))


def _likeness(pattern: Compiled, reading: Reading, window: Window) -> float:
    """Likeness of a window to the best example of its language, in percent; 0 where none gives points."""
    examples = pattern.examples.get(reading.text.language)
    if not examples or not pattern.example_points:
        return 0.0
    found = process.extractOne(reading.comparable(window), examples, scorer=fuzz.token_set_ratio)
    return float(found[1]) if found else 0.0


def _similar(pattern: Compiled, likeness: float) -> int:
    """The points of likeness."""
    return round(pattern.example_points * likeness / 100)
