"""Which numbers of a sentence say how many were shot down.

A number counts when it counts something that flies (the noun after it or before a dash), or stands bare
beside a
verb of downing, and when that verb is nearer than any other that befell it: launched, hit, fell, lost
from radar.
"""

import itertools
from dataclasses import replace

from bot.rules.facts.counted_things import (
    is_after_noun,
    is_bare,
    is_instrument,
    is_most,
    noun_after,
    noun_of_whole,
    shares_noun,
)
from bot.rules.facts.figure import Figure
from bot.rules.facts.figure_words import (
    ALL,
    AS_MANY,
    BOUND_FOR,
    CLAUSE,
    MORE,
    MOST,
    NOT,
    OUT_OF,
    REACHES,
    SUBSET,
    SUBSET_PAIRS,
    TOTAL_WORDS,
)
from bot.rules.facts.joined_ones import ANDS, one_before, one_more
from bot.rules.facts.lexicon import Mark
from bot.rules.facts.numbers import Number, numbers
from bot.rules.facts.views import View, is_more
from bot.rules.facts.wholes import before_article, downed_whole, is_whole

_AT = frozenset(["над", "под", "возле", "около", "близ", "під", "біля", "поблизу"])
_ORDINALS = {
    2: ("втор", "друг"), 3: ("трет",), 4: ("четверт",), 5: ("пят", "п'ят"), 6: ("шест", "шост"),
    7: ("седьм", "сьом"), 8: ("восьм",), 9: ("девят", "дев'ят"), 10: ("десят",),
}  # fmt: skip
_RELATIVE = frozenset(["що", "які", "який", "яких", "которые", "который", "которых", "что", "that", "which"])
_PARTICIPLES = ("ных", "щих", "вших", "щихся", "вшихся", "них", "ные", "щие", "вшие", "щиеся", "вшиеся", "ні")
_BE = frozenset(["was", "were", "been"])
_WERE = _BE | {"have", "had", "has", "all"}
_EACH = frozenset(["each", "apiece"])
_FROM = frozenset(["с", "со", "от", "від", "from"])


def stated(view: View) -> list[Figure]:
    """The figures a sentence states in numbers, and the one it repeats by "столько же"."""
    found: list[Figure] = []
    if not view.active:
        return found
    subset = False
    for number in numbers(view.tokens):
        figure = _figure(view, number)
        if figure is None:
            continue
        last = found[-1].end if found else 0
        result = bool(found) and _is_result_of(view, found[-1], figure)
        opened = _opens_subset(view, last, figure.start) or (not result and _is_part(view, figure, found))
        subset = opened or (subset and not _closes(view, last, figure.start))
        if result:
            found.pop()
        found.append(replace(figure, subset=subset or _went_on(view, figure)))
        if len(found) == 1 and (single := one_before(view, figure)) is not None:
            found.insert(0, single)
        single = one_more(view, figure)
        if single is not None and not any(part.start == single.start for part in numbers(view.tokens)):
            found.append(single)
    again = next((i for i in range(len(view.tokens)) if (view.word(i), view.word(i + 1)) in AS_MANY), None)
    if again is not None and found and found[0].start < again:
        found.append(replace(found[0], start=again, end=again + 2, bare=True, more=True))
        found.sort(key=lambda figure: figure.start)
    if len(found) == 1 and (following := _next_in_order(view, found[0])) is not None:
        found.append(following)
    return found


def _next_in_order(view: View, counted: Figure) -> Figure | None:
    """The one more that goes on counting: "пять сбили над морем, шестой — над Пересыпью".

    Not "один сбили над морем, второй — попал в резервуар".
    """
    stems = _ORDINALS.get(counted.value + 1, ())
    for index in range(counted.end, len(view.tokens)):
        ahead = view.word(index - 1) in {",", "а", "и"} and view.word(index).startswith(stems)
        placed = view.word(index + 1) == "—" and view.word(index + 2) in _AT
        if stems and ahead and (placed or index + 1 in view.downed):
            return Figure(1, view.sentence, index, index + 1, bare=True, more=True)
    return None


