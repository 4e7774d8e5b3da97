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

    `places` are ISO 3166-2 codes of its incident, `kinds` pattern ids, `channels` handles in any case. `since`
    is included, `until` is not. `minimum` is the least number that its incident's card shows, where what one
    source says in a night is added up, or one such statement of it states; of `channels`, only what they state.
    `told_to`: only incidents of which this chat has a card.
    """

    places: tuple[str, ...] = ()
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
    conditions: list[ColumnElement[bool]] = []
    if criteria.places:
        conditions.append(or_(*(_lists(Incident.places, code) for code in criteria.places)))
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
    escaped = word.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")
    return as_written(column).like(f'%"{escaped}"%', escape="\\")
