"""What is written: a post cut into sentences and tokens, each with its place in the original.

Explanations quote the author's own letters, so every token and sentence carries its span in the original text,
whatever folding changed or took out.
"""

import re
from dataclasses import dataclass
from functools import cached_property, partial
from typing import NamedTuple

from bot.rules.language import morphology
from bot.rules.language.folding import Folded, fold, fold_with_offsets, language_of, language_shown
from bot.rules.language.footers import is_footer
from bot.rules.language.morphology import Language
from bot.rules.language.said import NUMBERS, WORDS, words_said
from bot.rules.language.sentences import pieces

__all__ = [
    "Language",
    "Letters",
    "Sentence",
    "Span",
    "Text",
    "Token",
    "fold",
    "language_of",
    "read_letters",
    "read_sentences",
    "read_text",
    "search_key",
    "search_terms",
    "search_words",
]


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


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence or one item of a list.

    `item`: an entry of a list. `heading`: it ends with a colon. `line` counts the lines and items of the post.
    `marked`: its line opens with an emoji.
    """

    index: int
    start: int
    end: int
    tokens: tuple[Token, ...]
    item: bool = False
    heading: bool = False
    line: int = 0
    marked: bool = False

    @property
    def span(self) -> Span:
        """Its place in the original."""
        return Span(self.start, self.end)


@dataclass(frozen=True)
class Text:
    """A post ready to be read. `sentences` leave out footers and adverts; `folded` holds everything.

    `language` is told from the letters (`language_shown`), else it is the channel's.
    """

    original: str
    language: Language
    sentences: tuple[Sentence, ...]
    folding: Folded
    language_shown: bool = True

    @property
    def folded(self) -> str:
        """The whole text in plain lower-case letters; `original_offset` leads back."""
        return self.folding.text

    def original_offset(self, folded_offset: int) -> int:
        """Where the character at *folded_offset* of `folded` stands in `original`."""
        return self.folding.offset(folded_offset)

    def words(self, span: Span) -> str:
        """The author's own letters within *span*."""
        return self.original[span.start : span.end]

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """All tokens of all sentences, in order."""
        return tuple(token for sentence in self.sentences for token in sentence.tokens)


_TOKEN = re.compile(rf"({WORDS})|({NUMBERS})|([^\w\s])")
_WORD, _NUMBER, _SIGN = 1, 2, 3
_token = partial(tuple.__new__, Token)
"""Twice as fast as calling the class, and asked for every word of every post."""
_OPENING, _CLOSING, _STRAIGHT = "«", "»", '"'


class Letters(NamedTuple):
    """A post as far as its letters tell: folded, its language known, nothing cut yet. Cheap beside the rest.

    `language` and `language_shown` are those of `Text`.
    """

    original: str
    folding: Folded
    language: Language
    language_shown: bool

    @property
    def words(self) -> set[str]:
        """Every word and number that any sentence could hold, as the tokens write it."""
        return words_said(self.folding.text)


def read_letters(text: str, *, language: Language = "ru") -> Letters:
    """Fold *text* and tell its language.

    *language* is the channel's, for texts whose letters do not tell Russian from Ukrainian.
    """
    folding = fold_with_offsets(text)
    shown = language_shown(folding.text)
    return Letters(text, folding, shown or ("ru" if language == "en" else language), shown is not None)


def read_text(text: str, *, language: Language = "ru") -> Text:
    """Fold *text*, cut it into sentences and tokens; *language* is the channel's, as in `read_letters`."""
    return read_sentences(read_letters(text, language=language))


def read_sentences(letters: Letters) -> Text:
    """Cut a folded post into sentences and tokens."""
    folding, spoken = letters.folding, letters.language
    sentences: list[Sentence] = []
    for start, end, item, line, marked in pieces(folding.cased):
        if is_footer(folding.text[start:end]):
            continue
        if tokens := _tokens(folding, start, end, spoken):
            last = folding.offset(end - 1) + 1
            heading = folding.text[end - 1] == ":"
            sentences.append(
                Sentence(len(sentences), tokens[0].start, last, tokens, item, heading, line, marked)
            )
    return Text(letters.original, spoken, tuple(sentences), folding, letters.language_shown)


def _tokens(folding: Folded, first: int, last: int, language: Language) -> tuple[Token, ...]:
    tokens: list[Token] = []
    folded, cased, offset = folding.text, folding.cased, folding.offset
    shifted = bool(folding.kept_until)
    cyrillic: Language = "ru" if language == "en" else language
    depth = 0
    straight = joined = has_words = False
    for found in _TOKEN.finditer(folded, first, last):
        kind = found.lastindex
        word = found[0]
        start, end = found.span()
        if kind != _SIGN:
            has_words = True
        elif word == "-" and first < start and folded[start - 1].isalnum() and folded[end : end + 1].isalnum():
            joined = True
            continue
        elif word == _OPENING:
            depth += 1
        elif word == _CLOSING:
            depth = max(0, depth - 1)
        elif word == _STRAIGHT:
            straight = not straight
        is_word = kind == _WORD
        tokens.append(
            _token(
                (
                    word,
                    offset(start) if shifted else start,
                    offset(end - 1) + 1 if shifted else end,
                    is_word,
                    kind == _NUMBER,
                    joined,
                    is_word and cased[start].isupper(),
                    straight or depth > 0,
                    language if not is_word else "en" if word < "\u0250" else cyrillic,
                )
            )
        )
        joined = False
    return tuple(tokens) if has_words else ()


_SEARCHABLE = re.compile(r"[^\W_]+(?:'[^\W\d_]+)*")


def search_key(text: str, language: Language | None = None) -> str:
    """What the search compares instead of the text: the stems of its words' base forms, joined by spaces.

    *language* where it is known: a few names seldom show it.
    """
    folded = fold(text)
    language = language or language_of(folded)
    cyrillic: Language = "ru" if language == "en" else language
    return " ".join(
        morphology.stem(word, "en" if word[0] < "\u0250" else cyrillic) for word in _SEARCHABLE.findall(folded)
    )


def search_words(text: str) -> list[str]:
    """The words and numbers of *text* that a search looks for, folded."""
    return _SEARCHABLE.findall(fold(text))


def search_terms(query: str) -> list[list[str]]:
    """The words of *query*, each as its alternatives: all must be found, one alternative of each will do.

    A short query seldom shows its language, so a Cyrillic word is tried as Russian and as Ukrainian.
    """
    terms: list[list[str]] = []
    for word in search_words(query):
        languages: tuple[Language, ...] = ("en",) if word[0] < "\u0250" else ("ru", "uk")
        terms.append(list(dict.fromkeys(morphology.stem(word, language) for language in languages)))
    return terms
