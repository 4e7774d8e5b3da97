"""What part a word plays, as far as roles need it: noun or not, in which cases, a finite verb, a small word.

Russian is told by the dictionary. Ukrainian is told by endings and closed lists, so that an installation
without the Ukrainian dictionary reads the same. English is told by closed lists alone.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from bot.rules.language import morphology
from bot.rules.language.text import Token
from bot.rules.language.wordlists import words

ALL_CASES = frozenset("ngdaip")
"""Nominative, genitive, dative, accusative, instrumental, prepositional."""


class Word(NamedTuple):
    """A word's part: `pos` is noun, adjective, verb (finite or short participle), participle, number,
    preposition, conjunction or other; `cases` are those it may stand in; `plural` and `gender` (m f n)
    are None if unknown.
    """

    pos: str
    cases: frozenset[str] = ALL_CASES
    plural: bool | None = None
    gender: str | None = None


_CASES = {
    "nomn": "n", "gent": "g", "gen1": "g", "gen2": "g", "datv": "d", "accs": "a", "acc2": "a", "ablt": "i",
    "loct": "p", "loc1": "p", "loc2": "p", "voct": "n",
}  # fmt: skip
_POS = {
    "NOUN": "noun", "ADJF": "adjective", "PRTF": "participle", "VERB": "verb", "PRTS": "verb", "NUMR": "number",
    "PREP": "preposition", "CONJ": "conjunction", "NPRO": "pronoun", "ADJS": "other", "INFN": "infinitive",
}  # fmt: skip

PREPOSITIONS = words(
    """
    з в у во на над надо под подо из изо от ото с со к ко о об обо по при за для без до про через между
    из-за после против около вокруг среди вместо кроме возле близ вблизи перед ради сквозь із зі від
    біля щодо крізь між поблизу поміж понад навколо проти після заради під of by with from for to
    against after about over in at on near under into toward towards above across around between during
    through within without along despite since until
    """
)
# A number may follow these without making a phrase of its own: "около 20", "до десятка", "по два", "over 50".
QUANTIFYING = words(
    """
    около до более менее свыше порядка по близко біля понад близько більше over about around nearly
    almost
    """
)
QUANTITY_NOUNS = words(
    """
    пара пары пару парой десяток десятка десятков десятки десятку тройка тройку двойка двойку звено рой
    роя рои волна волну волны большинство часть множество количество число сотня сотни сотен тысяча
    тысячи единица единицы единиц единицу штука штук штуки группа группу группы серия серию тип типа вид
    вида ряд итого всего минус плюс ще еще десятків рій хвиля хвилю більшість частина частину кількість
    одиниця одиниць одиниці група групу серія серію типу виду низка низку мінус swarm swarms wave waves
    dozen dozens pair group groups number total score scores hundreds all some one each most half
    majority couple several both none any many part more barrage salvo volley
    """
)
_RUSSIAN_NUMBERS = words(
    """
    один одна одно одного одной одну двое трое четверо пятеро шестеро семеро оба обе обоих
    """
)
_UKRAINIAN_NUMBERS = words(
    """
    один одна одне одного одну одному одним два дві двох двома три трьох трьома чотири чотирьох п'ять
    п'яти шість шести сім семи вісім восьми дев'ять дев'яти десять десяти одинадцять дванадцять
    тринадцять чотирнадцять п'ятнадцять шістнадцять сімнадцять вісімнадцять дев'ятнадцять двадцять
    двадцяти тридцять тридцяти сорок п'ятдесят шістдесят сімдесят вісімдесят дев'яносто сто двісті
    триста чотириста обидва обидві обох двоє троє четверо п'ятеро кілька декілька кількох декількох
    п'ятьох шістьох сімох вісьмох дев'ятьох десятьох одинадцятьох дванадцятьох двадцятьох сорока
    дев'яноста ста шестеро семеро восьмеро десятеро всі усі
    """
)
ENGLISH_NUMBERS = words(
    """
    a an one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
    sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred
    dozen dozens several some both all another many few most any every each no
    """
)
_CONJUNCTIONS = words("и а но или либо і й та але чи або and but or")
_ADVERBS = words(
    """
    вже уже тут там сьогодні вчора вночі вранці ввечері вдень знову зараз нині щойно також ще лише
    тільки майже успішно попередньо наразі уночі зранку увечері завтра дуже загалом усього всього
    """
)
_PRONOUNS = words(
    """
    він вона воно вони його її їх нас нам нами ми ви вас я мене який яка яке які яких якого що це цей ця
    ці цих цього цієї той та ті тих весь вся все всі всіх свій своїх наш наша наше наші наших нашої ваш
    """
)
_UKRAINIAN_VERB = re.compile(
    r"(?:[аяиую]в|[аяиіую]л[аоие]|[аяиу](?:в|ла|ло|ли)с[ья]|(?:ен|ан|ят|ут|ит|іт|ян)о|у[єю]ть?|ують|юють|[аяо]є|ають|яють"
    r"|[иї]ть|[ая]ть|[ую]ть|[еиє]ться|ється|ються|яться|аться|[єеї]мо|имо)$"
)
_NOT_VERBS = words(
    """
    сила сили школа школи села село тіла тіло діла справа сіла стріла мала мало було скла скло кіло
    масло немає нема
    """
)
_UKRAINIAN_ADJECTIVE = re.compile(
    r"(?:"
    r"(?:ськ|цьк|зьк|н|ов|ев|єв|ист|ан|ен|т|ж|ш|ч|ал|ил|ур|к)(?:ий|ого|ому|им|ім|их|ими)"
    r"|(?:ськ|цьк|зьк|льн|ічн|ійн|арн|орн|ивн|овн|жн|дн|рн|вн|чн|ворож|збит|знищен|пошкоджен)(?:ої|ою|у|а|е|і)"
    r"|(?:ій|ього|ьому|іх)"
    r")$"
)
_UKRAINIAN_CASES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"(?:ами|ями|ою|ею|єю)$"), "i"),
    (re.compile(r"(?:ах|ях)$"), "p"),
    (re.compile(r"(?:ам|ям|ові|еві)$"), "d"),
    (re.compile(r"(?:ом|ем|єм)$"), "i"),
    (re.compile(r"(?:ів|їв|ок)$"), "ga"),
    (re.compile(r"[іи]$"), "nagp"),
    (re.compile(r"[ую]$"), "agd"),
    (re.compile(r"[ая]$"), "nga"),
)
_ENGLISH_VERBS = words(
    """
    is are was were be been being has have had do does did will would can could may might must should
    said says say reported reports report confirmed told added wrote announced claimed claims struck hit
    attacked launched fired sent killed injured wounded damaged caused flew fell landed crashed
    continues continue continued
    """
)
_ENGLISH_OTHER = words(
    """
    the this that these those its his her their our your my it he she they we you i who which what when
    where while as if so than then not also only just overnight today yesterday early late last there
    here again still yet now near further per via amid following tonight according such total least both
    up down out off
    """
)


@lru_cache(maxsize=60_000)
def _classify(word: str, language: str) -> Word:
    if language == "en":
        return _english(word)
    if word in PREPOSITIONS:
        return Word("preposition")
    return _ukrainian(word) if language == "uk" else _russian(word)


def classify(token: Token) -> Word:
    """The part *token* plays, judged by the word alone."""
    if token.is_number:
        return Word("number")
    if not token.is_word:
        return Word("sign")
    return _classify(token.word, token.language)


def _russian(word: str) -> Word:
    if word in _RUSSIAN_NUMBERS:
        return Word("number")
    if word in _CONJUNCTIONS:
        return Word("conjunction")
    if morphology.is_kept(word):
        return Word("noun", gender=None)
    readings = morphology.analyses(word, "ru")
    first = readings[0]
    pos = _POS.get(str(first.tag.POS), "other")
    if "impr" in first.tag and not any("past" in each.tag for each in readings):
        return Word("imperative")
    if pos in {"other", "verb", "infinitive", "preposition", "conjunction"}:
        number, gender = first.tag.number, first.tag.gender
        return Word(pos, ALL_CASES, None if number is None else number == "plur", _gender(gender))
    alike = [each for each in readings if _POS.get(str(each.tag.POS), "other") == pos and each.score > 0.02]
    if "Fixd" in first.tag:
        return Word(pos, ALL_CASES)
    cases = frozenset(_CASES[str(each.tag.case)] for each in alike if str(each.tag.case) in _CASES) or ALL_CASES
    numbers = {each.tag.number for each in alike if "n" in _CASES.get(str(each.tag.case), "")}
    plural = None if len(numbers) != 1 else numbers == {"plur"}
    return Word(pos, cases, plural, _gender(first.tag.gender))


def _gender(gender: object) -> str | None:
    return {"masc": "m", "femn": "f", "neut": "n"}.get(str(gender))


def _ukrainian(word: str) -> Word:
    if word in _UKRAINIAN_NUMBERS:
        return Word("number")
    if word in _CONJUNCTIONS:
        return Word("conjunction")
    if word in _ADVERBS:
        return Word("other")
    if word in _PRONOUNS:
        return Word("pronoun")
    if morphology.is_kept(word):
        return Word("noun")
    if len(word) > 4 and word not in _NOT_VERBS and _UKRAINIAN_VERB.search(word):
        return Word("verb")
    if len(word) > 4 and _UKRAINIAN_ADJECTIVE.search(word):
        return Word("adjective")
    if word.endswith(("ати", "ити", "іти", "ути", "яти", "юти", "сти")) and len(word) > 4:
        return Word("infinitive")
    for ending, cases in _UKRAINIAN_CASES:
        if ending.search(word):
            return Word("noun", frozenset(cases))
    return Word("noun", frozenset("na") if len(word) > 2 else ALL_CASES)


def _english(word: str) -> Word:
    if word in ENGLISH_NUMBERS:
        return Word("number")
    if word in PREPOSITIONS:
        return Word("preposition")
    if word in _CONJUNCTIONS:
        return Word("conjunction")
    if word in _ENGLISH_VERBS:
        return Word("verb")
    if word in _ENGLISH_OTHER or word.endswith("ly"):
        return Word("other")
    return Word("noun")
