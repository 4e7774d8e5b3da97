"""The sandbox that brings the bot, in a real browser: groups, topics, channels and inline mode are tried."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.sandbox import SandboxClient
from tests.conftest import CONFIG
from tests.sandbox.browser import CHROMIUM, Page
from tests.whole.conftest import DOWNED_TWO, MAYOR
from tests.whole.test_chat_page import look, shows

pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium found: the chat page was not looked at"),
    pytest.mark.timeout(400),
]

ANN, READER = 5_000_001, 5_000_009
FORUM, CHANNEL = -1001000000001, -1001000000002


@pytest.fixture
async def base(config: Path) -> AsyncIterator[str]:
    """Where `python -m bot sandbox --chat` listens."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "sandbox", "--chat", "--port", str(port)),
        cwd=CONFIG.parent,
        env={**os.environ, "CONFIG_DIR": str(config)},
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout
    said = b""
    async with asyncio.timeout(200):
        while b"ends it" not in said:
            line = await process.stdout.readline()
            assert line, said
            said += line
    assert f"http://127.0.0.1:{port}/chat/{ANN}".encode() in said
    assert b"Config (a copy, changes are taken over):" in said
    assert b"For the command line: export DATABASE_URL=sqlite:////" in said
    yield f"http://127.0.0.1:{port}"
    process.send_signal(signal.SIGTERM)
    await process.communicate()
    assert process.returncode == 0


async def enter(page: Page, address: str) -> None:
    await page.open(address)
    await page.until("document.body.dataset.ready")


async def test_a_new_user_finds_everything_in_groups_topics_channels_and_inline(base: str, page: Page) -> None:
    await enter(page, f"{base}/chat/{ANN}?lang=en")
    await page.click("Start")
    await page.click("📍 Choose regions")
    await page.click("🌙 Quiet hours")
    await shows(page, "Choosing something here also subscribes this chat")
    await page.click("23–07")
    await shows(page, "Subscribed. This chat gets: everything. Choose regions to narrow it down.")
    await look(page, "subscribed-by-quiet-hours")

    await enter(page, f"{base}/chat/{FORUM}?new=forum&user={ANN}&lang=en")
    await shows(page, "Ann added Lookout")
    await page.click("Air raids")
    await page.write("/subscribe Moscow")
    await shows(page, "This chat gets: Moscow.")
    await page.click("General")
    await page.write("/settings")
    await shows(page, "Messages come in another topic of this group.")
    await look(page, "another-topic")
    await page.click("📌 Post in this topic instead")
    await page.until("!document.querySelector('main').innerText.includes('another topic')")
    await page.click("📍 Regions: 1")
    await page.click("🔎 Type a name")
    await shows(page, "Write it as a reply to this message.")
    await page.click("↩")
    await page.write("Белгород")
    await shows(page, "This chat gets: Belgorod region, Moscow.")

    await enter(page, f"{base}/chat/{FORUM}?user={READER}&lang=en")
    await page.click("✓ Moscow")
    await page.until("document.querySelector('#toast').textContent === 'Only admins can change that.'")
    await page.write("@lookout_sandbox_bot mosow")
    await page.until("document.querySelector('#commands .result b')?.textContent.startsWith('These say')")
    await look(page, "inline")

    await enter(page, f"{base}/chat/{CHANNEL}?new=channel&user={ANN}&lang=en")
    await enter(page, f"{base}/chat/{ANN}?lang=en")
    await shows(page, "I can post in the channel New channel now.")
    await page.click("📍 Choose regions")
    await page.click("🔎 Type a name")
    await shows(page, "New channel\nWrite the name of a region")
    await page.write("Moscow")
    await shows(page, "New channel\nWhich regions?\nIt gets: Moscow.")
    await page.click("✓ Moscow")
    await shows(page, "It is the last one chosen here.")
    await look(page, "last-region")

    async with SandboxClient(base) as client:
        await client.publish(MAYOR, DOWNED_TWO)
    await enter(page, f"{base}/chat/{CHANNEL}?user={READER}&lang=en")
    await page.until("document.querySelector('main').innerText.includes('2 drones downed')", within=20)
    await look(page, "channel")
    await page.click("Why?")
    await page.until(f"location.pathname === '/chat/{READER}'")
    await shows(page, "Why this is told")
    async with SandboxClient(base) as client:
        assert len(await client.messages(CHANNEL)) == 1
