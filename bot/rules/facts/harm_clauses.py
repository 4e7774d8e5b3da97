"""Where a sentence about casualties is cut, so that each clause speaks of one of them."""

import itertools
from collections.abc import Sequence

from bot.rules.facts.denials import BREAKS
from bot.rules.facts.number_words import small_number
from bot.rules.facts.victims import is_age_apposition

_ANDS = frozenset(["и", "і", "й", "та", "а", "но", "але", "and", "but", "while"])


def clauses(words: Sequence[str], triggers: dict[int, bool]) -> list[tuple[int, int]]:
    """Stretches between signs; "and" divides where both sides speak of casualties; a list of people stays
    whole.
    """
    cuts = [0]
    for index, word in enumerate(words):
        if word in {",", "(", ")"} and (
            is_age_apposition(words, index + 1) or is_age_apposition(words, index - 1)
        ):
            continue
        if word in {"—", ":", "("} and _goes_with_number(words, index, triggers):
            continue
        if word == "," and _corrects_number(words, index):
            continue
        if word in BREAKS or (word in _ANDS and _both_sides(words, index, cuts[-1], triggers)):
            cuts.append(index)
    cuts.append(len(words))
    return [(start, end) for start, end in itertools.pairwise(cuts) if end > start]


def _corrects_number(words: Sequence[str], index: int) -> bool:
    """ "не два, а три человека": the number that holds belongs to what was said before the comma."""
    denied = any(
        a == "не" and small_number(b) is not None
        for a, b in itertools.pairwise(words[max(0, index - 4) : index])
    )
    return (
        denied
        and words[index + 1 : index + 2] == ["а"]
        and small_number("".join(words[index + 2 : index + 3])) is not None
    )


def _goes_with_number(words: Sequence[str], index: int, triggers: dict[int, bool]) -> bool:
    """ "погибших — двое", "раненым (их одиннадцать)", "шестеро — в больнице", "одна — поранена": one
    statement, whatever stands between.
    """
    after = words[index + 1] if index + 1 < len(words) else ""
    if (
        words[index] == "—"
        and after in {"до", "to"}
        and small_number("".join(words[index + 2 : index + 3])) is not None
    ):
        # "увеличилось на два — до пяти"
        return True
    if words[index] == "—" and index + 1 in triggers and index and small_number(words[index - 1]) is not None:
        return True
    if index - 1 in triggers:
        return after == "их" or small_number(after) is not None
    if after in {"стільки", "столько"}:
        return True
    return (
        words[index] == "—"
        and after in {"в", "у", "in"}
        and index > 0
        and small_number(words[index - 1]) is not None
    )


def _both_sides(words: Sequence[str], index: int, start: int, triggers: dict[int, bool]) -> bool:
    end = next((i for i in range(index + 1, len(words)) if words[i] in BREAKS), len(words))
    told = min((i for i in triggers if i > index), default=index)
    apart = (
        told > index + 1 and words[told - 1] in BREAKS
    )  # "погибли водитель и двое пассажиров, ранены шестеро"
    if not apart and small_number(words[index + 1] if index + 1 < len(words) else "") is not None:
        # "and 14 others, including three children, were wounded"
        end = len(words)
    return any(start <= i < index for i in triggers) and any(index < i < end for i in triggers)
