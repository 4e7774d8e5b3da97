"""What has to be written down, while the database cannot be written: a full disk, a lock, a lost server.

Whoever meets that waits and tries again, ever more rarely. The database itself says once that it fails, and
once that it is over (`bot.store.db.Database.writing`).
"""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TypeVar

from bot.store.db import passes

T = TypeVar("T")
Sleep = Callable[[float], Awaitable[None]]
"""Waits for so many seconds."""

FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=1), timedelta(seconds=10)
"""Doubled each time."""


async def insist(write: Callable[[], Awaitable[T]], sleep: Sleep) -> T:
    """What *write* gives, once the database takes it. A bug of ours is raised at once."""
    pause = FIRST_PAUSE
    while True:
        try:
            return await write()
        except Exception as exc:
            if not passes(exc):
                raise
        await sleep(pause.total_seconds())
        pause = min(pause * 2, LONGEST_PAUSE)


async def claimed(claim: Awaitable[list[T]]) -> list[T]:
    """What *claim* takes; nothing while the database fails: it is asked again in a moment, by the schedule."""
    try:
        return await claim
    except Exception as exc:
        if not passes(exc):
            raise
        return []
