"""Statements with what their search keys are made of, in slices."""

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select
from sqlmodel import col, update

from bot.store.db import AS_IT_IS, Session
from bot.store.tables import Channel, Match, PostVersion, Statement

SLICE: Final = 100
"""Rows that one call looks at."""


@dataclass(frozen=True, slots=True)
class Keyed:
    """A statement: the post's text that it rests on, its channel's handle and title, its facts as JSON."""

    statement_id: int
    search_key: str
    text: str
    handle: str
    title: str | None
    kinds: list[str]
    facts: dict[str, Any]


async def after(session: Session, statement_id: int) -> list[Keyed]:
    """The `SLICE` statements with the next higher ids, withdrawn ones included: an edit may bring them back."""
    rows = await (await session.connection()).execute(
        select(
            col(Statement.id),
            col(Statement.search_key),
            col(PostVersion.text),
            col(Channel.handle),
            col(Channel.title),
            col(Statement.kinds),
            col(Statement.facts),
        )
        .join(Match, col(Match.id) == col(Statement.match_id))
        .join(PostVersion, col(PostVersion.id) == col(Match.version_id))
        .join(Channel, col(Channel.id) == col(Statement.channel_id))
        .where(col(Statement.id) > statement_id)
        .order_by(col(Statement.id))
        .limit(SLICE)
    )
    return [Keyed(*row) for row in rows]


async def write(session: Session, row: Keyed, key: str) -> None:
    """Give a statement another key, unless an edit gave it one meanwhile."""
    await session.exec(
        update(Statement)
        .where(col(Statement.id) == row.statement_id, col(Statement.search_key) == row.search_key)
        .values(search_key=key),
        execution_options=AS_IT_IS,
    )
