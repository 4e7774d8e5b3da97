"""How many were shot down, according to the statement's own main figure.

Figures are put together: a lead figure swallows its items, a subset and a roll-up are not added, disjoint
figures are.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from bot.rules.facts.counted_things import noun_after
from bot.rules.facts.downing import stated
from bot.rules.facts.figure import Figure
from bot.rules.facts.figure_words import ALL
from bot.rules.facts.implied import implied
from bot.rules.facts.numbers import numbers
from bot.rules.facts.parts import without_parts
from bot.rules.facts.views import View
from bot.rules.language.text import Sentence
from bot.rules.language.wordlists import words

_BEFORE_NOW = words("ранее раньше раніше earlier previously")
"""What opens a sentence about statements before this one."""


def figures(
    sentences: Sequence[Sentence], *, placed: Collection[int], focus: Collection[int] = ()
) -> list[Figure]:
    """All figures of downed ones in *sentences*, in order; implied ones only where nothing is counted.

    *placed* are the indexes of sentences that name a place. *focus* those that decided the hit: where no
    verb of
    downing is known to us, their numbers are taken nevertheless ("семь «гостей» отправились на металлолом").
    """
    # "Сбит очередной беспилотник. Ранее сообщалось о трёх.": only the first sentence is this statement's own.
    sentences = [each for each in sentences if not _looks_back(each)]
    found, guessed = _strictly(sentences, placed)
    if found:
        before = [one for one in guessed if one.sentence.index < found[0].sentence.index]
        # "Сбит беспилотник. Уничтожены ещё два.": the increment adds to the one before.
        return before[:1] + found if all(figure.more for figure in found) else found
    for chosen in (True, False):
        for sentence in sentences:
            view = View(sentence, inherited=bool(found), placed=sentence.index in placed, lenient=not found)
            if found or ((sentence.index in focus) is chosen and (chosen or not view.harmful)):
                found += stated(view)
        if found:
            break
    if found or guessed:
        return found or guessed
    for sentence in sentences:
        if sentence.index in focus and (one := implied(View(sentence, lenient=True))):
            return [one]
    return []


def _looks_back(sentence: Sentence) -> bool:
    return sentence.index > 0 and sentence.tokens[0].word in _BEFORE_NOW


def _strictly(sentences: Sequence[Sentence], placed: Collection[int]) -> tuple[list[Figure], list[Figure]]:
    found: list[Figure] = []
    guessed: list[Figure] = []
    waiting: list[Sentence] = []
    downing = False
    before: Sentence | None = None
    for sentence in sentences:
        view = View(sentence, inherited=downing, placed=sentence.index in placed)
        here = stated(view)
        if view.own:
            # "Один БПЛА. Бутурлиновский район. Сбит.": the verb comes after the figure, as it can after a list.
            summed = any(figure.total for figure in here)
            if not here or any(_is_entry(earlier, placed, summed=summed) for earlier in waiting):
                here = [figure for earlier in waiting for figure in stated(_awaited(earlier, placed))] + here
            if not here and before is not None and len(sentence.tokens) <= 6 and sentence.tokens[0].word in ALL:
                # "Атаковали 22 дрона. Все сбиты."
                here = [
                    Figure(number.value, before, number.start, end, number.minimum)
                    for number in numbers(before.tokens)
                    if (end := noun_after(View(before), number.end))
                ][:1]
            if not here and (one := implied(view)):
                guessed.append(one)
            if not found and (one := _one_before_more(sentence, here)):
                here = [one, *here]
        found += here
        before = sentence
        waiting = [*waiting, sentence] if view.own is None and not here else []
        downing = view.own if view.own is not None else downing and bool(here or sentence.item or view.placed)
    return found, guessed


def _one_before_more(sentence: Sentence, here: Sequence[Figure]) -> Figure | None:
    """The one not counted that an increment adds to: "сбит БПЛА, ещё два подавлены РЭБ"."""
    if len(here) != 1 or not here[0].more:
        return None
    cut = next((i for i in range(here[0].start - 1, 0, -1) if sentence.tokens[i].word in {",", ";"}), None)
    if cut is None:
        return None
    one = implied(View(sentence.until(cut)))
    return None if one is None or one.more else replace(one, sentence=sentence)


def _is_entry(sentence: Sentence, placed: Collection[int], *, summed: bool) -> bool:
    """Whether a sentence is a line of a list such as "Курская область — 3", or a list that a total follows."""
    if sentence.item:
        return True
    return sentence.index in placed and bool(numbers(sentence.tokens)) and (summed or len(sentence.tokens) <= 9)


def _awaited(sentence: Sentence, placed: Collection[int]) -> View:
    return View(sentence, inherited=True, placed=sentence.index in placed)


def main_figure(
    found: Sequence[Figure], *, places: Mapping[int, frozenset[str]], home: Collection[str] = ()
) -> tuple[int | None, bool, list[Figure]]:
    """The count, whether it is a minimum, and the figures it was made of.

    *places*: the regions named in each sentence that names a place, by its index; they tell a repeated figure
    from a second one, and a part from what fell elsewhere. *home*: the channel's own regions.
    """
    # "атаковали 60 БПЛА, из них 55 сбиты": a part of what is not counted itself is the main figure.
    kept = [figure for figure in found if not figure.subset] or list(found)
    if not kept:
        return None, False, []
    if kept[0].implied and len(kept) == 1:
        return kept[0].amount, False, kept
    items = sum(figure.amount for figure in kept if not figure.total)
    for figure in kept:
        if figure.total and figure.amount == items:
            return items, figure.minimum, [figure]
    kept = kept[:1] if kept[0].total else [figure for figure in kept if not figure.total]
    kept = _without_repetitions(kept, places)
    if len(kept) > 1:
        kept = without_parts(_without_items(kept), places, home)
    return sum(figure.amount for figure in kept), any(figure.minimum for figure in kept), kept


def _without_repetitions(kept: list[Figure], places: Mapping[int, frozenset[str]]) -> list[Figure]:
    """A headline's figure told again in the text is one figure, unless it is told of another place."""
    result: list[Figure] = []
    for figure in kept:
        here = places.get(figure.sentence.index, frozenset())
        repeated = any(
            earlier.amount == figure.amount
            and earlier.sentence is not figure.sentence
            and not (figure.more or figure.bare or earlier.bare or figure.sentence.item)
            and (not here or not (there := places.get(earlier.sentence.index, frozenset())) or here & there)
            for earlier in result
        )
        if not repeated:
            result.append(figure)
    return result


