"""Every state of a source, as the real reader meets it on the sandbox's pages."""

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from bot.errors import SourceError
from bot.rules.health import gone_as, seen_as
from bot.sandbox import Sandbox, SandboxClient
from bot.sources.web import Reading, WebReader
from bot.values import ChannelState

HANDLE = "mos_sobyanin"
Prepare = Callable[[SandboxClient], Awaitable[object]]


@pytest.fixture
async def reader(sandbox: Sandbox, client: SandboxClient) -> AsyncIterator[WebReader]:
    for number in range(4):
        await client.publish(HANDLE, f"Открыт мост номер {number}, движение разрешено.")
    async with WebReader(sandbox.base_url, requests_per_second=1000) as made:
        yield made


async def state(reader: WebReader) -> ChannelState:
    """What a channel that was read before is in now."""
    try:
        reading = await reader.read(HANDLE, after=1)
    except SourceError as error:
        return gone_as(ChannelState(error.state), was_read=True)
    if reading.understood_to is not None:
        return ChannelState.BROKEN_PAGE
    return seen_as(ChannelState.OK, reading.posts, handle=HANDLE, shown_as=reading.handle, silent=False)


async def nothing(client: SandboxClient) -> None:
    """All is well."""


async def three_rich(client: SandboxClient) -> None:
    for _ in range(3):
        await client.publish(HANDLE, "Сбиты два беспилотника.", rich=True)


async def three_teasers(client: SandboxClient) -> None:
    for _ in range(3):
        await client.publish(HANDLE, "Обстановка на утро. Подробности в MAX: max.ru/mos/1")


@pytest.mark.parametrize(
    ("prepare", "expected"),
    [
        (nothing, ChannelState.OK),
        (three_rich, ChannelState.UNREADABLE),
        (three_teasers, ChannelState.TEASERS),
        (lambda c: c.channel(HANDLE, renamed_to="moscow_mayor"), ChannelState.RENAMED),
        (lambda c: c.channel(HANDLE, kind="private"), ChannelState.PRIVATE),
        (lambda c: c.channel(HANDLE, kind="no_preview"), ChannelState.NO_PREVIEW),
        (lambda c: c.channel(HANDLE, kind="group"), ChannelState.NOT_A_CHANNEL),
        (lambda c: c.fault("/*", status=403, times=None), ChannelState.BLOCKED),
        (lambda c: c.fault("/*", status=429, retry_after=60, times=None), ChannelState.BLOCKED),
        (lambda c: c.fault("/*", status=502, times=None), ChannelState.UNREACHABLE),
        (lambda c: c.fault("/*", kind="drop_before", times=None), ChannelState.UNREACHABLE),
        (lambda c: c.fault("/*", kind="garbage"), ChannelState.BROKEN_PAGE),
        (lambda c: c.fault("/*", kind="markup"), ChannelState.BROKEN_PAGE),
        (lambda c: c.fault("/*", kind="odd"), ChannelState.BROKEN_PAGE),
    ],
)
async def test_every_state_of_a_source_can_be_shown(
    reader: WebReader, client: SandboxClient, prepare: Prepare, expected: ChannelState
) -> None:
    await prepare(client)
    assert await state(reader) is expected


async def test_a_page_that_does_not_come_in_time_is_slow(sandbox: Sandbox, client: SandboxClient) -> None:
    await client.publish(HANDLE, "Открыт мост, движение разрешено.")
    await client.fault("/*", kind="delay", delay=1.5)
    async with WebReader(sandbox.base_url, requests_per_second=1000, total_seconds=0.3) as hasty:
        assert await state(hasty) is ChannelState.SLOW


async def test_a_name_nobody_ever_had_is_missing(reader: WebReader) -> None:
    with pytest.raises(SourceError) as gone:
        await reader.read("nobody_here", after=None)
    assert gone_as(ChannelState(gone.value.state), was_read=False) is ChannelState.MISSING


async def test_an_odd_block_leaves_the_posts_before_it_in_hand(
    reader: WebReader, client: SandboxClient
) -> None:
    await client.fault("/*", kind="odd")
    reading: Reading = await reader.read(HANDLE, after=1)
    assert [post.message_id for post in reading.posts] == [1, 2, 3]
    assert (reading.unreadable, reading.understood_to) == (1, 3)
