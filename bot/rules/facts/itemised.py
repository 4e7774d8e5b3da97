"""Figures given place by place: "24 – над Белгородской областью, 12 – над Курской", bullets of two kinds."""

from collections.abc import Mapping, Sequence

from bot.rules.facts.counts import Figure
from bot.rules.facts.places import Mention
from bot.rules.text import Sentence

_APART = frozenset([",", ";", "и", "і", "й", "та", "and", "а", "ще", "еще", "—", ":", "(", ")"])


def by_place(
    sentences: Sequence[Sentence], figures: Sequence[Figure], mentions: Mapping[int, Sequence[Mention]]
) -> dict[str, int]:
    """Region -> figure, where at least two places have figures of their own or one beside a lead figure."""
    items: dict[str, int] = {}
    pairs = 0
    for sentence in sentences:
        mine = sorted(
            (figure for figure in figures if figure.sentence is sentence), key=lambda figure: figure.start
        )
        named = [mention for mention in mentions.get(sentence.index, ()) if not mention.source]
        if not mine or not named:
            continue
        for figure, group in _pairs(sentence, mine, named):
            codes = {code for mention in group for code in mention.codes}
            pairs += 1
            if figure.each:
                for code in codes:
                    items[code] = items.get(code, 0) + figure.value
            elif len(codes) == 1:
                code = codes.pop()
                items[code] = items.get(code, 0) + figure.value
    lead = len(figures) > pairs
    if pairs < 2 and not (lead and pairs) and not any(figure.each for figure in figures):
        return {}
    return items if len(items) > 1 or (pairs > 1 and items and _sea_beside(mentions)) else {}


def _sea_beside(mentions: Mapping[int, Sequence[Mention]]) -> bool:
    return any(mention.sea for group in mentions.values() for mention in group)


def _pairs(
    sentence: Sentence, figures: list[Figure], mentions: list[Mention]
) -> list[tuple[Figure, list[Mention]]]:
    """Each figure with the places it stands with; a lead figure that stands before a list has none."""
    events: list[tuple[int, Figure | Mention]] = sorted(
        [(figure.start, figure) for figure in figures] + [(mention.start, mention) for mention in mentions],
        key=lambda event: event[0],
    )
    groups: list[Figure | list[Mention]] = []
    for _, event in events:
        if isinstance(event, Figure):
            groups.append(event)
        elif groups and isinstance(groups[-1], list):
            groups[-1].append(event)
        else:
            groups.append([event])
    number_first = _number_first(sentence, groups)
    pairs: list[tuple[Figure, list[Mention]]] = []
    for position, group in enumerate(groups):
        if not isinstance(group, Figure):
            continue
        other = position + 1 if number_first else position - 1
        if 0 <= other < len(groups):
            beside = groups[other]
            if isinstance(beside, list):
                pairs.append((group, beside))
    return pairs


def _number_first(sentence: Sentence, groups: list[Figure | list[Mention]]) -> bool:
    """Whether numbers stand before their places: the end of the list tells, a lead figure spoils its beginning."""
    return not isinstance(groups[-1], Figure)
