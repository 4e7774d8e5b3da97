"""What is known of the words of a sentence, and which terms of the lists they make."""

from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

from bot.rules.language.forms import Form
from bot.rules.language.text import Token


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
    `bits` are those of its lists (`Lexicon.freeze`).
    """

    words: dict[int, int]
    singles: dict[int, int]
    openings: tuple[Phrase, ...]
    says: int
    bits: int


UNKNOWN = Known({}, {}, (), 0, 0)
_mention = partial(tuple.__new__, Mention)
"""Twice as fast as calling the class, and asked for every sign of every sentence."""


class Scan(NamedTuple):
    """A sentence looked up: what is known of each token, the phrases found, and all lists present.

    `listed` are the places of the tokens that stand in lists, each with what they say there; `bits` those of
    all lists present (`Lexicon.freeze`).
    """

    knowns: list[Known]
    listed: list[tuple[int, dict[int, int]]]
    phrases: list[Mention]
    present: set[int]
    bits: int

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
            for place, singles in self.listed
            if group in singles
        ]
        if longer := [mention for mention in self.phrases if mention.group == group]:
            found += longer
            found.sort(key=lambda mention: mention.first)
        return found


_VERBAL = Form.DONE | Form.NOW | Form.COMING | Form.INFINITIVE | Form.IMPERATIVE | Form.PARTICIPLE


def follow(phrase: Phrase, tokens: Sequence[Token], knowns: Sequence[Known], place: int) -> Mention | None:
    """The mention of a phrase whose first word stands at *place*; None where the others do not follow."""
    says = knowns[place].words[phrase.words[0][0]]
    last = place
    for number, gap in phrase.words[1:]:
        left = gap
        for nearer in range(last + 1, len(tokens)):
            said = knowns[nearer].words.get(number)
            if said is not None:
                break
            if tokens[nearer].is_word or tokens[nearer].is_number:
                left -= 1
                if left < 0:
                    return None
        else:
            return None
        last = nearer
        # What a phrase says is what its verb says.
        if said & _VERBAL and not says & _VERBAL:
            says = said
    if phrase.final and last + 1 < len(tokens) and (tokens[last + 1].is_word or tokens[last + 1].is_number):
        return None
    return Mention(phrase.group, place, last, says)
