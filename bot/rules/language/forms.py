"""All forms of a word, each with what it says: done, going on, coming, a noun, active or passive.

Russian forms come from the dictionary; Ukrainian and English ones from regular rules, which make a few forms
too many (they never occur) rather than one too few.
"""

from collections.abc import Iterator
from functools import lru_cache

from bot.rules.language import english_forms, morphology, ukrainian_forms
from bot.rules.language.form import Form
from bot.rules.language.morphology import Language

__all__ = ["Form", "Forms", "forms"]


Forms = dict[str, int]


def forms(term: str, language: Language) -> Forms:
    """Every form of the folded word *term* (in English "to shoot" is a verb, "shoot" a noun)."""
    make = {"ru": _russian, "uk": ukrainian_forms.inflected, "en": english_forms.inflected}[language]
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
