"""Connections: which database, how transactions begin and end, and that one process alone owns it.

SQLite and PostgreSQL go one code path. What differs is here and in `search.py`.

SQLite runs in WAL, and a writing transaction begins with BEGIN IMMEDIATE: with the driver's own lazy BEGIN,
eight writers lost three of four updates, and with a plain BEGIN three of four met "database is locked".
"""

import asyncio
import fcntl
import logging
import os
import sqlite3
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, nullcontext
from datetime import timedelta
from pathlib import Path
from typing import IO, Any

from sqlalchemy import URL, Connection, Engine, Table, event, make_url, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, async_sessionmaker, create_async_engine
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.errors import ConfigError, Problem, StoreBusy, StoreUnusable
from bot.store import migrations, postgresql_driver, sqlite_driver, unanswered

Session = AsyncSession

logger = logging.getLogger(__name__)

BUSY_TIMEOUT_MS = 10_000
"""How long SQLite waits for another writer. Our longest, a fan-out to 100,000 chats, takes under 1 s."""

OWNER_LOCK = 0x4C4F4F4B4F5554
"""Key of the advisory lock the owning process holds on PostgreSQL: "LOOKOUT" in ASCII."""

_NOTICE_LOSS = {
    "connect_timeout": 10,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 15_000,
}
"""How we notice that the server has vanished (libpq; seconds, tries, and milliseconds for what it does not
acknowledge). Without them a query would wait for a quarter of an hour, an idle connection for two hours."""

_NOTICED_AS_LOST = {"tcp_keepalives_idle": "10", "tcp_keepalives_interval": "5", "tcp_keepalives_count": "3"}
"""The same for the server, on the connection with the lock: else a host that vanished holds it for hours."""

HOLDS_WITHIN = timedelta(seconds=5)
"""Longest wait for the word that the lock is ours. Where it does not come, the lock may be another's."""


_REMEMBERED, _COMMITTED = "remembered", "committed"


class Database:
    """One database, opened lazily. Sessions keep their rows readable after the commit."""

    def __init__(self, url: URL, writers: AsyncEngine, readers: AsyncEngine) -> None:
        self.url = url
        self.writers = writers
        self.readers = readers
        # One dictionary for all of them: what this process remembers of what was committed.
        self._write = async_sessionmaker(
            writers, class_=Session, expire_on_commit=False, info={_REMEMBERED: {}}
        )
        self._read = async_sessionmaker(readers, class_=Session, expire_on_commit=False)
        self._lock_file: IO[str] | None = None
        self._lock_connection: AsyncConnection | None = None
        # SQLite lets one write at a time, and whoever comes next is chance: of many, one waits too long.
        self._turn = asyncio.Lock() if url.get_backend_name() == "sqlite" else nullcontext()
        self.failure: str | None = None
        """Why it cannot be written, from the first write that failed to the next one that does not."""

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[Session]:
        """One transaction: committed at the end, rolled back on an error. Do not nest, and do not wait for the
        network inside: on SQLite it keeps every other writer waiting. A fault that may pass is logged once, for
        all who meet it, and so is its end."""
        try:
            async with self._turn, self._write.begin() as session:
                yield session
        except OperationalError as exc:
            if self.failure is None:
                logger.error("the database cannot be written, trying again error=%r", _first_line(exc))
            self.failure = _first_line(exc)
            raise
        if self.failure is not None:
            logger.warning("the database can be written again")
            self.failure = None
        for call in session.info.pop(_COMMITTED, ()):
            call()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Session]:
        """One consistent view of the database. It never waits for writers, and writing in it is an error."""
        async with self._read() as session:
            yield session

    async def hold(self) -> None:
        """Make this process the database's only owner until `close`.

        Raises `StoreBusy` when another process is, and `StoreUnusable` when it cannot be opened.
        """
        with _explained(self.url):
            if self.url.get_backend_name() == "sqlite":
                self._lock_file = _lock(Path(self.url.database or ""))
                return
            connection = await self.writers.connect()
            # Held for as long as the process runs, so it must not sit inside a transaction.
            await connection.execution_options(isolation_level="AUTOCOMMIT")
            if not await connection.scalar(text("SELECT pg_try_advisory_lock(:key)"), {"key": OWNER_LOCK}):
                await connection.close()
                raise StoreBusy(f"another Lookout runs on {_named(self.url)}")
            for name, value in _NOTICED_AS_LOST.items():
                setting = text("SELECT set_config(:name, :value, false)")
                await connection.execute(setting, {"name": name, "value": value})
            self._lock_connection = connection

    async def holds(self) -> bool:
        """Whether this process still owns the database. Asks PostgreSQL each time: its lock ends with the
        connection, and then another process may begin. SQLite's lasts as long as the process."""
        if self._lock_connection is None:
            return self._lock_file is not None
        ours = text(
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted AND pid = pg_backend_pid() "
            "AND (classid::bigint << 32) + objid::bigint = :key AND objsubid = 1"
        )
        try:
            async with asyncio.timeout(HOLDS_WITHIN.total_seconds()):
                return bool(await self._lock_connection.scalar(ours, {"key": OWNER_LOCK}))
        except (SQLAlchemyError, TimeoutError, OSError):
            return False

    async def close(self) -> None:
        """Close all connections and give up ownership. Closing twice is harmless."""
        if self._lock_connection is not None:
            # Back in the pool the session would live on, and the lock with it.
            await self._lock_connection.invalidate()
            await self._lock_connection.close()
            self._lock_connection = None
        for engine in (self.writers, self.readers):
            await engine.dispose()
        if self._lock_file is not None:
            self._lock_file.close()
            self._lock_file = None


