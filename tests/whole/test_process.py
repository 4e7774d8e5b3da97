"""The real process: how it ends, what it refuses, what it keeps to itself, and what it makes of a kill."""

import asyncio
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest

from bot.sandbox import TOKEN
from bot.sandbox.process import BotProcess
from tests.forked import ForkedBot
from tests.whole.conftest import DOWNED_TWO, MAYOR, READER, World

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]


async def test_a_process_started_from_nothing_ends_with_zero_within_twenty_seconds_of_sigterm(
    world: World, tmp_path: Path, config: Path
) -> None:
    world.bot = BotProcess(world.sandbox.base_url, tmp_path, config=config)
    await world.up()
    started = time.monotonic()

    assert await world.bot.stop() == 0, world.bot.log()
    assert time.monotonic() - started < 20


async def test_the_token_is_in_no_output_even_at_debug(world: World) -> None:
    world.bot._environment["LOG_LEVEL"] = "DEBUG"
    await world.client.fault("getMe", status=502)
    await world.up()
    await world.client.fault("sendMessage", status=502)
    await world.client.say(READER, "/help", name="Ann", language_code="en")
    await world.client.wait_for_call(lambda call: call.status == 502 and call.method == "sendMessage")
    await world.ask("/subscribe")
    await world.client.fault("sendMessage", kind="drop_after")
    await world.client.publish(MAYOR, DOWNED_TWO)
    await world.cards(1, within=30)
    await world.bot.stop()

    assert "DEBUG" in world.bot.log()
    assert TOKEN not in world.bot.log()
    assert TOKEN.partition(":")[2] not in world.bot.log()


async def test_a_second_bot_on_the_same_database_says_so_and_ends(world: World) -> None:
    await world.up()
    second = ForkedBot(
        world.sandbox.base_url,
        world.bot.log_path.parent / "config",
        config=world.bot.log_path.parent / "config",
        database_url=world.bot.database_url,
    )
    await second.start()

    assert await second.wait(within=45) == 1
    assert "another Lookout runs on" in second.log()
    assert "Traceback" not in second.log()


async def test_a_second_poller_with_the_same_token_ends_the_process(world: World) -> None:
    await world.up()
    await world.client.fault(
        "getUpdates",
        status=409,
        times=None,
        description="Conflict: terminated by other getUpdates request",
    )

    assert await world.bot.wait(within=45) == 1
    assert "another process polls with this token" in world.bot.log()


async def test_a_refused_token_is_one_sentence(world: World) -> None:
    world.bot._environment["BOT_TOKEN"] = "1234567890:" + "A" * 35
    await world.bot.start()

    assert await world.bot.wait(within=45) == 1
    assert "Telegram refuses the bot token" in world.bot.log()
    assert "Traceback" not in world.bot.log()


async def test_a_revoked_token_ends_the_process(world: World) -> None:
    await world.up()
    await world.client.fault("getUpdates", status=401, times=None, description="Unauthorized")

    assert await world.bot.wait(within=40) == 1
    assert "Telegram refuses the bot token" in world.bot.log()


async def test_sigterm_is_obeyed_while_telegram_cannot_be_reached(world: World) -> None:
    for method in ("getMe", "deleteWebhook"):
        await world.client.fault(method, status=429, retry_after=3600, times=None)
    calls = await world.client.calls()
    await world.bot.start()
    await world.client.wait_for_call(
        lambda call: call.method == "getMe", after=calls[-1].seq if calls else 0, within=30
    )
    started = time.monotonic()

    assert await world.bot.stop() == 0
    assert time.monotonic() - started < 20
    assert "Traceback" not in world.bot.log()


async def test_channels_that_a_killed_process_was_reading_are_read_at_once(world: World) -> None:
    await world.up()
    await world.bot.kill()
    path = world.bot.database_url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(path)) as archive:
        archive.execute("UPDATE channel SET lease_until = '2099-01-01 00:00:00.000000'")
        archive.commit()

    async with asyncio.timeout(60):
        await world.up()


async def test_an_announcement_of_an_admin_reaches_the_subscribers(world: World) -> None:
    admin = 770_009
    world.bot._environment["ADMIN_IDS"] = str(admin)
    await world.up()
    await world.ask("/subscribe")
    await world.ask("/announce Maintenance tonight at 03:00.", chat_id=admin)
    *_, preview = await world.client.wait_for_messages(admin, lambda shown: bool(shown[-1].buttons))
    await world.client.press(admin, preview.message_id, "Send to 1 chat")

    await world.client.wait_for_messages(
        READER, lambda shown: any("Maintenance tonight" in m.text for m in shown), within=20
    )
    assert await world.bot.stop() == 0, world.bot.log()


async def test_what_draws_waits_from_the_start_and_is_gone_with_the_bot_even_after_a_kill(world: World) -> None:
    await world.up()
    assert world.bot.pid is not None
    async with asyncio.timeout(20):
        while not (children := _children(world.bot.pid)):  # noqa: ASYNC110 - it starts beside all else
            await asyncio.sleep(0.05)
    [drawing] = children
    await world.bot.kill()

    async with asyncio.timeout(20):
        while _runs(drawing):  # noqa: ASYNC110 - nobody tells of what is no child of ours
            await asyncio.sleep(0.05)


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()]


def _runs(pid: int) -> bool:
    """Whether there is more of it than a dead entry that nobody has asked for."""
    try:
        return Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
