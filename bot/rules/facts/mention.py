"""A place named in a sentence."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.rules.facts.lookup import Kind
from bot.rules.language.text import Token


@dataclass(frozen=True, slots=True)
class Mention:
    """`tokens[start:end]` of a sentence name *codes*. `strong`: fit to stand alone; a weak one only fills a
    gap.

    A sea has no code. `source`: drones come from there; it is no place of the event.
    """

    start: int
    end: int
    codes: tuple[str, ...]
    strong: bool = True
    source: bool = False
    sea: bool = False
    kind: Kind = Kind.REGION


def word_at(tokens: Sequence[Token], index: int) -> str:
    return tokens[index].word if 0 <= index < len(tokens) else ""
