"""One that is not counted in words: "уничтожен БПЛА", "a drone was shot down"."""

from bot.rules.facts.figure import Figure
from bot.rules.facts.figure_words import (
    CLAUSE,
    DESCRIBES,
    NAMES,
    NOT,
    PLURAL_SIGNS,
)
from bot.rules.facts.lexicon import Mark, is_modifier
from bot.rules.facts.views import View, is_more

_A = frozenset(["a", "an", "one", "another", "single"])
_ORDINALS = frozenset(["второй", "вторая", "другой", "третий", "другий", "друга", "третій", "second", "third"])


def implied(view: View) -> Figure | None:
    """One that is not counted in words: "уничтожен БПЛА", "a drone was shot down"."""
    if not view.downed and any(
        kind & Mark.DOWNED and view.word(i - 1) in NOT for i, kind in enumerate(view.kinds)
    ):
        # "Жодного дрона не збито."
        return None
    for index in view.downed or ([len(view.tokens) // 2] if view.lenient else []):
        order = sorted(range(len(view.tokens)), key=lambda i: (abs(i - index), i))
        for position in order:
            kind = view.kinds[position]
            if not (kind & Mark.AERIAL or _is_type(view, position)) or abs(position - index) > 14:
                continue
            if view.tokens[position].capital and view.word(position) in NAMES:
                continue
            if (view.word(position - 1), view.word(position)) == ("anti", "aircraft"):
                continue
            if view.word(position).startswith(("беспилотн", "безпілотн")) and not kind & Mark.SINGULAR:
                continue
            if view.lenient and (not kind & Mark.SINGULAR or view.launched):
                return None
            if _is_one(view, index, position):
                end = position + 1
                value = 1 + _others(view, end)
                return Figure(value, view.sentence, position, end, more=is_more(view, position), implied=True)
            break
    return None


def _is_type(view: View, index: int) -> bool:
    """Whether a missile is named by its type alone: "збито Х-101", not "ракети Х-101"."""
    following = view.tokens[index + 1 : index + 2]
    return (
        view.word(index) in {"х", "x"}
        and bool(following)
        and following[0].is_number
        and following[0].joined
        and not view.kind(index - 1) & Mark.AERIAL
        and view.word(index + 2) not in {"и", "й", "і", "та", ","}
        and view.word(index - 1) not in {"и", "й", "і", "та", ","}
    )


def _others(view: View, start: int) -> int:
    """How many more are counted off: "беспилотник сбит, второй подавлен РЭБ"."""
    return sum(
        view.word(i) in _ORDINALS and any(index in view.downed for index in range(i + 1, i + 4))
        for i in range(start, len(view.tokens))
    )


def _is_one(view: View, verb: int, noun: int) -> bool:
    """Whether exactly one is meant by a noun without a number."""
    kind = view.kinds[noun]
    if kind & Mark.PLURAL and not kind & Mark.SINGULAR:
        return False
    if kind & Mark.NAVAL or view.kind(noun - 1) & Mark.NAVAL:
        return False
    low, high = sorted((verb, noun))
    carried = noun < verb and view.word(verb - 1) in {"был", "была", "було", "був", "була", "was", "were"}
    if any(view.word(i) in CLAUSE for i in range(low, high)) and not carried:
        return False
    if view.word(noun) == "aircraft" and not _is_singled_out(view, noun):
        return False  # "a raid by unmanned aircraft"
    repelled = bool(view.kind(verb) & Mark.REPELLED)
    if kind & Mark.SINGULAR:
        if view.tokens[noun].language == "en":
            return view.word(noun + 1) not in DESCRIBES and not view.word(noun + 1).startswith("-")
        return not (noun + 1 < len(view.tokens) and view.tokens[noun + 1].joined) or view.word(noun + 1) in {
            "камикадзе",
            "камікадзе",
        }
    if repelled or any(view.word(i) in PLURAL_SIGNS for i in range(noun - 4, noun + 1)):
        return False
    if view.tokens[noun].language == "en":
        return view.word(noun + 1) not in DESCRIBES
    if any(_is_plural_adjective(view, i) for i in (noun - 1, noun + 1)):
        return False
    return not _is_plural_verb(view.word(verb))


def _is_singled_out(view: View, noun: int) -> bool:
    """Whether an article tells that the English "aircraft" at *noun* is one: "an enemy unmanned aircraft"."""
    place = noun - 1
    while is_modifier(view.word(place), "en"):
        place -= 1
    return view.word(place) in _A


def _is_plural_adjective(view: View, index: int) -> bool:
    word = view.word(index)
    return (
        word.endswith(("ые", "ие", "ых", "их", "ыми", "ими", "шие", "ші", "ські", "жі", "ні")) and len(word) > 4
    )


def _is_plural_verb(word: str) -> bool:
    """Whether a participle agrees with several: "сбиты", "знищені"; "сбили" says who did it, not what."""
    return word.endswith(("ты", "ны", "ені", "ті", "ані"))
