"""How many were shot down, according to the statement's own main figure.

Every number is judged in its sentence: what it counts (a noun after or before it, or nothing beside a verb of
downing) and what was done to it (the nearest verb). Then the figures are put together: a lead figure swallows
its items, a subset and a roll-up are not added, disjoint figures are.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.rules.facts.lexicon import Mark, is_modifier, marks
from bot.rules.facts.numbers import Number, numbers
from bot.rules.text import Sentence, Token


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of downed ones: `sentence.tokens[start:end]` names it, number and noun."""

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


_SUBSET = frozenset(["включая", "включно", "including", "зокрема", "incl"])
_SUBSET_PAIRS = frozenset(
    [
        ("том", "числе"), ("тому", "числі"), ("т", "ч"), ("из", "них"), ("з", "них"), ("із", "них"), ("of", "them"),
        ("of", "which"), ("of", "those"), ("among", "them"), ("из", "которых"), ("з", "яких"), ("із", "яких"),
        ("серед", "них"), ("среди", "них"), ("of", "these"), ("числе", "которых"),
    ]
)  # fmt: skip
_TOTAL = frozenset(
    """итого всего итог общее общее общий общая суммарно сумме совокупности загалом всього разом усього сумарно підсумок
    достигло достиг выросло вырос возросло увеличилось зросла зросло сягнула досягла total totals tally bringing brings
    rises rose reached сложности""".split()
)
_MORE = frozenset(["еще", "ще", "another", "more", "further", "additional", "также", "також"])
_OUT_OF = frozenset(["из", "із", "з", "of"])
_NOT_AFTER = frozenset(
    """час часа часов часу години годин годину hours hour минут минуты минуту хвилин хвилини minutes раз раза разів times суток
    сутки доби діб дней дня дні днів days day лет года год году років роки year years old км м метров метрів km meters metres
    этаж этажа этажей поверхів поверх floor floors процентов percent тысяч тысячи тыс тис млн рублей грн руб
    районах районов районе районі районів regions oblasts districts областей областях областям регионов регионах регіонів
    локаціях локаціях локації locations location сел населенных населених settlements января февраля марта апреля мая
    июня июля августа сентября октября ноября декабря січня лютого березня квітня травня червня липня серпня вересня
    жовтня листопада грудня january february march april may june july august september october november december
    января месяц месяца месяцев місяців months weeks недель тижнів домов будинків квартир автомобилей""".split()
)
_CLAUSE = frozenset([";", "но", "але", "однако", "while", "but", "проте", "причем"])
_LETTERED_PEOPLE = frozenset(["дронов", "дронова", "дронову", "дроновым"])
_SINGULAR_SIGNS = (
    "летевш",
    "прямовавш",
    "двигавш",
    "подлетавш",
    "приближавш",
    "следовавш",
    "направлявш",
    "атаковавш",
)


def figures(sentences: Sequence[Sentence]) -> list[Figure]:
    """All figures of downed ones in *sentences*, in order; implied ones only where nothing is counted."""
    found: list[Figure] = []
    downing = False
    for sentence in sentences:
        stated, own = _of_sentence(sentence, inherited=downing)
        found += stated
        downing = own if own is not None else downing
    if any(not figure.implied for figure in found):
        return [figure for figure in found if not figure.implied or _apart(figure, found)]
    return found


def _apart(figure: Figure, found: list[Figure]) -> bool:
    """Whether an implied one stands before all numbers as a statement of its own."""
    return False


def main_figure(found: Sequence[Figure]) -> tuple[int | None, bool, list[Figure]]:
    """The count, whether it is a minimum, and the figures it was made of."""
    kept = [figure for figure in found if not figure.subset]
    if not kept:
        return None, False, []
    if any(figure.implied for figure in kept):
        singles = kept[:1] if not kept[0].more else kept[:1]
        return singles[0].value, False, singles
    if not kept[0].total and any(not figure.total for figure in kept):
        kept = [figure for figure in kept if not figure.total]
    elif kept[0].total:
        kept = kept[:1]
    if len(kept) > 1:
        kept = _without_items(kept)
    return sum(figure.value for figure in kept), any(figure.minimum for figure in kept), kept


