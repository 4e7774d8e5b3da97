"""A stand-in on this machine is reached directly, whatever proxy leads to the internet."""

import asyncio

import pytest

from tests.whole.conftest import World


@pytest.fixture
def behind_a_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine whose proxies do not lead to itself: nobody listens on this port."""
    for name in ("HTTP_PROXY", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "socks5://127.0.0.1:9")


async def test_a_proxy_in_the_environment_does_not_cut_the_bot_off(behind_a_proxy: None, world: World) -> None:
    async with asyncio.timeout(60):
        await world.up()
