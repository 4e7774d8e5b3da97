"""Figures given place by place: "24 – над Белгородской областью, 12 – над Курской", bullets of two kinds."""

from collections.abc import Mapping, Sequence

from bot.rules.facts.figure import Figure
from bot.rules.facts.figure_words import BOUND_FOR, RESPECTIVELY
from bot.rules.facts.mention import Mention
from bot.rules.language.text import Sentence

_Group = Figure | list[Mention]


def by_place(
    sentences: Sequence[Sentence], figures: Sequence[Figure], mentions: Mapping[int, Sequence[Mention]]
) -> dict[str, int]:
    """Region -> figure, where at least two places have figures of their own.

    A sea is a place without a code: it makes a list, but has no entry. Places inside one region are no list.
    """
    items: dict[str, int] = {}
    places = 0
    for sentence in sentences:
        mine = sorted(
            (figure for figure in figures if figure.sentence is sentence), key=lambda figure: figure.start
        )
        named = [
            mention
            for mention in mentions.get(sentence.index, ())
            if not mention.source and not _is_bound_for(sentence, mention)
        ]
        mine = [
            figure
            for figure in mine
            if not (figure.subset and (_flew_on(sentence, figure) or _is_inner(sentence, figure, mine)))
        ]
        respectively = any(token.word in RESPECTIVELY for token in sentence.tokens)
        if (
            respectively
            and len(mine) == len(named) + 1
            and mine[0].amount == sum(each.amount for each in mine[1:])
        ):
            mine = mine[1:]
        elif len(mine) > 2 and _leads(sentence, mine):
            # "RYAZAN / KALUGA – 8 shot down (Ryazan 6, Kaluga 2)"
            named = [mention for mention in named if mention.start > mine[0].start]
            mine = mine[1:]
        if respectively and len(mine) == len(named):
            places += len(mine)
            for figure, mention in zip(mine, named, strict=True):
                for code in mention.codes:
                    items[code] = items.get(code, 0) + figure.value
            continue
        for figure, group in _pairs(mine, named):
            codes = {code for mention in group for code in mention.codes}
            if figure.each or len(codes) == 1:
                places += len(codes)
                for code in codes:
                    items[code] = items.get(code, 0) + figure.value
            elif not codes:
                places += 1
    return items if places > 1 and (len(items) > 1 or (items and _names_sea(mentions))) else {}


def _names_sea(mentions: Mapping[int, Sequence[Mention]]) -> bool:
    return any(mention.sea for group in mentions.values() for mention in group)


def _leads(sentence: Sentence, mine: Sequence[Figure]) -> bool:
    """Whether the first figure is the total of those in brackets or behind the colon after it."""
    between = {token.word for token in sentence.tokens[mine[0].end : mine[1].start]}
    return bool(between & {"(", ":"}) and mine[0].amount == sum(figure.amount for figure in mine[1:])


def _is_bound_for(sentence: Sentence, mention: Mention) -> bool:
    """Whether a part of an item was only on its way there: "в том числе три, летевших на Москву"."""
    between = sentence.tokens[max(0, mention.start - 4) : mention.start]
    return any(token.word.startswith(BOUND_FOR) for token in between)


def _flew_on(sentence: Sentence, figure: Figure) -> bool:
    """Whether a part of an item is told by where it was going, not by where it fell."""
    return any(token.word.startswith(BOUND_FOR) for token in sentence.tokens[figure.end : figure.end + 3])


def _is_inner(sentence: Sentence, figure: Figure, mine: Sequence[Figure]) -> bool:
    """Whether *figure* is a part of an item told in the item's own brackets: "Крым (9, из них 2 над морем)"."""
    words = [token.word for token in sentence.tokens[: figure.start]]
    opened = len(words) - 1 - words[::-1].index("(") if "(" in words else None
    if opened is None or ")" in words[opened:]:
        return False
    return any(opened < other.start < figure.start for other in mine)


def _pairs(figures: list[Figure], mentions: list[Mention]) -> list[tuple[Figure, list[Mention]]]:
    """Each figure with the places it stands with; a lead figure that stands before a list has none."""
    if not figures or not mentions:
        return []
    events: list[Figure | Mention] = sorted([*figures, *mentions], key=lambda event: event.start)
    groups: list[_Group] = []
    for event in events:
        if isinstance(event, Figure):
            groups.append(event)
        elif groups and isinstance(groups[-1], list):
            groups[-1].append(event)
        else:
            groups.append([event])
    # The end of a list tells whether numbers stand before their places; a lead figure spoils its beginning.
    step = -1 if isinstance(groups[-1], Figure) else 1
    pairs: list[tuple[Figure, list[Mention]]] = []
    for position, group in enumerate(groups):
        if isinstance(group, Figure) and 0 <= position + step < len(groups):
            beside = groups[position + step]
            if isinstance(beside, list):
                pairs.append((group, beside))
    return pairs
