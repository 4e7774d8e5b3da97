"""Which posts are worth reading: a look at their words alone, before sentences, grammar and roles.

Most posts are ordinary news. Cutting one into sentences and looking its words up costs half a millisecond, most
of it for words that stand in no list. So a post is folded, its words are taken as a set, and for each distinct
word a bounded memory says which lists of signs it can stand in, typos mended, and which phrases it can be part
of. Only where these could lift some pattern to its review threshold (`Bounds`) is the post read. A phrase is
taken to be there when all of its words are, in whatever order: the gate may open in vain, but it never stays
shut before a hit or a near miss.
"""

from collections import defaultdict
from typing import NamedTuple

from bot.rules.language.text import Language, Letters
from bot.rules.patterns.bounds import Bounds
from bot.rules.patterns.lexicon import Lexicon
from bot.watchlist.channels import Authority

_WORDS_REMEMBERED = 20_000
"""Of each language. What is forgotten here is still known to the lexicon, which mended its typos."""

_LAST_LATIN = "\u0250"


class _Clue(NamedTuple):
    """What a word can mean to the signs: signs it can begin, lists it stands in, its numbers in phrases.

    `bits` as in `Bounds`. A phrase is its list and the numbers of all its words; `phrases` are those of which
    this is the longest word, and so the rarest.
    """

    bits: int
    groups: frozenset[int]
    numbers: frozenset[int]
    phrases: tuple[tuple[int, frozenset[int]], ...]


class Gate:
    """Opens for posts that could match. *lexicon* is complete, *bounds* are those of its patterns."""

    def __init__(self, lexicon: Lexicon, bounds: Bounds) -> None:
        self._lexicon = lexicon
        self._bounds = bounds
        self._decided: dict[int, list[tuple[int, frozenset[int]]]] = defaultdict(list)
        for group, numbers in lexicon.phrases(bounds.groups):
            self._decided[numbers[0]].append((group, frozenset(numbers)))
        self._in_phrases = frozenset(
            number for listed in self._decided.values() for _, numbers in listed for number in numbers
        )
        self._met: dict[tuple[Language, bool], tuple[dict[str, _Clue], set[str]]] = defaultdict(
            lambda: ({}, set())
        )
        """By language and whether it is sure: words with what they can mean, and words that mean nothing."""

    def opens(self, letters: Letters, authority: Authority | None) -> bool:
        """Whether the words of a post could lift a pattern to its review threshold."""
        clues, blank = self._met[letters.language, letters.language_shown]
        bits = 0
        present: set[int] = set()
        numbers: set[int] = set()
        phrases: list[tuple[int, frozenset[int]]] = []
        for word in letters.words - blank:
            clue = clues.get(word)
            if clue is None:
                clue = self._look_up(word, letters.language, letters.language_shown)
                if clue is None:
                    if len(blank) >= _WORDS_REMEMBERED:
                        blank.clear()
                    blank.add(word)
                    continue
                if len(clues) >= _WORDS_REMEMBERED:
                    clues.clear()
                clues[word] = clue
            bits |= clue[0]
            present |= clue[1]
            numbers |= clue[2]
            phrases += clue[3]
        whole = {group for group, needed in phrases if needed <= numbers}
        bits |= self._bounds.bits(whole)
        return bool(bits) and self._bounds.could_reach(bits, present | whole, authority)

    def _look_up(self, word: str, spoken: Language, sure: bool) -> _Clue | None:
        """What a word of a post in this language can mean: its own language is told from its alphabet."""
        language = spoken
        if not word[0].isdecimal():
            language = "en" if word < _LAST_LATIN else "ru" if spoken == "en" else spoken
        known = self._lexicon.known(word, language, spoken, sure=sure)
        groups = known.singles.keys() & self._bounds.groups
        numbers = known.words.keys() & self._in_phrases
        phrases = tuple(phrase for number in numbers for phrase in self._decided.get(number, ()))
        if not groups and not numbers:
            return None
        return _Clue(known.bits, frozenset(groups), frozenset(numbers), phrases)
