"""The real process from outside: what systemd, a probe and a scraper see of it."""

import asyncio
import os
import socket
from pathlib import Path

import pytest

from tests.forked import ForkedBot, run
from tests.operation.test_metrics import ask, parsed
from tests.whole.configs import HANDLES, MAYOR
from tests.whole.conftest import DOWNED_TWO, SIX_MORE, World

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


async def command(world: World, *words: str) -> tuple[int, str]:
    """Run a command on the bot's database; its exit code and all it said."""
    environment = {**os.environ, "DATABASE_URL": world.bot.database_url}
    ran = await asyncio.to_thread(run, *words, environment=environment)
    return ran.returncode, ran.stdout + ran.stderr


async def test_systemd_probe_and_scraper_see_a_bot_that_runs(
    world: World, tmp_path: Path, config: Path
) -> None:
    world.bot = ForkedBot(world.sandbox.base_url, tmp_path, config=config)
    assert await command(world, "health") == (1, f"unhealthy: there is no database {tmp_path}/lookout.db\n")
    port = free_port()
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
        line.bind(str(tmp_path / "notify"))
        line.setblocking(False)
        heard: list[str] = []
        loop = asyncio.get_running_loop()
        loop.add_reader(line, lambda: heard.append(line.recv(4096).decode()))
        world.bot._environment |= {
            "NOTIFY_SOCKET": line.getsockname(),
            "WATCHDOG_USEC": "2000000",
            "MONITORING_PORT": str(port),
        }
        await world.up()
        await world.ask("/subscribe")
        await world.client.publish(MAYOR, DOWNED_TWO)
        await world.cards(1)

        code, said = await command(world, "health")
        assert (code, said[:9]) == (0, "healthy: "), said
        assert (await ask(port, b"GET /healthz HTTP/1.1\r\n\r\n"))[0] == 200
        status, _, page = await ask(port, b"GET /metrics HTTP/1.1\r\n\r\n")
        assert status == 200
        found = parsed(page)
        assert found['lookout_channels{state="ok"}'] == len(HANDLES)
        assert found['lookout_messages_total{lane="alert",outcome="delivered"}'] >= 1
        assert found['lookout_telegram_requests_total{method="sendMessage",status="200"}'] >= 2
        assert found['lookout_telegram_requests_total{method="getUpdates",status="200"}'] >= 1
        assert found["lookout_statements"] == found["lookout_incidents_open"] == 1

        assert await world.bot.stop() == 0, world.bot.log()
        loop.remove_reader(line)
    assert heard[0].startswith("READY=1")
    assert heard.count("WATCHDOG=1") >= 2
    assert heard[-1].startswith("STOPPING=1")


async def test_a_backup_of_the_running_bot_is_restored_and_the_bot_goes_on_from_it(
    world: World, tmp_path: Path
) -> None:
    await world.up()
    await world.ask("/subscribe")
    await world.client.publish(MAYOR, DOWNED_TWO)
    [card] = await world.cards(1)
    kept = tmp_path / "kept"

    code, said = await command(world, "backup", "--to", str(kept))
    assert code == 0, said
    assert "1 incident, 1 chat); 1 backup there now" in said
    [made] = kept.iterdir()
    code, said = await command(world, "restore", str(made))
    assert (code, "another Lookout runs on" in said) == (1, True), said

    assert await world.ask("/unsubscribe")  # which the backup does not know
    assert await world.bot.stop() == 0, world.bot.log()
    code, said = await command(world, "restore", str(made))
    assert code == 0, said
    await world.client.publish(MAYOR, SIX_MORE)
    await world.up()

    _, news = await world.cards(2)
    assert news.reply_to == card.message_id
    assert await world.bot.stop() == 0, world.bot.log()
