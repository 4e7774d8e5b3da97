"""Stated windows ("с 20.00 мск 22 мая до 7.00 мск 23 мая") resolved against the posting time.

A moment is read as its parts in any order (clock, zone, date, "yesterday"). What is missing comes from the
posting time: the window ended before the post and began before it ended. A day that lies weeks off is a slip of
the author's pen (last year's number in January, last month's name on the first): the plausible day wins.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from bot.rules.text import Token
from bot.values import Period, Precision

MOSCOW = timezone(timedelta(hours=3))
KYIV = ZoneInfo("Europe/Kyiv")

_MONTHS = {
    stem: month
    for month, stems in enumerate(
        (
            "январ січ january jan", "феврал лют february feb", "март марта берез march mar", "апрел квіт april apr",
            "мая май трав may", "июн черв june jun", "июл лип july jul", "август серп august aug",
            "сентябр верес september sep sept", "октябр жовт october oct", "ноябр листопад november nov",
            "декабр груд december dec",
        ),
        start=1,
    )
    for stem in stems.split()
}  # fmt: skip
_MONTH_ENDINGS = frozenset("ь я е ю ем ень ня ні ня нь ого ого ий ого ому ада ад аду а у і".split()) | {""}
_FROM = frozenset(["с", "со", "з", "із", "від", "from", "between", "начиная", "since"])
_TO = frozenset(["до", "по", "to", "until", "till", "—", "-", "and", "і", "та", "и", "through"])
_FILLERS = frozenset(
    """на on of at по времени час часов часу часа години годин год года году г р року рр т м the the of в о об у . , чч
    ч текущего поточного этого цього same локального местного утра вечера ночи дня ранку вечора ночі o'clock hours hrs h""".split()
)
_ZONES: dict[str, tzinfo] = {
    "мск": MOSCOW, "msk": MOSCOW, "москвы": MOSCOW, "московскому": MOSCOW, "московского": MOSCOW, "moscow": MOSCOW,
    "київським": KYIV, "київського": KYIV, "киевскому": KYIV, "києвом": KYIV, "kyiv": KYIV, "eet": KYIV, "eest": KYIV,
    "utc": timezone.utc, "gmt": timezone.utc,
}  # fmt: skip
_MIDNIGHT = frozenset(["полуночи", "полночи", "полночь", "півночі", "опівночі", "midnight"])
_NOON = frozenset(["полудня", "полдень", "полудню", "опівдні", "noon"])
_YESTERDAY = frozenset(["вчера", "вчерашнего", "накануне", "вчора", "учора", "вчорашнього", "yesterday"])
_TODAY = frozenset(["сегодня", "сегодняшнего", "сьогодні", "today"])
_LATE = frozenset(["pm", "вечера", "вечора", "p"])
_EARLY = frozenset(["am", "утра", "ночи", "ранку", "ночі", "a"])
_AS_OF = (("станом", "на"), ("состоянию", "на"), ("as", "of"))

_TOLERANCE = timedelta(minutes=45)
_PLAUSIBLE = timedelta(days=4)


@dataclass(frozen=True, slots=True)
class Moment:
    """One end of a window as far as it is stated; `hour` 24 is midnight at the end of a day."""

    hour: int | None = None
    minute: int | None = None
    day: int | None = None
    month: int | None = None
    year: int | None = None
    back: int | None = None
    zone: tzinfo | None = None


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


def _window(tokens: Sequence[Token], index: int) -> tuple[Moment, Moment, int] | None:
    opened = tokens[index].word in _FROM
    begin = index + 1 if opened else index
    if not opened and not (tokens[index].is_number and _is_clock(tokens[index].word)):
        return None
    if opened and index + 1 < len(tokens) and tokens[index + 1].word in {"периода", "период"}:
        begin += 1
    first, end = _moment(tokens, begin)
    if first is None or end >= len(tokens):
        return None
    if tokens[end].word == ")" or tokens[end].word not in _TO:
        return None
    connector = tokens[end].word
    last, finish = _moment(tokens, end + 1)
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
    return bool(
        words
        & (
            _MIDNIGHT
            | _NOON
            | _LATE
            | _EARLY
            | {"часов", "часа", "час", "годин", "години", "мск", "msk", "год"}
        )
    )


def _is_clock(word: str) -> bool:
    hour, sign, minute = word.partition(":")
    if not sign:
        hour, sign, minute = word.partition(".")
    return len(minute) == 2 and minute.isdigit() and hour.isdigit() and int(hour) <= 24 and int(minute) < 60


