"""The end of the process: why, and how. Parts ask whether it is time; whoever waits for it can."""

import asyncio
import logging
from collections.abc import Coroutine
from datetime import timedelta
from typing import Any

logger = logging.getLogger(__name__)


class Stop:
    """Why and how the process ends: 0 when asked to, 1 when a part failed for good."""

    def __init__(self) -> None:
        self._event = asyncio.Event()
        self.exit_code = 0

    def asked(self, by: str) -> None:
        """A signal came: drain and end well."""
        logger.info("stopping on=%s", by)
        self._event.set()

    def failed(self, why: str) -> None:
        """A part failed for good: end with a failure, so that whoever watches the process restarts it."""
        logger.error("stopping, a part failed why=%r", why)
        self.exit_code = 1
        self._event.set()

    @property
    def due(self) -> bool:
        """Whether it is time to stop."""
        return self._event.is_set()

    async def unless(self, work: Coroutine[Any, Any, None]) -> bool:
        """Do *work* unless it is time to stop first: then it is cancelled, and the answer is False."""
        task, ending = asyncio.create_task(work), asyncio.create_task(self._event.wait())
        await asyncio.wait({task, ending}, return_when=asyncio.FIRST_COMPLETED)
        ending.cancel()
        if self.due:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            return False
        await task
        return True

    async def wait(self, within: timedelta | None = None) -> bool:
        """Wait until it is time to stop; False when that did not happen *within* the given time."""
        try:
            await asyncio.wait_for(self._event.wait(), within.total_seconds() if within else None)
        except TimeoutError:
            return False
        return True
