"""A figure of downed ones, as one sentence states it."""

from dataclasses import dataclass

from bot.rules.language.text import Sentence


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of downed ones: `sentence.tokens[start:end]` names it, number and noun.

    `total`: called a total. `subset`: part of the figure before it ("including"). `more`: an increment. `each`:
    for each of several places, which are `times` many. `bare`: without a noun. `implied`: one, not
    counted in words.
    """

    value: int
    sentence: Sentence
    start: int
    end: int
    minimum: bool = False
    total: bool = False
    subset: bool = False
    more: bool = False
    each: bool = False
    bare: bool = False
    implied: bool = False
    times: int = 1

    @property
    def amount(self) -> int:
        """How many in all."""
        return self.value * self.times
