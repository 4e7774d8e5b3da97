"""The quantities of people in a sentence: numbers of them, and people named without a number."""

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.rules.facts.figure_words import word_pairs
from bot.rules.facts.lexicon import WordClass
from bot.rules.facts.numbers import Number, numbers
from bot.rules.facts.people import (
    ANIMALS,
    COUPLE,
    MARRIED,
    ONE_PERSON,
    PEOPLE,
    THING,
    THINGS_EN,
    TWO_PEOPLE,
    is_animate,
    is_one_person,
    names_several_in_english,
)
from bot.rules.language.dates import month_of
from bot.rules.language.text import Token
from bot.rules.language.wordlists import words as word_set


@dataclass(frozen=True, slots=True)
class Quantity:
    """`tokens[start:end]` are *value* people; `named` without a number: "женщина", "мать и сын"."""

    value: int
    start: int
    end: int
    named: bool = False


_AGE = WordClass(r"лет|год|года|году|років|роки|рік|року|річн\w+|years?|летн\w+|aged|yo|народження|рождения")

_AFTER_BARE = word_set(
    """и в у на с из от к по за под та і й а але но з із до був була було були был была было были бути
    быть дістали дістав дістала зазнали зверталися
    получили получил получила отримали отримав отримала зазнали зазнав зазнала находятся
    перебувають доставлены доставили обратились обратилось обратился звернулися звернулись звернулося
    are is was were have has had in with and at of after during by including при сейчас наразі зараз
    еще ще погибли ранены госпитализированы также також также incl confirmed from near over today
    overnight this пришлось понадобилась опинилися осталось лишились suffered sought received needed
    нужна требуется
    попали попало оказались оказалось вместо замість instead
    that who as taken rushed treated admitted transported brought flown remain remains
    left being seriously badly critically slightly lightly suffer sustained"""
)

_SUBSET = frozenset(["включая", "including", "incl", "зокрема", "включно"])

_SUBSET_PAIRS = word_pairs(
    "их числе, їх числі, "
    "том числе, тому числі, т ч, из них, з них, із них, среди них, серед них, among them, of them, of "
    "whom, среди пострадавших, серед постраждалих, серед поранених, из которых, з яких, із яких, "
    "среди раненых, числе пострадавших, среди которых, серед яких, серед загиблих, среди погибших, "
    "числе которых, among the, "
    "число постраждалих, числі постраждалих"
)


def quantities(tokens: Sequence[Token], words: Sequence[str], triggers: set[int]) -> list[Quantity]:
    """The quantities of people in a stretch of a sentence, in order; subsets ("of them two children") left
    out.
    """
    found: list[Quantity] = []
    taken: set[int] = set()
    for number in numbers(tokens):
        if words[number.start - 1 : number.start] == ["не"] or _is_replaced(words, number.start):
            continue
        if words[number.start - 1 : number.start] == ["of"] and words[number.start - 2] in ONE_PERSON:
            # "a mother of two": her children are not among the victims.
            taken.update(range(number.start, number.end + 1))
            continue
        end = people_end(tokens, words, number, triggers)
        whole = words[max(0, number.start - 2) : number.start] == ["among", "the"] and number.end in triggers
        if end is None or (_in_subset(words, number.start) and not whole):
            taken.update(range(number.start, number.end + 1))
            continue
        if found and not found[-1].named and _is_growth(words, found[-1], number):
            found.pop()
        found.append(Quantity(number.value, number.start, end))
        taken.update(range(number.start, end + 1))
    for index, token in enumerate(tokens):
        if index in taken or not token.is_word or _in_subset(words, index):
            continue
        if words[index] in TWO_PEOPLE or (words[index] in COUPLE and words[index - 1].startswith(MARRIED)):
            found.append(Quantity(2, index, index + 1, named=True))
        elif is_one_person(token if index else token._replace(capital=False)) and not _is_possessed(
            words, index
        ):
            found.append(Quantity(1, index, index + 1, named=True))
    return sorted(found, key=lambda quantity: quantity.start)


