"""What runs when, by a wall clock that somebody sets."""

import asyncio
from datetime import datetime, timedelta, tzinfo
from itertools import pairwise

import apscheduler.schedulers.base
import pytest
from sqlalchemy.exc import OperationalError

from bot import schedule, ticks

HOUR = timedelta(hours=1)


class SetClock(datetime):
    """A wall clock that is off by `by`."""

    by = timedelta(0)

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
        return datetime.now(tz) + cls.by


@pytest.mark.parametrize("by", [HOUR, -HOUR], ids=["ahead", "back"])
async def test_jobs_go_on_after_the_clock_was_set(by: timedelta, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (apscheduler.schedulers.base, schedule):
        monkeypatch.setattr(module, "datetime", SetClock)
    monkeypatch.setattr(SetClock, "by", timedelta(0))
    ran, crashes = asyncio.Queue[None](), list[str]()

    async def job() -> None:
        ran.put_nowait(None)

    scheduler = schedule.build({"job": (timedelta(milliseconds=20), job)}, on_crash=crashes.append)
    scheduler.start()
    try:
        async with asyncio.timeout(20):
            await ran.get()
            monkeypatch.setattr(SetClock, "by", by)
            for _ in range(ran.qsize() + 3):
                await ran.get()
    finally:
        scheduler.shutdown(wait=False)
    assert not crashes


async def test_a_fault_of_the_database_that_may_pass_ends_nothing_and_a_bug_does() -> None:
    ran, crashes = asyncio.Queue[None](), asyncio.Queue[str]()

    async def locked() -> None:
        ran.put_nowait(None)
        raise OperationalError("UPDATE outbox", {}, Exception("database is locked"))

    async def bug() -> None:
        raise ValueError("a bug")

    often = timedelta(milliseconds=20)
    jobs = ticks.patient({"locked": (often, locked), "bug": (often, bug)})
    scheduler = schedule.build(jobs, on_crash=crashes.put_nowait)
    scheduler.start()
    try:
        async with asyncio.timeout(20):
            for _ in range(3):
                await ran.get()
            assert "a bug" in await crashes.get()
    finally:
        scheduler.shutdown(wait=False)
    assert not any("locked" in crashes.get_nowait() for _ in range(crashes.qsize()))


async def test_no_two_jobs_are_due_in_the_same_moment() -> None:
    async def job() -> None:
        return None

    jobs = {str(seconds): (timedelta(seconds=seconds), job) for seconds in (1, 2, 5, 30)}
    crashes = list[str]()
    scheduler = schedule.build(jobs | {"often": (timedelta(seconds=0.5), job)}, on_crash=crashes.append)
    scheduler.start(paused=True)
    try:
        begins = [scheduled.next_run_time.timestamp() % 0.5 for scheduled in scheduler.get_jobs()]
    finally:
        scheduler.shutdown(wait=False)

    apart = sorted(begins)
    assert all(later - sooner > 0.09 for sooner, later in pairwise([*apart, apart[0] + 0.5]))


async def test_a_job_that_had_not_begun_when_all_was_shut_down_is_no_error(
    caplog: pytest.LogCaptureFixture,
) -> None:
    ran, crashes = list[None](), list[str]()

    async def job() -> None:
        ran.append(None)

    scheduler = schedule.build({"job": (timedelta(milliseconds=20), job)}, on_crash=crashes.append)
    scheduler.start()
    # The end comes in the loop's next step; what is handed out before would begin in the one after.
    scheduler.shutdown(wait=False)
    while not scheduler._lookup_executor("default")._pending_futures:
        scheduler._process_jobs()
    await asyncio.sleep(0.05)

    assert not ran
    assert not crashes
    assert not caplog.records
