"""A sandbox on a free port, its client, and the real python-telegram-bot talking to it."""

from collections.abc import AsyncIterator

import pytest
from telegram import Bot
from telegram.request import HTTPXRequest

from bot.sandbox import TOKEN, Sandbox, SandboxClient
from tests.sandbox.browser import browser, page

__all__ = ["browser", "page"]

ANYA = 42


@pytest.fixture(autouse=True)
def spans_as_timedelta(monkeypatch: pytest.MonkeyPatch) -> None:
    """Opt in to what the library announces for `RetryAfter.retry_after`; else it warns at each 429."""
    monkeypatch.setenv("PTB_TIMEDELTA", "true")


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox.start() as started:
        yield started


@pytest.fixture
async def client(sandbox: Sandbox) -> AsyncIterator[SandboxClient]:
    async with sandbox.client() as made:
        yield made


def make_bot(sandbox: Sandbox, token: str = TOKEN, read_timeout: float = 5.0) -> Bot:
    """A Bot whose every request goes to the sandbox: plain HTTP, for which no certificates are loaded."""
    requests = [HTTPXRequest(read_timeout=read_timeout, httpx_kwargs={"verify": False}) for _ in range(2)]
    return Bot(token, base_url=f"{sandbox.base_url}/bot", request=requests[0], get_updates_request=requests[1])


@pytest.fixture
async def bot(sandbox: Sandbox) -> AsyncIterator[Bot]:
    """A bot that Anya has already written to."""
    await sandbox.say(ANYA, "/start", name="Anya")
    async with make_bot(sandbox) as made:
        yield made
