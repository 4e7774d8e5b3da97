"""What outlasts the process, by a clock that may be set while it is away."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.chat.remembering import Remembering, Slowness
from bot.store.db import Database
from tests.pipeline.faults import Disk

NOW = datetime(2026, 11, 20, 22, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize("back", [timedelta(0), timedelta(hours=1)])
async def test_a_clock_that_is_set_back_makes_no_flood_longer(database: Database, back: timedelta) -> None:
    await Remembering(database, lambda: NOW).slow_down(Slowness(4 * SECOND, 20.3))

    left = await Remembering(database, lambda: NOW - back).slowness()

    assert left == Slowness(4 * SECOND, 20.3)


async def test_a_flood_is_a_flood_though_it_cannot_be_noted(database: Database) -> None:
    memory = Remembering(database, lambda: NOW)
    Disk(database, room_after=1).full = True

    await memory.pause(7, SECOND)
    await memory.slow_down(Slowness(SECOND, 20.3))
