"""What part a word plays, as far as roles need it: noun or not, in which cases, a finite verb, a small word.

Russian is told by the dictionary. Ukrainian is told by endings and closed lists, so that an installation
without the Ukrainian dictionary reads the same. English is told by closed lists alone.
"""

import re
from functools import cache, lru_cache
from typing import NamedTuple

from bot.rules.language import morphology
from bot.rules.language.forms import forms
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
NAMING = words("noun adjective participle")
"""Parts of speech that name or describe a thing."""
QUANTITY_NOUNS = words(
    """
    пара пары пару парой десяток десятка десятков десятки десятку тройка тройку двойка двойку звено рой
    роя рои волна волну волны большинство часть множество количество число сотня сотни сотен тысяча
    тысячи единица единицы единиц единицу штука штук штуки группа группу группы серия серию тип типа вид
    вида ряд итого всего минус плюс ще еще десятків рій хвиля хвилю більшість частина частину кількість
    одиниця одиниць одиниці група групу серія серію типу виду низка низку мінус swarm swarms wave waves
    dozen dozens pair group groups number total score scores hundreds all some one each most half
    majority couple several both none any many part more barrage salvo volley
    сотню сотней сотень дюжина дюжины дюжину дюжин полсотни полусотня полусотни полусотню парочка парочку
    парочки пятерка пятерку четверка четверку шестерка шестерку тысячу півсотні півсотня півсотню дюжини
    трійка трійку четвірка четвірку п'ятірка п'ятірку шістка шістку сімка сімку вісімка вісімку дев'ятка
    дев'ятку семерка семерку восьмерка восьмерку девятка девятку двійка двійку
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
    де куди звідки коли поки доки
    """
)
_PRONOUNS = words(
    """
    він вона воно вони його її їх нас нам нами ми ви вас я мене який яка яке які яких якого що це цей ця
    ці цих цього цієї той та ті тих весь вся все всі всіх свій своїх наш наша наше наші наших нашої ваш
    """
)
_UKRAINIAN_VERB = re.compile(
    r"(?:[аяиую]в|[аяиіую]л[аоие]|[аяиу](?:в|ла|ло|ли)с[ья]|(?:ен|ан|ят|ут|ит|іт|ян)о|у[єю]ть?|ують|юють|[аяоу]є|ають|яють"
    r"|[иї]ть|[ая]ть|[ую]ть|[еиє]ться|ється|ються|яться|аться|[єеї]мо|имо)$"
    r"|^(?:ви|про|за|при|на|від|до|під|пере|роз|об|у|в|з)(?:вів|ніс|міг)$"  # "вивів", "приніс", "допоміг"
    r"|^знайшов$"
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
    isn't aren't wasn't weren't hasn't haven't hadn't doesn't don't didn't won't wouldn't can't couldn't
    cannot shall
    said says say reported reports report confirmed told added wrote announced claimed claims struck hit
    attacked launched fired sent killed injured wounded damaged caused flew fell landed crashed
    continues continue continued
    """
)
_VERBS_ONLY = words(
    """
    accuse achieve adopt advise allow announce apologise appear apply argue arrive ask assess assume
    attend avoid await become begin belong bring build carry celebrate choose collect come compare
    complain condemn confirm consider consist contain convince create decide defend deliver demolish
    deny depend derive describe deserve destroy detain develop differ discuss disrupt donate draw earn
    eat emerge employ enable encourage endure engulf enjoy ensure enter evacuate examine exist expand
    expect explain explore extinguish fail find follow forget gain gather get give go greet grow
    happen hear hide hold identify ignore illustrate imagine impose improve include inform inherit insist
    inspect install intend introduce invest investigate invite join keep know lean learn let loom lose
    maintain make manage mean meet merge mourn obtain obey observe occur organise oversee perform
    permit persuade postpone prefer prepare prevent produce prohibit propose protect prove provide
    publish pull push put quit reach react realise receive recognise recommend recover reduce refuse
    reject relocate rely remain remember remind remove replace require resemble resign resist resolve
    respond restore resume retain reveal save say see seek seem sell send serve settle show simulate
    solve speak spend stand steal succeed suffer suggest suppose survive take teach tell tend
    think threaten throw understand undergo unveil urge vanish visit wait want warn weaken wear
    win withdraw withstand write
    """
)
"""English verbs whose plain and third-person forms are hardly ever nouns or adjectives."""
_NO_PAST = words(
    """
    unmanned manned armed guided wounded injured so-called united limited unidentified unconfirmed
    related aged winged expected alleged suspected coordinated combined loaded sacred naked indeed
    hundred speed seed feed need breed deed weed shed sled bed red bred embed exceed proceed succeed
    shahed mohammed ahmed
    """
)
_OBJECTS = words(
    """
    the a an this that these those his her its their our your my him them us it some any every each
    another all both no nothing everyone nobody anyone somebody
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


@lru_cache(maxsize=20_000)
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
    if not readings:  # letters of another script
        return Word("other")
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
    if word in _ENGLISH_VERBS or word in _finite_only():
        return Word("verb")
    if word in _ENGLISH_OTHER or word.endswith("ly"):
        return Word("other")
    return Word("noun")


@cache
def _finite_only() -> frozenset[str]:
    """Every form of the verbs that are no nouns, but for "-ing": "explains", "became", "destroyed"."""
    return frozenset(
        form
        for verb in _VERBS_ONLY
        for form in forms(f"to {verb}", "en")
        if not form.endswith(("ing", "ed")) or form in {verb, verb + "s"}
    )


def takes_object(token: Token, following: Token) -> bool:
    """Whether an English word in -ed is a verb with what it is done to after it ("delighted the crowd").

    Without an object it is as likely short for a passive: "Drones detected over the coast".
    """
    word = token.word
    if token.language != "en" or not word.endswith("ed") or len(word) < 5 or word in _NO_PAST:
        return False
    return following.word in _OBJECTS or (following.is_word and following.word.endswith("'s"))
