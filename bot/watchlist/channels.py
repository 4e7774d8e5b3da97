"""`watchlist.yaml`: which channels are read, how politely, and when statements are told."""

from datetime import timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo, available_timezones

from pydantic import Field, field_validator, model_validator

from bot.watchlist.model import ConfigModel, Duration, Listed, MistakeAt, one_of, shaped

Handle = Annotated[
    str, shaped(r"[A-Za-z][A-Za-z0-9_]{3,31}", "the channel's name alone, without @ and address")
]
PlaceCode = Annotated[str, shaped(r"[A-Z]{2}(-[A-Z0-9]{1,3})?", "a code such as UA, UA-32 or RU-MOW")]
Slug = Annotated[
    str,
    shaped(r"[a-z][a-z0-9-]{1,47}", "2 to 48 small Latin letters, digits and hyphens, a letter first"),
]
Language = Literal["ru", "uk", "en"]


LEAST_KEPT = timedelta(days=2)
LEAST_CARDS_KEPT = timedelta(days=14)


class Authority(StrEnum):
    """Who speaks on a channel."""

    OFFICIAL = "official"
    MEDIA = "media"
    MONITOR = "monitor"


class Polling(ConfigModel):
    """How often channel pages are read: bounds per channel, and one budget for the host."""

    min_interval: Duration = timedelta(seconds=30)
    max_interval: Duration = timedelta(minutes=15)
    requests_per_second: float = Field(default=1, gt=0, le=1000, strict=False)

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.min_interval < timedelta(seconds=1):
            raise MistakeAt(("min_interval",), "must be at least 1s")
        if self.min_interval > self.max_interval:
            if "min_interval" in self.model_fields_set:
                raise MistakeAt(("min_interval",), "must not be longer than max_interval")
            raise MistakeAt(
                ("max_interval",),
                f"must not be shorter than min_interval, which is {self.min_interval.seconds}s",
            )
        return self


class IncidentPolicy(ConfigModel):
    """When a story ends, and how long its card waits.

    `gap`: quiet time after which the next statement opens a new incident. `first_wait`: delay before the first
    card, to gather. `update_interval`: least time between two edits of one card. `jump`: a figure so many times
    the one last told is told with sound.
    """

    gap: Duration = timedelta(hours=3)
    first_wait: Duration = timedelta(seconds=10)
    update_interval: Duration = timedelta(seconds=30)
    jump: float = Field(default=1.5, gt=1, le=100, strict=False)


class Retention(ConfigModel):
    """How long the archive keeps what no incident rests on.

    `unmatched_posts`: posts in which nothing was found. `deliveries`: records of messages that went out or were
    given up. `cards`: which message of a chat shows an incident, from its last statement and last edit on: so
    long it follows an admin's hand. Posts that made a statement are kept, with all their versions.
    """

    unmatched_posts: Duration = timedelta(days=90)
    deliveries: Duration = timedelta(days=30)
    cards: Duration = timedelta(days=180)

    @field_validator("unmatched_posts", "deliveries")
    @classmethod
    def _not_too_short(cls, span: timedelta) -> timedelta:
        if span < LEAST_KEPT:
            raise ValueError("must be at least 2d: so long posts may be edited, and admins look back")
        return span

    @field_validator("cards")
    @classmethod
    def _no_card_too_soon(cls, span: timedelta) -> timedelta:
        if span < LEAST_CARDS_KEPT:
            raise ValueError("must be at least 14d: so long digests go by what cards have told")
        return span


Title = Annotated[str, Field(min_length=1, max_length=120)]


class OtherTitles(ConfigModel):
    """What readers of a language call a channel; its title where nothing is given."""

    ru: Title | None = None
    uk: Title | None = None
    en: Title | None = None


class Channel(ConfigModel):
    """One public channel. `places` is what "here" means on it; `patterns` None means all. `titles` by language.

    `heartbeat`: it is known to post at least so often; a longer silence means that we do not see what is there.
    """

    handle: Handle
    title: Title
    titles: OtherTitles = OtherTitles()
    authority: Annotated[Authority, one_of(Authority)] = Authority.OFFICIAL
    timezone: str = "UTC"
    language: Language = "ru"
    places: Annotated[tuple[PlaceCode, ...], Listed] = ()
    patterns: Annotated[tuple[Slug, ...], Listed] | None = None
    heartbeat: Duration | None = None

    @field_validator("heartbeat")
    @classmethod
    def _long_enough(cls, span: timedelta | None) -> timedelta | None:
        if span is not None and span < timedelta(minutes=10):
            raise ValueError("heartbeat must be at least 10m")
        return span

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        if name not in _zones():
            raise ValueError(f"is no time zone: {name!r}; write one such as Europe/Moscow")
        return name

    @property
    def zone(self) -> ZoneInfo:
        """The channel's own clock."""
        return ZoneInfo(self.timezone)


@lru_cache(maxsize=1)
def _zones() -> set[str]:
    """All time zones: asking the system means walking its folders, once for each channel."""
    return available_timezones()


class ChannelsFile(ConfigModel):
    """A list of channels, each once."""

    channels: Annotated[tuple[Channel, ...], Listed] = ()

    @field_validator("channels")
    @classmethod
    def _unique(cls, channels: tuple[Channel, ...]) -> tuple[Channel, ...]:
        seen: set[str] = set()
        for index, channel in enumerate(channels):
            handle = channel.handle.casefold()
            if handle in seen:
                raise MistakeAt((index, "handle"), f"the channel {channel.handle!r} is listed twice")
            seen.add(handle)
        return channels


class WatchlistFile(ChannelsFile):
    """The whole of `watchlist.yaml`."""

    version: Literal[1]
    polling: Polling = Polling()
    incidents: IncidentPolicy = IncidentPolicy()
    retention: Retention = Retention()
