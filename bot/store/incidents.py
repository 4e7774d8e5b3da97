"""Incidents: open one, and let its statements change it. `views.py` reads them back for showing."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Table, bindparam, case
from sqlalchemy import select as sql_select
from sqlalchemy import update as sql_update
from sqlalchemy.orm import aliased
from sqlmodel import col, exists, func, select, update

from bot.rules.statements import gravest
from bot.store.db import AS_IT_IS, UNANSWERED, Session
from bot.store.tables import Channel, Incident, IncidentStatus, Post, Statement
from bot.values import Facts, OpenIncident, OpenStatement, Role

_SAID: tuple[Any, ...] = (
    Statement.post_id,
    Statement.channel_id,
    Statement.published_at,
    Statement.role,
    Statement.facts,
    Statement.wave,
    Statement.echo_of,
    Statement.ends,
    Statement.sentence,
    Statement.earlier,
)
"""What a statement's own row says of it as a value."""


# What filing does for each statement is built once: building it anew took as long as doing it.
_INCIDENTS: Table = Incident.__table__  # type: ignore[attr-defined]
_WHEN = _INCIDENTS.c.last_statement_at.type
_NEXT = (
    sql_update(_INCIDENTS).where(_INCIDENTS.c.id == bindparam("row")).values(revision=_INCIDENTS.c.revision + 1)
)
_STAND = _NEXT.values(
    status=case(
        (_INCIDENTS.c.retracted_at.is_not(None), IncidentStatus.WITHDRAWN.value),
        (_INCIDENTS.c.status == IncidentStatus.WITHDRAWN, IncidentStatus.OPEN.value),
        # It was quiet, and goes on: `close_quiet` says whether for long.
        (_INCIDENTS.c.last_statement_at < bindparam("heard_at", type_=_WHEN), IncidentStatus.OPEN.value),
        else_=_INCIDENTS.c.status,
    )
)
_VANISH = _NEXT.values(status=IncidentStatus.WITHDRAWN)


_LOCK = select(func.pg_advisory_xact_lock(0x494E434944454E54))
"""Key of the lock on all incidents: "INCIDENT" in ASCII."""


async def recent(session: Session, *, story: str, since: datetime) -> list[OpenIncident]:
    """The incidents of *story* with a statement from *since* on, oldest first, withdrawn statements left out.

    Closed ones are among them: a statement may be read long after it was published.

    From here to the end of the transaction no other writer can open an incident.
    """
    await lock(session)
    return await _read(
        session,
        col(Incident.story) == story,
        col(Incident.status) != IncidentStatus.WITHDRAWN,
        col(Incident.last_statement_at) >= since,
    )


async def some(session: Session, incident_ids: Collection[int]) -> list[OpenIncident]:
    """These incidents, oldest first, withdrawn statements left out."""
    return await _read(session, col(Incident.id).in_(incident_ids)) if incident_ids else []


async def lock(session: Session) -> None:
    """Until the end of the transaction no other writer can open or change an incident.

    To be taken before anything else is written: two that wait for rows of each other's would wait for ever. One
    lock for each story did not do, as a page that tells two of them may tell them in any order.
    """
    if session.get_bind().dialect.name == "postgresql":  # on SQLite a writer is alone already
        await (await session.connection()).execute(_LOCK, execution_options=UNANSWERED)


async def _read(session: Session, *wanted: ColumnElement[bool]) -> list[OpenIncident]:
    found = await (await session.connection()).execute(
        sql_select(
            col(Incident.id),
            col(Incident.story),
            col(Incident.places),
            col(Incident.role),
            col(Incident.opened_at),
            col(Incident.last_statement_at),
            col(Incident.ended_at),
        )
        .where(*wanted)
        .order_by(col(Incident.opened_at), col(Incident.id))
    )
    return await with_statements(
        session,
        [
            OpenIncident(incident_id or 0, story, tuple(places), role, opened_at, last_at, ended_at, ())
            for incident_id, story, places, role, opened_at, last_at, ended_at in found
        ],
    )


async def snapshot(session: Session, incident_id: int) -> tuple[OpenIncident, dict[str, Any] | None]:
    """An incident without its withdrawn statements, and what of it was told and shown (`Incident.told`).

    A retracted one has none.
    """
    incident = await session.get_one(Incident, incident_id, populate_existing=True)
    head = OpenIncident(
        incident_id=_id(incident),
        story=incident.story,
        places=tuple(incident.places),
        role=incident.role,
        opened_at=incident.opened_at,
        last_statement_at=incident.last_statement_at,
        ended_at=incident.ended_at,
        statements=(),
    )
    if incident.retracted_at is not None:
        return head, incident.told
    [value] = await with_statements(session, [head])
    return value, incident.told


async def is_quiet(session: Session, incident_id: int, since: datetime) -> bool:
    """Whether an incident is over, or has no statement from *since* on."""
    incident = await session.get_one(Incident, incident_id, populate_existing=True)
    return incident.status is not IncidentStatus.OPEN or incident.last_statement_at < since


