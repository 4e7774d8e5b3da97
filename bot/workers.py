"""Tasks that run side by side, a bounded number at a time, and can be waited for at the end."""

import asyncio
from collections.abc import Coroutine
from datetime import timedelta
from typing import Any


class Workers:
    """Up to *limit* tasks. A task's own exceptions are its own business: it must not raise."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._tasks: set[asyncio.Task[Any]] = set()

    @property
    def free(self) -> int:
        """How many more tasks may start now."""
        return self._limit - len(self._tasks)

    def start(self, work: Coroutine[Any, Any, Any]) -> None:
        """Run *work* beside the others."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def drain(self, within: timedelta) -> int:
        """Wait for what runs; cancel what is not done in time. Returns how many were cancelled."""
        if not self._tasks:
            return 0
        _, late = await asyncio.wait(self._tasks, timeout=within.total_seconds())
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)
        return len(late)
