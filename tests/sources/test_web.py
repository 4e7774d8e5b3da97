"""How channels are read: paging back, refusals, the shared budget. The wire is the only fake."""

import asyncio
import gzip
import re
import tracemalloc
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import httpx2
import pytest

from bot.errors import SourceError, SourceGone
from bot.sources.fetch import retry_after
from bot.sources.web import WebReader
from bot.values import ChannelState

PAGES = Path(__file__).parents[1] / "data" / "pages"
NOW = datetime(2026, 3, 2, 22, 0, tzinfo=UTC)


def saved(name: str) -> str:
    return (PAGES / f"{name}.html").read_text(encoding="utf-8")


def block(message_id: int, handle: str = "gorod_lug") -> str:
    return (
        f'<div class="tgme_widget_message" data-post="{handle}/{message_id}">'
        f'<div class="js-message_text">Пост {message_id}</div><a class="tgme_widget_message_date">'
        '<time datetime="2026-03-02T21:58:10+00:00"></time></a></div>'
    )


class Channel:
    """A channel host on the wire: pages of up to 20 posts, or whatever `answers` says comes next."""

    def __init__(self, ids: range | list[int] = range(0)) -> None:
        self.ids = list(ids)
        self.answers: list[httpx2.Response | Exception | None] = []
        self.asked: list[str] = []
        self.requests: list[httpx2.Request] = []
        self.time = 0.0
        self.sent_at: list[float] = []

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        self.requests.append(request)
        self.asked.append(request.url.raw_path.decode())
        self.sent_at.append(self.time)
        answer = self.answers.pop(0) if self.answers else None
        if isinstance(answer, Exception):
            raise answer
        return answer or self.page(request)

    def page(self, request: httpx2.Request) -> httpx2.Response:
        before = int(request.url.params.get("before", 10**9))
        shown = [number for number in self.ids if number < before][-20:]
        if not shown:
            return httpx2.Response(200, html=saved("no_messages"))
        blocks = "".join(map(block, shown))
        return httpx2.Response(200, html=f'<main class="tgme_channel_history">{blocks}</main>')

    async def sleep(self, seconds: float) -> None:
        self.time += seconds

    def reader(self, **changes: float) -> WebReader:
        return WebReader(
            "https://pages.example",
            transport=httpx2.MockTransport(self),
            clock=lambda: self.time,
            sleep=self.sleep,
            now=lambda: NOW,
            **changes,
        )


def page(html: str, status: int = 200, **headers: str) -> httpx2.Response:
    return httpx2.Response(status, html=html, headers={key.replace("_", "-"): v for key, v in headers.items()})


def redirect(to: str) -> httpx2.Response:
    return httpx2.Response(302, headers={"location": to})


async def test_a_cold_start_reads_the_newest_page_only():
    channel = Channel(range(1, 101))
    reading = await channel.reader().read("gorod_lug", after=None)
    assert [post.message_id for post in reading.posts] == list(range(81, 101))
    assert (reading.complete, channel.asked) == (True, ["/s/gorod_lug"])


async def test_known_posts_of_the_newest_page_come_again_for_they_may_be_edited():
    channel = Channel(range(1, 101))
    reading = await channel.reader().read("gorod_lug", after=95)
    assert [post.message_id for post in reading.posts] == list(range(81, 101))
    assert len(channel.asked) == 1


async def test_a_busy_night_is_read_back_to_the_last_known_post_without_a_hole():
    channel = Channel(range(1, 101))
    reading = await channel.reader().read("gorod_lug", after=33)
    assert [post.message_id for post in reading.posts] == list(range(21, 101))
    assert channel.asked[1:] == [f"/s/gorod_lug?before={before}" for before in (81, 61, 41)]


async def test_a_last_known_post_that_was_deleted_does_not_stop_the_way_back():
    channel = Channel([*range(1, 30), *range(60, 101)])
    reading = await channel.reader().read("gorod_lug", after=45)
    assert {*range(60, 101)} <= {post.message_id for post in reading.posts}
    assert reading.complete


async def test_the_way_back_ends_at_the_true_start():
    channel = Channel(range(500, 550))
    reading = await channel.reader().read("gorod_lug", after=3)
    assert [post.message_id for post in reading.posts] == list(range(500, 550))
    assert channel.asked[-2:] == ["/s/gorod_lug?before=500", "/s/gorod_lug"]