def _without_items(kept: list[Figure]) -> list[Figure]:
    """A figure that equals the sum of those after it is their total."""
    values = [figure.value for figure in kept]
    for lead in range(len(values) - 1):
        total = 0
        for last in range(lead + 1, len(values)):
            total += values[last]
            if total == values[lead] and (last - lead > 1 or _is_list(kept[lead], kept[last])):
                return _without_items(kept[: lead + 1] + kept[last + 1 :])
            if total > values[lead]:
                break
    if len(values) > 2 and values[-1] == sum(values[:-1]):
        return kept[-1:]
    first = kept[0]
    rest = [figure for figure in kept[1:] if not _belongs(first, figure)]
    return [first, *rest]


def _is_list(lead: Figure, item: Figure) -> bool:
    return item.bare and not item.more


def _belongs(lead: Figure, figure: Figure) -> bool:
    """Whether *figure* is an item of *lead* although the items do not add up (seas, typing errors)."""
    if figure.more or lead.bare or figure.value > lead.value:
        return False
    if figure.sentence is lead.sentence:
        between = lead.sentence.tokens[lead.end : figure.start]
        return figure.bare and any(token.word in {":", "("} for token in between)
    return figure.bare and (figure.sentence.item or lead.sentence.heading)


def _of_sentence(sentence: Sentence, *, inherited: bool) -> tuple[list[Figure], bool | None]:
    tokens = sentence.tokens
    kinds = [marks(token.word) for token in tokens]
    downed = [i for i, kind in enumerate(kinds) if kind & Mark.DOWNED and _is_downing(tokens, i)]
    otherwise = [i for i, kind in enumerate(kinds) if kind & Mark.OTHERWISE and i not in downed]
    own: bool | None = True if downed else False if otherwise else None
    active = bool(downed) or (inherited and not otherwise)
    found: list[Figure] = []
    subset = False
    if active:
        for number in numbers(tokens):
            figure = _figure(sentence, kinds, number, downed, otherwise, inherited=inherited)
            if figure is None:
                continue
            subset = _subset_before(tokens, found[-1].end if found else 0, figure.start) or (
                subset and not _breaks(tokens, found[-1].end if found else 0, figure.start)
            )
            if subset:
                figure = _with(figure, subset=True)
            found.append(figure)
    if not found and downed:
        implied = _implied(sentence, kinds, downed, otherwise)
        if implied:
            found.append(implied)
    return found, own


def _with(figure: Figure, *, subset: bool) -> Figure:
    return Figure(
        figure.value, figure.sentence, figure.start, figure.end, figure.minimum, figure.total, subset,
        figure.more, figure.each, figure.bare, figure.implied,
    )  # fmt: skip


def _is_downing(tokens: Sequence[Token], index: int) -> bool:
    word = tokens[index].word
    following = {token.word for token in tokens[index + 1 : index + 7]}
    if word.startswith(("shot", "shoot", "brought", "bring")):
        return "down" in following
    if word.startswith(("took", "take", "taken", "knocked")):
        return bool({"down", "out"} & following)
    if word == "down":
        return index > 0 and not marks(tokens[index - 1].word) & Mark.JOINT
    return not (index > 0 and tokens[index - 1].word in {"не", "not"})


def _figure(
    sentence: Sentence,
    kinds: list[Mark],
    number: Number,
    downed: list[int],
    otherwise: list[int],
    *,
    inherited: bool,
) -> Figure | None:
    tokens = sentence.tokens
    if (
        _word(tokens, number.start - 1) in _OUT_OF
        and number.start >= 2
        and _counts_before(tokens, number.start - 1)
    ):
        return None
    noun = _noun_after(tokens, kinds, number.end)
    bare = False
    if noun is None:
        if _before_is_noun(tokens, kinds, number.start):
            noun = number.end
        elif _is_bare(tokens, kinds, number, downed, inherited=inherited):
            noun, bare = number.end, True
        else:
            return None
    if not bare and noun > number.end and kinds[noun - 1] & Mark.INSTRUMENT and not _by_downing(tokens, number):
        return None
    if any(kinds[i] & Mark.NAVAL for i in range(number.end, min(noun + 1, len(tokens)))) and not _is_sea_place(
        tokens, noun
    ):
        return None
    if not _downed_nearest(tokens, number.start, noun, downed, otherwise, inherited=inherited):
        return None
    before = [token.word for token in tokens[max(0, number.start - 7) : number.start]]
    near = before[-3:]
    value = number.value
    each = number.distributive or _each(tokens, number, noun)
    return Figure(
        value,
        sentence,
        number.start,
        noun,
        number.minimum,
        total=any(word in _TOTAL for word in before),
        more=any(word in _MORE for word in near) or _word(tokens, number.end) in _MORE,
        each=each,
        bare=bare,
    )


