"""The items of a post: what stands together in it, and whether they are of unrelated matters."""

import re
from collections.abc import Sequence
from functools import lru_cache

from bot.rules.language.text import Sentence, Text

_ABOUT = re.compile(
    r"дрон|бпла|беспилот|безпілот|ракет|пво|ппо|обломк|уламк|атак|сбит|збит|уничтож|знищ|перехва|перехоп"
    r"|шахед|взрыв|вибух|удар|обстрел|обстріл|тревог|тривог|опасност|небезпе|загроз|угроз|отбой|відбій"
    r"|пострада|постражда|погиб|загин|ранен|поранен|поврежд|пошкодж|разруш|зруйн|пожар|пожеж|возгор|займан"
    r"|больниц|лікарн|госпит|госпіт|шпитал|медик|сапер|hospital|medic"
    r"|спасател|рятувал|экстренн|екстрен|оперативн|мчс|дснс|цел|ціл|геран|мопед|укры|каб"
    r"|аэропорт|аеропорт|прилет|приліт|влуч|попадан|воздушн|повітр|мінус|минус"
    r"|drone|uav|missile|shahed|debris|attack|shot|intercept|explosion|alert|siren|injur|wound"
    r"|kill|casualt|damage|fire|emergency|rescue|strike|airport|threat|danger|shelter|blast"
    r"|^hits?$|hurt$|destroy|^dead$|^died$|neutrali[sz]ed|downed|bomb|shelling|shelled|^raids?$|rubble|ballistic|ablaze"
)
_ITEMISED = re.compile(
    r"^\W*\d+ (?:—|над|over|in|в|—|:|бпла)|област|край|республик|регион|region|oblast|\bобл\b|щин[аіуи]"
    r"|^\w+ (?:—|:) \d+$"
)


def items_of(text: Text) -> list[list[Sentence]]:
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


def are_unrelated(units: Sequence[Sequence[Sentence]]) -> bool:
    """Whether at least two of at least four items, and two fifths of all, are of other matters."""
    foreign = 0
    for unit in units:
        words = words_of(unit)
        long = sum(token.is_word for sentence in unit for token in sentence.tokens) >= 4
        foreign += long and not names_the_matter(words) and not _ITEMISED.search(words)
    return len(units) >= 4 and foreign >= 2 and foreign * 5 >= len(units) * 2


def names_the_matter(words: str) -> bool:
    """Whether *words*, in small letters, name anything that an attack from the air has to do with."""
    return any(map(_names_the_matter, words.split(" "))) or "air defen" in words


@lru_cache(maxsize=20_000)
def _names_the_matter(word: str) -> bool:
    # So many beginnings take long to look for; words come again.
    return _ABOUT.search(word) is not None


def words_of(unit: Sequence[Sentence]) -> str:
    """The words of an item, as they are read."""
    return " ".join(token.word for sentence in unit for token in sentence.tokens)
