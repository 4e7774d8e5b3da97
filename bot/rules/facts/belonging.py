"""Which sentences of a post speak of the event that was found in it.

A statement of an official is read whole: downed in the first sentence, injured in the third. A digest of
unrelated items is not: there only the item of the hit counts, and a next line that goes on about the debris.
"""

import re
from collections.abc import Sequence

from bot.rules.language.items import are_unrelated, items_of, words_of
from bot.rules.language.text import Sentence, Span, Text

_GOES_ON = re.compile(r"обломк|уламк|debris|wreckage|фрагмент")


def belonging(text: Text, focus: Sequence[Span]) -> tuple[Sentence, ...]:
    """The sentences facts are read from, in order; *focus* are the spans of those that decided the hit."""
    sentences = text.sentences
    if len(sentences) <= 2 or not focus:
        return sentences
    units = items_of(text)
    if not are_unrelated(units):
        return sentences
    chosen: list[Sentence] = []
    hit = False
    for unit in units:
        decided = any(
            sentence.start < span.end and span.start < sentence.end for sentence in unit for span in focus
        )
        if decided or (hit and not (unit[0].item or unit[0].marked) and _GOES_ON.search(words_of(unit))):
            chosen += unit
        hit = decided
    return tuple(chosen) or sentences
