"""Whom a sentence counts as killed or hurt: the words, and the quantities of people beside them."""

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
)
from bot.rules.text import Token
from bot.rules.wordlists import words as word_set


@dataclass(frozen=True, slots=True)
class Quantity:
    """`tokens[start:end]` are *value* people; `named` without a number: "женщина", "мать и сын"."""

    value: int
    start: int
    end: int
    named: bool = False


_KILLED = WordClass(
    r"погиб\w*|убит\w*|убил\w*|скончал\w*|умер|умерла|умерли|умерло|жертв(?:ами|ой|ы|а|ою)|гибел\w+"
    r"|смертельн\w+|лишил\w*"
    r"|загину\w*|загибл\w*|помер(?:ла|ло|ли)?|убив|убили|вбит\w*|вбив|вбили|вбила|загибел\w*"
    r"|killed|kills|killing|dead|died|dies|die|deaths?|fatalit\w+|fatally"
)

_CLAIMED = WordClass(r"жизн[ьи]\w*|житт(?:я|ів)|lives|life")

_CLAIMING = WordClass(r"унес\w*|забра\w+|оборва\w+|обірва\w+|claim\w*|took|lost|loses")

_SAVE = WordClass(r"спасти|врятувати|урятувати|saved")

_BODY = WordClass(r"тел(?:о|а)|тіл(?:о|а)|body|bodies")

_FOUND = WordClass(
    r"найден\w*|нашли|обнаруж\w*|извле\w*|достали|дістал\w*|знайд\w*|знайш\w*|вияв\w*|recovered|found"
    r"|pulled|retrieved|підняли|подняли"
)

_INJURED = WordClass(
    r"ранен\w*|ранил\w*|ранени(?:я|е|ями|й|ем)|подранен\w*"
    r"|пострада\w*|травм(?:ы|у|ами|и)|травмирова\w*|госпитализирова\w+|ожог(?:и|ами|ов|ом)?|контузи(?:я|ю|и"
    r"|ей)|контужен\w*"
    r"|баротравм\w+|ушиб(?:ы|ов|ами|ом)?|ссадин\w+|порез(?:ы|ов|ами|ом)|осколочн\w+|посечен\w*|отравил\w*"
    r"|отравлени\w+|медпомощ\w*|царапин\w*|подряпин\w*"
    r"|поранен\w*|поранення|поранень|поранил\w*|поранив|постражда\w*|травмован\w*|травмувал\w*|травмувався"
    r"|госпіталізова\w+|потерпіл\w*|опік(?:и|ів|ами)?"
    r"|оперируют|прооперирован\w*|оперують|прооперован\w*|контузі(?:ю|я|ї|єю)|контужен\w*|баротравм\w*"
    r"|забиття|отруїл\w*|отруєнн\w+|осколков\w+|мінно-вибухов\w+|ушкодження"
    r"|injur\w+|cuts|bruis\w+|laceration\w*|wound\w*|hurt|hurts|hospitali[sz]ed|harmed|burns|concussion\w*"
    r"|shrapnel"
)

_REACTION = WordClass(r"реакці\w+|реакци\w+")

_HOSPITAL = WordClass(
    r"больниц\w+|лікарн\w+|hospital|црб|врачам|врачей|лікарів|медиків|медикам|госпітал(?:ь|я|і)"
    r"|госпитал(?:ь|я|е)|медзаклад\w*|медучрежд\w*|стационар\w*|стаціонар\w*|бсмп|реанимаци\w+|реанімаці\w+"
    r"|скор(?:ой|ую)|медсанчаст\w+|горбольниц\w+|райбольниц\w+|помощ(?:ь|и|ью)|допомог\w+|medical"
)

_HOSPITAL_NEAR = WordClass(
    r"доставл\w*|обрати\w*|звернул\w*|понадоби\w*|потребова\w*|получил\w*|получа\w*|находятся|находится"
    r"|перебува\w+|отрима\w+|попал\w*|потрапи\w+|отправ\w*"
    r"|госпіталіз\w+|везли|увез\w*|забрал\w*|оказан\w*|оказыва\w*|надан\w*|надають|нада\w+|taken|rushed"
    r"|sought|seek|received|in|treated|needed|требуется|нужна"
)

_HELPED = WordClass(
    r"понадоби\w*|потребова\w*|обрати\w*|звернул\w*|требуется|нужна|оказан\w*|надан\w*|надають|sought|needed"
)

_AGE = WordClass(r"лет|год|года|году|років|роки|рік|року|річн\w+|years?|летн\w+|aged|yo|народження|рождения")

