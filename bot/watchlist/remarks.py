"""What stands in the config folder and works, but hardly as it was meant: for `check` to say."""

from collections.abc import Collection, Iterator, Sequence
from typing import Final

from bot.errors import Problem
from bot.watchlist.channels import Channel, Polling
from bot.watchlist.model import nearest
from bot.watchlist.patterns import Pattern
from bot.watchlist.strict_yaml import Document

_LEFT_OUT: Final = {
    "role": "is left out and taken as reports: something happened; write warns, harms or ends if that is meant",
    "must_match": "is left out: nothing checks that the pattern still finds what it is for; add some",
    "must_not_match": "is left out: nothing checks that it passes over what only looks alike; add some",
}
_MOST_NAMED: Final = 10
"""Channels that one remark names."""
_POLITE: Final = 5
"""Requests a second. What one reader asks of a host by hand stays far below."""


def remarks(patterns: Sequence[Pattern], channels: Collection[Channel], polling: Polling) -> list[Problem]:
    """What is left out, and what that means; what a host may mind. No mistakes: all of it may be meant so."""
    noted = [
        Problem(f"{pattern.id}.yaml", key, meaning)
        for pattern in patterns
        for key, meaning in _LEFT_OUT.items()
        if not (getattr(pattern, key) and key in pattern.model_fields_set)
    ]
    if unsaid := [f"@{channel.handle}" for channel in channels if "authority" not in channel.model_fields_set]:
        named = ", ".join(unsaid[:_MOST_NAMED]) + (", …" if len(unsaid) > _MOST_NAMED else "")
        meaning = f"is left out and taken as official: write media or monitor where that is meant ({named})"
        noted.append(Problem("watchlist.yaml", "authority", meaning))
    if not channels:
        noted.append(Problem("watchlist.yaml", "channels", "is empty: nothing is read"))
    if (rate := polling.requests_per_second) > _POLITE:
        meaning = f"is {rate:g} for one host, which may refuse who asks so much; 1 is polite"
        noted.append(Problem("watchlist.yaml", "polling.requests_per_second", meaning))
    return noted


def mistyped_stories(found: Sequence[tuple[Document, Pattern]]) -> Iterator[Problem]:
    """Stories that only one pattern tells and that are nearly another's: its statements would stand alone."""
    for document, pattern in found:
        others = {other.story for _, other in found if other is not pattern}
        if pattern.story in others or pattern.story == pattern.id:
            continue
        if meant := nearest(pattern.story, others):
            message = f"no other pattern tells the story {pattern.story!r}; did you mean {meant!r}?"
            yield document.problem(("story",), message)
