"""Decide what a mistyped search word was meant to be, from the stems the archive holds. Pure: no I/O."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log10

from rapidfuzz import process
from rapidfuzz.distance import OSA

SHORTEST = 4
"""Below this many letters half of the vocabulary is one edit away."""
TWO_EDITS_FROM = 6
"""From this length on two edits are forgiven, below it one. A swap of neighbours is one edit (OSA)."""
MOST = 4
"""So many stems at most stand for one word."""
FAR_COMMONER = 10
"""A stem that is there stays; one like it that is so many times commoner joins it: a post may have a slip."""
NEAR_BEST = 0.5
"""Stems whose rank is so much worse than the best's are dropped."""


@dataclass(frozen=True, slots=True)
class Correction:
    """Terms to search by, and what was read differently: (the stem as typed, the stems taken for it) each."""

    terms: tuple[tuple[str, ...], ...]
    changed: tuple[tuple[str, tuple[str, ...]], ...] = ()


def correct(terms: Sequence[Sequence[str]], vocabulary: Mapping[str, int]) -> Correction:
    """Replace terms the archive does not hold by the likeliest stems it does; keep the rest as they are.

    *terms* are the words of a query, each as alternative stems of which one suffices; *vocabulary* maps every
    stem of the archive to the number of statements that hold it. Numbers and short words are never replaced.
    """
    corrected: list[tuple[str, ...]] = []
    changed: list[tuple[str, tuple[str, ...]]] = []
    for stems in terms:
        known = max((vocabulary.get(stem, 0) for stem in stems), default=0)
        likely = _likely(stems, vocabulary, at_least=max(1, known * FAR_COMMONER))
        if likely:
            changed.append((stems[0], likely))
        kept = tuple(stems) if known or not likely else ()
        corrected.append(kept + likely)
    return Correction(tuple(corrected), tuple(changed))


def _likely(stems: Sequence[str], vocabulary: Mapping[str, int], *, at_least: int) -> tuple[str, ...]:
    ranks: dict[str, float] = {}
    for stem in stems:
        if len(stem) < SHORTEST or not stem.isalpha():
            continue
        edits = 2 if len(stem) >= TWO_EDITS_FROM else 1
        near = process.extract(stem, vocabulary.keys(), scorer=OSA.distance, score_cutoff=edits, limit=None)
        for found, distance, _ in near:
            if found not in stems and found.isalpha() and vocabulary[found] >= at_least:
                rank = _rank(stem, found, distance, vocabulary[found])
                ranks[found] = min(rank, ranks.get(found, rank))
    if not ranks:
        return ()
    worst = min(ranks.values()) + NEAR_BEST
    best = sorted((rank, found) for found, rank in ranks.items() if rank <= worst)
    return tuple(found for _, found in best[:MOST])


def _rank(typed: str, found: str, distance: float, statements: int) -> float:
    """Less is likelier. People mistype the first letter seldom, and look for what is common."""
    return distance - 0.25 * log10(statements) + (0.4 if typed[0] != found[0] else 0)
