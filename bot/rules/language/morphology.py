"""Word forms: what a word's base form is and what grammar it carries.

Russian comes from pymorphy3's dictionary. Ukrainian comes from `pymorphy3-dicts-uk` where the extra `[uk]` is
installed; without it (and for English) words keep their own shape and are compared by stem. What is read out
of a word is remembered, here and by who asks, so that a running bot pays for each new word once.
"""

import importlib.util
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any, Literal

import pymorphy3
import Stemmer
from pymorphy3.units.by_lookup import DictionaryAnalyzer

from bot.rules.language.wordlists import words

Language = Literal["ru", "uk", "en"]

_WORDS_REMEMBERED = 20_000
"""Some 0.3 kB each, in each table. A word that was forgotten is read again in 10 µs, a guess in 100 µs."""
_READINGS_REMEMBERED = 1_000
"""The words of the posts that are being read: several ask for the readings of a word, and remember what they
made of them. Readings themselves take 1 kB, and those of a word that is guessed 3 kB.
"""

# pymorphy does not know these and guesses verbs from their endings ("бпла" would become "бпнуть").
_KEPT = frozenset({"бпла", "бла", "пво", "ппо", "рэб", "реб", "зрк", "мск"})

# Ukrainian has no open stemmer. These endings, longest first, are cut where four letters remain.
_UKRAINIAN_ENDINGS = tuple(
    sorted(
        words("""
        ого ому ими іми ій ою ею єю ів їв ам ям ах ях ами ями ові еві єві а я у ю і ї и е є о ь й ий их
        ати яти ити іти ути ав ала ало али яв яла яло яли ив ила ило или іла іло іли ено ано ято уто ито
        уть ють ать ять ить їть еш єш иш їш емо имо ете ите
        """),
        key=lambda ending: (-len(ending), ending),
    )
)


_OF_TOWNS = {
    root + ending: town
    for root, town in (("києв", "київ"), ("львов", "львів"))
    for ending in ("а", "у", "ом", "ові", "і", "е")
}
"""Forms that share too few letters with their name for an ending to be cut, or are another word's, too."""


@lru_cache(maxsize=1)
def _russian() -> Any:
    return pymorphy3.MorphAnalyzer(lang="ru")


@lru_cache(maxsize=1)
def _ukrainian() -> Any | None:
    if importlib.util.find_spec("pymorphy3_dicts_uk") is None:
        return None
    return pymorphy3.MorphAnalyzer(lang="uk")


@lru_cache(maxsize=4)
def _stemmer(algorithm: str) -> Callable[[str], str]:
    # The stemmer's own cache slows down words it has not seen; ours holds the results.
    stem: Callable[[str], str] = Stemmer.Stemmer(algorithm, 0).stemWord
    return stem


def is_kept(word: str) -> bool:
    """Whether *word* is an abbreviation without forms."""
    return word in _KEPT


_LAST_CYRILLIC = "\u052f"


@lru_cache(maxsize=_READINGS_REMEMBERED)
def analyses(word: str, language: Language) -> tuple[Any, ...]:
    """All readings of a folded *word*, likeliest first: pymorphy3 `Parse` values; () without a dictionary."""
    analyzer = _russian() if language == "ru" else _ukrainian() if language == "uk" else None
    # The analyser fails on letters of scripts so young that they have no name in Unicode yet.
    if analyzer is None or any(letter > _LAST_CYRILLIC for letter in word):
        return ()
    return tuple(analyzer.parse(word))


def paradigm_of(reading: Any) -> tuple[int, str] | None:
    """The number of the paradigm by which a Russian *reading* is inflected, and its stem; None for a guess."""
    methods = reading.methods_stack
    if len(methods) > 1 or not isinstance(methods[0][0], DictionaryAnalyzer):
        return None
    _, word, number, index = methods[0]
    dictionary = _russian().dictionary
    return number, dictionary.build_stem(dictionary.paradigms[number], index, word)


def paradigm(number: int) -> list[tuple[str, Any, str]]:
    """The forms of a Russian paradigm: what stands before the stem, the grammar, what stands after it."""
    forms: list[tuple[str, Any, str]] = _russian().dictionary.build_paradigm_info(number)
    return forms


@lru_cache(maxsize=_WORDS_REMEMBERED)
def lemma(word: str, language: Language) -> str:
    """The base form of a folded *word* (ё folded to е); the word itself where no dictionary is at hand."""
    if word in _KEPT:
        return word
    found = analyses(word, language)
    base: str = found[0].normal_form.replace("ё", "е") if found else word
    return word if base == word else base  # one string for both


def known(word: str, language: Language) -> bool:
    """Whether a dictionary holds *word*; False where there is none to ask. To remember it would spare 1 µs."""
    if word in _KEPT:
        return True
    analyzer = _russian() if language == "ru" else _ukrainian() if language == "uk" else None
    return bool(analyzer is not None and analyzer.word_is_known(word))


def spelt(words: Iterable[str], language: Language) -> list[str]:
    """Those of *words* that the dictionary holds; none where there is none. Nothing is remembered of them."""
    analyzer = _russian() if language == "ru" else _ukrainian() if language == "uk" else None
    return [word for word in words if analyzer.word_is_known(word)] if analyzer is not None else []


_SPELT_AS: dict[tuple[str, Language], str] = {("е", "ru"): "её", ("г", "uk"): "гґ"}
"""A letter that the dictionary may spell otherwise: what people write for both."""


def going_on(beginnings: Iterable[str], letters: str, language: Language) -> dict[str, list[str]]:
    """Letters after which a word of the dictionary can go on that begins so -> the beginnings with the letter.

    Both as the dictionary spells them. {} where there is none.
    """
    analyzer = _russian() if language == "ru" else _ukrainian() if language == "uk" else None
    if analyzer is None:
        return {}
    begins = analyzer.dictionary.words.has_keys_with_prefix
    found: dict[str, list[str]] = {}
    for begun in beginnings:
        for letter in letters:
            for sign in _SPELT_AS.get((letter, language), letter):
                if begins(begun + sign):
                    found.setdefault(letter, []).append(begun + sign)
    return found


@lru_cache(maxsize=_WORDS_REMEMBERED)
def stem(word: str, language: Language) -> str:
    """The shared beginning of a word's forms: the unit the search compares. Short words stay whole."""
    if language == "en":
        return _stemmer("english")(word)
    if language == "ru":
        return _stemmer("russian")(lemma(word, "ru"))
    # Guesses about unknown words differ from form to form; only the dictionary's own words are trusted.
    word = _OF_TOWNS.get(word, word)
    base = lemma(word, "uk") if known(word, "uk") else word
    for ending in _UKRAINIAN_ENDINGS:
        if base.endswith(ending) and len(base) - len(ending) >= 4:
            return base[: -len(ending)]
    return base
