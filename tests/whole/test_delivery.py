"""What becomes of a message whose call was cut off, through the real process."""

import pytest

from tests.whole.conftest import BELGOROD, DOWNED_TWO, MAYOR, READER, World

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]


async def _one_card_then_the_next_is_cut_off(world: World, *, arrives: bool) -> None:
    """Subscribe, get a card, and kill the process while the second card is on its way."""
    await world.up()
    await world.ask("/subscribe")
    await world.client.publish(MAYOR, DOWNED_TWO)
    await world.cards(1)
    if arrives:
        await world.client.fault("sendMessage", kind="late", delay=30)
    else:
        await world.client.fault("sendMessage", kind="drop_before", delay=30)
    await world.client.publish("operativno31", BELGOROD)
    if arrives:
        await world.cards(2)
    else:
        await world.message_in_flight(within=15)
    await world.bot.kill()
    await world.client.clear_faults()


async def test_a_message_that_arrived_before_the_kill_is_not_repeated(world: World) -> None:
    await _one_card_then_the_next_is_cut_off(world, arrives=True)
    await world.up()
    call = await world.client.wait_for_call(lambda call: call.method == "editMessageReplyMarkup", within=15)

    assert "not modified" in call.description
    await world.read("operativno31")
    shown = await world.client.messages(READER)
    assert [message.edits for message in shown if message.from_bot] == [0] * 3
    assert len(await world.cards(2)) == 2
    assert await world.bot.stop() == 0, world.bot.log()


async def test_a_message_that_did_not_arrive_before_the_kill_is_sent(world: World) -> None:
    await _one_card_then_the_next_is_cut_off(world, arrives=False)
    await world.up()
    _, belgorod = await world.cards(2)

    assert "Belgorod" in belgorod.text
    assert all(message.edits == 0 for message in await world.client.messages(READER))
    assert await world.bot.stop() == 0, world.bot.log()
