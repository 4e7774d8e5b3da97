"""The wires: aiohttp on loopback serving the Bot API, the channel pages and the driver's verbs."""

import asyncio
import signal
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import datetime

from aiohttp import web

from bot.sandbox import bot_wire, chat_wire, control, page_wire
from bot.sandbox.api import TOKEN
from bot.sandbox.client import SandboxClient
from bot.sandbox.driver import Driver
from bot.sandbox.world import utc_now

HOST = "127.0.0.1"
DEFAULT_PORT = 8081
_WELCOME = """A local Telegram is listening. Start the bot beside it with
  BOT_TOKEN={token}
  TELEGRAM_API_URL={base}
  TELEGRAM_WEB_URL={base}
Chat with it:   {base}/chat/5000001   (all chats: {base}/)
Channel pages:  {base}/s/<handle>
Driving it:     {base}/control/<verb>   (docs/sandbox.md)"""
MAX_BODY = 50 * 1024 * 1024


class Sandbox(Driver):
    """A local Telegram that listens. `base_url` is what TELEGRAM_API_URL and TELEGRAM_WEB_URL take."""

    def __init__(self, base_url: str, clock: Callable[[], datetime] = utc_now) -> None:
        super().__init__(clock)
        self.base_url = base_url

    def client(self) -> SandboxClient:
        """The same verbs over HTTP; close it after use."""
        return SandboxClient(self.base_url)

    @classmethod
    @asynccontextmanager
    async def start(
        cls, port: int = 0, host: str = HOST, clock: Callable[[], datetime] = utc_now
    ) -> AsyncIterator["Sandbox"]:
        """Listen until the block ends; port 0 takes a free one."""
        sandbox = cls("", clock)
        runner = web.AppRunner(_application(sandbox), access_log=None, shutdown_timeout=0.2)
        await runner.setup()
        try:
            await web.TCPSite(runner, host, port).start()
            actual: int = runner.addresses[0][1]
            sandbox.base_url = f"http://{host}:{actual}"
            yield sandbox
        finally:
            await runner.cleanup()


async def run_sandbox(
    port: int = DEFAULT_PORT,
    host: str = HOST,
    *,
    strict_pacing: bool = False,
    channels: Mapping[str, str] | None = None,
) -> None:
    """Print the addresses and run until SIGINT or SIGTERM.

    *channels* (handle -> title) get a page with one ordinary post, so that a bot started against it finds them.
    Raises OSError for a port that cannot be used.
    """
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    async with Sandbox.start(port, host) as sandbox:
        await sandbox.strict_pacing(strict_pacing)
        for handle, title in (channels or {}).items():
            await sandbox.channel(handle, title=title)
            await sandbox.publish(handle, "Good morning!")
        print(_WELCOME.format(token=TOKEN, base=sandbox.base_url), flush=True)
        await stop.wait()


def _application(sandbox: Sandbox) -> web.Application:
    app = web.Application(client_max_size=MAX_BODY)
    for wire in (control, chat_wire, bot_wire, page_wire):
        app.add_routes(wire.routes(sandbox))
    return app
