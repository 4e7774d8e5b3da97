"""A labelled statement: what a text matches and says, as a careful editor would put it (docs/contract.md)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

FACTS = (
    "count",
    "count_is_minimum",
    "scope",
    "places",
    "by_place",
    "period",
    "stated_at",
    "killed",
    "injured",
    "emergency_services",
    "inscription",
)
EMPTY: Mapping[str, Any] = {
    "count": None, "count_is_minimum": False, "scope": "event", "places": [], "by_place": {}, "period": None,
    "stated_at": None, "killed": None, "injured": None, "emergency_services": False, "inscription": None,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Case:
    """One labelled statement: `patterns` it matches (none for most), and its `facts` as far as labelled."""

    id: str
    language: str
    handle: str | None
    posted_at: datetime
    text: str
    patterns: frozenset[str]
    facts: Mapping[str, Any]
    note: str = ""


def case_from(data: Mapping[str, Any]) -> Case:
    """A case from one line of a labelled file. Raises `ValueError` saying which key is wrong."""
    for key in ("id", "text", "posted_at", "patterns"):
        if key not in data:
            raise ValueError(f"{key} is missing")
    posted_at = datetime.fromisoformat(str(data["posted_at"]))
    if posted_at.tzinfo is None:
        raise ValueError("posted_at needs an offset from UTC")
    facts = data.get("facts") or {}
    for name in facts:
        if name not in EMPTY:
            raise ValueError(f"facts.{name} is no fact; facts are {', '.join(FACTS)}")
    return Case(
        id=str(data["id"]),
        language=str(data.get("lang") or "ru"),
        handle=data.get("channel"),
        posted_at=posted_at,
        text=str(data["text"]),
        patterns=frozenset(data["patterns"]),
        facts=dict(facts),
        note=str(data.get("note") or ""),
    )
