"""Letters as people see them: folding that makes alike what looks alike, with the way back to the original.

Compatibility forms, look-alike letters of the other alphabet, no-break spaces, soft hyphens, zero-width
characters, ё, apostrophes, dashes and case are evened out. Emoji become sentence breaks, links vanish.
"""

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass

from bot.rules.language.morphology import Language

EMOJI = "\x1e"
"""What an emoji is folded to: it ends a sentence."""
BULLET = "\x1d"
"""What a list bullet is folded to: it ends a sentence and begins an item."""

_KEPT_SYMBOLS = frozenset("№°%$€₴₽§&+=<>/|\\#@*_~^")
_BULLETS = frozenset("•◦‣·∙▪▫●○■□◾◽◼◻▶►➤➡→▸▹◆◇🔹🔸🔻🔺🔷🔶")


class _Fold(dict[str, str]):
    """Character -> one folded character ("\\0" where it vanishes), worked out once for each character met."""

    def __missing__(self, char: str) -> str:
        self[char] = folded = _one(char)
        return folded


_SAME = {
    "\n": "\n\r\v\f\u2028\u2029\x85",
    "'": "'’‘ʼʹ′´`＇‛ʻ",
    '"': '"“”„‟″〝〞',
    "—": "–—―─⸺",
    "-": "-‐‑‒−﹣－",
    ".": "…",
    "!": "‼⁉❗❕！",
    "?": "⁇❓？",
}
_PLAIN = {twin: plain for plain, twins in _SAME.items() for twin in twins}


def _one(char: str) -> str:
    if plain := _PLAIN.get(char):
        return plain
    if char in _BULLETS:
        return BULLET
    category = unicodedata.category(char)
    if char == "\t" or category == "Zs":
        return " "
    if category in {"Cf", "Cc", "Mn", "Me", "Cs", "Co", "Cn"}:
        return "\0"
    if category in {"So", "Sk"} and char not in _KEPT_SYMBOLS:
        return EMOJI
    even = unicodedata.normalize("NFKC", char)
    # Offsets need one character for one; the few that unfold to more ("ﬁ", "½") keep their first letter.
    if not even[:1].isalnum():
        return char
    return even[0] if len(even[0].lower()) == 1 else "i"


_FOLD = _Fold()
_OTHER = re.compile(r"[^\n !\"#$%&'()*+,\-./0-9:;<=>?@A-Z\[\\\]_a-z{|}~«»—ЁА-яёЄІЇєіїҐґ]")
"""Whatever folding may change: nearly all letters of a post stay as they are, and a search is quicker."""
_COMPOSED = tuple(
    (base + mark, whole + "\0")
    for mark, pairs in (("\u0306", "ийИЙ"), ("\u0308", "еёЕЁіїІЇ"))
    for base, whole in zip(pairs[::2], pairs[1::2], strict=True)
)
_LINK = re.compile(
    r"(?:https?://|www\.)\S+|\b(?:t\.me|vk\.com|max\.ru|ok\.ru)/\S+|(?<![\w@])@[A-Za-z]\w{2,}", re.IGNORECASE
)

_TO_CYRILLIC = str.maketrans("aceopxykmthbiABCEHIKMOPTXY", "асеорхукмтнвіАВСЕНІКМОРТХУ")
_TO_LATIN = str.maketrans("асеорхукмтіАВСЕНІКМОРТХУ", "aceopxykmtiABCEHIKMOPTXY")
_MIXED = re.compile(r"\w*(?:[A-Za-z][\u0400-\u04ff]|[\u0400-\u04ff][A-Za-z])\w*")
# Each begins with a letter looked for, not with what stands before it: a search skips all others at once.
_TOUCHING = re.compile(r"[A-Za-z](?:(?=[\u0400-\u04ff])|(?<=[\u0400-\u04ff].))")
_LATIN_TWIN = re.compile(r"[aceopxykiABCEHIKMOPTXY](?<![\w'].)[aceopxykiABCEHIKMOPTXY]*+(?![\w'])")
_CYRILLIC_TWIN = re.compile(r"[асеорхукмтіАВСЕНІКМОРТХУ](?<![\w'].)[асеорхукмтіАВСЕНІКМОРТХУ]*+(?![\w'])")
_ONLY_CYRILLIC = re.compile(r"[бгдёжзийлпфцчшщъыьэюяґєївнтмкБГДЁЖЗИЙЛПФЦЧШЩЪЫЬЭЮЯҐЄЇ]")
_ONLY_LATIN = re.compile(r"[dfgjlnqrsuvwzDFGJLNQRSUVWZ]")
_LATIN = re.compile(r"[A-Za-z]")


