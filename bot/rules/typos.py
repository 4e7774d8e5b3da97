"""Which known form a mistyped word stands for: one letter wrong, missing, doubled, or two swapped."""

from collections.abc import Callable, Iterable

from rapidfuzz.distance import OSA

MIN_LENGTH = 6
"""Shorter words have too many neighbours that are words of their own."""
MIN_LENGTH_ENGLISH = 9
"""English has more of them ("hunting", "hurting"), and no dictionary here says so."""


class TypoIndex:
    """Known forms, found again from a form with one letter changed.

    Every form is filed under itself less any one letter; so is the word looked for. A common entry proposes a
    candidate, the distance decides.
    """

    def __init__(self, forms: Iterable[str]) -> None:
        self._filed: dict[str, list[str]] = {}
        for form in sorted(set(forms)):
            if len(form) >= MIN_LENGTH and form.isalpha():
                for key in _less_one_letter(form):
                    self._filed.setdefault(key, []).append(form)

    def repair(self, word: str, meant: Callable[[str], bool]) -> str | None:
        """The form at distance one with the same initial that could be *meant*, or None."""
        if len(word) < (MIN_LENGTH if word[0] > "\u0250" else MIN_LENGTH_ENGLISH):
            return None
        found = {
            form
            for key in _less_one_letter(word)
            for form in self._filed.get(key, ())
            if form[0] == word[0] and OSA.distance(form, word, score_cutoff=1) <= 1 and meant(form)
        }
        # Endings carry the grammar: a form with the same end is meant sooner.
        return min(found, key=lambda form: (form[-1] != word[-1], form), default=None)


def _less_one_letter(word: str) -> set[str]:
    return {word, *(word[:place] + word[place + 1 :] for place in range(len(word)))}
