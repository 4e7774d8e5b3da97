"""The whole bot in a real browser: everything a new user chooses, by buttons alone."""

import os
from pathlib import Path

import pytest

from tests.sandbox.browser import CHROMIUM, Page
from tests.whole.conftest import BELGOROD, DOWNED_TWO, MAYOR, READER, World

pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium found: the chat page was not looked at"),
    pytest.mark.timeout(400),
]


async def look(page: Page, name: str) -> None:
    """Keep a picture of the screen in the folder LOOKOUT_PICTURES, to be looked at."""
    if folder := os.environ.get("LOOKOUT_PICTURES"):
        for scheme in ("dark", "light"):
            await page.prefer(scheme)
            await page.run("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
            (Path(folder) / f"{name}-{scheme}.png").write_bytes(await page.picture())


async def shows(page: Page, words: str) -> None:
    await page.until(f"document.querySelector('main').innerText.includes({words!r})")


async def test_a_new_user_chooses_reads_a_card_and_asks_by_buttons_alone(world: World, page: Page) -> None:
    await world.up()
    await world.client.publish("operativno31", BELGOROD)  # before anyone is subscribed
    await page.open(f"{world.sandbox.base_url}/chat/{READER}?lang=en")
    await page.until("document.body.dataset.ready")
    await page.click("Start")
    await shows(page, "For each incident you get one message")
    await look(page, "start")

    await page.click("📍 Choose regions")
    await page.click("Russia ›")
    await page.click("K–L")
    await page.click("M–R")
    await page.click("Moscow")
    await shows(page, "This chat gets: Moscow.")
    await look(page, "regions")
    await page.click("🌙 Quiet hours")
    await page.click("23–07")
    await shows(page, "Now: 23:00–07:00")
    await page.click("22–07")
    await shows(page, "Now: 22:00–07:00")
    await page.click("Wait for the morning")
    await page.until("[...document.querySelectorAll('button')].some(b => b.textContent.startsWith('✓ Wait'))")
    await look(page, "quiet-hours")
    await page.click("off")
    await page.until("[...document.querySelectorAll('button')].some(b => b.textContent === '✓ off')")
    await page.click("‹ Back")
    await shows(page, "Settings")
    await look(page, "settings")

    await world.client.publish(MAYOR, DOWNED_TWO)
    await page.until("document.querySelector('main').innerText.includes('2 drones downed')", within=20)
    await page.click("Snooze")
    await page.click("💤 Moscow: 8 h")
    await page.until(
        "[...document.querySelectorAll('button')].some(b => b.textContent.startsWith('💤 Moscow until'))"
    )
    await look(page, "card")

    await page.click("Why?")
    await shows(page, "Why this is told")
    await shows(page, "points of 100")
    await look(page, "why")

    await page.write("/latest 1")
    await shows(page, "Latest incidents")
    await page.click("More ›")
    await shows(page, "· Belgorod region")
    await look(page, "latest")
    await page.click("‹ Back")
    await shows(page, "1. 🔵")

    # The greeting that became the settings, the card, the reasons, and the list that was paged in place.
    assert len([m for m in await world.client.messages(READER) if m.from_bot]) == 4
