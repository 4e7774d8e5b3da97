"""What is written: a post cut into sentences and tokens, each with its place in the original.

Explanations quote the author's own letters, so every token and sentence carries its span in the original text,
whatever folding changed or took out.
"""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from bot.rules.language import morphology
from bot.rules.language.designations import designation_keys, is_designation, words_in
from bot.rules.language.folding import Folded, fold, fold_with_offsets, language_of, languages_shown
from bot.rules.language.footers import is_footer
from bot.rules.language.morphology import Language
from bot.rules.language.said import words_said
from bot.rules.language.sentences import pieces
from bot.rules.language.tokens import Sentence, Span, Token, cut

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


@dataclass(frozen=True)
class Text:
    """A post ready to be read. `sentences` leave out footers and adverts; `folded` holds everything.

    `language` is told from the letters, else it is the channel's; in a post of both Russian and Ukrainian each
    sentence has its own.
    """

    original: str
    language: Language
    sentences: tuple[Sentence, ...]
    folding: Folded

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


class Letters(NamedTuple):
    """A post as far as its letters tell: folded, its language known, nothing cut yet. Cheap beside the rest.

    `language` is that of `Text`. `language_shown`: the letters show it and no other. `mixed`: they show two.
    """

    original: str
    folding: Folded
    language: Language
    language_shown: bool
    mixed: bool = False

    @property
    def words(self) -> set[str]:
        """Every word and number that any sentence could hold, as the tokens write it."""
        return words_said(self.folding.text)


def read_letters(text: str, *, language: Language = "ru") -> Letters:
    """Fold *text* and tell its language.

    *language* is the channel's, for texts whose letters do not tell Russian from Ukrainian.
    """
    folding = fold_with_offsets(text)
    shown, mixed = languages_shown(folding.text)
    spoken = shown or ("ru" if language == "en" else language)
    return Letters(text, folding, spoken, shown is not None and not mixed, mixed)


def read_text(text: str, *, language: Language = "ru") -> Text:
    """Fold *text*, cut it into sentences and tokens; *language* is the channel's, as in `read_letters`."""
    return read_sentences(read_letters(text, language=language))


def read_sentences(letters: Letters) -> Text:
    """Cut a folded post into sentences and tokens."""
    folding, spoken, shown = letters.folding, letters.language, letters.language_shown
    folded = folding.text
    sentences: list[Sentence] = []
    for start, end, item, line, marked in pieces(folding.cased):
        if is_footer(folded[start:end]):
            continue
        if words := cut(folding, start, end):
            language, sure = _language_within(letters, start, end) if letters.mixed else (spoken, shown)
            sentences.append(
                Sentence(
                    index=len(sentences),
                    start=folding.offset(folded.index(words[0], start)),
                    end=folding.offset(end - 1) + 1,
                    words=words,
                    folding=folding,
                    first=start,
                    language=language,
                    language_sure=sure,
                    item=item,
                    heading=folded[end - 1] == ":",
                    line=line,
                    marked=marked,
                )
            )
    return Text(letters.original, spoken, tuple(sentences), folding)


def _language_within(letters: Letters, start: int, end: int) -> tuple[Language, bool]:
    """The language of a sentence in a post of two, and whether its letters show it."""
    shown, mixed = languages_shown(letters.folding.text[start:end])
    return shown or letters.language, shown is not None and not mixed


_SEARCHABLE = re.compile(r"[^\W_]+(?:'[^\W\d_]+)*")
_LETTERS_AND_NUMBER = re.compile(r"\s*([^\W\d_]{1,3})\s+(\d{1,4}[^\W\d_]{0,4})\s*")
"""All of a query: then it is no preposition and a number, but "S 300", "Tu 95"."""


def search_key(text: str, language: Language | None = None) -> str:
    """What the search compares instead of the text: the stems of its words' base forms, joined by spaces.

    Behind them the keys of its designations ("С-300"), each as one thing. *language* where it is known: a few
    names seldom show it.
    """
    folded = fold(text)
    language = language or language_of(folded)
    cyrillic: Language = "ru" if language == "en" else language
    stems = [
        morphology.stem(word, "en" if word[0] < "\u0250" else cyrillic) for word in _SEARCHABLE.findall(folded)
    ]
    for word in words_in(folded):
        if is_designation(word):
            stems += designation_keys(word, cyrillic)
    return " ".join(stems)


def search_words(text: str) -> list[str]:
    """The words, numbers and designations of *text* that a search looks for, folded."""
    folded = fold(text)
    if whole := _LETTERS_AND_NUMBER.fullmatch(folded):
        folded = f"{whole[1]}-{whole[2]}"
    return words_in(folded)


def search_terms(query: str) -> list[list[str]]:
    """The words of *query*, each as its alternatives: all must be found, one alternative of each will do.

    A short query seldom shows its language, so a Cyrillic word is tried as Russian and as Ukrainian.
    """
    terms: list[list[str]] = []
    for word in search_words(query):
        languages: tuple[Language, ...] = ("en",) if word[0] < "\u0250" else ("ru", "uk")
        if is_designation(word):
            keys = [designation_keys(word, language)[-1] for language in languages]
        else:
            keys = [morphology.stem(word, language) for language in languages]
        terms.append(list(dict.fromkeys(keys)))
    return terms
