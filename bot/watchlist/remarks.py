"""What stands in pattern files and works, but hardly as it was meant: for `check` to say."""

from collections.abc import Iterator, Sequence
from typing import Final

from bot.errors import Problem
from bot.watchlist.model import nearest
from bot.watchlist.patterns import Pattern
from bot.watchlist.strict_yaml import Document

_LEFT_OUT: Final = {
    "role": "is left out and taken as reports: something happened; write warns, harms or ends if that is meant",
    "must_match": "is left out: nothing checks that the pattern still finds what it is for; add some",
    "must_not_match": "is left out: nothing checks that it passes over what only looks alike; add some",
}


def remarks(patterns: Sequence[Pattern]) -> list[Problem]:
    """What *patterns* leave out, and what that means. No mistakes: all of it may be meant so."""
    return [
        Problem(f"{pattern.id}.yaml", key, meaning)
        for pattern in patterns
        for key, meaning in _LEFT_OUT.items()
        if not (getattr(pattern, key) and key in pattern.model_fields_set)
    ]


def mistyped_stories(found: Sequence[tuple[Document, Pattern]]) -> Iterator[Problem]:
    """Stories that only one pattern tells and that are nearly another's: its statements would stand alone."""
    for document, pattern in found:
        others = {other.story for _, other in found if other is not pattern}
        if pattern.story in others or pattern.story == pattern.id:
            continue
        if meant := nearest(pattern.story, others):
            message = f"no other pattern tells the story {pattern.story!r}; did you mean {meant!r}?"
            yield document.problem(("story",), message)
