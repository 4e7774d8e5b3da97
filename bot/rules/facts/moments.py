"""A moment as it is written: its clock, zone and date in any order, as far as they are stated."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from bot.rules.facts.number_words import small_number
from bot.rules.language.dates import month_of
from bot.rules.language.text import Token
from bot.rules.language.wordlists import words as word_set

MOSCOW = timezone(timedelta(hours=3))
KYIV = ZoneInfo("Europe/Kyiv")

ENDS = frozenset(["до", "по", "to", "until", "till", "—", "-", "and", "і", "та", "и", "through"])
"""Words between the two ends of a window."""
_FILLERS = word_set(
    """на on of at по времени час часов часу часа години годин год годині года году г р року рр т м the в
    о об у . , чч ч текущего поточного этого цього same локального местного o'clock hours hrs h числа time"""
)
ZONES: dict[str, tzinfo] = {
    **dict.fromkeys(word_set("мск msk москвы московскому московского moscow"), MOSCOW),
    **dict.fromkeys(word_set("київським київського киевскому києвом kyiv eet eest"), KYIV),
    **dict.fromkeys(word_set("utc gmt"), UTC),
}
"""Words that name a clock."""
_MIDNIGHT = frozenset(["полуночи", "полночи", "полночь", "півночі", "опівночі", "midnight"])
_NOON = frozenset(["полудня", "полдень", "полудню", "опівдні", "noon"])
_YESTERDAY = frozenset(["вчера", "вчерашнего", "накануне", "вчора", "учора", "вчорашнього", "yesterday"])
_TODAY = frozenset(["сегодня", "сегодняшнего", "сьогодні", "today"])
LATE = frozenset(["pm", "вечера", "вечора", "дня"])
"""Parts of a day that add twelve hours."""
EARLY = frozenset(["am", "утра", "ночи", "ранку", "ночі"])
"""Parts of a day that add none."""
_MINUTES = frozenset(["минут", "минуты", "минуту", "хвилин", "хвилини", "хвилину", "minutes"])
_TRAILING = word_set("часов часа час времени года году г т року р . часом time годин години дня")
_WEEKDAYS = word_set(
    """monday tuesday wednesday thursday friday saturday sunday понедельника вторника среды четверга пятницы
    субботы воскресенья понеділка вівторка середи четверга п'ятниці суботи неділі"""
)
_HOUR_WORDS = word_set("часов часа час часам годин години годині") | LATE | EARLY


@dataclass(frozen=True, slots=True)
class Moment:
    """One end of a window as far as it is stated; `hour` 24 is midnight at the end of a day, `back` counts
    days.
    """

    hour: int | None = None
    minute: int | None = None
    day: int | None = None
    month: int | None = None
    year: int | None = None
    back: int | None = None
    zone: tzinfo | None = None


def is_clock(word: str) -> bool:
    """Whether a number token reads as a clock time: "20.00", "7:15"."""
    hour, sign, minute = word.partition(":")
    if not sign:
        hour, sign, minute = word.partition(".")
    return len(minute) == 2 and minute.isdigit() and hour.isdigit() and int(hour) <= 24 and int(minute) < 60


def is_bare_clock(word: str, following: Sequence[str]) -> bool:
    """Whether four digits are a clock time, as those who write "0800–1500 MSK" mean it."""
    if len(word) != 4 or not word.isdigit() or int(word[:2]) > 24 or int(word[2:]) > 59:
        return False
    return any(name in ZONES for name in following[:3])


def read_moment(tokens: Sequence[Token], index: int) -> tuple[Moment | None, int]:
    """The moment that begins at *index*, and the index after it; None when none begins there."""
    moment = Moment()
    position = end = index
    while position < min(len(tokens), index + 16):
        step = _part(moment, tokens, position)
        if step is not None:
            moment, position = step
            end = position
            continue
        word = tokens[position].word
        if word in _WEEKDAYS and moment.hour is not None:
            position += 1
            end = position
            continue
        if (
            word == "("
            and moment != Moment()
            and position + 1 < len(tokens)
            and tokens[position + 1].word in ZONES
        ):
            position += 1
            continue
        if word not in _FILLERS and word not in ENDS:
            break
        if moment != Moment() and not _goes_on(tokens, position, moment):
            break
        if word in ENDS and word not in {"по"}:
            break
        position += 1
    if moment.hour is None and moment.day is None:
        return None, index
    while end < len(tokens) and tokens[end].word in _TRAILING:
        end += 1
    return moment, end


