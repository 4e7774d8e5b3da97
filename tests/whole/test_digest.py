"""A chat chooses a digest by buttons and gets exactly one of a night, through the real process."""

import asyncio
import sqlite3
from contextlib import closing

import pytest

from bot.sandbox import Shown
from tests.whole.conftest import BELGOROD, DOWNED_TWO, MAYOR, READER, SIX_MORE, World

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]


async def choose_hourly(world: World) -> None:
    await world.ask("/subscribe")
    await world.ask("/settings")
    *_, screen = await world.client.messages(READER)
    await world.client.press(READER, screen.message_id, "⏱ How often: at once")
    await buttons(world, "✓ at once")
    await world.client.press(READER, screen.message_id, "once an hour")
    await buttons(world, "✓ once an hour")


async def buttons(world: World, label: str) -> None:
    """Wait until the last message has a button with this label."""
    await world.client.wait_for_messages(
        READER, lambda shown: any(label == button for row in shown[-1].buttons for button in row), within=10
    )


async def publish_night(world: World) -> None:
    await world.client.publish("operativno31", BELGOROD)
    await world.client.publish(MAYOR, DOWNED_TWO)
    await world.client.publish(MAYOR, SIX_MORE)
    for handle in ("operativno31", MAYOR, "operativno31", MAYOR):
        await world.read(handle)


def is_due(world: World, at: str = "2020-01-01 00:00:00.000000") -> None:
    """The full hour has come."""
    path = world.bot.database_url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(path, timeout=10)) as archive:
        archive.execute("UPDATE digest SET due_at = ?", (at,))
        archive.commit()


async def in_flight(world: World, *, within: float, ended: bool = False) -> None:
    """Wait until a digest is marked as being sent, or (*ended*) no longer."""
    path = world.bot.database_url.removeprefix("sqlite:///")
    async with asyncio.timeout(within):
        while True:
            with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as archive:
                flying = archive.execute("SELECT 1 FROM digest WHERE status = 'in flight'").fetchone()
            if bool(flying) is not ended:
                return
            await world.client.events(10**9, wait=0.1)


async def digests(world: World, count: int) -> list[Shown]:
    def ours(shown: list[Shown]) -> list[Shown]:
        return [message for message in shown if message.from_bot and message.text.startswith("Digest")]

    return ours(
        await world.client.wait_for_messages(READER, lambda shown: len(ours(shown)) >= count, within=20)
    )


async def test_a_night_comes_as_one_digest_and_no_single_cards(world: World) -> None:
    await world.up()
    await choose_hourly(world)
    is_due(world, "2099-01-01 00:00:00.000000")
    before = len(await world.client.messages(READER))

    await publish_night(world)
    assert len(await world.client.messages(READER)) == before
    is_due(world)

    [digest] = await digests(world, 1)
    assert "2 incidents" in digest.text
    assert digest.text.index("Moscow") < digest.text.index("Belgorod")
    assert "8 drones downed" in digest.text
    assert not digest.silent
    await in_flight(world, within=20, ended=True)
    is_due(world)
    assert "Nothing new for this chat" in await world.ask("/digest")
    await world.client.publish(MAYOR, "Над Москвой сбиты ещё три беспилотника.")
    await world.read()
    await world.read()
    await world.client.say(READER, "/digest", name="Ann", language_code="en")
    _, again = await digests(world, 2)
    assert "before: 8" in again.text
    assert "Belgorod" not in again.text
    assert await world.bot.stop() == 0, world.bot.log()


async def test_a_kill_between_mark_and_answer_carries_it_over_and_repeats_nothing_aloud(world: World) -> None:
    await world.up()
    await choose_hourly(world)
    is_due(world, "2099-01-01 00:00:00.000000")
    await publish_night(world)
    await world.client.fault("sendMessage", kind="delay", delay=300)
    is_due(world)
    await in_flight(world, within=20)
    await world.bot.kill()
    await world.client.clear_faults()
    arrived = len(await digests(world, 0))

    await world.up()
    await world.read()

    assert len(await digests(world, 0)) == arrived
    is_due(world)
    *_, digest = await digests(world, arrived + 1)
    assert digest.silent
    assert "Some of this may have come before" in digest.text
    assert "2 incidents" in digest.text
    await in_flight(world, within=20, ended=True)
    assert "Nothing new for this chat" in await world.ask("/digest")
    assert len(await digests(world, 0)) == arrived + 1