def _is_result_of(view: View, all_seen: Figure, figure: Figure) -> bool:
    """ "по регіону понад двадцять БпЛА, знищено шістнадцять", "21 БПЛА, 12 из которых подавлены": the first is
    how many came, the second how many fell.
    """
    unnamed = figure.bare or figure.end == figure.start + 1
    if not unnamed or figure.value > all_seen.value or all_seen.bare:
        return False
    following = figure.end + 2 * _of_them(view, figure)
    while view.word(following) in _WERE:
        following += 1
    directly = any(0 < figure.start - index <= 3 or index == following for index in view.downed)
    part = next((i for i in range(all_seen.start, -1, -1) if view.word(i) == ";"), -1)
    before = any(part < index < all_seen.start for index in view.downed)
    between = {view.word(i) for i in range(all_seen.end, figure.start)}
    own = itertools.takewhile(
        lambda i: view.word(i) not in {",", ";", "—", ":"}, range(all_seen.end, figure.start)
    )
    if any(index in view.downed for index in own):
        # "11 дронов сбили, 5 заглушили": both fell.
        return False
    return (
        directly
        and not before
        and bool(between & {",", ";", "—", ":"})
        and not any(all_seen.end <= index < figure.start - 3 for index in view.downed)
    )


def _figure(view: View, number: Number) -> Figure | None:
    of = before_article(view, number.start)
    out_of = view.word(of) in OUT_OF
    preceding = number.start - 1
    while view.word(preceding) in MORE:
        preceding -= 1
    if view.word(preceding) in _FROM:
        # "сброс с ещё одного аппарата": somebody's deed, not their end.
        return None
    one_of = number.value == 1 and (view.lenient or downed_whole(view, number.end))
    if (
        (one_of and view.word(number.end) in OUT_OF)
        or (out_of and is_whole(view, number))
        or view.word(number.start - 1) in NOT
    ):
        return None
    end = noun = noun_after(view, number.end)
    if noun is None and (noun := noun_of_whole(view, number.end)):
        end = number.end
    bare = False
    if end is None:
        if is_after_noun(view, number.start) or shares_noun(view, number.end):
            end = number.end
        elif is_bare(view, number):
            end, bare = number.end, True
        else:
            return None
    elif (
        end > number.end
        and is_instrument(view, number.end, end)
        and view.word(number.start - 1)
        not in {
            "с",
            "со",
            "з",
            "із",
            "над",
        }
    ):
        return None
    if any(view.kind(i) & Mark.NAVAL for i in range(number.end, end + (noun is not None))):
        return None
    reached = end == number.end and any(view.word(i) in REACHES for i in range(number.start - 4, number.start))
    if not (reached and view.downed) and not _downing_is_nearest(view, number.start, noun or end):
        return None
    after = [view.word(i) for i in range(end, end + 3)]
    return Figure(
        number.value,
        view.sentence,
        number.start,
        end,
        number.minimum,
        total=_is_total(view, number.start)
        or after[:2] in (["in", "total"], ["in", "all"])
        or after[0] in {"итого", "всего", "загалом"},
        more=is_more(view, number.start) or view.word(number.end) in MORE,
        each=number.distributive
        or not _EACH.isdisjoint({view.word(end), view.word(number.end)})
        or after[1:2] == ["each"],
        bare=bare,
    )


def _is_total(view: View, start: int) -> bool:
    """Whether the number at *start* is called a total; "больше всего" calls it the greatest part."""
    return any(
        view.word(i) in TOTAL_WORDS and not (view.word(i) in MOST and view.word(i - 1) in {"больше", "більше"})
        for i in range(start - 7, start)
    ) or (
        # "за три часа сбито 12 БПЛА, с начала суток — 40"
        view.word(start - 1) == "—"
        and any(view.word(i) in {"начала", "початку", "полуночи", "опівночі"} for i in (start - 3, start - 2))
    )


def _downing_is_nearest(view: View, start: int, end: int) -> bool:
    if _all_of_them(view, end):
        return True
    if not view.otherwise:
        return bool(view.downed) or view.inherited or view.lenient
    if view.downed:
        return _nearer(view, start, end)
    # No verb of downing is known here: what befell others in another clause ("third hit a plant") is no matter.
    return view.lenient and not any(_same_clause(view, start, end, index) for index in view.otherwise)


def _all_of_them(view: View, end: int) -> bool:
    """ "атаковали 22 дрона, все уничтожены": the clause after the noun at *end* says it of all."""
    return (
        view.word(end) in {",", "—", ";"}
        and view.word(end + 1) in ALL
        and any(index in view.downed for index in (end + 2, end + 3, end + 4))
        and not any(end < part.start < end + 5 for part in numbers(view.tokens))
    )


def _same_clause(view: View, start: int, end: int, index: int) -> bool:
    low, high = (index, start) if index < start else (end, index)
    return not any(view.word(i) in CLAUSE | {",", "—", ":"} for i in range(low, high))


