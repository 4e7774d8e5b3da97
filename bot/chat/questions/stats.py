"""/stats: a period as a chart and a map, and in words for those who see no pictures."""

import re
from dataclasses import dataclass, replace
from datetime import date, tzinfo
from functools import partial
from typing import Final

from bot.chat.buttons import Press, Verb, encode
from bot.chat.context import Asked, Services
from bot.chat.languages import mark
from bot.chat.markup import Markup, bold, clean, code, join, plain
from bot.chat.pictures.album import Picture
from bot.chat.pictures.chart import Chart, Row, Series, draw_chart
from bot.chat.pictures.easel import can_draw
from bot.chat.pictures.map import Map, draw_map
from bot.chat.questions import finding
from bot.chat.questions.asking import number, reader_of, standpoint
from bot.chat.questions.filters import MAX_LENGTH
from bot.chat.questions.tallies import Tally, busiest_places, first_moment, tally
from bot.chat.rendered import Attachment, Button, Form, Rendered, opened
from bot.chat.wording import Reader, Wording
from bot.store import counting
from bot.store.criteria import Criteria
from bot.values import Role

PERIODS: Final = (7, 30)
_DAYS: Final = re.compile(r"([0-9]+)[^\W\d_]*")
MAX_SOURCES: Final = 6
MAX_PLACES: Final = 6

GRAVITIES: Final = (
    (Role.HARMS, mark("damage or casualties"), "#f08c3a"),
    (Role.REPORTS, mark("reports"), "#4f9df0"),
    (Role.WARNS, mark("warnings"), "#e8c547"),
)
"""From the gravest; all-clears alone are left out."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is asked for: the last so many days, everywhere or in one place."""

    days: int
    place: str | None


async def stats(question: Asked, services: Services) -> Rendered:
    """/stats [place] [7d|30d] - the last days as a chart and a map."""
    reader = await reader_of(question, services)
    asked = _read(question, services, reader)
    if isinstance(asked, Markup):
        return Rendered(asked)
    words = Wording(reader, services.names())
    counted = await _counted(asked, words, services)
    report = Rendered(_in_words(counted, asked, words), _periods("chart", asked, words))
    if not can_draw():
        return replace(report, in_place=question.pressed)
    pictures = _pictures(counted, asked, words)

    async def chart() -> Rendered:
        return _pictured(report, "chart.png", await services.album.picture(*pictures["chart"]))

    async def region_map() -> Rendered:
        shown = _map(counted, asked, words)
        said = join("\n", [bold(plain(shown.title)), plain(shown.subtitle)])
        caption = Rendered(said, _periods("map", asked, words))
        return _pictured(caption, "map.png", await services.album.picture(*pictures["map"]))

    if question.pressed:
        picture = region_map if question.args[:1] == ("map",) else chart
        answer = replace(await picture(), in_place=True)
    else:
        # Where nothing began a map shows nothing; the chart has the button for a longer time.
        answer = replace(await chart(), following=(await region_map(),) if counted.total else ())
    services.album.draw_ahead(partial(_next, asked, words, services))
    return answer


async def _counted(asked: _Asked, words: Wording, services: Services) -> Tally:
    reader, names = words.reader, words.names
    zone = _zone(words)
    since = first_moment(reader.now, asked.days, zone)
    criteria = Criteria(places=(asked.place,) if asked.place else (), since=since)
    async with services.database.reading() as session:

        async def count() -> Tally:
            found = await services.counted.incidents(session, criteria)
            return tally(
                found, days=asked.days, now=reader.now, zone=zone, called=words.called(), place=asked.place
            )

        state = await counting.state(session, since=since)
        return await services.counted.tally((asked, reader.language, str(zone), since, names, state), count)


def _zone(words: Wording) -> tzinfo:
    return words.reader.zone or words.names.home


def _pictures(counted: Tally, asked: _Asked, words: Wording) -> dict[str, Picture]:
    """Both pictures of what was counted, as the album keeps and draws them."""
    hour = words.reader.now.replace(minute=0, second=0, microsecond=0)
    key = (asked, words.reader.language, str(_zone(words)), hour, counted.total)
    return {
        "chart": (("chart", key), lambda: draw_chart(_chart(counted, asked, words))),
        "map": (("map", key), lambda: draw_map(_map(counted, asked, words))),
    }


async def _next(asked: _Asked, words: Wording, services: Services) -> list[Picture]:
    """What the buttons below the answer show: the pictures of the other periods."""
    found: list[Picture] = []
    for other in (replace(asked, days=days) for days in PERIODS):
        found += _pictures(await _counted(other, words, services), other, words).values()
    return found


