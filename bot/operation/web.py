"""`/healthz` and `/metrics` on this machine alone, for probes that speak HTTP.

Off unless MONITORING_PORT is set. It listens on 127.0.0.1 and nowhere else, reads one short request a
connection and never a body. There is nothing to see in it that is secret, and nothing that can be changed.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from bot.errors import BotError

logger = logging.getLogger(__name__)

HOST: Final = "127.0.0.1"
MAX_HEAD: Final = 8192
"""Bytes of a request."""
PATIENCE: Final = 5.0
"""Seconds for a request to arrive and be answered."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a path says."""

    body: str
    status: HTTPStatus = HTTPStatus.OK
    content_type: str = "text/plain; charset=utf-8"


Routes = Mapping[str, Callable[[], Awaitable[Answer]]]


@asynccontextmanager
async def serving(port: int, routes: Routes) -> AsyncIterator[int]:
    """Answer *routes* as long as the block runs; gives the port (another one for 0).

    Raises `BotError` when the port is taken.
    """

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            async with asyncio.timeout(PATIENCE):
                answer = await _answer(reader, routes)
                writer.write(_as_http(answer))
                await writer.drain()
        except (TimeoutError, OSError, asyncio.IncompleteReadError):
            pass  # whoever asked is gone, or never said what he wants
        finally:
            writer.close()

    try:
        server = await asyncio.start_server(connected, HOST, port, limit=MAX_HEAD)
    except OSError as exc:
        raise BotError(
            f"port {port} cannot be used ({exc.strerror}): set MONITORING_PORT to another, or leave it out"
        ) from exc
    async with server:
        yield server.sockets[0].getsockname()[1]


async def _answer(reader: asyncio.StreamReader, routes: Routes) -> Answer:
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.LimitOverrunError:
        return _plain(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
    method, _, rest = head.decode("latin-1").partition(" ")
    path = rest.partition(" ")[0].partition("?")[0]
    if path not in routes:
        return _plain(HTTPStatus.NOT_FOUND)
    if method != "GET":
        return _plain(HTTPStatus.METHOD_NOT_ALLOWED)
    try:
        return await routes[path]()
    except Exception:  # a bug or a database that is away: the bot itself goes on
        logger.exception("monitoring failed path=%s", path)
        return _plain(HTTPStatus.INTERNAL_SERVER_ERROR)


def _plain(status: HTTPStatus) -> Answer:
    return Answer(status.phrase + "\n", status)


def _as_http(answer: Answer) -> bytes:
    body = answer.body.encode()
    head = (
        f"HTTP/1.1 {answer.status.value} {answer.status.phrase}\r\n"
        f"Content-Type: {answer.content_type}\r\n"
        f"Content-Length: {len(body)}\r\n"
        "Cache-Control: no-store\r\n"
        "Connection: close\r\n\r\n"
    )
    return head.encode() + body
