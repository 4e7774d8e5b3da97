"""The wires: aiohttp on loopback serving the Bot API, the channel pages and the driver's verbs."""

import asyncio
import signal
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime

from aiohttp import web

from bot.sandbox import control, pages
from bot.sandbox.api import TOKEN, check_token
from bot.sandbox.client import SandboxClient
from bot.sandbox.driver import Driver
from bot.sandbox.faults import Fault
from bot.sandbox.params import Params, Sent
from bot.sandbox.refusals import Refused, by_status
from bot.sandbox.site import page_of
from bot.sandbox.views import Call
from bot.sandbox.world import utc_now

HOST = "127.0.0.1"
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


async def serve(host: str = HOST, port: int = 8081, *, strict_pacing: bool = False) -> None:
    """Print the addresses and run until SIGINT or SIGTERM."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    async with Sandbox.start(port, host) as sandbox:
        await sandbox.strict_pacing(strict_pacing)
        print(
            f"A local Telegram is listening. Start the bot beside it with\n"
            f"  BOT_TOKEN={TOKEN}\n"
            f"  TELEGRAM_API_URL={sandbox.base_url}\n"
            f"  TELEGRAM_WEB_URL={sandbox.base_url}\n"
            f"Channel pages: {sandbox.base_url}/s/<handle>\n"
            f"Chats:         {sandbox.base_url}/chat/<id>\n"
            f"Driving it:    {sandbox.base_url}/control/<verb>   (docs/sandbox.md)",
            flush=True,
        )
        await stop.wait()


def run_sandbox(port: int = 8081, host: str = HOST, *, strict_pacing: bool = False) -> int:
    """`serve` for a command line; the exit code."""
    asyncio.run(serve(host, port, strict_pacing=strict_pacing))
    return 0


def _application(sandbox: Sandbox) -> web.Application:
    app = web.Application(client_max_size=MAX_BODY)
    wires = _Wires(sandbox)
    app.add_routes(
        [
            *control.routes(sandbox),
            web.route("*", "/bot{token:[^/]+}/{method}", wires.bot_api),
            web.get("/s/{handle}", wires.history),
            web.get(r"/{handle}/{id:\d+}", wires.one_post),
            web.get("/{handle}", wires.landing),
        ]
    )
    return app


class _Wires:
    """Requests in, answers out; faults strike here."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    async def bot_api(self, request: web.Request) -> web.StreamResponse:
        """One Bot API call."""
        arrived = time.monotonic()
        method = request.match_info["method"]
        params = await _read_params(request)
        chat_id = params.integer("chat_id")
        fault = self._sandbox.faults.take(method, chat_id)
        status, accepted, body, description = 200, False, {}, ""
        try:
            check_token(request.match_info["token"])
            if fault:
                await asyncio.sleep(fault.delay)
                if fault.kind == "drop_before":
                    description = "connection dropped before"
                    return _drop(request)
                if fault.kind == "status":
                    raise by_status(fault.status, fault.description, fault.retry_after)
            self._sandbox.pacing.check(method, chat_id, arrived)
            body = {"ok": True, "result": await self._sandbox.api.answer(method, params)}
            accepted = True
            if fault and fault.kind == "drop_after":
                status, description = 0, "connection dropped after"
                return _drop(request)
        except Refused as refused:
            status, description, body = refused.code, refused.description, refused.as_json()
        finally:
            status = 0 if description.startswith("connection") else status
            self._sandbox.requests.add(
                lambda seq: Call(
                    seq=seq,
                    at=arrived,
                    method=method,
                    status=status,
                    accepted=accepted,
                    chat_id=chat_id,
                    description=description,
                    params=params.as_json(),
                )
            )
        if status > 500:  # the proxy in front of the real one answers these, and not in JSON
            return web.Response(text=f"<html>{description}</html>", status=status)
        return web.json_response(body, status=status)

    async def history(self, request: web.Request) -> web.StreamResponse:
        """`/s/<handle>`"""
        handle = request.match_info["handle"]
        channel = self._sandbox.site.find(handle)

        def page() -> web.Response:
            if channel is None or channel.kind != "channel":
                raise web.HTTPFound(f"{self._sandbox.base_url}/{handle}")
            channel.fetches += 1
            before, after = _number(request, "before"), _number(request, "after")
            words = request.query.get("q", "")
            chosen = page_of(channel, before=before, after=after, words=words)
            return _html(pages.history(channel, chosen, before))

        return await self._page(request, page)

    async def one_post(self, request: web.Request) -> web.StreamResponse:
        """`/<handle>/<id>`: the widget with `?embed=1`, else the landing page."""
        handle, number = request.match_info["handle"], int(request.match_info["id"])
        channel = self._sandbox.site.find(handle)

        def page() -> web.Response:
            if channel is None or channel.kind != "channel" or "embed" not in request.query:
                return _html(pages.landing(handle, channel))
            channel.fetches += 1
            return _html(pages.alone(channel, number))

        return await self._page(request, page)

    async def landing(self, request: web.Request) -> web.StreamResponse:
        """`/<handle>`"""
        handle = request.match_info["handle"]
        return await self._page(request, lambda: _html(pages.landing(handle, self._sandbox.site.find(handle))))

    async def _page(self, request: web.Request, make: Callable[[], web.Response]) -> web.StreamResponse:
        arrived = time.monotonic()
        fault = self._sandbox.faults.take(request.path_qs)
        status, accepted, description = 200, False, ""
        try:
            if fault:
                await asyncio.sleep(fault.delay)
                if fault.kind in ("drop_before", "drop_after"):
                    status, description = 0, "connection dropped"
                    return _drop(request)
            answer = _spoiled(make, fault)
            status, accepted = answer.status, answer.status < 400
        except web.HTTPFound as redirect:
            status, accepted = redirect.status, True
            raise
        finally:
            self._sandbox.requests.add(
                lambda seq: Call(seq, arrived, request.path_qs, status, accepted, None, description)
            )
        if "gzip" in request.headers.get("Accept-Encoding", ""):
            answer.enable_compression(web.ContentCoding.gzip)
        return answer


