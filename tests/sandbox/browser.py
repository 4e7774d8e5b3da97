"""A headless Chromium driven over its own debugging protocol; no driver program, no extra dependency."""

import asyncio
import base64
import json
import shutil
import subprocess
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import IO, Any

import aiohttp
import pytest

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
PHONE = (412, 915)
"""Width and height of a phone's screen in CSS pixels."""


class LeftPage(AssertionError):
    """The page in which something was waited for is gone."""


class Page:
    """One tab."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._next = 0

    async def open(self, address: str) -> None:
        """Go there."""
        await self._do("Page.navigate", url=address)

    async def resize(self, width: int, height: int) -> None:
        """A screen of that size, sharp as a phone's."""
        await self._do("Page.enable")
        await self._do(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=2,
            mobile=True,
        )

    async def run(self, script: str) -> Any:
        """The JSON value of an expression; a promise is awaited. Raises AssertionError if it throws."""
        answer = await self._do("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    async def until(self, condition: str, within: float = 10.0) -> None:
        """Wait inside the page until the expression is true, looked at on every change of the page.

        A page that is left for another one meanwhile is waited in there.
        """
        script = f"""new Promise((done, fail) => {{
          const met = () => {{ try {{ return Boolean({condition}); }} catch {{ return false; }} }};
          if (met()) return done();
          const watch = new MutationObserver(() => {{ if (met()) {{ watch.disconnect(); done(); }} }});
          watch.observe(document, {{subtree: true, childList: true, attributes: true, characterData: true}});
          setTimeout(() => fail(new Error("never: " + {json.dumps(condition)})), {within * 1000});
        }})"""
        for _ in range(5):
            try:
                await self.run(script)
                return
            except LeftPage:
                continue  # it went to another page, on which the condition is to hold

    async def click(self, words: str, nth: int = -1) -> None:
        """Press the button with these words, the last one if there are several."""
        await self.until(
            f"[...document.querySelectorAll('button')].some(b => b.textContent === {json.dumps(words)})"
        )
        await self.run(
            f"[...document.querySelectorAll('button')].filter(b => b.textContent === {json.dumps(words)})"
            f".at({nth}).click()"
        )

    async def write(self, words: str) -> None:
        """Type into the page's message field and send."""
        await self.run(
            f"document.querySelector('form input').value = {json.dumps(words)}; "
            "document.querySelector('form').requestSubmit()"
        )

    async def prefer(self, scheme: str) -> None:
        """The reader's wish for "dark" or "light"."""
        wish = {"name": "prefers-color-scheme", "value": scheme}
        await self._do("Emulation.setEmulatedMedia", features=[wish])

    async def picture(self) -> bytes:
        """What the screen shows, as PNG."""
        shot = await self._do("Page.captureScreenshot", format="png")
        return base64.b64decode(shot["data"])

    async def _do(self, method: str, **params: Any) -> Any:
        self._next += 1
        await self._socket.send_json({"id": self._next, "method": method, "params": params})
        while True:
            answer = json.loads((await self._socket.receive()).data)
            if answer.get("id") == self._next:
                if "navigated" in answer.get("error", {}).get("message", ""):
                    raise LeftPage(answer["error"])
                assert "error" not in answer, answer["error"]
                return answer["result"]


@dataclass(frozen=True)
class Browser:
    """A Chromium that runs, and the port on which it takes orders."""

    port: int

    @asynccontextmanager
    async def tab(self) -> AsyncIterator[Page]:
        """A tab as large as a phone that knows nothing of any other: storage and cookies are its own."""
        async with AsyncExitStack() as opened:
            async with asyncio.timeout(30):
                http = await opened.enter_async_context(aiohttp.ClientSession(f"http://127.0.0.1:{self.port}"))
                async with http.get("/json/version") as said:
                    whole = (await said.json())["webSocketDebuggerUrl"]
                orders = Page(await opened.enter_async_context(http.ws_connect(whole)))
                apart = await orders._do("Target.createBrowserContext", disposeOnDetach=True)
                tab = await orders._do("Target.createTarget", url="about:blank", **apart)
                address = f"/devtools/page/{tab['targetId']}"
                page = Page(await opened.enter_async_context(http.ws_connect(address, max_msg_size=0)))
                await page.resize(*PHONE)
            yield page


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """One Chromium for all tests of a file: its start takes most of the processor time of a test."""
    assert CHROMIUM
    process = subprocess.Popen(
        [
            CHROMIUM,
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--disable-backgrounding-occluded-windows",
            "--no-first-run",
            "--hide-scrollbars",
            "--remote-debugging-port=0",
            f"--user-data-dir={tmp_path_factory.mktemp('profile')}",
            "about:blank",
        ],
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
    )
    assert process.stderr
    with process.stderr as said:
        port = _port(said)
        reading = threading.Thread(target=said.read)  # what nobody reads would stop it one day
        reading.start()
        yield Browser(port)
        process.terminate()
        process.wait()
        reading.join()


@pytest.fixture
async def page(browser: Browser) -> AsyncIterator[Page]:
    """A tab of its own for each test."""
    async with browser.tab() as opened:
        yield opened


def _port(said: IO[bytes]) -> int:
    """Where it listens: Chromium writes that to its error output."""
    for line in said:
        _, found, rest = line.decode(errors="replace").partition("DevTools listening on ws://127.0.0.1:")
        if found:
            return int(rest.split("/")[0])
    raise AssertionError("Chromium ended before it listened")
