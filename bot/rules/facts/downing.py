"""Which numbers of a sentence say how many were shot down.

A number counts when it counts something that flies (the noun after it or before a dash), or stands bare beside a
verb of downing, and when that verb is nearer than any other that befell it: launched, hit, fell, lost from radar.
"""

import itertools
from dataclasses import dataclass, replace
from functools import cached_property

from bot.rules.facts.lexicon import Mark, is_modifier, marks_of
from bot.rules.facts.numbers import Number, numbers
from bot.rules.text import Sentence, Token
from bot.rules.wordlists import words as word_set


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of downed ones: `sentence.tokens[start:end]` names it, number and noun.

    `total`: called a total. `subset`: part of the figure before it ("including"). `more`: an increment. `each`:
    for each of several places, which are `times` many. `bare`: without a noun. `implied`: one, not counted in words.
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


_SUBSET = frozenset(["включая", "включно", "including", "зокрема", "incl"])
_SUBSET_PAIRS = frozenset(
    [
        ("том", "числе"), ("тому", "числі"), ("т", "ч"), ("из", "них"), ("з", "них"), ("із", "них"), ("of", "them"),
        ("of", "which"), ("of", "those"), ("among", "them"), ("из", "которых"), ("з", "яких"), ("із", "яких"),
        ("серед", "них"), ("среди", "них"), ("of", "these"), ("числе", "которых"), ("in", "particular"),
    ]
)  # fmt: skip
TOTAL_WORDS = word_set(
    """итого всего итог итогу общее общей общий общая общем суммарно сумме совокупности загалом всього
    разом усього сумарно підсумку достигло достиг достигает выросло вырос возросло увеличилось зросла
    зросло сягнула сягнуло досягла досягло збільшилась total totals totalling tally bringing brings
    rises rose risen reached reaches climbed сложности"""
)
_REACHES = word_set(
    """достигло достиг достигает выросло вырос возросло увеличилось составило составляет зросла зросло
    сягнула сягнуло досягла досягло становить збільшилась збільшилася rises rose risen reached reaches
    climbed grew stands totals"""
)
_MORE = frozenset(["еще", "ще", "another", "more", "further", "additional", "также", "також"])
_OUT_OF = frozenset(["из", "із", "з", "зі", "of"])
_UNITS = word_set(
    """час часа часов часу години годин годину годинах hour hours минут минуты минуту хвилин хвилини
    minutes раз раза разів times суток сутки сутках доби діб добу дней дня дні днів днях days day лет
    года год годов году год роки років року year years old км м метров метра метрів метри km meters
    metres kilometres этаж этажа этажей этаже поверх поверху поверхів поверсі floor floors процентов
    процента percent відсотків тысяч тысячи тыс тис тисяч млн млрд рублей грн руб районах районов
    районе районами района районі районів region regions oblasts oblast districts district областей
    областях областям областями областях области регионов регионах регионам регіонів регіонах округах
    округов громадах громад локаціях локаціях локації локацій locations location сел селах населенных
    населених settlements января февраля марта апреля мая июня июля августа сентября октября ноября
    декабря січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня
    january february march april may june july august september october november december jan feb mar
    apr jun jul aug sep oct nov dec месяц месяца месяцев місяців months weeks недель тижнів домов дома
    дом будинків будинки будинок квартир автомобилей автомобиля кв га тонн утра ночи вечера ранку
    вечора am pm мск msk ноября градусов баллов рейсов рейса самолета самолетов"""
)
_OF_ATTACK = ("напад", "повітрян", "воздушн", "уражен", "поражен", "ворог", "противник")
_NOT = frozenset(["не", "not", "never", "n't"])
_AGES = word_set("лет год года год років роки рік years year yrs летний річний")
_REACHED = (
    "долет",
    "достиг",
    "досяг",
    "reach",
    "добра",
    "добер",
    "дошл",
    "дошел",
    "дійш",
    "доліт",
    "прорва",
    "діста",
)
_CLAUSE = frozenset([";", "но", "але", "однако", "while", "but", "проте", "причем", "зато"])
_AFTERMATH = frozenset(
    [
        "после",
        "после",
        "після",
        "after",
        "following",
        "результате",
        "внаслідок",
        "вследствие",
        "завдяки",
        "благодаря",
    ]
)
_NAMES = frozenset(["дронов", "дронова", "дронову", "дроновым", "ракетов", "шахедов"]) - {"шахедов"}
_PLURAL_SIGNS = word_set(
    """несколько нескольких кілька кількох декілька several some many многие ряд группа группу групу група
    десятки сотни десятків massed multiple numerous все всі усі all атаки наліт налет рой рій"""
)
_DESCRIBES = word_set(
    """attack attacks strike strikes threat raid raids danger debris alert fragments wreckage operators
    units crews parts remains activity warning sightings"""
)
_AS_MANY = frozenset(
    [("столько", "же"), ("стільки", "ж"), ("стільки", "же"), ("as", "many"), ("same", "number")]
)
_COLLECTIVE = word_set(
    """двое трое четверо пятеро шестеро семеро восьмеро двоє троє п'ятеро шестеро семеро восьмеро
    дев'ятеро"""
)
_SMALL = word_set(
    """более больше понад більше більш уже вже еще ще всего всього около почти майже примерно близько нами
    минимум порядка down at least all also only лише щонайменше не менее меньше як чем another some
    about nearly усі все всі силами ппо пво воины воїни наші наши что целых цілих total сразу одразу"""
)
_BEFORE_BARE = frozenset(
    [
        "до",
        "к",
        "на",
        "в",
        "о",
        "об",
        "at",
        "by",
        "until",
        "till",
        "from",
        "с",
        "з",
        "in",
        "№",
        "у",
        "після",
        "после",
        "за",
    ]
)