def _nearer(view: View, start: int, end: int) -> bool:
    # "31 із 40 запущених дронів збито": what stands inside the phrase describes it.
    others = [
        i for i in view.otherwise if not (start <= i < end or _describes(view, end, i) or _and_downed(view, i))
    ]
    if not others:
        return True
    # "10 were lost": a predicate after the number governs it, whatever came before.
    governed = not view.kind(end) & Mark.VERB and any(
        index < start and not any(view.word(i) in CLAUSE | {","} for i in range(index, start))
        for index in view.downed
    )

    def cost(index: int) -> int:
        first, last = (index, start) if index < start else (end, index)
        distance = last - first
        for position in range(first, last):
            if view.word(position) == ";" and view.tokens[position - 1].language == "en":
                distance += 12
            elif view.word(position) in CLAUSE:
                distance += 8
            elif view.word(position) in {",", "—", ":"}:
                distance += 3
        # What follows the noun describes it when a verb of downing came before: "shot down 41 drones
        # launched by".
        return distance + (12 if governed and index >= end and index in view.otherwise else 0)

    return min(map(cost, view.downed)) <= min(cost(i) - (1 if i >= end else 0) for i in others)


def _and_downed(view: View, index: int) -> bool:
    """Whether one verb says what befell, the next that it fell: "обнаружены и уничтожены"."""
    return view.word(index + 1) in ANDS and index + 2 in view.downed


def _describes(view: View, end: int, index: int) -> bool:
    """Whether the word at *index* describes the noun: "дронів, що летіли на Дніпро, знищено", "ракет,
    выпущенных по Киеву", "missiles fired at Kyiv were intercepted".
    """
    finite = view.word(index - 1) in _BE  # "105 were launched, of these 88 were shot down"
    english = view.tokens[index].language == "en" and not finite
    if english and 0 <= index - end <= 1 and view.word(index).endswith("ed"):
        return any(view.kind(i) & Mark.VERB for i in range(index + 2, max(view.downed, default=0)))
    comma = next((i for i in range(index, end - 1, -1) if view.word(i) == ","), None)
    if comma is None or comma > end + 1:
        return False
    participle = comma + 1 == index and view.word(index).endswith(_PARTICIPLES)
    return view.word(comma + 1) in _RELATIVE or participle


def _opens_subset(view: View, start: int, end: int) -> bool:
    opened = start
    for index in range(start, end):
        if view.word(index) == ";" or (view.word(index) == ")" and _bracket(view, index) < opened):
            start = index + 1
    window = [view.word(i) for i in range(start, end)]
    return any(word in SUBSET for word in window) or any(
        pair in SUBSET_PAIRS for pair in itertools.pairwise(window)
    )


def _is_part(view: View, figure: Figure, found: list[Figure]) -> bool:
    """Whether what follows the number makes it a part of those told before: "Сбиты 20. 16 из них под Брянском".

    "Сбиты 32, больше всего — 16 — над Брянском" names one, too. Of those that were only launched it is the main
    figure: "40 беспилотников, 28 из которых сбиты".
    """
    if found and is_most(view, figure.start) and figure.amount <= max(each.amount for each in found):
        return True
    return _of_them(view, figure) and (bool(found) or figure.start == 0)


def _of_them(view: View, figure: Figure) -> bool:
    return (view.word(figure.end), view.word(figure.end + 1)) in SUBSET_PAIRS


def _went_on(view: View, figure: Figure) -> bool:
    """Whether brackets tell where some of those before were going: "по 3 — в … (2 БПЛА летели на Москву)"."""
    opened = _bracket(view, figure.start)
    inside = opened < figure.start and all(view.word(i) != ")" for i in range(opened, figure.start))
    return inside and any(view.word(figure.end + i).startswith(BOUND_FOR) for i in range(3))


def _closes(view: View, start: int, end: int) -> bool:
    return any(
        view.word(i) in {";", ":"} or (view.word(i) == ")" and _opened_in_brackets(view, i))
        for i in range(start, end)
    )


def _opened_in_brackets(view: View, end: int) -> bool:
    """Whether the part is told inside the brackets that close at *end*: "Крым (9, из них 2 над морем), …"."""
    return _opens_subset(view, _bracket(view, end), end)


def _bracket(view: View, end: int) -> int:
    """Where the brackets that close at *end* open; *end* itself where they do not."""
    return next((i for i in range(end - 1, -1, -1) if view.word(i) == "("), end)
