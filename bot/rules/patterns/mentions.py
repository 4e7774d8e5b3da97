"""What is known of the words of a sentence, and which terms of the lists they make."""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from bot.rules.language.forms import Form
from bot.rules.language.tokens import is_said


class Mention(NamedTuple):
    """A term of the list *group* found in a sentence: tokens `first` to `last`, both included.

    `says` is what its form (of a phrase: its verb) says.
    """

    group: int
    first: int
    last: int
    says: int


class Phrase(NamedTuple):
    """Words one after another: numbers of words, each with how many others may stand before it.

    `final`: no word follows.
    """

    group: int
    words: tuple[tuple[int, int], ...]
    final: bool


class Hint(NamedTuple):
    """What a word tells of a text in which it stands, before the text is read.

    `bits` are those of its lists (`Lexicon.freeze`). `rare` are the phrases of which it is the longest word,
    and so the rarest: their bits and the numbers of all their words. `numbers` are its own in such phrases.
    """

    bits: int
    rare: tuple[tuple[int, frozenset[int]], ...]
    numbers: frozenset[int]


def begun(hints: Sequence[Hint]) -> int:
    """The bits of all lists of which a term could stand among words that tell this.

    A phrase is taken to be there when all of its words are, in whatever order.
    """
    bits = 0
    phrases: list[tuple[int, frozenset[int]]] = []
    for own, rare, _ in hints:
        bits |= own
        if rare:
            phrases += rare
    if phrases:
        numbers = frozenset().union(*[hint.numbers for hint in hints])
        for whole, needed in phrases:
            if needed <= numbers:
                bits |= whole
    return bits


class Known(NamedTuple):
    """What is known of a word met in a text: what it says in phrases, by its numbers, and alone, by lists.

    `says` is what it says in any list. Words of no phrase have no numbers here: nobody asks for them.
    `openings` are the phrases that it opens, numbered, by their last words. `hint` is None for most words: such
    a word begins nothing.
    """

    words: dict[int, int]
    singles: dict[int, int]
    openings: Mapping[int, Sequence[tuple[int, Phrase]]]
    says: int
    hint: Hint | None


UNKNOWN = Known({}, {}, {}, 0, None)
_mention = partial(tuple.__new__, Mention)
"""Twice as fast as calling the class, and asked for every sign of every sentence."""


class Scan:
    """A sentence looked up: the lists of which a term stands in it, and where.

    *dates* are mentions of what no form of a word tells.
    """

    def __init__(self, words: Sequence[str], knowns: Sequence[Known], dates: Sequence[Mention] = ()) -> None:
        self._knowns = knowns
        self._phrases = [*_phrases(words, knowns), *dates]
        self._listed = [(place, known.singles) for place, known in enumerate(knowns) if known.singles]
        groups: list[Iterable[int]] = [singles for _, singles in self._listed]
        self.present: frozenset[int] = frozenset().union(*groups, [each.group for each in self._phrases])
        """All lists of which a term stands in the sentence."""

    def says(self, bits: int) -> bool:
        """Whether a word or phrase says one of *bits* and could not be a noun as well."""
        if any(known.says & bits and not known.says & Form.NOUN for known in self._knowns):
            return True
        return any(
            mention.says & bits and not self._knowns[mention.first].says & Form.NOUN
            for mention in self._phrases
        )

    def mentions(self, group: int) -> list[Mention]:
        """The mentions of a list, in order."""
        found = [
            _mention((group, place, place, singles[group]))
            for place, singles in self._listed
            if group in singles
        ]
        if longer := [mention for mention in self._phrases if mention.group == group]:
            found += longer
            found.sort(key=lambda mention: mention.first)
        return found


_VERBAL = Form.DONE | Form.NOW | Form.COMING | Form.INFINITIVE | Form.IMPERATIVE | Form.PARTICIPLE


def _phrases(words: Sequence[str], knowns: Sequence[Known]) -> list[Mention]:
    """The phrases that stand in a sentence, by their first words."""
    opening = [place for place, known in enumerate(knowns) if known.openings]
    if not opening:
        return []
    found: list[Mention] = []
    numbers = set().union(*[known.words for known in knowns if known.words])
    for place in opening:
        by_ending = knowns[place].openings
        if endings := by_ending.keys() & numbers:
            opened = sorted(each for ending in endings for each in by_ending[ending])
            found += [
                mention
                for _, phrase in opened
                if (mention := _follow(phrase, words, knowns, place)) is not None
            ]
    return found


def _follow(phrase: Phrase, words: Sequence[str], knowns: Sequence[Known], place: int) -> Mention | None:
    """The mention of a phrase whose first word stands at *place*; None where the others do not follow."""
    says = knowns[place].words[phrase.words[0][0]]
    last = place
    for number, gap in phrase.words[1:]:
        left = gap
        for nearer in range(last + 1, len(words)):
            said = knowns[nearer].words.get(number)
            if said is not None:
                break
            if is_said(words[nearer]):
                left -= 1
                if left < 0:
                    return None
        else:
            return None
        last = nearer
        # What a phrase says is what its verb says.
        if said & _VERBAL and not says & _VERBAL:
            says = said
    if phrase.final and last + 1 < len(words) and is_said(words[last + 1]):
        return None
    return Mention(phrase.group, place, last, says)
