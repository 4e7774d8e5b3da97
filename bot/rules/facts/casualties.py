"""Killed and injured: numbers, named victims, denials and updated tolls.

A sentence is taken clause by clause. In each clause a word that says somebody was killed or hurt takes the
numbers of people there; failing that, the people named beside it ("ранены мать и ребёнок" are two). Denials set
a zero where nothing else is said; "no information about casualties" says nothing.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from bot.rules.facts.companions import PLAIN_ANDS, beside, named_beside
from bot.rules.facts.denials import (
    BOTH_DENIED,
    BREAKS,
    DEATH_DENIED,
    HARM,
    INJURY_DENIED,
    UNHURT,
    WHOLE,
    Said,
    denials,
)
from bot.rules.facts.harm_clauses import clauses
from bot.rules.facts.harm_words import (
    CLAIMED,
    CLAIMING,
    MAY_TELL,
    is_fatal,
    is_injury,
    tells_care,
    tells_condition,
)
from bot.rules.facts.lexicon import WordClass, marks_of
from bot.rules.facts.number_words import small_number
from bot.rules.facts.numbers import numbers
from bot.rules.facts.people import is_animal, names_people
from bot.rules.facts.unnamed import SINGULAR_VERB, unnamed
from bot.rules.facts.victims import Quantity, people_end, quantities
from bot.rules.language.text import Sentence, Token
from bot.rules.language.wordlists import words as word_set


@dataclass(frozen=True, slots=True)
class Toll:
    """What is said of one kind of casualty, and where in the original."""

    value: int
    start: int
    end: int


_UPDATED = WordClass(
    r"grows|grew|вырос\w*|возрос\w*|увеличил\w+|достиг\w*|зрос\w*|збільшил\w+|сягнул\w+|rises|rose|risen"
    r"|climb\w*|reached|число|количество|кількість|raising|всего|всього|загалом|total|toll|итого|общее|таким|отже|теперь|тепер|уточнен\w+"
    r"|обновлен\w*|оновлен\w*"
)

_ALTOGETHER = frozenset(["всего", "всього", "загалом", "итого", "total", "toll"])
_BOTH = word_set("оба обе обоих обеих обоим обидва обидві обоє обох both")

_MORE = frozenset(["еще", "ще", "another", "also", "также", "також", "тоже", "more"])

_AFTERWARDS = word_set(
    """later then subsequently died позже затем впоследствии скончался скончалась умер умерла згодом помер
    померла"""
)
_ALREADY = frozenset(["уже", "вже", "already"])
_PRONOUNS = word_set(
    "него нее ней он она його його її его ее він вона нього неї he she who который которая який яка"
)

_LISTING = PLAIN_ANDS | word_set(
    "с со з із with его ее её их його її їх his her their a an the также також also"
)
"""What stands between the people of a list."""

_WHO = ("як", "котр", "котор", "що", "who")

_OF_CASUALTIES = (
    WHOLE.bit | MAY_TELL | BOTH_DENIED.bit | DEATH_DENIED.bit | INJURY_DENIED.bit | UNHURT.bit | HARM.bit
)


def read_casualties(
    sentences: Sequence[Sentence], *, placed: Collection[int]
) -> tuple[Toll | None, Toll | None]:
    """Killed and injured; None where nothing is said of them. *placed*: indexes of sentences that name a
    place.
    """
    said: list[Said] = []
    before: Sentence | None = None
    for sentence in sentences:
        words = [token.word for token in sentence.tokens]
        headed = before is not None and before.index in placed and len(before.tokens) <= 5
        here = _of_sentence(sentence, apart=sentence.item or sentence.index in placed or headed)
        if words[-1:] == ["?"]:
            # "Тракторист подорвался? Нет."
            here = [item for item in here if item.denial]
        elif words[:1] and words[0] in _BOTH and any(not item.fatal and not item.denial for item in said):
            # "Ранены хозяин и его сын. Оба в больнице."
            here = [item for item in here if item.fatal or item.denial]
        said += here
        before = sentence
    hurt = _toll(said, fatal=False)
    if hurt is not None and hurt.value:
        # "Машиніст поранений, пасажири не постраждали": that of the others denies no deaths.
        whole = {item.start for item in said if item.denial and not item.fatal}
        said = [item for item in said if not (item.denial and item.fatal and item.start in whole)]
    return _toll(said, fatal=True), hurt


def _toll(said: Sequence[Said], *, fatal: bool) -> Toll | None:
    mine = [item for item in said if item.fatal is fatal]
    stated = [item for item in mine if not item.denial and not item.weak]
    if not stated:
        weak = [item for item in mine if item.weak]
        stated = [item for item in weak if not item.named] or weak[:1]
    if not stated:
        denied = [item for item in mine if item.denial]
        return Toll(0, denied[0].start, denied[0].end) if denied else None
    if updates := [item for item in stated if item.updated]:
        return Toll(updates[-1].value, updates[-1].start, updates[-1].end)
    kept = stated[:1]
    counted = not stated[0].named
    for item in stated[1:]:
        if item.care and any(item.value <= one.value and not one.named for one in kept):
            # "Ранены пятеро, троих госпитализировали": some of those before.
            continue
        # People named after a number are its details, unless they stand apart; so are those joined to them:
        # "ранены двое. У женщины контузия, у мужчины осколочные ранения".
        if not item.named or item.apart or (item.joined and not counted):
            kept.append(item)
            counted = not item.named
    return Toll(sum(item.value for item in kept), kept[0].start, kept[-1].end)


def _of_sentence(sentence: Sentence, *, apart: bool) -> list[Said]:
    tokens = sentence.tokens
    kinds = marks_of(tokens)
    if not any(kind & _OF_CASUALTIES for kind in kinds):
        return []
    words = [token.word for token in tokens]
    triggers = {
        i: fatal
        for i, kind in enumerate(kinds)
        if kind & MAY_TELL and ((fatal := is_fatal(words, i)) or is_injury(words, i))
    }
    said, denied = denials(tokens, words)
    triggers = {i: fatal for i, fatal in triggers.items() if i not in denied}
    updated = _tells_update(words)
    used: set[int] = set()
    counted = False
    dead = any(triggers.values())
    for start, end in clauses(words, triggers):
        if words[start] == ":" and counted:
            # "пострадали трое: отец с двумя сыновьями": what follows the colon are details.
            continue
        silent = not any(start <= i < end for i in triggers)
        if words[start] == ":" and silent and not said and triggers and max(triggers) < start:
            # "Погибла семья: мать, отец и ребёнок."
            listed = quantities(tokens[start:], words[start:], set())
            if people := [q for q in listed if not q.named] or listed:
                told = max(triggers)
                value = sum(q.value for q in people)
                said.append(Said(triggers[told], value, tokens[told].start, tokens[told].end))
                break
        before = max((i for i in triggers if i < start), default=None)
        if silent and before is not None and (total := _total(tokens, words, start, end)):
            # "… ещё двое пострадавших, всего их теперь девять"
            first, last = tokens[start + total.start], tokens[start + total.end - 1]
            of_dead = triggers[before] or (dead and "toll" in words[start:end])
            said.append(Said(of_dead, total.value, first.start, last.end, updated=True))
        elif said and silent and words[start] == "," and (people := _list_goes_on(tokens, words, start, end)):
            # "Ранения получили хозяин дома, его жена и двое детей."
            one = said[-1]
            between = [token.word for token in tokens[:start] if token.start >= one.end]
            if one.named and not any(word in BREAKS for word in between):
                value = one.value + sum(q.value for q in people)
                said[-1] = replace(one, value=value, end=tokens[people[-1].end - 1].end)
        elif (
            said
            and silent
            and words[start] == "—"
            and not said[-1].denial
            and (more := _alone(words, start, end))
        ):
            # "В Шебекино ранены трое, в Грайвороне — один."
            said.append(replace(said[-1], value=more, named=False, apart=True, weak=False))
        for fatal in (True, False):
            mine = [i for i in range(start, end) if triggers.get(i) is fatal]
            if (
                fatal
                and mine
                and words[start] in PLAIN_ANDS - {","}
                and _same_person(tokens[start:end], words[start:end], said)
            ):
                # "was seriously injured and later died": one man.
                said[-1] = replace(said[-1], fatal=True)
                continue
            if mine and (item := _of_clause(tokens, words, start, end, mine, triggers, used, fatal=fatal)):
                if item.weak and dead and not fatal:
                    # "скончался мужчина, пострадавший утром" is one man.
                    continue
                counted = counted or not item.named
                grown = any(
                    a in _ALREADY and small_number(b) is not None for a, b in pairwise(words[start:end])
                )
                more = any(word in _MORE for word in words[start:end])
                joined = words[start] in PLAIN_ANDS and any(one.named and one.fatal is fatal for one in said)
                further = apart or more
                state = not more and all(tells_condition(words, i) for i in mine)
                said.append(
                    Said(
                        fatal,
                        item.value,
                        item.start,
                        item.end,
                        updated=(
                            grown
                            or _claims(words[start:end])
                            or (updated and not (more and not _tells_update(words[start:end])))
                        )
                        and not item.named,
                        named=item.named,
                        apart=further,
                        joined=joined,
                        weak=item.weak or state,
                        care=not more and all(tells_care(words, i) for i in mine),
                    )
                )
    return said


def _claims(words: Sequence[str]) -> bool:
    """Whether a clause gives a toll by its nature: "удар забрав 31 життя"."""
    return any(word in CLAIMED for word in words) and any(word in CLAIMING for word in words)


def _tells_update(words: Sequence[str]) -> bool:
    return any(word in _UPDATED for word in words)


def _same_person(tokens: Sequence[Token], words: Sequence[str], said: Sequence[Said]) -> bool:
    """Whether a clause that names nobody says of the one named hurt before it that he died."""
    hurt = bool(said) and said[-1].named and not said[-1].fatal
    return hurt and any(word in _AFTERWARDS for word in words[1:2]) and not quantities(tokens, words, set())


def _alone(words: Sequence[str], start: int, end: int) -> int | None:
    """The number that is all a clause says after its dash."""
    rest = words[start + 1 : end]
    return small_number(rest[0]) if len(rest) == 1 else None


def _list_goes_on(tokens: Sequence[Token], words: Sequence[str], start: int, end: int) -> list[Quantity]:
    """The people of a clause, where nothing but people follows to the end of what is said."""
    stop = next((i for i in range(end, len(words)) if words[i] in BREAKS - {","}), len(words))
    if words[stop : stop + 1] not in ([], ["."], ["!"], [";"]):
        return []  # "его жена и двое детей — в больнице"
    people = quantities(tokens[start:stop], words[start:stop], set())
    of_people = {i for q in people for i in range(start + q.start, start + q.end)}
    if any(words[i] not in _LISTING for i in range(start, stop) if i not in of_people):
        return []
    return [Quantity(q.value, q.start + start, q.end + start, q.named) for q in people if q.end + start <= end]


def _total(tokens: Sequence[Token], words: Sequence[str], start: int, end: int) -> Quantity | None:
    """The total a clause without a word of its own gives: "всего их теперь девять"."""
    if not any(word in _ALTOGETHER or word in {"их", "їх"} for word in words[start:end]):
        return None
    found = [q for q in quantities(tokens[start:end], words[start:end], set()) if not q.named]
    return found[-1] if found and found[-1].end >= end - start - 1 else None


def _of_clause(
    tokens: Sequence[Token],
    words: Sequence[str],
    start: int,
    end: int,
    mine: list[int],
    triggers: dict[int, bool],
    used: set[int],
    *,
    fatal: bool,
) -> Said | None:
    if any(is_animal(word) for word in words[start:end]):
        return None
    found = quantities(tokens[start:end], words[start:end], {i - start for i in triggers})
    found = [Quantity(q.value, q.start + start, q.end + start, q.named) for q in found]
    if not found:
        found = _in_neighbours(tokens, words, start, end, triggers)
    # "ранена супружеская чета, оба в реанимации" are two.
    found = [q for q in found if q.start not in used and not (used and words[q.start] in _BOTH)]
    numbered = [q for q in found if not q.named]
    if len(numbered) > 1:
        # "Эвакуировано 40 человек и двое попали в больницу"
        numbered = [q for q in numbered if not _evacuated(words, q)] or numbered
    if _tells_update(words[start:end]):
        # "rises to six as two more bodies are found": the toll is what it rises to.
        totals = [q for q in numbered if words[q.start - 1] in {"до", "to"}]
        # By how much it rises is no toll: "увеличилось на двоих".
        numbered = totals or [q for q in numbered if words[q.start - 1] not in {"на", "by"}]
        found = [q for q in found if q.named or q in numbered]
    if numbered:
        chosen = numbered + [q for q in found if q.named and beside(words, q, numbered)]
    else:
        chosen = named_beside(words, found, mine)
    if not chosen:
        return unnamed(tokens, words, mine, fatal=fatal)
    used.update(q.start for q in chosen)
    first, last = min(chosen[0].start, *mine), max(chosen[-1].end - 1, *mine)
    return Said(fatal, sum(q.value for q in chosen), tokens[first].start, tokens[last].end, named=not numbered)


def _evacuated(words: Sequence[str], people: Quantity) -> bool:
    """Whether *people* were only led out of the house."""
    near = [*words[max(0, people.start - 3) : people.start], *words[people.end : people.end + 2]]
    return any(word.startswith(("эвакуир", "евакуй", "эвакуац", "евакуа", "evacuat")) for word in near)


def _is_described(words: Sequence[str], end: int) -> bool:
    """Whether a clause about the person before *end* follows: "Сторож, якому 67, у важкому стані"."""
    return words[end : end + 1] == [","] and "".join(words[end + 1 : end + 2]).startswith(_WHO)


def _in_neighbours(
    tokens: Sequence[Token], words: Sequence[str], start: int, end: int, triggers: dict[int, bool]
) -> list[Quantity]:
    """People named before a clause that only says what befell them: "Женщина, стоявшая рядом, ранена"."""
    before = [i for i in triggers if i < start]
    low = max(before, default=-1) + 1
    found = quantities(tokens[low:start], words[low:start], set())
    found = [Quantity(q.value, q.start + low, q.end + low, q.named) for q in found]
    named = [q for q in found if q.named]
    numbered = [
        q for q in found if not q.named and (names_people(words[q.end - 1]) or words[q.start - 1] in _MORE)
    ]
    if numbered and _evacuated(words, numbered[-1]):
        # "Эвакуировано 60 человек, из них пятеро ранены": of those led out so many are hurt.
        here, spoken, hurt = tokens[start:end], words[start:end], {i - start for i in triggers}
        inside = [each for each in numbers(here) if people_end(here, spoken, each, hurt)]
        return [Quantity(each.value, start + each.start, start + each.end) for each in inside[:1]]
    if numbered and any(start <= i < start + 5 for i in triggers):
        return numbered[-1:]
    told = any(word in SINGULAR_VERB or word in _PRONOUNS for word in words[start:end])
    if not told and not (named and _is_described(words, named[0].end)):
        return []
    return named[:1]
