"""What buttons carry, and what is not believed of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.buttons import MAX_BYTES, Press, Verb, decode, encode

words = st.text(st.sampled_from("abcXYZ019_-"), min_size=1, max_size=12)


@given(st.sampled_from(Verb), st.lists(words, max_size=4))
def test_a_press_comes_back_as_it_was_within_the_limit(verb: Verb, args: list[str]) -> None:
    press = Press(verb, tuple(args))

    data = encode(press)

    assert len(data.encode()) <= MAX_BYTES
    assert decode(data) == press


@given(st.text(max_size=80))
def test_anything_else_is_read_as_nothing_or_as_what_would_be_written(data: str) -> None:
    press = decode(data)

    assert press is None or encode(press) == data


@pytest.mark.parametrize("args", [("a:b",), ("",), ("я",), ("x" * 41,), ("x" * 30, "y" * 30)])
def test_what_would_not_come_back_is_refused(args: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="button"):
        encode(Press(Verb.LATEST, args))
