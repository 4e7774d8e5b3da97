"""Stated windows ("с 20.00 мск 22 мая до 7.00 мск 23 мая") resolved against the posting time.

A moment is read as its parts in any order (clock, zone, date, "yesterday"). What is missing comes from the
posting time: the window ended before the post and began before it ended. A day that lies weeks off is a slip of
the author's pen (last year's number in January, last month's name on the first): the plausible day wins.
"""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo

from bot.rules.facts.moments import EARLY, ENDS, LATE, ZONES, Moment, is_bare_clock, is_clock, read_moment
from bot.rules.language.text import Token
from bot.rules.language.wordlists import words as word_set
from bot.values import Period, Precision

_FROM = frozenset(["с", "со", "з", "із", "зі", "від", "from", "between", "начиная", "since", "между", "між"])
_BEGAN = re.compile(r"(?:роз)?поча(?:лася|вся|лося|лась)$|начал(?:ась|ся|ось)$|began$|started$")
_AS_OF = (("станом", "на"), ("состоянию", "на"), ("as", "of"))
_BY = frozenset(["by", "на", "до", "к"])
"""Before a clock time that ends a count: "By 8:30 a.m. 131 had been shot down", "На 09:00 знешкоджено 49"."""

_UPDATES = frozenset(["update", "report", "bulletin", "briefing"])
"""What is named after the time that it counts up to."""

_HOURS = (
    LATE
    | EARLY
    | frozenset(ZONES)
    | word_set("часов часа час годин години a p полуночи полночи півночі midnight полудня noon полудень")
)
_PAST = word_set("прошедшей минувшей прошлой истекшей")
NIGHT_BEGINS, NIGHT_ENDS = 20, 7

_TOLERANCE = timedelta(minutes=45)
_PLAUSIBLE = timedelta(days=4)


def read_period(
    tokens: Sequence[Token], *, zone: tzinfo, posted_at: datetime
) -> tuple[Period, int, int] | None:
    """The first window stated in *tokens*, with the indexes of the words it was read from."""
    for index in range(len(tokens)):
        if window := _window(tokens, index):
            first, last, end = window
            if period := _resolve(first, last, zone=zone, posted_at=posted_at):
                return period, index, end
    return _since_with_as_of(tokens, zone=zone, posted_at=posted_at)


def read_night(tokens: Sequence[Token], *, zone: tzinfo, posted_at: datetime) -> tuple[Period, int, int] | None:
    """A night named as a window of its own: "в течение прошедшей ночи", "в ночь на 3 июня", "у ніч на 5
    травня".
    """
    words = [token.word for token in tokens]
    local = posted_at.astimezone(zone)
    for index, word in enumerate(words):
        following = words[index + 1 : index + 6]
        if word == "течение" and following[1:2] == ["ночи"] and following[0] in _PAST:
            return _night(_at_hour(local.date(), NIGHT_ENDS, zone), local), index - 1, index + 3
        if (
            word in {"ночь", "ніч"}
            and (index == 0 or words[index - 1] in {"в", "у"})
            and following[:1] in (["на"], ["с"], ["з"])
        ):
            position = index + 2
            if following[0] != "на":
                position = next(
                    (i + 1 for i in range(index + 2, min(index + 6, len(words))) if words[i] == "на"), position
                )
            morning, end = read_moment(tokens, position)
            if morning is not None and morning.day is not None:
                day = _plausible_day(morning, local)
                return _night(_at_hour(day, NIGHT_ENDS, zone), local), max(0, index - 1), end
    return None


def _at_hour(day: date, hour: int, zone: tzinfo) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=zone)


def _night(end: datetime, posted: datetime) -> Period:
    if end.date() > posted.date():
        end -= timedelta(days=1)
    start = _at_hour(end.date() - timedelta(days=1), NIGHT_BEGINS, end.tzinfo or UTC)
    return Period(start.astimezone(UTC), end.astimezone(UTC), Precision.NIGHT)


def is_since(tokens: Sequence[Token]) -> bool:
    """Whether a beginning is stated ("с 21:00 вчерашнего дня"), as running totals do; windows are told
    apart before.
    """
    for index, token in enumerate(tokens):
        if token.word in _FROM:
            moment, end = read_moment(tokens, index + 1)
            if (
                moment
                and moment.hour is not None
                and (moment.minute is not None or _hours_said(tokens, index, end))
            ):
                return True
    return False


def _window(tokens: Sequence[Token], index: int) -> tuple[Moment, Moment, int] | None:
    opened = tokens[index].word in _FROM and tokens[index].word != "since"
    begin = index + 1 if opened else index
    following = [token.word for token in tokens[index + 1 : index + 4]]
    clock = is_clock(tokens[index].word) or is_bare_clock(tokens[index].word, following)
    if not opened and not (tokens[index].is_number and clock):
        return None
    if opened and index + 1 < len(tokens) and tokens[index + 1].word in {"периода", "период"}:
        begin += 1
    first, end = read_moment(tokens, begin)
    if first is None or end >= len(tokens):
        return None
    hyphen = tokens[end].joined and is_clock(tokens[end].word)
    if not hyphen and tokens[end].word not in ENDS:
        return None
    connector = "-" if hyphen else tokens[end].word
    last, finish = read_moment(tokens, end if hyphen else end + 1)
    if last is None:
        return None
    if not opened and (connector not in {"—", "-", "до"} or first.hour is None or last.hour is None):
        return None
    if first.hour is None and last.hour is None:
        return None
    if (first.minute is None and last.minute is None) and not _hours_said(tokens, begin, finish):
        return None
    return first, last, finish


