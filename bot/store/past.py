"""What the archive knows that belongs beside an incident: earlier ones here, and others shortly before."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import col, select

from bot.rules.related import WITHIN
from bot.store import views
from bot.store.criteria import Criteria, on_incident
from bot.store.db import Session
from bot.store.tables import Incident, IncidentStatus, Post
from bot.values import IncidentView, Role

LOOKS_BACK = timedelta(days=90)
"""How far back earlier incidents are counted."""
_CANDIDATES = 30


@dataclass(frozen=True, slots=True)
class Past:
    """What was before an incident. Only what is more than a warning counts.

    `since`: from when on the archive, as far as it was looked at, knows. `here`: (opened, last statement,
    number of places) of the incidents that concern its one place, oldest first; empty for one about several
    places. `elsewhere`: those of the same story that went on within hours before it.
    """

    since: datetime
    here: tuple[tuple[datetime, datetime, int], ...] = ()
    elsewhere: tuple[IncidentView, ...] = ()


async def before(session: Session, view: IncidentView) -> Past | None:
    """The past of an incident that names a place; None for any other. Five small queries at most."""
    first_read = (await session.exec(select(Post.first_seen_at).order_by(col(Post.id)).limit(1))).first()
    if first_read is None or not view.places:
        return None
    since = max(first_read, view.opened_at - LOOKS_BACK)
    told = (
        col(Incident.story) == view.story,
        col(Incident.status) != IncidentStatus.WITHDRAWN,
        col(Incident.role).in_((Role.REPORTS, Role.HARMS)),
        col(Incident.opened_at) <= view.opened_at,
        col(Incident.id) != view.incident_id,
    )
    here: list[tuple[datetime, datetime, int]] = []
    if len(view.places) == 1:
        rows = await session.exec(
            select(Incident.opened_at, Incident.last_statement_at, Incident.places)
            .where(col(Incident.last_statement_at) >= since, *told, *on_incident(Criteria(places=view.places)))
            .order_by(col(Incident.opened_at))
        )
        here = [(opened, last, len(places)) for opened, last, places in rows]
    near = await session.exec(
        select(Incident.id)
        .where(col(Incident.last_statement_at) >= view.opened_at - WITHIN, *told)
        .order_by(col(Incident.last_statement_at).desc(), col(Incident.id))
        .limit(_CANDIDATES)
    )
    elsewhere = await views.many(session, [number for number in near if number is not None])
    return Past(since, tuple(here), tuple(elsewhere))
