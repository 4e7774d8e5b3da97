"""Killed and injured: numbers, named victims, denials and updated tolls.

Each word that says somebody was killed or hurt takes the nearest quantity of people in its sentence: a number,
or victims named one by one ("ранены мать и ребёнок" are two). Denials set a zero where nothing else is said.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.rules import morphology
from bot.rules.facts.numbers import Number, numbers
from bot.rules.text import Sentence, Token

_KILLED = re.compile(
    r"погиб\w*|убит\w*|скончал\w*|умер\w*|жертв(?:ами|ой|ы|а|ою)|унес\w*|гибел\w+|летальн\w+|смертельн\w+|лишил\w*"
    r"|загину\w*|загибл\w*|помер\w*|убив|убили|вбит\w*|вбив|вбили|вбила|загибел\w*"
    r"|killed|kills|killing|dead|died|dies|deaths?|fatalit\w+|lives|fatally"
)
_INJURED = re.compile(
    r"ранен(?:ы|о|а|ный|ная|ных|ные|ного|ную|ным|ными)?|ранил\w*|ранени(?:я|е|ями|й)|пострада\w*|травм(?:ы|ирован\w*|у|ами)|госпитализ\w+|ожог\w*|контузи\w+|контужен\w*"
    r"|больниц\w+|медпомощ\w*|поранен\w*|поранил\w*|поранив|постражда\w*|травмован\w*|травмова\w*|госпіталізов\w*|потерпіл\w*|опік\w*|лікарн\w+|контузі\w+|контужен\w*|осколочн\w+"
    r"|поцечен\w*|отруї\w+|отравил\w*|отравлени\w+|injur\w+|wound\w*|hurt|hospitali[sz]ed|hospital|harmed|burns"
)
_BOTH_DENIED = re.compile(r"пострада\w*|постражда\w*|потерпіл\w*|casualt\w+|hurt|injured|harmed|victims?")
_DEATH_DENIED = re.compile(
    r"жертв|погибш\w+|погиб|погибли|загибл\w+|загинув|загинуло|загинули|fatalit\w+|deaths?|killed|died|dead"
)
_INJURY_DENIED = re.compile(r"ранен\w+|поранен\w+|травмирован\w+|травмован\w+|wounded|injur\w+")
_UNHURT = re.compile(r"неушкоджен\w*|невредим\w*|unharmed|unhurt|uninjured|цілі")
_NO_INFORMATION = re.compile(
    r"информаци\w+|данн(?:ых|ые)|сведени\w+|сообщени\w+|інформаці\w+|дан(?:их|і)|відомост\w+|повідомлен\w+|уточня\w+|reports?|reported|information|word|details|clear"
)
_NEGATION = frozenset(
    """нет не никто без немає нема ніхто обошлось обійшлося минулося ни жодних no nobody none not without zero never відсутні отсутствуют
    нету never жодного никого нікого""".split()
)
_UPDATED = re.compile(
    r"выросл\w+|возросл\w+|увеличил\w+|достигл\w+|зросл\w+|збільшил\w+|сягнул\w+|rises|rose|risen|climb\w*|reached|всего|всього|загалом|total|toll|итого|общее|уточнен\w+"
)
_SUBSET = frozenset(["включая", "including", "incl", "зокрема"])
_ONE_PERSON = re.compile(
    r"женщин[ауыеой]{1,2}|жінк(?:а|у|и|ою)|мужчин[ауыеой]{1,2}|чоловік(?:а|ові|ом)?|ребен(?:ок|ка|ком)|дитин(?:а|у|и|ою)|девочк(?:а|у|и)|дівчинк(?:а|у|и)|мальчик(?:а|ом)?"
    r"|хлопчик(?:а)?|хлопець|хлопця|хлопцю|девушк(?:а|у|и)|дівчин(?:а|у|и)|парень|парня|подрост(?:ок|ка)|підліт(?:ок|ка)|жител(?:ь|я|ьница|ьницу|ьницы|ю)|мешкан(?:ець|ця|ка|ку|ки)"
    r"|пенсионер(?:а|ка|ку|ки)?|пенсіонер(?:а|ка|ку|ки)?|водител(?:ь|я|ьница)|воді(?:й|я|йка|йку)|работни(?:к|ка|ца|цу)|сотрудни(?:к|ка|ца|цу)|працівни(?:к|ка|ця|цю)|рабочий|рабочего|робітник(?:а)?"
    r"|человек(?:а)?|людин(?:а|у|и)|спасател(?:ь|я)|рятувальник(?:а|ця)?|медик(?:а)?|пожарный|пожарного|боец|бойца|боєць|бійця|военнослужащ(?:ий|его)|військовослужбов(?:ець|ця)"
    r"|полицейск(?:ий|ого)|поліцейськ(?:ий|ого)|тракторист(?:а)?|механизатор(?:а)?|комбайнер(?:а)?|охранник(?:а)?|охоронець|охоронця|сторож(?:а)?|фельдшер(?:а|ка)?|врач(?:а)?|лікар(?:я|ка)?"
    r"|прохож(?:ий|его|ая)|перехож(?:ий|ого|а)|пассажир(?:а|ка|ку)?|пасажир(?:а|ка|ку)?|бабушк(?:а|у)|дедушк(?:а|у)|гражданин(?:а)?|гражданк(?:а|у)|громадян(?:ин|ина|ка|ку)|школьни(?:к|ка|ца|цу)"
    r"|студент(?:а|ка|ку)?|учениц(?:а|у)|ученик(?:а)?|мать|мати|матір|отец|отца|отцу|батько|батька|сын(?:а)?|син(?:а)?|дочь|дочка|доньк(?:а|у)|сосед(?:а|ка|ку)?|сусід(?:а|ка|ку)?|супруг(?:а)?|чоловiк"
    r"|велосипедист(?:а|ка|ку)?|мотоциклист(?:а)?|фермер(?:а|ка)?|волонтер(?:а|ка|ку)?|энергетик(?:а)?|енергетик(?:а)?|журналист(?:а|ка)?|журналіст(?:а|ка|ку)?|вчителька|учительница|младенец|немовля|особа|особу"
    r"|person|man|woman|child|boy|girl|driver|worker|resident|civilian|employee|rescuer|firefighter|teenager|farmer|pensioner|cyclist|soldier|officer|guard|volunteer|paramedic|mother|father"
    r"|son|daughter|neighbour|neighbor|passenger|student|baby|infant|toddler|medic|doctor|nurse|journalist|teacher|motorist|local|villager|tractor|someone|kid|policeman|serviceman|technician"
)
_TWO_PEOPLE = frozenset(["подружжя", "супруги", "супругов", "супружеская", "couple", "близнецы", "spouses"])
_PEOPLE_NOUN = re.compile(
    r"человек\w*|люд\w+|осіб|особ\w+|жител\w+|мешкан\w+|мирн\w+|взросл\w+|доросл\w+|женщин\w*|жін\w+|мужчин\w*|чоловік\w*|дет\w+|діт\w+|несовершеннолетн\w+|неповнолітн\w+|подростк\w+|підлітк\w+"
    r"|сотрудник\w*|работник\w*|працівник\w*|спасател\w+|рятувальник\w*|медик\w*|пассажир\w*|пасажир\w*|военнослужащ\w+|боец|бойц\w+|бійц\w+|поліцейськ\w+|полицейск\w+|докер\w*|громадян\w*|граждан\w*"
    r"|people|persons?|civilians?|residents?|men|women|children|kids|workers?|employees|others?|adults?|boys|girls|rescuers|firefighters|soldiers|teenagers|passengers|members|locals|drivers|officers|medics"
    r"|пенсионер\w*|пенсіонер\w*|школьник\w*|студент\w*|рабочи\w+|робітник\w*|водител\w+|воді\w+|гостей|туристов|сотрудниц\w*|подростков|иностранц\w*|росси\w+|украинц\w*|українц\w*|підприємц\w*"
)
_AGE = re.compile(r"лет|год|года|років|роки|рік|річн\w+|years?|летн\w+|aged|yo")
_SINGULAR_VERB = re.compile(
    r"погиб|погибла|погибло|убит|убита|скончался|скончалась|умер|умерла|ранен|ранена|ранило|пострадал|пострадала|травмирован|травмирована|госпитализирован|госпитализирована|контужен"
    r"|загинув|загинула|загинуло|помер|померла|вбито|поранений|поранена|поранено|постраждав|постраждала|постраждало|травмований|травмована|травмовано|госпіталізований|госпіталізована|госпіталізовано"
)


@dataclass(frozen=True, slots=True)
class Toll:
    """What is said of one kind of casualty, and where in the original."""

    value: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Said:
    fatal: bool
    value: int
    start: int
    end: int
    updated: bool = False
    denial: bool = False


def read_casualties(sentences: Sequence[Sentence]) -> tuple[Toll | None, Toll | None]:
    """Killed and injured; None where nothing is said of them."""
    said: list[_Said] = []
    for sentence in sentences:
        said += _of_sentence(sentence)
    return _toll(said, fatal=True), _toll(said, fatal=False)


def _toll(said: list[_Said], *, fatal: bool) -> Toll | None:
    stated = [item for item in said if item.fatal is fatal and not item.denial]
    if stated:
        updates = [item for item in stated if item.updated]
        if updates:
            last = updates[-1]
            return Toll(last.value, last.start, last.end)
        return Toll(sum(item.value for item in stated), stated[0].start, stated[-1].end)
    denied = [item for item in said if item.fatal is fatal and item.denial]
    return Toll(0, denied[0].start, denied[0].end) if denied else None


@dataclass(frozen=True, slots=True)
class _Quantity:
    value: int
    start: int
    end: int
    named: bool = False


def _of_sentence(sentence: Sentence) -> list[_Said]:
    tokens = sentence.tokens
    words = [token.word for token in tokens]
    triggers = [
        (i, bool(_KILLED.fullmatch(w)))
        for i, w in enumerate(words)
        if tokens[i].is_word and _is_trigger(words, i)
    ]
    said = _denials(tokens, words)
    denied_words = {index for item, index in said if index is not None}
    result = [item for item, _ in said]
    triggers = [(i, fatal) for i, fatal in triggers if i not in denied_words]
    if not triggers:
        return result
    quantities = _quantities(tokens, words, [i for i, _ in triggers])
    updated = any(_UPDATED.fullmatch(word) for word in words)
    used: dict[int, tuple[int, bool, float]] = {}
    for quantity_index, quantity in enumerate(quantities):
        best = min(triggers, key=lambda trigger: _distance(words, trigger[0], quantity, triggers))
        cost = _distance(words, best[0], quantity, triggers)
        if cost < 40:
            used[quantity_index] = (best[0], best[1], cost)
    for fatal in (True, False):
        mine = [q for q in used if used[q][1] is fatal]
        numbered = [q for q in mine if not quantities[q].named]
        if numbered and any(q not in numbered for q in mine):
            # "трое ранены, среди них женщина": named ones beside a number are among it, unless joined by "и".
            mine = [q for q in mine if q in numbered or _joined_person(words, quantities, q, numbered)]
        if not mine:
            singular = [i for i, f in triggers if f is fatal and _SINGULAR_VERB.fullmatch(words[i])]
            if (
                singular
                and not quantities
                and words[singular[0]] not in {"пострадало", "ранило"}
                and _animate_near(tokens, singular[0])
            ):
                token = tokens[singular[0]]
                result.append(_Said(fatal, 1, token.start, token.end))
            continue
        value = sum(quantities[q].value for q in mine)
        first, last = min(quantities[q].start for q in mine), max(quantities[q].end for q in mine)
        where = [used[q][0] for q in mine]
        first, last = min(first, *where), max(last - 1, *where)
        result.append(_Said(fatal, value, tokens[first].start, tokens[last].end, updated=updated))
    return result


def _is_trigger(words: list[str], index: int) -> bool:
    word = words[index]
    if _KILLED.fullmatch(word):
        if word in {"унес", "унесла", "унесли", "lives"}:
            return any(
                w.startswith(("жизн", "lives", "claimed", "житт")) for w in words[max(0, index - 3) : index + 4]
            )
        if word == "умер" and False:
            return False
        return True
    if not _INJURED.fullmatch(word):
        return False
    if word.startswith(("больниц", "лікарн", "hospital")) and word not in {"hospitalised", "hospitalized"}:
        near = " ".join(words[max(0, index - 6) : index + 2])
        return bool(re.search(r"\b(?:в|у|до|to|in|are|is|taken|rushed)\b", near)) and bool(
            re.search(
                r"доставл|госпитал|забрал|шпитал|taken|rushed|везли|увез|находят|перебува|госпіталіз|у лікарні|в лікарні|in hospital|попал|потрапи|отправл",
                near,
            )
        )
    return True


def _denials(tokens: Sequence[Token], words: list[str]) -> list[tuple[_Said, int | None]]:
    found: list[tuple[_Said, int | None]] = []
    for index, word in enumerate(words):
        if not tokens[index].is_word:
            continue
        deaths = bool(_DEATH_DENIED.fullmatch(word))
        both = bool(_BOTH_DENIED.fullmatch(word))
        wounds = bool(_INJURY_DENIED.fullmatch(word))
        if _UNHURT.fullmatch(word):
            token = tokens[index]
            found += [(_Said(fatal, 0, token.start, token.end, denial=True), index) for fatal in (True, False)]
            continue
        if not (deaths or both or wounds):
            continue
        negation = _negation_near(words, index)
        if negation is None:
            continue
        if _unknown(words, index, negation):
            found.append((_Said(True, 0, 0, 0, denial=True), index)) if False else None
            found.append((_Said(True, -1, 0, 0), index))
            continue
        first, last = sorted((index, negation))
        start, end = tokens[first].start, tokens[last].end
        fatal_kinds: tuple[bool, ...] = (
            (True, False) if both and not _only_wounds(words, index) else (True,) if deaths else (False,)
        )
        for fatal in fatal_kinds:
            found.append((_Said(fatal, 0, start, end, denial=True), index))
    return (
        [(item, index) for item, index in found if item.value >= 0]
        + [(_Said(item.fatal, 0, 0, 0, denial=True), index) for item, index in () if item]
        + [(_NOTHING, index) for item, index in found if item.value < 0]
    )


_NOTHING = _Said(True, -1, 0, 0, denial=True)


def _only_wounds(words: list[str], index: int) -> bool:
    return False


def _negation_near(words: list[str], index: int) -> int | None:
    for position in range(index + 1, min(len(words), index + 8)):
        if words[position] in {";", "."}:
            break
        if words[position] == "," and not _list_goes_on(words, position):
            break
        if words[position] in _NEGATION:
            return position
    for position in range(index - 1, max(-1, index - 7), -1):
        if words[position] in {";", "."}:
            break
        if words[position] == "," and not _list_goes_on(words, position):
            break
        if words[position] in _NEGATION:
            return position
    return None


def _list_goes_on(words: list[str], comma: int) -> bool:
    following = words[comma + 1] if comma + 1 < len(words) else ""
    return following in {
        "к",
        "на",
        "по",
        "слава",
        "дякувати",
        "предварительно",
        "попередньо",
        "пока",
        "поки",
        "наразі",
        "также",
    } or bool(
        _BOTH_DENIED.fullmatch(following)
        or _DEATH_DENIED.fullmatch(following)
        or _INJURY_DENIED.fullmatch(following)
    )


def _unknown(words: list[str], index: int, negation: int) -> bool:
    first, last = sorted((index, negation))
    near = words[max(0, first - 5) : last + 4]
    if any(word.startswith(("уточня", "выясня", "з'ясов")) for word in near):
        return True
    around = words[max(0, index - 4) : index + 5]
    return any(_NO_INFORMATION.fullmatch(word) for word in around) and not any(
        pair in {("предварительным", "данным"), ("предварительной", "информации"), ("попередніми", "даними"), ("попередньою", "інформацією"),
                 ("первичной", "информации"), ("уточненным", "данным"), ("по", "данным"), ("за", "даними"), ("по", "информации"), ("оперативной", "информации"), ("по", "сообщению"), ("за", "інформацією")}
        for pair in zip(words, words[1:], strict=False)
    )  # fmt: skip


def _quantities(tokens: Sequence[Token], words: list[str], triggers: list[int]) -> list[_Quantity]:
    found: list[_Quantity] = []
    taken: set[int] = set()
    for number in numbers(tokens):
        end = _people_after(tokens, words, number, set(triggers))
        if end is None or _in_subset(words, number.start):
            taken.update(range(number.start, number.end + 4))
            continue
        found.append(_Quantity(number.value, number.start, end))
        taken.update(range(number.start, end))
    for index, token in enumerate(tokens):
        if index in taken or not token.is_word:
            continue
        if words[index] in _TWO_PEOPLE and not _in_subset(words, index):
            found.append(_Quantity(2, index, index + 1, named=True))
        elif (
            _ONE_PERSON.fullmatch(words[index])
            and not _in_subset(words, index)
            and not _is_possessor(words, index, found)
        ):
            found.append(_Quantity(1, index, index + 1, named=True))
    return sorted(found, key=lambda quantity: quantity.start)


def _is_possessor(words: list[str], index: int, found: list[_Quantity]) -> bool:
    """ "житель города", "мирный житель" name one person, "дом жителя" names none."""
    previous = words[index - 1] if index else ""
    if previous in {"мирный", "мирная", "local", "мирного"}:
        return False
    return bool(
        re.match(r"дом|будин|двор|квартир|автомоб|машин|home|house|car|жизн|тел|брат|семь", previous)
    ) and not words[index].endswith(("ий", "ый"))


def _people_after(tokens: Sequence[Token], words: list[str], number: Number, triggers: set[int]) -> int | None:
    """The index after the quantity when it counts people or stands bare; None when it counts something else."""
    position = number.end
    if number.value > 999:
        return None
    for _ in range(5):
        if position >= len(tokens):
            return number.end
        word = words[position]
        if position in triggers or _PEOPLE_NOUN.fullmatch(word) or _ONE_PERSON.fullmatch(word):
            return position + 1
        if _AGE.fullmatch(word) or (
            word in {"і", "и", "and"} and position + 2 < len(words) and _AGE.fullmatch(words[position + 2])
        ):
            return None
        if not tokens[position].is_word:
            return number.end
        if word in _AFTER_BARE:
            return number.end
        if tokens[position].joined:
            return None
        if word.endswith(
            ("ых", "их", "ий", "ый", "ого", "ей", "ні", "ое", "ая", "ные", "ные", "ті")
        ) or word in {"more", "other", "of", "their", "local", "young", "elderly", "еще", "ще"}:
            position += 1
            continue
        if tokens[position].language == "ru" and _is_animate(word):
            return position + 1
        return (
            number.end
            if tokens[position].language == "uk"
            and word.endswith(("ів", "нь", "иць", "арі", "ки", "ці", "ники"))
            and not _THING.match(word)
            else None
        )
    return None


_THING = re.compile(
    r"будинк|дом|авто|машин|квартир|ваг|дрон|бпла|шахед|безпілот|ракет|поверх|вікн|об'єкт|район|вулиц|уламк|годин|хвилин|раз|метр|кілометр|гектар|одиниц|споруд|гараж|трактор|локац|обстріл|авіабомб|каб"
)
_AFTER_BARE = frozenset(
    """и в у на с из от к по за под и та і й а але но з із до був була було були был была было были получили получил получила отримали отримав
    зазнали зазнав находятся перебувають доставлены are is was were have has had in with and died injured killed wounded hurt suffered including при
    сейчас еще ще погибли погиб ранены ранен загинули поранено обратились звернулись звернулися госпитализированы госпіталізовано также incl dead confirmed""".split()
)


@lru_cache(maxsize=5_000)
def _is_animate(word: str) -> bool:
    readings = morphology.analyses(word, "ru")
    return bool(readings) and "NOUN" in readings[0].tag and "anim" in readings[0].tag


def _animate_near(tokens: Sequence[Token], index: int) -> bool:
    """Whether an animate Russian noun stands beside a verb in the singular ("погиб комбайнёр")."""
    for position in range(max(0, index - 4), min(len(tokens), index + 5)):
        token = tokens[position]
        if token.is_word and token.language == "ru" and _is_animate(token.word):
            return True
    return False


def _in_subset(words: list[str], index: int) -> bool:
    window = words[max(0, index - 6) : index]
    if any(word in _SUBSET for word in window):
        return True
    pairs = set(zip(window, window[1:], strict=False))
    return bool(
        pairs
        & {("том", "числе"), ("тому", "числі"), ("из", "них"), ("з", "них"), ("із", "них"), ("среди", "них"), ("серед", "них"),
           ("among", "them"), ("of", "them"), ("of", "whom"), ("среди", "пострадавших"), ("серед", "постраждалих"), ("серед", "поранених"),
           ("из", "которых"), ("з", "яких"), ("среди", "раненых"), ("числе", "пострадавших"), ("серед", "загиблих"), ("среди", "погибших"), ("числе", "которых"), ("among", "the")}
    )  # fmt: skip


def _distance(words: list[str], trigger: int, quantity: _Quantity, triggers: list[tuple[int, bool]]) -> float:
    if quantity.start <= trigger < quantity.end:
        return 0
    first, last = (quantity.end, trigger) if quantity.end <= trigger else (trigger + 1, quantity.start)
    cost = float(last - first)
    for position in range(first, last):
        word = words[position]
        if word in {",", "—"}:
            cost += 4
        elif word in {"и", "і", "та", "й", "а", "and", "but", "но", "але"}:
            cost += 2
        elif word in {";", ":"}:
            cost += 6
    if any(first <= other < last for other, _ in triggers):
        cost += 12
    return cost


def _joined_person(words: list[str], quantities: list[_Quantity], index: int, numbered: list[int]) -> bool:
    quantity = quantities[index]
    for other in numbered:
        if quantities[other].end <= quantity.start:
            between = words[quantities[other].end : quantity.start]
        else:
            between = words[quantity.end : quantities[other].start]
        if len(between) <= 3 and any(word in {"и", "і", "та", "й", "and"} for word in between):
            return True
    return False