@dataclass(frozen=True)
class View:
    """A sentence with the marks of its words, and what is known from the sentences before it.

    `inherited`: the sentence before speaks of downing and this one goes on. `placed`: a place is named here.
    `lenient`: nothing was found strictly, so every verb that does not launch or hit is taken for a downing.
    """

    sentence: Sentence
    inherited: bool = False
    placed: bool = False
    lenient: bool = False

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """The sentence's tokens."""
        return self.sentence.tokens

    @cached_property
    def kinds(self) -> list[int]:
        """The marks of each token."""
        return marks_of(self.sentence.tokens)

    @cached_property
    def downed(self) -> list[int]:
        """Indexes of the words of downing; "did not reach its target" is one."""
        found = [i for i, kind in enumerate(self.kinds) if kind & Mark.DOWNED and _is_downing(self, i)]
        return found or [
            i
            for i in range(1, len(self.kinds))
            if self.word(i).startswith(_REACHED) and self.word(i - 1) in _NOT
        ]

    @cached_property
    def otherwise(self) -> list[int]:
        """Indexes of words that say something else befell them."""
        aftermath = any(token.word in _AFTERMATH for token in self.tokens)
        forgiven = Mark.FALLEN if aftermath and (self.lenient or self.downed) else 0
        return [
            i
            for i, kind in enumerate(self.kinds)
            if (kind & Mark.OTHERWISE or self._failed_apart(i))
            and not kind & forgiven
            and i not in self.downed
            and not (self.word(i - 1) in _NOT and i in self.downed)
        ]

    def _failed_apart(self, index: int) -> bool:
        """Whether "did not reach" at *index* is told beside a downing, of others: "five downed, one did not arrive"."""
        if not (self.word(index).startswith(_REACHED) and self.word(index - 1) in _NOT):
            return False
        return not any(
            all(self.word(i) not in _CLAUSE | {","} for i in range(min(index, verb), max(index, verb)))
            for verb in self.downed
        )

    @property
    def launched(self) -> bool:
        """Whether anything but a downing is said of what flies here."""
        return any(kind & Mark.OTHERWISE for kind in self.kinds)

    @property
    def harmful(self) -> bool:
        """Whether the sentence speaks of victims or damage, so that its numbers are likely theirs."""
        return any(kind & Mark.HARM for kind in self.kinds)

    @property
    def own(self) -> bool | None:
        """Whether the sentence itself speaks of downing; None where it has no verb of its own."""
        if self.downed:
            return True
        return False if self.otherwise or any(kind & Mark.HARM for kind in self.kinds) else None

    @property
    def active(self) -> bool:
        """Whether figures of this sentence can be of downed ones at all."""
        return bool(self.downed) or self.lenient or (self.inherited and self.own is None)

    def word(self, index: int) -> str:
        """The word at *index*, "" outside the sentence."""
        return self.tokens[index].word if 0 <= index < len(self.tokens) else ""

    def kind(self, index: int) -> int:
        """The marks of the word at *index*."""
        return self.kinds[index] if 0 <= index < len(self.kinds) else 0


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
        subset = _opens_subset(view, last, figure.start) or (subset and not _closes(view, last, figure.start))
        if found and _is_result_of(view, found[-1], figure):
            found.pop()
        found.append(replace(figure, subset=subset))
    again = next((i for i in range(len(view.tokens)) if (view.word(i), view.word(i + 1)) in _AS_MANY), None)
    if again is not None and found and found[0].start < again:
        found.append(replace(found[0], start=again, end=again + 2, bare=True, more=True))
        found.sort(key=lambda figure: figure.start)
    return found


