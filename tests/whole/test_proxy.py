"""Proxies: those that are set, each for its own; a stand-in on this machine needs none of the machine's."""

import asyncio
import re
from typing import Self
from urllib.parse import urlsplit

import pytest

from bot.sandbox import TOKEN
from tests.whole.configs import HANDLES
from tests.whole.conftest import World


@pytest.fixture
def behind_a_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine whose proxies do not lead to itself: nobody listens on this port."""
    for name in ("HTTP_PROXY", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "socks5://127.0.0.1:9")


async def test_a_proxy_in_the_environment_does_not_cut_the_bot_off(behind_a_proxy: None, world: World) -> None:
    async with asyncio.timeout(60):
        await world.up()


class Proxy:
    """A forward proxy for plain HTTP; it remembers which addresses it was asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.url = ""

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Pass one request on, and its answer back."""
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            method, address, rest = head.decode("latin-1").split(" ", 2)
            self.asked.append(address)
            target = urlsplit(address)
            length = re.search(r"(?i)content-length: (\d+)", rest)
            body = await reader.readexactly(int(length[1]) if length else 0)
            path = target.path + (f"?{target.query}" if target.query else "")
            rest = re.sub(r"(?im)^connection:.*\r\n", "", rest).replace("\r\n", "\r\nConnection: close\r\n", 1)
            answers, asks = await asyncio.open_connection(target.hostname, target.port)
            asks.write(f"{method} {path} {rest}".encode("latin-1") + body)
            writer.write(await answers.read())
            asks.close()
        except (OSError, asyncio.IncompleteReadError):
            pass  # the bot is being stopped
        finally:
            writer.close()


async def test_the_bot_api_and_the_channel_pages_each_go_by_their_own_proxy(world: World) -> None:
    async with asyncio.timeout(90), Proxy() as api, Proxy() as web:
        world.bot._environment |= {"TELEGRAM_API_PROXY": api.url, "TELEGRAM_WEB_PROXY": web.url}
        await world.up()
        assert await world.bot.stop() == 0, world.bot.log()

    paths = {urlsplit(address).path for address in web.asked}
    assert {f"/s/{handle}" for handle in HANDLES} <= paths
    methods = {urlsplit(address).path.rsplit("/", 1)[-1] for address in api.asked}
    assert {"getMe", "getUpdates", "setMyCommands"} <= methods
    assert not any("/s/" in address for address in api.asked)
    assert TOKEN not in world.bot.log()
