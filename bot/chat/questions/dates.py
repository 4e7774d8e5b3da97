"""Days among the words of a search: "drones yesterday", "November 24", "дроны 24 ноября". Pure."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Final

from bot.chat.questions.filters import AGO, Question, Standpoint, moments_of

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
_BRIEF: Final = re.compile(r"\d+[^\W\d_]")
"""So long ago as it is written among words: with more letters, "100дронов", it may be a number of anything."""


def dated(question: Question, here: Standpoint) -> Question | None:
    """*question* with the first words that name a time as filters ("drones yesterday"); None without any.

    A day means that day alone, so long ago all that came since.
    """
    if question.criteria.since or question.criteria.until:
        return None
    words = question.words.split()
    for index in range(len(words)):
        for length in (3, 2, 1):
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


def _date_of(words: Sequence[str]) -> str:
    """Words as a date is written in a filter: "24 ноября" and "Nov 24th" are 24.11; "" for what is none."""
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
