"""Which sentences only retell what was told before."""

from datetime import UTC, datetime

import pytest

from bot.rulebook import Rulebook
from bot.rules.reading import read

NOON = datetime(2026, 5, 13, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("sentence", "patterns"),
    [
        ("Ранее введённые ограничения на полёты в Нальчике отменены.", {"airport-restrictions"}),
        ("Ранее в Нальчике ввели ограничения на полёты.", set()),
        ("Раніше запроваджені обмеження на польоти у Сочі знято.", {"airport-restrictions"}),
    ],
)
def test_what_was_imposed_earlier_is_news_when_it_ends(
    rulebook: Rulebook, sentence: str, patterns: set[str]
) -> None:
    text = f"Открыта новая школа. {sentence}"
    hits = read(rulebook.rules, text, channel=None, posted_at=NOON)
    assert {hit.pattern_id for hit in hits if hit.accepted} == patterns
