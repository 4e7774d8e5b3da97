"""Decide what mistyped search words were meant to be, from the stems the archive holds. Pure: no I/O.

First each word by itself: what it may stand for (`readings`). Then all together: among the statements that say
one reading of each, those readings are taken that are likeliest side by side (`choose`). A stem that looks as
much like the typed one, but never stands beside the other words, is out of the question.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import log10

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.rules.language.romanised import ending_of, is_latin, sound, spelt_in_cyrillic
from bot.rules.language.slips import slips_of

SHORTEST = 4
"""Of a word alone: below this many letters half of the vocabulary is one edit away."""
SHORTEST_AMONG_OTHERS = 3
"""The other words tell which of the many is meant."""
TWO_EDITS_FROM = 6
"""From this length on two edits are forgiven, below it one. A swap of neighbours is one edit (OSA)."""
MOST = 4
"""So many stems at most stand for a word alone."""
MOST_AMONG_OTHERS = 16
"""So many are looked for beside the other words."""
FAR_COMMONER = 10
"""A stem that is there stays; one like it that is so many times commoner joins it: a post may have a slip."""
NEAR_BEST = 0.3
"""Readings whose rank is so much worse than the best's are dropped."""
COMMON = 0.25
"""How much ten times as many statements count against an edit: people look for what is common."""
OTHER_BEGINNING = 0.4
"""How much a wrong first letter counts beside an edit: people mistype it seldom."""

Readings = Mapping[str, float]
"""What a word may stand for: stem -> how far it is from what was typed, 0 for the typed stems themselves."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a query, folded, and the stems of which one suffices to find it."""

    typed: str
    stems: tuple[str, ...]