def _moment(tokens: Sequence[Token], index: int) -> tuple[Moment | None, int]:
    """The moment that begins at *index*, and the index after it."""
    moment = Moment()
    found_end = index
    position = index
    while position < len(tokens) and position < index + 14:
        token = tokens[position]
        word = token.word
        step = _part(moment, tokens, position)
        if step is not None:
            moment, position = step
            found_end = position
            continue
        if word in _ZONES:
            moment = replace(moment, zone=_ZONES[word])
            found_end = position + 1
        elif word not in _FILLERS or (word in _TO and position > index and moment != Moment()):
            if word not in _FILLERS:
                break
            if not _more_parts(tokens, position + 1, moment):
                break
        position += 1
    if moment.hour is None and moment.day is None:
        return None, index
    # Trailing words such as "часов" and "т.г." belong to the moment too.
    while found_end < len(tokens) and tokens[found_end].word in {
        "часов", "часа", "час", "времени", "года", "году", "г", "т", "року", "р", ".", "часом", "time", "годин", "години", "утра",
        "вечера", "ночи", "дня", "am", "pm", "m", "a", "p", "ранку", "вечора", "ночі",
    }:  # fmt: skip
        if tokens[found_end].word in _LATE and moment.hour is not None and 0 < moment.hour < 12:
            moment = replace(moment, hour=moment.hour + 12)
        found_end += 1
    return moment, found_end


def _more_parts(tokens: Sequence[Token], index: int, moment: Moment) -> bool:
    """Whether what follows a filler still adds to *moment* (and is not the other end of the window)."""
    following = tokens[index] if index < len(tokens) else None
    if following is None:
        return False
    if following.is_number:
        return not (_is_clock(following.word) and moment.hour is not None)
    return (
        following.word in _ZONES or following.word in _YESTERDAY | _TODAY or _month(following.word) is not None
    )


def _part(moment: Moment, tokens: Sequence[Token], index: int) -> tuple[Moment, int] | None:
    token = tokens[index]
    word = token.word
    following = tokens[index + 1].word if index + 1 < len(tokens) else ""
    if token.is_number:
        return _number_part(moment, word, following, index)
    if word in _MIDNIGHT and moment.hour is None:
        return replace(moment, hour=24, minute=0), index + 1
    if word in _NOON and moment.hour is None:
        return replace(moment, hour=12, minute=0), index + 1
    if word in _YESTERDAY:
        return replace(moment, back=1), index + 1
    if word in _TODAY:
        return replace(moment, back=0), index + 1
    if (month := _month(word)) and moment.month is None and following.isdigit() and moment.day is None:
        return replace(moment, month=month, day=int(following)), index + 2
    return None


def _number_part(moment: Moment, word: str, following: str, index: int) -> tuple[Moment, int] | None:
    if word.isdigit():
        value = int(word)
        if (month := _month(following)) and 1 <= value <= 31 and moment.day is None:
            return replace(moment, day=value, month=month), index + 2
        if 2000 <= value <= 2100:
            return replace(moment, year=value), index + 1
        if moment.hour is None and value <= 24 and moment.day is None:
            return replace(moment, hour=value), index + 1
        return None
    pieces = word.replace(":", ".").split(".")
    if len(pieces) == 3 and all(piece.isdigit() for piece in pieces) and ":" not in word and moment.day is None:
        year = int(pieces[2])
        return replace(
            moment, day=int(pieces[0]), month=int(pieces[1]), year=year if year > 99 else 2000 + year
        ), index + 1
    if len(pieces) == 2 and all(piece.isdigit() for piece in pieces):
        first, second = int(pieces[0]), int(pieces[1])
        if moment.hour is None and _is_clock(word):
            return replace(moment, hour=first, minute=second), index + 1
        if moment.day is None and ":" not in word and 1 <= first <= 31 and 1 <= second <= 12:
            return replace(moment, day=first, month=second), index + 1
    return None


def _month(word: str) -> int | None:
    if word in _MONTHS:
        return _MONTHS[word]
    for length in (3, 4, 5, 6, 7, 8):
        if (month := _MONTHS.get(word[:length])) and word[length:] in _MONTH_ENDINGS:
            return month
    return None


def _since_with_as_of(
    tokens: Sequence[Token], *, zone: tzinfo, posted_at: datetime
) -> tuple[Period, int, int] | None:
    """The Air Force's form: "(з 20:00 11 травня) … Станом на 08:00 збито"."""
    for index, token in enumerate(tokens):
        if token.word not in _FROM:
            continue
        first, end = _moment(tokens, index + 1)
        if first is None or first.hour is None or (first.minute is None and first.day is None):
            continue
        for position in range(end, len(tokens) - 2):
            if (tokens[position].word, tokens[position + 1].word) in _AS_OF:
                last, finish = _moment(tokens, position + 2)
                if last and last.hour is not None:
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
    utc = timezone.utc
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
