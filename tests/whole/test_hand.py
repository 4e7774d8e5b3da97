"""An admin decides in the chat of the real bot: the cards follow, and undo brings them back."""

import asyncio
import json
import os

import pytest

from bot.sandbox import Shown
from tests.forked import run
from tests.whole.conftest import BELGOROD, DOWNED_TWO, MAYOR, READER, SIX_MORE, World

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]


async def decide(world: World, command: str) -> str:
    """Write a command as the admin, and confirm its preview; what it said then."""
    before = (await world.client.events())[-1].seq
    await world.client.say(READER, command, name="Ann", language_code="en")
    preview = await world.client.wait_for(
        lambda event: event.kind == "sent" and event.chat_id == READER and "card that follows" in event.text,
        after=before,
        within=15,
    )
    await world.client.press(READER, preview.message_id, "Do it")
    done = await world.client.wait_for(
        lambda event: event.kind == "edited" and event.message_id == preview.message_id,
        after=before,
        within=15,
    )
    return done.text


async def shown(world: World, message_id: int, words: str) -> Shown:
    """The message once it says *words*."""

    def said(messages: list[Shown]) -> bool:
        return any(m.message_id == message_id and words in m.text for m in messages)

    messages = await world.client.wait_for_messages(READER, said, within=20)
    return next(message for message in messages if message.message_id == message_id)


def on_the_command_line(world: World, *words: str) -> str:
    """Run `hand` beside the running bot."""
    environment = {**os.environ, "DATABASE_URL": world.bot.database_url}
    environment["CONFIG_DIR"] = world.bot._environment["CONFIG_DIR"]
    ran = run("hand", *words, environment=environment)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


async def test_cards_follow_an_admins_hand_and_its_undo(world: World) -> None:
    world.bot._environment["ADMIN_IDS"] = str(READER)
    await world.up()
    await world.ask("/subscribe")
    await world.client.publish(MAYOR, DOWNED_TWO)
    [moscow] = await world.cards(1)
    await world.client.publish("operativno31", BELGOROD)
    _, belgorod = await world.cards(2)

    assert "merged" in await decide(world, "/merge 1 2 one attack")
    assert "Belgorod" in (await shown(world, moscow.message_id, "Belgorod")).text
    await shown(world, belgorod.message_id, "merged into incident 1")

    assert "put back as before" in await decide(world, "/undo")
    await shown(world, belgorod.message_id, "С любовью жителям")

    await world.client.publish(MAYOR, SIX_MORE)
    await shown(world, moscow.message_id, "8 drones")
    listed = await world.ask("/split 1")
    number = next(line for line in listed.splitlines() if "шесть" in line).split()[0]
    assert "split" in await decide(world, f"/split 1 {number}")
    assert "8 drones" not in (await shown(world, moscow.message_id, "2 drones")).text
    split_off = next(card for card in await world.cards(4) if "6 drones" in card.text and not card.reply_to)
    assert split_off.silent

    said = await asyncio.to_thread(on_the_command_line, world, "retract", "2", "--yes", "--why", "an exercise")
    assert "Done, as number 4: incident 2 retracted." in said
    await shown(world, belgorod.message_id, "Withdrawn by the admins")
    told = await world.client.wait_for_messages(
        READER, lambda messages: any(m.reply_to == belgorod.message_id for m in messages), within=15
    )
    [news] = [m for m in told if m.reply_to == belgorod.message_id]
    assert not news.silent

    assert await world.bot.stop() == 0, world.bot.log()
    await world.up()
    await decide(world, "/restore 2")
    await shown(world, belgorod.message_id, "С любовью жителям")
    trail = await world.ask("/audit")
    assert "an exercise" in trail
    assert await world.bot.stop() == 0, world.bot.log()
    log = json.loads(on_the_command_line(world, "log", "--json"))
    assert [one["deed"] for one in log] == ["restore", "retract", "split", "undo", "merge"]