def _spoiled(make: Callable[[], web.Response], fault: Fault | None) -> web.Response:
    if fault and fault.kind == "status":
        headers = {} if fault.retry_after is None else {"Retry-After": str(fault.retry_after)}
        text = fault.description or "<html><body>Sorry</body></html>"
        return web.Response(text=text, status=fault.status, headers=headers, content_type="text/html")
    if fault and fault.kind == "garbage":
        return _html("<html><body><h1>Please stand by</h1></body></html>")
    answer = make()
    if fault and fault.kind == "truncate":
        text = answer.text or ""
        return _html(text[: len(text) // 2])
    return answer


def _html(text: str) -> web.Response:
    headers = {
        "Cache-Control": "no-store",
        "Pragma": "no-cache",
        "Set-Cookie": "stel_ssid=0000; Max-Age=86400; Path=/; HttpOnly",
    }
    return web.Response(text=text, content_type="text/html", headers=headers)


def _drop(request: web.Request) -> web.Response:
    if request.transport:
        request.transport.close()
    return web.Response()


def _number(request: web.Request, name: str) -> int | None:
    value = request.query.get(name, "")
    return int(value) if value.isdecimal() else None


async def _read_params(request: web.Request) -> Params:
    values: dict[str, object] = dict(request.query)
    files: dict[str, Sent] = {}
    if request.content_type == "application/json":
        body = await request.json()
        return Params(values | (body if isinstance(body, dict) else {}))
    for name, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            content = value.file.read()
            files[name] = Sent(value.filename, value.content_type, content)
        elif isinstance(value, bytes | bytearray):
            files[name] = Sent(name, "application/octet-stream", bytes(value))
        else:
            values[name] = value
    return Params(values, files)
