"""A headless Chromium driven over its own debugging protocol; no driver program, no extra dependency."""

import asyncio
import base64
import json
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp

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


@asynccontextmanager
async def open_browser(profile: Path, size: tuple[int, int] = PHONE) -> AsyncIterator[Page]:
    """A fresh Chromium with one tab of that size; `profile` is an empty folder for its files."""
    assert CHROMIUM
    process = await asyncio.create_subprocess_exec(
        CHROMIUM,
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--no-first-run",
        "--hide-scrollbars",
        "--remote-debugging-port=0",
        f"--user-data-dir={profile}",
        f"--window-size={size[0]},{size[1]}",
        "about:blank",
        stderr=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.DEVNULL,
    )
    try:
        async with aiohttp.ClientSession() as http:
            async with asyncio.timeout(30):
                socket = await http.ws_connect(await _address(process, http), max_msg_size=0)
            page = Page(socket)
            await page.resize(*size)
            yield page
            await socket.close()
    finally:
        process.terminate()
        await process.communicate()


async def _address(process: asyncio.subprocess.Process, http: aiohttp.ClientSession) -> str:
    """Where the first tab listens; Chromium writes its port to its error output."""
    assert process.stderr
    while line := (await process.stderr.readline()).decode(errors="replace"):
        if "DevTools listening on" in line:
            port = line.split("127.0.0.1:")[1].split("/")[0]
            async with http.get(f"http://127.0.0.1:{port}/json/list") as listed:
                tabs = await listed.json()
            return next(str(tab["webSocketDebuggerUrl"]) for tab in tabs if tab["type"] == "page")
    raise AssertionError("Chromium ended before it listened")
