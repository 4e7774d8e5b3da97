"""Figures that are a part of those before them: "Сбиты 32 дрона. 16 дронов уничтожены в Брянской области"."""

from collections.abc import Collection, Mapping, Sequence

from bot.rules.facts.figure import Figure
from bot.rules.language.text import Sentence
from bot.rules.language.wordlists import words

Regions = Mapping[int, frozenset[str]]
"""The regions named in each sentence that names a place, by its index; a sea has none."""

_MISSILES = ("ракет", "missil", "rocket")
_TARGETS = ("цел", "ціл", "target")
"""What flies, of whatever kind."""
_TIMES_OF_DAY = {
    **dict.fromkeys(words("ночь ночью ночи ніч ночі вночі уночі overnight night"), "night"),
    **dict.fromkeys(words("утро утром утра ранок ранку вранці уранці зранку morning dawn"), "morning"),
    **dict.fromkeys(words("день днем дня вдень удень afternoon"), "day"),
    **dict.fromkeys(words("вечер вечером вечера вечір вечора ввечері увечері evening"), "evening"),
    **dict.fromkeys(words("вчера вчора накануне напередодні yesterday"), "yesterday"),
    **dict.fromkeys(words("сегодня сьогодні today"), "today"),
    **dict.fromkeys(words("позже позднее затем потом пізніше згодом потім later then afterwards"), "later"),
}


def without_parts(kept: Sequence[Figure], places: Regions, home: Collection[str]) -> list[Figure]:
    """*kept* without those of later sentences that tell where a part of the first sentence's fell.

    A part has a place of its own, and the whole none or more than that one. It names no time that the whole
    does not. Parts are taken in order while the whole has room for them, of each kind and in all; the first
    figure that is no part ends them, and it and all after it are kept. *home*: the channel's own regions.
    """
    lead = kept[0].sentence
    whole = [figure for figure in kept if figure.sentence is lead]
    rest = [figure for figure in kept if figure.sentence is not lead]
    parts: list[Figure] = []
    for figure in rest:
        # "Ещё 8 — в Курской" goes on with the parts, but does not begin them.
        begun = bool(parts) or not figure.more
        if not (begun and _is_inside(figure, lead, places, home) and _fit([*parts, figure], whole)):
            break
        parts.append(figure)
    return whole + rest[len(parts) :]


def _is_inside(figure: Figure, lead: Sentence, places: Regions, home: Collection[str]) -> bool:
    """Whether *figure* has a place inside that of *lead*, and names no time that *lead* does not.

    The place of *lead* is all regions named up to it: inside are some of these, not all, and no other. Where
    none is named, a sea is inside, and so is any region, unless the channel has regions of its own: then one
    of these must be among the figure's.
    """
    here = places.get(figure.sentence.index)
    if here is None or not _times(figure.sentence) <= _times(lead):
        return False
    before = [codes for index, codes in places.items() if index <= lead.index]
    if not before:
        return not (home and here) or not here.isdisjoint(home)
    return bool(here) and here < frozenset().union(*before)


def _fit(parts: Sequence[Figure], whole: Sequence[Figure]) -> bool:
    """Whether *parts* are no more than *whole*: the missiles, the others, and all together.

    A figure of targets or without a noun is room for both kinds in the whole; as a part it counts among all
    together alone.
    """
    for missiles in (True, False):
        room = sum(figure.amount for figure in whole if _is_any(figure) or _is_missile(figure) is missiles)
        if sum(part.amount for part in parts if not _is_any(part) and _is_missile(part) is missiles) > room:
            return False
    return sum(part.amount for part in parts) <= sum(figure.amount for figure in whole)


def _is_any(figure: Figure) -> bool:
    return figure.bare or _names(figure, _TARGETS)


def _is_missile(figure: Figure) -> bool:
    return _names(figure, _MISSILES)


def _names(figure: Figure, beginnings: tuple[str, ...]) -> bool:
    tokens = figure.sentence.tokens[figure.start : figure.end]
    return any(token.word.startswith(beginnings) for token in tokens)


def _times(sentence: Sentence) -> set[str]:
    """The times of day and the clocks a sentence names."""
    named = {_TIMES_OF_DAY.get(token.word, "") for token in sentence.tokens}
    clocks = {
        token.word for token in sentence.tokens if token.word[:1].isdigit() and {":", "."} & set(token.word)
    }
    return (named | clocks) - {""}
