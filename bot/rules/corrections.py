"""Posts that put an earlier figure of their own channel right: "Уточняю: уничтожено 4 БПЛА, а не 5". Pure.

Read as one more event, such a post would be added up with what it takes back, and told as a higher figure.
"""

import re
from typing import NamedTuple

from bot.rules.facts.number_words import small_number
from bot.rules.language.folding import fold

_PUT_RIGHT = re.compile(
    r"\b(?:уточня(?:ю|ем)|уточнени[ею]|уточн[её]нн\w+|поправ(?:ка|ляю|очка)|исправ(?:ляю|ление|ленн\w+)|опечатк\w+"
    r"|уточню(?:ю|ємо)|уточнення|уточнен\w+|виправл(?:яю|ення)|одру(?:к|ківк)\w*"
    r"|correction|correcting|corrected|clarification|erratum|typo)\b",
    re.IGNORECASE,
)
"""Not "уточняется": what is being found out puts nothing right."""
_INSTEAD_OF = re.compile(
    r"\b(?:а|but)\s+(?:не|not)\s+(\w+)|,\s*(?:не|not)\s+(\w+)|\b(?:не|not)\s+(\w+)\s*,?\s*(?:а|but)\b"
    r"|\b(?:вместо|замість|instead of|rather than)\s+(\w+)",
    re.IGNORECASE,
)


class Correction(NamedTuple):
    """That a sentence corrects, and the figure it says was wrong; None where it says none."""

    instead_of: int | None


def correction_in(sentence: str) -> Correction | None:
    """What *sentence* puts right, if it says that it does."""
    for found in _INSTEAD_OF.finditer(sentence):
        word = fold(next(filter(None, found.groups())))
        if (wrong := int(word) if word.isdecimal() else small_number(word)) is not None:
            return Correction(wrong)
    return Correction(None) if _PUT_RIGHT.search(sentence) else None
