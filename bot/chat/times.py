"""Times as a reader sees them. Pure.

Clients that know date-time entities show each reader the time of their own zone; the words inside are for all
others, and for search: the clock of the chat's zone if it set one, else of the channel, with its abbreviation.
"""

from datetime import datetime, timedelta, tzinfo

from bot.chat.languages import Voice, mark
from bot.chat.markup import Markup, moment

_DATES = (
    mark("January {day}"),
    mark("February {day}"),
    mark("March {day}"),
    mark("April {day}"),
    mark("May {day}"),
    mark("June {day}"),
    mark("July {day}"),
    mark("August {day}"),
    mark("September {day}"),
    mark("October {day}"),
    mark("November {day}"),
    mark("December {day}"),
)

_ZONES = {"MSK": mark("MSK")}
"""Abbreviations that are written otherwise in another language."""

_SAME_DAY_EVERYWHERE = timedelta(hours=12)
"""For longer, a time without its date may be of another day on the clock that the reader's client shows."""


def time_of(at: datetime, zone: tzinfo, *, now: datetime, say: Voice) -> Markup:
    """*at* on the clock of *zone*: "00:58 MSK", with the date unless it is today's and a few hours off."""
    local = at.astimezone(zone)
    zone_shown = zone_name(local)
    clock = f"{local:%H:%M} {say(_ZONES[zone_shown]).text if zone_shown in _ZONES else zone_shown}"
    if local.date() == now.astimezone(zone).date() and abs(now - at) < _SAME_DAY_EVERYWHERE:
        return moment(clock, at, "t")
    date = say(_DATES[local.month - 1], day=local.day).text
    if local.year != now.astimezone(zone).year:
        date = f"{date}, {local.year}"
    return moment(f"{date}, {clock}", at, "dt")


def zone_name(local: datetime) -> str:
    """The abbreviation of an aware time's zone ("MSK"); "UTC+5" for zones that have none."""
    name = local.tzname() or "UTC"
    if name[0] not in "+-":
        return name
    hours, minutes = name[:3], name[3:]
    return f"UTC{hours[0]}{int(hours[1:])}" + (f":{minutes}" if minutes else "")
