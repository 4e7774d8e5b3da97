"""Statements: what posts say in incidents, filed, revised, placed, withdrawn. `incidents.py` sums them up."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Table, bindparam, literal
from sqlalchemy import delete as sql_delete
from sqlalchemy import insert as sql_insert
from sqlalchemy import select as sql_select
from sqlalchemy import update as sql_update
from sqlmodel import col

from bot.store.db import UNANSWERED, Session, insert_into
from bot.store.ids import next_id
from bot.store.search import searchable
from bot.store.tables import Incident, Match, Statement
from bot.values import Facts, Role

# What filing does for each statement is built once: building it anew took as long as doing it.
_STATEMENTS: Table = Statement.__table__  # type: ignore[attr-defined]
_INCIDENTS: Table = Incident.__table__  # type: ignore[attr-defined]
_CHANGE = sql_update(_STATEMENTS).where(_STATEMENTS.c.id == bindparam("row"))
# The database finds the match's id, which so nobody has to wait for.
_MATCH_ID = (
    sql_select(col(Match.id))
    .where(col(Match.version_id) == bindparam("version"), col(Match.pattern_id) == bindparam("pattern"))
    .scalar_subquery()
)
_WITHDRAW = _CHANGE.where(_STATEMENTS.c.withdrawn_at.is_(None))
_REVISE = _CHANGE.values(match_id=_MATCH_ID)


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


# Columns instead of rows, as in `incidents.with_statements`.
_OF_POSTS = (
    sql_select(
        _STATEMENTS.c.post_id,
        _INCIDENTS.c.story,
        _STATEMENTS.c.id,
        *(_STATEMENTS.c[one.name] for one in fields(Filed)[1:]),
    )
    .join(_INCIDENTS, _INCIDENTS.c.id == _STATEMENTS.c.incident_id)
    .where(_STATEMENTS.c.post_id.in_(bindparam("posts", expanding=True)))
    .order_by(_STATEMENTS.c.id)
)


_ADD = sql_insert(_STATEMENTS).values(match_id=_MATCH_ID)


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
) -> int:
    """Add a post's statement to an incident, where it has none yet; its id. The caller sums the incident up.

    It rests on the match of *pattern_id* in *version_id*, which is stored already.
    """
    statement_id = await next_id(session, _STATEMENTS)
    await (await session.connection()).execute(
        _ADD,
        {
            "id": statement_id,
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
        execution_options=UNANSWERED,
    )
    return statement_id


async def statements_of(session: Session, post_ids: Collection[int]) -> dict[int, dict[str, list[Filed]]]:
    """The statements made of posts, by the story their incidents tell, withdrawn ones included.

    They are what an edit or a deletion of a post concerns. Each of *post_ids* is there, if only with nothing.
    """
    found: dict[int, dict[str, list[Filed]]] = {post_id: {} for post_id in post_ids}
    if found:
        rows = await (await session.connection()).execute(_OF_POSTS, {"posts": list(found)})
        for post_id, story, *values in rows:
            found[post_id].setdefault(story, []).append(Filed(*values))
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


async def withdraw_statement(session: Session, statement_id: int, *, now: datetime) -> None:
    """Mark that a statement's post is gone or says it no more, unless it is marked. The caller sums up."""
    values = {"row": statement_id, "withdrawn_at": now}
    await (await session.connection()).execute(_WITHDRAW, values, execution_options=UNANSWERED)


async def copy_statement(session: Session, statement_id: int, incident_id: int) -> int:
    """Let a statement stand in another incident, too; its id there. The caller sums that incident up."""
    names = [name for name in Statement.model_fields if name not in ("id", "incident_id", "echo_of")]
    of_it = sql_select(
        literal(await next_id(session, _STATEMENTS)),
        literal(incident_id),
        *(col(getattr(Statement, name)) for name in names),
    ).where(col(Statement.id) == statement_id)
    added = await session.exec(
        insert_into(session, Statement)
        .from_select(["id", "incident_id", *names], of_it)
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
    repeats = sql_update(_STATEMENTS).where(_STATEMENTS.c.echo_of.in_(statement_ids)).values(echo_of=None)
    gone = sql_delete(_STATEMENTS).where(_STATEMENTS.c.id.in_(statement_ids))
    for change in (repeats, gone):
        await (await session.connection()).execute(change, execution_options=UNANSWERED)
