"""Search over the statements. The only place, beside `db.py`, that knows two dialects.

Language is dealt with in Python: `search_key` holds stems, and both databases match whole stems only, so they
answer alike. Letters and digits are all that reaches them: what a user writes can name no column or operator.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import CTE, Dialect, Integer, String, TypeDecorator, bindparam, text
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlmodel import col, func, select
from sqlmodel.sql.expression import Select, SelectOfScalar

from bot.store.criteria import ANYTHING, Criteria, on_incident, on_statement
from bot.store.db import Session
from bot.store.tables import Incident, IncidentStatus, Statement

_POSTGRESQL_WORDS = "array_to_tsvector(array_remove(string_to_array(statement.search_key, ' '), ''))"
"""The stems of a statement, as its index has them. PostgreSQL's own parser is left out: what it takes for a
word depends on the locale of the database."""

_GROUPS, _MOST, _LEFT_OUT = "groups", "most", "left_out"
"""Parameters of the queries, which are made once for each sort of question."""
_QUERIES = 64
"""So many of those that were asked last are kept."""

LONGEST_STEM = 64
"""Letters beyond are cut off: no word of ours is longer, and PostgreSQL refuses lexemes over 2 kB."""


class _Asked(TypeDecorator[Sequence[Sequence[str]]]):
    """Groups of stems, at least one of each, in the query language of the database's full-text search."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: Sequence[Sequence[str]] | None, dialect: Dialect) -> str:
        """As the database wants it."""
        quote, or_, and_ = ('"', " OR ", " AND ") if dialect.name == "sqlite" else ("'", " | ", " & ")
        groups = (or_.join(f"{quote}{stem}{quote}" for stem in group) for group in value or ())
        return and_.join(f"({group})" for group in groups)


class _Says(FunctionElement[Any]):
    """True for statements that say every one of the groups of stems: at least one stem of each.

    The stems are a parameter, so that the statement around is made and compiled once and not for every search.
    """

    inherit_cache = True
    # No boolean: as one, SQLite would have to compare it with 1, and look at every statement for that.

    def __init__(self) -> None:
        super().__init__(bindparam(_GROUPS, type_=_Asked()))


@compiles(_Says, "sqlite")
def _sqlite(says: _Says, compiler: SQLCompiler, **kw: Any) -> str:
    asked = compiler.process(says.clauses, **kw)
    return f"statement.id IN (SELECT rowid FROM statement_fts WHERE statement_fts MATCH {asked})"


@compiles(_Says, "postgresql")
def _postgresql(says: _Says, compiler: SQLCompiler, **kw: Any) -> str:
    return f"{_POSTGRESQL_WORDS} @@ CAST({compiler.process(says.clauses, **kw)} AS tsquery)"


@dataclass(frozen=True, slots=True)
class Hit:
    """A statement that says all that was asked for."""

    incident_id: int
    sentence: str


async def search(
    session: Session,
    terms: Iterable[Iterable[str]],
    *,
    limit: int,
    offset: int = 0,
    criteria: Criteria = ANYTHING,
) -> list[int]:
    """The ids of incidents with a statement that says all *terms*, those with the newest statements first.

    Each term is a list of stems of which one suffices. Withdrawn statements are not searched. Terms without a
    letter or digit find nothing.
    """
    if not (groups := _groups(terms)):
        return []
    asked = {_GROUPS: groups, _MOST: limit, _LEFT_OUT: offset}
    found = await session.exec(_incidents(criteria), params=asked)
    return [incident_id for incident_id in found if incident_id is not None]


async def newest_hits(
    session: Session, terms: Iterable[Iterable[str]], *, limit: int, criteria: Criteria = ANYTHING
) -> list[Hit]:
    """The newest *limit* statements that say all *terms*, newest first: what relevance is told among."""
    if not (groups := _groups(terms)):
        return []
    found = await session.exec(_sentences(criteria), params={_GROUPS: groups, _MOST: limit})
    return [Hit(incident_id, sentence) for incident_id, sentence in found]


async def newest_keys(
    session: Session, terms: Iterable[Iterable[str]], *, limit: int, criteria: Criteria = ANYTHING
) -> list[str]:
    """The search keys of the newest *limit* statements that say all *terms*."""
    if not (groups := _groups(terms)):
        return []
    return list(await session.exec(_keys(criteria), params={_GROUPS: groups, _MOST: limit}))