def connect(url: str) -> Database:
    """The database at *url*: `sqlite:///path`, `postgresql://…` or `postgres://…`. Opens nothing yet.

    Raises `ConfigError` for anything else, and for PostgreSQL without its driver; `StoreUnusable` where the
    folder for the file cannot be made.
    """
    parsed = parse_url(url)
    if parsed.get_backend_name() == "sqlite":
        with _explained(parsed):
            Path(parsed.database or "").parent.mkdir(parents=True, exist_ok=True)
        address = parsed.set(drivername="sqlite+aiosqlite")
        writers, readers = (create_async_engine(address, module=sqlite_driver.module()) for _ in range(2))
        prepare_sqlite(writers.sync_engine, begin="BEGIN IMMEDIATE")
        unanswered.put_off_unanswered(writers.sync_engine)
        prepare_sqlite(readers.sync_engine, begin="BEGIN", pragmas=("query_only=ON",))
        return Database(parsed, writers, readers)
    with _explained(parsed):
        writers = create_async_engine(
            parsed.set(drivername="postgresql+psycopg"),
            module=postgresql_driver.module(),
            pool_pre_ping=True,
            connect_args=_NOTICE_LOSS,
        )
    _compile_nothing(writers.sync_engine)
    unanswered.put_off_unanswered(writers.sync_engine)
    readers = writers.execution_options(postgresql_readonly=True, isolation_level="REPEATABLE READ")
    return Database(parsed, writers, readers)


async def migrate(url: str) -> None:
    """Bring the database at *url* to the newest schema, or leave it as it was. Two at once: one waits.

    Runs in a thread, as Alembic is synchronous. Raises `ConfigError` as `connect` does, and `StoreUnusable`
    when the database cannot be opened or its schema is newer than this program.
    """
    parsed = parse_url(url)
    with _explained(parsed):
        if parsed.get_backend_name() == "sqlite":
            Path(parsed.database or "").parent.mkdir(parents=True, exist_ok=True)
        await asyncio.to_thread(_upgrade, parsed)


def _upgrade(url: URL) -> None:
    engine = migrations.engine(url)
    if url.get_backend_name() == "sqlite":
        # Rebuilding a table drops it for a moment, which foreign keys would refuse.
        prepare_sqlite(engine, begin="BEGIN IMMEDIATE", pragmas=("foreign_keys=OFF", "busy_timeout=60000"))
    try:
        with engine.begin() as connection:
            migrations.upgrade(connection)
    finally:
        engine.dispose()


def parse_url(url: str) -> URL:
    """*url* with its scheme checked; drivers named in it are replaced by ours. Raises `ConfigError`."""
    advice = "must be sqlite:///path/to/file.db or postgresql://user:password@host/name"
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError) as exc:  # the latter for a port that is no number
        raise ConfigError([Problem("environment", "DATABASE_URL", advice)]) from exc
    match parsed.drivername.partition("+")[0]:
        case "sqlite" if parsed.database and parsed.database != ":memory:":
            return parsed.set(drivername="sqlite")
        case "postgresql" | "postgres":
            return parsed.set(drivername="postgresql")
    raise ConfigError([Problem("environment", "DATABASE_URL", advice)])


def refuse_missing(url: str) -> None:
    """For commands that only work on what a bot has made: a file that is not there must not be made by looking.

    Raises `StoreUnusable`, and `ConfigError` for an address of another kind.
    """
    parsed = parse_url(url)
    if parsed.get_backend_name() == "sqlite" and not Path(parsed.database or "").exists():
        raise StoreUnusable(f"there is no archive at {parsed.database}; set DATABASE_URL to the bot's database")


