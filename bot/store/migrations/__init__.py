"""The schema's history: one file a revision, applied in order by Alembic.

A migration is one transaction, on SQLite too, and holds a lock from its first statement: a second start waits
and then finds nothing left to do; a failure leaves the old schema whole.
"""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, text

MIGRATION_LOCK = 0x4D494752415445
"""Key of the advisory lock that migrations take on PostgreSQL: "MIGRATE" in ASCII."""

_BESIDE_THE_MODELS = ("statement_fts", "statement_vocab", "ix_statement_search")
"""What search needs and no model describes: made by hand in the revisions, invisible to autogenerate."""


def engine(url: URL) -> Engine:
    """A synchronous engine for migrating the database at *url*."""
    driver = "sqlite" if url.get_backend_name() == "sqlite" else "postgresql+psycopg"
    return create_engine(url.set(drivername=driver), poolclass=NullPool)


def upgrade(connection: Connection) -> None:
    """Bring the database to the newest revision, inside the transaction of *connection*."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": MIGRATION_LOCK})
    command.upgrade(config(connection), "head")


def config(connection: Connection) -> Config:
    """Alembic's configuration. There is no alembic.ini: it must work from an installed package."""
    settings = Config()
    settings.set_main_option("script_location", str(Path(__file__).parent))
    settings.set_main_option("path_separator", "os")
    settings.attributes["connection"] = connection
    return settings


def is_modelled(name: str | None, kind: str, _parents: object) -> bool:
    """Whether autogenerate may compare this name (Alembic's `include_name`)."""
    return not (kind in {"table", "index"} and name is not None and name.startswith(_BESIDE_THE_MODELS))
