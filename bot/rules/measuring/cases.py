"""A labelled statement: what a text matches and says, as a careful editor would put it (docs/contract.md)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Final

from pydantic import BeforeValidator, ConfigDict, Field

from bot.errors import Problem
from bot.values import Precision, Scope
from bot.watchlist.model import ConfigModel, Listed, one_of, shaped, validate
from bot.watchlist.strict_yaml import Document

EMPTY: Final[Mapping[str, Any]] = {
    "count": None, "count_is_minimum": False, "scope": "event", "places": [], "by_place": {}, "period": None,
    "stated_at": None, "killed": None, "injured": None, "emergency_services": False, "inscription": None,
}  # fmt: skip
"""Each fact where nothing of it is stated."""
FACTS: Final = tuple(EMPTY)


def _moment(value: object) -> datetime:
    try:
        at = datetime.fromisoformat(str(value))
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        raise ValueError(f"write a time with its offset from UTC, such as 2026-05-12T21:58:00Z, not {value!r}")
    return at


_Moment = Annotated[datetime, BeforeValidator(_moment)]
_Place = Annotated[str, shaped("[A-Z]{2}-[A-Z0-9]{1,3}", "an ISO 3166-2 code such as RU-MOW")]
_Clock = Annotated[str, shaped("([01][0-9]|2[0-3]):[0-5][0-9]", "a clock time such as 00:58")]
_Count = Annotated[int, Field(ge=0)]


class _Period(ConfigModel):
    start: _Moment
    end: _Moment
    precision: Annotated[Precision, one_of(Precision)]


class _Facts(ConfigModel):
    count: _Count | None = None
    count_is_minimum: bool = False
    scope: Annotated[Scope, one_of(Scope)] = Scope.EVENT
    places: Annotated[tuple[_Place, ...], Listed] = ()
    by_place: dict[_Place, _Count] = Field(default_factory=dict)
    period: _Period | None = None
    stated_at: _Clock | None = None
    killed: _Count | None = None
    injured: _Count | None = None
    emergency_services: bool = False
    inscription: str | None = None


class _Labelled(ConfigModel):
    model_config = ConfigDict(extra="ignore")  # people keep more beside a label than we read

    id: Annotated[str, Field(min_length=1)]
    text: Annotated[str, Field(min_length=1)]
    posted_at: _Moment
    patterns: Annotated[tuple[str, ...], Listed]
    lang: str = "ru"
    channel: str | None = None
    facts: _Facts | None = None
    note: str = ""


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


def case_from(document: Document) -> tuple[Case | None, list[Problem]]:
    """A case from one line of a labelled file, or what is wrong with the line."""
    label, problems = validate(_Labelled, document)
    if label is None:
        return None, problems
    return Case(
        id=label.id,
        language=label.lang,
        handle=label.channel,
        posted_at=label.posted_at,
        text=document.data["text"],
        patterns=frozenset(label.patterns),
        facts=dict(document.data.get("facts") or {}),
        note=label.note,
    ), []
