"""What a number counts: something that flies, named after it, before it or not at all."""

from bot.rules.facts.figure_words import (
    AGES,
    ARTICLES,
    BEFORE_BARE,
    COLLECTIVE,
    MORE,
    MOST,
    NAMES,
    NOT,
    OF_ATTACK,
    OUT_OF,
    REACHES,
    RESPECTIVELY,
    SMALL,
    SUBSET_PAIRS,
    UNITS,
)
from bot.rules.facts.lexicon import Mark, is_modifier
from bot.rules.facts.numbers import Number, numbers
from bot.rules.facts.views import View
from bot.rules.language.clauses import is_time
from bot.rules.language.dates import month_of

_FELL_TO = ("пришл", "приход", "припа")
"""Beginnings of verbs that say which place had so many: "двенадцать пришлось на Брянскую область"."""
_UNINVITED = ("гост", "подар", "гостин", "привет")
"""Beginnings of what aircraft are called in quotation marks: "девять прилетевших «гостей»"."""
_PERFECT = frozenset(["been", "all", "since", "now", "already"])
"""What may stand between "have" and what was done: "88 have been shot down"."""
_DEFENCE = frozenset(["пво", "рэб", "ппо", "реб", "defence", "defense"])


def is_instrument(view: View, start: int, end: int) -> bool:
    """Whether the phrase is in the instrumental: what was attacked with ("135-ма ударними БпЛА")."""
    if view.kinds[end - 1] & Mark.INSTRUMENT:
        return True
    plain = view.kinds[end - 1] & Mark.INVARIABLE
    return bool(plain) and any(view.word(i).endswith(("ими", "ыми")) for i in range(start, end))


def noun_after(view: View, index: int) -> int | None:
    """The index after the flying thing counted by the number before *index*; None if it counts none."""
    position = index
    attempts = view.word(index).startswith(("попыт", "спроб", "атак", "полет"))
    for _ in range(9):
        if position >= len(view.tokens):
            return None
        token, kind = view.tokens[position], view.kinds[position]
        if kind & Mark.PERSON or (position == index and (is_time(token.word) or month_of(token.word))):
            return None  # "за четыре часа сбили 60 БПЛА", "до 8 августа сбили 60 БПЛА"
        weapon = token.word.startswith(("засоб", "средств")) and view.word(position + 1).startswith(OF_ATTACK)
        if weapon or (kind & Mark.AERIAL and not (token.word in NAMES and _is_named(view, position))):
            position += 1
            while position < len(view.tokens) and view.tokens[position].joined:
                position += 1
            return position
        if not token.is_word:
            if not (
                token.is_number or token.word in {'"', "«", "/"} or (token.word == "(" and position > index)
            ):
                return None
        elif token.quoted and ((view.lenient and position <= index + 1) or token.word.startswith(_UNINVITED)):
            return position + 2 if view.word(position + 1) in {"»", '"'} else position + 1
        elif attempts and token.word.startswith(
            ("попыт", "спроб", "атак", "полет", "применен", "использован", "застосуван", "с")
        ):
            pass
        elif token.word in {"за", "overnight"} and position > index:
            # "103 уничтоженных за ночь дронах"
            position += token.word == "за"
        elif kind & Mark.JOINT:
            if token.word not in {"of", "more", "еще", "ще", "из", "із", "з"}:
                return None
        elif not (
            token.joined
            or is_modifier(token.word, token.language)
            or token.word in {"х", "kh", "ударно", "класса"}
        ):
            return None
        position += 1
    return None


def _is_named(view: View, position: int) -> bool:
    """Whether a capital letter tells a name ("губернатор Дронов"): not where everything is in capitals."""
    return view.tokens[position].capital and not all(token.capital for token in view.tokens if token.is_word)


def shares_noun(view: View, index: int) -> bool:
    """ "соответственно семь, четыре и один БПЛА": the last number's noun belongs to all."""
    if not any(token.word in RESPECTIVELY for token in view.tokens):
        return False
    following = [part for part in numbers(view.tokens) if part.start >= index]
    return bool(following) and any(noun_after(view, part.end) for part in following)


def noun_of_whole(view: View, index: int) -> int | None:
    """ "31 із 40 запущених росіянами дронів": the noun stands behind the whole."""
    index += view.word(index) == "out"
    whole = index + (2 if view.word(index + 1) in ARTICLES else 1)
    if view.word(index) not in OUT_OF or not any(part.start == whole for part in numbers(view.tokens)):
        return None
    for position in range(whole + 1, min(len(view.tokens), index + 10)):
        if view.kinds[position] & Mark.AERIAL:
            return position + 1
        if not view.tokens[position].is_word:
            return None
    return None


