"""The one without a number that is joined to a figure: "a drone and two missiles", "два БПЛА и ракета"."""

from bot.rules.facts.figure import Figure
from bot.rules.facts.lexicon import Mark, is_modifier
from bot.rules.facts.views import View

ANDS = frozenset(["и", "і", "й", "та", "and"])


def one_before(view: View, figure: Figure) -> Figure | None:
    """The single one that a figure is joined to: "a drone and two missiles", "сбит дрон и две ракеты"."""
    noun = figure.start - 2
    if figure.bare or noun < 1 or view.word(noun + 1) not in ANDS:
        return None
    kind = view.kind(noun)
    if not _is_single(kind, english=view.tokens[noun].language == "en"):
        return None
    start = noun
    if view.tokens[noun].language == "en":
        start = next((i for i in (noun - 1, noun - 2) if view.word(i) in {"a", "an"}), -1)
    downed = any(index < start and start - index <= 3 for index in view.downed) or not start
    return Figure(1, view.sentence, start, noun + 1) if start >= 0 and downed else None


def one_more(view: View, figure: Figure) -> Figure | None:
    """The single one joined to a figure without a number: "одинадцять шахедів і ракету"."""
    position = figure.end
    while view.word(position) in {'"', "«", "»"}:
        position += 1
    if figure.bare or figure.end == figure.start + 1 or view.word(position) not in ANDS:
        return None
    start = position + 1
    for end in range(start, start + 4):
        if end >= len(view.tokens) or not view.tokens[end].is_word:
            return None
        kind = view.kind(end)
        if _is_single(kind, english=view.tokens[end].language == "en"):
            english = view.tokens[end].language == "en"
            single = not english or view.word(start) in {"a", "an"}
            return Figure(1, view.sentence, start, end + 1, more=True) if single else None
        if not (is_modifier(view.word(end), view.tokens[end].language) or view.word(end) in {"a", "an"}):
            return None
    return None


def _is_single(kind: int, *, english: bool) -> bool:
    """Whether a noun of these marks stands for one; in English the article tells it, so "drone" can."""
    unclear = Mark.PLURAL | Mark.INSTRUMENT | Mark.NAVAL | (0 if english else Mark.INVARIABLE)
    return bool(kind & Mark.SINGULAR) and not kind & unclear
