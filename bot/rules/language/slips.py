"""What a mistyped word may have been: the dictionary's words that are one slip away from it. Pure.

Any form is found, however much it differs from its base form ("онла" -> "орла", of "орел"): comparing with
stems would find none. A slip is a letter too few, too many or wrong, or two neighbours swapped.
"""

from collections.abc import Iterator

from bot.rules.language import morphology
from bot.rules.language.morphology import Language

_LETTERS: dict[Language, str] = {
    "ru": "абвгдежзийклмнопрстуфхцчшщъыьэюя",
    "uk": "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя",
}
LONGEST = 24
"""Letters: longer words are not looked at, for the work grows with their length."""


def slips_of(word: str) -> frozenset[str]:
    """The stems of all words that the dictionaries hold and that are one slip away from a folded *word*."""
    if not word.isalpha() or len(word) > LONGEST:
        return frozenset()
    return frozenset(
        morphology.stem(meant, language)
        for language, letters in _LETTERS.items()
        for meant in morphology.spelt(_one_slip_from(word, letters, language), language)
    )


def _one_slip_from(word: str, letters: str, language: Language) -> Iterator[str]:
    """What may be a word of the dictionary: what does not begin like one is left out, which is two thirds."""
    begun = [""]
    for at in range(len(word) + 1):
        before, after = word[:at], word[at:]
        if after:
            yield before + after[1:]
        if len(after) > 1:
            yield before + after[1] + after[0] + after[2:]
        further = morphology.going_on(begun, letters, language)
        for letter in further:
            yield before + letter + after
            if after and letter != after[0]:
                yield before + letter + after[1:]
        begun = further.get(after[0], []) if after else []
        if not begun:
            return