async def test_no_messages_below_is_not_believed_while_the_newest_page_says_the_same():
    channel = Channel(range(1, 101))
    empty = saved("no_messages")
    channel.answers = [None, page(empty), page(empty)]
    reader = channel.reader()
    with pytest.raises(SourceError, match="no posts"):
        await reader.read("gorod_lug", after=3)
    assert (await reader.read("gorod_lug", after=3)).posts[0].message_id == 1


async def test_a_long_way_back_is_handed_out_only_when_it_is_done():
    channel = Channel(range(1, 1501))
    reader = channel.reader()
    first = await reader.read("gorod_lug", after=100)
    assert (first.posts, first.complete, len(channel.asked)) == ((), False, 50)
    second = await reader.read("GOROD_LUG", after=100)
    assert [post.message_id for post in second.posts] == list(range(101, 1501))
    assert second.complete
    assert len(channel.asked) == len(set(channel.asked)), "no page is asked for twice"


async def test_an_error_on_the_way_back_keeps_what_was_read():
    channel = Channel(range(1, 101))
    channel.answers = [None, None, page("", 500)]
    reader = channel.reader()
    with pytest.raises(SourceError):
        await reader.read("gorod_lug", after=5)
    reading = await reader.read("gorod_lug", after=5)
    assert [post.message_id for post in reading.posts] == list(range(1, 101))
    assert channel.asked[3] == "/s/gorod_lug?before=61"


async def test_a_host_that_ignores_the_cursor_is_noticed():
    channel = Channel(range(81, 101))
    channel.answers = [None, page("".join(map(block, range(81, 101))))]
    with pytest.raises(SourceError, match="does not move"):
        await channel.reader().read("gorod_lug", after=3)


async def test_an_empty_channel_is_no_fault_unless_it_had_posts():
    assert (await Channel().reader().read("gorod_lug", after=None)).posts == ()
    assert (await Channel().reader().read("gorod_lug", after=0)).complete
    with pytest.raises(SourceError, match="up to number 7"):
        await Channel().reader().read("gorod_lug", after=7)


@pytest.mark.parametrize("name", ["empty", "not_telegram", "unreadable"])
async def test_a_page_that_shows_nothing_without_saying_so_is_a_fault(name: str):
    channel = Channel()
    channel.answers = [page(saved(name))]
    with pytest.raises(SourceError, match="broken page"):
        await channel.reader().read("gorod_lug", after=None)


async def test_a_page_whose_words_are_elsewhere_is_refused_whole():
    channel = Channel(range(1, 30))
    whole = channel.page(httpx2.Request("GET", "https://pages.example/s/gorod_lug")).text
    channel.answers = [page(whole.replace("js-message_text", "js-message_body"))]
    async with channel.reader() as reader:
        with pytest.raises(SourceError, match="words of its posts are not where they were") as caught:
            await reader.read("gorod_lug", after=3)
        assert caught.value.state == ChannelState.BROKEN_PAGE
        assert len((await reader.read("gorod_lug", after=3)).posts) > 20


async def test_an_odd_block_keeps_the_cursor_below_it_on_every_page_of_the_way_back():
    channel = Channel(range(1, 61))
    odd = {30, 58}
    pages = []
    for before in (61, 41, 21):
        html = channel.page(httpx2.Request("GET", f"https://pages.example/s/gorod_lug?before={before}")).text
        for number in odd:
            html = html.replace(f'data-post="gorod_lug/{number}"', "")
        pages.append(page(html))
    channel.answers = [*pages]
    async with channel.reader() as reader:
        reading = await reader.read("gorod_lug", after=5)
    assert (reading.unreadable, reading.understood_to) == (2, 29)
    assert [(doubt.low, doubt.high) for doubt in reading.doubts] == [(29, 31), (57, 59)]
    assert {post.message_id for post in reading.posts} >= set(range(22, 61)) - odd


async def test_a_renamed_channel_is_noted():
    channel = Channel()
    channel.answers = [page(saved("renamed"))]
    reading = await channel.reader().read("gorod_lug", after=30)
    assert (reading.handle, reading.title) == ("Gorod_Lug_New", "Город Луг")


