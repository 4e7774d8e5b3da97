"""Which known form a mistyped word stands for: one letter wrong, missing, doubled, or two swapped."""

from collections import defaultdict
from collections.abc import Callable, Iterable

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.rules.language.morphology import Language
from bot.rules.language.wordlists import words

MIN_LENGTH = 6
"""Shorter words have too many neighbours that are words of their own."""
MIN_LENGTH_UNKNOWN = {"en": 9, "uk": 8}
"""Where no dictionary says what is a word of its own ("hunting" and "hurting", "збирали" and "збивали")."""
_NO_SLIPS: dict[Language, tuple[str, ...]] = {
    "uk": tuple(
        words(
            """
            вилуч розігра протягом знайді тримає приймає складал запалил запален штормов снігопад
            експерт
            """
        )
    )
}
"""How words begin that are no slips of the words they resemble: "вилучено" is not "влучено". They are named, as
the Ukrainian dictionary is not installed everywhere, and holds many forms that lists of words lack.
"""


class TypoIndex:
    """Known forms by initial and length.

    An index of all forms less one letter would answer faster, at ten times the memory; every word is asked once
    and remembered by the caller.
    """

    def __init__(self, forms: Iterable[str]) -> None:
        self._filed: dict[tuple[str, int], list[str]] = defaultdict(list)
        for form in sorted(set(forms)):
            if len(form) >= MIN_LENGTH - 1 and form.isalpha():
                self._filed[form[0], len(form)].append(form)

    def repair(self, word: str, language: Language, meant: Callable[[str], bool]) -> str | None:
        """The form at distance one with the same initial that could be *meant*, or None."""
        if len(word) < MIN_LENGTH_UNKNOWN.get(language, MIN_LENGTH):
            return None
        if word.startswith(_NO_SLIPS.get(language, ())):
            return None
        found = [
            form
            for length in (len(word) - 1, len(word), len(word) + 1)
            for form, _, _ in process.extract(
                word, self._filed.get((word[0], length), ()), scorer=OSA.distance, score_cutoff=1, limit=None
            )
            if meant(form)
        ]
        # Endings carry the grammar: a form with the same end is meant sooner.
        return min(found, key=lambda form: (form[-1] != word[-1], form), default=None)
