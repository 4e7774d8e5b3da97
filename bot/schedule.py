"""What runs when. The only module that knows APScheduler.

One scheduler, a handful of ticks; what is due stands in the database. A job for each channel would give no cap
on what runs at once, no memory over a restart, and 2,000 readings in the same second.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, timedelta

from apscheduler.events import EVENT_JOB_ERROR, JobExecutionEvent
from apscheduler.schedulers.asyncio import AsyncIOScheduler

Job = Callable[[], Awaitable[object]]


def build(jobs: Mapping[str, tuple[timedelta, Job]], *, on_crash: Callable[[str], None]) -> AsyncIOScheduler:
    """A scheduler with one job an entry, not started. *on_crash* is told why a job raised.

    A job never overlaps itself, and one that comes late runs once, late: the library's default would skip it
    after a stall of one second.
    """
    scheduler = AsyncIOScheduler(
        timezone=UTC,
        job_defaults={"max_instances": 1, "coalesce": True, "misfire_grace_time": None},
    )
    for name, (every, job) in jobs.items():
        scheduler.add_job(job, "interval", seconds=every.total_seconds(), id=name, name=name)

    def crashed(event: JobExecutionEvent) -> None:
        if isinstance(event.exception, asyncio.CancelledError):
            return  # we are shutting down
        on_crash(f"{event.job_id} crashed: {event.exception!r}")

    scheduler.add_listener(crashed, EVENT_JOB_ERROR)
    return scheduler
