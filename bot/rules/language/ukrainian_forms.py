"""All forms of a Ukrainian word by regular rules: no dictionary, so that every installation reads alike."""

import re
from collections.abc import Iterator

from bot.rules.language import morphology
from bot.rules.language.form import Form

_ADJECTIVE = "ий ого ому им ім а ої ій у ою е і их ими"
_FIRST_DECLENSION = "а и і у ою о ам ами ах"
_SOFT_FIRST_DECLENSION = "я і ї ю ею єю ь й їй ям ями ях"
_HARD_MASCULINE = "а у ові ом ем еві і и ів ам ами ах е"
_SOFT_MASCULINE = "я ю єм ем єві еві ї і їв ів ям ями ях ей лю"
_IOTATED = {"в": "вл", "б": "бл", "п": "пл", "м": "мл", "ф": "фл", "д": "дж", "т": "ч", "з": "ж", "с": "ш"}
_PAST = ("в", "ла", "ло", "ли")
_MONOSYLLABIC = re.compile("(?:ви|по|на|за|при|до|пере|про|роз|об|під|від)(?:б|кр|ш|м|л|п|в)$")
"""What stays of "бити", "крити", "шити" with a prefix: "вибито", "накрито"."""
_SHORT_VERBS = {"бити"}
"""As short as "діти" and "хати", which are no verbs."""
_VOWELS = "аеиоуіїєюя"


def inflected(term: str) -> Iterator[tuple[str, int]]:
    """The forms of a folded word, each with what it says."""
    if not term.isalpha() and "'" not in term:
        yield term, Form.OTHER
    elif term.endswith(("тися", "тись")):
        for form, says in _verb(term[:-2]):
            if says & (Form.PASSIVE | Form.PARTICIPLE):
                continue
            yield form + "ся", says
            yield form + "сь", says
            if says & (Form.NOW | Form.COMING) and form.endswith(("є", "е")):
                yield form + "ться", says
    elif term.endswith("ти") and len(term) > 4:
        yield from _verb(term)
    elif term in _SHORT_VERBS:
        yield term, Form.INFINITIVE
        for ending in _PAST:
            yield term[:-2] + ending, Form.DONE | Form.ACTIVE
    elif term.endswith(("ий", "ій")) and len(term) > 4 and not term.endswith(("ідбій", "бій", "рій")):
        for ending in _ADJECTIVE.split():
            yield term[:-2] + ending, Form.OTHER
    else:
        for form in _noun(term):
            yield form, Form.NOUN


def _noun(term: str) -> Iterator[str]:
    yield term
    if morphology.is_kept(term) or len(term) < 3:
        return
    stem, endings = term, _HARD_MASCULINE
    if term.endswith(("ння", "ття")):
        stem, endings = term[:-1], "я ю ям і ях ями"
        yield term[:-2] + "ь"
    elif term.endswith("ія"):
        stem, endings = term[:-1], "я ї ю єю й ям ями ях"
    elif term.endswith("я"):
        stem, endings = term[:-1], _SOFT_FIRST_DECLENSION
    elif term.endswith("а"):
        stem, endings = term[:-1], _FIRST_DECLENSION
        yield stem
        if stem[-1] in "кгх":
            yield stem[:-1] + {"к": "ц", "г": "з", "х": "с"}[stem[-1]] + "і"
        if stem.endswith("к") and len(stem) > 4:
            yield stem[:-1] + "ок"
    elif term.endswith("о"):
        stem, endings = term[:-1], "о а у ом і ам ами ах"
        yield stem
    elif term.endswith(("і", "и")):
        stem, endings = term[:-1], "і и ів їв ам ами ах ям ями ях ей"
        yield stem
    elif term.endswith("ок"):
        stem = term[:-2] + "к"
    elif term.endswith("ець"):
        stem, endings = term[:-3] + "ц", "я ю ем еві і ів ям ями ях"
    elif term.endswith("ість"):
        stem, endings = term[:-3] + "ост", "і ей ям ями ях"
        yield term + "ю"
    elif term.endswith("ій"):
        stem, endings = term[:-2] + "о", "ю я єм ї їв ям ями ях"
    elif term.endswith("літ"):
        stem = term[:-3] + "льот"
    elif term.endswith("е"):
        stem, endings = term[:-1], "е я ю ем і ь ям ями ях"
    elif term.endswith("й"):
        stem, endings = term[:-1], _SOFT_MASCULINE
    elif term.endswith("ь"):
        stem, endings = term[:-1], _SOFT_MASCULINE
        yield stem + stem[-1] + "ю"
    for ending in endings.split():
        yield stem + ending


