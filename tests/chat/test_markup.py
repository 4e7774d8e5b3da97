"""Text from outside made fit to be shown, and styles that stay where they belong."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.markup import Markup, bold, clean, fill, join, link, quote, units


@pytest.mark.parametrize(
    ("outside", "shown"),
    [
        ("two\n\n  drones\t", "two drones"),
        ("\u202e13 downed\u202c", "13 downed"),
        ("1\u200b2\ufeff3", "123"),
        ("бес\u00adпилотник", "беспилотник"),
        ("a\x00b\x1b[31mc", "ab[31mc"),
        ("\ud800x", "x"),
        ("👩\u200d🚒 on site", "👩\u200d🚒 on site"),
        ("вой\u200dна", "война"),
        ("❤\ufe0f\u200d🔥", "❤\ufe0f\u200d🔥"),
        ("z\u0300\u0301\u0302\u0303\u0304algo", "z\u0300\u0301algo"),
        ("Київ, ї, ё, й", "Київ, ї, ё, й"),
        ("\u2067עברית\u2069", "עברית"),
    ],
)
def test_what_is_invisible_or_turns_the_text_round_is_taken_out(outside: str, shown: str) -> None:
    assert clean(outside, limit=100) == shown


@pytest.mark.parametrize(
    ("text", "limit", "shown"),
    [
        ("one two three", 13, "one two three"),
        ("one two three", 12, "one two…"),
        ("one two, three", 12, "one two…"),
        ("abcdefghij", 5, "abcd…"),
    ],
)
def test_long_text_is_cut_at_a_word(text: str, limit: int, shown: str) -> None:
    assert clean(text, limit=limit) == shown


@given(st.text(), st.integers(2, 200))
def test_cleaning_keeps_the_limit_and_is_idempotent(text: str, limit: int) -> None:
    once = clean(text, limit=limit)

    assert len(once) <= limit
    assert "\n" not in once
    assert clean(once, limit=limit) == once


def test_an_emoji_counts_as_two() -> None:
    assert units("a🔵б") == 4


def test_styles_move_with_their_text() -> None:
    built = join(
        "\n", [Markup(), bold("🔵 x"), Markup(), quote(fill("see {here}", here=link("it", "https://t.me/a/1")))]
    )

    assert built.text == "🔵 x\nsee it"
    assert [(e.kind, e.offset, e.length, e.url) for e in built.entities] == [
        ("bold", 0, 4, None),
        ("blockquote", 5, 6, None),
        ("text_link", 9, 2, "https://t.me/a/1"),
    ]


def test_nothing_styled_stays_nothing() -> None:
    assert quote(bold("")) == Markup()
