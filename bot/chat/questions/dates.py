"""Days among the words of a search: "drones yesterday", "дроны 24 ноября". Pure."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Final

from bot.chat.questions.filters import AGO, Question, Standpoint, moment_of

_MONTHS: Final = {
    name: number
    for names in (
        "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
        "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",
        "january february march april may june july august september october november december",
    )
    for number, name in enumerate(names.split(), 1)
}


def dated(question: Question, here: Standpoint) -> Question | None:
    """*question* with the first words that name a time as filters ("drones yesterday"); None without any.

    A day means that day alone, so long ago all that came since.
    """
    words = question.words.split()
    for index in range(len(words)):
        for length in (2, 1):
            written = _date_of(words[index : index + length])
            moment = moment_of(written, here)
            if moment is None or moment > here.now or question.criteria.since or question.criteria.until:
                continue
            criteria, parts = replace(question.criteria, since=moment), [f"since:{written}"]
            end = moment + timedelta(days=1)
            if end <= here.now and not AGO.fullmatch(written.casefold()):
                criteria = replace(criteria, until=end)
                parts.append(f"until:{written}")
            rest = " ".join(words[:index] + words[index + length :])
            return Question(rest, criteria, (*question.parts, *parts))
    return None


def _date_of(words: Sequence[str]) -> str:
    """Words as a date is written in a filter: "24 ноября" is 24.11."""
    match words:
        case [day, month] if day.isascii() and day.isdecimal() and month.casefold() in _MONTHS:
            return f"{day}.{_MONTHS[month.casefold()]:02}"
        case [word]:
            return word
    return ""
