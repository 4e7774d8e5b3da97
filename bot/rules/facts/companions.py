"""Who is hurt together with whom: people joined by "and" or "with" to a number or to one beside the verb."""

from collections.abc import Sequence

from bot.rules.facts.victims import Quantity

PLAIN_ANDS = frozenset(["и", "і", "й", "та", "and", ","])
_WITH = frozenset(["с", "со", "з", "із", "with"])


def beside(words: Sequence[str], named: Quantity, numbered: Sequence[Quantity]) -> bool:
    """Whether a named person is joined to a number by "and": "мужчина и двое детей"."""
    for other in numbered:
        between = words[other.end : named.start] if other.end <= named.start else words[named.end : other.start]
        if between and len(between) <= 3 and any(word in PLAIN_ANDS - {","} for word in between):
            return True
        if len(between) == 1 and between[0] in _WITH and named.end <= other.start:
            return True  # "мать с двумя детьми"
    return False


def named_beside(words: Sequence[str], found: Sequence[Quantity], mine: Sequence[int]) -> list[Quantity]:
    """The person nearest to the verb and everybody joined to them by "and"."""
    if not found:
        return []
    nearest = min(range(len(found)), key=lambda i: min(abs(found[i].start - trigger) for trigger in mine))
    low = high = nearest
    while low and _joined(words, found[low - 1], found[low]):
        low -= 1
    while high + 1 < len(found) and _joined(words, found[high], found[high + 1]):
        high += 1
    return list(found[low : high + 1])


def _joined(words: Sequence[str], first: Quantity, second: Quantity) -> bool:
    between = words[first.end : second.start]
    return len(between) <= 5 and any(word in PLAIN_ANDS | _WITH for word in between)