@pytest.mark.parametrize(
    ("name", "state", "words"),
    [
        ("landing_missing", ChannelState.MISSING, "does not exist"),
        ("landing_channel", ChannelState.NO_PREVIEW, "without a public preview"),
        ("landing_group", ChannelState.NOT_A_CHANNEL, "is a group"),
        ("landing_bot", ChannelState.NOT_A_CHANNEL, "is a bot"),
        ("landing_user", ChannelState.NOT_A_CHANNEL, "is a user"),
    ],
)
async def test_a_redirect_to_the_plain_page_tells_why_there_is_no_preview(
    name: str, state: ChannelState, words: str
):
    for answers in ([redirect("/Gorod_Lug"), page(saved(name))], [page(saved(name))]):
        channel = Channel()
        channel.answers = list(answers)
        with pytest.raises(SourceGone, match=words) as caught:
            await channel.reader().read("gorod_lug", after=None)
        assert caught.value.state == state


@pytest.mark.parametrize(
    "to", ["https://evil.example/gorod_lug", "http://pages.example/gorod_lug", "/login", "//[", "/s/other_one"]
)
async def test_no_other_redirect_is_followed(to: str):
    channel = Channel()
    channel.answers = [redirect(to)]
    with pytest.raises(SourceError, match="redirected") as caught:
        await channel.reader().read("gorod_lug", after=None)
    assert not isinstance(caught.value, SourceGone)
    assert len(channel.asked) == 1


@pytest.mark.parametrize("handle", ["", "abc", "1abcd", "a/b/c/d", "../etc", "name?x=1", "я_канал", "a" * 33])
async def test_what_can_not_be_a_handle_never_reaches_the_wire(handle: str):
    channel = Channel()
    with pytest.raises(SourceGone, match="can not be the handle"):
        await channel.reader().read(handle, after=None)
    with pytest.raises(SourceGone):
        await channel.reader().read_one(handle, 1)
    assert channel.asked == []


async def test_one_post_is_asked_for_alone():
    channel = Channel()
    channel.answers = [page(saved("embed_post")), page(saved("embed_deleted"))]
    reader = channel.reader()
    found = await reader.read_one("gorod_lug", 101)
    assert found is not None
    assert found.message_id == 101
    assert await reader.read_one("gorod_lug", 102) is None
    assert channel.asked[0] == "/gorod_lug/101?embed=1&mode=tme"


async def test_an_older_page_ends_with_the_post_that_was_asked_for():
    channel = Channel(range(1, 60))
    shown = await channel.reader().read_until("gorod_lug", 30)
    assert shown[-1].message_id == 30
    assert channel.asked == ["/s/gorod_lug?before=31"]


async def test_all_callers_share_one_request_a_second_with_a_burst_of_two():
    channel = Channel(range(1, 10))
    reader = channel.reader()
    for handle in ("gorod_lug", "sosed_pole", "reka_tihaya", "most_novyi"):
        await reader.read(handle, after=None)
    assert channel.sent_at == [0.0, 0.0, 1.0, 2.0]


async def test_another_budget_counts_from_the_next_request_on():
    channel = Channel(range(1, 21))
    async with channel.reader() as reader:
        for _ in range(2):
            await reader.read("mayor", after=None)
        reader.set_rate(0.1)
        for _ in range(3):
            await reader.read("mayor", after=None)
    assert channel.sent_at == [0, 0, 1, 11, 21]


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("17", 17.0), ("Mon, 02 Mar 2026 22:01:30 GMT", 90.0), ("soon", 30.0), ("9" * 30, 86_400.0), (None, 30.0)],
)
async def test_a_limit_answer_keeps_the_whole_host_alone_for_the_time_it_asks(
    header: str | None, seconds: float
):
    channel = Channel(range(1, 10))
    channel.answers = [page("", 429, **({"retry_after": header} if header else {}))]
    reader = channel.reader()
    with pytest.raises(SourceError, match="429") as caught:
        await reader.read("gorod_lug", after=None)
    assert caught.value.retry_after == seconds
    channel.time += seconds - 1
    with pytest.raises(SourceError, match="wait") as caught:
        await reader.read("sosed_pole", after=None)
    assert caught.value.retry_after == pytest.approx(1)
    assert len(channel.asked) == 1, "the host is not asked meanwhile"
    channel.time += 1
    assert (await reader.read("sosed_pole", after=None)).posts


def test_a_date_in_the_past_or_without_a_zone_is_understood():
    assert retry_after("Mon, 02 Mar 2026 21:00:00 GMT", NOW) == 0
    assert retry_after("Mon, 02 Mar 2026 22:00:10", NOW) == 10
    assert retry_after("-5", NOW) is None