def _each(tokens: Sequence[Token], number: Number, noun: int) -> bool:
    return _word(tokens, noun) == "each" or _word(tokens, number.end) == "each"


def _counts_before(tokens: Sequence[Token], index: int) -> bool:
    """Whether "из N" follows a number or opens the sentence: "12 из 15", "Of 60 drones, 55"."""
    return True


def _noun_after(tokens: Sequence[Token], kinds: list[Mark], index: int) -> int | None:
    """The index after the aerial noun that the number before *index* counts, if it counts one."""
    position = index
    last: int | None = None
    for _ in range(8):
        if position >= len(tokens):
            break
        token, kind = tokens[position], kinds[position]
        if kind & Mark.PERSON:
            return None
        if kind & Mark.AERIAL and not (token.capital and token.word in _LETTERED_PEOPLE and position > 0):
            last = position + 1
            position += 1
            break
        if not token.is_word:
            if token.word in {'"', "«", "(", "/"} or token.is_number:
                if token.word == "(" and position == index:
                    return None
                position += 1
                continue
            break
        if kind & Mark.JOINT and token.word not in {"of", "more", "еще", "ще"}:
            break
        if (
            token.joined
            or is_modifier(token.word, token.language)
            or token.word in {"х", "kh", "ударно", "класса"}
        ):
            position += 1
            continue
        break
    if last is None:
        return None
    while last < len(tokens) and tokens[last].joined:
        last += 1
    return last


def _before_is_noun(tokens: Sequence[Token], kinds: list[Mark], index: int) -> bool:
    """ "БПЛА — 12", "дронов: 5"."""
    if index < 2 or tokens[index - 1].word not in {"—", ":", "-", "="}:
        return False
    for position in range(index - 2, max(-1, index - 6), -1):
        if kinds[position] & Mark.AERIAL:
            return True
        if not tokens[position].is_word and tokens[position].word not in {'"', "»", "«", "/"}:
            return False
    return False


def _is_bare(
    tokens: Sequence[Token], kinds: list[Mark], number: Number, downed: list[int], *, inherited: bool
) -> bool:
    following = _word(tokens, number.end)
    if following in _NOT_AFTER or following in {"%", "°"} or number.value > 999:
        return False
    if number.end < len(tokens):
        after = tokens[number.end]
        if after.is_word and not (kinds[number.end] & (Mark.JOINT | Mark.DOWNED | Mark.VERB) or after.capital):
            return False
        if after.joined:
            return False
        if kinds[number.end] & Mark.OTHERWISE and not kinds[number.end] & Mark.DOWNED:
            return False
    previous = _word(tokens, number.start - 1)
    if any(0 <= number.start - i <= 3 and _only_small(tokens, i + 1, number.start) for i in downed):
        return previous not in {"до", "к", "на", "в", "о", "at", "by", "until", "till", "from", "с", "з", "in"}
    if number.end in downed or (
        kinds[number.end] & Mark.VERB and number.end + 1 in downed if number.end < len(tokens) else False
    ):
        return previous not in {"в", "на", "о", "at"}
    if previous in _MORE:
        return bool(downed) or inherited
    if previous in {"—", ":", "-"} or following in {"—", "-", ":", "over", "над", "в", "у", "на", "по", "in"}:
        return bool(downed) or inherited
    return number.start == 0 and inherited


def _only_small(tokens: Sequence[Token], start: int, end: int) -> bool:
    return all(
        not token.is_word or bool(marks(token.word) & Mark.JOINT) or token.word in _ADVERBS
        for token in tokens[start:end]
    )