async def open_ones_of(session: Session, channel_ids: Collection[int]) -> list[int]:
    """The incidents whose story goes on and of which one of these channels told something that stands."""
    told = exists().where(
        col(Statement.incident_id) == col(Incident.id),
        col(Statement.channel_id).in_(channel_ids),
        col(Statement.withdrawn_at).is_(None),
    )
    going_on = (col(Incident.status) == IncidentStatus.OPEN, col(Incident.ended_at).is_(None))
    found = await session.exec(select(Incident.id).where(*going_on, told).order_by(col(Incident.id)))
    return [incident_id for incident_id in found if incident_id is not None]


async def set_told(session: Session, incident_id: int, told: dict[str, Any]) -> None:
    """Remember what was told with sound, and what is shown."""
    await session.exec(update(Incident).where(col(Incident.id) == incident_id).values(told=told))


async def with_statements(session: Session, incidents: Sequence[OpenIncident]) -> list[OpenIncident]:
    """*incidents* with the statements they hold now, withdrawn ones left out."""
    if not incidents:
        return []
    members: dict[int, list[OpenStatement]] = {incident.incident_id: [] for incident in incidents}
    origin = aliased(Channel)
    # Columns instead of rows: a busy night has a thousand statements, and building rows took longest of all.
    said = col(Statement.id), col(Statement.incident_id), *(col(one) for one in _SAID)
    rows = await (await session.connection()).execute(
        sql_select(*said, col(Post.message_id), col(Post.reply_to), col(origin.id), col(Post.forwarded_id))
        .join(Post, col(Post.id) == col(Statement.post_id))
        .outerjoin(origin, col(origin.handle) == func.lower(col(Post.forwarded_from)))
        .where(col(Statement.incident_id).in_(members), col(Statement.withdrawn_at).is_(None))
        .order_by(col(Statement.published_at), col(Statement.id))
    )
    for statement_id, incident_id, *values, message_id, reply_to, forwarded_from, forwarded_id in rows:
        post_id, channel_id, published_at, role, facts, wave, echo_of, ends, sentence, earlier = values
        members[incident_id].append(
            OpenStatement(
                statement_id=statement_id,
                post_id=post_id,
                channel_id=channel_id,
                message_id=message_id,
                published_at=published_at,
                role=role,
                facts=Facts.from_json(facts),
                wave=wave,
                echo_of=echo_of,
                ends=ends,
                sentence=sentence,
                earlier=tuple(earlier or ()),
                reply_to=reply_to,
                forward_of=None if forwarded_from is None else (forwarded_from, forwarded_id),
            )
        )
    return [replace(incident, statements=tuple(members[incident.incident_id])) for incident in incidents]


async def add(
    session: Session, *, story: str, places: Collection[str], role: Role, published_at: datetime
) -> int:
    """Open an incident about *places*; returns its id. Its first statement makes it revision 1."""
    incident = Incident(
        story=story,
        places=sorted(places),
        role=role,
        opened_at=published_at,
        last_statement_at=published_at,
        revision=0,
    )
    session.add(incident)
    await session.flush()
    return _id(incident)


async def close_quiet(session: Session, *, before: datetime) -> int:
    """Close the open incidents whose last statement is older than *before*; returns how many."""
    await lock(session)
    closed = await session.exec(
        update(Incident)
        .where(col(Incident.status) == IncidentStatus.OPEN, col(Incident.last_statement_at) < before)
        .values(status=IncidentStatus.CLOSED),
        execution_options=AS_IT_IS,
    )
    return closed.rowcount


def summed(incident: OpenIncident) -> OpenIncident:
    """*incident* with the times and the role that follow from its statements, if it has any."""
    if not incident.statements:
        return incident
    statements = tuple(sorted(incident.statements, key=lambda one: (one.published_at, one.statement_id)))
    return replace(
        incident,
        role=gravest(one.role for one in statements),
        opened_at=statements[0].published_at,
        last_statement_at=statements[-1].published_at,
        statements=statements,
    )


async def write(session: Session, incident: OpenIncident) -> None:
    """Store an incident's places, times and role as its next revision.

    Without a statement left it is withdrawn, and keeps its times.
    """
    values: dict[str, Any] = {"row": incident.incident_id, "places": sorted(incident.places)}
    if incident.statements:
        values |= {
            "role": incident.role,
            "opened_at": incident.opened_at,
            "last_statement_at": incident.last_statement_at,
            "heard_at": incident.last_statement_at,
            "ended_at": incident.ended_at,
            "merged_into": None,
        }
    change = _STAND if incident.statements else _VANISH
    await (await session.connection()).execute(change, values, execution_options=UNANSWERED)


async def note_merged(session: Session, incident_id: int, into: int) -> None:
    """Note which incident took over the statements of one that has none left."""
    merged = sql_update(_INCIDENTS).where(_INCIDENTS.c.id == incident_id).values(merged_into=into)
    await (await session.connection()).execute(merged, execution_options=UNANSWERED)


async def sum_up(
    session: Session,
    incident_id: int,
    *,
    places: Collection[str] | None = None,
    ended_at: datetime | None = None,
) -> None:
    """Derive an incident's times, role and status from its statements, as its next revision.

    *places* None leaves them as they are. Without a statement left it is withdrawn, and keeps its times.
    """
    [incident] = await some(session, [incident_id])
    kept = incident.places if places is None else tuple(sorted(places))
    await write(session, replace(summed(incident), places=kept, ended_at=ended_at))


def _id(incident: Incident) -> int:
    assert incident.id is not None  # it was read from the database, or flushed
    return incident.id