def people_end(tokens: Sequence[Token], words: Sequence[str], number: Number, triggers: set[int]) -> int | None:
    """The index after a quantity that counts people or stands bare; None when it counts something else."""
    if number.value > 9999 or (
        number.start and words[number.start - 1] in {"№", "номер", "дом", "школа", "тел"}
    ):
        return None
    if is_age_apposition(words, number.start) or _follows_aged(words, number.start):
        return None
    position = number.end
    for _ in range(5):
        if position >= len(tokens):
            return number.end
        word = words[position]
        if month_of(word) or (word in _AGE) or _age_list(words, position) or (word in ANIMALS):
            return None
        if position in triggers or (word in PEOPLE) or (word in ONE_PERSON) or names_several_in_english(word):
            return position + 1
        if not tokens[position].is_word:
            return number.end if word not in {"%", "°"} else None
        if word in _AFTER_BARE:
            return number.end
        if tokens[position].joined:
            return None
        if (
            word.endswith(
                ("ых", "их", "шихся", "щихся", "ий", "ый", "ого", "ні", "ое", "ая", "ные", "ые", "ті", "ей")
            )
            or word in _BETWEEN
        ):
            position += 1
            continue
        if tokens[position].language == "ru":
            return position + 1 if is_animate(word) else None
        if tokens[position].language == "en" and any(
            after in PEOPLE or after in ONE_PERSON or names_several_in_english(after)
            for after in words[position + 1 : position + 2]
        ):
            # "two utility workers", "two Polish volunteers"
            position += 1
            continue
        if tokens[position].language == "en":
            verb = position + 2 if {"were", "are"} & set(words[position + 1 : position + 2]) else position + 1
            told = verb in triggers or number.start - 1 in triggers
            return position + 1 if told and word.endswith("s") and word not in THINGS_EN else None
        return (
            number.end
            if tokens[position].language == "uk"
            and word.endswith(("ів", "арі", "ники", "ці"))
            and word not in THING
            else None
        )
    return None


def _is_replaced(words: Sequence[str], index: int) -> bool:
    """Whether the number at *index* no longer holds: "раненых стало семеро вместо трёх"."""
    before = words[max(0, index - 2) : index]
    return before[-1:] in (["вместо"], ["замість"], ["против"], ["проти"]) or before == ["instead", "of"]


_BETWEEN = frozenset(
    [
        "crew",
        "more",
        "other",
        "of",
        "their",
        "local",
        "young",
        "elderly",
        "еще",
        "ще",
        "adult",
        "female",
        "male",
        "его",
        "його",
        "її",
        "ее",
        "наших",
        "its",
    ]
)


def _age_list(words: Sequence[str], position: int) -> bool:
    for word in words[position : position + 6]:
        if word in _AGE:
            return True
        if not (word.isdigit() or word in {",", "и", "і", "та", "й", "and"}):
            return False
    return False


def _follows_aged(words: Sequence[str], index: int) -> bool:
    """Whether the number at *index* is an age by the word before it: "aged 9", "aged 45 and 61"."""
    while index and (words[index - 1].isdigit() or words[index - 1] in {",", "and"}):
        index -= 1
    return index > 0 and words[index - 1] == "aged"


def is_age_apposition(words: Sequence[str], index: int) -> bool:
    """Whether the number at *index* stands between commas after a person: "a nurse, 41, and her patient"."""
    return (
        1 < index < len(words)
        and words[index].isdigit()
        and words[index - 1] in {",", "("}
        and words[index - 2] in ONE_PERSON
        and words[index + 1 : index + 2] in ([","], [")"])
    )


def _is_growth(words: Sequence[str], last: Quantity, number: Number) -> bool:
    """ "выросло с двух до пяти": the second number is the toll."""
    return (
        any(word in {"до", "to"} for word in words[last.end - 1 : number.start])
        and number.start - last.end <= 2
    )


def _is_possessed(words: Sequence[str], index: int) -> bool:
    """ "дом жителя", "жизни человека" name nobody hurt by themselves."""
    previous = words[index - 1] if index else ""
    return bool(
        re.match(
            r"дом$|дома|доме|будин|двор|квартир|автомоб|машин|home|house|car$|брат|семь|сім'|здоров", previous
        )
    )


def _in_subset(words: Sequence[str], index: int) -> bool:
    window = list(words[max(0, index - 6) : index])
    if any(word in _SUBSET for word in window):
        return True
    return any(pair in _SUBSET_PAIRS for pair in itertools.pairwise(window))
