"""All forms of a word, each with what it says: done, going on, coming, a noun, active or passive.

Russian forms come from the dictionary; Ukrainian and English ones from the regular rules below, which make
a few forms too many (they never occur) rather than one too few.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from bot.rules.language import morphology
from bot.rules.language.morphology import Language


class Form:
    """What a form of a word says: bits to be combined. Plain numbers, for they are asked for every word."""

    DONE: Final = 1
    NOW: Final = 2
    COMING: Final = 4
    INFINITIVE: Final = 8
    IMPERATIVE: Final = 16
    PARTICIPLE: Final = 32
    NOUN: Final = 64
    ACTIVE: Final = 128
    PASSIVE: Final = 256
    OTHER: Final = 512


Forms = dict[str, int]


def forms(term: str, language: Language) -> Forms:
    """Every form of the folded word *term* (in English "to shoot" is a verb, "shoot" a noun)."""
    make = {"ru": _russian, "uk": _ukrainian, "en": _english}[language]
    found: Forms = {}
    for form, says in make(term):
        found[form] = found.get(form, 0) | says
    return found


def _russian(term: str) -> Iterator[tuple[str, int]]:
    yield term, Form.OTHER if not morphology.known(term, "ru") else 0
    if not term.isalpha() or morphology.is_kept(term):
        yield term, Form.NOUN
        return
    readings = [each for each in morphology.analyses(term, "ru") if each.normal_form.replace("ё", "е") == term]
    for reading in (readings or list(morphology.analyses(term, "ru")))[:2]:
        if readings and reading.score < 0.1 and reading is not readings[0]:
            continue
        if inflected := morphology.paradigm_of(reading):
            number, stem = inflected
            stem = stem.replace("ё", "е")
            for before, says, after in _paradigm(number):
                yield before + stem + after, says
        else:
            for form in reading.lexeme:
                yield form.word.replace("ё", "е"), _russian_says(form.tag)


@lru_cache(maxsize=512)
def _paradigm(number: int) -> tuple[tuple[str, int, str], ...]:
    """What each form of a paradigm says. Two thousand words of the lists share a few hundred of them."""
    return tuple(
        (before.replace("ё", "е"), _russian_says(tag), after.replace("ё", "е"))
        for before, tag, after in morphology.paradigm(number)
    )


def _russian_says(tag: object) -> int:
    grammemes = tag.grammemes  # type: ignore[attr-defined]
    passive = Form.PASSIVE if "pssv" in grammemes else Form.ACTIVE
    if "NOUN" in grammemes:
        return Form.NOUN
    if "VERB" in grammemes:
        if "impr" in grammemes:
            return Form.IMPERATIVE
        tense = Form.DONE if "past" in grammemes else Form.COMING if "futr" in grammemes else Form.NOW
        return tense | Form.ACTIVE
    if "PRTS" in grammemes:
        return (Form.DONE if "past" in grammemes else Form.NOW) | passive
    if "PRTF" in grammemes:
        return Form.PARTICIPLE | passive | (0 if "past" in grammemes else Form.NOW)
    if "INFN" in grammemes:
        return Form.INFINITIVE
    if "GRND" in grammemes:
        return (Form.DONE if "past" in grammemes else Form.PARTICIPLE) | Form.ACTIVE
    return Form.OTHER


_ADJECTIVE = "ий ого ому им ім а ої ій у ою е і их ими"
_FIRST_DECLENSION = "а и і у ою о ам ами ах"
_SOFT_FIRST_DECLENSION = "я і ї ю ею єю ь й їй ям ями ях"
_HARD_MASCULINE = "а у ові ом ем еві і и ів ам ами ах е"
_SOFT_MASCULINE = "я ю єм ем єві еві ї і їв ів ям ями ях ей лю"
_IOTATED = {"в": "вл", "б": "бл", "п": "пл", "м": "мл", "ф": "фл", "д": "дж", "т": "ч", "з": "ж", "с": "ш"}
_PAST = ("в", "ла", "ло", "ли")
_UKRAINIAN_VOWELS = "аеиоуіїєюя"


def _ukrainian(term: str) -> Iterator[tuple[str, int]]:
    if not term.isalpha() and "'" not in term:
        yield term, Form.OTHER
    elif term.endswith(("тися", "тись")):
        for form, says in _ukrainian_verb(term[:-2]):
            if says & (Form.PASSIVE | Form.PARTICIPLE):
                continue
            yield form + "ся", says
            yield form + "сь", says
            if says & (Form.NOW | Form.COMING) and form.endswith(("є", "е")):
                yield form + "ться", says
    elif term.endswith("ти") and len(term) > 4:
        yield from _ukrainian_verb(term)
    elif term.endswith(("ий", "ій")) and len(term) > 4 and not term.endswith(("ідбій", "бій", "рій")):
        for ending in _ADJECTIVE.split():
            yield term[:-2] + ending, Form.OTHER
    else:
        for form in _ukrainian_noun(term):
            yield form, Form.NOUN


def _ukrainian_noun(term: str) -> Iterator[str]:
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


def _ukrainian_verb(term: str) -> Iterator[tuple[str, int]]:
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
    if vowel not in _UKRAINIAN_VOWELS:
        yield from _ukrainian_consonant_verb(term[:-2])
        return
    for ending in _PAST:
        yield stem + vowel + ending, done
    imperfective = term.endswith(("увати", "ювати", "вати", "яти"))
    tense = (Form.NOW if imperfective else Form.COMING) | Form.ACTIVE
    for passive in _ukrainian_passives(stem, vowel):
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


def _ukrainian_consonant_verb(root: str) -> Iterator[tuple[str, int]]:
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


def _ukrainian_passives(stem: str, vowel: str) -> Iterator[str]:
    if vowel == "и" and (len(stem) <= 2 or (stem.endswith(("б", "в")) and stem[-2:-1] not in "аеоуиіяю")):
        yield stem + "ит"
    if vowel == "и":
        yield stem[:-1] + _IOTATED.get(stem[-1], stem[-1]) + "ен"
        if stem[-1] in "тд":
            yield stem + "ен"
    elif vowel in "ая":
        yield stem + vowel + "н"
        if stem.endswith(("ув", "юв")):
            yield stem[:-2] + ("ов" if stem.endswith("ув") else "йов") + "ан"
            yield stem[:-2] + "ьован"
    elif vowel == "у":
        yield stem + "ут"


_IRREGULAR_VERBS = """
    shoot shot shot; bring brought brought; take took taken; hit hit hit; strike struck struck; fall
    fell fallen; fly flew flown; break broke broken; catch caught caught; set set set; 
    blow blew blown; kill killed killed; hurt hurt hurt; go went gone; put put put; cut cut cut; leave
    left left; lose lost lost; sound sounded sounded; shut shut shut; begin began begun; make made made;
    die died died; knock knocked knocked; fight fought fought; beat beat beaten; hold held held; rise
    rose risen; tear tore torn; drive drove driven; send sent sent; keep kept kept; halt halted halted;
    give gave given; get got got; spread spread spread; lift lifted lifted; see saw seen; be was been;
    become became become; build built built; choose chose chosen; come came come; draw drew drawn; eat ate
    eaten; find found found; forget forgot forgotten; grow grew grown; hear heard heard; hide hid hidden;
    know knew known; lean leant leant; learn learnt learnt; let let let; mean meant meant; meet met met;
    prove proved proven; quit quit quit; say said said; seek sought sought; sell sold sold; show showed
    shown; speak spoke spoken; spend spent spent; stand stood stood; steal stole stolen; teach taught
    taught; tell told told; think thought thought; throw threw thrown; understand understood understood;
    undergo underwent undergone; wear wore worn; win won won; withdraw withdrew withdrawn; withstand
    withstood withstood; write wrote written; oversee oversaw overseen; pay paid paid; plough ploughed
    ploughed; bleed bled bled; dig dug dug; deal dealt dealt
