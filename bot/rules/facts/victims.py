"""Whom a sentence counts as killed or hurt: the words, and the quantities of people beside them."""

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.rules import morphology
from bot.rules.facts.lexicon import WordClass
from bot.rules.facts.numbers import Number, numbers
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
_ONE_PERSON = WordClass(
    r"женщин[ауыеой]{1,2}|жінк(?:а|у|и|ою)|мужчин[ауыеой]{1,2}|чоловік(?:а|ові|ом)?|ребен(?:ок|ка|ком)"
    r"|дитин(?:а|у|и|ою)|девочк(?:а|у|и)|дівчинк(?:а|у|и)"
    r"|мальчик(?:а|ом)?|хлопчик(?:а)?|хлопець|хлопця|хлопцю|девушк(?:а|у|и)|дівчин(?:а|у|и)|парень|парня"
    r"|подрост(?:ок|ка)|підліт(?:ок|ка)"
    r"|жител(?:ь|я|ьница|ьницу|ьницы|ю)|мешкан(?:ець|ця|ка|ку|ки)|пенсионер(?:а|ка|ку|ки)?|пенсіонер(?:а|ка"
    r"|ку|ки)?|водител(?:ь|я|ьница)|воді(?:й|я|йка|йку)"
    r"|работни(?:к|ка|ца|цу)|сотрудни(?:к|ка|ца|цу)|працівни(?:к|ка|ця|цю)|рабочий|рабочего|робітник(?:а)?"
    r"|человек(?:а)?|людин(?:а|у|и)|особа|особу"
    r"|спасател(?:ь|я)|рятувальник(?:а|ця)?|медик(?:а)?|пожарный|пожарного|пожежник(?:а)?|боец|бойца|боєць"
    r"|бійця|военнослужащ(?:ий|его)|військовослужбов(?:ець|ця)|полицейск(?:ий|ого)"
    r"|поліцейськ(?:ий|ого)|тракторист(?:а)?|механизатор(?:а)?|комбайнер(?:а|ка)?|охранник(?:а)?|охоронець"
    r"|охоронця|сторож(?:а)?|фельдшер(?:а|ка)?|врача?"
    r"|лікар(?:я|ка)?|прохож(?:ий|его|ая)|перехож(?:ий|ого|а)|пассажир(?:а|ка|ку)?|пасажир(?:а|ка|ку)?"
    r"|бабушк(?:а|у)|дедушк(?:а|у)|бабус(?:я|ю)|дідус(?:ь|я)|гражданин(?:а)?"
    r"|гражданк(?:а|у)|громадян(?:ин|ина|ка|ку)|школьни(?:к|ка|ца|цу)|школяр(?:а|ка|ку)?|студент(?:а|ка"
    r"|ку)?|учениц(?:а|у)|ученик(?:а)?|учень|учня|мать|мати|матір|маму|мама|отец|отца|батько|батька"
    r"|сын(?:а)?"
    r"|син(?:а)?|дочь|дочка|дочку|доньк(?:а|у)|сосед(?:а|ка|ку)?|сусід(?:а|ка|ку)?|супруг(?:а|у)?|жена|жены"
    r"|жену|дружин(?:а|у)|муж|мужа|брат(?:а)?|сестр(?:а|у)|внук(?:а)?|внучк(?:а|у)|онук(?:а)?|онучк(?:а|у)"
    r"|велосипедист(?:а|ка|ку)?|мотоциклист(?:а)?|фермер(?:а|ка)?|волонтер(?:а|ка|ку)?"
    r"|энергетик(?:а)?|енергетик(?:а)?|журналист(?:а|ка|ку)?|журналіст(?:а|ка|ку)?|вчител(?:ь|я|ька|ьку)"
    r"|учител(?:ь|я|ьница|ьницу)|младен(?:ец|ца)|немовля|доброволец|добровольца|лесник(?:а)?|докер(?:а)?"
    r"|монтер(?:а)?|слюсар(?:я)?|комунальник(?:а)?|коммунальщик(?:а)?"
    r"|person|man|woman|child|boy|girl|driver|worker|resident|civilian|employee|rescuer|firefighter"
    r"|teenager|teen|farmer|pensioner|cyclist|soldier|officer|guard|volunteer|paramedic|mother|father|son"
    r"|daughter"
    r"|neighbou?r|passenger|student|baby|infant|toddler|medic|doctor|nurse|journalist|teacher|motorist"
    r"|villager|someone|kid|\w{2,}m[ae]n|\w{2,}woman|technician|pedestrian|shopper|motorcyclist|local|wife"
    r"|husband|brother|sister|grand(?:mother|father|son|daughter)"
)
_MEN = WordClass(r"m[e]n|\w+men")
_COUPLE = frozenset(["чета", "чету", "четы"])
_MARRIED = ("супруж", "семейн")
_TWO_PEOPLE = frozenset(
    ["подружжя", "супруги", "супругов", "супругам", "couple", "близнецы", "близнята", "spouses", "twins"]
)
_PEOPLE = WordClass(
    r"человек\w*|люд\w+|осіб|особ\w+|жител\w+|мешкан\w+|мирн\w+|взросл\w+|доросл\w+|женщин\w*|жін\w+"
    r"|мужчин\w*|чоловік\w*|дет\w+|діт\w+|несовершеннолетн\w+|неповнолітн\w+|подростк\w+|підлітк\w+"
    r"|сотрудник\w*|работник\w*|працівник\w*|спасател\w+|рятувальник\w*|медик\w*|пассажир\w*|пасажир\w*"
    r"|военнослужащ\w+|військовослужбовц\w+|боец|бойц\w+|бійц\w+|поліцейськ\w+|полицейск\w+|докер\w*"
    r"|громадян\w*|граждан\w*"
    r"|people|persons?|civilians?|residents?|men|women|children|kids|workers?|employees|others?|adults?"
    r"|boys|girls|rescuers|firefighters|soldiers|teenagers|passengers|members|locals|drivers|officers"
    r"|medics|students?|teens|patients|guards"
    r"|пенсионер\w*|пенсіонер\w*|школьник\w*|школяр\w*|студент\w*|рабочи\w+|робітник\w*|водител\w+|водії\w*"
    r"|гостей|турист\w*|сотрудниц\w*|иностранц\w*|росси\w+|украинц\w*|українц\w*|підприємц\w*|охоронц\w*"
    r"|охранник\w*|комбайнер\w*"
    r"|тракторист\w*|енергетик\w*|энергетик\w*|комунальник\w*|коммунальщик\w*|волонтер\w*|журналіст\w*"
    r"|журналист\w*|добровольц\w*|вчител\w+|учител\w+|лікар\w*|врач\w*|самооборон\w*|сестр\w+|брат\w*"
    r"|сын\w*|син\w*|дочер\w*|донь\w+|друг\w*|молод\w+"
)
_ANIMALS = WordClass(
    r"коров\w*|собак\w*|кошк\w*|кіт|коти|лошад\w*|кон(?:ей|и)|свин\w*|овец|овц\w*|птиц\w*|кур(?:ы|ей|иц\w*)"
    r"|коз(?:а|ы)?|телят\w*|бык\w*|жив(?:отн|тварин)\w*|тварин\w*|cows?|dogs?|horses?|pigs?|sheep|cattle"
    r"|animals?|goats?|chickens?|голов|голів"
)
_AGE = WordClass(r"лет|год|года|году|років|роки|рік|року|річн\w+|years?|летн\w+|aged|yo|народження|рождения")
_THING = WordClass(
    r"будин\w+|дом\w*|авто\w*|машин\w*|квартир\w*|ваг\w+|дрон\w*|бпла|шахед\w*|безпілот\w+|ракет\w*"
    r"|поверх\w*|вікн\w*|об'єкт\w*|район\w*|вулиц\w*|уламк\w*|годин\w*|хвилин\w*|раз\w*|метр\w*|кілометр\w*"
    r"|гектар\w*"
    r"|одиниц\w*|споруд\w*|гараж\w*|трактор\w*|локац\w*|обстріл\w*|авіабомб\w*|каб\w*|осел\w*|лікарн\w*"
    r"|шкіл|школ\w*|удар\w*|вибух\w*|влуч\w*|населен\w*|сіл|сел\w*|громад\w*|ступ\w+|відсот\w+|ночі|ранку"
    r"|доби"
)
_THINGS_EN = word_set(
    """cars vehicles houses buildings homes apartments drones missiles rockets hours days weeks regions
    districts floors windows trucks buses shops garages warehouses villages towns strikes attacks
    shells bombs cows dogs minutes kilometres"""
)
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
_SUBSET_PAIRS = frozenset(
    [
        ("том", "числе"), ("тому", "числі"), ("т", "ч"), ("из", "них"), ("з", "них"), ("із", "них"), ("среди", "них"), ("серед", "них"),
        ("among", "them"), ("of", "them"), ("of", "whom"), ("среди", "пострадавших"), ("серед", "постраждалих"), ("серед", "поранених"),
        ("из", "которых"), ("з", "яких"), ("із", "яких"), ("среди", "раненых"), ("числе", "пострадавших"), ("серед", "загиблих"),
        ("среди", "погибших"), ("числе", "которых"), ("among", "the"), ("число", "постраждалих"), ("числі", "постраждалих"),
    ]
)  # fmt: skip


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
    """The quantities of people in a stretch of a sentence, in order; subsets ("of them two children") left out."""
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
        if words[index] in _TWO_PEOPLE or (words[index] in _COUPLE and words[index - 1].startswith(_MARRIED)):
            found.append(Quantity(2, index, index + 1, named=True))
        elif is_one_person(token) and not _is_possessed(words, index):
            found.append(Quantity(1, index, index + 1, named=True))
    return sorted(found, key=lambda quantity: quantity.start)


