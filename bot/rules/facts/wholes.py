"""Which of two numbers joined by "of" says how many fell ("44 of the 51", "one of the four downed")."""

from bot.rules.facts.counted_things import noun_after
from bot.rules.facts.figure_words import ARTICLES, OUT_OF
from bot.rules.facts.numbers import Number, numbers
from bot.rules.facts.views import View

_ONE_OF = frozenset(["один", "одна", "одного", "одной", "одним", "одному", "однієї", "одну", "one"])


def is_whole(view: View, number: Number) -> bool:
    """Whether "из N" names the whole: "12 из 15", "Из 60 БПЛА сбито 55", but not "об уничтожении одного из
    БПЛА".
    """
    of = before_article(view, number.start)
    previous = view.word(of)
    if view.word(of - 1) in {"один", "одна", "одного", "жоден", "жодна", "none"} and (
        previous == "of" or view.word(of - 2) == "ни" or view.word(of - 1).startswith("жод")
    ):
        # "Ни один из тринадцати дронов не дошёл до цели": all thirteen.
        return False
    if view.word(of - 1) in _ONE_OF and downed_whole(view, of):
        return False
    if previous != "of":
        return True
    return (
        view.word(of - 1) == "out"
        or of == 0
        or view.word(of - 1).isdigit()
        or any(part.end in (of, of - 1) for part in numbers(view.tokens[: number.start]))
    )


def downed_whole(view: View, of: int) -> bool:
    """Whether those named after the "of" at *of* were downed, whatever befell the one: "the wreckage of one of
    the four drones downed", "уламки одного з трьох приземлених шахедів".
    """
    if view.word(of) not in OUT_OF:
        return False
    whole = next((part for part in numbers(view.tokens) if of < part.start <= of + 2), None)
    end = whole and noun_after(view, whole.end)
    if not whole or not end:
        return False
    inside = any(whole.end <= i < end and view.word(i).endswith(("их", "ых")) for i in view.downed)
    return inside or (view.tokens[of].language == "en" and end in view.downed)


def before_article(view: View, start: int) -> int:
    """The index of the word before the number at *start* and its article: "44 of the 51"."""
    whole = view.word(start - 1) in ARTICLES and view.word(start - 3) not in {"one", "none", "all"}
    return start - (2 if whole else 1)
