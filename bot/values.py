"""Values that travel between stages. No I/O, no SQL, no Telegram."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import Any, NamedTuple


class Scope(StrEnum):
    """What a statement's figure covers (conventions: docs/contract.md)."""

    EVENT = "event"
    RUNNING_TOTAL = "running_total"
    PERIOD = "period"
    RECAP = "recap"


class Precision(StrEnum):
    """How exactly a period was stated."""

    MINUTE = "minute"
    HOUR = "hour"
    NIGHT = "night"
    DAY = "day"


class Role(StrEnum):
    """What a pattern does to the story it belongs to."""

    WARNS = "warns"
    REPORTS = "reports"
    HARMS = "harms"
    ENDS = "ends"


class ChannelState(StrEnum):
    """What we last learned about a channel's page."""

    OK = "ok"
    QUIET = "quiet"
    """Read, and silent against its habits."""
    SLOW = "slow"
    """No complete answer in time."""
    NO_PREVIEW = "no preview"
    MISSING = "missing"
    RENAMED = "renamed"
    """Read, and its page carries another name."""
    PRIVATE = "private"
    """Its name is gone, though it was read under it before."""
    NOT_A_CHANNEL = "not a channel"
    UNREADABLE = "unreadable"
    """Read, and its newest posts hide what they say."""
    TEASERS = "teasers"
    """Read, and its newest posts only point elsewhere."""
    BLOCKED = "blocked"
    """The host refuses us."""
    UNREACHABLE = "unreachable"
    BROKEN_PAGE = "broken page"


class MediaKind(StrEnum):
    """Kinds of attachment a post can carry. Order inside a post is that of the page."""

    PHOTO = "photo"
    VIDEO = "video"
    ROUND_VIDEO = "round video"
    VOICE = "voice"
    AUDIO = "audio"
    DOCUMENT = "document"
    STICKER = "sticker"
    POLL = "poll"
    LOCATION = "location"
    LINK_PREVIEW = "link preview"
    UNSUPPORTED = "unsupported"


class Doubt(NamedTuple):
    """Blocks side by side that were not understood: between the posts *low* and *high*, None: up to the end.

    Up to *low* nothing was missed. *numbers* are those that the blocks themselves name.
    """

    low: int
    high: int | None
    numbers: tuple[int, ...] = ()

    def is_above(self, after: int | None) -> bool:
        """Whether it may be newer than message *after*."""
        return after is None or self.high is None or self.high > after


@dataclass(frozen=True, slots=True)
class FetchedPost:
    """One message of a channel as its page showed it, before anything is decided about it.

    `text` is the author's own text: line breaks kept, no quoted reply, no doubled caption; empty for a post
    without text. `published_at` is UTC-aware. `edited` says only that the page shows the word "edited":
    pages do not give the time of an edit. `forwarded_from` is the origin's handle or name, `forwarded_id` the
    message there, where the page links it. `service` marks messages of Telegram itself ("channel created",
    "pinned"), which are no posts of the author.
    """

    message_id: int
    text: str
    published_at: datetime
    handle: str
    edited: bool = False
    media: tuple[MediaKind, ...] = ()
    forwarded_from: str | None = None
    forwarded_id: int | None = None
    reply_to: int | None = None
    service: bool = False
    links: tuple[str, ...] = ()

    @property
    def fingerprint(self) -> str:
        """Identity of this version: text, kinds of media and the edited mark; never views or reactions."""
        return "\x1f".join((self.text, ",".join(self.media), "edited" if self.edited else ""))


@dataclass(frozen=True, slots=True)
class Period:
    """A stated window, both ends UTC-aware."""

    start: datetime
    end: datetime
    precision: Precision


