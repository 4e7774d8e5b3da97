"""Which sentences of a post speak of the event that was found in it.

A statement of an official is read whole: downed in the first sentence, injured in the third. A digest of
unrelated items is not: there only the item of the hit counts, and a next line that goes on about the debris.
"""

import re
from collections.abc import Sequence

from bot.rules.language.text import Sentence, Span, Text

_ABOUT = re.compile(
    r"дрон|бпла|беспилот|безпілот|ракет|пво|ппо|обломк|уламк|атак|сбит|збит|уничтож|знищ|перехва|перехоп"
    r"|шахед|взрыв|вибух|удар|обстрел|обстріл|тревог|тривог|опасност|небезпе|загроз|угроз|отбой|відбій"
    r"|пострада|постражда|погиб|загин|ранен|поранен|поврежд|пошкодж|разруш|зруйн|пожар|пожеж|возгор|займан"
    r"|спасател|рятувал|экстренн|екстрен|оперативн|мчс|дснс|цел|ціл|геран|мопед|укры|каб"
    r"|аэропорт|аеропорт|прилет|приліт|влуч|попадан|воздушн|повітр|мінус|минус"
    r"|drone|uav|missile|shahed|air defen|debris|attack|shot|intercept|explosion|alert|siren|injur|wound"
    r"|kill|casualt|damage|fire|emergency|rescue|strike|airport|threat|danger|shelter|blast"
)
_ITEMISED = re.compile(
    r"^\W*\d+ (?:—|над|over|in|в|—|:|бпла)|област|край|республик|регион|region|oblast|\bобл\b|щин[аіуи]"
    r"|^\w+ (?:—|:) \d+$"
)
_GOES_ON = re.compile(r"обломк|уламк|debris|wreckage|фрагмент")


def belonging(text: Text, focus: Sequence[Span]) -> tuple[Sentence, ...]:
    """The sentences facts are read from, in order; *focus* are the spans of those that decided the hit."""
    sentences = text.sentences
    if len(sentences) <= 2 or not focus:
        return sentences
    units = _units(text)
    if not _is_digest(units):
        return sentences
    chosen: list[Sentence] = []
    hit = False
    for unit in units:
        decided = any(
            sentence.start < span.end and span.start < sentence.end for sentence in unit for span in focus
        )
        if decided or (hit and not (unit[0].item or unit[0].marked) and _GOES_ON.search(_words(unit))):
            chosen += unit
        hit = decided
    return tuple(chosen) or sentences


def _units(text: Text) -> list[list[Sentence]]:
    """Lines of the post, with the lines they go on in; a post of one line is taken by sentences."""
    units: list[list[Sentence]] = []
    for sentence in text.sentences:
        last = units[-1][-1] if units else None
        if last and (last.line == sentence.line or _is_unfinished(text, last, sentence)):
            units[-1].append(sentence)
        else:
            units.append([sentence])
    return units if len(units) > 1 else [[sentence] for sentence in text.sentences]


def _is_unfinished(text: Text, last: Sentence, following: Sentence) -> bool:
    """Whether a line ends so that the next one goes on with it."""
    between = text.original[last.end - 1 : following.start]
    return "\n\n" not in between and (last.tokens[-1].word in {",", ";"} or between.lstrip()[:1] in {",", ";"})


def _is_digest(units: Sequence[Sequence[Sentence]]) -> bool:
    """Whether at least two of at least four items, and two fifths of all, are of other matters."""
    foreign = 0
    for unit in units:
        words = _words(unit)
        long = sum(token.is_word for sentence in unit for token in sentence.tokens) >= 4
        foreign += long and not _ABOUT.search(words) and not _ITEMISED.search(words)
    return len(units) >= 4 and foreign >= 2 and foreign * 5 >= len(units) * 2


def _words(unit: Sequence[Sentence]) -> str:
    return " ".join(token.word for sentence in unit for token in sentence.tokens)
