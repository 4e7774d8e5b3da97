"""What the parser reads from pages of every kind. The pages in tests/data/pages follow the real structure."""

import re
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.errors import SourceError
from bot.sources.page import Landing, landing_kind, parse_embed, parse_landing, parse_page
from bot.values import ChannelState, FetchedPost, MediaKind

PAGES = Path(__file__).parents[1] / "data" / "pages"


def saved(name: str) -> str:
    return (PAGES / f"{name}.html").read_text(encoding="utf-8")


def post(name: str, message_id: int) -> FetchedPost:
    return next(post for post in parse_page(saved(name)).posts if post.message_id == message_id)


@pytest.mark.parametrize(
    ("message_id", "text"),
    [
        pytest.param(
            101,
            "ПВО сбила два беспилотника.\nНа месте — экстренные службы!\n\nПодробности позже",
            id="line breaks are kept and bold is not",
        ),
        pytest.param(102, "Отбой воздушной тревоги", id="a reply's quotation is no part of the text"),
        pytest.param(103, "Тревога⚡️в городе 🚨сейчас", id="emoji stay without spaces added"),
        pytest.param(104, "Тег <b>не тег</b> &amp; знак", id="typed tags stay text"),
        pytest.param(105, "Смотри #луг и запись, @sosed_pole, снова она", id="hashtags and links are text"),
        pytest.param(
            106,
            "Приказ:\nЗакрыть мост\nдо утра. Мост у мельницы\nряд  1\nряд  2",
            id="quotes and code stand on their own lines",
        ),
        pytest.param(111, "перенесено в разметке без br", id="white space of the markup is no line break"),
    ],
)
def test_the_text_is_the_authors_own(message_id: int, text: str):
    assert post("texts", message_id).text == text


@pytest.mark.parametrize(
    ("message_id", "text", "media"),
    [
        pytest.param(201, "Подпись к альбому", ["photo"] * 3, id="an album is one post, its caption once"),
        pytest.param(204, "Снимок", ["photo"], id="photo"),
        pytest.param(205, "Ролик с места", ["video"], id="video with the marker for old browsers"),
        pytest.param(206, "Большой ролик, а текст на месте", ["video"], id="large video keeps its text"),
        pytest.param(207, "", ["round video"], id="round video"),
        pytest.param(208, "", ["voice"], id="voice"),
        pytest.param(209, "", ["audio"], id="audio is a document with another icon"),
        pytest.param(210, "Сводка в файле", ["document"], id="document"),
        pytest.param(211, "", ["sticker"], id="sticker counted once"),
        pytest.param(212, "", ["poll"], id="poll"),
        pytest.param(213, "", ["location"], id="location"),
        pytest.param(214, "Читайте https://example.org/new", ["link preview"], id="preview's words stay out"),
        pytest.param(215, "", ["unsupported"], id="rich message"),
        pytest.param(216, "", ["photo", "unsupported"], id="rich message with a photo"),
        pytest.param(217, "Текст рядом с пометкой", ["unsupported"], id="a marker beside text keeps the text"),
    ],
)
def test_every_kind_of_attachment_is_told(message_id: int, text: str, media: list[str]):
    read = post("media", message_id)
    assert (read.text, read.media) == (text, tuple(MediaKind(kind) for kind in media))


def test_an_album_has_one_id_and_leaves_a_gap():
    assert [read.message_id for read in parse_page(saved("media")).posts][:2] == [201, 204]


def test_the_time_is_the_publication_in_utc_and_not_a_videos_length():
    assert post("media", 205).published_at == datetime(2026, 3, 2, 21, 58, 10, tzinfo=UTC)
    assert post("texts", 110).published_at == datetime(2026, 3, 2, 22, 30, tzinfo=UTC)


def test_only_the_pages_own_word_marks_an_edit_not_an_authors_name():
    assert [read.message_id for read in parse_page(saved("texts")).posts if read.edited] == [107]


def test_a_reply_names_its_post_only_inside_the_channel():
    assert (post("texts", 102).reply_to, post("texts", 110).reply_to) == (101, None)
    assert post("texts", 110).text == "Ответ соседям"


def test_links_are_absolute_without_repeats_and_unescaped():
    assert post("texts", 105).links == ("https://example.org/a?x=1&y=2", "https://t.me/sosed_pole")


def test_a_block_without_its_address_is_known_by_the_link_of_its_date():
    assert post("texts", 109).text == "Без своего адреса"


def test_service_messages_are_flagged_and_not_mistaken_for_posts():
    posts = parse_page(saved("service_and_forwards")).posts
    assert [read.service for read in posts] == [True, True, False, False]


def test_a_forward_tells_its_origin_by_handle_or_by_name():
    posts = parse_page(saved("service_and_forwards")).posts
    assert [(read.forwarded_from, read.forwarded_id) for read in posts[2:]] == [
        ("sosed_pole", 4401),
        ("Тихий Сосед", None),
    ]
    assert {read.forwarded_from for read in posts[:2]} == {None}


def test_the_page_tells_handle_title_and_cursor():
    page = parse_page(saved("texts"))
    assert (page.handle, page.title, page.before) == ("gorod_lug", "Город Луг", 101)
    assert (page.at_start, page.is_channel, page.unreadable) == (False, True, 0)


def test_the_cursor_is_found_in_the_head_and_never_in_the_canonical_link():
    assert parse_page(saved("prev_only")).before == 61
    assert parse_page(saved("service_and_forwards")).before is None


