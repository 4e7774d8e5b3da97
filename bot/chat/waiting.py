"""Waiting by the running loop's clock, and refusing to wait too long."""

import asyncio
from datetime import timedelta
from typing import Final

from telegram.error import RetryAfter

LANE_PATIENCE: Final = 30.0
"""Seconds a message waits for its turn at most."""


def now() -> float:
    """Seconds of the running loop's clock."""
    return asyncio.get_running_loop().time()


async def wait_until(at: float, patience: float) -> None:
    """Sleep until *at*. Raises `RetryAfter` when that is more than *patience* seconds away."""
    refuse_beyond(at, patience)
    if (wait := at - now()) > 0:
        await asyncio.sleep(wait)


def refuse_beyond(at: float, patience: float = LANE_PATIENCE) -> None:
    """Raise `RetryAfter` when *at* is more than *patience* seconds away."""
    if (wait := at - now()) > patience:
        raise RetryAfter(timedelta(seconds=wait))


def seconds(error: RetryAfter) -> float:
    """For how long Telegram wants nothing."""
    delay = error.retry_after
    return delay.total_seconds() if isinstance(delay, timedelta) else float(delay)
