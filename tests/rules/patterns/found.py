"""What the shipped rules find in a text, for tests that write many of them."""

from collections.abc import Mapping
from datetime import UTC, datetime

from bot.rulebook import Rulebook
from bot.rules.reading import read

NOON = datetime(2026, 3, 3, 10, tzinfo=UTC)


def found(rulebook: Rulebook, text: str, *, posted_at: datetime = NOON) -> set[str]:
    """The patterns that are accepted in a post of no channel we know."""
    hits = read(rulebook.rules, text, channel=None, posted_at=posted_at)
    return {hit.pattern_id for hit in hits if hit.accepted}


def lines(texts: str) -> list[str]:
    """The texts, one a line."""
    return [text.strip() for text in texts.strip().splitlines()]


def each(texts: Mapping[str, str]) -> list[tuple[str, str]]:
    """Patterns and texts, those of each pattern one a line."""
    return [(pattern, text) for pattern, listed in texts.items() for text in lines(listed)]
