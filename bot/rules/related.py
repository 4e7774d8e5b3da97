"""Which incidents elsewhere belong on a card: "5 h earlier near Belgorod: an inscription". Pure."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

WITHIN = timedelta(hours=8)
"""Incidents that went on so short a time before are related."""
SHOWN = 3
"""More would hide what the card is about."""


@dataclass(frozen=True, slots=True)
class Brief:
    """An incident in short. `figure` is the largest of any one source."""

    incident_id: int
    story: str
    places: tuple[str, ...]
    opened_at: datetime
    last_at: datetime
    figure: int | None = None
    killed: int = 0
    injured: int = 0
    damage: bool = False
    inscription: str | None = None


@dataclass(frozen=True, slots=True)
class Related:
    """Another incident, and how long before it was opened."""

    brief: Brief
    before: timedelta


def related(
    subject: Brief, others: Iterable[Brief], *, neighbours: Collection[str] = ()
) -> tuple[Related, ...]:
    """The incidents of the same story elsewhere that a reader of *subject* would ask for, weightiest first.

    Opened before it and within `WITHIN`; at most `SHOWN`. What stands out comes first (an inscription, then
    casualties, then damage), then regions among *neighbours*, then larger figures, then the newest.
    """
    places = set(subject.places)
    found = [
        other
        for other in others
        if other.incident_id != subject.incident_id
        and other.story == subject.story
        and places.isdisjoint(other.places)
        and other.opened_at <= subject.opened_at
        and subject.opened_at - other.last_at <= WITHIN
    ]

    def weight(other: Brief) -> tuple[bool, int, int, bool, bool, int, datetime, int]:
        return (
            other.inscription is not None,
            other.killed,
            other.injured,
            other.damage,
            not set(neighbours).isdisjoint(other.places),
            other.figure or 0,
            other.opened_at,
            -other.incident_id,
        )

    found.sort(key=weight, reverse=True)
    return tuple(Related(other, subject.opened_at - other.opened_at) for other in found[:SHOWN])
