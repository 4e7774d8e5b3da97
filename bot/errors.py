"""
Every error this program raises on purpose.

BotError
├── ConfigError            refuse to start; carries every problem, one line each
├── StoreBusy              the database is held by another process
├── StoreUnusable          the database cannot be opened, or its schema is not ours
├── SourceError            a channel could not be read now; back off and try again
│   └── SourceGone         it cannot be read until something changes; `state` says why
├── NotDrawn               a picture crashed what draws it, or took too long; there is none
└── DeliveryError          a chat could not be reached now; retry, then give the row up
    └── ChatGone           the chat will not be reachable again; end its subscription
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass


class BotError(Exception):
    """Base of every error this program raises on purpose."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake in what people wrote: where it stands and what to do about it.

    Problems sort by file, line and key, with numbers as numbers: line 49 comes before line 106.
    """

    file: str
    key: str
    message: str

    def __lt__(self, other: "Problem") -> bool:
        return self._rank() < other._rank()

    def _rank(self) -> tuple[str, ...]:
        # Not as int(): a key may be a number of thousands of digits, and Python refuses to read those.
        return tuple(
            re.sub(r"\d+", lambda number: number[0].zfill(8), part)
            for part in (self.file, self.key, self.message)
        )

    def __str__(self) -> str:
        return f"{self.file}: {self.key}: {self.message}" if self.key else f"{self.file}: {self.message}"


def no_json(where: str, error: ValueError) -> Problem:
    """A line of a JSON Lines file that cannot be read: from where on."""
    begins = (
        f"from character {error.colno} on" if isinstance(error, json.JSONDecodeError) else "that can be read"
    )
    return Problem(where, "", f"is no JSON {begins}: each line holds one object (docs/contract.md)")


class ConfigError(BotError):
    """Configuration is missing or invalid. `problems` holds all of it, not the first."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = tuple(problems)


class StoreBusy(BotError):
    """Another process holds this database."""


class StoreUnusable(BotError):
    """The database cannot be opened or brought to the newest schema; says what to do about it."""


class NotDrawn(BotError):
    """A picture crashed the process that draws, or took too long: it must not be tried in our own."""


class SourceError(BotError):
    """A channel could not be read now. `retry_after` are the seconds the host asked us to wait, if it did.

    `state` is the `ChannelState` value of what was met.
    """

    def __init__(self, message: str, *, retry_after: float | None = None, state: str = "unreachable") -> None:
        super().__init__(message)
        self.retry_after = retry_after
        self.state = state


class SourceGone(SourceError):
    """A channel cannot be read until something changes; `state` is a `ChannelState` value."""

    def __init__(self, state: str, message: str) -> None:
        super().__init__(message, state=state)


class DeliveryError(BotError):
    """A chat could not be reached now."""


class ChatGone(DeliveryError):
    """A chat will not be reachable again."""
