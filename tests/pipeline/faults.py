"""A database that cannot be written for a while, as on a full disk."""

from typing import Any

from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from bot.store.db import Database


class Disk:
    """Where *database* lies. While it is `full`, no transaction begins; it gets room after some `pauses`."""

    def __init__(self, database: Database, *, room_after: int) -> None:
        self.full = False
        self.pauses: list[float] = []
        self._room_after = room_after
        event.listen(database.writers.sync_engine, "begin", self._begin)

    async def sleep(self, seconds: float) -> None:
        """What those who wait for room sleep by."""
        self.pauses.append(seconds)
        if len(self.pauses) >= self._room_after:
            self.full = False

    def _begin(self, _connection: Any) -> None:
        if self.full:
            raise OperationalError("BEGIN", {}, RuntimeError("database or disk is full"))
