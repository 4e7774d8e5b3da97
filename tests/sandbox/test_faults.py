"""Faults on order, as the bot's client and a page reader experience them."""

from datetime import timedelta

import httpx2
import pytest
from telegram import Bot
from telegram.error import BadRequest, Conflict, Forbidden, NetworkError, RetryAfter, TimedOut

from bot.sandbox import Sandbox, SandboxClient
from tests.sandbox.conftest import ANYA, make_bot


async def test_a_429_carries_its_seconds_once(bot: Bot, client: SandboxClient) -> None:
    await client.fault("sendMessage", status=429, retry_after=7)
    with pytest.raises(RetryAfter) as refused:
        await bot.send_message(ANYA, "x")
    assert refused.value.retry_after == timedelta(seconds=7)
    assert await bot.send_message(ANYA, "x")


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (500, NetworkError),
        (502, NetworkError),
        (503, NetworkError),
        (403, Forbidden),
        (400, BadRequest),
        (409, Conflict),
    ],
)
async def test_a_status_becomes_its_class(
    bot: Bot, client: SandboxClient, status: int, kind: type[Exception]
) -> None:
    await client.fault("*", status=status)
    with pytest.raises(kind):
        await bot.send_message(ANYA, "x")


async def test_a_fault_can_be_meant_for_one_chat_and_for_some_times(bot: Bot, client: SandboxClient) -> None:
    await client.say(43, "hello")
    await client.fault("sendMessage", chat_id=43, times=2)
    assert await bot.send_message(ANYA, "x")
    for _ in range(2):
        with pytest.raises(NetworkError):
            await bot.send_message(43, "x")
    assert await bot.send_message(43, "x")


async def test_a_connection_dropped_before_acceptance_leaves_no_message(
    bot: Bot, client: SandboxClient
) -> None:
    await client.fault("sendMessage", kind="drop_before")
    with pytest.raises(NetworkError):
        await bot.send_message(ANYA, "x")
    assert [m.text for m in await client.messages(ANYA)] == ["/start"]
    (call,) = await client.calls(method="sendMessage")
    assert (call.accepted, call.status) == (False, 0)


async def test_a_connection_dropped_after_acceptance_leaves_the_message(
    bot: Bot, client: SandboxClient
) -> None:
    await client.fault("sendMessage", kind="drop_after")
    with pytest.raises(NetworkError):
        await bot.send_message(ANYA, "x")
    assert [m.text for m in await client.messages(ANYA)] == ["/start", "x"]
    (call,) = await client.calls(method="sendMessage")
    assert (call.accepted, call.status) == (True, 0)


async def test_a_late_answer_times_the_caller_out(sandbox: Sandbox, client: SandboxClient) -> None:
    await client.say(ANYA, "/start")
    async with make_bot(sandbox, read_timeout=0.2) as bot:
        await client.fault("sendMessage", kind="delay", delay=0.6)
        with pytest.raises(TimedOut):
            await bot.send_message(ANYA, "x")
    await client.wait_for(lambda event: event.kind == "sent" and event.text == "x")


async def test_faults_that_never_end_end_when_they_are_cleared(bot: Bot, client: SandboxClient) -> None:
    await client.fault("sendMessage", times=None)
    for _ in range(3):
        with pytest.raises(NetworkError):
            await bot.send_message(ANYA, "x")
    await client.clear_faults()
    assert await bot.send_message(ANYA, "x")


async def test_pages_can_be_refused_cut_replaced_and_dropped(sandbox: Sandbox, client: SandboxClient) -> None:
    await client.publish("mos_sobyanin", "text")
    page = f"{sandbox.base_url}/s/mos_sobyanin"
    async with httpx2.AsyncClient(verify=False) as http:
        whole = (await http.get(page)).text
        await client.fault("/s/*", status=429, retry_after=30)
        refused = await http.get(page)
        assert (refused.status_code, refused.headers["retry-after"]) == (429, "30")
        await client.fault("/s/MOS_sobyanin*", kind="truncate")
        cut = (await http.get(page)).text
        assert whole.startswith(cut[:500])
        assert "</html>" not in cut
        await client.fault("/s/*", kind="garbage")
        assert "tgme_" not in (await http.get(page)).text
        await client.fault("/s/*", kind="drop_before")
        with pytest.raises(httpx2.TransportError):
            await http.get(page)
        assert (await http.get(page)).status_code == 200
    statuses = [call.status for call in await client.calls(method="/s/")]
    assert statuses == [200, 429, 200, 200, 0, 200]
