"""The items of a post: what stands together in it, and whether they are of unrelated matters."""

import re
from collections.abc import Sequence
from functools import lru_cache

from bot.rules.language.text import Sentence, Text
from bot.rules.language.tokens import is_letters

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
_REGION = re.compile(r"област|край|республик|регион|region|oblast|\bобл\b|щин[аіуи]")
_FIGURES = re.compile(r"\W*\d+ (?:—|над|over|in|в|:|бпла)|\w+ (?:—|:) \d+$")
"""What an entry of a table begins with: its figure, or its name and figure."""


_MANY = 10_000
"""More words than a post has."""


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
    return "\n\n" not in between and (last.words[-1] in {",", ";"} or between.lstrip()[:1] in {",", ";"})


def are_unrelated(units: Sequence[Sequence[Sentence]]) -> bool:
    """Whether at least two of at least four items, and two fifths of all, are of other matters."""
    if len(units) < 4:
        return False
    left = max(2, (len(units) * 2 + 4) // 5)
    for unit in units:
        left -= _is_foreign(unit)
        if not left:
            return True
    return False


def _is_foreign(unit: Sequence[Sentence]) -> bool:
    """Whether an item of at least four words names nothing of the matter and no region, and is in no table."""
    if sum([sum(map(_weight, sentence.words)) for sentence in unit]) < 4:
        return False
    words = words_of(unit)
    return "air defen" not in words and not _FIGURES.match(words)


def names_the_matter(words: str) -> bool:
    """Whether *words*, in small letters, name anything that an attack from the air has to do with."""
    return any(map(_names_the_matter, words.split(" "))) or "air defen" in words


@lru_cache(maxsize=20_000)
def _names_the_matter(word: str) -> bool:
    # So many beginnings take long to look for; words come again.
    return _ABOUT.search(word) is not None


@lru_cache(maxsize=20_000)
def _weight(word: str) -> int:
    """1 of a word, 0 of a sign or number; of the matter's words and regions what no other words outweigh."""
    return -_MANY if _names_the_matter(word) or _REGION.search(word) else is_letters(word)


def words_of(unit: Sequence[Sentence]) -> str:
    """The words of an item, as they are read."""
    return " ".join(word for sentence in unit for word in sentence.words)