def _without_items(kept: list[Figure]) -> list[Figure]:
    """A figure that equals the sum of those after it is their total."""
    values = [figure.amount for figure in kept]
    for lead in range(len(values) - 1):
        if kept[lead].bare and not _opens_list(kept[lead]):
            continue
        total = 0
        for last in range(lead + 1, len(values)):
            total += values[last]
            if total == values[lead] and (last - lead > 1 or (kept[last].bare and not kept[last].more)):
                return _without_items(kept[: lead + 1] + kept[last + 1 :])
            if total > values[lead]:
                break
    if len(values) > 2 and values[-1] == sum(values[:-1]):
        return kept[-1:]
    return [kept[0], *(figure for figure in kept[1:] if not _belongs(kept[0], figure))]


def _opens_list(figure: Figure) -> bool:
    """Whether a colon or a bracket follows: "збито 23: 12 над …"."""
    after = figure.sentence.tokens[figure.end : figure.end + 12]
    return any(token.word in {":", "(", "—"} for token in after) and not figure.sentence.item


def _belongs(lead: Figure, figure: Figure) -> bool:
    """Whether *figure* is an item of *lead* although the items do not add up (seas, single names, typing
    errors).
    """
    if figure.more or figure.amount > lead.amount:
        return False
    if figure.sentence is lead.sentence:
        between = {token.word for token in lead.sentence.tokens[lead.end : figure.start]}
        return bool(between & {":", "("}) and not lead.bare
    return not lead.bare and figure.bare and (figure.sentence.item or lead.sentence.heading)
