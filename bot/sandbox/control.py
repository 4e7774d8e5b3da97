"""The driver over HTTP: `POST /control/<verb>` with a JSON object of arguments."""

import dataclasses
from datetime import datetime
from typing import Any

from aiohttp import web

from bot.sandbox.driver import Driver
from bot.sandbox.refusals import Refused

VERBS = frozenset(
    [
        "channel",
        "publish",
        "edit",
        "delete",
        "say",
        "press",
        "ask_inline",
        "offers",
        "choose_inline",
        "block",
        "unblock",
        "deactivate",
        "add_to_group",
        "kick",
        "promote",
        "restrict",
        "topic",
        "migrate",
        "messages",
        "chats",
        "room",
        "bot_profile",
        "events",
        "calls",
        "fault",
        "clear_faults",
        "strict_pacing",
        "reset",
    ]
)


def routes(driver: Driver) -> list[web.RouteDef]:
    """The one route: `{"result": …}`, or `{"error": …}` with 400, 404 or 408."""

    async def control(request: web.Request) -> web.Response:
        verb = request.match_info["verb"]
        if verb not in VERBS:
            return _failed(404, f"no such verb: {verb}; there are {', '.join(sorted(VERBS))}")
        arguments = await request.json() if request.can_read_body else {}
        if at := arguments.get("at"):
            arguments["at"] = datetime.fromisoformat(at)
        try:
            result = await getattr(driver, verb)(**arguments)
        except (Refused, TypeError, ValueError) as exc:
            return _failed(400, str(exc))
        except TimeoutError:
            return _failed(408, f"the bot did not answer {verb} in time")
        return web.json_response({"result": _plain(result)})

    return [web.post("/control/{verb}", control)]


def _failed(status: int, why: str) -> web.Response:
    return web.json_response({"error": why}, status=status)


def _plain(result: Any) -> Any:
    if isinstance(result, list):
        return [_plain(item) for item in result]
    if dataclasses.is_dataclass(result) and not isinstance(result, type):
        return dataclasses.asdict(result)
    return result
