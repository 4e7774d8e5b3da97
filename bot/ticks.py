"""What a tick of the schedule does: it starts what is due, and bears a fault of the database that may pass."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol, TypeVar

from bot.pipeline.admins import Informing
from bot.pipeline.health import Health
from bot.pipeline.ingest import Ingest
from bot.pipeline.rereading import Rereading
from bot.schedule import Job
from bot.stopping import Stop
from bot.store import clock, db
from bot.workers import Workers

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=10)
"""How long a claimed channel is hidden: longer than 50 pages of a busy night take."""


Row = TypeVar("Row")


class Queue(Protocol[Row]):
    """Messages that are owed: alerts, digests, or copies of an announcement."""

    async def claim(self, limit: int) -> Sequence[Row]:
        """Up to *limit* that are due, each given to nobody else."""

    async def work(self, row: Row, /, *, until: Callable[[], bool]) -> None:
        """Send *row*, and go on with what is due next until there is none or *until* says so."""


async def poll(health: Health, ingest: Ingest, workers: Workers, stop: Stop) -> None:
    """Start reading the channels that are due, as many as have a worker and the host is well enough for."""
    if workers.free and not stop.due:
        for channel in await health.claim(workers.free, lease=LEASE):
            workers.start(ingest.poll(channel))


async def reread(health: Health, rereading: Rereading, workers: Workers, stop: Stop) -> None:
    """Start looking again at posts that are due."""
    if workers.free and not stop.due and health.may_read:
        workers.start(rereading.sweep())


async def hand_out(queue: Queue[Row], workers: Workers, stop: Stop) -> None:
    """Start sending what is due; each worker goes on until nothing is."""
    if workers.free and not stop.due:
        for row in await queue.claim(workers.free):
            workers.start(queue.work(row, until=lambda: stop.due))


async def inform(informing: Informing, workers: Workers, stop: Stop) -> None:
    """Start telling the admins what they are to know; never twice at once."""
    if workers.free and not stop.due:
        workers.start(again(informing.work))


async def own(database: db.Database, stop: Stop) -> None:
    """End before another process begins: two on one database would tell everything twice."""
    if not stop.due and not await database.holds():
        stop.failed("the connection that held the database for us is lost")


async def set_clock_right(database: db.Database, now: Callable[[], datetime]) -> None:
    """Let nothing wait for longer because the clock was set back."""
    async with database.writing() as session:
        by = await clock.set_right(session, now=now())
    if by is not None:
        logger.warning("the clock was set back by=%s", by)


async def again(job: Callable[[], Awaitable[object]]) -> None:
    """Do what need not be done now: where it fails, as on a full disk, the bot goes on and does it later."""
    try:
        await job()
    except Exception as exc:
        # A database that fails has been told of once, for all.
        logger.log(
            logging.DEBUG if db.passes(exc) else logging.ERROR, "failed, trying again later", exc_info=True
        )


def patient(jobs: Mapping[str, tuple[timedelta, Job]]) -> dict[str, tuple[timedelta, Job]]:
    """The *jobs*, none of which fails for a fault of the database that may pass: they come again in a moment.

    To end and be started again would help nobody, and reading the rules takes longer than most such faults.
    """
    return {name: (every, partial(_patiently, name, job)) for name, (every, job) in jobs.items()}


async def _patiently(name: str, job: Job) -> None:
    try:
        await job()
    except asyncio.CancelledError:
        return  # The scheduler was shut down under it: that is an end like any other, and nothing to trace.
    except Exception as exc:
        if not db.passes(exc):
            raise
        # Whoever writes has said so, once for all jobs, which come ten times a second.
        logger.debug("the database fails, trying again job=%s error=%r", name, str(exc).partition("\n")[0])
