"""Channel pages: the structure a reader relies on, paging, and what a name without a page shows."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import httpx2
import pytest
from selectolax.lexbor import LexborHTMLParser, LexborNode

from bot.sandbox import ControlError, Sandbox, SandboxClient

HANDLE = "mos_sobyanin"
NIGHT = datetime(2026, 9, 1, 21, 58, tzinfo=UTC)


@pytest.fixture
async def http(sandbox: Sandbox) -> AsyncIterator[httpx2.AsyncClient]:
    async with httpx2.AsyncClient(base_url=sandbox.base_url, verify=False) as made:
        yield made


async def page(http: httpx2.AsyncClient, path: str = f"/s/{HANDLE}") -> LexborHTMLParser:
    answer = await http.get(path)
    assert answer.status_code == 200
    return LexborHTMLParser(answer.text)


def blocks(tree: LexborHTMLParser) -> list[LexborNode]:
    return tree.css(".tgme_widget_message[data-post]")


def ids(tree: LexborHTMLParser) -> list[int]:
    return [int((node.attributes["data-post"] or "").split("/")[1]) for node in blocks(tree)]


def only(tree: LexborHTMLParser | LexborNode, selector: str) -> LexborNode:
    (node,) = tree.css(selector)
    return node


async def test_a_post_shows_its_text_its_time_and_its_number(
    http: httpx2.AsyncClient, client: SandboxClient
) -> None:
    await client.channel(HANDLE, title="Mayor & City")
    text = "Two drones ⚡️ down\nSecond <line> #москва https://a.example/?x=1&y=2"
    await client.publish(HANDLE, text, at=NIGHT, message_id=70)
    tree = await page(http)
    (post,) = blocks(tree)
    assert post.attributes["data-post"] == f"{HANDLE}/70"
    body = only(post, ".js-message_text")
    assert body.text().startswith("Two drones ⚡️ downSecond <line> #москва")
    assert "down<br>Second &lt;line&gt;" in (body.html or "")
    assert only(body, "i.emoji > b").text() == "⚡️"
    hrefs = [link.attributes["href"] or "" for link in body.css("a")]
    assert hrefs[0].startswith("?q=%23")
    assert hrefs[1].endswith("x=1&amp;y=2")
    time = only(post, ".tgme_widget_message_date time")
    assert time.attributes["datetime"] == "2026-09-01T21:58:00+00:00"
    assert only(tree, "meta[property='og:title']").attributes["content"] == "Mayor & City"


async def test_an_edit_marks_the_post_and_a_deletion_leaves_a_gap(
    http: httpx2.AsyncClient, client: SandboxClient
) -> None:
    first, second, third = [await client.publish(HANDLE, text, at=NIGHT) for text in "abc"]
    await client.edit(HANDLE, first, "A")
    await client.delete(HANDLE, second)
    tree = await page(http)
    assert ids(tree) == [first, third]
    assert ["edited" in only(b, ".tgme_widget_message_meta").text() for b in blocks(tree)] == [True, False]
    assert [only(b, ".js-message_text").text() for b in blocks(tree)] == ["A", "c"]
    gone = await page(http, f"/{HANDLE}/{second}?embed=1&mode=tme")
    assert only(gone, ".tgme_widget_message_error").text() == "Post not found"
    alone = await page(http, f"/{HANDLE}/{first}?embed=1&mode=tme")
    assert only(alone, ".js-message_text").text() == "A"


async def test_a_reply_quotes_in_a_text_of_its_own_and_a_forward_names_its_origin(
    http: httpx2.AsyncClient, client: SandboxClient
) -> None:
    first = await client.publish(HANDLE, "Original words")
    await client.publish(HANDLE, "Answer", reply_to=first, forwarded_from="mod_russia", forwarded_id=7)
    await client.publish(HANDLE, "From a person", forwarded_from="Some One")
    tree = await page(http)
    reply = blocks(tree)[1]
    assert only(reply, ".tgme_widget_message_reply .js-message_reply_text").text() == "Original words"
    assert [node.text() for node in reply.css(".tgme_widget_message_text")] == ["Original words", "Answer"]
    assert only(reply, ".js-message_text").text() == "Answer"
    origins = tree.css(".tgme_widget_message_forwarded_from_name")
    assert [(o.tag, o.text()) for o in origins] == [("a", "mod_russia"), ("span", "Some One")]
    assert origins[0].attributes["href"] == "https://t.me/mod_russia/7"


async def test_an_album_is_one_block_with_a_nested_caption_and_takes_several_ids(
    http: httpx2.AsyncClient, client: SandboxClient
) -> None:
    first = await client.publish(HANDLE, "Caption", album=3)
    after = await client.publish(HANDLE, "Next")
    assert after == first + 3
    tree = await page(http)
    album = blocks(tree)[0]
    assert [node.text() for node in album.css(".js-message_text")] == ["Caption", "Caption"]
    assert len(album.css(".js-message_text .js-message_text")) == 1
    assert [link.attributes["href"] for link in album.css("a.js-message_photo")] == [
        f"https://t.me/{HANDLE}/{first + offset}?single" for offset in range(3)
    ]
    middle = await page(http, f"/{HANDLE}/{first + 1}?embed=1")
    assert ids(middle) == [first]


@pytest.mark.parametrize(
    ("kind", "selector"),
    [
        ("photo", ".tgme_widget_message_photo_wrap"),
        ("video", ".tgme_widget_message_video_player time.message_video_duration"),
        ("round video", ".tgme_widget_message_roundvideo_player"),
        ("voice", ".tgme_widget_message_voice_player"),
        ("audio", ".tgme_widget_message_document_icon.audio"),
        ("document", ".tgme_widget_message_document_title"),
        ("sticker", ".tgme_widget_message_sticker_wrap"),
        ("poll", ".tgme_widget_message_poll_question"),
        ("location", ".tgme_widget_message_location_wrap"),
        ("link preview", ".tgme_widget_message_link_preview"),
        ("unsupported", ".media_not_supported_cont"),
    ],
)
async def test_each_kind_of_attachment_has_its_markup(
    http: httpx2.AsyncClient, client: SandboxClient, kind: str, selector: str
) -> None:
    await client.publish(HANDLE, "Words", media=[kind])
    (post,) = blocks(await page(http))
    assert post.css_first(selector) is not None
    assert len(post.css(".js-message_text")) == (0 if kind == "poll" else 1)


async def test_a_rich_message_shows_no_text_and_a_service_message_says_so(
    http: httpx2.AsyncClient, client: SandboxClient
) -> None:
    await client.publish(HANDLE, "Invisible", rich=True)
    await client.publish(HANDLE, "Channel photo updated", service=True)
    rich, service = blocks(await page(http))
    assert rich.css_first(".js-message_text") is None
    assert rich.css_first(".media_not_supported_cont") is not None
    assert "service_message" in (service.attributes["class"] or "")
    assert only(service, ".js-message_text").text() == "Channel photo updated"


async def test_pages_hold_twenty_messages_and_lead_back_to_the_start(
    http: httpx2.AsyncClient, client: SandboxClient
) -> None:
    for number in range(1, 46):
        await client.publish(HANDLE, f"post {number}")
    seen: list[int] = []
    tree = await page(http)
    while True:
        assert len(ids(tree)) <= 20
        seen = ids(tree) + seen
        previous = tree.css_first("link[rel=prev]")
        more = tree.css_first("a.tme_messages_more[data-before]")
        assert (previous is None) == (more is None)
        if more is None:
            break
        assert int(more.attributes["data-before"] or 0) == ids(tree)[0]
        tree = await page(http, f"/s/{HANDLE}?before={ids(tree)[0]}")
    assert seen == list(range(1, 46))
    assert ids(await page(http, f"/s/{HANDLE}?after=30")) == list(range(31, 46))
    start = await page(http, f"/s/{HANDLE}?before=1")
    assert start.css_first(".tme_no_messages_found") is not None
    assert start.css_first("link[rel=prev]") is None


async def test_an_albums_pictures_count_towards_the_page(
    http: httpx2.AsyncClient, client: SandboxClient
) -> None:
    for _ in range(4):
        await client.publish(HANDLE, "album", album=9)
    assert len(blocks(await page(http))) == 2


async def test_a_renamed_channel_serves_posts_under_its_new_handle(
    http: httpx2.AsyncClient, client: SandboxClient
) -> None:
    await client.channel("old_name", renamed_to="new_name")
    await client.publish("old_name", "x")
    (post,) = blocks(await page(http, "/s/OLD_name"))
    assert post.attributes["data-post"] == "new_name/1"


@pytest.mark.parametrize(
    ("kind", "tells"),
    [
        ("missing", "noindex, nofollow"),
        ("private", "noindex, nofollow"),
        ("no_preview", "128 400 subscribers"),
        ("group", "128 400 members, 6420 online"),
        ("user", "Send Message"),
        ("bot", "Start Bot"),
    ],
)
async def test_a_name_without_a_page_redirects_to_its_landing_page(
    http: httpx2.AsyncClient, client: SandboxClient, kind: str, tells: str
) -> None:
    await client.channel("some_name", kind=kind)  # type: ignore[arg-type]
    answer = await http.get("/s/some_name")
    assert answer.status_code == 302
    assert answer.headers["location"].endswith("/some_name")
    landing = await http.get("/some_name")
    assert tells in landing.text
    tree = LexborHTMLParser(landing.text)
    assert tree.css_first(".tgme_channel_history") is None
    assert (tree.css_first(".tgme_page_title") is None) == (kind in ("missing", "private"))


async def test_a_channel_with_a_page_links_to_it_and_an_unknown_name_is_missing(
    http: httpx2.AsyncClient, client: SandboxClient
) -> None:
    await client.publish(HANDLE, "x")
    assert f'href="/s/{HANDLE}"' in (await http.get(f"/{HANDLE}")).text
    assert (await http.get("/s/nobody_here")).status_code == 302
    assert "Telegram: Contact @nobody_here" in (await http.get("/nobody_here")).text


async def test_pages_are_compressed_and_never_cacheable(
    http: httpx2.AsyncClient, client: SandboxClient
) -> None:
    await client.publish(HANDLE, "x")
    answer = await http.get(f"/s/{HANDLE}", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["cache-control"] == "no-store"
    assert "etag" not in answer.headers
    assert [c.method for c in await client.calls(method="/s/")] == [f"/s/{HANDLE}"]


async def test_a_mistake_in_driving_is_told(client: SandboxClient) -> None:
    with pytest.raises(ControlError, match="no post"):
        await client.edit(HANDLE, 9, "x")
    with pytest.raises(ControlError, match="not a valid MediaKind"):
        await client.publish(HANDLE, "x", media=["hologram"])
    with pytest.raises(ControlError, match="time zone"):
        await client.publish(HANDLE, "x", at=datetime(2026, 9, 1))  # noqa: DTZ001
    with pytest.raises(ControlError, match="chat not found"):
        await client.press(1, 1, "x")


async def test_a_reset_empties_everything_and_numbers_go_on(client: SandboxClient) -> None:
    await client.publish(HANDLE, "x")
    await client.say(42, "hello")
    (event,) = await client.events()
    await client.reset()
    assert await client.messages(42) == []
    assert await client.events() == []
    await client.say(42, "again")
    assert [later.seq for later in await client.events(event.seq)] == [event.seq + 1]
