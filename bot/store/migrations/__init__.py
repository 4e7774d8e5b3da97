"""The schema's history: one file a revision, applied in order by Alembic.

A migration is one transaction, on SQLite too, and holds a lock from its first statement: a second start waits
and then finds nothing left to do; a failure leaves the old schema whole.

Alembic is loaded only where something is left to do: it brings the dialects of databases that we never see and
a template language, which a bot would carry about for as long as it runs, 8 MB of them.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, inspect, text

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATION_LOCK = 0x4D494752415445
"""Key of the advisory lock that migrations take on PostgreSQL: "MIGRATE" in ASCII."""

_BESIDE_THE_MODELS = ("statement_fts", "statement_vocab", "ix_statement_search")
"""What search needs and no model describes: made by hand in the revisions, invisible to autogenerate."""


class NewerSchema(Exception):
    """The database is at a revision that this program does not know. The message names it."""


def engine(url: URL) -> Engine:
    """A synchronous engine for migrating the database at *url*."""
    driver = "sqlite" if url.get_backend_name() == "sqlite" else "postgresql+psycopg"
    return create_engine(url.set(drivername=driver), poolclass=NullPool)


def upgrade(connection: Connection) -> None:
    """Bring the database to the newest revision, inside the transaction of *connection*.

    Raises `NewerSchema` where a later program has been at work.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": MIGRATION_LOCK})
    if _revisions(connection) == [newest()]:
        return
    from alembic import command
    from alembic.util import CommandError

    try:
        command.upgrade(config(connection), "head")
    except CommandError as exc:
        raise NewerSchema(str(exc)) from exc


def newest() -> str:
    """The last revision: the number that its file's name begins with."""
    return max(path.name.partition("_")[0] for path in (Path(__file__).parent / "versions").glob("[0-9]*.py"))


def _revisions(connection: Connection) -> list[str]:
    """What Alembic noted in the database: one revision, or nothing in a new one."""
    if not inspect(connection).has_table("alembic_version"):
        return []
    return list(connection.scalars(text("SELECT version_num FROM alembic_version")))


def config(connection: Connection) -> "Config":
    """Alembic's configuration. There is no alembic.ini: it must work from an installed package."""
    from alembic.config import Config

    settings = Config()
    settings.set_main_option("script_location", str(Path(__file__).parent))
    settings.set_main_option("path_separator", "os")
    settings.attributes["connection"] = connection
    return settings


def is_modelled(name: str | None, kind: str, _parents: object) -> bool:
    """Whether autogenerate may compare this name (Alembic's `include_name`)."""
    return not (kind in {"table", "index"} and name is not None and name.startswith(_BESIDE_THE_MODELS))
