"""Counting what was reported: incidents a day, figures by source and day, incidents by region. Pure.

A source's figures of different incidents of one day add up, unless it gave a total that is larger; figures of
two sources never do.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from bot.chat.claims import AIR_ATTACK, Said, sources_of, standing
from bot.rules.figures import figure_of
from bot.values import IncidentView, Role, Scope, StatementView

Clock = Callable[[str], tzinfo]
"""The clock by which a channel's days are told."""


@dataclass(frozen=True, slots=True)
class Tally:
    """What happened on `days`, oldest first.

    `incidents` counts those that began on a day, by the gravest role among their statements; `places` those of
    each region; `figures` holds, by source, what it stated to be downed on each day, the busiest source first.
    """

    days: tuple[date, ...]
    incidents: Mapping[date, Counter[Role]]
    places: Counter[str]
    figures: Mapping[str, Mapping[date, int]]

    @property
    def total(self) -> int:
        """How many incidents began."""
        return sum(counts.total() for counts in self.incidents.values())

    def of_role(self, role: Role) -> tuple[int, ...]:
        """Incidents of one gravity, day by day."""
        return tuple(self.incidents[day][role] for day in self.days)


def first_moment(now: datetime, days: int, zone: tzinfo) -> datetime:
    """Where a period of so many days, today included, begins."""
    today = now.astimezone(zone)
    return today.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=days - 1)


def tally(
    views: Iterable[IncidentView],
    *,
    days: int,
    now: datetime,
    zone: tzinfo,
    called: Callable[[StatementView], str],
    place: str | None = None,
) -> Tally:
    """Count *views* over the last *days* days of *zone*; figures are those of *place*, if one is given.

    Sources are named as *called* says.
    """
    listed = [(now.astimezone(zone) - timedelta(days=back)).date() for back in range(days - 1, -1, -1)]
    incidents: dict[date, Counter[Role]] = {day: Counter() for day in listed}
    places: Counter[str] = Counter()
    events: defaultdict[str, Counter[date]] = defaultdict(Counter)
    totals: defaultdict[str, Counter[date]] = defaultdict(Counter)
    for view in views:
        if not standing(view):
            continue
        began = view.opened_at.astimezone(zone).date()
        if began in incidents:
            incidents[began][view.role] += 1
            places.update([code for code in view.places if place in (None, code)])
        for said in sources_of(view) if view.story == AIR_ATTACK else ():
            _count(said, view, place, zone, called, events, totals)
    figures = {
        source: {day: most for day in listed if (most := max(events[source][day], totals[source][day]))}
        for source in {*events, *totals}
    }
    busiest = sorted(
        figures, key=lambda source: (-len(figures[source]), -sum(figures[source].values()), source)
    )
    return Tally(
        tuple(listed), incidents, places, {source: figures[source] for source in busiest if figures[source]}
    )


def _count(
    said: Said,
    view: IncidentView,
    place: str | None,
    zone: tzinfo,
    called: Callable[[StatementView], str],
    events: Mapping[str, Counter[date]],
    totals: Mapping[str, Counter[date]],
) -> None:
    """Add one source's figure of one incident to that day's."""
    only = place or (view.places[0] if len(view.places) == 1 else None)
    figure = figure_of(said, place=only)
    if figure.count is None:
        return
    source, day = called(said[-1]), figure.last_at.astimezone(zone).date()
    if figure.scope is Scope.EVENT:
        events[source][day] += figure.count
    else:
        totals[source][day] = max(totals[source][day], figure.count)


def busiest_places(counted: Tally, most: int) -> Sequence[tuple[str, int]]:
    """The regions with most incidents."""
    return sorted(counted.places.items(), key=lambda item: (-item[1], item[0]))[:most]
