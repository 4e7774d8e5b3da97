"""How well a grouping agrees with an editor's: B³ precision, recall and F1. Pure.

For each item, precision is the share of what stands with it that belongs with it, recall the share of what
belongs with it that stands with it; the score is the mean over items. An item may be in several groups (a list
over many regions), which the extension by Amigó and others (2009) counts: pairs that share two groups should
share two.
"""

from collections.abc import Hashable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

Grouping = Mapping[str, AbstractSet[Hashable]]
"""From each item to the groups it is in."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """B³ figures, 0-1. `items` is how many they are the mean of."""

    precision: float
    recall: float
    items: int

    @property
    def f1(self) -> float:
        """Harmonic mean of both."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def agreement(made: Grouping, expected: Grouping) -> Agreement:
    """Compare the groups *made* with those *expected*.

    An item that only one side knows stands alone on the other. No items at all agree perfectly.
    """
    items = sorted(made.keys() | expected.keys())
    if not items:
        return Agreement(1.0, 1.0, 0)
    left = {item: made.get(item) or {("alone", item)} for item in items}
    right = {item: expected.get(item) or {("alone", item)} for item in items}
    precision = sum(_share(item, items, left, right) for item in items) / len(items)
    recall = sum(_share(item, items, right, left) for item in items) / len(items)
    return Agreement(precision, recall, len(items))


def _share(item: str, items: list[str], grouped: Grouping, wanted: Grouping) -> float:
    """The mean, over the items grouped with *item* (itself included), of how far that is wanted."""
    total, companions = 0.0, 0
    for other in items:
        together = len(grouped[item] & grouped[other])
        if together:
            total += min(together, len(wanted[item] & wanted[other])) / together
            companions += 1
    return total / companions
