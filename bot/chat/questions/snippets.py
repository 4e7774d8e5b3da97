"""The stretches of a post that say what was looked for, with the words that were found in bold. Pure."""

import re
from collections.abc import Callable, Collection, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from bot.chat.markup import Markup, bold, clean, concat
from bot.rules.language.designations import designation_keys, is_designation, spans, words_in
from bot.rules.language.text import fold, search_terms

MAX_SNIPPET: Final = 220
"""Characters."""
MAX_STRETCHES: Final = 3
"""Of words that stand far apart; of more there is no room to show what is said of each."""
MAX_MARKED: Final = 8
_PART: Final = re.compile(r"[^\W_]+")
_SENTENCE_ENDS: Final = re.compile(r"[.!?…][»”)]* ")
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
    """Every stem by which one word can be found; of a designation also those of its parts."""
    terms = search_terms(word)
    if is_designation(word):
        folded = fold(word)
        terms += [designation_keys(folded, "ru"), designation_keys(folded, "uk")]
        terms += [stems for part in _PART.findall(folded) if part != folded for stems in search_terms(part)]
    return frozenset(stem for stems in terms for stem in stems)


def saying(terms: Sequence[Collection[str]]) -> Callable[[str], int]:
    """Tells of a text how many of *terms* (alternative stems each) it says."""
    heads = _heads(terms)

    def said_in(text: str) -> int:
        stems = {stem for word in words_in(_lower(text)) if _may_say(word, heads) for stem in stems_of(word)}
        return sum(not stems.isdisjoint(term) for term in terms)

    return said_in


def snippet(text: str, terms: Sequence[Collection[str]]) -> Markup:
    """The parts of *text* that say *terms*, cut at words; its beginning where none is said."""
    text = clean(text, limit=_LONGEST_POST)
    heads = _heads(terms)
    words = [
        _Word(start, end, said)
        for start, end in spans(text)
        if _may_say(word := _lower(text[start:end]), heads) and (said := _said(word, terms))
    ]
    pieces: list[Markup | str] = []
    position = 0
    marked = 0
    for start, end in _stretches(text, words):
        pieces.append((" … " if position else "…") if start else "")
        position = start
        for shown in [each for each in words if start <= each.start and each.end <= end][: MAX_MARKED - marked]:
            pieces += [text[position : shown.start], bold(text[shown.start : shown.end])]
            position = shown.end
            marked += 1
        pieces.append(text[position:end].rstrip())
        position = end
    return concat([*pieces, "…" if position < len(text) else ""])


def _heads(terms: Sequence[Collection[str]]) -> frozenset[str]:
    """How words begin that can say one of *terms*: those that begin otherwise need not be looked up."""
    return frozenset(stem[:_HEAD] for term in terms for stem in term)


def _may_say(word: str, heads: Collection[str]) -> bool:
    """Whether *word* need be looked up; designations need, whose keys begin otherwise than they do."""
    return word[:_HEAD] in heads or not word.isalpha()


def _lower(text: str) -> str:
    return text.lower().replace("ё", "е")


def _said(word: str, terms: Sequence[Collection[str]]) -> frozenset[int]:
    stems = stems_of(word)
    return frozenset(number for number, term in enumerate(terms) if not stems.isdisjoint(term))


def _stretches(text: str, words: Sequence[_Word]) -> list[tuple[int, int]]:
    """What to show, in order: one stretch if it says all that the text does, else the few that say most."""
    if len(text) <= MAX_SNIPPET:
        return [(0, len(text))]
    everything = frozenset[int]().union(*(word.says for word in words))
    chosen: list[tuple[_Word, _Word]] = []
    for most in range(1, MAX_STRETCHES + 1):
        chosen, missing = [], everything
        while missing and len(chosen) < most:
            first, last, said = _densest(words, missing, MAX_SNIPPET // most * 3 // 4)
            chosen.append((first, last))
            missing -= said
        if not missing:
            break
    if not chosen:
        return [(0, _back_to_space(text, MAX_SNIPPET))]
    room = MAX_SNIPPET // len(chosen)
    stretches: list[tuple[int, int]] = []
    for start, end in sorted(_around(text, first.start, last.end, room) for first, last in chosen):
        if stretches and start <= stretches[-1][1] + 1:
            stretches[-1] = stretches[-1][0], max(end, stretches[-1][1])
        else:
            stretches.append((start, end))
    return stretches


def _densest(words: Sequence[_Word], wanted: frozenset[int], room: int) -> tuple[_Word, _Word, frozenset[int]]:
    """The first and the last of the words within *room* characters that say most of what is *wanted*."""
    best: tuple[_Word, _Word, frozenset[int]] | None = None
    wanting = [word for word in words if word.says & wanted]
    for index, first in enumerate(wanting):
        within = [word for word in wanting[index:] if word.end <= first.start + room] or [first]
        said = frozenset[int]().union(*(word.says for word in within)) & wanted
        if best is None or len(said) > len(best[2]):
            best = first, within[-1], said
    assert best is not None  # a word says whatever is wanted
    return best


def _around(text: str, first: int, last: int, room: int) -> tuple[int, int]:
    """A stretch of *room* characters around those from *first* to *last*: from where their sentence begins, if
    that is near, and from some words before them if not."""
    slack = max(0, room - (last - first))
    begins = max((found.end() for found in _SENTENCE_ENDS.finditer(text, 0, first)), default=0)
    if first - begins <= slack:
        start = begins
    else:
        start = max(0, first - slack // 2)
        start = text.find(" ", start, first) + 1 or first if start else 0
    end = start + room
    if end >= len(text):
        return start, len(text)
    return start, max(_back_to_space(text, end), last)


def _back_to_space(text: str, end: int) -> int:
    return text.rfind(" ", 0, end) if " " in text[:end] else end
