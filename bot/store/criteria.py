"""What statements must be like to be shown: the filters of /latest, /search and /export, as SQL."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement
from sqlmodel import col, exists, func, or_, select

from bot.store.tables import Card, Channel, Incident, Statement
from bot.store.tables.columns import as_written


@dataclass(frozen=True, slots=True)
class Criteria:
    """One statement must be like all of this; within a list one will do. Empty means any.

    `places` are ISO 3166-2 codes of its incident, or ISO 3166-1 codes for all regions of a country; none counts
    that is `left_out`. `kinds` are pattern ids, `channels` handles in any case. `since` is included, `until` is
    not. `minimum` is the least number that its incident's card shows, where what one source says in a night is
    added up, or one such statement of it states; of `channels`, only what they state. `told_to`: only incidents
    of which this chat has a card.
    """

    places: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    minimum: int | None = None
    told_to: int | None = None

    def __bool__(self) -> bool:
        return self != ANYTHING


ANYTHING: Final = Criteria()


def on_incident(criteria: Criteria) -> list[ColumnElement[bool]]:
    """Conditions on the row of an incident."""
    conditions = _somewhere(criteria)
    if criteria.told_to is not None:
        has_card = exists().where(
            col(Card.incident_id) == col(Incident.id), col(Card.chat_id) == criteria.told_to
        )
        conditions.append(has_card)
    if criteria.minimum is not None:
        states = (
            exists()
            .where(
                col(Statement.incident_id) == col(Incident.id),
                col(Statement.facts)["count"].as_integer() >= criteria.minimum,
                *on_statement(criteria),
            )
            .correlate(Incident)
        )
        shows = col(Incident.told)[("shown", "figure")].as_integer() >= criteria.minimum
        conditions.append(states if criteria.channels else or_(shows, states))
    return conditions


def _somewhere(criteria: Criteria) -> list[ColumnElement[bool]]:
    """As a subscription to the same is told (`bot.store.audience`)."""
    places = written = as_written(Incident.places)
    for code in criteria.left_out:
        places = func.replace(places, f'"{code}"', "")
    if criteria.places:
        return [or_(*(_in(places, code) for code in criteria.places))]
    if criteria.left_out:
        return [or_(written == "[]", places.contains('"'))]
    return []


def on_statement(criteria: Criteria) -> list[ColumnElement[bool]]:
    """Conditions on the row of a statement; none that is withdrawn fits."""
    conditions: list[ColumnElement[bool]] = [col(Statement.withdrawn_at).is_(None)]
    if criteria.kinds:
        conditions.append(or_(*(_lists(Statement.kinds, kind) for kind in criteria.kinds)))
    if criteria.channels:
        handles = [handle.lower() for handle in criteria.channels]
        known_as = (func.lower(col(Channel.handle)), func.lower(col(Channel.canonical_handle)))
        read = select(col(Channel.id)).where(or_(*(name.in_(handles) for name in known_as)))
        conditions.append(col(Statement.channel_id).in_(read))
    if criteria.since is not None:
        conditions.append(col(Statement.published_at) >= criteria.since)
    if criteria.until is not None:
        conditions.append(col(Statement.published_at) < criteria.until)
    return conditions


def with_statement(criteria: Criteria) -> list[ColumnElement[bool]]:
    """Conditions on the row of an incident: its own, and that one of its statements fits."""
    of_statement = on_statement(criteria)
    if len(of_statement) == 1:  # only that it stands, which a standing incident has
        return on_incident(criteria)
    fits = exists().where(col(Statement.incident_id) == col(Incident.id), *of_statement)
    return [*on_incident(criteria), fits]


def _lists(column: object, word: str) -> ColumnElement[bool]:
    """A stored list of codes holds *word*."""
    return as_written(column).contains(f'"{word}"', autoescape=True)


def _in(places: ColumnElement[str], code: str) -> ColumnElement[bool]:
    """One of *places* is this region, or in this country."""
    return places.contains(f'"{code}"' if "-" in code else f'"{code}-', autoescape=True)
