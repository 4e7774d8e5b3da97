"""Days among the words of a search: "drones yesterday", "November 24", "дроны 24 ноября". Pure."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Final

from bot.chat.questions.filters import AGO, Question, Standpoint, latest_day, moments_of

_MONTHS: Final = {
    name: number
    for names in (
        "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
        "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",
        "january february march april may june july august september october november december",
    )
    for number, name in enumerate(names.split(), 1)
}
_SHORTEST: Final = 3
"""Letters of a month's name that are written at least: "Nov", "листоп."."""
_DAY: Final = re.compile(r"(\d{1,2})(?:st|nd|rd|th|-?го)?", re.ASCII)
_YEAR: Final = re.compile(r"20\d\d", re.ASCII)
_SPANS: Final = {
    **dict.fromkeys(
        ("this week", "past week", "за неделю", "на этой неделе", "за тиждень", "цього тижня"), "7d"
    ),
    **dict.fromkeys(
        ("this month", "past month", "за месяц", "в этом месяце", "за місяць", "цього місяця"), "30d"
    ),
}
"""Days that hold what is meant."""
_LAST_WEEK: Final = ("last week", "на прошлой неделе", "минулого тижня")
"""From Monday to Sunday."""
_RANGE: Final = re.compile(r"(\d{1,2}\.\d{1,2}(?:\.\d{2,4})?)[-–—](\d{1,2}\.\d{1,2}(?:\.\d{2,4})?)", re.ASCII)
_BRIEF: Final = re.compile(r"\d+[^\W\d_]")
"""So long ago as it is written among words: with more letters, "100дронов", it may be a number of anything."""


def dated(question: Question, here: Standpoint) -> Question | None:
    """*question* with the first words that name a time as filters ("drones yesterday"); None without any.

    A day means that day alone, so long ago all that came since, and a range its days.
    """
    if question.criteria.since or question.criteria.until:
        return None
    words = question.words.split()
    for index in range(len(words)):
        if between := _between(question, words, index, here):
            return between
        for length in (3, 2, 1):
            if " ".join(words[index : index + length]).casefold() in _LAST_WEEK:
                return _between(
                    question, [*words[:index], _last_week(here), *words[index + length :]], index, here
                )
            written = _date_of(words[index : index + length])
            ago = AGO.fullmatch(written.casefold())
            moments = moments_of(written, here)
            if not moments or min(moments) > here.now or (ago and not _BRIEF.fullmatch(written)):
                continue
            criteria, parts = replace(question.criteria, since=min(moments)), [f"since:{written}"]
            end = max(moment + timedelta(days=1) for moment in moments)
            if end <= here.now and not ago:
                criteria = replace(criteria, until=end)
                parts.append(f"until:{written}")
            rest = " ".join(words[:index] + words[index + length :])
            return Question(rest, criteria, (*question.parts, *parts))
    return None


def _last_week(here: Standpoint) -> str:
    """The days of the last week as a range."""
    today = latest_day(here)
    monday = today - timedelta(days=today.weekday() + 7)
    sunday = monday + timedelta(days=6)
    return f"{monday:%d.%m.%Y}-{sunday:%d.%m.%Y}"


def _between(question: Question, words: list[str], index: int, here: Standpoint) -> Question | None:
    """*question* with the days of a range such as "20.11-26.11" as filters; its dash may stand apart."""
    for length in (1, 3):
        if not (written := _RANGE.fullmatch("".join(words[index : index + length]).rstrip(",."))):
            continue
        first, last = written.groups()
        if len(last.split(".")) == 3 and len(first.split(".")) == 2:
            first = f"{first}.{last.rpartition('.')[2]}"  # "1.05-3.05.2025"
        since, until = moments_of(first, here), moments_of(last, here)
        if not since or not until:
            return None
        criteria, parts = replace(question.criteria, since=min(since)), [f"since:{first}"]
        if min(since) <= max(until):  # otherwise it ends after today: the day is taken for last year's
            criteria = replace(criteria, until=max(until) + timedelta(days=1))
            parts.append(f"until:{last}")
        rest = " ".join(words[:index] + words[index + length :])
        return Question(rest, criteria, (*question.parts, *parts))
    return None


def _date_of(words: Sequence[str]) -> str:
    """Words as a time is written in a filter: "24 ноября" is 24.11, "this week" 7d; "" for what is none."""
    if span := _SPANS.get(" ".join(words).casefold()):
        return span
    match [word.casefold().rstrip(".,") for word in words]:
        case [_]:
            return words[0].rstrip(",")
        case [first, second, *rest] if all(_YEAR.fullmatch(year) for year in rest):
            for day, name in ((first, second), (second, first)):
                if (number := _DAY.fullmatch(day)) and (month := _month(name)):
                    return ".".join((number[1], f"{month:02}", *rest))
    return ""


def _month(name: str) -> int | None:
    """The month that *name* is, or is short for ("нояб", "sept")."""
    if len(name) < _SHORTEST:
        return None
    return next((number for month, number in _MONTHS.items() if month.startswith(name)), None)
