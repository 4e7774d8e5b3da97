"""Texts to be read from outside the archive: given by hand, or many as JSON Lines."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.errors import ConfigError, Problem, no_json
from bot.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class Case:
    """A text as a post of the channel *handle*, or of none in particular."""

    text: str
    handle: str | None
    posted_at: datetime

    def matches(self, rulebook: Rulebook) -> list[dict[str, Any]]:
        """What it matches, in the form of the contract with programs."""
        hits = rulebook.hits(self.text, handle=self.handle, posted_at=self.posted_at)
        return [hit.as_contract() for hit in hits if hit.accepted]


def cases(path: Path) -> Iterator[tuple[Any, Case]]:
    """The lines of a JSON Lines file with their ids: `text`, and where given `id`, `channel` and `posted_at`.

    Raises `ConfigError` naming file, line and key.
    """
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as exc:
        problem = Problem("command line", "--jsonl", f"{path} cannot be read: {_reason(exc)}")
        raise ConfigError([problem]) from exc
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        where = f"{path.name}:{number}"
        try:
            data = json.loads(line)
        except ValueError as exc:
            raise ConfigError([no_json(where, exc)]) from exc
        if not isinstance(data, dict) or not isinstance(data.get("text"), str):
            raise ConfigError([Problem(where, "text", "each line needs an object with a text")])
        try:
            posted_at = moment(data["posted_at"]) if data.get("posted_at") else datetime.now(UTC)
        except (ValueError, TypeError) as exc:
            raise ConfigError([Problem(where, "posted_at", str(exc))]) from exc
        channel = data.get("channel")
        yield (
            data.get("id"),
            Case(data["text"], handle_in(channel) if isinstance(channel, str) else None, posted_at),
        )


def handle_in(written: str | None) -> str | None:
    """A handle however people write it: with @, or as an address."""
    return written.rstrip("/").rsplit("/", 1)[-1].lstrip("@") if written else None


def moment(text: str) -> datetime:
    """A time as ISO 8601, in UTC where no zone is said. Raises `ValueError` with a sentence."""
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"write a time such as 2026-05-13T00:58+03:00, not {text!r}") from None
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def _reason(exc: OSError | UnicodeDecodeError) -> str:
    return getattr(exc, "strerror", None) or str(exc)