def _is_result_of(view: View, all_seen: Figure, figure: Figure) -> bool:
    """ "по регіону понад двадцять БпЛА, знищено шістнадцять": the first is how many came, the second how many fell."""
    if not figure.bare or figure.value > all_seen.value or all_seen.bare:
        return False
    directly = any(0 < figure.start - index <= 3 or index == figure.end for index in view.downed)
    before = any(index < all_seen.start for index in view.downed)
    between = {view.word(i) for i in range(all_seen.end, figure.start)}
    return (
        directly
        and not before
        and bool(between & {",", ";", "—", ":"})
        and not any(all_seen.end <= index < figure.start - 3 for index in view.downed)
    )


def implied(view: View) -> Figure | None:
    """One that is not counted in words: "уничтожен БПЛА", "a drone was shot down"."""
    for index in view.downed or ([len(view.tokens) // 2] if view.lenient else []):
        order = sorted(range(len(view.tokens)), key=lambda i: (abs(i - index), i))
        for position in order:
            kind = view.kinds[position]
            if not kind & Mark.AERIAL or abs(position - index) > 14:
                continue
            if view.tokens[position].capital and view.word(position) in _NAMES:
                continue
            if view.word(position).startswith(("беспилотн", "безпілотн")) and not kind & Mark.SINGULAR:
                continue
            if view.lenient and (not kind & Mark.SINGULAR or view.launched):
                return None
            if _is_one(view, index, position):
                return Figure(
                    1, view.sentence, position, position + 1, more=_is_more(view, position), implied=True
                )
            break
    return None


def _is_downing(view: View, index: int) -> bool:
    word = view.word(index)
    if view.word(index - 1) in _NOT:
        return False
    if word.startswith(("отработал", "відпрацюва", "спрацюва")):
        # "отработала по восьми целям" reports, "отработала над городом" does not.
        return "по" in {view.word(i) for i in range(index + 1, index + 6)}
    if word.startswith(("shot", "shoot", "brought", "bring")):
        return bool({"down", "out"} & {view.word(i) for i in range(index + 1, index + 7)})
    if word.startswith(("took", "take", "taken", "knocked")):
        return bool({"down", "out"} & {view.word(i) for i in range(index + 1, index + 7)})
    if word == "down":
        return index > 0 and not view.kinds[index - 1] & Mark.JOINT
    return True


def _figure(view: View, number: Number) -> Figure | None:
    out_of = view.word(number.start - 1) in _OUT_OF
    one_of = view.lenient and number.value == 1 and view.word(number.end) in _OUT_OF
    if one_of or (out_of and _is_whole(view, number)) or view.word(number.start - 1) in _NOT:
        return None
    end = noun = _noun_after(view, number.end)
    if noun is None and (noun := _noun_of_whole(view, number.end)):
        end = number.end
    bare = False
    if end is None:
        if _is_after_noun(view, number.start):
            end = number.end
        elif _shares_noun(view, number.end):
            end = number.end
        elif _is_bare(view, number):
            end, bare = number.end, True
        else:
            return None
    elif (
        end > number.end
        and _is_instrument(view, number.end, end)
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
    if any(view.kinds[i] & Mark.NAVAL for i in range(number.end, end)):
        return None
    reached = end == number.end and any(view.word(i) in _REACHES for i in range(number.start - 4, number.start))
    if not (reached and view.downed) and not _downing_is_nearest(view, number.start, noun or end):
        return None
    before = {view.word(i) for i in range(number.start - 7, number.start)}
    after = [view.word(i) for i in range(end, end + 3)]
    return Figure(
        number.value,
        view.sentence,
        number.start,
        end,
        number.minimum,
        total=bool(before & TOTAL_WORDS)
        or after[:2] in (["in", "total"], ["in", "all"])
        or after[0] in {"итого", "всего", "загалом"},
        more=_is_more(view, number.start) or view.word(number.end) in _MORE,
        each=number.distributive or "each" in {view.word(end), view.word(number.end)},
        bare=bare,
    )


def _is_instrument(view: View, start: int, end: int) -> bool:
    """Whether the phrase is in the instrumental: what was attacked with ("135-ма ударними БпЛА")."""
    if view.kinds[end - 1] & Mark.INSTRUMENT:
        return True
    plain = view.kinds[end - 1] & Mark.INVARIABLE
    return bool(plain) and any(view.word(i).endswith(("ими", "ыми")) for i in range(start, end))


def _is_more(view: View, start: int) -> bool:
    return any(view.word(i) in _MORE and view.word(i + 1) != "than" for i in range(start - 4, start))


def _is_whole(view: View, number: Number) -> bool:
    """Whether "из N" names the whole: "12 из 15", "Из 60 БПЛА сбито 55", but not "об уничтожении одного из БПЛА"."""
    previous = view.word(number.start - 1)
    if view.word(number.start - 2) in {"один", "одна", "одного", "жоден", "жодна", "none"} and (
        previous == "of" or view.word(number.start - 3) == "ни" or view.word(number.start - 2).startswith("жод")
    ):
        # "Ни один из тринадцати дронов не дошёл до цели": all thirteen.
        return False
    if previous != "of":
        return True
    return (
        view.word(number.start - 2) == "out"
        or number.start == 1
        or view.word(number.start - 2).isdigit()
        or any(
            part.end in (number.start - 1, number.start - 2) for part in numbers(view.tokens[: number.start])
        )
    )


def _noun_after(view: View, index: int) -> int | None:
    """The index after the flying thing counted by the number before *index*; None if it counts none."""
    position = index
    attempts = view.word(index).startswith(("попыт", "спроб", "атак"))
    for _ in range(9):
        if position >= len(view.tokens):
            return None
        token, kind = view.tokens[position], view.kinds[position]
        if kind & Mark.PERSON:
            return None
        weapon = token.word.startswith(("засоб", "средств")) and view.word(position + 1).startswith(_OF_ATTACK)
        if weapon or (kind & Mark.AERIAL and not (token.capital and token.word in _NAMES)):
            position += 1
            while position < len(view.tokens) and view.tokens[position].joined:
                position += 1
            return position
        if not token.is_word:
            if not (
                token.is_number or token.word in {'"', "«", "/"} or (token.word == "(" and position > index)
            ):
                return None
        elif token.quoted and view.lenient and position <= index + 1:
            return position + 2 if view.word(position + 1) in {"»", '"'} else position + 1
        elif attempts and token.word.startswith(
            ("попыт", "спроб", "атак", "применен", "использован", "застосуван", "с")
        ):
            pass
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


def _shares_noun(view: View, index: int) -> bool:
    """ "соответственно семь, четыре и один БПЛА": the last number's noun belongs to all."""
    if not any(token.word in {"соответственно", "відповідно", "respectively"} for token in view.tokens):
        return False
    following = [part for part in numbers(view.tokens) if part.start >= index]
    return bool(following) and any(_noun_after(view, part.end) for part in following)


def _noun_of_whole(view: View, index: int) -> int | None:
    """ "31 із 40 запущених росіянами дронів": the noun stands behind the whole."""
    if view.word(index) not in _OUT_OF or not any(part.start == index + 1 for part in numbers(view.tokens)):
        return None
    for position in range(index + 2, min(len(view.tokens), index + 10)):
        if view.kinds[position] & Mark.AERIAL:
            return position + 1
        if not view.tokens[position].is_word:
            return None
    return None


def _is_after_noun(view: View, index: int) -> bool:
    """ "БПЛА — 12", "дронов: 5", "количество сбитых дронов достигло 44"."""
    if view.word(index - 1) in {"—", ":", "-", "="}:
        for position in range(index - 2, max(-1, index - 7), -1):
            if view.kinds[position] & Mark.AERIAL:
                return True
            if not view.tokens[position].is_word and view.word(position) not in {'"', "»", "«", "/"}:
                return False
        return False
    reaches = any(view.word(i) in _REACHES for i in range(index - 4, index))
    return reaches and any(kind & Mark.AERIAL for kind in view.kinds[:index])


def _is_bare(view: View, number: Number) -> bool:
    following, previous = view.word(number.end), view.word(number.start - 1)
    if (
        following in _UNITS
        or following in {"%", "°", "$", "€"}
        or number.value > 999
        or _is_age(view, number.end)
    ):
        return False
    after = number.end
    if (view.word(after), view.word(after + 1)) in _SUBSET_PAIRS:
        after += 2
    while view.word(after) in _MORE:
        after += 1
    if view.harmful and view.word(number.start) in _COLLECTIVE:
        # "ранения получили двое"
        return False
    if previous == "(" and following == ")":
        return view.placed and (bool(view.downed) or view.inherited or view.lenient)
    if after < len(view.tokens):
        token, kind = view.tokens[after], view.kinds[after]
        if token.joined or (kind & Mark.OTHERWISE and not kind & Mark.DOWNED):
            return False
        if token.is_word and not (
            kind & (Mark.JOINT | Mark.DOWNED | Mark.VERB) or token.capital or token.word in _NOT
        ):
            return False
    if previous in _BEFORE_BARE or (following == "—" and view.word(after + 1) in {"з", "із", "с", "with"}):
        return False
    for index in view.downed:
        if 0 <= number.start - index <= 4 and _is_small(view, index + 1, number.start):
            return True
        if after == index or (view.kind(after) & Mark.VERB and after + 1 == index):
            return True
    going_on = bool(view.downed) or (view.placed and (view.inherited or view.lenient))
    named = number.start > 0 and (view.tokens[number.start - 1].capital or previous in {"обл", "область", "."})
    named = named and previous not in _UNITS
    if going_on and view.placed and named and following in {",", ";", ".", "", "and", "и", "та"}:
        return True
    if view.lenient and view.placed and len(view.tokens) <= 9 and not view.otherwise:
        return True
    if previous in _MORE:
        return bool(view.downed) or view.inherited or view.lenient
    if previous in {"—", ":", "-"} or following in {
        "—",
        "-",
        ":",
        "over",
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


def _is_small(view: View, start: int, end: int) -> bool:
    return all(
        not view.tokens[i].is_word or bool(view.kinds[i] & Mark.JOINT) or view.word(i) in _SMALL
        for i in range(start, end)
    )


def _is_age(view: View, index: int) -> bool:
    """Whether a list of numbers ends in "лет": "19, 34 та 66 років"."""
    for position in range(index, index + 7):
        word = view.word(position)
        if word in _AGES:
            return True
        if not (word.isdigit() or word in {",", "и", "і", "та", "й", "and", "до"}):
            return False
    return False


def _downing_is_nearest(view: View, start: int, end: int) -> bool:
    if not view.otherwise:
        return bool(view.downed) or view.inherited or view.lenient
    if view.downed:
        return _nearer(view, start, end)
    # No verb of downing is known here: what befell others in another clause ("third hit a plant") is no matter.
    return view.lenient and not any(_same_clause(view, start, end, index) for index in view.otherwise)


def _same_clause(view: View, start: int, end: int, index: int) -> bool:
    low, high = (index, start) if index < start else (end, index)
    return not any(view.word(i) in _CLAUSE | {",", "—", ":"} for i in range(low, high))


def _nearer(view: View, start: int, end: int) -> bool:
    # "31 із 40 запущених дронів збито": what stands inside the phrase describes it.
    others = [index for index in view.otherwise if not start <= index < end]
    if not others:
        return True
    # "10 were lost": a predicate after the number governs it, whatever came before.
    governed = not view.kind(end) & Mark.VERB and any(
        index < start and not any(view.word(i) in _CLAUSE | {","} for i in range(index, start))
        for index in view.downed
    )

    def cost(index: int) -> int:
        first, last = (index, start) if index < start else (end, index)
        distance = last - first
        for position in range(first, last):
            if view.word(position) in _CLAUSE:
                distance += 8
            elif view.word(position) in {",", "—", ":"}:
                distance += 3
        # What follows the noun describes it when a verb of downing came before: "shot down 41 drones launched by".
        return distance + (12 if governed and index >= end and index in view.otherwise else 0)

    return min(map(cost, view.downed)) <= min(cost(i) - (1 if i >= end else 0) for i in others)


def _opens_subset(view: View, start: int, end: int) -> bool:
    window = [view.word(i) for i in range(start, end)]
    return any(word in _SUBSET for word in window) or any(
        pair in _SUBSET_PAIRS for pair in itertools.pairwise(window)
    )


def _closes(view: View, start: int, end: int) -> bool:
    return any(view.word(i) in {";", ":"} for i in range(start, end))


def _is_one(view: View, verb: int, noun: int) -> bool:
    """Whether exactly one is meant by a noun without a number."""
    kind = view.kinds[noun]
    if kind & Mark.PLURAL and not kind & Mark.SINGULAR:
        return False
    if kind & Mark.NAVAL or view.kind(noun - 1) & Mark.NAVAL:
        return False
    low, high = sorted((verb, noun))
    if any(view.word(i) in _CLAUSE for i in range(low, high)):
        return False
    repelled = bool(view.kind(verb) & Mark.REPELLED)
    if kind & Mark.SINGULAR:
        if view.tokens[noun].language == "en":
            return view.word(noun + 1) not in _DESCRIBES and not view.word(noun + 1).startswith("-")
        return not (noun + 1 < len(view.tokens) and view.tokens[noun + 1].joined) or view.word(noun + 1) in {
            "камикадзе",
            "камікадзе",
        }
    if repelled or any(view.word(i) in _PLURAL_SIGNS for i in range(noun - 4, noun + 1)):
        return False
    if view.tokens[noun].language == "en":
        return view.word(noun + 1) not in _DESCRIBES
    if any(_is_plural_adjective(view, i) for i in (noun - 1, noun + 1)):
        return False
    return not _is_plural_verb(view.word(verb))


def _is_plural_adjective(view: View, index: int) -> bool:
    word = view.word(index)
    return (
        word.endswith(("ые", "ие", "ых", "их", "ыми", "ими", "шие", "ші", "ські", "жі", "ні")) and len(word) > 4
    )


def _is_plural_verb(word: str) -> bool:
    """Whether a participle agrees with several: "сбиты", "знищені"; "сбили" says who did it, not what."""
    return word.endswith(("ты", "ны", "ені", "ті", "ані"))