_ADVERBS = frozenset(
    """более больше понад більше уже вже еще ще всего всього около почти майже примерно близько нами минимум порядка
    down at least all also только лише щонайменше не менее меньше як чем another some about nearly""".split()
)


def _by_downing(tokens: Sequence[Token], number: Number) -> bool:
    return _word(tokens, number.start - 1) in {"с", "со", "з", "із", "над"}


def _is_sea_place(tokens: Sequence[Token], noun: int) -> bool:
    return _word(tokens, noun) in {"sea", "моря", "морем"}


def _downed_nearest(
    tokens: Sequence[Token], start: int, end: int, downed: list[int], otherwise: list[int], *, inherited: bool
) -> bool:
    if not downed:
        return inherited and not otherwise
    if not otherwise:
        return True

    def cost(index: int) -> int:
        first, last = (index, start) if index < start else (end, index)
        distance = last - first
        for token in tokens[first:last]:
            if token.word in _CLAUSE or token.word in {",", "—", ":"}:
                distance += 8 if token.word in _CLAUSE else 3
        return distance

    return min(map(cost, downed)) <= min(cost(i) - (1 if i >= end else 0) for i in otherwise)


def _subset_before(tokens: Sequence[Token], start: int, end: int) -> bool:
    window = [token.word for token in tokens[start:end]]
    if any(word in _SUBSET for word in window):
        return True
    return any(pair in _SUBSET_PAIRS for pair in zip(window, window[1:], strict=False))


def _breaks(tokens: Sequence[Token], start: int, end: int) -> bool:
    return any(token.word in {";", ":"} for token in tokens[start:end])


def _implied(sentence: Sentence, kinds: list[Mark], downed: list[int], otherwise: list[int]) -> Figure | None:
    """One that is not counted in words: "уничтожен БПЛА", "a drone was shot down"."""
    tokens = sentence.tokens
    for index in downed:
        one = bool(kinds[index] & Mark.ONE_DOWNED)
        order = sorted(range(len(tokens)), key=lambda i: (abs(i - index), i))
        for position in order:
            kind = kinds[position]
            if not kind & Mark.AERIAL or abs(position - index) > 14:
                continue
            if kind & Mark.PLURAL or kind & Mark.NAVAL:
                break
            if tokens[position].capital and tokens[position].word in _LETTERED_PEOPLE:
                continue
            between = tokens[min(position, index) : max(position, index)]
            if any(token.word in _CLAUSE for token in between):
                break
            if kind & Mark.SINGULAR and _is_noun(tokens, position):
                return Figure(
                    1, sentence, position, position + 1, more=_more_one(tokens, position), implied=True
                )
            if not kind & Mark.SINGULAR and (one or _singular_signs(tokens, position)):
                return Figure(
                    1, sentence, position, position + 1, more=_more_one(tokens, position), implied=True
                )
            break
    return None


def _is_noun(tokens: Sequence[Token], index: int) -> bool:
    """Whether a word that is singular by its shape is the thing and not a describing word ("drone attack")."""
    if tokens[index].language != "en":
        return not (index + 1 < len(tokens) and tokens[index + 1].joined)
    following = _word(tokens, index + 1)
    return following not in {
        "attack", "attacks", "strike", "strikes", "threat", "raid", "danger", "debris", "alert", "fragments", "wreckage",
        "operators", "units", "drones", "crews", "parts", "remains",
    }  # fmt: skip


def _singular_signs(tokens: Sequence[Token], index: int) -> bool:
    for token in tokens[max(0, index - 4) : index + 4]:
        word = token.word
        if word.startswith(_SINGULAR_SIGNS) and word.endswith(("ий", "его", "ему", "им", "ая", "ую")):
            return True
        if word in {"украинский", "вражеский", "ворожий", "ударный", "ударний", "российский", "російський"}:
            return True
    previous = _word(tokens, index - 1)
    return previous.endswith(("ый", "ий", "ого", "его")) or previous in {"a", "the", "an"}


def _more_one(tokens: Sequence[Token], index: int) -> bool:
    return any(token.word in _MORE for token in tokens[max(0, index - 4) : index])


def _word(tokens: Sequence[Token], index: int) -> str:
    return tokens[index].word if 0 <= index < len(tokens) else ""