"""
_IRREGULAR = {
    verb: (past, participle) for verb, past, participle in map(str.split, _IRREGULAR_VERBS.split(";"))
}
_DOUBLED = re.compile(r"[^aeiou]*[aeiou][bdgklmnprtvz]$|begin$|repel$|control$|regret$|commit$|admit$")
"""Verbs of one short syllable that double their last letter: "stopped", "slamming", "gutted"."""


def _english(term: str) -> Iterator[tuple[str, int]]:
    if not term.startswith("to "):
        yield term, Form.NOUN
        if term.isalpha() and len(term) > 2 and not term.endswith("s"):
            yield _with_s(term), Form.NOUN
        return
    verb = term[3:]
    yield verb, Form.NOW | Form.INFINITIVE | Form.ACTIVE
    yield _with_s(verb), Form.NOW | Form.ACTIVE
    stem = verb[:-1] if verb.endswith("e") and not verb.endswith("ee") else verb
    if _DOUBLED.match(verb):
        stem = verb + verb[-1]
    yield ("dying" if verb == "die" else stem + "ing"), Form.NOW | Form.OTHER
    if verb in _IRREGULAR:
        past, participle = _IRREGULAR[verb]
    else:
        ending = "ied" if verb.endswith("y") and verb[-2] not in "aeiou" else "ed"
        past = participle = (stem[:-1] if ending == "ied" else stem) + ending
    if verb.endswith("el") and past == verb + "ed":
        for doubled in (verb + "led", verb + "ling"):
            yield (
                doubled,
                Form.DONE | Form.ACTIVE | Form.PASSIVE if doubled.endswith("ed") else Form.NOW | Form.OTHER,
            )
    yield past, Form.DONE | Form.ACTIVE
    yield participle, Form.DONE | Form.PASSIVE


def _with_s(word: str) -> str:
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return word[:-1] + "ies"
    return word + ("es" if word.endswith(("s", "x", "z", "ch", "sh", "o")) else "s")
