"""Numbers as they are written in three languages: digits, words in every case, tens and dozens, "at least".

A number is only what stands there. Whether it counts anything (and not an hour, an age or a house) is decided
by who reads it; what makes a number no quantity by its own shape ("58-летний", "№ 7", "20.00") is left
out here.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.rules.facts.lexicon import listed
from bot.rules.facts.number_words import (
    BEGINNINGS,
    BOTH,
    DOZEN,
    HALF,
    HUNDRED_PIECES,
    HUNDREDS,
    ONE_AND_A_HALF,
    PAIR,
    SINGLE,
    TEENS,
    TEN_PIECES,
    TENS,
    THOUSANDS,
    UNITS,
)
from bot.rules.language.text import Token
from bot.rules.language.wordlists import words as word_set


@dataclass(frozen=True, slots=True)
class Number:
    """`tokens[start:end]` says *value*. `minimum`: "more than", "at least". `distributive`: "по два"."""

    value: int
    start: int
    end: int
    minimum: bool = False
    distributive: bool = False
    words: bool = False


# The ending of a case after a hyphen: "12-ю", "5-ти", "3-х".
_CASE_TAILS = word_set("х ти м мя ми ю и ть а го ма ох ьох ьома")

_MINIMUM_PHRASES = tuple(
    tuple(phrase.split())
    for phrase in listed(
        "более, более чем, более -, больше, больше чем, свыше, не менее, не менее чем, не меньше, не "
        "меньше чем, минимум, как минимум, по меньшей мере, по крайней мере, понад, більше, більш, більше "
        "ніж, більш ніж, більш як, більше як, щонайменше, принаймні, не менше, не менш, не менше ніж, не "
        "менш як, не менше як, мінімум, як мінімум, at least, more than, over, no fewer than, not less "
        "than, no less than, upwards of, upward of, in excess of, not less than, not fewer than"
    )
)

_MINIMUM_LAST = frozenset(phrase[-1] for phrase in _MINIMUM_PHRASES)

_AIMING = ("отработ", "работ", "відпрац", "прац", "стрел", "удар", "огонь", "вогонь")

_OTHER = frozenset(["другим", "другой", "одним", "одною", "другою", "иной"])

_ARTICLES = frozenset(["a", "an", "the", "целый", "целых", "цілий", "цілих", "целые", "цілі", "уже", "вже"])


def numbers(tokens: Sequence[Token]) -> list[Number]:
    """All quantities among *tokens*, in order."""
    return list(_numbers(tokens))


def _numbers(tokens: Sequence[Token]) -> Iterator[Number]:
    index = 0
    while index < len(tokens):
        token = tokens[index]
        if not token.is_number and token.word not in BEGINNINGS:
            index += 1
            continue
        found = _digits(tokens, index) if token.is_number else _words(tokens, index)
        if found is None:
            index += 1
            continue
        value, end, words = found
        start = index
        index = end
        if words and _no_quantity(tokens, start, end):
            continue
        minimum = _minimum_before(tokens, start) or _minimum_after(tokens, end)
        distributive = start > 0 and tokens[start - 1].word == "по" and _is_distributive(tokens, start)
        yield Number(value, start, end, minimum, distributive, words)


def _digits(tokens: Sequence[Token], index: int) -> tuple[int, int, bool] | None:
    token = tokens[index]
    word = token.word
    if token.joined and not tokens[index - 1].is_number:
        return None
    if not word.isdigit():
        head, _, tail = word.partition(",")
        if not (head.isdigit() and len(tail) == 3 and tail.isdigit()):
            return None
        return int(head + tail), index + 1, False
    if index and tokens[index - 1].word in {"№", "#", "no", "n"} and tokens[index - 1].end >= token.start - 1:
        return None
    if index > 1 and tokens[index - 1].word == "/" and tokens[index - 2].joined:
        return None  # "Shahed-131/136"
    if len(word) == 4 and word[0] == "0":
        return None  # "0800 MSK"
    value, end = int(word), index + 1
    # "1 200" is one number; "12 300" could be two, and counts of that size do not occur.
    following = tokens[end] if end < len(tokens) else None
    if following is not None:
        if following.joined and following.is_word:
            if following.word not in _CASE_TAILS:
                return None
            end += 1
        elif following.joined and following.is_number:
            return None
        elif (
            following.is_number
            and re.fullmatch("[0-9]{3}", following.word)
            and value < 100
            and following.start == token.end + 1
        ):
            # "1 412 беспилотников"
            return value * 1000 + int(following.word), end + 1, False
        elif following.start == token.end and following.word in {"+", "x", "х"}:
            end += 1
        elif following.start == token.end and following.is_word and len(following.word) < 3:
            return None
        elif following.word in TEN_PIECES:
            return value * 10, end + 1, False
    return (value, end, False) if value < 100_000 else None


def _words(tokens: Sequence[Token], index: int) -> tuple[int, int, bool] | None:
    word = tokens[index].word
    end = index + 1
    following = tokens[end].word if end < len(tokens) else ""
    if word in ONE_AND_A_HALF:
        if following in TEN_PIECES:
            return 15, end + 1, True
        if following in HUNDRED_PIECES:
            return 150, end + 1, True
        return None
    if word in HALF:
        return HALF[word], end, True
    if word == "half" and index + 2 < len(tokens) and tokens[index + 2].word == "dozen":
        return 6, index + 3, True
    if word == "пів" and following in {"сотні", "десятка"}:
        return (50 if following == "сотні" else 5), end + 1, True
    if word in BOTH:
        return 2, end, True
    if word in PAIR:
        return 2, end + (following in {"of", "тройка", "трійка"}), True
    if word in SINGLE:
        return 1, end, True
    if word in TEN_PIECES:
        # "десятки дронов" is no number.
        return (10, end, True) if word in {"десяток", "десятка", "десятком", "десятку"} else None
    if word in DOZEN:
        return 12, end, True
    if word in HUNDRED_PIECES:
        return (100, end, True) if word in {"сотня", "сотню", "сотни", "сотні", "сотней", "сотнею"} else None
    return _sum(tokens, index)


def _sum(tokens: Sequence[Token], index: int) -> tuple[int, int, bool] | None:
    total = current = 0
    lowest = 1000
    end = index
    while end < len(tokens):
        word = tokens[end].word
        if word in {"hundred", "hundreds"}:
            article = end == index and index > 0 and tokens[index - 1].word == "a"
            if not (0 < current < 10 or article):
                break
            current, lowest = max(current, 1) * 100, 100
        elif word in THOUSANDS and current:
            total, current, lowest = current * 1000, 0, 1000
        elif (value := HUNDREDS.get(word)) is not None and lowest > 100:
            current, lowest = current + value, 100
        elif (value := TENS.get(word)) is not None and lowest > 10:
            current, lowest = current + value, 10
        elif (value := _below_twenty(word, lowest)) is not None:
            current, lowest = current + value, 1
        elif word == "and" and lowest == 100 and _is_small(tokens, end + 1):
            pass
        else:
            break
        end += 1
    if end == index:
        return None
    total += current
    if total < 10 and end < len(tokens):
        word = tokens[end].word
        if word == "с" and end + 2 < len(tokens) and tokens[end + 1].word == "половиной":
            if tokens[end + 2].word in TEN_PIECES:
                return total * 10 + 5, end + 3, True
        elif word in TEN_PIECES:
            return total * 10, end + 1, True
        elif word in HUNDRED_PIECES:
            return total * 100, end + 1, True
        elif word in DOZEN:
            return total * 12, end + 1, True
    return total, end, True


def _below_twenty(word: str, lowest: int) -> int | None:
    """The value of a word below twenty that can follow a word whose step is *lowest*."""
    if lowest > 10 and word in TEENS:
        return TEENS[word]
    return UNITS.get(word) if lowest > 1 else None


def _is_small(tokens: Sequence[Token], index: int) -> bool:
    return index < len(tokens) and (
        tokens[index].word in UNITS or tokens[index].word in TENS or tokens[index].word in TEENS
    )


def _is_distributive(tokens: Sequence[Token], start: int) -> bool:
    """Whether "по N" deals out ("сбиты по два") and does not aim ("отработала по трём целям")."""
    before = tokens[max(0, start - 5) : start - 1]
    if any(token.word.startswith(_AIMING) for token in before):
        return False
    word = tokens[start].word
    return word in {"одному", "одной", "одній"} or not word.endswith(
        ("вум", "рем", "ерем", "ти", "вом", "ьом", "ьох", "вох")
    )


def _no_quantity(tokens: Sequence[Token], start: int, end: int) -> bool:
    """Whether a number word is none here: "не один", "no one", "один из", "однажды"."""
    word = tokens[start].word
    before = tokens[start - 1].word if start else ""
    after = tokens[end].word if end < len(tokens) else ""
    if before in {"ни", "жоден", "жодна", "no", "any", "anyone", "every", "each"} and end - start == 1:
        return True
    if word == "one" and (after in {"of", "another", "s", "day", "time"} or before in {"the", "this", "that"}):
        return after != "of" or before in {"this", "that"}
    if after == "за" and end + 1 < len(tokens) and tokens[end + 1].word in _OTHER:
        # "один за другим"
        return True
    if word in {"одни", "one"} and after == "another":
        return True
    # A joined part of another word: "два-три", "трёх-комнатный".
    return end < len(tokens) and tokens[end].joined and tokens[end].is_word


def _minimum_before(tokens: Sequence[Token], start: int) -> bool:
    position = start
    while position and tokens[position - 1].word in _ARTICLES | {"чем", "ніж", "як", "than"} - _MINIMUM_LAST:
        position -= 1
    last = tokens[position - 1].word if position else ""
    if last not in _MINIMUM_LAST and not (position < start and tokens[position].word in _MINIMUM_LAST):
        position = start
        last = tokens[position - 1].word if position else ""
        if last not in _MINIMUM_LAST:
            return False
    for phrase in _MINIMUM_PHRASES:
        for end in (start, position):
            begin = end - len(phrase)
            if begin >= 0 and all(tokens[begin + i].word == word for i, word in enumerate(phrase)):
                return not (phrase == ("over",) and not _over_is_more(tokens, begin))
    return False


def _over_is_more(tokens: Sequence[Token], index: int) -> bool:
    """Whether "over" before a number compares ("over 30 drones") rather than places ("over two regions")."""
    for token in tokens[index + 1 : index + 6]:
        if token.word in {
            "region",
            "regions",
            "oblast",
            "oblasts",
            "districts",
            "areas",
            "hours",
            "nights",
            "days",
        }:
            return False
    return True


def _minimum_after(tokens: Sequence[Token], end: int) -> bool:
    if tokens[end - 1].word == "+":
        return True
    after = tuple(token.word for token in tokens[end : end + 3])
    return after[:2] in {("и", "более"), ("или", "более"), ("і", "більше"), ("та", "більше"), ("or", "more")}
