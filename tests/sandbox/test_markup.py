"""HTML parse mode: what becomes of markup, and which markup is refused with which words."""

from html import escape
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.entities import checked, trimmed, units, with_automatic
from bot.sandbox.markup import parse
from bot.sandbox.refusals import Refused
from bot.sandbox.shapes import as_html

TAGS = ("b", "i", "u", "s", "tg-spoiler")
TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=40)


def marked_up() -> st.SearchStrategy[str]:
    """Well-formed markup of any depth."""

    def wrap(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        tagged = st.tuples(st.sampled_from(TAGS), inner).map(lambda p: f"<{p[0]}>{p[1]}</{p[0]}>")
        linked = inner.map(lambda text: f'<a href="https://t.me/x/1?a=1&amp;b=2">{text}</a>')
        return tagged | linked | st.tuples(inner, inner).map("".join)

    return st.recursive(TEXTS.map(lambda text: escape(text, quote=False)), wrap, max_leaves=8)


@pytest.mark.parametrize(
    ("source", "text", "kinds"),
    [
        ("<b>Москва</b>", "Москва", ["bold"]),
        ("<strong>a</strong><em>b</em>", "ab", ["bold", "italic"]),
        ("<u>a</u><s>b</s><tg-spoiler>c</tg-spoiler>", "abc", ["underline", "strikethrough", "spoiler"]),
        ("<blockquote>q</blockquote>", "q", ["blockquote"]),
        ("<blockquote expandable>q</blockquote>", "q", ["expandable_blockquote"]),
        ('<pre><code class="language-python">x</code></pre>', "x", ["pre"]),
        ("<code>a &lt; b</code>", "a < b", ["code"]),
        ('<a href="https://t.me/x/1">l</a>', "l", ["text_link"]),
        ('<a href="nonsense">l</a>', "l", []),
        ('<tg-time unix="1790000000" format="t">22:45</tg-time>', "22:45", ["date_time"]),
        ('<span class="tg-spoiler">s</span>', "s", ["spoiler"]),
        ("<b></b>x", "x", []),
        ("a & b &copy; &#9889; &#x26A1;", "a & b &copy; ⚡ ⚡", []),
        ("<b>a<b>b</b></b>", "ab", ["bold"]),
        ("<blockquote>a<blockquote>b</blockquote></blockquote>", "ab", ["blockquote"]),
        ("<code>a<b>b</b></code>", "ab", ["code"]),
        ("<B>a</B>", "a", ["bold"]),
        ("<b>a</>", "a", ["bold"]),
    ],
)
def test_markup_becomes_text_and_entities(source: str, text: str, kinds: list[str]) -> None:
    got, entities = parse(source)
    assert (got, [entity["type"] for entity in entities]) == (text, kinds)


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("<b>a", 'Can\'t find end tag corresponding to start tag "b"'),
        ("a</b>", "Unexpected end tag at byte offset 1"),
        ("<b><i>a</b></i>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
        ("й<div>a</div>", 'Unsupported start tag "div" at byte offset 2'),
        ("3 < 4", 'Unsupported start tag "" at byte offset 2'),
        ("a <b", "Unclosed start tag at byte offset 2"),
        ('<a href="x', "Unclosed start tag at byte offset 0"),
        ("<b>a</b", "Unclosed end tag at byte offset 4"),
        ('<span class="x">a</span>', 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
    ],
)
def test_bad_markup_is_refused_in_telegrams_words(source: str, words: str) -> None:
    with pytest.raises(Refused) as refused:
        parse(source)
    assert refused.value.code == 400
    assert refused.value.description == f"Bad Request: can't parse entities: {words}"


@given(TEXTS)
def test_escaped_text_comes_back_as_it_was_typed(text: str) -> None:
    assert parse(escape(text, quote=False)) == (text, [])


@given(marked_up())
def test_every_entity_lies_within_the_text_on_character_borders(source: str) -> None:
    text, entities = parse(source)
    assert checked(text, entities) == entities


@given(marked_up())
def test_printing_what_was_parsed_and_parsing_it_again_changes_nothing(source: str) -> None:
    text, entities = parse(source)
    assert parse(as_html(text, entities)) == (text, entities)


@given(marked_up(), st.integers(0, 5), st.integers(0, 5))
def test_trimming_keeps_entities_on_their_words(source: str, before: int, after: int) -> None:
    text, entities = parse(" " * before + source + "\n" * after)
    short, moved = trimmed(text, entities)
    assert short == text.strip(" \n\t")
    assert checked(short, moved) == moved


def test_an_emoji_counts_two_units() -> None:
    assert units("⚡️🚀") == 4
    assert parse("🚀<b>x</b>")[1] == [{"type": "bold", "offset": 2, "length": 1}]


@pytest.mark.parametrize(
    ("entity", "words"),
    [
        ({"type": "bold", "offset": 0, "length": 4}, "ends after the end of the text"),
        ({"type": "bold", "offset": 1, "length": 2}, "entity begins in a middle of a UTF-16 symbol"),
        ({"type": "bold", "offset": 0, "length": 1}, "entity ends in a middle of a UTF-16 symbol"),
        ({"type": "bold", "offset": -1, "length": 1}, "receive an entity with incorrect offset"),
        ({"type": "wavy", "offset": 0, "length": 2}, "unsupported type specified"),
        ({"type": "bold"}, "must be a Number"),
        ("bold", "unsupported type specified"),
    ],
)
def test_entities_that_do_not_fit_the_text_are_refused(entity: Any, words: str) -> None:
    with pytest.raises(Refused, match=words):
        checked("🚀x", [entity])


def test_links_mentions_hashtags_and_commands_are_found_without_markup() -> None:
    text = "/latest 5 @someone #москва https://t.me/x/1. t.me/y a@b.example 1/2"
    found = [(e["type"], text[e["offset"] : e["offset"] + e["length"]]) for e in with_automatic(text, [])]
    assert found == [
        ("bot_command", "/latest"),
        ("mention", "@someone"),
        ("hashtag", "#москва"),
        ("url", "https://t.me/x/1"),
        ("url", "t.me/y"),
    ]
