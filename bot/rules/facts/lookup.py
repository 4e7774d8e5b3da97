"""Which names begin at a word: one dictionary look-up per word, some microseconds for a post.

What a found name is worth in its sentence is decided in `places`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum

from bot.rules.facts.derivation import adjective_stem, land_stems
from bot.rules.language.text import Token
from bot.watchlist.places import Gazetteer


class Kind(IntEnum):
    """What a written name is, best evidence first."""

    REGION = 0
    TOWN = 1
    PEOPLE = 2
    ADJECTIVE = 3
    DISTRICT = 4
    AIRPORT = 5


@dataclass(frozen=True, slots=True)
class Name:
    """One written form: the words after the first, what it is, and the regions it can mean, likeliest first.

    `doubtful`: also an everyday word or a surname. `rival`: the second region is about as likely as the first.
    `large`: a region's capital, or a town that everybody knows: no village at home is meant by it.
    """

    rest: tuple[str, ...]
    kind: Kind
    codes: tuple[str, ...]
    doubtful: bool = False
    rival: bool = False
    large: bool = False


@dataclass(frozen=True, slots=True)
class Places:
    """The compiled gazetteer: names by first word, adjectives by stem."""

    names: dict[str, tuple[Name, ...]]
    adjectives: dict[str, tuple[Name, ...]]
    gazetteer: Gazetteer

    def may_begin(self, word: str) -> bool:
        """Whether any name or adjective can begin with *word*: the quick look that most words do not pass."""
        return (
            word in self.names
            or adjective_stem(word) is not None
            or bool(land_stems(word))
            or word.endswith("'s")
        )

    def at(self, tokens: Sequence[Token], index: int) -> tuple[tuple[Name, int], ...]:
        """Names that begin at *index*, longest first, each with the index after its last token."""
        if index >= len(tokens):
            return ()
        token = tokens[index]
        found = self.names.get(token.word)
        if found is None and token.word.endswith("'s"):
            found = self.names.get(token.word[:-2])
        hits = []
        for name in found or ():
            end = index + 1 + len(name.rest)
            if not name.rest or _same(tokens[index + 1 : end], name.rest):
                hits.append((name, end))
        if token.language != "en" and (hits == [] or hits[0][0].kind > Kind.REGION):
            hits += self._adjectives_at(tokens, index)
            hits += self._land_at(tokens, index)
        return tuple(hits)

    def _land_at(self, tokens: Sequence[Token], index: int) -> Iterator[tuple[Name, int]]:
        """The land around a town, which lies where the town does: "на Шосткинщині"."""
        end = index + 1
        word = tokens[index].word
        while end < len(tokens) and tokens[end].joined:
            word += "-" + tokens[end].word
            end += 1
        for stem in land_stems(word):
            for name in self.adjectives.get(stem, ())[:1]:
                yield replace(name, kind=Kind.TOWN, doubtful=False), end
                return

    def _adjectives_at(self, tokens: Sequence[Token], index: int) -> Iterator[tuple[Name, int]]:
        end = index + 1
        word = tokens[index].word
        while end < len(tokens) and tokens[end].joined:
            word += "-" + tokens[end].word
            end += 1
        if stem := adjective_stem(word):
            for name in self.adjectives.get(stem, ()):
                yield name, end


def _same(tokens: Sequence[Token], words: tuple[str, ...]) -> bool:
    return len(tokens) == len(words) and all(
        token.word in (word, word + "'s") for token, word in zip(tokens, words, strict=True)
    )
