"""What runs when. The only module that knows APScheduler.

One scheduler, a handful of ticks; what is due stands in the database. A job for each channel would give no cap
on what runs at once, no memory over a restart, and 2,000 readings in the same second.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta
from types import TracebackType

from apscheduler.events import EVENT_JOB_ERROR, JobExecutionEvent
from apscheduler.executors.asyncio import AsyncIOExecutor
from apscheduler.schedulers.asyncio import AsyncIOScheduler

Job = Callable[[], Awaitable[object]]


def build(jobs: Mapping[str, tuple[timedelta, Job]], *, on_crash: Callable[[str], None]) -> AsyncIOScheduler:
    """A scheduler with one job an entry, not started. *on_crash* is told why a job raised.

    A job never overlaps itself, and one that comes late runs once, late: the library's default would skip it
    after a stall of one second. Nor does a clock that is set back, by an hour say, stop the jobs for so long.
    Jobs begin one after the other within the shortest interval: in the same moment each second they would wait
    for each other's writes, and whoever presses a button then for all of them.
    """
    scheduler = _Steady(
        timezone=UTC,
        executors={"default": _Quiet()},
        job_defaults={"max_instances": 1, "coalesce": True, "misfire_grace_time": None},
    )
    now, shortest = datetime.now(UTC), min((every for every, _ in jobs.values()), default=timedelta())
    for place, (name, (every, job)) in enumerate(jobs.items()):
        begins = now + every - shortest * (place / len(jobs))
        scheduler.add_job(job, "interval", seconds=every.total_seconds(), start_date=begins, id=name, name=name)

    def crashed(event: JobExecutionEvent) -> None:
        if isinstance(event.exception, asyncio.CancelledError):
            return  # we are shutting down
        on_crash(f"{event.job_id} crashed: {event.exception!r}")

    scheduler.add_listener(crashed, EVENT_JOB_ERROR)
    return scheduler


class _Steady(AsyncIOScheduler):  # type: ignore[misc]
    """The library's scheduler, by a wall clock that may be set: it sleeps by the monotonic one and so wakes in
    time, but looks at the wall clock for what is due."""

    def _process_jobs(self) -> float | None:
        now = datetime.now(UTC)
        for job in self.get_jobs():
            if job.next_run_time is not None and job.next_run_time > now + 2 * job.trigger.interval:
                job.modify(next_run_time=now)
        wait: float | None = super()._process_jobs()
        return wait


class _Quiet(AsyncIOExecutor):  # type: ignore[misc]
    """The library's executor; a job handed out that had not begun when all was shut down is no error to it."""

    def _run_job_error(self, job_id: str, exc: BaseException, traceback: TracebackType | None = None) -> None:
        if not isinstance(exc, asyncio.CancelledError):
            super()._run_job_error(job_id, exc, traceback)
