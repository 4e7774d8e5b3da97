"""PostgreSQL, spoken to in as few round trips as there are answers that somebody waits for.

A round trip is dear even where the server is on the same machine: each end wakes the other and sleeps. A
statement that nobody wants an answer to (`unanswered.py`) makes none: it goes out with what follows, the commit
at the latest, in one pipeline. The server does them one after the other, each as if it had come alone; if one
fails it does none of the rest, and whoever waits for what followed is told.

Nothing else differs: `module()` is given to `create_async_engine`, and the dialect is the library's.
"""

from collections.abc import Awaitable, Callable
from typing import Any, cast

from sqlalchemy.dialects.postgresql.psycopg import (
    AsyncAdapt_psycopg_connection,
    AsyncAdapt_psycopg_cursor,
    PsycopgAdaptDBAPI,
)
from sqlalchemy.util.concurrency import await_


class PipelinedConnection(AsyncAdapt_psycopg_connection):
    """A connection that sends what was put off together with what follows."""

    __slots__ = ("_put_off",)

    def __init__(self, dbapi: Any, connection: Any) -> None:
        super().__init__(dbapi, connection)
        self._put_off: list[tuple[str, Any, Any]] = []

    def cursor(self, server_side: Any = None) -> Any:
        """A cursor that may put off its statement; one of that name on the server is the library's."""
        return cast(Any, super()).cursor(server_side) if server_side else _Cursor(self)

    def put_off(self, method: str, operation: Any, parameters: Any) -> None:
        """Call a cursor's *method* with what follows, before it."""
        self._put_off.append((method, operation, parameters))

    async def run(self, work: Callable[[], Awaitable[Any]]) -> None:
        """Do *work*, after all that was put off. Its result is there when this returns, and not before."""
        put_off, self._put_off = self._put_off, []
        if not put_off:
            await work()
            return
        async with self._connection.pipeline():
            for method, operation, parameters in put_off:
                await getattr(self._connection.cursor(), method)(operation, parameters)
            await work()

    def commit(self) -> None:
        """Commit, what was put off included."""
        try:
            await_(self.run(self._connection.commit))
        except Exception as error:
            self._handle_exception(error)

    def rollback(self) -> None:
        """Roll back, and forget what was put off."""
        self._put_off = []
        super().rollback()


class _Cursor(AsyncAdapt_psycopg_cursor):
    __slots__ = ("is_unanswered",)
    _adapt_connection: PipelinedConnection
    _cursor: Any

    def _make_new_cursor(self, connection: Any) -> Any:
        self.is_unanswered = False
        return super()._make_new_cursor(connection)

    def _aenter_cursor(self, cursor: Any) -> Any:
        return cursor  # entering it does nothing, in a switch of its own

    async def _execute_async(self, operation: Any, parameters: Any) -> Any:
        if self.is_unanswered:
            self._adapt_connection.put_off("execute", operation, parameters)
            return self
        await self._adapt_connection.run(lambda: self._cursor.execute(operation, parameters))
        done = self._cursor.pgresult
        if done and done.status == self._adapt_connection.dbapi.ExecStatus.TUPLES_OK:
            self._rows.extend(await self._cursor.fetchall())
        return self

    async def _executemany_async(self, operation: Any, seq_of_parameters: Any) -> Any:
        if self.is_unanswered:
            self._adapt_connection.put_off("executemany", operation, seq_of_parameters)
            return self
        await self._adapt_connection.run(lambda: self._cursor.executemany(operation, seq_of_parameters))
        return self


class _Module(PsycopgAdaptDBAPI):
    def connect(self, *arg: Any, **kw: Any) -> PipelinedConnection:
        return PipelinedConnection(self, cast(Any, super()).connect(*arg, **kw)._connection)


def module() -> Any:
    """What an engine of `postgresql+psycopg` is to use as its driver. Raises `ModuleNotFoundError` without."""
    import psycopg
    from psycopg.pq import ExecStatus

    return _Module(psycopg, ExecStatus)
