"""SQLite, spoken to in as few calls to its thread as there are statements.

A connection lives in a thread of its own, and each call to it costs two switches of threads: more than most of
our queries take. The library makes four calls of a query (open a cursor, execute, fetch, close) and three of a
BEGIN: here a statement is one call, and BEGIN goes with the first of its transaction. Sending one message took
77 calls, and 24 ms of processor, of which half were these switches. A statement that nobody wants an answer to
(`unanswered.py`) is no call at all: it goes with what follows, the commit at the latest. While a transaction is
open no other writes, so on a busy machine each call less in it counts for everyone.

Nothing else differs: `module()` is given to `create_async_engine`, and the dialect is the library's.
"""

import sqlite3
from collections import deque
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, cast

import aiosqlite
from sqlalchemy.dialects.sqlite.aiosqlite import (
    AsyncAdapt_aiosqlite_connection,
    AsyncAdapt_aiosqlite_cursor,
    AsyncAdapt_aiosqlite_dbapi,
)
from sqlalchemy.util.concurrency import await_


class OneCallConnection(AsyncAdapt_aiosqlite_connection):
    """A connection whose transactions begin with their first statement."""

    __slots__ = ("_begin", "_is_open", "_put_off")

    def __init__(self, dbapi: Any, connection: Any) -> None:
        super().__init__(dbapi, connection)
        self._begin: str | None = None
        self._is_open = False
        self._put_off: list[Callable[[sqlite3.Connection], Any]] = []

    def begin(self, statement: str) -> None:
        """Begin a transaction by *statement* as soon as there is something to do in it."""
        self._begin = statement

    async def run(self, work: Callable[[sqlite3.Connection], Any]) -> Any:
        """Do *work* in the connection's thread, in the transaction that was begun if one was."""
        begin, self._begin = self._begin, None
        # Not when it is done: whoever waits may be cancelled, and the thread begins all the same.
        self._is_open = self._is_open or begin is not None
        put_off, self._put_off = self._put_off, []
        return await self._connection._execute(_work, self._connection, begin, [*put_off, work])

    def put_off(self, work: Callable[[sqlite3.Connection], Any]) -> None:
        """Do *work* with what follows, before it."""
        self._put_off.append(work)

    def commit(self) -> None:
        """Commit, if anything was done or put off."""
        if self._put_off:
            try:
                await_(self.run(sqlite3.Connection.commit))
            except Exception as error:
                self._handle_exception(error)
        elif self._is_open:
            super().commit()
        self._begin, self._is_open = None, False

    def rollback(self) -> None:
        """Roll back, if anything was done."""
        self._begin, self._put_off = None, []
        if self._is_open:
            super().rollback()
            self._is_open = False


class _Done:
    """What is known of a statement that was executed, and whose cursor is closed already."""

    __slots__ = ("arraysize", "description", "lastrowid", "rowcount")

    def __init__(self) -> None:
        self.arraysize = 1
        self.description: Sequence[Any] | None = None
        self.lastrowid: int | None = None
        self.rowcount = -1

    def close(self) -> None:
        """Nothing is open any more."""


class _Cursor(AsyncAdapt_aiosqlite_cursor):
    __slots__ = ("is_unanswered",)
    _awaitable_cursor_close = False
    _adapt_connection: OneCallConnection
    _cursor: Any

    def _make_new_cursor(self, _connection: Any) -> Any:
        self.is_unanswered = False
        return _Done()

    def _aenter_cursor(self, cursor: Any) -> Any:
        return cursor

    async def _execute_async(self, operation: Any, parameters: Any) -> Any:
        async with self._adapt_connection._execute_mutex:
            execute = partial(
                _execute, operation=operation, parameters=() if parameters is None else parameters
            )
            if self.is_unanswered:
                self._adapt_connection.put_off(execute)
                return self
            self._cursor, self._rows = await self._adapt_connection.run(execute)
            return self

    async def _executemany_async(self, operation: Any, seq_of_parameters: Any) -> Any:
        async with self._adapt_connection._execute_mutex:
            execute = partial(_execute_many, operation=operation, parameters=seq_of_parameters)
            if self.is_unanswered:
                self._adapt_connection.put_off(execute)
                return self
            self._cursor, self._rows = await self._adapt_connection.run(execute)
            return self


OneCallConnection._cursor_cls = _Cursor


class _Module(AsyncAdapt_aiosqlite_dbapi):
    def connect(self, *arg: Any, **kw: Any) -> OneCallConnection:
        return OneCallConnection(self, super().connect(*arg, **kw)._connection)


def module() -> Any:
    """What an engine of `sqlite+aiosqlite` is to use as its driver."""
    return _Module(cast(Any, aiosqlite), cast(Any, sqlite3))


def _work(
    connection: aiosqlite.Connection, begin: str | None, works: Sequence[Callable[[sqlite3.Connection], Any]]
) -> Any:
    plain = connection._conn
    if begin is not None:
        plain.execute(begin)
    return [work(plain) for work in works][-1]


def _execute(plain: sqlite3.Connection, *, operation: str, parameters: Any) -> tuple[_Done, deque[Any]]:
    cursor = plain.execute(operation, parameters)
    rows = deque(cursor.fetchall() if cursor.description else ())
    return _done(cursor), rows


def _execute_many(plain: sqlite3.Connection, *, operation: str, parameters: Any) -> tuple[_Done, deque[Any]]:
    return _done(plain.executemany(operation, parameters)), deque()


def _done(cursor: sqlite3.Cursor) -> _Done:
    done = _Done()
    done.description, done.rowcount, done.lastrowid = cursor.description, cursor.rowcount, cursor.lastrowid
    cursor.close()
    return done
