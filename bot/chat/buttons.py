"""What a button says back when it is pressed: a short, versioned, strictly read code.

The data comes from the client, which may be of any age and anyone's: nothing in it is believed beyond its form,
and whoever pressed is checked again where it matters.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

VERSION: Final = "1"
"""Grows when the meaning of a code changes: older buttons are then answered as stale."""
MAX_BYTES: Final = 64
_PART: Final = re.compile(r"[A-Za-z0-9_-]{1,40}")


class Verb(StrEnum):
    """What a press asks for."""

    SUBSCRIBE = "sub"
    LATEST = "latest"
    HELP = "help"
    SEARCH = "search"
    INCIDENT = "card"
    WHY = "why"
    SETTINGS = "set"
    SNOOZE = "snz"
    STATS = "stats"
    EXPORT = "export"
    ANNOUNCE = "announce"
    HAND = "hand"
    DIGEST = "digest"


@dataclass(frozen=True, slots=True)
class Press:
    """A button's meaning. `args` are short words of letters, digits, "-" and "_"."""

    verb: Verb
    args: tuple[str, ...] = ()


def encode(press: Press) -> str:
    """The data for a button. Raises ValueError for what would not come back the same or not fit."""
    if not all(_PART.fullmatch(arg) for arg in press.args):
        raise ValueError(f"arguments that a button cannot carry: {press.args!r}")
    data = ":".join((VERSION, press.verb, *press.args))
    if len(data.encode()) > MAX_BYTES:
        raise ValueError(f"too long for a button: {data!r}")
    return data


def decode(data: str | None) -> Press | None:
    """What a pressed button means; None for anything this version did not write."""
    if not data or len(data.encode(errors="replace")) > MAX_BYTES:
        return None
    version, *parts = data.split(":")
    if version != VERSION or not parts or not all(_PART.fullmatch(part) for part in parts):
        return None
    verb, *args = parts
    return Press(Verb(verb), tuple(args)) if verb in list(Verb) else None
