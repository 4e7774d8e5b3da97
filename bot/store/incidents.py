"""Incidents: open one, and let its statements change it. `views.py` reads them back for showing."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Executable, Table, bindparam, case, literal
from sqlalchemy import select as sql_select
from sqlalchemy import update as sql_update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import aliased
from sqlmodel import col, delete, exists, func, select, update

from bot.rules.statements import gravest
from bot.store.db import UNANSWERED, Session, insert_into
from bot.store.search import searchable
from bot.store.tables import Channel, Incident, IncidentStatus, Match, Post, Statement
from bot.values import Facts, OpenIncident, OpenStatement, Role

_AS_IT_IS = {"synchronize_session": False}
"""Rows read before are not brought up to date: nothing here looks at them again."""

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
_STATEMENTS: Table = Statement.__table__  # type: ignore[attr-defined]
_INCIDENTS: Table = Incident.__table__  # type: ignore[attr-defined]
_WHEN = _INCIDENTS.c.last_statement_at.type
_CHANGE = sql_update(_STATEMENTS).where(_STATEMENTS.c.id == bindparam("row"))
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


@dataclass(frozen=True, slots=True)
class Filed:
    """What a statement of one post says, as it is stored; `facts` as JSON, `earlier` as in `OpenStatement`."""

    statement_id: int
    incident_id: int
    withdrawn_at: datetime | None
    kinds: list[str]
    role: Role
    ends: bool
    sentence: str
    earlier: list[str] | None
    facts: dict[str, Any]


# Columns instead of rows, as in `with_statements`.
_OF_POST = (
    sql_select(_INCIDENTS.c.story, _STATEMENTS.c.id, *(_STATEMENTS.c[one.name] for one in fields(Filed)[1:]))
    .join(_INCIDENTS, _INCIDENTS.c.id == _STATEMENTS.c.incident_id)
    .where(_STATEMENTS.c.post_id == bindparam("post"))
    .order_by(_STATEMENTS.c.id)
)

# The database finds the match's id, which so nobody has to wait for.
_MATCH_ID = (
    sql_select(col(Match.id))
    .where(col(Match.version_id) == bindparam("version"), col(Match.pattern_id) == bindparam("pattern"))
    .scalar_subquery()
)
_REVISE = _CHANGE.values(match_id=_MATCH_ID)


@cache
def _adding(dialect: str) -> Executable:
    insert = sqlite.insert if dialect == "sqlite" else postgresql.insert
    added = insert(_STATEMENTS).values(match_id=_MATCH_ID)
    return added.on_conflict_do_nothing(index_elements=["incident_id", "post_id"]).returning(_STATEMENTS.c.id)


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
        await session.exec(_LOCK)


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
        sql_select(*said, col(Post.message_id), col(Post.reply_to), col(origin.id))
        .join(Post, col(Post.id) == col(Statement.post_id))
        .outerjoin(origin, col(origin.handle) == func.lower(col(Post.forwarded_from)))
        .where(col(Statement.incident_id).in_(members), col(Statement.withdrawn_at).is_(None))
        .order_by(col(Statement.published_at), col(Statement.id))
    )
    for statement_id, incident_id, *values, message_id, reply_to, forwarded_from in rows:
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
                # Pages name the channel a post was forwarded from, not the message.
                forward_of=None if forwarded_from is None else (forwarded_from, None),
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


async def add_statement(
    session: Session,
    incident_id: int,
    *,
    post_id: int,
    channel_id: int,
    version_id: int,
    pattern_id: str,
    kinds: Iterable[str],
    role: Role,
    ends: bool,
    published_at: datetime,
    sentence: str,
    facts: Facts,
    search_key: str,
    join_reason: str,
    wave: int = 1,
    echo_of: int | None = None,
) -> int | None:
    """Add a post's statement to an incident. The caller sums the incident up.

    It rests on the match of *pattern_id* in *version_id*, which is stored already.
    Returns the statement's id, or None (and changes nothing) when the post is in the incident already.
    """
    added = await (await session.connection()).execute(
        _adding(session.get_bind().dialect.name),
        {
            "incident_id": incident_id,
            "post_id": post_id,
            "channel_id": channel_id,
            "version": version_id,
            "pattern": pattern_id,
            "kinds": list(kinds),
            "role": role,
            "ends": ends,
            "published_at": published_at,
            "sentence": sentence,
            "earlier": [],
            "facts": facts.as_json(),
            "search_key": searchable(search_key),
            "join_reason": join_reason,
            "wave": wave,
            "echo_of": echo_of,
        },
    )
    statement_id: int | None = added.scalar_one_or_none()
    return statement_id


async def statements_of(session: Session, post_id: int) -> dict[str, list[Filed]]:
    """The statements made of one post, by the story their incidents tell, withdrawn ones included.

    They are what an edit or a deletion of it concerns.
    """
    found: dict[str, list[Filed]] = {}
    for story, *values in await (await session.connection()).execute(_OF_POST, {"post": post_id}):
        found.setdefault(story, []).append(Filed(*values))
    return found


async def revise_statement(
    session: Session,
    statement: Filed,
    *,
    version_id: int,
    pattern_id: str,
    kinds: Iterable[str],
    role: Role,
    ends: bool,
    sentence: str,
    facts: Facts,
    search_key: str,
) -> bool:
    """Let a statement say what its edited post says now, and stand again if withdrawn. The caller sums up.

    It rests on the match of *pattern_id* in *version_id*, which is stored already. Returns whether it says
    something else than before.
    """
    says = {
        "kinds": list(kinds),
        "role": role,
        "ends": ends,
        "sentence": sentence,
        "facts": facts.as_json(),
        "withdrawn_at": None,
    }
    found = {
        "version": version_id,
        "pattern": pattern_id,
        "search_key": searchable(search_key),
        "earlier": earlier_of(statement.earlier or (), statement.sentence, sentence),
    }
    values = {"row": statement.statement_id} | says | found
    await (await session.connection()).execute(_REVISE, values, execution_options=UNANSWERED)
    return says != {name: getattr(statement, name) for name in says}


def earlier_of(earlier: Sequence[str], sentence: str, says: str) -> list[str]:
    """What a statement said before it *says* something else than *sentence*, each once."""
    return [one for one in dict.fromkeys((*earlier, sentence)) if one != says]


async def withdraw_statement(session: Session, statement_id: int, *, now: datetime) -> bool:
    """Mark that a statement's post is gone or says it no more; False if it was marked before.

    The caller sums its incident up.
    """
    marked = await session.exec(
        update(Statement)
        .where(col(Statement.id) == statement_id, col(Statement.withdrawn_at).is_(None))
        .values(withdrawn_at=now),
        execution_options=_AS_IT_IS,
    )
    return bool(marked.rowcount)


async def close_quiet(session: Session, *, before: datetime) -> int:
    """Close the open incidents whose last statement is older than *before*; returns how many."""
    await lock(session)
    closed = await session.exec(
        update(Incident)
        .where(col(Incident.status) == IncidentStatus.OPEN, col(Incident.last_statement_at) < before)
        .values(status=IncidentStatus.CLOSED),
        execution_options=_AS_IT_IS,
    )
    return closed.rowcount


async def copy_statement(session: Session, statement_id: int, incident_id: int) -> int:
    """Let a statement stand in another incident, too; its id there. The caller sums that incident up."""
    names = [name for name in Statement.model_fields if name not in ("id", "incident_id", "echo_of")]
    added = await session.exec(
        insert_into(session, Statement)
        .from_select(
            ["incident_id", *names],
            sql_select(literal(incident_id), *(col(getattr(Statement, name)) for name in names)).where(
                col(Statement.id) == statement_id
            ),
        )
        .on_conflict_do_update(
            index_elements=["incident_id", "post_id"], set_={"withdrawn_at": None, "echo_of": None}
        )
        .returning(col(Statement.id))
    )
    copied: int = added.scalar_one()
    return copied


@dataclass(frozen=True, slots=True)
class Placing:
    """Which wave of its incident a statement belongs to, what it repeats, and why it is there.

    An empty `join_reason` keeps the one it has.
    """

    statement_id: int
    wave: int
    echo_of: int | None
    join_reason: str


async def place_statements(session: Session, placings: Iterable[Placing]) -> None:
    """Let statements stand like this."""
    explained: list[dict[str, Any]] = []
    silent: list[dict[str, Any]] = []
    for one in placings:
        values = {"row": one.statement_id, "wave": one.wave, "echo_of": one.echo_of}
        if one.join_reason:
            explained.append(values | {"join_reason": one.join_reason})
        else:
            silent.append(values)
    for rows in filter(None, (explained, silent)):
        await (await session.connection()).execute(_CHANGE, rows, execution_options=UNANSWERED)


async def remove_statements(session: Session, statement_ids: Collection[int]) -> None:
    """Take statements out of their incidents: they stand elsewhere now. The caller sums the incidents up."""
    repeats = update(Statement).where(col(Statement.echo_of).in_(statement_ids))
    await session.exec(repeats.values(echo_of=None), execution_options=_AS_IT_IS)
    gone = delete(Statement).where(col(Statement.id).in_(statement_ids))
    await session.exec(gone, execution_options=_AS_IT_IS)


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
    merged = update(Incident).where(col(Incident.id) == incident_id)
    await session.exec(merged.values(merged_into=into), execution_options=_AS_IT_IS)


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