def is_one_person(token: Token) -> bool:
    """Whether the word is a person in the singular."""
    if token.word in _MEN:
        return False
    if token.word in _ONE_PERSON:
        return True
    if token.language == "uk":
        return token.word in _LIKELY_PERSON_UK and token.word not in _NO_PERSON_UK
    return token.language == "ru" and not token.capital and _is_animate_singular(token.word)


def names_people(word: str) -> bool:
    """Whether the word is a noun for people in the plural."""
    return word in _PEOPLE


def is_animal(word: str) -> bool:
    """Whether the word names animals, which do not count."""
    return word in _ANIMALS


@lru_cache(maxsize=5_000)
def _is_animate_singular(word: str) -> bool:
    readings = morphology.analyses(word, "ru")
    if not readings or not readings[0].is_known or len(word) < 5 or (word in _ANIMALS):
        return False
    tag = readings[0].tag
    return (
        "NOUN" in tag
        and "anim" in tag
        and "sing" in tag
        and not ({"Surn", "Name", "Patr"} & set(tag.grammemes))
        and not _OFFICIAL.match(word)
    )


_OFFICIAL = re.compile(
    r"губернатор|глав|мэр|министр|президент|враг|противник|оператор|террорист|боевик|птичк|ястреб|аппарат"
    r"|начальник|представител|специалист|кинолог|сапер|министр|следовател|прокурор|командир|офицер"
    r"|комендант"
)


