"""Ids that are known before their rows are stored, so that nobody has to wait for the rows.

PostgreSQL's sequence gives some at once, and what a transaction leaves of them is kept for the next: it counts
what it gave, whatever came of it. On SQLite a writer is alone: what follows the highest id is free until it
ends, if all that it stores in the table is given its ids here.
"""

from typing import Any

from sqlalchemy import Table, func, select, text

from bot.store.db import Session, once_committed, remembered

GIVEN = 20
"""Ids that are asked for at once: about as many as a transaction files statements."""

_MORE = text("SELECT nextval(pg_get_serial_sequence(:name, 'id')) FROM generate_series(1, :given)")


async def next_id(session: Session, table: Table) -> int:
    """The id of the next row that this transaction stores in *table*."""
    key = f"{__name__}.{table.name}"
    if session.get_bind().dialect.name == "sqlite":
        if key not in session.info:
            highest = select(func.coalesce(func.max(table.c.id), 0))
            session.info[key] = (await (await session.connection()).execute(highest)).scalar_one()
        session.info[key] += 1
        following: int = session.info[key]
        return following
    kept: list[int] = remembered(session).setdefault(key, [])
    if key not in session.info:
        session.info[key] = []
        once_committed(session, lambda: kept.extend(session.info[key]))
    free: list[int] = session.info[key]
    if not free and not kept:
        given: dict[str, Any] = {"name": table.name, "given": GIVEN}
        free += (await (await session.connection()).execute(_MORE, given)).scalars()
    return (free or kept).pop(0)
