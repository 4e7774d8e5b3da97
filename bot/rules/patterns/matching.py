"""Whether a text is about a pattern, which sentences say so, and why.

Most posts end at the gate (`Gate`), before they are cut into sentences. A sentence is read into mentions once.
For every pattern that some window could lift to its review threshold (`Bounds`), each window of one
or two neighbouring sentences (or a heading with its list) is scored: points for signs, points for likeness to
an example, points taken by vetoes. The best window decides.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from rapidfuzz import fuzz, process

from bot.rules.language.text import Letters, Sentence, Text
from bot.rules.patterns.bounds import Bounds
from bot.rules.patterns.compiling import Compiled, Compiler
from bot.rules.patterns.gate import Gate
from bot.rules.patterns.lexicon import Lexicon
from bot.rules.patterns.signs import Fired, Reading, Window
from bot.values import Point
from bot.watchlist.channels import Authority
from bot.watchlist.patterns import Pattern, Vocabulary

HIGHEST = 100
TITLE = 7
"""A line of so few words and signs at the beginning of a post is its title."""
_IMPOSED = (
    "введенн",
    "действовавш",
    "установленн",
    "наложенн",
    "запроваджен",
    "встановлен",
    "imposed",
    "introduced",
)
"""Beginnings of words after "earlier" for what may end now."""
CALL = 3
"""A call of so few words and signs is a title too."""


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


class Matcher:
    """All patterns, compiled. Building a thousand takes seconds, asking them about a millisecond."""

    def __init__(self, patterns: Sequence[Pattern], vocabulary: Vocabulary) -> None:
        self._lexicon = Lexicon()
        compiler = Compiler(vocabulary, self._lexicon)
        self._patterns = tuple(compiler.compile(pattern) for pattern in patterns)
        self._lexicon.freeze()
        self._bounds = Bounds(self._patterns)
        self._gate = Gate(self._lexicon, self._bounds)

    @property
    def forms(self) -> int:
        """Number of word forms known."""
        return self._lexicon.size

    def could_match(self, letters: Letters, authority: Authority | None) -> bool:
        """Whether `match` could find anything in a post: asked before the post is cut into sentences."""
        return self._gate.opens(letters, authority)

    def match(self, text: Text, authority: Authority | None, *, everything: bool = False) -> tuple[Scored, ...]:
        """Accepted patterns and those between review and accept; with *everything* all that got a point."""
        reading = Reading(text, self._lexicon, authority)
        asked = self._patterns if everything else self._in_reach(reading)
        if not asked:
            return ()
        reading.look_for(set().union(*(pattern.groups for pattern in asked)))
        found = (_score(pattern, reading, everything=everything) for pattern in asked)
        return tuple(scored for scored in found if scored is not None)

    def _in_reach(self, reading: Reading) -> list[Compiled]:
        """The patterns that a window could lift to review, roles and grammar not yet asked."""
        bits = [self._bounds.bits(present) for present in reading.present]
        numbers = self._bounds.reached(bits, reading.present, reading.authority, reading.widest)
        return [self._patterns[number] for number in numbers]


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


def _score(pattern: Compiled, reading: Reading, *, everything: bool) -> Scored | None:
    needed = 0 if everything else pattern.review - pattern.example_points
    every = reading.every
    kept = every
    if pattern.background:
        kept = tuple(index for index in every if not _is_background(pattern, reading, index))
    fired = {
        index: found
        for index in kept
        if not pattern.signs.keys().isdisjoint(reading.mentions[index])
        and (found := reading.fired(pattern.signs, index))
    }
    if not fired:
        return None
    gained = [
        (window, best)
        for window in reading.windows(kept)
        if not fired.keys().isdisjoint(window)
        and (best := _best(window, fired, reading))
        and sum(each.rule.points for each in best) >= needed
    ]
    if not gained:
        return None
    vetoes = [veto for index in every if pattern.vetoes for veto in reading.fired(pattern.vetoes, index)]
    weighed = [_weigh(window, best, vetoes, reading) for window, best in gained]
    lowest = max(each.total(0) for each in weighed)
    if not everything:
        lowest = max(lowest, pattern.review)
    top: tuple[tuple[int, int, int], _Weighed, float] | None = None
    # Likeness costs most, so it is asked only of windows that it could lift to the top and to review.
    for each in weighed:
        if each.total(pattern.example_points) >= lowest:
            likeness = _likeness(pattern, reading, each.window)
            score = _within(each.total(_similar(pattern, likeness)))
            rank = (score, -len(each.window), -min(each.window))
            if top is None or rank > top[0]:
                top = rank, each, likeness
    if top is None or not (everything or top[0][0] >= pattern.review):
        return None
    return _scored(pattern, top[1], top[2])


def _is_background(pattern: Compiled, reading: Reading, index: int) -> bool:
    """A sentence that opens with a word for "earlier" retells; the first sentence of a post never does.

    What was "earlier imposed" is in force until the sentence tells its end: that is news.
    """
    if index == 0:
        return False
    tokens = reading.text.sentences[index].tokens
    return any(
        mention.first <= 2
        and not any(token.word.startswith(_IMPOSED) for token in tokens[mention.last + 1 : mention.last + 2])
        for mention in reading.of(index, pattern.background)
    )


def _best(window: Window, fired: Mapping[int, list[Fired]], reading: Reading) -> list[Fired]:
    """The signs of a window, the best of each key; signs that count anywhere lend theirs to every window."""
    best: dict[str, Fired] = {}
    for index, here in fired.items():
        inside = index in window
        remote = not inside and (not reading.digest or reading.leads(index))
        if inside or remote:
            for each in here:
                if inside or each.rule.anywhere:
                    known = best.get(each.rule.key)
                    if known is None or each.rule.points > known.rule.points:
                        best[each.rule.key] = each
    return list(best.values())


def _weigh(window: Window, best: list[Fired], vetoes: Sequence[Fired], reading: Reading) -> _Weighed:
    """Find the vetoes that count for a window, each reason once."""
    deciding = _by_weight(window, best)[0]
    against: dict[str, Fired] = {}
    for veto in vetoes:
        if veto.rule.key not in against and _reaches(veto, window, deciding, reading):
            against[veto.rule.key] = veto
    return _Weighed(
        window,
        best,
        list(against.values()),
        sum(each.rule.points for each in best),
        sum(veto.rule.points for veto in against.values()),
    )


def _by_weight(window: Window, best: Sequence[Fired]) -> Window:
    """The sentences of a window, the one that gives most points first."""
    if len(window) == 1:
        return window
    weight = {index: sum(each.rule.points for each in best if each.sentence == index) for index in window}
    return tuple(sorted(window, key=lambda index: (-weight[index], index)))


def _scored(pattern: Compiled, weighed: _Weighed, likeness: float) -> Scored:
    points = [Point(each.rule.points, each.words, each.rule.name) for each in weighed.best]
    similar = _similar(pattern, likeness)
    if likeness:
        points.append(Point(similar, (), f"similar to example {likeness:.0f}%"))
    points += [Point(veto.rule.points, veto.words, veto.rule.name) for veto in weighed.against]
    points.sort(key=lambda point: -point.points)
    score = _within(weighed.total(similar))
    order = _by_weight(weighed.window, weighed.best)
    return Scored(pattern.id, score, score >= pattern.accept, order, tuple(points))


def _within(total: int) -> int:
    return max(0, min(HIGHEST, total))


def _reaches(veto: Fired, window: Window, deciding: int, reading: Reading) -> bool:
    """Whether a veto counts for a window, by its scope (`Against`)."""
    if veto.rule.scope == "sentence":
        return veto.sentence == deciding
    if veto.rule.topic and veto.sentence not in window and reading.of(deciding, veto.rule.without):
        return False
    if veto.rule.scope == "window" or veto.sentence in window:
        return veto.sentence in window
    sentences = reading.text.sentences
    same_line = any(sentences[index].line == sentences[veto.sentence].line for index in window)
    if reading.digest:
        return same_line or reading.leads(veto.sentence) or _heads(sentences, veto.sentence, min(window))
    if veto.rule.scope == "post":
        return True
    if same_line:
        neighbour = min(abs(veto.sentence - index) for index in window) == 1
        return neighbour or veto.sentence < min(2, min(window))
    # Another paragraph is other news, unless it is the title.
    return veto.sentence < min(2, min(window)) and _is_title(sentences[veto.sentence])


def _heads(sentences: Sequence[Sentence], heading: int, index: int) -> bool:
    """Whether a heading is that of a later sentence; one that is itself an item has only what is none below."""
    if not sentences[heading].heading or index <= heading:
        return False
    entries = [each.item or each.marked for each in sentences[heading : index + 1]]
    return not (entries[0] and any(entries[1:]))


def _is_title(sentence: Sentence) -> bool:
    """Whether a sentence is a title: a heading, a call ("ОТБОЙ!"), or a few words without an end."""
    length = len(sentence.tokens)
    last = sentence.tokens[-1].word if sentence.tokens else ""
    return sentence.heading or (length <= TITLE and last not in ".!?") or (length <= CALL and last == "!")


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