def _pictured(rendered: Rendered, name: str, content: bytes) -> Rendered:
    return replace(rendered, attachment=Attachment(Form.PICTURE, name, content))


def _read(question: Asked, services: Services, reader: Reader) -> _Asked | Markup:
    """What is asked for, or what is wrong with it."""
    names = services.names()
    if question.pressed:
        match question.args:
            case (_, days, code_) if number(days, PERIODS[-1]) in PERIODS:
                return _Asked(int(days), code_ if code_ in names.regions else None)
        return _Asked(PERIODS[0], None)
    period: int = PERIODS[0]
    words: list[str] = []
    for word in question.args:
        if found := _DAYS.fullmatch(word):
            if number(found[1], PERIODS[-1]) not in PERIODS:
                return reader.say(
                    "Periods are {week} and {month}, for example {example}.",
                    week=code("7d"),
                    month=code("30d"),
                    example=code(f"/stats {reader.say('Moscow').text} 30d"),
                )
            period = int(found[1])
        else:
            words.append(word)
    name = clean(" ".join(words), limit=MAX_LENGTH)
    if not name:
        return _Asked(period, None)
    here = standpoint(reader, services)
    known = finding.places(here.names)
    if place := known.find(name):
        return _Asked(period, place)
    said = reader.say("I know no place called “{value}”.", value=name)
    if near := known.nearest(name):
        said = join("\n", [said, reader.say("Did you mean this?") + " " + code(f"/stats {near} {period}d")])
    return said


def _in_words(counted: Tally, asked: _Asked, words: Wording) -> Markup:
    """The report as text."""
    say = words.say
    title = say.count("Incidents in the last {n} day", "Incidents in the last {n} days", asked.days)
    if asked.place:
        title = title + ": " + words.place(asked.place)
    parts = [f"{say(name).text} {n}" for role, name, _ in GRAVITIES if (n := sum(counted.of_role(role)))]
    # A single kind would only say the sum again, and the chart's legend names it.
    apart = f" ({', '.join(parts)})" if len(parts) > 1 else ""
    lines = [bold(title), say("In all: {n}", n=counted.total) + apart]
    if not asked.place and (busiest := busiest_places(counted, MAX_PLACES)):
        lines.append(
            say("Most in: {places}", places=", ".join(f"{words.place(place)} {n}" for place, n in busiest))
        )
    if counted.figures:
        lines.append(say("Each source's numbers of a day are added up, those of different sources never."))
    return join("\n", lines)


def _periods(picture: str, asked: _Asked, words: Wording) -> tuple[tuple[Button, ...], ...]:
    row = []
    for days in PERIODS:
        label = words.say.count("{n} day", "{n} days", days).text
        press = Press(Verb.STATS, (picture, str(days), asked.place or "-"))
        row.append(Button(opened(label, days == asked.days), encode(press)))
    return (tuple(row),)


def _chart(counted: Tally, asked: _Asked, words: Wording) -> Chart:
    say = words.say
    title = say.count("Incidents in the last {n} day", "Incidents in the last {n} days", asked.days).text
    return Chart(
        title=f"{words.place(asked.place)}. {title}" if asked.place else title,
        bars_title=say("Incidents by the day they began").text,
        rows_title=say("Downed, as each source stated it").text,
        days=tuple(map(_day, counted.days)),
        series=tuple(Series(say(name).text, colour, counted.of_role(role)) for role, name, colour in GRAVITIES),
        rows=_rows(counted),
    )


def _rows(counted: Tally) -> tuple[Row, ...]:
    return tuple(
        Row(clean(source, limit=60), tuple(numbers.get(day) for day in counted.days))
        for source, numbers in list(counted.figures.items())[:MAX_SOURCES]
    )


def _day(day: date) -> str:
    return f"{day.day}.{day.month:02}"


def _map(counted: Tally, asked: _Asked, words: Wording) -> Map:
    regions = words.names.regions
    centres = [asked.place] if asked.place else list(counted.places)
    around = {code for centre in centres if centre in regions for code in (centre, *regions[centre].neighbours)}
    first, last = _day(counted.days[0]), _day(counted.days[-1])
    title = words.say("Incidents by region").text
    return Map(
        title=f"{words.place(asked.place)}. {title}" if asked.place else title,
        subtitle=words.say("{first} to {last}: {n}", first=first, last=last, n=counted.total).text,
        counts=counted.places,
        middles={code: region.at for code, region in regions.items()},
        around=frozenset(around),
    )