@dataclass(slots=True)
class Lexicon:
    """Every stem of the archive with the number of statements that hold it."""

    counts: Counter[str] = field(default_factory=Counter)
    _beginning: defaultdict[str, defaultdict[int, list[str]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(list))
    )
    """The stems of letters alone, by their first letter and their length: most slips leave the one alone, none
    changes the other by more than an edit, and to look through all of a large archive's stems takes longer than
    the rest of a search."""

    def add(self, stems: Mapping[str, int] | Iterable[str]) -> None:
        """Count *stems*: a mapping's as often as it says, others once."""
        new = [stem for stem in stems if stem not in self.counts]
        self.counts.update(stems)
        for stem in new:
            if stem.isalpha():
                self._beginning[stem[0]][len(stem)].append(stem)

    def near(self, stem: str, edits: int) -> dict[str, int]:
        """Stems within so many edits that begin alike."""
        return _near(stem, self._beginning.get(stem[0], {}), edits)

    def near_otherwise(self, stem: str, edits: int) -> dict[str, int]:
        """Stems within so many edits that begin with another letter. Looks through almost all there are."""
        others = (stems for letter, stems in self._beginning.items() if letter != stem[0])
        return {found: distance for stems in others for found, distance in _near(stem, stems, edits).items()}

    def romanised(self, word: str) -> list[str]:
        """Cyrillic stems that a Latin *word* may be written for: by the dictionaries, else by their sound."""
        if spelt := [stem for stem in spelt_in_cyrillic(word) if self.counts[stem]]:
            return spelt
        heard = sound(word)
        # A letter more for each that is no sound, half as many where each is two.
        lengths = range(max(SHORTEST_AMONG_OTHERS, (len(heard) - 3) // 2), len(heard) + 4)
        endings = {
            stem: ending
            for letter, stems in self._beginning.items()
            if not is_latin(letter) and _begin_alike(sound(letter), heard)
            for length in lengths
            for stem, begins in _sounding(stems.get(length, ()))
            if (ending := ending_of(begins, heard)) is not None
        }
        shortest = min(endings.values(), default=0)
        return [stem for stem, ending in endings.items() if ending == shortest]


def _sounding(stems: Sequence[str]) -> Iterator[tuple[str, str]]:
    return zip(stems, sound(" ".join(stems)).split(" "), strict=True) if stems else iter(())


def _begin_alike(sounds: str, heard: str) -> bool:
    first, other = sounds[:1], heard[:1]
    return first == other or (first == "i" and other == "e")  # "йо" sounds like "ё"


def _near(stem: str, among: Mapping[int, Sequence[str]], edits: int) -> dict[str, int]:
    return {
        other: distance
        for length in range(len(stem) - edits, len(stem) + edits + 1)
        for other, distance, _ in process.extract(
            stem, among.get(length, ()), scorer=OSA.distance, score_cutoff=edits, limit=None
        )
    }


def readings(word: Word, lexicon: Lexicon, *, alone: bool) -> Readings:
    """What *word* may stand for in the archive; its own stems at least where the archive holds one.

    In Latin letters it may be a Russian or Ukrainian word. Numbers and short words stand for themselves. {}: it
    can be nothing that the archive says.
    """
    known = max((lexicon.counts[stem] for stem in word.stems), default=0)
    own = dict.fromkeys(word.stems, 0.0) if known else {}
    at_least = max(1, known * FAR_COMMONER)
    likely = {
        stem: distance + (OTHER_BEGINNING if stem[0] != word.typed[0] else 0)
        for stem, distance in _like(word, lexicon, alone).items()
        if lexicon.counts[stem] >= at_least and stem not in word.stems
    }
    if is_latin(word.typed) and len(word.typed) >= SHORTEST_AMONG_OTHERS:
        meant = (stem for stem in lexicon.romanised(word.typed) if lexicon.counts[stem] >= at_least)
        likely |= dict.fromkeys(meant, 0.0)
    ranked = sorted(likely, key=lambda stem: (_rank(likely[stem], lexicon.counts[stem]), stem))
    if alone and ranked:
        worst = _rank(likely[ranked[0]], lexicon.counts[ranked[0]]) + NEAR_BEST
        ranked = [stem for stem in ranked if _rank(likely[stem], lexicon.counts[stem]) <= worst]
    return own | {stem: likely[stem] for stem in ranked[: MOST if alone else MOST_AMONG_OTHERS]}


def _like(word: Word, lexicon: Lexicon, alone: bool) -> dict[str, float]:
    if not word.typed.isalpha() or len(word.typed) < (SHORTEST if alone else SHORTEST_AMONG_OTHERS):
        return {}
    # Of a word one slip away the stem may be two edits away, or more.
    like = {stem: 1.0 for stem in slips_of(word.typed) if lexicon.counts[stem]}
    near: dict[str, float] = {}
    for stem in word.stems:
        if len(stem) >= SHORTEST and stem.isalpha():
            edits = 2 if len(stem) >= TWO_EDITS_FROM else 1
            near |= lexicon.near(stem, edits) or ({} if like else lexicon.near_otherwise(stem, edits))
    return near | like


def choose(asked: Sequence[Readings], said: Iterable[Collection[str]]) -> tuple[tuple[str, ...], ...] | None:
    """The readings of each word to search by: those that are likeliest side by side in what is *said*.

    *said* are the stems of statements, each with a reading of every word. None where there is none.
    """
    together: Counter[tuple[str, ...]] = Counter()
    likeliest_first = [sorted(each, key=each.__getitem__) for each in asked]
    for stems in said:
        held = tuple(next((stem for stem in each if stem in stems), "") for each in likeliest_first)
        if all(held):
            together[held] += 1
    if not together:
        return None
    ranks = {
        reading: _rank(sum(each[stem] for each, stem in zip(asked, reading, strict=True)), statements)
        for reading, statements in together.items()
    }
    worst = min(ranks.values()) + NEAR_BEST
    taken = [reading for reading, rank in sorted(ranks.items(), key=lambda item: item[1]) if rank <= worst]
    return tuple(tuple(dict.fromkeys(reading[at] for reading in taken)) for at in range(len(asked)))


def _rank(distance: float, statements: int) -> float:
    """Less is likelier."""
    return distance - COMMON * log10(statements)
