"""What somebody asked for: words to look for, and filters such as `place:Moscow since:7d`. Pure.

A filter that cannot be read is never dropped in silence: the part that is wrong is named, with the nearest
right one and the whole question as it would be right.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Final

from rapidfuzz import fuzz, process

from bot.chat.languages import mark
from bot.chat.markup import clean
from bot.chat.names import Names
from bot.chat.questions import finding
from bot.store.criteria import ANYTHING, Criteria

MAX_LENGTH: Final = 200
MAX_NUMBER: Final = 1_000_000
MAX_INSTEAD: Final = 5
"""Channels that are named instead of one that is not read."""

FILTERS: Final = {
    "place": ("place", "место", "місце", "регион", "регіон", "region"),
    "kind": ("kind", "вид", "тип", "type"),
    "channel": ("channel", "канал", "from", "source"),
    "since": ("since", "с", "з", "от", "від", "after"),
    "until": ("until", "до", "по", "before", "till"),
    "min": ("min", "мин", "мін", "count"),
}
"""Each filter and what else it may be called."""
_KEYS: Final = {name: filter_ for filter_, names in FILTERS.items() for name in names}
_OPENING, _CLOSING = '"“«„', '"”»“'
_PART: Final = re.compile(
    rf"""(?P<key>[^\W\d_]+)[:：]              # a word and a colon …
         (?!//)                               # … which is no address
         (?:[{_OPENING}](?P<quoted>[^{_CLOSING}]*)[{_CLOSING}]?|(?P<plain>\S*))""",
    re.VERBOSE,
)
AGO: Final = re.compile(r"(\d{1,4})\s*(h|ч|г|d|д|w|н|т|m|м)[^\W\d_]*")
"""So long ago, such as 7d or 24ч."""
_HOURS: Final = {"h": 1, "ч": 1, "г": 1, "d": 24, "д": 24, "w": 168, "н": 168, "т": 168, "m": 720, "м": 720}
_DAYS: Final = {
    **dict.fromkeys(("today", "сегодня", "сьогодні"), 0),
    **dict.fromkeys(("yesterday", "вчера", "вчора", "учора"), 1),
}
_ISO: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_YEARS: Final = range(1900, 3000)
_DOTTED: Final = re.compile(r"(\d{1,2})\.(\d{1,2})(?:\.(\d{4}|\d{2}))?")

UNKNOWN_FILTER: Final = mark("There is no filter {part}.")
UNKNOWN_PLACE: Final = mark("I know no place called “{value}” (in {part}).")
UNKNOWN_KIND: Final = mark("I know no kind of incident called “{value}” (in {part}).")
UNKNOWN_CHANNEL: Final = mark("I read no channel “{value}” (in {part}).")
BAD_TIME: Final = mark("I cannot read a time in {part}. Write a date, or how long ago.")
BAD_NUMBER: Final = mark("I cannot read a number in {part}. Write a whole number from 1.")
NO_VALUE: Final = mark("There is nothing after the colon of {part}.")
WRONG_ORDER: Final = mark("The start must come before the end: {part} is not earlier than {value}.")


@dataclass(frozen=True, slots=True)
class Trouble:
    """A part that cannot be read. `says` is what is wrong, with {part} and {value}.

    `nearest` is the part as it may have been meant, and `mended` the whole question with it; both are empty
    where nothing comes near. `instead` are the kinds or channels that could be written then.
    """

    says: str
    part: str
    value: str = ""
    nearest: str = ""
    mended: str = ""
    instead: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked: words to look for, and what statements must be like.

    `parts` are the filters as they were written.
    """

    words: str = ""
    criteria: Criteria = ANYTHING
    parts: tuple[str, ...] = ()

    @property
    def written(self) -> str:
        """The question as one line, which reads the same again."""
        return " ".join(part for part in (self.words, *self.parts) if part)


@dataclass(frozen=True, slots=True)
class Standpoint:
    """What reading a question needs: names, and the reader's now and clock.

    Without a `zone` a day is that of any channel's clock, for cards show the time on theirs.
    """

    names: Names
    now: datetime
    zone: tzinfo | None = UTC

    @property
    def zones(self) -> tuple[tzinfo, ...]:
        """The clocks on which a day may be meant."""
        return (self.zone,) if self.zone else tuple(set(self.names.zones.values())) or (UTC,)


def read_question(text: str, here: Standpoint) -> Question | Trouble:
    """*text* as a question, or the first part of it that cannot be read."""
    text = clean(text, limit=MAX_LENGTH)
    words, criteria, parts = [], ANYTHING, []
    for found in _pieces(text):
        if isinstance(found, str):
            words.append(found)
            continue
        read = _read_part(found, criteria, here)
        if read is None:
            words.append(found[0])
            continue
        if isinstance(read, Trouble):
            mended = text[: found.start()] + read.nearest + text[found.end() :] if read.nearest else ""
            return replace(read, mended=mended)
        criteria = read
        parts.append(found[0])
    if criteria.since and criteria.until and criteria.since >= criteria.until:
        return Trouble(WRONG_ORDER, *_times(parts))
    return Question(" ".join(" ".join(words).split()), criteria, tuple(parts))


def _pieces(text: str) -> Iterator[str | re.Match[str]]:
    position = 0
    for found in _PART.finditer(text):
        if found.start() and not text[found.start() - 1].isspace():
            continue
        yield text[position : found.start()]
        yield found
        position = found.end()
    yield text[position:]


def _read_part(found: re.Match[str], criteria: Criteria, here: Standpoint) -> Criteria | Trouble | None:
    """*criteria* with one part more; None for a word that merely ends with a colon."""
    key, part = found["key"], found[0]
    value = (found["quoted"] or found["plain"] or "").strip()
    filter_ = _KEYS.get(key.casefold())
    if filter_ is None:
        near = process.extractOne(key.casefold(), _KEYS, scorer=fuzz.ratio, score_cutoff=finding.NEAR_ENOUGH)
        if near is None and not value:
            return None
        nearest = f"{near[0]}:{_quoted(value)}" if near else ""
        return Trouble(UNKNOWN_FILTER, part, value, nearest)
    if not value:
        return Trouble(NO_VALUE, part)
    return _READERS[filter_](criteria, key, value, part, here)


def _place(criteria: Criteria, key: str, value: str, part: str, here: Standpoint) -> Criteria | Trouble:
    known = finding.places(here.names)
    if code := known.find(value):
        return replace(criteria, places=(*criteria.places, code))
    return _unknown(UNKNOWN_PLACE, known, key, value, part)


def _kind(criteria: Criteria, key: str, value: str, part: str, here: Standpoint) -> Criteria | Trouble:
    known = finding.kinds(here.names)
    if kind := known.find(value):
        return replace(criteria, kinds=(*criteria.kinds, kind))
    return replace(_unknown(UNKNOWN_KIND, known, key, value, part), instead=tuple(here.names.kinds))


def _channel(criteria: Criteria, key: str, value: str, part: str, here: Standpoint) -> Criteria | Trouble:
    known = finding.channels(here.names)
    handle = value.removeprefix("https://").removeprefix("t.me/").lstrip("@").rstrip("/")
    if found := known.find(handle):
        return replace(criteria, channels=(*criteria.channels, found))
    near = finding.nearest_channels(here.names, handle, limit=MAX_INSTEAD)
    return replace(_unknown(UNKNOWN_CHANNEL, known, key, handle, part), instead=near)


def _unknown(says: str, known: finding.Directory, key: str, value: str, part: str) -> Trouble:
    near = known.nearest(value)
    return Trouble(says, part, value, f"{key}:{_quoted(near)}" if near else "")


def _since(criteria: Criteria, key: str, value: str, part: str, here: Standpoint) -> Criteria | Trouble:
    moments = moments_of(value, here)
    return replace(criteria, since=min(moments)) if moments else Trouble(BAD_TIME, part, value, f"{key}:7d")


def _until(criteria: Criteria, key: str, value: str, part: str, here: Standpoint) -> Criteria | Trouble:
    moments = moments_of(value, here)
    if not moments:
        return Trouble(BAD_TIME, part, value, f"{key}:{latest_day(here):%Y-%m-%d}")
    # A date means the whole day; so long ago means that moment.
    whole_day = timedelta(days=1) if not AGO.fullmatch(value.casefold()) else timedelta(0)
    return replace(criteria, until=max(moment + whole_day for moment in moments))


def _minimum(criteria: Criteria, key: str, value: str, part: str, here: Standpoint) -> Criteria | Trouble:
    digits = value.lstrip("≥>=")
    if digits.isascii() and digits.isdecimal() and 1 <= int(digits[:12]) <= MAX_NUMBER:
        return replace(criteria, minimum=int(digits))
    number = re.search(r"[1-9][0-9]{0,5}", value, re.ASCII)
    return Trouble(BAD_NUMBER, part, value, f"{key}:{number[0] if number else 10}")


_READERS: Final[dict[str, Callable[[Criteria, str, str, str, Standpoint], Criteria | Trouble]]] = {
    "place": _place,
    "kind": _kind,
    "channel": _channel,
    "since": _since,
    "until": _until,
    "min": _minimum,
}


def moments_of(value: str, here: Standpoint) -> list[datetime]:
    """The moments *value* names on the reader's clock, or on each channel's for a reader who set none.

    Such as "2026-05-12", "12.05", "yesterday" and "7d". Years that no channel was written in, and that clocks
    of other zones cannot show, name none: [].
    """
    value = value.casefold()
    if ago := AGO.fullmatch(value):
        return [here.now - timedelta(hours=int(ago[1]) * _HOURS[ago[2]])]
    if value in _DAYS:
        back = timedelta(days=_DAYS[value])
        days = [(here.now.astimezone(zone).date() - back, zone) for zone in here.zones]
    else:
        day = _day_of(value, latest_day(here))
        days = [(day, zone) for zone in here.zones] if day else []
    return [datetime.combine(day, time(), zone) for day, zone in days]


def latest_day(here: Standpoint) -> date:
    """Today, on the clock that is furthest ahead."""
    return max(here.now.astimezone(zone).date() for zone in here.zones)


def _day_of(value: str, today: date) -> date | None:
    try:
        if (iso := _ISO.fullmatch(value)) and int(iso[1]) in _YEARS:
            return date(int(iso[1]), int(iso[2]), int(iso[3]))
        if dotted := _DOTTED.fullmatch(value):
            year = int(dotted[3] or today.year)
            year += 2000 if year < 100 else 0
            if year not in _YEARS:
                return None
            day = date(year, int(dotted[2]), int(dotted[1]))
            # Without a year the last such day is meant.
            return day if dotted[3] or day <= today else day.replace(year=year - 1)
    except ValueError:  # the 31st of February
        return None
    return None


def _times(parts: list[str]) -> tuple[str, str]:
    """The parts that give the later limit of the beginning and the earlier one of the end."""
    by_filter = {_KEYS[part.partition(":")[0].casefold()]: part for part in parts}
    return by_filter["since"], by_filter["until"]


def _quoted(value: str) -> str:
    return f'"{value}"' if " " in value else value
