"""Adjectives made from place names: "Белгород" -> "белгородский", "Шостка" -> "шосткинський".

Doubtful classes yield several stems; a stem nobody uses does no harm. Stems end before the case ending.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from bot.rules.facts.declension import is_adjective
from bot.rules.language.morphology import Language
from bot.rules.language.wordlists import words as word_set

_ENDINGS = word_set("ая ой ую ою ий ого ому им ом ое ие их ими а ої ій у ім е і")
_LAND = re.compile(r"(.{2,})(щин|ччин|жчин)(?:а|и|і|у|ою|ы|е|ой)")
_POSSESSIVE = re.compile(r"(?:[ое]ве|єве)$")
_STEM = re.compile(r".*(?:[сц]ь?к|зьк)")


@lru_cache(maxsize=30_000)
def adjective_stem(word: str) -> str | None:
    """The stem of a folded *word* that could be an adjective made from a name ("белгородской" ->
    "белгородск").
    """
    found = _STEM.match(word)
    return found[0] if found and word[found.end() :] in _ENDINGS else None


@lru_cache(maxsize=30_000)
def land_stems(word: str) -> tuple[str, ...]:
    """Stems of the adjective that a folded name of a land around a town is made from.

    "шосткинщини" -> "шосткинськ", "вінниччина" -> "вінницьк", "шебекинщине" -> "шебекинск".
    """
    found = _LAND.fullmatch(word)
    if found is None:
        return ()
    head, tail = found[1], found[2]
    if tail == "щин":
        return (head + "ськ", head + "ск")
    return (head + "цьк", head + "цк", head + "ськ") if tail == "ччин" else (head + "зьк",)


def region_stem(word: str) -> str:
    """The stem of an adjective in its base form ("белгородская", "сумська")."""
    return re.sub(r"(?:ая|ий|ый|ое)$|(?<=к)(?:а|ий)$", "", word)


def town_stems(name: str, language: Language) -> tuple[str, ...]:
    """Likely stems of the adjective made from a folded town *name*'s last word."""
    if language == "uk" and (found := _POSSESSIVE.search(name)):
        # "Апостолове" -> "апостолівський"
        return (name[: found.start()] + ("ївськ" if found[0] == "єве" else "івськ"),)
    if is_adjective(name, language, single=True):
        return (region_stem(name),) if name.endswith(("ский", "ська", "ський", "ское", "ская")) else ()
    return tuple(dict.fromkeys(_russian(name) if language == "ru" else _ukrainian(name)))


def _russian(name: str) -> Iterator[str]:
    if re.search(r"[сц]к$", name):
        yield name
        return
    base = re.sub(r"[аеёиоуыэюяьй]$", "", name)
    if base.endswith("к") and base != name:
        yield base[:-1] + "ск"
        yield base + "инск"
    elif base.endswith(("ец", "иц", "вц", "рц", "нц")):
        yield re.sub(r"е?ц$", "ецк", base)
        yield re.sub(r"ц$", "цк", base)
    elif name.endswith("л"):
        yield name + "ьск"
    else:
        yield base + ("ьск" if re.search(r"л$", base) and name != base else "ск")
        if name != base:
            yield base + "инск"
            yield base + "енск"


def _ukrainian(name: str) -> Iterator[str]:
    if re.search(r"[сц]ьк$", name):
        yield name
        return
    base = re.sub(r"[аеєиіїоуюяьй]$", "", name)
    if base.endswith("к") and base != name:
        yield base + "инськ"
        yield base[:-1] + "цьк"
        yield base[:-1] + "ськ"
    elif base.endswith("ц"):
        yield re.sub(r"[еи]?ц$", "ецьк", base)
        yield base + "ьк"
    elif base.endswith("к"):
        yield base[:-1] + "цьк"
    elif base.endswith("г"):
        yield base[:-1] + "зьк"
        yield base + "ськ"
        yield re.sub("іг$", "орізьк", base)
    else:
        yield base + ("ьськ" if base.endswith("л") else "ськ")
        if name != base:
            yield base + "инськ"
            yield base + "анськ"
