"""Copies of an SQLite database while it is written to, and whether a copy is whole.

Rows are counted in the very transaction that is copied, so a copy that holds other numbers is a bad one. It is
compacted: pages of deleted rows stay in the original for a while, and what somebody had deleted is to be in no
backup.
"""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from bot.errors import StoreUnusable
from bot.store.tables import Channel

TABLES: Final = tuple(sorted(Channel.metadata.tables))
WAIT: Final = 30.0
"""Seconds for a writer to let us in."""


def copy(source: Path, target: Path) -> Mapping[str, int]:
    """Copy the database at *source* to the file *target*; rows by table, the same in both.

    May be called while other processes write. Raises `StoreUnusable`, also where the copy is not whole.
    """
    with _explained(f"{source} cannot be copied"), closing(_opened(source, "rw")) as original:
        original.execute("BEGIN")
        counts = _count(original)
        with closing(sqlite3.connect(target, timeout=WAIT, isolation_level=None)) as copied:
            original.backup(copied)
            original.execute("COMMIT")
            copied.execute("PRAGMA journal_mode=DELETE")
            copied.execute("VACUUM")
    if "channel" not in counts:
        raise StoreUnusable(f"{source} is no database of Lookout's; DATABASE_URL says where the bot's is")
    if verify(target) != counts:
        raise StoreUnusable(f"the copy of {source} is not whole: it has another number of rows")
    return counts


def verify(path: Path) -> Mapping[str, int]:
    """Rows by table of a copy that is whole. Raises `StoreUnusable` for one that is not, or is no database."""
    with _explained(f"{path} is no whole database"), closing(_opened(path, "ro")) as copied:
        faults = [row[0] for row in copied.execute("PRAGMA integrity_check(1)")]
        if faults != ["ok"]:
            raise StoreUnusable(f"{path} is damaged: {faults[0]}")
        if copied.execute("PRAGMA foreign_key_check").fetchone():
            raise StoreUnusable(f"{path} is damaged: a row refers to one that is not there")
        counts = _count(copied)
    if "channel" not in counts:
        raise StoreUnusable(f"{path} is no database of Lookout's")
    return counts


def _opened(path: Path, mode: str) -> sqlite3.Connection:
    address = f"{path.absolute().as_uri()}?mode={mode}"
    return sqlite3.connect(address, uri=True, timeout=WAIT, isolation_level=None)


def _count(connection: sqlite3.Connection) -> dict[str, int]:
    """Rows of each table of ours; those that an older schema lacks are left out."""
    there = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    return {
        name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]
        for name in TABLES
        if name in there
    }


@contextmanager
def _explained(what: str) -> Iterator[None]:
    try:
        yield
    except (sqlite3.Error, OSError) as exc:
        raise StoreUnusable(f"{what}: {exc}") from exc
