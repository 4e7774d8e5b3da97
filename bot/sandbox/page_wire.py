"""The public pages' wire: history, one post, landing page, or an ordered fault."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from http import HTTPStatus

from aiohttp import web

from bot.sandbox import pages
from bot.sandbox.bot_wire import close
from bot.sandbox.driver import Driver
from bot.sandbox.faults import Fault
from bot.sandbox.site import page_of
from bot.sandbox.views import Call

_HEADERS = {
    "Cache-Control": "no-store",
    "Pragma": "no-cache",
    "Set-Cookie": "stel_ssid=0000; Max-Age=86400; Path=/; HttpOnly",
}
_Make = Callable[[web.Request], web.Response]


def routes(driver: Driver) -> list[web.RouteDef]:
    """`/s/<handle>`, `/<handle>/<id>` and `/<handle>`."""

    def history(request: web.Request) -> web.Response:
        handle = request.match_info["handle"]
        channel = driver.site.find(handle)
        if channel is None or channel.kind != "channel":
            address = f"{request.scheme}://{request.host}/{handle}"
            return web.Response(status=302, headers={"Location": address}, text="")
        channel.fetches += 1
        before, after = _number(request, "before"), _number(request, "after")
        chosen = page_of(channel, before=before, after=after, words=request.query.get("q", ""))
        return _html(pages.history(channel, chosen, before))

    def one_post(request: web.Request) -> web.Response:
        handle, number = request.match_info["handle"], int(request.match_info["id"])
        channel = driver.site.find(handle)
        if channel is None or channel.kind != "channel" or "embed" not in request.query:
            return _html(pages.landing(handle, channel))
        channel.fetches += 1
        return _html(pages.alone(channel, number))

    def landing(request: web.Request) -> web.Response:
        handle = request.match_info["handle"]
        return _html(pages.landing(handle, driver.site.find(handle)))

    return [
        web.get("/s/{handle}", _served(driver, history)),
        web.get(r"/{handle}/{id:\d+}", _served(driver, one_post)),
        web.get("/{handle}", _served(driver, landing)),
    ]


def _served(driver: Driver, make: _Make) -> Callable[[web.Request], Awaitable[web.Response]]:
    """Wrap a page: faults first, compression and the record of the request after."""

    async def serve(request: web.Request) -> web.Response:
        arrived = time.monotonic()
        fault = driver.faults.take(request.path_qs)
        if fault:
            await asyncio.sleep(fault.delay)
        dropped = fault is not None and fault.kind in ("drop_before", "drop_after")
        answer = close(request) if dropped else _spoiled(make, request, fault)
        status = 0 if dropped else answer.status
        driver.requests.add(lambda seq: Call(seq, arrived, request.path_qs, status, 0 < status < 400))
        if status == 200 and "gzip" in request.headers.get("Accept-Encoding", ""):
            answer.enable_compression(web.ContentCoding.gzip)
        return answer

    return serve


def _spoiled(make: _Make, request: web.Request, fault: Fault | None) -> web.Response:
    match fault.kind if fault else None:
        case "status" if fault:
            answer = _html(fault.description or "<html><body>Sorry</body></html>")
            answer.set_status(fault.status)
            if fault.retry_after is not None:
                answer.headers["Retry-After"] = str(fault.retry_after)
            return answer
        case "garbage":
            return _html("<html><body><h1>Please stand by</h1></body></html>")
        case "truncate":
            text = make(request).text or ""
            return _html(text[: len(text) // 2])
        case "markup":
            return _changed(make(request), lambda text: text.replace("js-message_text", "js-message-body"))
        case "odd":
            return _changed(make(request), _without_number)
        case _:
            return make(request)


def _changed(answer: web.Response, change: Callable[[str], str]) -> web.Response:
    """A page with its text changed; redirects stay what they are."""
    return _html(change(answer.text or "")) if answer.status == HTTPStatus.OK else answer


def _without_number(page: str) -> str:
    """A page whose newest block has neither a number nor a time."""
    before, found, block = page.rpartition(' data-post="')
    if not found:
        return page
    block = block.partition('"')[2].replace("tgme_widget_message_date", "tgme_widget_message_when", 1)
    return before + block


def _html(text: str) -> web.Response:
    return web.Response(text=text, content_type="text/html", headers=_HEADERS)


def _number(request: web.Request, name: str) -> int | None:
    value = request.query.get(name, "")
    return int(value) if value.isascii() and value.isdecimal() else None