_AFTER_BARE = word_set(
    """и в у на с из от к по за под та і й а але но з із до був була було були был была было были бути
    быть получили получил получила отримали отримав отримала зазнали зазнав зазнала находятся
    перебувають доставлены доставили обратились обратилось обратился звернулися звернулись звернулося
    are is was were have has had in with and at of after during by including при сейчас наразі зараз
    еще ще погибли ранены госпитализированы также також также incl confirmed from near over today
    overnight this пришлось понадобилась опинилися осталось лишились suffered sought received needed
    нужна требуется that who as"""
)

_SUBSET = frozenset(["включая", "including", "incl", "зокрема", "включно"])

_SUBSET_PAIRS = word_pairs(
    "том числе, тому числі, т ч, из них, з них, із них, среди них, серед них, among them, of them, of "
    "whom, среди пострадавших, серед постраждалих, серед поранених, из которых, з яких, із яких, "
    "среди раненых, числе пострадавших, серед загиблих, среди погибших, числе которых, among the, "
    "число постраждалих, числі постраждалих"
)

MAY_TELL = _KILLED.bit | _SAVE.bit | _INJURED.bit | _CLAIMED.bit | _BODY.bit | _HOSPITAL.bit | _REACTION.bit
"""Marks of the words that can say somebody was killed or hurt."""


def is_fatal(words: Sequence[str], index: int) -> bool:
    """Whether the word at *index* says that somebody died."""
    word = words[index]
    if word in _KILLED:
        return True
    near = words[max(0, index - 4) : index + 5]
    if word in _SAVE:
        return "не" in near or "not" in near or "couldn't" in near
    if word in _CLAIMED:
        return any((other in _CLAIMING) for other in near)
    return (word in _BODY) and any((other in _FOUND) for other in near)


def is_injury(words: Sequence[str], index: int) -> bool:
    """Whether the word at *index* says that somebody was hurt or went to hospital."""
    word = words[index]
    if word in _INJURED:
        return True
    if word in _REACTION:
        # "гостра реакція на стрес"
        return any(other.startswith("стрес") for other in words[index : index + 4])
    if word not in _HOSPITAL:
        return False
    near = words[max(0, index - 5) : index + 4]
    if word.startswith(("помощ", "допомог", "medical")):
        return any(other in _HELPED for other in near)
    return any((other in _HOSPITAL_NEAR) for other in near) or any(
        small in {"в", "у"} for small in words[max(0, index - 2) : index]
    )


def quantities(tokens: Sequence[Token], words: Sequence[str], triggers: set[int]) -> list[Quantity]:
    """The quantities of people in a stretch of a sentence, in order; subsets ("of them two children") left
    out.
    """
    found: list[Quantity] = []
    taken: set[int] = set()
    for number in numbers(tokens):
        if words[number.start - 1 : number.start] == ["не"]:
            continue
        end = _people_end(tokens, words, number, triggers)
        if end is None or _in_subset(words, number.start):
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
        elif is_one_person(token) and not _is_possessed(words, index):
            found.append(Quantity(1, index, index + 1, named=True))
    return sorted(found, key=lambda quantity: quantity.start)


def _people_end(
    tokens: Sequence[Token], words: Sequence[str], number: Number, triggers: set[int]
) -> int | None:
    """The index after a quantity that counts people or stands bare; None when it counts something else."""
    if number.value > 9999 or (
        number.start and words[number.start - 1] in {"№", "номер", "дом", "школа", "тел"}
    ):
        return None
    position = number.end
    for _ in range(5):
        if position >= len(tokens):
            return number.end
        word = words[position]
        if (word in _AGE) or _age_list(words, position) or (word in ANIMALS):
            return None
        if position in triggers or (word in PEOPLE) or (word in ONE_PERSON):
            return position + 1
        if not tokens[position].is_word:
            return number.end if word not in {"%", "°"} else None
        if word in _AFTER_BARE:
            return number.end
        if tokens[position].joined:
            return None
        if (
            word.endswith(("ых", "их", "ий", "ый", "ого", "ні", "ое", "ая", "ные", "ые", "ті", "ей"))
            or word in _BETWEEN
        ):
            position += 1
            continue
        if tokens[position].language == "ru":
            return position + 1 if is_animate(word) else None
        if tokens[position].language == "en":
            told = position + 1 in triggers or number.start - 1 in triggers
            return position + 1 if told and word.endswith("s") and word not in THINGS_EN else None
        return (
            number.end
            if tokens[position].language == "uk"
            and word.endswith(("ів", "арі", "ники", "ці"))
            and word not in THING
            else None
        )
    return None


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
