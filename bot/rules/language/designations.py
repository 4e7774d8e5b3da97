"""Names of letters and figures, such as a weapon's: С-300, Kh-101, Ту-95МС, Shahed-136, Искандер-М. Pure.

The search knows each as one thing, however it is written: in Cyrillic or Latin letters, with whatever dash or
none, in any form of its word. To its words alone "С-300" would be any 300 beside any "с".
"""

import re
from collections.abc import Iterator
from typing import Final

from bot.rules.language import morphology
from bot.rules.language.morphology import Language
from bot.rules.language.romanised import sound

_LETTER: Final = r"[^\W\d_]"
_DASH: Final = "[-‐‑‒–—−]"
DESIGNATION: Final = re.compile(
    rf"(?<![^\W_])(?:"
    rf"{_LETTER}{{1,12}}{_DASH}?\d{{1,4}}(?:{_LETTER}{{1,4}}(?:{_DASH}?\d{{1,2}})?)?"  # С-300ПМУ-2, F16
    rf"|{_LETTER}{{2,12}}{_DASH}{_LETTER}\d{{1,2}}"  # Панцирь-С1, Бук-М3
    rf"|{_LETTER}{{4,12}}{_DASH}{_LETTER}"  # Искандер-М
    rf")(?![^\W_])"
)
"""As it is written, or folded. In all of a post `words_in` finds it in a third of the time."""
_APOSTROPHE: Final = "['’ʼ]"
_RUN: Final = re.compile(rf"[^\W_]+(?:(?:{_APOSTROPHE}|{_DASH})[^\W_]+)*")
_WORD: Final = re.compile(rf"{DESIGNATION.pattern}|[^\W_]+(?:{_APOSTROPHE}[^\W\d_]+)*")
_ATOM: Final = re.compile(rf"\d+|{_LETTER}+")
_LONE: Final = str.maketrans("cx", "сх")
"""Latin letters that, alone, are written for the Cyrillic ones they look like: C-300, X-101."""
_MARK: Final = "0"
"""Begins a key: no word does, so none is taken for a mistyped one."""
_INFLECTED_FROM: Final = 4
"""Letters: shorter names ("Ту", "МиГ") are not declined, and a dictionary would take them for other words."""


def spans(text: str) -> Iterator[tuple[int, int]]:
    """Where each of `words_in` stands."""
    for run in _RUN.finditer(text):
        if run[0].isalpha():
            yield run.span()
        else:
            for found in _WORD.finditer(text, *run.span()):
                yield found.span()


def words_in(text: str) -> list[str]:
    """Each word, number and designation of *text*, as it is written or folded."""
    found: list[str] = []
    for run in _RUN.findall(text):
        if run.isalpha():
            found.append(run)
        else:
            found += _WORD.findall(run)
    return found


def is_designation(word: str) -> bool:
    """Whether one of what `spans` finds is no word or number."""
    return not word.isalpha() and DESIGNATION.fullmatch(word) is not None


def designation_keys(designation: str, language: Language) -> list[str]:
    """What a folded *designation* is found by: itself, last, and the names it begins with.

    Of "ту-95мс" these are "ту-95" and "ту-95мс".
    """
    said = ""
    keys = []
    for number, atom in enumerate(_ATOM.findall(designation)):
        said += atom if atom.isdigit() else _heard(atom, language)
        if number:
            keys.append(_MARK + said)
    return keys


def _heard(letters: str, language: Language) -> str:
    """The letters' sounds, the same from both alphabets; of a word, those of its base form."""
    if len(letters) == 1:
        letters = letters.translate(_LONE)
    if len(letters) < _INFLECTED_FROM:
        return sound(letters).lower()
    if letters[0] >= "\u0250":
        letters = morphology.stem(letters, language)
    return sound(letters).rstrip("aeiou").lower()
