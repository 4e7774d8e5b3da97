"""The words and signs of a sentence, each with its place in the original."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import NamedTuple, Self

from bot.rules.language import morphology
from bot.rules.language.folding import Folded
from bot.rules.language.morphology import Language
from bot.rules.language.said import NUMBERS, WORDS


class Span(NamedTuple):
    """A stretch of the original text: `original[start:end]`."""

    start: int
    end: int


class Token(NamedTuple):
    """A word, a number or a sign.

    `word` is folded ("БпЛА" -> "бпла"); numbers keep their inner signs ("20.00", "22:15", "1,5"); signs are one
    character: comma, colon, "—" for every long dash, "-", « and » or `"` for quotation marks, brackets, others
    as they are. A word with hyphens is several tokens: `joined` says that this one follows another over a
    hyphen without spaces ("58-летний" is "58", then a joined "летний"); that hyphen is no token of its own.
    `capital`: the original begins with a capital letter. `quoted`: stands inside quotation marks.
    """

    word: str
    start: int
    end: int
    is_word: bool
    is_number: bool
    joined: bool
    capital: bool
    quoted: bool
    language: Language

    @property
    def span(self) -> Span:
        """Its place in the original."""
        return Span(self.start, self.end)

    @property
    def lemma(self) -> str:
        """Base form of a word, ё folded to е; the word itself where no dictionary knows better."""
        return morphology.lemma(self.word, self.language) if self.is_word else self.word


@dataclass(eq=False)
class Sentence:
    """A sentence or one item of a list.

    `words` are those of its tokens: most sentences of most posts are never looked at closer, and to cut one
    into words takes a quarter of the time of telling all about each. `first` is where it begins in the folded
    text. Nothing of it is changed; to have Python see to that would double the time of making one.
    `item`: an entry of a list. `heading`: it ends with a colon. `line` counts the lines and items of the post.
    `marked`: its line opens with an emoji. `language_sure`: letters show its language.
    """

    index: int
    start: int
    end: int
    words: tuple[str, ...]
    folding: Folded
    first: int
    language: Language
    item: bool = False
    language_sure: bool = True
    heading: bool = False
    line: int = 0
    marked: bool = False

    @property
    def span(self) -> Span:
        """Its place in the original."""
        return Span(self.start, self.end)

    @cached_property
    def places(self) -> tuple[int, ...]:
        """Where each of its words begins in the folded text."""
        return tuple(_places(self.words, self.folding.text, self.first))

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """Its words, numbers and signs, in order."""
        return _tokens(self.words, self.places, self.folding, self.language)

    def stretch(self, first: int, last: int) -> Span:
        """Where its words from *first* to *last*, both included, stand in the original."""
        end = self.places[last] + len(self.words[last])
        return Span(self.folding.offset(self.places[first]), self.folding.offset(end - 1) + 1)

    def until(self, count: int) -> Self:
        """The sentence as if it had only its first *count* tokens."""
        return replace(self, words=self.words[:count])


def cut(folding: Folded, start: int, end: int) -> tuple[str, ...]:
    """The words, numbers and signs between two places of a folded text; none where there are only signs."""
    words: list[str] = []
    # No token holds a space, and most of what stands between two is a word, or one with a sign after it: to ask
    # for that takes a quarter of the time of a search.
    for chunk in folding.text[start:end].split():
        if chunk.isalpha():
            words.append(chunk)
        elif chunk[-1] in _SIGNS and chunk[:-1].isalpha():
            words += (chunk[:-1], chunk[-1])
        else:
            words += _SAID.findall(chunk)
    return tuple(words) if any(map(is_said, words)) else ()


def is_said(word: str) -> bool:
    """Whether a token of these letters is a word or a number, and no sign."""
    return word[0].isalnum()


def is_letters(word: str) -> bool:
    """Whether a token of these letters is a word."""
    return word[0].isalnum() and not word[0].isdecimal()


def written_in(word: str, spoken: Language) -> Language:
    """The language of a word that stands in a text of the language *spoken*, told from its alphabet."""
    return "en" if word < "\u0250" else "ru" if spoken == "en" else spoken


_SAID = re.compile(rf"{WORDS}|{NUMBERS}|(?!(?<=[^\W_])-(?=[^\W_]))[^\w\s]")
"""A hyphen between letters is no token of its own."""
_SIGNS = ",.:;!?"
"""Signs whatever stands before them."""
_token = partial(tuple.__new__, Token)
"""Twice as fast as calling the class, and asked for every word of every sentence that is looked at."""
_OPENING, _CLOSING, _STRAIGHT = "«", "»", '"'


def _places(words: Sequence[str], folded: str, end: int) -> Iterator[int]:
    """Where each of *words* stands: one after another from *end* on."""
    for word in words:
        start = folded.index(word, end)
        yield start
        end = start + len(word)


def _tokens(
    words: Sequence[str], places: Sequence[int], folding: Folded, spoken: Language
) -> tuple[Token, ...]:
    tokens: list[Token] = []
    folded, cased, offset = folding.text, folding.cased, folding.offset
    shifted = bool(folding.kept_until)
    depth = end = 0
    straight = False
    for word, start in zip(words, places, strict=True):
        joined = start == end + 1 and folded[end] == "-" and end > 0
        end = start + len(word)
        said = word[0].isalnum()
        is_number = said and word[0].isdecimal()
        is_word = said and not is_number
        if not said:
            if word == _OPENING:
                depth += 1
            elif word == _CLOSING:
                depth = max(0, depth - 1)
            elif word == _STRAIGHT:
                straight = not straight
        tokens.append(
            _token(
                (
                    word,
                    offset(start) if shifted else start,
                    offset(end - 1) + 1 if shifted else end,
                    is_word,
                    is_number,
                    joined,
                    is_word and cased[start].isupper(),
                    straight or depth > 0,
                    written_in(word, spoken) if is_word else spoken,
                )
            )
        )
    return tuple(tokens)