def _untwin(clean: str) -> str:
    """Letters of the other alphabet that look the same become letters of the word's own alphabet."""
    if not _LATIN.search(clean):
        return clean
    latin, cyrillic = _alphabets(clean)
    if not cyrillic:
        return clean

    def mend(found: re.Match[str]) -> str:
        word = found[0]
        only_cyrillic, only_latin = bool(_ONLY_CYRILLIC.search(word)), bool(_ONLY_LATIN.search(word))
        if only_cyrillic and only_latin:
            return word
        to_cyrillic = only_cyrillic or (not only_latin and cyrillic >= latin)
        return word.translate(_TO_CYRILLIC if to_cyrillic else _TO_LATIN)

    if _TOUCHING.search(clean):
        clean = _MIXED.sub(mend, clean)
    if cyrillic >= latin:
        return _LATIN_TWIN.sub(lambda found: found[0].translate(_TO_CYRILLIC), clean)
    return _CYRILLIC_TWIN.sub(lambda found: found[0].translate(_TO_LATIN), clean)


@dataclass(frozen=True, slots=True)
class Folded:
    """`cased` is the folded text with its capitals, `text` the same in lower case, both of one length.

    `kept_until` and `removed` remember where characters were taken out.
    """

    cased: str
    text: str
    kept_until: tuple[int, ...] = ()
    removed: tuple[int, ...] = ()

    def offset(self, position: int) -> int:
        """Where the character at *position* of the folded text stands in the original."""
        if not self.kept_until:
            return position
        place = bisect_right(self.kept_until, position)
        return position + (self.removed[place - 1] if place else 0)


def fold_with_offsets(text: str) -> Folded:
    """Fold *text* and keep the way back."""
    for composed, whole in _COMPOSED:
        if composed[1] in text:
            text = text.replace(composed, whole)
    if "@" in text or "/" in text or "www" in text:
        text = _LINK.sub(lambda found: EMOJI + " " * (len(found[0]) - 1), text)
    even = _OTHER.sub(lambda found: _FOLD[found[0]], text)
    if "\0" not in even:
        return _cased(even, (), ())
    kept_until: list[int] = []
    removed: list[int] = []
    parts: list[str] = []
    length = gone = 0
    for piece in re.finditer("\0+|[^\0]+", even):
        if piece[0][0] == "\0":
            gone += len(piece[0])
            kept_until.append(length)
            removed.append(gone)
        else:
            parts.append(piece[0])
            length += len(piece[0])
    return _cased("".join(parts), tuple(kept_until), tuple(removed))


def _cased(even: str, kept_until: tuple[int, ...], removed: tuple[int, ...]) -> Folded:
    cased = _untwin(even)
    return Folded(cased, cased.lower().replace("ё", "е"), kept_until, removed)


_PLAIN_CASE = re.compile(r"[А-яЁёІіЇїЄєҐґ0-9 '=#*-]*|[A-Za-z0-9 '=#*-]*")
"""One alphabet and signs that stay as they are, and nothing that a link could be made of."""


def fold(text: str) -> str:
    """*text* in plain lower-case letters, as the matcher compares it."""
    if _PLAIN_CASE.fullmatch(text):  # tens of thousands of terms and names are folded at the start
        return text.lower().replace("ё", "е")
    return fold_with_offsets(text).text


_QUOTATION = re.compile(r"[«\"][^«»\"\n]{0,80}[»\"]")


def language_of(folded: str, default: Language = "ru") -> Language:
    """The language of a folded text, told from its letters; where they do not decide, *default* does."""
    return language_shown(folded) or ("ru" if default == "en" else default)


def language_shown(folded: str) -> Language | None:
    """The language a folded text shows by its letters; None where Cyrillic could be Russian or Ukrainian."""
    return languages_shown(folded)[0]


def languages_shown(folded: str) -> tuple[Language | None, bool]:
    """The language a folded text shows by its letters, and whether it holds letters of another, too.

    The language is None where Cyrillic could be Russian or Ukrainian.
    """
    if _LATIN.search(folded):
        latin, cyrillic = _alphabets(folded)
        if latin > cyrillic:
            return "en", False
    ukrainian, russian = _letters(folded)
    if (ukrainian or russian) and ("«" in folded or '"' in folded):
        # Words quoted from the other language must not decide.
        ukrainian, russian = _letters(_QUOTATION.sub(" ", folded))
    if ukrainian == russian:
        return None, bool(russian)
    return "uk" if ukrainian > russian else "ru", bool(ukrainian and russian)


def _letters(folded: str) -> tuple[int, int]:
    count = folded.count
    return count("і") + count("ї") + count("є") + count("ґ"), count("ы") + count("э") + count("ъ")


_NO_LATIN = bytes(code for code in range(256) if not chr(code).isalpha() or code > 127)


def _alphabets(text: str) -> tuple[int, int]:
    """How many Latin and Cyrillic letters *text* holds."""
    latin = len(text.encode("ascii", "ignore").translate(None, _NO_LATIN))
    # In this encoding the second byte of a character is the number of its block of 256: Cyrillic is the fourth.
    return latin, text.encode("utf-16-le", "surrogatepass")[1::2].count(4)