def _goes_on(tokens: Sequence[Token], index: int, moment: Moment) -> bool:
    """Whether what follows the filler at *index* still adds to *moment* and is not the other end of the
    window.
    """
    following = tokens[index + 1] if index + 1 < len(tokens) else None
    if following is None:
        return False
    if following.word in _FILLERS and following.word not in {".", ","}:
        return index + 2 < len(tokens) and _goes_on(tokens, index + 1, moment)
    if following.is_number and moment.hour is not None and is_clock(following.word):
        return (
            month_of(tokens[index + 2].word) is not None
            if index + 2 < len(tokens) and moment.day is None
            else False
        )
    if following.is_number:
        return (
            moment.day is None or (len(following.word) == 4 and moment.year is None) or is_clock(following.word)
        )
    if moment.hour is not None and following.word in LATE | EARLY:
        return True  # "в 4 часа утра"
    return (
        following.word in ZONES or following.word in _YESTERDAY | _TODAY or month_of(following.word) is not None
    )


def _part(moment: Moment, tokens: Sequence[Token], index: int) -> tuple[Moment, int] | None:
    """*moment* with what the token at *index* adds to it, and the index after; None if it adds nothing."""
    token = tokens[index]
    word = token.word
    following = [tokens[i].word if i < len(tokens) else "" for i in range(index + 1, index + 4)]
    if word in ZONES:
        city = word in {"kyiv", "moscow", "москвы", "києвом"}
        known = moment != Moment() and (not city or following[0] in {"time", ".", ")", ""} or word == "києвом")
        return (replace(moment, zone=ZONES[word]), index + 1) if known else None
    if moment.hour is not None and (
        word in LATE or word in EARLY or (word in {"a", "p"} and following[:2] == [".", "m"])
    ):
        dotted = word in {"a", "p"}
        end = index + (4 if dotted and following[2] == "." else 3 if dotted else 1)
        return _with_part(moment, late=word in LATE or word == "p"), end
    if token.is_number:
        return _number_part(moment, word, following, index)
    if word in _MIDNIGHT and moment.hour is None:
        return replace(moment, hour=24), index + 1
    if word in _NOON and moment.hour is None:
        return replace(moment, hour=12), index + 1
    if word in _YESTERDAY:
        return replace(moment, back=1), index + 1
    if word in _TODAY:
        return replace(moment, back=0), index + 1
    if moment.day is None and (month := month_of(word)):
        skip = 1 if following[0] == "." else 0
        if following[skip].isdigit() and int(following[skip]) <= 31:
            return replace(moment, month=month, day=int(following[skip])), index + 2 + skip
    if (
        moment.hour is None
        and following[0] in _HOUR_WORDS
        and (hour := small_number(word)) is not None
        and hour <= 24
    ):
        return replace(moment, hour=hour), index + 1
    return None


def _with_part(moment: Moment, *, late: bool) -> Moment:
    assert moment.hour is not None
    if late and moment.hour < 12:
        return replace(moment, hour=moment.hour + 12)
    return replace(moment, hour=0) if not late and moment.hour == 12 else moment


def _number_part(moment: Moment, word: str, following: list[str], index: int) -> tuple[Moment, int] | None:
    if word.isdigit():
        value = int(word)
        if following[0] in _MINUTES and moment.minute is None and value < 60:
            return replace(moment, minute=value), index + 2
        if moment.day is None and 1 <= value <= 31 and (month := month_of(following[0])):
            return replace(moment, day=value, month=month), index + 2 + (
                following[1] == "." and len(following[0]) <= 4
            )
        if moment.hour is None and is_bare_clock(word, following):
            return replace(moment, hour=value // 100, minute=value % 100), index + 1
        if 2000 <= value <= 2100:
            return replace(moment, year=value), index + 1
        if moment.hour is None and value <= 24 and moment.day is None:
            return replace(moment, hour=value), index + 1
        return None
    pieces = word.replace(":", ".").split(".")
    if not all(piece.isdigit() for piece in pieces):
        return None
    if len(pieces) == 3 and ":" not in word and moment.day is None and int(pieces[1]) <= 12:
        year = int(pieces[2])
        day, month = int(pieces[0]), int(pieces[1])
        return replace(moment, day=day, month=month, year=year if year > 99 else 2000 + year), index + 1
    if len(pieces) == 2:
        first, second = int(pieces[0]), int(pieces[1])
        if moment.hour is None and is_clock(word):
            return replace(moment, hour=first, minute=second), index + 1
        if moment.day is None and ":" not in word and 1 <= first <= 31 and 1 <= second <= 12:
            return replace(moment, day=first, month=second), index + 1
    return None
