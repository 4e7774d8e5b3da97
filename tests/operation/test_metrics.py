"""Prometheus's text format, read back by its grammar, over a real socket."""

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.errors import BotError
from bot.operation.counting import Counters
from bot.operation.metrics import render
from bot.operation.monitoring import routes
from bot.operation.web import HOST, serving
from bot.outcomes import ChatGone, Delivered, Outcome, RetryLater
from bot.store import condition
from bot.store.condition import Heartbeat
from bot.store.db import Database, connect
from tests.databases import SQLiteFiles
from tests.operation.test_health import QUEUE, WELL
from tests.store.rows import MINUTE, NOW


@pytest.fixture
async def database(sqlite_files: SQLiteFiles) -> AsyncIterator[Database]:
    """What is asked of the database is tested on both kinds elsewhere."""
    database = connect(sqlite_files.fresh())
    yield database
    await database.close()


NAME = r"[a-zA-Z_:][a-zA-Z0-9_:]*"
LABEL = r'[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\[\\"n])*"'
SAMPLE = re.compile(rf"({NAME})(?:\{{({LABEL}(?:,{LABEL})*)\}})? ([0-9.e+-]+)")


def parsed(page: str) -> dict[str, float]:
    """Every sample of a page; fails where it is not of the format, or a family has no type or comes twice."""
    samples: dict[str, float] = {}
    family = ""
    seen: set[str] = set()
    assert page.endswith("\n")
    for line in page.splitlines():
        if described := re.fullmatch(rf"# (HELP|TYPE) ({NAME}) (.+)", line):
            if described[1] == "TYPE":
                assert described[3] in ("counter", "gauge")
                assert described[2] not in seen
                family = described[2]
                seen.add(family)
                assert family.endswith("_total") == (described[3] == "counter")
            continue
        sample = SAMPLE.fullmatch(line)
        assert sample, line
        assert sample[1] == family
        key = f"{sample[1]}{{{sample[2]}}}" if sample[2] else sample[1]
        assert key not in samples
        samples[key] = float(sample[3])
    return samples


async def test_a_page_holds_what_a_night_operator_needs() -> None:
    counters = Counters()
    answers: list[Outcome] = [Delivered(1), Delivered(2), ChatGone("blocked"), RetryLater(None, True, "429")]

    async def send() -> Outcome:
        return answers.pop(0)

    tell = counters.counted("alert", send)
    for _ in range(4):
        await tell()
    counters.answered("sendMessage", 200)
    counters.answered("sendMessage", 429)
    seen = replace(WELL, backlog=QUEUE, waiting={"alert": 9, "digest": 2})

    found = parsed(render(seen, counters, lag=0.25, now=NOW))

    assert found['lookout_channels{state="ok"}'] == 17
    assert found['lookout_channels{state="no preview"}'] == 0
    assert found["lookout_last_reading_age_seconds"] == 12
    assert found["lookout_oldest_reading_age_seconds"] == 540
    assert found['lookout_queue_due{lane="digest"}'] == 2
    assert found["lookout_queue_age_seconds"] == 420
    assert found['lookout_messages_total{lane="alert",outcome="delivered"}'] == 2
    assert found['lookout_messages_total{lane="alert",outcome="chat_gone"}'] == 1
    assert found['lookout_messages_total{lane="alert",outcome="retry_later"}'] == 1
    assert found['lookout_telegram_requests_total{method="sendMessage",status="429"}'] == 1
    assert found["lookout_statements"] == 5
    assert found['lookout_gaps{state="given up"}'] == 4
    assert found["lookout_config_problems"] == 0
    assert found["lookout_incidents_open"] == 1
    assert found["lookout_loop_lag_seconds"] == 0.25
    assert found["lookout_heartbeat_age_seconds"] == 0


def test_a_label_can_hold_anything() -> None:
    counters = Counters()
    counters.answered('a"b\\c\nd', 200)

    page = render(replace(WELL, last_read_at=None, heartbeat=None), counters, lag=0, now=NOW)

    assert r'method="a\"b\\c\nd"' in page
    assert parsed(page)


async def ask(port: int, request: bytes) -> tuple[int, dict[str, str], str]:
    """Status, headers and body of one answer."""
    reader, writer = await asyncio.open_connection(HOST, port)
    writer.write(request)
    head, _, body = (await reader.read()).decode().partition("\r\n\r\n")
    writer.close()
    first, *headers = head.split("\r\n")
    return int(first.split()[1]), dict(line.split(": ", 1) for line in headers), body


@pytest.fixture
async def port(database: Database) -> AsyncIterator[int]:
    await condition.beat(database, Heartbeat(NOW, NOW, 35 * MINUTE))
    async with serving(0, routes(database, Counters(), lambda: 0.0, lambda: NOW)) as port:
        yield port


async def test_both_pages_answer(port: int) -> None:
    status, headers, body = await ask(port, b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
    assert (status, body) == (200, "healthy: alive 0 s ago, 0 channels, 0 messages due\n")
    assert int(headers["Content-Length"]) == len(body)

    status, headers, body = await ask(port, b"GET /metrics?a=b HTTP/1.1\r\n\r\n")
    assert status == 200
    assert headers["Content-Type"].startswith("text/plain; version=0.0.4")
    assert parsed(body)["lookout_statements"] == 0


async def test_an_unwell_bot_answers_503(database: Database) -> None:
    async with serving(0, routes(database, Counters(), lambda: 0.0, lambda: NOW)) as port:
        status, _, body = await ask(port, b"GET /healthz HTTP/1.1\r\n\r\n")

    assert (status, body) == (503, "unhealthy: the bot never ran on this database\n")


@pytest.mark.parametrize(
    ("request_bytes", "status"),
    [
        (b"GET / HTTP/1.1\r\n\r\n", 404),
        (b"POST /metrics HTTP/1.1\r\n\r\n", 405),
        (b"\xff\xfe\r\n\r\n", 404),
        (b"GET /healthz HTTP/1.1\r\nX: " + b"a" * 20_000 + b"\r\n\r\n", 431),
    ],
)
async def test_other_requests_are_refused(port: int, request_bytes: bytes, status: int) -> None:
    assert (await ask(port, request_bytes))[0] == status


async def test_a_port_that_is_taken_is_one_sentence(port: int) -> None:
    with pytest.raises(BotError, match=f"port {port} cannot be used"):
        async with serving(port, {}):
            pass


async def test_nobody_from_outside_can_connect(port: int) -> None:
    assert HOST == "127.0.0.1"
    with pytest.raises(ConnectionRefusedError):
        await asyncio.open_connection("127.0.0.2", port)
