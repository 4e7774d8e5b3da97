"""What is known of the words of a sentence, and which terms of the lists they make."""

from collections.abc import Sequence
from functools import cached_property, partial
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


class Known(NamedTuple):
    """What is known of a word met in a text: what it says in phrases, by its numbers, and alone, by lists.

    `says` is what it says in any list. Words of no phrase have no numbers here: nobody asks for them.
    `endings` are the last words of the phrases that it opens. `bits` are those of its lists (`Lexicon.freeze`).
    `rare` are the phrases of which it is the longest word, and so the rarest: their bits and the numbers of all
    their words. `idle`: neither it nor any phrase of it has bits.
    """

    words: dict[int, int]
    singles: dict[int, int]
    openings: tuple[Phrase, ...]
    endings: frozenset[int]
    says: int
    bits: int
    rare: tuple[tuple[int, frozenset[int]], ...]
    idle: bool


UNKNOWN = Known({}, {}, (), frozenset(), 0, 0, (), idle=True)
_mention = partial(tuple.__new__, Mention)
"""Twice as fast as calling the class, and asked for every sign of every sentence."""


class Scan:
    """A sentence looked up: what is known of each token, and the phrases found.

    `bits` are those of all lists present (`Lexicon.freeze`). What is asked only of the few sentences that some
    pattern comes down to is worked out when it is asked for.
    """

    def __init__(self, knowns: list[Known], phrases: list[Mention], bits: int) -> None:
        self.knowns = knowns
        self.phrases = phrases
        self.bits = bits

    @cached_property
    def present(self) -> frozenset[int]:
        """All lists of which a term stands in the sentence."""
        return frozenset().union(
            *(singles for _, singles in self._listed), (mention.group for mention in self.phrases)
        )

    @cached_property
    def _listed(self) -> list[tuple[int, dict[int, int]]]:
        """The places of the tokens that stand in lists, each with what they say there."""
        return [(place, known.singles) for place, known in enumerate(self.knowns) if known.singles]

    def says(self, bits: int) -> bool:
        """Whether a word or phrase says one of *bits* and could not be a noun as well."""
        if any(known.says & bits and not known.says & Form.NOUN for known in self.knowns):
            return True
        return any(
            mention.says & bits and not self.knowns[mention.first].says & Form.NOUN for mention in self.phrases
        )

    def mentions(self, group: int) -> list[Mention]:
        """The mentions of a list, in order."""
        found = [
            _mention((group, place, place, singles[group]))
            for place, singles in self._listed
            if group in singles
        ]
        if longer := [mention for mention in self.phrases if mention.group == group]:
            found += longer
            found.sort(key=lambda mention: mention.first)
        return found


_VERBAL = Form.DONE | Form.NOW | Form.COMING | Form.INFINITIVE | Form.IMPERATIVE | Form.PARTICIPLE


def follow(phrase: Phrase, words: Sequence[str], knowns: Sequence[Known], place: int) -> Mention | None:
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
