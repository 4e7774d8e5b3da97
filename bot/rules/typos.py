"""Which known form a mistyped word stands for: one letter wrong, missing, doubled, or two swapped."""

from collections import defaultdict
from collections.abc import Callable, Iterable

from rapidfuzz import process
from rapidfuzz.distance import OSA

MIN_LENGTH = 6
"""Shorter words have too many neighbours that are words of their own."""
MIN_LENGTH_ENGLISH = 9
"""English has more of them ("hunting", "hurting"), and no dictionary here says so."""


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

    def repair(self, word: str, meant: Callable[[str], bool]) -> str | None:
        """The form at distance one with the same initial that could be *meant*, or None."""
        if len(word) < (MIN_LENGTH if word[0] > "\u0250" else MIN_LENGTH_ENGLISH):
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
