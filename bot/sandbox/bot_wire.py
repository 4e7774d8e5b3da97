"""The Bot API's wire: one HTTP request in, Telegram's JSON or an ordered fault out."""

import asyncio
import time
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from bot.sandbox.api import check_token
from bot.sandbox.driver import Driver
from bot.sandbox.params import Params, Sent
from bot.sandbox.refusals import Refused, by_status
from bot.sandbox.views import Call, Json


class Dropped(Exception):
    """The connection is to be closed without an answer."""


def routes(driver: Driver) -> list[web.RouteDef]:
    """`/bot<token>/<method>`, GET and POST alike."""

    async def bot_api(request: web.Request) -> web.Response:
        arrived = time.monotonic()
        method, token = request.match_info["method"], request.match_info["token"]
        params = await _read_params(request)
        call = _Call(driver, method, token, params, arrived)
        try:
            body = {"ok": True, "result": await call.result()}
            return web.json_response(body)
        except Refused as refused:
            call.status, call.description = refused.code, refused.description
            return _refusal(refused)
        except Dropped as dropped:
            call.status, call.description = 0, str(dropped)
            return close(request)
        finally:
            driver.requests.add(call.entry)

    return [web.route("*", "/bot{token:[^/]+}/{method}", bot_api)]


def close(request: web.Request) -> web.Response:
    """Hang up; the response goes nowhere."""
    if request.transport:
        request.transport.close()
    return web.Response()


@dataclass(slots=True)
class _Call:
    """One call while it is answered, and what is written down about it."""

    driver: Driver
    method: str
    token: str
    params: Params
    arrived: float
    status: int = 200
    accepted: bool = False
    description: str = ""
    message_id: int = 0

    @property
    def chat_id(self) -> int | None:
        return self.params.integer("chat_id")

    async def result(self) -> Any:
        """Faults, then the pacing, then the method itself."""
        check_token(self.token)
        fault = self.driver.faults.take(self.method, self.chat_id)
        if fault:
            await asyncio.sleep(0 if fault.kind == "late" else fault.delay)
            if fault.kind == "drop_before":
                raise Dropped("connection dropped before acceptance")
            if fault.kind == "status":
                raise by_status(fault.status, fault.description, fault.retry_after)
        self.driver.pacing.check(self.method, self.chat_id, self.arrived)
        result = await self.driver.api.answer(self.method, self.params)
        self.accepted = True
        self.message_id = result.get("message_id", 0) if isinstance(result, dict) else 0
        self.driver.pacing.count(self.method, self.chat_id, self.arrived)
        if fault and fault.kind == "late":
            await asyncio.sleep(fault.delay)
        if fault and fault.kind == "drop_after":
            raise Dropped("connection dropped after acceptance")
        return result

    def entry(self, seq: int) -> Call:
        return Call(
            seq=seq,
            at=self.arrived,
            method=self.method,
            status=self.status,
            accepted=self.accepted,
            chat_id=self.chat_id,
            description=self.description,
            params=self.params.as_json(),
            message_id=self.message_id,
        )


def _refusal(refused: Refused) -> web.Response:
    if refused.code > 500:
        # The proxy in front of the real API answers these, and not in JSON.
        text = f"<html><body><h1>{refused.code} {refused.description}</h1></body></html>"
        return web.Response(text=text, status=refused.code, content_type="text/html")
    return web.json_response(refused.as_json(), status=refused.code)


async def _read_params(request: web.Request) -> Params:
    values: Json = dict(request.query)
    files: dict[str, Sent] = {}
    if request.content_type == "application/json":
        body = await request.json()
        return Params(values | (body if isinstance(body, dict) else {}))
    for name, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            files[name] = Sent(value.filename, value.content_type, value.file.read())
        elif isinstance(value, str):
            values[name] = value
        else:
            files[name] = Sent(name, "application/octet-stream", bytes(value))
    return Params(values, files)