async def test_repeated_refusals_double_the_wait():
    channel = Channel(range(1, 10))
    channel.answers = [page("", 403), page("", 403), None, page("", 403)]
    reader = channel.reader()
    waits = []
    for handle in ("gorod_lug", "sosed_pole", "reka_tihaya"):
        with pytest.raises(SourceError) as caught:
            await reader.read(handle, after=None)
        assert caught.value.retry_after is not None
        waits.append(caught.value.retry_after)
        channel.time += waits[-1]
        if len(waits) == 2:
            await reader.read("most_novyi", after=None)
    assert waits == [30, 60, 30]


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (page("", 502), "fault of its own"),
        (page("", 404), "unexpected answer"),
        (httpx2.Response(200, json={}), "application/json instead of a page"),
        (page("tgme_", content_encoding="br"), "not asked for"),
        (httpx2.ReadTimeout("slow"), "in time"),
        (httpx2.ProxyError("no"), "proxy"),
    ],
)
async def test_each_failure_is_one_clear_sentence(answer: httpx2.Response | Exception, words: str):
    channel = Channel()
    channel.answers = [answer]
    with pytest.raises(SourceError, match=words):
        await channel.reader().read("gorod_lug", after=None)


async def test_a_broken_connection_is_tried_once_more_and_not_twice():
    channel = Channel(range(1, 10))
    reset = httpx2.ReadError("reset")
    channel.answers = [reset]
    assert (await channel.reader().read("gorod_lug", after=None)).posts
    channel.answers = [reset, reset]
    with pytest.raises(SourceError, match="broke off"):
        await channel.reader().read("gorod_lug", after=None)


async def test_the_reader_says_who_it_is_and_keeps_no_cookies():
    channel = Channel(range(1, 10))
    shown = channel.page(httpx2.Request("GET", "https://pages.example/s/x"))
    channel.answers = [page(shown.text, set_cookie="stel_ssid=1; Path=/")]
    reader = channel.reader()
    await reader.read("gorod_lug", after=None)
    await reader.read("gorod_lug", after=None)
    assert re.match(r"Lookout/\d+\.\d+", channel.requests[0].headers["user-agent"])
    assert "cookie" not in channel.requests[1].headers


Answer = Callable[[asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def host(answer: Answer) -> AsyncIterator[str]:
    """A real server on loopback that reads the request's head and then does `answer`."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await reader.readuntil(b"\r\n\r\n")
            await answer(writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()


async def test_a_zip_bomb_is_refused_with_memory_bounded():
    bomb = gzip.compress(b"tgme_" * (60 * 2**20), compresslevel=9)

    async def answer(writer: asyncio.StreamWriter) -> None:
        writer.write(
            b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-encoding: gzip\r\n"
            b"content-length: %d\r\n\r\n" % len(bomb)
        )
        writer.write(bomb)
        await writer.drain()

    async with host(answer) as url, WebReader(url) as reader:
        tracemalloc.start()
        try:
            with pytest.raises(SourceError, match="larger than 8 MB"):
                await reader.read("gorod_lug", after=None)
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
    assert peak < 40 * 2**20, f"300 MB unpacked must not take {peak / 2**20:.0f} MB"


async def test_a_slow_body_is_given_up_after_the_total_time():
    async def answer(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 100000\r\n\r\n")
        while True:
            writer.write(b"tgme_ ")
            await writer.drain()
            await asyncio.sleep(0.01)  # drips: each read is in time, the whole is not

    async with host(answer) as url, WebReader(url, total_seconds=0.3) as reader:
        with pytest.raises(SourceError, match=r"within 0\.3 s"):
            await reader.read("gorod_lug", after=None)


async def test_a_connection_cut_in_the_middle_is_a_fault_and_no_half_page():
    async def answer(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 100000\r\n\r\n")
        writer.write(block(1).encode())
        await writer.drain()

    async with host(answer) as url, WebReader(url) as reader:
        with pytest.raises(SourceError, match="broke off"):
            await reader.read("gorod_lug", after=None)


async def test_a_closed_port_is_a_sentence():
    async def answer(writer: asyncio.StreamWriter) -> None:
        writer.write(b"")

    async with host(answer) as url:
        pass
    async with WebReader(url) as reader:
        with pytest.raises(SourceError, match="no connection"):
            await reader.read("gorod_lug", after=None)
