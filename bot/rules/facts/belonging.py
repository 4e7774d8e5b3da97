"""Which sentences of a post speak of the event that was found in it.

A statement of an official is read whole: downed in the first sentence, injured in the third. A digest of
unrelated items is not: there only the item of the hit counts, and neighbours that go on about the same attack.
"""

import re
from collections.abc import Sequence

from bot.rules.text import Sentence, Span, Text

_ABOUT = re.compile(
    r"дрон|бпла|беспилот|безпілот|ракет|пво|ппо|обломк|уламк|атак|сбит|збит|уничтож|знищ|перехва|перехоп"
    r"|шахед|взрыв|вибух|удар|обстрел|обстріл|тревог|тривог|опасност|небезпе|загроз|угроз|отбой|відбій"
    r"|пострада|постражда|погиб|загин|ранен|поранен|поврежд|пошкодж|разруш|зруйн|пожар|пожеж|возгор|займан"
    r"|спасател|рятувал|экстренн|екстрен|оперативн|мчс|дснс|цел|ціл|геран|мопед|укры|каб"
    r"|аэропорт|аеропорт|прилет|приліт|влуч|попадан|воздушн|повітр|мінус|минус"
    r"|drone|uav|missile|shahed|air defen|debris|attack|shot|intercept|explosion|alert|siren|injur|wound"
    r"|kill|casualt|damage|fire|emergency|rescue|strike|airport|threat|danger|shelter|blast"
)
_STRONG = re.compile(
    r"дрон|бпла|беспилот|безпілот|ракет|пво|ппо|обломк|уламк|атак|сбит|збит|шахед|обстрел|обстріл|drone|uav"
    r"|missile|shahed|air defen|debris|attack|strike|влуч|прил[еі]т|удар"
)
_ITEMISED = re.compile(
    r"^\W*\d+ (?:—|над|over|in|в|—|:|бпла)|област|край|республик|регион|region|oblast|\bобл\b|щин[аіуи]"
    r"|^\w+ (?:—|:) \d+$"
)


def belonging(text: Text, focus: Sequence[Span]) -> tuple[Sentence, ...]:
    """The sentences facts are read from, in order."""
    sentences = text.sentences
    if len(sentences) <= 2 or not focus:
        return sentences
    units = _units(text)
    if not _is_digest(text, units):
        return sentences
    chosen: list[Sentence] = []
    hit = {
        number
        for number, unit in enumerate(units)
        if any(sentence.start < span.end and span.start < sentence.end for sentence in unit for span in focus)
    }
    for number, unit in enumerate(units):
        near = number - 1 in hit or number + 1 in hit
        if number in hit or (near and _goes_on(text, unit)):
            chosen += unit
    return tuple(chosen) or sentences


def _units(text: Text) -> list[list[Sentence]]:
    """Lines of the post; a post of one line is taken by sentences."""
    units: list[list[Sentence]] = []
    end = 0
    for sentence in text.sentences:
        between = text.original[end - 1 : sentence.start]
        if units and (("\n" not in between and not sentence.item) or _unfinished(units[-1][-1], between)):
            units[-1].append(sentence)
        else:
            units.append([sentence])
        end = sentence.end
    if len(units) == 1:
        return [[sentence] for sentence in text.sentences]
    return units


def _unfinished(sentence: Sentence, between: str) -> bool:
    """Whether a line ends so that the next one goes on with it."""
    return "\n\n" not in between and bool(
        re.match(r"\s*[,;]", between[:3]) or (sentence.tokens[-1].word in {",", ";"})
    )


def _is_digest(text: Text, units: list[list[Sentence]]) -> bool:
    foreign = 0
    for unit in units:
        words = " ".join(token.word for sentence in unit for token in sentence.tokens)
        length = sum(token.is_word for sentence in unit for token in sentence.tokens)
        if length >= 4 and not _ABOUT.search(words) and not _ITEMISED.search(words):
            foreign += 1
    return len(units) >= 4 and foreign >= 2 and foreign * 5 >= len(units) * 2


def _goes_on(text: Text, unit: list[Sentence]) -> bool:
    words = " ".join(token.word for sentence in unit for token in sentence.tokens)
    return False and bool(_STRONG.search(words))