@dataclass(frozen=True, slots=True)
class Facts:
    """What was read out of one statement. What is not stated is None, never guessed.

    `places` are ISO 3166-2 codes, sorted. `by_place` holds only figures itemised by region. `stated_at` is the
    event's clock time "HH:MM" in the channel's zone. `damage` are the words that state damage. `evidence` maps
    the name of a fact to the words it was read from.
    """

    count: int | None = None
    count_is_minimum: bool = False
    scope: Scope = Scope.EVENT
    places: tuple[str, ...] = ()
    by_place: Mapping[str, int] = field(default_factory=dict)
    period: Period | None = None
    stated_at: str | None = None
    killed: int | None = None
    injured: int | None = None
    emergency_services: bool = False
    inscription: str | None = None
    damage: str | None = None
    evidence: Mapping[str, str] = field(default_factory=dict)

    def as_contract(self) -> dict[str, Any]:
        """The facts as `match --json` prints them (docs/contract.md): JSON types only."""
        period = self.period and {
            "start": self.period.start.isoformat(),
            "end": self.period.end.isoformat(),
            "precision": self.period.precision.value,
        }
        return {
            "count": self.count,
            "count_is_minimum": self.count_is_minimum,
            "scope": self.scope.value,
            "places": list(self.places),
            "by_place": dict(self.by_place),
            "period": period,
            "stated_at": self.stated_at,
            "killed": self.killed,
            "injured": self.injured,
            "emergency_services": self.emergency_services,
            "inscription": self.inscription,
        }

    def as_json(self) -> dict[str, Any]:
        """Everything, for storing; `from_json` reads it back."""
        return self.as_contract() | {"damage": self.damage, "evidence": dict(self.evidence)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Facts":
        """Read what `as_json` wrote."""
        stored = dict(data)
        if period := stored.get("period"):
            stored["period"] = Period(
                datetime.fromisoformat(period["start"]),
                datetime.fromisoformat(period["end"]),
                Precision(period["precision"]),
            )
        return cls(**stored | {"scope": Scope(stored["scope"]), "places": tuple(stored["places"])})


@dataclass(frozen=True, slots=True)
class Point:
    """One entry of an explanation: points given or taken, the words that caused it, and why."""

    points: int
    words: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Hit:
    """One pattern found in one text: the best window, its score and its explanation.

    `score` is 0-100. `accepted` tells a match from a near miss (between the pattern's review and accept
    thresholds). `sentence` is the deciding sentence exactly as in the text. `terms` are the words that fired,
    as in the text.
    """

    pattern_id: str
    score: int
    accepted: bool
    sentence: str
    terms: tuple[str, ...]
    points: tuple[Point, ...]
    facts: Facts

    def as_contract(self) -> dict[str, Any]:
        """The match as `match --json` prints it (docs/contract.md)."""
        return {
            "pattern": self.pattern_id,
            "score": self.score,
            "sentence": self.sentence,
            "terms": list(self.terms),
            "facts": self.facts.as_contract(),
        }


class Level(IntEnum):
    """How grave an incident is: what chats choose by from where on it may sound."""

    NOTE = 0
    """A recap, or an all-clear alone."""
    ALERT = 1
    REPORT = 2
    DAMAGE = 3
    CASUALTIES = 4
    NEVER = 9
    """Above all there are: nothing sounds, or breaks through."""


class Reason(StrEnum):
    """Why a chat is told something now."""

    FIRST = "first statement"
    FIRST_FIGURE = "first figure"
    HIGHER_FIGURE = "higher figure"
    HARM = "damage or casualties"
    NEW_PLACE = "new place"
    ENDED = "all-clear"
    MORE = "more statements"
    CORRECTED = "corrected"
    WITHDRAWN = "withdrawn"
    RESTORED = "restored"


@dataclass(frozen=True, slots=True)
class OpenStatement:
    """What clustering and notifying need to know of a statement that is already in an incident.

    `ends`: it also says that the danger is over. `forward_of` is the (channel id, message id) of the post it
    forwards; the message id is None where only the origin's channel is known. `earlier` are its sentences
    before its post was edited.
    """

    statement_id: int
    post_id: int
    channel_id: int
    message_id: int
    published_at: datetime
    role: Role
    facts: Facts
    wave: int = 1
    echo_of: int | None = None
    ends: bool = False
    sentence: str = ""
    reply_to: int | None = None
    forward_of: tuple[int, int | None] | None = None
    earlier: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OpenIncident:
    """What clustering needs to know of an incident that may still grow; statements oldest first."""

    incident_id: int
    story: str
    places: tuple[str, ...]
    role: Role
    opened_at: datetime
    last_statement_at: datetime
    ended_at: datetime | None
    statements: tuple[OpenStatement, ...]


@dataclass(frozen=True, slots=True)
class Correction:
    """An edit changed a fact, the name of a field of `Facts`: what it was *before*, and when that was seen."""

    fact: str
    before: int | str
    at: datetime


@dataclass(frozen=True, slots=True)
class StatementView:
    """A statement as a card shows it.

    `handle` is the channel's address as it writes it, `source` its title in the watch list (or on the page).
    `kinds` are pattern ids. `points` and `terms` explain the match.
    """

    statement_id: int
    handle: str
    source: str
    message_id: int
    published_at: datetime
    kinds: tuple[str, ...]
    sentence: str
    facts: Facts
    role: Role
    wave: int = 1
    echo_of: int | None = None
    edited: bool = False
    withdrawn_at: datetime | None = None
    join_reason: str = ""
    score: int = 0
    terms: tuple[str, ...] = ()
    deleted: bool = False
    """Its channel deleted the post."""
    corrections: tuple[Correction, ...] = ()
    """What its post stated before it was edited: the last correction of each fact, oldest first."""
    points: tuple[Point, ...] = ()
    unread_since: datetime | None = None
    """When its channel was read last, while that is too long ago."""
    text: str = ""
    """The whole post, as the statement read it."""

    @property
    def url(self) -> str:
        """The statement's public address, whatever base the pages were read from."""
        return f"https://t.me/{self.handle}/{self.message_id}"


@dataclass(frozen=True, slots=True)
class IncidentView:
    """Everything a card needs; statements oldest first, withdrawn ones included.

    `retracted_at`: an admin retracted it, and all its statements count as withdrawn. `merged_into`: the
    incident that took over its statements, where it has none left.
    """

    incident_id: int
    story: str
    places: tuple[str, ...]
    role: Role
    status: str
    opened_at: datetime
    last_statement_at: datetime
    ended_at: datetime | None
    revision: int
    statements: tuple[StatementView, ...]
    retracted_at: datetime | None = None
    merged_into: int | None = None
