"""Every word of a text at once: asked of every post, before any is cut into sentences."""

import re
from typing import Final

WORDS: Final = r"[a-zа-яєіїґ]++(?![\w'])|[^\W\d_]+(?:'[^\W\d_]+)*"
"""Nearly all words are plain letters: asked for first, they are found in half the time."""
NUMBERS: Final = r"\d+(?:[.:,]\d+)*"
_SAID = re.compile(rf"{WORDS}|{NUMBERS}")
_NUMBER = re.compile(NUMBERS)

_ENCODING = "cp1251"
"""Of one byte a letter, Russian, Ukrainian and English: what holds no other letters is cut by a table."""
_OF_BYTES = bytes(range(256)).decode(_ENCODING, "replace")
_LETTERS_ONLY = bytes(
    code if re.fullmatch(r"[^\W\d_]|'", letter) else ord(" ") for code, letter in enumerate(_OF_BYTES)
)
_NO_DIGITS = bytes(code for code, letter in enumerate(_OF_BYTES) if not letter.isdecimal())


def words_said(folded: str) -> set[str]:
    """Every word and number that any sentence of a folded text could hold, as tokens write it."""
    try:
        coded = folded.encode(_ENCODING)
    except UnicodeEncodeError:
        return set(_SAID.findall(folded))
    said = set(coded.translate(_LETTERS_ONLY).decode(_ENCODING).split())
    if "'" in folded:
        for word in [word for word in said if "'" in word]:
            said.remove(word)
            said.update(_SAID.findall(word))
    if coded.translate(None, _NO_DIGITS):
        said.update(_NUMBER.findall(folded))
    return said