def test_the_posts_handle_counts_where_the_header_has_another():
    assert parse_page(saved("renamed")).handle == "Gorod_Lug_New"


def test_an_empty_page_is_the_start_only_with_its_marker():
    assert parse_page(saved("no_messages")).at_start
    assert not parse_page(saved("empty")).at_start
    assert parse_page(saved("service_and_forwards")).at_start


def test_blocks_that_can_not_be_read_are_counted():
    page = parse_page(saved("unreadable"))
    assert (page.posts, page.unreadable) == ((), 1)


@pytest.mark.parametrize("name", ["texts", "media", "service_and_forwards", "renamed", "prev_only"])
def test_a_whole_page_leaves_nothing_in_doubt(name: str):
    page = parse_page(saved(name))
    assert (page.unreadable, page.wordless, page.doubts) == (0, 0, ())


def test_words_that_are_not_where_they_were_are_noticed():
    page = parse_page(saved("texts").replace("js-message_text", "js-message_body"))
    assert page.wordless == len(page.posts) > 5
    assert all(MediaKind.UNSUPPORTED in post.media for post in page.posts)


def test_what_comes_after_a_block_that_can_not_be_read_is_in_doubt():
    whole = parse_page(saved("texts"))
    numbers = [post.message_id for post in whole.posts]
    html = saved("texts").replace(f'/{numbers[3]}"', '/x"')
    page = parse_page(html)
    assert [post.message_id for post in page.posts] == [*numbers[:3], *numbers[4:]]
    [doubt] = page.doubts
    assert doubt == (numbers[2], numbers[4], ())
    assert doubt.is_above(None)
    assert doubt.is_above(numbers[3])
    assert not doubt.is_above(numbers[4]), "what was known by then was understood once"


def test_blocks_side_by_side_that_can_not_be_read_are_one_doubt_with_the_numbers_they_name():
    numbers = [post.message_id for post in parse_page(saved("texts")).posts]
    html = re.sub(r' datetime="[^"]*"', "", saved("texts"))
    assert parse_page(html).doubts == ((0, None, tuple(numbers)),)


@pytest.mark.parametrize("html", ["", "hello", saved("not_telegram"), b"\xff\xfe\x00"])
def test_a_page_without_telegrams_markup_is_broken(html: str | bytes):
    for parse in (parse_page, parse_landing, parse_embed):
        with pytest.raises(SourceError, match="broken page"):
            parse(html)


@pytest.mark.parametrize("parts", ["<div>", "<b></i>", "<div class=tgme_x><br/>", "<Table><p>"])
def test_nesting_beyond_reason_is_refused_quickly(parts: str):
    with pytest.raises(SourceError, match="nested"):
        parse_page(saved("texts") + parts * 100_000)


@pytest.mark.timeout(30)
def test_the_way_to_the_innermost_text_is_not_quadratic():
    nested = saved("texts").replace("Отбой", '<div class="js-message_text">' * 3_000 + "Отбой")
    assert any("Отбой" in post.text for post in parse_page(nested).posts)


def test_a_page_full_of_emoji_is_no_nesting():
    many = '<i class="emoji"><b>⚡</b></i><br>' * 20_000
    text = parse_page(saved("texts").replace("Исправленный текст", many)).posts[6].text
    assert text.count("⚡") == 20_000


@pytest.mark.parametrize(
    ("name", "kind", "state"),
    [
        ("landing_missing", Landing.MISSING, ChannelState.MISSING),
        ("landing_channel", Landing.CHANNEL, ChannelState.NO_PREVIEW),
        ("landing_group", Landing.GROUP, ChannelState.NOT_A_CHANNEL),
        ("landing_bot", Landing.BOT, ChannelState.NOT_A_CHANNEL),
        ("landing_user", Landing.USER, ChannelState.NOT_A_CHANNEL),
    ],
)
def test_landing_pages_are_told_apart(name: str, kind: Landing, state: ChannelState):
    assert (landing_kind(saved(name)), parse_landing(saved(name))) == (kind, state)
    assert not parse_page(saved(name)).is_channel


def test_one_post_alone_is_read_and_a_deleted_one_is_none():
    read = parse_embed(saved("embed_post"))
    assert read is not None
    assert (read.message_id, read.text) == (101, "ПВО сбила два беспилотника.")
    assert parse_embed(saved("embed_deleted")) is None


def test_a_channel_that_may_not_be_shown_is_no_deleted_post():
    with pytest.raises(SourceError, match="private"):
        parse_embed(saved("embed_refused"))
    with pytest.raises(SourceError, match="broken page"):
        parse_embed(saved("landing_channel"))


@given(data=st.data(), name=st.sampled_from(["texts", "media", "service_and_forwards", "landing_bot"]))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_mutation_of_a_page_raises_anything_but_a_source_error(data: st.DataObject, name: str):
    html = saved(name)
    scraps = st.one_of(
        st.text(max_size=20),
        st.sampled_from(["<", ">", '"', "</div>", "<a href='//[' ", "/99999999999999999999", "datetime=''"]),
    )
    for _ in range(data.draw(st.integers(1, 8))):
        start = data.draw(st.integers(0, len(html)))
        end = data.draw(st.integers(start, min(len(html), start + 400)))
        html = html[:start] + data.draw(scraps) + html[end:]
    body: str | bytes = html.encode("utf-8", "replace")[1:] if data.draw(st.booleans()) else html
    for parse in (parse_page, parse_landing, parse_embed):
        with suppress(SourceError):
            parse(body)
