"""`python clock.py FILE …`: the bot as ever, by a wall clock that is as many seconds off as FILE says.

Whatever reads the wall clock in the process reads this one: the bot's own clock and that of its scheduler.
Timers of the event loop run by the monotonic clock, which nobody can set, and so they do here.
"""

import sys
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from types import ModuleType

import apscheduler.executors.base
import apscheduler.schedulers.base

import bot.app
import bot.cli
import bot.schedule

OFFSET = Path(sys.argv[1]) if __name__ == "__main__" else Path()
READERS: tuple[ModuleType, ...] = (apscheduler.executors.base, apscheduler.schedulers.base, bot.schedule)


class Shifted(datetime):
    """The wall clock, set to another time."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
        return datetime.now(tz) + timedelta(seconds=float(OFFSET.read_text() or 0))


if __name__ == "__main__":
    for module in READERS:
        module.datetime = Shifted  # type: ignore[attr-defined]
    bot.app.utc_now = lambda: Shifted.now(UTC)
    sys.exit(bot.cli.main(sys.argv[2:]))
