"""Statements with what their search keys are made of, in slices."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Table, bindparam, select, update
from sqlmodel import col

from bot.store.db import Session
from bot.store.tables import Channel, Match, PostVersion, Statement

SLICE: Final = 20
"""Rows that one call looks at: a reader who taps a button meanwhile does not notice."""


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


async def write(session: Session, keys: Sequence[tuple[Keyed, str]]) -> None:
    """Give statements other keys, unless an edit gave them one meanwhile."""
    table: Table = Statement.__table__  # type: ignore[attr-defined]
    change = (
        update(table)
        .where(table.c.id == bindparam("row"), table.c.search_key == bindparam("old"))
        .values(search_key=bindparam("new"))
    )
    values = [{"row": row.statement_id, "old": row.search_key, "new": key} for row, key in keys]
    if values:
        await (await session.connection()).execute(change, values)
