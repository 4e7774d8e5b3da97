"""Whatever a post says: facts come out, and their evidence stands in the post."""

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.rules.language.wordlists import words
from tests.rules.facts.reading import BORDER, KHARKIV, facts

LINE_BREAKS = ["\n", " \n\n"]
WORDS = st.sampled_from(
    [
        *words(
            """сбит сбиты збито БПЛА дронов два двух 12 по над Курской Белгородской области районе и , . : — ( )
            « » " не из них с до 20.00 23:15 мск мая 5 погибли ранены двое мужчина нет пострадавших на месте
            пожарные Москва столице shot down of 40 drones Kyiv Moscow regions the a were killed two ещё один
            всего • ▪️ соответственно в том числе летевших Чехове аэропорт Жуковский станом з 3 1 412 № надпись
            ночь"""
        ),
        *LINE_BREAKS,
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=40), st.sampled_from([None, BORDER, KHARKIV]))
def test_no_order_of_words_breaks_the_reading(post: list[str], channel) -> None:  # type: ignore[no-untyped-def]
    text = "Сбит " + " ".join(post)
    read = facts(text, channel)
    assert read.count is None or read.count >= 0
    for name, evidence in read.evidence.items():
        if name != "scope":
            assert all(part in text for part in evidence.split("; "))