def _verb(term: str) -> Iterator[tuple[str, int]]:
    yield term, Form.INFINITIVE
    done, coming = Form.DONE | Form.ACTIVE, Form.COMING | Form.ACTIVE
    if term.endswith("пасти"):
        stem = term[:-3]
        for form in (stem + "в", stem + "ла", stem + "ло", stem + "ли"):
            yield form, done
        for form in (stem + "де", stem + "дуть"):
            yield form, coming
        return
    if term.endswith("нести"):
        stem = term[:-4]
        for form in (term[:-4] + "іс", term[:-2] + "ла", term[:-2] + "ло", term[:-2] + "ли"):
            yield form, done
        yield term[:-2] + "ено", Form.DONE | Form.PASSIVE
        for form in (stem + "есе", stem + "есуть"):
            yield form, coming
        return
    stem, vowel = term[:-3], term[-3]
    if vowel not in _VOWELS:
        yield from _consonant_verb(term[:-2])
        return
    for ending in _PAST:
        yield stem + vowel + ending, done
    imperfective = term.endswith(("увати", "ювати", "вати", "яти"))
    tense = (Form.NOW if imperfective else Form.COMING) | Form.ACTIVE
    for passive in _passives(stem, vowel):
        yield passive + "о", Form.DONE | Form.PASSIVE
        for ending in _ADJECTIVE.split():
            yield passive + ending, Form.PARTICIPLE | Form.PASSIVE
    if term.endswith(("увати", "ювати")):
        root = term[:-4]
        for ending in ("ує", "ують", "уємо") if term.endswith("увати") else ("ює", "юють", "юємо"):
            yield root[:-1] + ending, tense
    elif vowel == "и" and len(stem) > 2:
        soft = stem[:-1] + _IOTATED.get(stem[-1], stem[-1])
        for form in (stem + "ить", stem + "ять", stem + "ать", soft + "ять", stem + "имо"):
            yield form, tense
    elif vowel in "ая":
        for ending in ("є", "ють", "ємо"):
            yield stem + vowel + ending, tense
    elif vowel == "у":
        for ending in ("е", "уть", "емо"):
            yield stem + ending, tense
    elif vowel == "і":
        for form in (stem + "ить", stem + "ять", stem + "іє", stem + "іють"):
            yield form, tense


def _consonant_verb(root: str) -> Iterator[tuple[str, int]]:
    """ "покласти" (поклав, покладено), "завести" (завів), "посікти" (посік, посічено), "досягти" (досяг)."""
    done, coming = Form.DONE | Form.ACTIVE, Form.COMING | Form.ACTIVE
    last = root[-1]
    stem = root[:-1] if last == "с" else root
    closed = re.sub("[ео](?=[^аеиоуіїєюя]*$)", "і", stem)
    masculine = closed + "в" if last == "с" else closed
    for form in (masculine, stem + "ла", stem + "ло", stem + "ли"):
        yield form, done
    if last == "с":
        soft = hard = stem + "д"
    else:
        soft = root[:-1] + {"к": "ч", "г": "ж"}.get(last, last)
        hard = root + "н" if last == "г" else soft
    yield soft + "ено", Form.DONE | Form.PASSIVE
    for ending in _ADJECTIVE.split():
        yield soft + "ен" + ending, Form.PARTICIPLE | Form.PASSIVE
    for form in (hard + "е", hard + "уть"):
        yield form, coming


def _passives(stem: str, vowel: str) -> Iterator[str]:
    short = len(stem) <= 2 or (stem.endswith(("б", "в")) and stem[-2:-1] not in "аеоуиіяю")
    if vowel == "и" and (short or _MONOSYLLABIC.match(stem)):
        yield stem + "ит"
    if vowel == "и":
        yield stem[:-1] + _IOTATED.get(stem[-1], stem[-1]) + "ен"
        if stem[-1] in "тд":
            yield stem + "ен"
    elif vowel in "ая":
        yield stem + vowel + "н"
        if stem.endswith("н"):
            yield stem + vowel + "т"  # "знято", "піднятий"
        if stem.endswith(("ув", "юв")):
            yield stem[:-2] + ("ов" if stem.endswith("ув") else "йов") + "ан"
            yield stem[:-2] + "ьован"
    elif vowel == "у":
        yield stem + "ут"
