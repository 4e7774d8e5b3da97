"""Whom an incident is told, and when and how loudly, as parts of one statement.

What an incident is like is read first, in a few rows; what chats want stands in columns. So choosing among
100,000 subscriptions needs no further table but for the few that are asleep or snooze something.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Integer, String, Subquery, bindparam, column, text
from sqlalchemy.types import TypeEngine
from sqlmodel import and_, case, col, func, or_, select
from sqlmodel.sql.sqltypes import UTCDateTime

from bot.rules.figures import figure_of
from bot.rules.quiet import quiet_until
from bot.store.db import Session
from bot.store.tables import Cadence, Channel, Chat, Snooze, Statement, Subscription
from bot.store.tables.columns import as_written
from bot.values import OpenIncident, Role


@dataclass(frozen=True, slots=True)
class Source:
    """What one channel says about an incident. `harm`: damage or casualties, which no minimum keeps back."""

    handle: str
    official: bool
    kinds: frozenset[str]
    figure: int | None
    harm: bool


async def sources(session: Session, incident: OpenIncident) -> list[Source]:
    """What each channel says about it; nothing once everything is withdrawn."""
    if not incident.statements:
        return []
    rows = await session.exec(
        select(col(Statement.channel_id), col(Channel.handle), col(Channel.official), col(Statement.kinds))
        .join(Channel, col(Channel.id) == col(Statement.channel_id))
        .where(col(Statement.incident_id) == incident.incident_id, col(Statement.withdrawn_at).is_(None))
    )
    kinds: defaultdict[tuple[int, str, bool], set[str]] = defaultdict(set)
    for channel_id, handle, official, found_kinds in rows:
        kinds[channel_id, handle, official].update(found_kinds)
    place = incident.places[0] if len(incident.places) == 1 else None
    found = []
    for (channel_id, handle, official), said in kinds.items():
        claims = [one for one in incident.statements if one.channel_id == channel_id]
        facts = [one.facts for one in claims]
        harm = any(fact.killed or fact.injured or fact.damage for fact in facts)
        found.append(
            Source(
                handle,
                official,
                frozenset(said),
                figure_of(claims, place=place).count,
                harm or any(one.role is Role.HARMS for one in claims),
            )
        )
    return found


def wants(places: Collection[str], told_by: Sequence[Source]) -> ColumnElement[bool]:
    """Whether a subscription asks for an incident about *places* that these sources tell of."""
    any_source = and_(
        _chose(Subscription.kinds, ()),
        _chose(Subscription.channels, ()),
        col(Subscription.official_only).is_(False),
        col(Subscription.minimum) == 0,
    )
    return and_(_in_region(places), or_(any_source, *(_wants_source(source) for source in told_by)))


def _in_region(places: Collection[str]) -> ColumnElement[bool]:
    """Whether one of *places* is wanted: as a region that was chosen, and not left out."""
    left_out = as_written(Subscription.left_out)
    told = _chose(Subscription.regions, sorted({*places, *(code[:2] for code in places)}))
    if not places:
        return told
    not_left_out = (
        and_(_chose(Subscription.regions, (code, code[:2])), ~_holds(left_out, code)) for code in sorted(places)
    )
    # Few leave anything out: for all others the places need not be asked about one by one.
    return and_(told, or_(left_out == "[]", *not_left_out))


def _wants_source(source: Source) -> ColumnElement[bool]:
    conditions = [
        _chose(Subscription.kinds, sorted(source.kinds)),
        _chose(Subscription.channels, [source.handle]),
    ]
    if not source.official:
        conditions.append(col(Subscription.official_only).is_(False))
    if not source.harm:
        conditions.append(col(Subscription.minimum) <= (source.figure or 0))
    return and_(*conditions)


def _chose(list_: object, words: Sequence[str]) -> ColumnElement[bool]:
    """A subscription's list is empty or holds one of *words*."""
    chosen = as_written(list_)
    return or_(chosen == "[]", *(_holds(chosen, word) for word in words))


def _holds(written: ColumnElement[str], word: str) -> ColumnElement[bool]:
    return written.contains(f'"{word}"', autoescape=True)


def at_once() -> ColumnElement[bool]:
    """Whether a chat is told at once. What is told hourly or daily is another job's to sum up."""
    return col(Subscription.cadence) == Cadence.INSTANT


async def asleep(session: Session, at: datetime) -> Subquery | None:
    """The quiet hours that *at* falls into, with their ends: zone, from, to, until. None: none."""
    hours = await session.exec(
        select(col(Chat.timezone), col(Subscription.quiet_from), col(Subscription.quiet_to))
        .join(Chat, col(Chat.id) == col(Subscription.chat_id))
        .where(col(Subscription.quiet_from).is_not(None), col(Chat.timezone).is_not(None))
        .distinct()
    )
    now_quiet = [
        (zone, starts, ends, until)
        for zone, starts, ends in hours
        if zone and starts is not None and ends is not None
        if (until := quiet_until(at, ZoneInfo(zone), starts, ends))
    ]
    if not now_quiet:
        return None
    # A CTE would do on both, but behind it SQLite's driver does not count the rows that are inserted.
    types: tuple[TypeEngine[Any], ...] = (String(), Integer(), Integer(), UTCDateTime())
    cells = [
        [
            bindparam(f"asleep_{row}_{n}", value, type_=kind)
            for n, (value, kind) in enumerate(zip(values, types, strict=True))
        ]
        for row, values in enumerate(now_quiet)
    ]
    rows = ", ".join("(" + ", ".join(f":{cell.key}" for cell in row) + ")" for row in cells)
    written = text(f"VALUES {rows}").bindparams(*(cell for row in cells for cell in row))
    # Both databases call the columns so.
    return written.columns(*(column(f"column{n}", kind) for n, kind in enumerate(types, 1))).subquery("asleep")


def is_asleep(hours: Subquery, level: int) -> ColumnElement[bool]:
    """Joins a chat to the quiet hours it is in, unless *level* breaks through."""
    return and_(
        hours.c.column1 == col(Chat.timezone),
        hours.c.column2 == col(Subscription.quiet_from),
        hours.c.column3 == col(Subscription.quiet_to),
        col(Subscription.break_from) > level,
    )


def snoozing(incident_id: int, places: Sequence[str], at: datetime) -> Subquery:
    """Chats that snooze the incident, or all its places, with the time until which: chat_id, until."""
    is_incident = col(Snooze.target) == str(incident_id)
    snoozed: ColumnElement[Any] = func.max(case((is_incident, col(Snooze.until))))
    if places:
        all_places = func.count(case((~is_incident, 1))) == len(places)
        soonest = func.min(case((~is_incident, col(Snooze.until))))
        snoozed = func.coalesce(snoozed, case((all_places, soonest)))
    return (
        select(col(Snooze.chat_id), snoozed.label("until"))
        .where(col(Snooze.target).in_([str(incident_id), *places]), col(Snooze.until) > at)
        .group_by(col(Snooze.chat_id))
        .subquery("snoozing")
    )