def is_after_noun(view: View, index: int) -> bool:
    """ "БПЛА — 12", "дронов: 5", "количество сбитых дронов достигло 44"."""
    if view.word(index - 1) in {"—", ":", "-", "="}:
        for position in range(index - 2, max(-1, index - 7), -1):
            if view.kinds[position] & Mark.AERIAL:
                return True
            if not view.tokens[position].is_word and view.word(position) not in {'"', "»", "«", "/"}:
                return False
        return False
    reaches = any(view.word(i) in REACHES for i in range(index - 4, index))
    return reaches and any(kind & Mark.AERIAL for kind in view.kinds[:index])


def is_bare(view: View, number: Number) -> bool:
    following, previous = view.word(number.end), view.word(number.start - 1)
    if (
        following in UNITS
        or following in {"%", "°", "$", "€"}
        or number.value > 999
        or _is_age(view, number.end)
    ):
        return False
    after = number.end
    if (view.word(after), view.word(after + 1)) in SUBSET_PAIRS:
        after += 2
    while view.word(after) in MORE or view.word(after) == "already":
        after += 1
    if previous == "+":
        # "ПВО: +3", and not "+35 in the shade"
        return bool(view.downed) or any(token.word in _DEFENCE for token in view.tokens)
    if view.harmful and view.word(number.start) in COLLECTIVE:
        # "ранения получили двое"
        return False
    if previous == "(" and (following == ")" or _opens_part(view, number.end)):
        return view.placed and (bool(view.downed) or view.inherited or view.lenient)
    if view.word(after) in RESPECTIVELY:
        return bool(view.downed) or view.inherited or view.lenient
    if following == "," and is_most(view, number.start):
        return bool(view.downed) or view.inherited or view.lenient
    if after < len(view.tokens):
        token, kind = view.tokens[after], view.kinds[after]
        if token.joined or (kind & Mark.OTHERWISE and not kind & Mark.DOWNED):
            return False
        if token.is_word and not (
            kind & (Mark.JOINT | Mark.DOWNED | Mark.VERB) or token.capital or token.word in NOT
        ):
            return False
    if previous in {"о", "об", "про"} and number.end in view.downed:
        return True  # "мэр говорит о трёх сбитых"
    if previous in BEFORE_BARE or (following == "—" and view.word(after + 1) in {"з", "із", "с", "with"}):
        return False
    for index in view.downed:
        if 0 <= number.start - index <= 7 and _is_small(view, index + 1, number.start):
            return True
        if (
            after == index
            or (view.word(after) in NOT and after + 1 == index)
            or (view.kind(after) & Mark.VERB and _past_perfect(view, after + 1) == index)
        ):
            return True
    going_on = bool(view.downed) or (view.placed and (view.inherited or view.lenient))
    capital = number.start > 0 and view.tokens[number.start - 1].capital and previous not in UNITS
    named = capital or previous in {"обл", "область", ".", "oblast", "region", "krai"}
    if going_on and view.placed and following.startswith(_FELL_TO):
        return True
    if going_on and view.placed and named and following in {",", ";", ".", ")", "", "and", "и", "та"}:
        return True
    if view.lenient and view.placed and len(view.tokens) <= 9 and not view.otherwise:
        return True
    if previous in MORE:
        return bool(view.downed) or view.inherited or view.lenient
    if previous in {"—", ":", "-"} or following in {
        "—",
        "-",
        ":",
        "over",
        "above",
        "над",
        "в",
        "у",
        "на",
        "по",
        "in",
        "near",
    }:
        return going_on and (view.placed or not view.inherited)
    if view.inherited and view.own is None and len(view.tokens) <= number.end - number.start + 3:
        return True
    return number.start == 0 and following != "," and going_on and (view.placed or view.inherited)


def _past_perfect(view: View, index: int) -> int:
    """Where what was done stands after "have" ("88 have already been shot down")."""
    while view.word(index) in _PERFECT:
        index += 1
    return index


def _opens_part(view: View, end: int) -> bool:
    """Whether the part of a number in brackets follows: "Московский регион (7, в том числе 3 …)"."""
    return view.word(end) == "," and any(
        (view.word(i), view.word(i + 1)) in SUBSET_PAIRS for i in (end + 1, end + 2)
    )


def is_most(view: View, start: int) -> bool:
    """Whether a number between commas is the greatest part: "Больше всего, тринадцать, пришлось на …"."""
    return (
        view.word(start - 1) in {",", "—", ":"}
        and view.word(start - 2) in MOST
        and view.word(start - 3) in {"больше", "более", "найбільше", "більше"}
    )


def _is_small(view: View, start: int, end: int) -> bool:
    return all(
        not view.tokens[i].is_word or bool(view.kinds[i] & Mark.JOINT) or view.word(i) in SMALL
        for i in range(start, end)
    )


def _is_age(view: View, index: int) -> bool:
    """Whether a list of numbers ends in "лет": "19, 34 та 66 років"."""
    for position in range(index, index + 7):
        word = view.word(position)
        if word in AGES:
            return True
        if not (word.isdigit() or word in {",", "и", "і", "та", "й", "and", "до"}):
            return False
    return False
