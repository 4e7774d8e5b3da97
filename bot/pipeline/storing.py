"""Whether all can be written down: admins learn of a disk that fills up, and of a database that failed.

What is owed to them stands in that very database. So the warning comes while there is room, and what happened
is told once it is over; in between the log says it, and `health`.
"""

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final, Protocol

from bot.store import meta, notices
from bot.store.db import Database
from bot.store.meta import DISK_LOW
from bot.store.notices import NoticeKind

LOW: Final = 256 * 2**20
"""Free bytes: months of posts, or a night of them and the journal of a large change."""
LOW_SHARE: Final = 20
"""A small disk is low at a twentieth of its size."""
ENOUGH: Final = 2
"""Times as much must be free before it is called enough again."""
TOLD_FROM: Final = timedelta(minutes=1)
"""A database that failed for less is none of the admins' business."""


class Room(Protocol):
    """A disk, as `shutil.disk_usage` sees it, in bytes."""

    @property
    def total(self) -> int: ...

    @property
    def free(self) -> int: ...


@dataclass
class Storing:
    """Looks at *database* and at the disk it is on. `room` answers None where that is another machine's."""

    database: Database
    clock: Callable[[], datetime]
    room: Callable[[], Room | None]
    _failed_at: datetime | None = field(default=None, init=False)
    _why: str = field(default="", init=False)

    async def look(self) -> None:
        """Owe the notices that are due."""
        now, why = self.clock(), self.database.failure
        if why is not None:
            self._failed_at, self._why = self._failed_at or now, why
            return
        if self._failed_at is not None:
            if now - self._failed_at >= TOLD_FROM:
                facts = {"since": self._failed_at.isoformat(), "error": self._why}
                async with self.database.writing() as session:
                    await notices.owe(session, NoticeKind.STORING_FAILED, facts, now=now)
            self._failed_at = None
        await self._look_at_disk(now)

    async def _look_at_disk(self, now: datetime) -> None:
        room = self.room()
        if room is None:
            return
        async with self.database.reading() as session:
            was_low = bool(await meta.get(session, DISK_LOW))
        least = min(LOW, room.total // LOW_SHARE)
        is_low = room.free < (least * ENOUGH if was_low else least)
        if is_low == was_low:
            return
        kind = NoticeKind.DISK_LOW if is_low else NoticeKind.DISK_WELL
        async with self.database.writing() as session:
            await meta.put(session, DISK_LOW, now.isoformat() if is_low else "")
            await notices.owe(session, kind, {"free": room.free}, now=now, loud=is_low)


def room_of(database: Database) -> Room | None:
    """The disk that *database* is on; None for a server's."""
    if database.url.get_backend_name() != "sqlite":
        return None
    return shutil.disk_usage(Path(database.url.database or "").resolve().parent)
