"""Russian and Ukrainian words in Latin letters: what they may have been. Pure.

People follow no one table: "vzryv", "vzriv"; "poyezd", "poezd"; "Kharkiv", "Harkiv"; soft signs are written or
not. So nothing is undone letter by letter. `spelt_in_cyrillic` walks the dictionaries along all that letters
may stand for, and `sound` makes one key of every way to write a word, Cyrillic or Latin, for names that no
dictionary holds. The ways are those of passports (ICAO), BGN/PCGN, GOST 7.79 and ISO 9, Ukraine's national
table, and what is typed without a table. Libraries know some of the tables, and mostly the way to Latin alone.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from itertools import chain
from typing import Final

from bot.rules.language import morphology
from bot.rules.language.morphology import Language

LONGEST: Final = 24
"""Letters: longer words are not looked at, for the work grows with their length."""
_LONGEST_CHUNK: Final = 4
_MOST_BEGINNINGS: Final = 400
"""So many at once are followed; real words stay far below, noise is left."""


def _table(written: str) -> dict[str, tuple[str, ...]]:
    return {latin: tuple(read.split(",")) for latin, read in (each.split("=") for each in written.split())}


_COMMON: Final = _table("""
    a=а b=б v=в w=в d=д z=з k=к q=к l=л m=м n=н o=о p=п r=р s=с t=т u=у f=ф zh=ж ž=ж kh=х x=х,кс ks=кс
    c=ц,к ts=ц,тс tz=ц cz=ц č=ч ch=ч tch=ч š=ш sh=ш,щ,сх shch=щ,шч sch=щ,сч šč=щ shh=щ ŝ=щ gh=г j=й,ж jj=й
    ju=ю yu=ю,йу iu=ю,иу,іу û=ю ja=я ya=я,йа ia=я,ия,ія,иа,іа â=я è=э eh=э '=ь,ъ,'
    """)
_READ_AS: Final[Mapping[Language, Mapping[str, tuple[str, ...]]]] = {
    "ru": _COMMON
    | _table("""
    g=г h=х,г e=е,э,ё ye=е,ье,ые je=е,ье ie=ие,ье,е yo=ё,йо jo=ё,йо io=ё,ио,йо ë=ё i=и,ы,й y=ы,й,и
    iy=ий yy=ый ij=ий yj=ый ii=ий,ии yi=ый,ыи ey=ей,эй ay=ай
    """),
    "uk": _COMMON
    | _table("""
    g=г,ґ h=г,х e=е,є ye=є,йе je=є ie=є,іє ê=є yo=йо,ьо jo=йо,ьо io=йо,ьо,іо i=і,и,ї,й y=и,й yi=ї ji=ї ï=ї
    iy=ій yy=ий yj=ий ii=ій,її ij=ій
    """),
}
"""What Latin letters may stand for in a dictionary; a sign after a consonant is tried besides."""
_SIGNS: Final = "ьъ'"
_CONSONANTS: Final = frozenset("бвгґджзклмнпрстфхцчшщ")

_SOUNDS: Final = (
    *(
        ("shch", "W"),
        ("sch", "W"),
        ("šč", "W"),
        ("zh", "Z"),
        ("ž", "Z"),
        ("kh", "g"),
        ("gh", "g"),
        ("tch", "Q"),
    ),
    *(("ch", "Q"), ("č", "Q"), ("sh", "S"), ("š", "S"), ("ts", "C"), ("tz", "C"), ("c", "C"), ("x", "ks")),
    *(
        ("h", "g"),
        ("w", "v"),
        ("q", "k"),
        ("y", "i"),
        ("j", "i"),
        ("è", "e"),
        ("ë", "e"),
        ("â", "ia"),
        ("û", "iu"),
    ),
)
_CYRILLIC: Final = str.maketrans(
    dict(zip("абвгґдеєзиіїйклмнопрстуфхыэё", "abvggdeeziiiiklmnoprstufgiee", strict=True))
    | {"ж": "Z", "ц": "C", "ч": "Q", "ш": "S", "щ": "W", "ю": "iu", "я": "ia", "ь": "", "ъ": "", "'": ""}
)
_SHORTEST_STEM, _LONGEST_ENDING = 4, 3
_AS_ONE: Final = re.compile(r"([^ ])\1+")


def is_latin(word: str) -> bool:
    """Whether a folded *word* may be a Cyrillic one in Latin letters."""
    return word.replace("'", "").isalpha() and all(letter < "\u0250" for letter in word)


@lru_cache(maxsize=4096)
def spelt_in_cyrillic(word: str) -> frozenset[str]:
    """The stems of all words that the dictionaries hold and that a folded Latin *word* may be."""
    if not is_latin(word) or len(word) > LONGEST:
        return frozenset()
    return frozenset(
        morphology.stem(meant, language)
        for language, read_as in _READ_AS.items()
        for meant in morphology.spelt(_walked(word, language, read_as), language)
    )


def _walked(word: str, language: Language, read_as: Mapping[str, tuple[str, ...]]) -> set[str]:
    """Everything *word* may be that begins like a word of the dictionary all along."""
    reached: list[set[str]] = [{""}, *(set[str]() for _ in word)]
    for at in range(len(word)):
        begun = list(reached[at])[:_MOST_BEGINNINGS]
        for length in range(1, _LONGEST_CHUNK + 1):
            if begun and at + length <= len(word):
                for letters in read_as.get(word[at : at + length], ()):
                    reached[at + length].update(_further(begun, letters, language))
    return reached[-1]


def _further(begun: list[str], letters: str, language: Language) -> list[str]:
    """*begun* with *letters* behind it, and with a sign behind those, as far as the dictionary goes."""
    for letter in letters:
        begun = morphology.going_on(begun, letter, language).get(letter, [])
    if letters[-1] in _CONSONANTS:
        return [*begun, *chain(*morphology.going_on(begun, _SIGNS, language).values())]
    return begun


def sound(words: str) -> str:
    """One key for every way to write a folded word, in Latin or Cyrillic letters.

    "и", "ы", "і", "й" are one sound, "е" and "ё", "г" and "х" too, and what softens is none. Many *words*
    with a space between them are keyed at once, which is quicker.
    """
    if words[:1] < "\u0250":
        for written, heard in _SOUNDS:
            words = words.replace(written, heard)
    words = words.replace("ьо", "йо").translate(_CYRILLIC)
    return _AS_ONE.sub(r"\1", words.replace("ts", "C").replace("SQ", "W").replace("ie", "e").replace("io", "e"))


def ending_of(begins: str, heard: str) -> int | None:
    """How many sounds of the word *heard* come after the stem *begins*, both as `sound` makes them.

    None where it is another word. Endings are short and begin with a vowel, and a stem that has one is no
    shorter than four sounds.
    """
    ending = heard[len(begins) :]
    if not heard.startswith(begins):
        return None
    if ending and (len(begins) < _SHORTEST_STEM or len(ending) > _LONGEST_ENDING or ending[0] not in "aeiou"):
        return None
    return len(ending)
