"""How far a veto reaches: its sentence, its window, its post, or the line that it heads."""

from collections.abc import Sequence

from bot.rules.language.text import Sentence
from bot.rules.patterns.compiling import Rule
from bot.rules.patterns.signs import Reading
from bot.rules.patterns.windows import Window

TITLE = 7
"""A line of so few words and signs at the beginning of a post is its title."""
CALL = 3
"""A call of so few words and signs is a title too."""


def reaches(veto: Rule, sentence: int, window: Window, deciding: int, reading: Reading) -> bool:
    """Whether a veto that holds in *sentence* counts for a window, by its scope (`Against`).

    *deciding* is the sentence of the window that gives most points.
    """
    if veto.scope == "sentence":
        return sentence == deciding
    if veto.topic and sentence not in window and reading.of(deciding, veto.without):
        return False
    if veto.scope in ("window", "signs") or sentence in window:
        return sentence in window
    sentences = reading.text.sentences
    same_line = any(sentences[index].line == sentences[sentence].line for index in window)
    if reading.digest:
        return same_line or reading.leads(sentence) or _heads(sentences, sentence, min(window))
    if veto.scope == "post":
        return True
    if same_line:
        neighbour = min(abs(sentence - index) for index in window) == 1
        return neighbour or sentence < min(2, min(window))
    # Another paragraph is other news, unless it is the title.
    return sentence < min(2, min(window)) and _is_title(sentences[sentence])


def _heads(sentences: Sequence[Sentence], heading: int, index: int) -> bool:
    """Whether a heading is that of a later sentence; one that is itself an item has only what is none below."""
    if not sentences[heading].heading or index <= heading:
        return False
    entries = [each.item or each.marked for each in sentences[heading : index + 1]]
    return not (entries[0] and any(entries[1:]))


def _is_title(sentence: Sentence) -> bool:
    """Whether a sentence is a title: a heading, a call ("ОТБОЙ!"), or a few words without an end."""
    length = len(sentence.words)
    last = sentence.words[-1]
    return sentence.heading or (length <= TITLE and last not in ".!?") or (length <= CALL and last == "!")