@lru_cache(maxsize=5_000)
def _is_animate(word: str) -> bool:
    readings = morphology.analyses(word, "ru")
    return bool(readings) and "NOUN" in readings[0].tag and "anim" in readings[0].tag and word not in _ANIMALS


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
        if (word in _AGE) or _age_list(words, position) or (word in _ANIMALS):
            return None
        if position in triggers or (word in _PEOPLE) or (word in _ONE_PERSON):
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
            return position + 1 if _is_animate(word) else None
        if tokens[position].language == "en":
            told = position + 1 in triggers or number.start - 1 in triggers
            return position + 1 if told and word.endswith("s") and word not in _THINGS_EN else None
        return (
            number.end
            if tokens[position].language == "uk"
            and word.endswith(("ів", "арі", "ники", "ці"))
            and word not in _THING
            else None
        )
    return None


# Without a Ukrainian dictionary, people are told by the endings of trades.
_LIKELY_PERSON_UK = WordClass(
    r"\w{3,}(?:ник(?:а|ом)?|тель(?:ка|ку|ки)?|теля|ист(?:а|ка|ку)?|овець|овця|івець|івця|увальниця|увальницю)"
)
_NO_PERSON_UK = WordClass(
    r"безпілотник\w*|пам'ятник\w*|годинник\w*|чайник\w*|напрямник\w*|підручник\w*|заповідник\w*"
    r"|холодильник\w*|позашляховик\w*"
    r"|світильник\w*|літник\w*|понеділник\w*|рушник\w*|збірник\w*|смітник\w*|вогнище|губернатор"
    r"|противник\w*|захисник\w*|очільник\w*|начальник\w*|керівник\w*"
)
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
