"""Decide which incident a statement belongs to, and why. Pure: no I/O, no clock.

An incident is one story in one place until a quiet gap. Likeness of texts cannot tell: a mayor's two posts
17 minutes apart, equal but for a digit, are two attacks, and two channels reporting one attack share hardly a
word. So place, time and channel decide; text never does.

- A statement about one place joins the open incident of its story and place.
- A statement without a place joins the newest open incident of its own channel, else stands alone.
- A list over several regions adds itself to each region's open incident; whatever of it has no open incident is
  one incident of its own, and the same channel's next list joins that.
- A forward of a post that is already in the incident is an echo of it: shown, but no source of its own.
- Waves count events: the same channel's next statement with a figure opens the next wave; another channel
  within `WAVE_WINDOW` with an equal or unknown figure joins the wave as a further source.

Ties go to the oldest incident, so the result does not depend on the order in which incidents are given.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.values import Facts, OpenIncident, OpenStatement, Role

WAVE_WINDOW = timedelta(minutes=20)
"""Measured on simulated nights: 15-20 minutes group best (B3-F1 0.93), text alone reaches 0.60."""


@dataclass(frozen=True, slots=True)
class NewStatement:
    """A statement to be joined. `forward_of` is the (channel id, message id) it repeats, where we know it."""

    channel_id: int
    message_id: int
    published_at: datetime
    story: str
    role: Role
    facts: Facts
    reply_to: int | None = None
    forward_of: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Join:
    """Where a statement goes: into an open incident, or (None) into a new one about `places`; and why."""

    incident_id: int | None
    places: tuple[str, ...]
    wave: int
    echo_of: int | None
    reason: str


def join(statement: NewStatement, incidents: Iterable[OpenIncident], *, gap: timedelta) -> tuple[Join, ...]:
    """One `Join` for each incident the statement belongs to: one, or several for a list over regions."""
    near = sorted(
        (incident for incident in incidents if _within_gap(statement, incident, gap)),
        key=lambda incident: (incident.opened_at, incident.incident_id),
    )
    places = statement.facts.places
    if not places:
        own = [i for i in near if any(s.channel_id == statement.channel_id for s in i.statements)]
        if own:
            newest = max(own, key=lambda incident: (incident.last_statement_at, -incident.incident_id))
            return (_into(newest, statement, "names no place; the channel's newest open incident"),)
        if alone := [i for i in near if not i.places]:
            return (_into(alone[0], statement, "neither names a place"),)
        return (_new(statement, (), "names no place, and nothing is open on its channel"),)
    if len(places) == 1:
        if same := [i for i in near if i.places == places]:
            return (_into(same[0], statement, "same story and place within the gap"),)
        return (_new(statement, places, "nothing open of this story and place"),)
    return _join_list(statement, near)


def _join_list(statement: NewStatement, near: Sequence[OpenIncident]) -> tuple[Join, ...]:
    joins, rest = [], []
    for place in statement.facts.places:
        if same := [i for i in near if i.places == (place,)]:
            joins.append(_into(same[0], statement, f"a list that names {place}"))
        else:
            rest.append(place)
    if rest:
        lists = [i for i in near if len(i.places) > 1 and _shares(i, statement)]
        if lists:
            joins.append(_into(lists[0], statement, "the next list over several regions"))
        else:
            joins.append(_new(statement, statement.facts.places, "a list with regions not open yet"))
    return tuple(joins)


def _shares(incident: OpenIncident, statement: NewStatement) -> bool:
    if any(s.channel_id == statement.channel_id for s in incident.statements):
        return True
    return bool(set(incident.places) & set(statement.facts.places))


def _within_gap(statement: NewStatement, incident: OpenIncident, gap: timedelta) -> bool:
    if incident.story != statement.story:
        return False
    return incident.opened_at - gap <= statement.published_at <= incident.last_statement_at + gap


def _into(incident: OpenIncident, statement: NewStatement, reason: str) -> Join:
    echoed = _echoed(incident, statement)
    if echoed:
        wave, reason = echoed.wave, f"{reason}; a repost"
    else:
        wave = _wave(incident.statements, statement)
    echo_of = echoed.statement_id if echoed else None
    return Join(incident.incident_id, incident.places, wave, echo_of, reason)


def _new(statement: NewStatement, places: tuple[str, ...], reason: str) -> Join:
    return Join(None, places, 1, None, reason)


def _echoed(incident: OpenIncident, statement: NewStatement) -> OpenStatement | None:
    if statement.forward_of is None:
        return None
    for known in incident.statements:
        if (known.channel_id, known.message_id) == statement.forward_of:
            return known
    return None


def _wave(known: Sequence[OpenStatement], statement: NewStatement) -> int:
    last = max((s.wave for s in known), default=1)
    own = [s for s in known if s.channel_id == statement.channel_id]
    if replied := [s for s in own if s.message_id == statement.reply_to]:
        return replied[0].wave
    count = statement.facts.count
    if own and count is None:
        return max(s.wave for s in own)
    for wave in range(last, 0, -1):
        members = [s for s in known if s.wave == wave]
        if not members or any(s.channel_id == statement.channel_id for s in members):
            continue
        first = min(s.published_at for s in members)
        figures = {s.facts.count for s in members} - {None}
        fits = count is None or not figures or count in figures
        if fits and abs(statement.published_at - first) <= WAVE_WINDOW:
            return wave
    return last + 1 if known else 1
