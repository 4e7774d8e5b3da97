"""The host goes down or changes its pages: one alarm to the admin, one all-clear, nothing skipped."""

import pytest

from bot.sandbox import Shown
from tests.whole.conftest import DOWNED_TWO, MAYOR, World

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]

ADMIN = 770_009
ALARM, ALL_CLEAR = "No channel could be read", "Channels can be read again"


@pytest.fixture
async def watched(world: World) -> World:
    """A bot that runs, with an admin who is also subscribed."""
    world.bot._environment["ADMIN_IDS"] = str(ADMIN)
    await world.up()
    await world.ask("/subscribe", chat_id=ADMIN)
    return world


async def told(world: World, mark: str) -> list[Shown]:
    """The admin's messages with this mark, once there is one."""
    shown = await world.client.wait_for_messages(
        ADMIN, lambda messages: any(mark in m.text for m in messages if m.from_bot), within=60
    )
    return [m for m in shown if m.from_bot and mark in m.text]


async def test_a_host_that_is_down_is_one_alarm_over_a_restart_and_one_all_clear(watched: World) -> None:
    await watched.client.fault("/*", kind="drop_before", times=None)
    [alarm] = await told(watched, ALARM)
    assert "The host is out of reach." in alarm.text
    assert not alarm.silent
    assert "All channels fail" in await watched.ask("/status", chat_id=ADMIN)
    await watched.bot.kill()
    calls = await watched.client.calls()
    await watched.bot.start()
    await watched.client.wait_for_call(
        lambda call: call.method.startswith("/s/"), after=calls[-1].seq, within=60
    )

    await watched.client.publish(MAYOR, DOWNED_TWO)
    await watched.client.clear_faults()

    assert len(await told(watched, ALL_CLEAR)) == 1
    assert len(await watched.cards(1, chat_id=ADMIN)) == 1
    assert len(await told(watched, ALARM)) == 1
    assert "All channels fail" not in await watched.ask("/status", chat_id=ADMIN)


async def test_pages_of_another_design_are_an_alarm_and_nothing_is_skipped(watched: World) -> None:
    await watched.client.fault("/s/*", kind="markup", times=None)
    await watched.client.publish(MAYOR, DOWNED_TWO)
    [alarm] = await told(watched, ALARM)
    assert "No page is understood" in alarm.text
    for number in range(25):
        await watched.client.publish(MAYOR, f"Новость {number}: открыт сквер.")

    await watched.client.clear_faults()

    [card] = await watched.cards(1, chat_id=ADMIN)
    assert "2" in card.text
    assert len(await told(watched, ALL_CLEAR)) == 1
    assert await watched.bot.stop() == 0, watched.bot.log()