async def said_by(
    session: Session, incident_ids: Iterable[int], terms: Iterable[Iterable[str]]
) -> dict[int, int]:
    """How many of *terms* each statement of the incidents says, with its places and kinds; by its id."""
    groups = [frozenset(stems) for stems in _groups(terms)]
    query = select(col(Statement.id), col(Statement.search_key)).where(
        col(Statement.incident_id).in_(list(incident_ids))
    )
    return {
        statement_id: sum(not stems.isdisjoint(said) for stems in groups)
        for statement_id, key in await session.exec(query)
        if statement_id is not None
        for said in [key.split()]
    }


def _groups(terms: Iterable[Iterable[str]]) -> list[list[str]]:
    """The stems to ask for, those of each term; none where a term has no letter or digit."""
    groups = [_plain(stems) for stems in terms]
    return groups if all(groups) else []


@lru_cache(maxsize=_QUERIES)
def _incidents(criteria: Criteria) -> SelectOfScalar[int | None]:
    saying = select(col(Statement.incident_id)).where(_Says(), *on_statement(criteria))
    # Materialised: else PostgreSQL walks all incidents by time and tests each (5-16 times slower).
    found_in = saying.distinct().cte("hits").prefix_with("MATERIALIZED")
    return (
        select(col(Incident.id))
        .join(found_in, found_in.c.incident_id == col(Incident.id))
        .where(col(Incident.status) != IncidentStatus.WITHDRAWN, *on_incident(criteria))
        .order_by(col(Incident.last_statement_at).desc(), col(Incident.id).desc())
        .limit(bindparam(_MOST, type_=Integer()))
        .offset(bindparam(_LEFT_OUT, type_=Integer()))
    )


@lru_cache(maxsize=_QUERIES)
def _sentences(criteria: Criteria) -> Select[int, str]:
    hits = _hits(criteria)
    return (
        select(col(Statement.incident_id), col(Statement.sentence))
        .join(hits, hits.c.id == col(Statement.id))
        .join(Incident, col(Incident.id) == col(Statement.incident_id))
        .where(*on_incident(criteria))
        .order_by(col(Statement.id).desc())
        .limit(bindparam(_MOST, type_=Integer()))
    )


@lru_cache(maxsize=_QUERIES)
def _keys(criteria: Criteria) -> SelectOfScalar[str]:
    hits = _hits(criteria)
    query = select(col(Statement.search_key)).join(hits, hits.c.id == col(Statement.id))
    if conditions := on_incident(criteria):
        query = query.join(Incident, col(Incident.id) == col(Statement.incident_id)).where(*conditions)
    return query.order_by(col(Statement.id).desc()).limit(bindparam(_MOST, type_=Integer()))


def _hits(criteria: Criteria) -> CTE:
    """The ids of the statements that say all that is asked for."""
    saying = select(col(Statement.id)).where(_Says(), *on_statement(criteria))
    return saying.cte("hits").prefix_with("MATERIALIZED")


_NEWEST = select(func.max(col(Statement.id)))


async def vocabulary(session: Session) -> dict[str, int]:
    """Every stem that can be found -> how many statements hold it. Reads the whole index: keep the answer."""
    if session.get_bind().dialect.name == "sqlite":
        query = "SELECT term AS word, doc AS statements FROM statement_vocab"
    else:
        words = f"SELECT {_POSTGRESQL_WORDS} FROM statement"
        query = "SELECT word, ndoc AS statements FROM ts_stat('{}')".format(words.replace("'", "''"))
    connection = await session.connection()
    return {row.word: row.statements for row in await connection.execute(text(query))}


async def newest_statement(session: Session) -> int:
    """The highest id of a statement; 0 before there is one."""
    return (await session.exec(_NEWEST)).one() or 0


async def keys_between(session: Session, after: int, until: int) -> list[str]:
    """The search keys of the statements with ids from *after* (left out) to *until*."""
    query = select(col(Statement.search_key)).where(col(Statement.id) > after, col(Statement.id) <= until)
    return list(await session.exec(query))


def searchable(key: str) -> str:
    """*key* as it must be stored to be found: words of letters and digits alone."""
    return " ".join(_plain(key.split()))


def _plain(stems: Iterable[str]) -> list[str]:
    """*stems* without the signs that the databases would split words at."""
    kept = ("".join(filter(str.isalnum, stem.lower()))[:LONGEST_STEM] for stem in stems)
    return [stem for stem in kept if stem]