def _hours_said(tokens: Sequence[Token], start: int, end: int) -> bool:
    words = {token.word for token in tokens[start : end + 1]}
    return bool(words & _HOURS)


def _since_with_as_of(
    tokens: Sequence[Token], *, zone: tzinfo, posted_at: datetime
) -> tuple[Period, int, int] | None:
    """The Air Force's form: "(з 20:00 11 травня) … Станом на 08:00 збито", "since 8 p.m. … its 7:30 a.m.
    update".
    """
    for index, token in enumerate(tokens):
        if token.word not in _FROM and not _BEGAN.match(token.word):
            continue
        first, end = read_moment(tokens, index + 1)
        if first is None or first.hour is None:
            continue
        if first.minute is None and first.day is None and not _hours_said(tokens, index, end):
            continue
        # The as-of time follows, or stands before "(атака розпочалася о 18.00 9 листопада)".
        for position in (*range(end, len(tokens) - 2), *range(index if first.day else 0)):
            ahead = 2 if (tokens[position].word, tokens[position + 1].word) in _AS_OF else 0
            ahead = ahead or int(tokens[position].word in _BY)
            if ahead:
                last, finish = read_moment(tokens, position + ahead)
                hours = tokens[position].word == "by" and _hours_said(tokens, position, finish)
                if ahead == 1 and last and last.minute is None and not hours:
                    continue
                if last and last.hour is not None:
                    period = _resolve(first, last, zone=zone, posted_at=posted_at)
                    return (period, min(index, position), max(end, finish)) if period else None
        for position in range(end, len(tokens)):
            last, finish = read_moment(tokens, position) if tokens[position].is_number else (None, 0)
            if last and last.hour is not None and finish < len(tokens) and tokens[finish].word in _UPDATES:
                period = _resolve(first, last, zone=zone, posted_at=posted_at)
                return (period, index, finish) if period else None
    return None


def _resolve(first: Moment, last: Moment, *, zone: tzinfo, posted_at: datetime) -> Period | None:
    zone_first = first.zone or last.zone or zone
    zone_last = last.zone or first.zone or zone
    local = posted_at.astimezone(zone_last)
    try:
        end = _end(first, last, local)
        start = _start(first, end.astimezone(zone_first), posted_at.astimezone(zone_first))
    except ValueError:
        return None
    if start >= end:
        return None
    precision = Precision.MINUTE
    if first.hour is None or last.hour is None:
        precision = Precision.DAY
    elif first.minute is None and last.minute is None:
        precision = Precision.HOUR
    utc = UTC
    return Period(start.astimezone(utc), end.astimezone(utc), precision)


def _at(day: date, moment: Moment, zone: tzinfo | None) -> datetime:
    hour = moment.hour if moment.hour is not None else 0
    midnight = datetime(day.year, day.month, day.day, tzinfo=zone)
    if hour == 24:
        following = day + timedelta(days=1)
        return datetime(following.year, following.month, following.day, tzinfo=zone)
    return midnight.replace(hour=hour, minute=moment.minute or 0)


def _end(first: Moment, last: Moment, local: datetime) -> datetime:
    latest = local + _TOLERANCE
    if last.back is not None:
        return _at(local.date() - timedelta(days=last.back), last, local.tzinfo)
    if last.day is None:
        same_day = (
            first.day is not None
            and last.hour is not None
            and (last.hour, last.minute or 0)
            > (
                first.hour or 0,
                first.minute or 0,
            )
        )
        if first.day is not None and same_day:
            begin = _plausible_day(first, local)
            return _at(begin, last, local.tzinfo)
        if first.back is not None and same_day:
            return _at(local.date() - timedelta(days=first.back), last, local.tzinfo)
        for days in (0, 1, 2):
            end = _at(local.date() - timedelta(days=days), last, local.tzinfo)
            if end <= latest:
                return end
        raise ValueError("no such moment")
    day = _plausible_day(last, local)
    end = _at(day, last, local.tzinfo)
    if end > local + timedelta(hours=14) and last.hour == 24:
        end -= timedelta(days=1)
    return end


def _plausible_day(moment: Moment, near: datetime) -> date:
    """The stated day; the nearest one of that number where the stated month or year is far off."""
    assert moment.day is not None
    stated: list[date] = []
    for year in dict.fromkeys([moment.year or near.year, near.year, near.year - 1, near.year + 1]):
        try:
            stated.append(date(year, moment.month or near.month, moment.day))
        except ValueError:
            continue
    today = near.date()
    close = [day for day in stated if -timedelta(days=1) <= today - day <= _PLAUSIBLE]
    if close:
        return min(close, key=lambda day: abs(today - day))
    for back in range(5):
        day = today - timedelta(days=back)
        if day.day == moment.day:
            return day
    past = [day for day in stated if day <= today + timedelta(days=1)]
    if not stated:
        raise ValueError("no such day")
    return max(past) if past else min(stated)


def _start(first: Moment, end: datetime, posted: datetime) -> datetime:
    if first.back is not None:
        return _at(posted.date() - timedelta(days=first.back), first, end.tzinfo)
    if first.day is None:
        for days in (0, 1):
            start = _at(end.date() - timedelta(days=days), first, end.tzinfo)
            if start < end:
                return start
        return _at(end.date() - timedelta(days=2), first, end.tzinfo)
    start = _at(_plausible_day(first, end), first, end.tzinfo)
    if start >= end:
        for back in range(1, 5):
            day = end.date() - timedelta(days=back)
            if day.day == first.day:
                return _at(day, first, end.tzinfo)
    return start
