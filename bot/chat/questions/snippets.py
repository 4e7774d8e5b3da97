"""The stretch of a post that says what was looked for, with the words that were found in bold. Pure."""

import re
from collections.abc import Callable, Collection, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from bot.chat.markup import Markup, bold, clean, concat
from bot.rules.language.text import search_terms

MAX_SNIPPET: Final = 220
"""Characters."""
MAX_MARKED: Final = 8
_WORD: Final = re.compile(r"[^\W_]+(?:['’ʼ][^\W\d_]+)*")
_LONGEST_POST: Final = 10_000
_HEAD: Final = 2
"""Letters that a word shares with its stem. Words that change there ("люди", "человек") are found all the same,
but not shown in bold."""


class _Word(NamedTuple):
    start: int
    end: int
    says: frozenset[int]
    """Which of the terms it says."""


@lru_cache(maxsize=50_000)
def stems_of(word: str) -> frozenset[str]:
    """Every stem by which one word can be found."""
    return frozenset(stem for stems in search_terms(word) for stem in stems)


def words_of(text: str) -> list[str]:
    """The words of *text* as they are written."""
    return _WORD.findall(text)


def saying(terms: Sequence[Collection[str]]) -> Callable[[str], int]:
    """Tells of a text how many of *terms* (alternative stems each) it says."""
    heads = _heads(terms)

    def said_in(text: str) -> int:
        stems = {stem for word in words_of(_lower(text)) if word[:_HEAD] in heads for stem in stems_of(word)}
        return sum(not stems.isdisjoint(term) for term in terms)

    return said_in


def snippet(text: str, terms: Sequence[Collection[str]]) -> Markup:
    """The part of *text* with most of *terms* in it, cut at words; its beginning where none is said."""
    text = clean(text, limit=_LONGEST_POST)
    heads = _heads(terms)
    words = [
        _Word(found.start(), found.end(), said)
        for found in _WORD.finditer(text)
        if (word := _lower(found[0]))[:_HEAD] in heads and (said := _said(word, terms))
    ]
    start, end = _window(text, words)
    pieces: list[Markup | str] = ["…" if start else ""]
    position = start
    for shown in [each for each in words if start <= each.start and each.end <= end][:MAX_MARKED]:
        pieces += [text[position : shown.start], bold(text[shown.start : shown.end])]
        position = shown.end
    return concat([*pieces, text[position:end], "…" if end < len(text) else ""])


def _heads(terms: Sequence[Collection[str]]) -> frozenset[str]:
    """How words begin that can say one of *terms*: those that begin otherwise need not be looked up."""
    return frozenset(stem[:_HEAD] for term in terms for stem in term)


def _lower(text: str) -> str:
    return text.lower().replace("ё", "е")


def _said(word: str, terms: Sequence[Collection[str]]) -> frozenset[int]:
    stems = stems_of(word)
    return frozenset(number for number, term in enumerate(terms) if not stems.isdisjoint(term))


def _window(text: str, words: Sequence[_Word]) -> tuple[int, int]:
    """Where to cut: around the words that together say most."""
    if len(text) <= MAX_SNIPPET:
        return 0, len(text)
    best: Sequence[_Word] = ()
    most = 0
    for index, first in enumerate(words):
        within = [word for word in words[index:] if word.end <= first.start + MAX_SNIPPET * 3 // 4]
        said = len(frozenset[int]().union(*(word.says for word in within)))
        if said > most:
            best, most = within, said
    if not best:
        return 0, _back_to_space(text, MAX_SNIPPET)
    slack = MAX_SNIPPET - (best[-1].end - best[0].start)
    start = max(0, min(best[0].start - slack // 2, len(text) - MAX_SNIPPET))
    if start:
        start = text.find(" ", start, best[0].start) + 1 or best[0].start
    end = start + MAX_SNIPPET
    return start, len(text) if end >= len(text) else max(_back_to_space(text, end), best[-1].end)


def _back_to_space(text: str, end: int) -> int:
    return text.rfind(" ", 0, end) if " " in text[:end] else end
