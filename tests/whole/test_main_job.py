"""A statement on a channel page becomes a card in a subscriber's chat, through the real process."""

from pathlib import Path

import pytest

from tests.whole.conftest import BELGOROD, DOWNED_TWO, MAYOR, READER, SHOW, SIX_MORE, World

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]


@pytest.fixture
def config(every_pattern: Path) -> Path:
    return every_pattern


async def test_a_night_from_subscription_to_unsubscription(world: World) -> None:
    await world.up()
    assert "Lookout" in await world.ask("/start")
    assert await world.ask("/subscribe")

    await world.client.publish("operativno31", BELGOROD)
    [belgorod] = await world.cards(1)
    assert "Belgorod" in belgorod.text
    assert "С любовью жителям" in belgorod.text
    assert not belgorod.silent

    number = await world.client.publish(MAYOR, DOWNED_TWO)
    _, moscow = await world.cards(2)
    assert f"https://t.me/{MAYOR}/{number}" in moscow.text

    await world.client.publish("vorobiev_live", SHOW)
    await world.read("vorobiev_live")
    await world.read("vorobiev_live")
    assert len(await world.cards(2)) == 2

    await world.client.publish(MAYOR, SIX_MORE)
    *_, news = await world.cards(3)
    assert news.reply_to == moscow.message_id
    assert not news.silent
    edited = {message.message_id: message for message in await world.client.messages(READER)}
    assert edited[moscow.message_id].edits == 1
    assert "8" in edited[moscow.message_id].text

    latest = await world.ask("/latest")
    assert latest.index("Moscow") < latest.index("Belgorod")
    for words in ("надпись", "надписью", "надпсь", "беспилотники Белгорода"):
        found = await world.ask(f"/search {words}")
        assert "https://t.me/operativno31/" in found, words

    assert await world.ask("/unsubscribe")
    before = len(await world.client.messages(READER))
    await world.client.publish("operativno31", "Над Белгородом сбиты семь беспилотников.")
    await world.read("operativno31")
    await world.read("operativno31")
    assert len(await world.client.messages(READER)) == before
    assert await world.bot.stop() == 0, world.bot.log()


async def test_a_card_arrives_within_two_seconds_of_the_page_being_read(world: World) -> None:
    await world.up()
    await world.ask("/subscribe")
    await world.client.publish(MAYOR, DOWNED_TWO)
    calls = await world.client.calls()
    read = await world.client.wait_for_call(
        lambda call: call.method.casefold() == f"/s/{MAYOR}", after=calls[-1].seq, within=10
    )
    sent = await world.client.wait_for(
        lambda event: event.kind == "sent" and "https://t.me/" in event.text, within=10
    )

    assert sent.at - read.at < 2


async def test_a_restart_in_the_middle_keeps_subscription_card_and_cursor(world: World) -> None:
    await world.up()
    await world.ask("/subscribe")
    await world.client.publish(MAYOR, DOWNED_TWO)
    [card] = await world.cards(1)
    assert await world.bot.stop() == 0, world.bot.log()
    await world.client.publish(MAYOR, SIX_MORE)

    await world.up()

    _, news = await world.cards(2)
    assert news.reply_to == card.message_id
    shown = {message.message_id: message for message in await world.client.messages(READER)}
    assert shown[card.message_id].edits >= 1


async def test_a_kill_between_mark_and_answer_loses_nothing(world: World) -> None:
    await world.up()
    await world.ask("/subscribe")
    await world.client.fault("sendMessage", kind="delay", delay=30)
    await world.client.publish(MAYOR, DOWNED_TWO)
    await world.message_in_flight(within=20)
    await world.bot.kill()
    await world.client.clear_faults()

    await world.up()

    cards = await world.cards(1)
    assert any("repeat" in card.text for card in cards)