def prepare_sqlite(engine: Engine, *, begin: str, pragmas: tuple[str, ...] = ()) -> None:
    """Make each connection of *engine* follow the recipe in the module docstring; *pragmas* come on top."""

    @event.listens_for(engine, "connect")
    def _connected(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # the driver shall not begin transactions by itself
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
        _keep_a_log(cursor)
        for pragma in ("synchronous=NORMAL", "foreign_keys=ON", *pragmas):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        driver = connection.connection.dbapi_connection
        if isinstance(driver, sqlite_driver.OneCallConnection):
            driver.begin(begin)
        else:
            connection.exec_driver_sql(begin)


def _keep_a_log(cursor: Any) -> None:
    """Turn a file to write-ahead logging; one that has turned stays so.

    Where others turn a new file in the same moment SQLite refuses at once, whatever its busy timeout is.
    """
    until = time.monotonic() + BUSY_TIMEOUT_MS / 1000
    while True:
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as exc:
            if exc.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(0.01)


def _compile_nothing(engine: Engine) -> None:
    """Keep a PostgreSQL server from compiling queries that it thinks dear.

    A search in a long archive takes tens of milliseconds; to compile it takes some hundred, anew each time.
    """

    @event.listens_for(engine, "connect")
    def _connected(connection: Any, _record: object) -> None:
        cursor = connection.cursor()
        cursor.execute("SET jit = off")
        cursor.close()
        connection.commit()


def _first_line(error: OperationalError) -> str:
    return str(error.orig or error).partition("\n")[0]


def passes(error: BaseException) -> bool:
    """Whether *error* is the database's, and may be gone the next time: a lock, a full disk, a lost server."""
    return isinstance(error, OperationalError)


def remembered(session: Session) -> dict[Any, Any]:
    """What this process remembers of the database from one writing transaction to the next.

    Write to it in `once_committed` alone: what a transaction did may be rolled back.
    """
    known: dict[Any, Any] = session.info[_REMEMBERED]
    return known


def once_committed(session: Session, call: Callable[[], None]) -> None:
    """Call *call* after *session*'s transaction was committed, and never if it was rolled back."""
    session.info.setdefault(_COMMITTED, []).append(call)


AS_IT_IS = {"synchronize_session": False}
"""Execution options of a change after which nothing looks again at rows that were read before it."""
UNANSWERED = {unanswered.UNANSWERED: True}
"""Execution options of a statement whose outcome nobody asks for: it goes with what follows."""


def insert_into(session: Session, table: type[SQLModel]) -> sqlite.Insert | postgresql.Insert:
    """An INSERT that knows ON CONFLICT, in the dialect of *session*."""
    return insert_in(session.get_bind().dialect.name, table)


def insert_in(dialect: str, table: type[SQLModel] | Table) -> sqlite.Insert | postgresql.Insert:
    """The same for a dialect by name, where a statement is built once and kept."""
    return sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)


@contextmanager
def _explained(url: URL) -> Iterator[None]:
    """Say in one sentence, and without the password, what kept the database at *url* from being opened."""
    try:
        yield
    except ModuleNotFoundError as exc:
        if exc.name != "psycopg":
            raise
        message = "PostgreSQL needs its driver: install the extra, lookout-bot[postgres]"
        raise ConfigError([Problem("environment", "DATABASE_URL", message)]) from exc
    except migrations.NewerSchema as exc:
        message = f"the database {_named(url)} was written by a newer Lookout ({exc}); run that one on it"
        raise StoreUnusable(message) from exc
    except (OSError, DBAPIError) as exc:
        reason = exc.strerror if isinstance(exc, OSError) else exc.orig
        advice = (
            "that its folder may be written and the file is a SQLite database"
            if url.get_backend_name() == "sqlite"
            else "that the server runs and lets this user in"
        )
        message = f"the database {_named(url)} cannot be used: {reason or exc}; check DATABASE_URL and {advice}"
        for secret in filter(None, (url.password, url.query.get("password"))):
            message = message.replace(str(secret), "***")
        raise StoreUnusable(" ".join(message.split())) from exc


def _named(url: URL) -> str:
    """What messages call the database: its file, or its address without the password."""
    if url.get_backend_name() == "sqlite":
        return url.database or ""
    return url.set(query={}).render_as_string(hide_password=True)


def _lock(path: Path) -> IO[str]:
    """Lock the file beside the database. The system lets go of it when the process ends, however it ends."""
    path.parent.mkdir(parents=True, exist_ok=True)
    file = path.with_name(path.name + ".lock").open("a+")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as exc:
        file.seek(0)
        owner = file.read().strip()
        file.close()
        raise StoreBusy(f"another Lookout runs on {path} (process {owner})") from exc
    file.truncate(0)
    file.write(str(os.getpid()))
    file.flush()
    return file
