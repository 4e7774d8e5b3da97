"""What a reader's word names: a place, a kind or a channel, in any form and language; and what it nearly names.

Pure. Names are compared by the stems of their words, so "в Белгороде" and "Белгородская область" are one place,
and by their sound, so "Moskva" is one, too.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from rapidfuzz import fuzz, process

from bot.chat.names import Names
from bot.rules.language.romanised import sound
from bot.rules.language.text import fold, search_terms

NEAR_ENOUGH: Final = 75
"""Likeness (of 100) from which on a name is offered instead of what was written."""
_GENERIC: Final = frozenset(
    stem
    for word in (
        *("область", "области", "край", "республика", "автономный", "округ", "город", "регион"),
        *("республіка", "місто", "регіон", "oblast", "region", "krai", "territory", "republic", "city"),
        *("в", "на", "у", "in", "over"),
    )
    for stems in search_terms(word)
    for stem in stems
)
"""Words that a name is known without."""

_TYPED: Final = {
    "RU-MOW": ("мск",),
    "RU-SPE": ("спб", "spb"),
    "RU-MOS": ("Moscow Oblast",),
    "UA-32": ("Kyiv Oblast", "Kiev Oblast"),
}
"""Further names that people type. Short ones are no places in posts: "01:20 мск" is a clock. An oblast with the
name of a city would be taken for that, as the word is generic."""


@dataclass(frozen=True, slots=True)
class Directory:
    """Names of one sort: exact by their stems, by their sound, and as they are written, for likeness."""

    by_stems: Mapping[str, str]
    by_sound: Mapping[str, str]
    written: Mapping[str, str]
    """Folded name -> the name."""

    def find(self, words: str) -> str | None:
        """The code that *words* name, in Latin letters too; part of a name will do where it is no other.s."""
        keys = (*_keys(words, whole=True), *_keys(words, whole=False))
        for key in keys:
            if key in self.by_stems:
                return self.by_stems[key]
        if heard := self.by_sound.get(sound(fold(words))):
            return heard
        for key in keys:
            asked = set(key.split())
            named = {code for stems, code in self.by_stems.items() if asked <= set(stems.split())}
            if len(named) == 1:
                return named.pop()
        return None

    def nearest(self, words: str) -> str | None:
        """The name most like *words*, as it is written; None when none is like them."""
        near = process.extractOne(fold(words), list(self.written), scorer=fuzz.ratio, score_cutoff=NEAR_ENOUGH)
        return self.written[near[0]] if near else None


def directory(entries: Iterable[tuple[str, Iterable[str]]], *, heard: bool = False) -> Directory:
    """The directory of (code, names): a name that two codes claim is the one's that has it further ahead.

    *heard*: names are found by their sound, too.
    """
    listed = [(code, tuple(names)) for code, names in entries]
    by_stems: dict[str, str] = {}
    by_sound: dict[str, str] = {}
    written: dict[str, str] = {}
    for whole in (True, False):
        for place in range(max((len(names) for _, names in listed), default=0)):
            for code, names in listed:
                for name in names[place : place + 1]:
                    written.setdefault(fold(name), name)
                    if heard:
                        by_sound.setdefault(sound(fold(name)), code)
                    for key in _keys(name, whole=whole):
                        by_stems.setdefault(key, code)
    return Directory(by_stems, by_sound, written)


@lru_cache(maxsize=4)
def places(names: Names) -> Directory:
    """All regions, by every name of theirs and by code."""
    return directory(
        ((code, (*region.called, code, *_TYPED.get(code, ()))) for code, region in names.regions.items()),
        heard=True,
    )


@lru_cache(maxsize=4)
def kinds(names: Names) -> Directory:
    """All patterns, by id and by title in each language."""
    return directory((kind_id, (kind_id, *kind.titles.values())) for kind_id, kind in names.kinds.items())


@lru_cache(maxsize=4)
def channels(names: Names) -> Directory:
    """All watched channels, by handle and by title, in every language."""
    return directory(
        (handle, (handle, title, *names.called.get(handle.casefold(), {}).values()))
        for handle, title in names.channels.items()
    )


def nearest_channels(names: Names, words: str, *, limit: int) -> tuple[str, ...]:
    """The handles of the *limit* channels whose address or title is most like *words*, however little it is."""
    asked = fold(words)
    likeness = {
        handle: max(fuzz.ratio(asked, fold(name)) for name in (handle, title))
        for handle, title in names.channels.items()
    }
    return tuple(sorted(likeness, key=lambda handle: -likeness[handle])[:limit])


def _keys(words: str, *, whole: bool) -> tuple[str, ...]:
    """What *words* are compared by: their stems in each language they may be written in, in any order."""
    terms = search_terms(words.replace("@", " "))  # folding takes mentions out of what posts say
    keys = []
    for language in range(2):
        stems = [term[min(language, len(term) - 1)] for term in terms]
        kept = stems if whole else [stem for stem in stems if stem not in _GENERIC]
        keys.append(" ".join(sorted(kept)))
    return tuple(key for key in dict.fromkeys(keys) if key)
