"""Recorded nights: what was published where and when, to be replayed (`seeds/nights/*.yaml`).

A night may also say what a perfect reader would read out of each post (`labels`) and what a careful editor
would make of it (`expected`), so that joining can be measured apart from reading.
"""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, Self

from pydantic import BeforeValidator, Field, model_validator

from bot.errors import ConfigError
from bot.values import Facts, MediaKind, Period, Precision, Scope
from bot.watchlist import strict_yaml
from bot.watchlist.channels import Channel, Handle, PlaceCode, Slug
from bot.watchlist.model import ConfigModel, Listed, validate


def _moment(value: object) -> datetime:
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise ValueError(f"write a time with its zone, such as 2026-05-13T00:58:00+03:00, not {value!r}")
    return moment


def _media(value: object) -> tuple[MediaKind, ...]:
    words = value if isinstance(value, list) else [value]
    if unknown := [word for word in words if word not in list(MediaKind)]:
        raise ValueError(f"must be some of {', '.join(MediaKind)}, not {unknown[0]!r}")
    return tuple(MediaKind(str(word)) for word in words)


def _scope(value: object) -> object:
    return Scope(str(value)) if value in list(Scope) else value


def _listed(value: object) -> object:
    return (value,) if isinstance(value, str) else tuple(value) if isinstance(value, list) else value


Moment = Annotated[datetime, BeforeValidator(_moment)]
Names = Annotated[tuple[Slug, ...], BeforeValidator(_listed)]
"""One name or a list of names."""


class Window(ConfigModel):
    """A stated window."""

    start: Moment
    end: Moment


class Labels(ConfigModel):
    """What a perfect reader reads out of a post: its kinds (pattern ids) and facts (`values.Facts`)."""

    kinds: Annotated[Names, Field(min_length=1)]
    count: int | None = None
    minimum: bool = False
    scope: Annotated[Scope, BeforeValidator(_scope)] = Scope.EVENT
    places: Annotated[tuple[PlaceCode, ...], BeforeValidator(_listed)] = ()
    by_place: dict[PlaceCode, int] = Field(default_factory=dict)
    period: Window | None = None
    killed: int | None = None
    injured: int | None = None
    damage: str | None = None

    @property
    def facts(self) -> Facts:
        """The labels as the reader would give them."""
        return Facts(
            count=self.count,
            count_is_minimum=self.minimum,
            scope=self.scope,
            places=tuple(sorted(self.places)),
            by_place=self.by_place,
            period=Period(self.period.start, self.period.end, Precision.HOUR) if self.period else None,
            killed=self.killed,
            injured=self.injured,
            damage=self.damage,
        )


class Expectation(ConfigModel):
    """Where an editor puts a post: the names of its incidents, and its wave there.

    Wave 0 is what concerns the incident as a whole: totals, recaps, warnings, all-clears.
    """

    incidents: Annotated[Names, Field(min_length=1)]
    wave: int = Field(default=0, ge=0)


class ExpectedIncident(ConfigModel):
    """What an incident amounts to in the end.

    `figures`: a channel's handle and what it claims, "30+" for a minimum; a channel without a figure is left
    out. `sounds`: the posts that are told with sound, in their order.
    """

    places: Annotated[tuple[PlaceCode, ...], BeforeValidator(_listed)] = ()
    figures: dict[Handle, Annotated[str, Field(pattern=r"^\d+\+?$")]] = Field(default_factory=dict)
    sounds: Names = ()
    withdrawn: bool = False


class NightEvent(ConfigModel):
    """One thing that happened on a channel: a post, an edit of an earlier one, or its deletion.

    `id` names a post inside the night; `edits`, `deletes`, `reply_to` and `forwards` refer to such names. Of a
    forward whose message is not known, `forwards_of` names the channel it comes from.
    An edit's labels and expectation take the place of the post's.
    """

    at: Moment
    channel: Handle
    text: str = ""
    id: Slug | None = None
    edits: Slug | None = None
    deletes: Slug | None = None
    reply_to: Slug | None = None
    forwards: Slug | None = None
    forwards_of: Handle | None = None
    media: Annotated[tuple[MediaKind, ...], BeforeValidator(_media)] = ()
    labels: Labels | None = None
    expected: Expectation | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.deletes and not self.text and not self.media:
            raise ValueError("a post or an edit needs a text or media")
        return self


class Night(ConfigModel):
    """A recorded night, its events in order of time.

    `channels` are those it needs beside the watch list's. `expected` are the incidents an editor makes of it,
    by the names the posts use.
    """

    title: str = Field(min_length=1)
    about: str = ""
    channels: Annotated[tuple[Channel, ...], Listed] = ()
    expected: dict[Slug, ExpectedIncident] = Field(default_factory=dict)
    posts: Annotated[tuple[NightEvent, ...], Listed] = Field(min_length=1)

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        known: set[str] = set()
        last: datetime | None = None
        for event in self.posts:
            if last is not None and event.at < last:
                raise ValueError(f"{event.at.isoformat()} stands after a later time; sort the posts by `at`")
            last = event.at
            for name in (event.edits, event.deletes, event.reply_to, event.forwards):
                if name is not None and name not in known:
                    raise ValueError(f"{name!r} is no id of an earlier post")
            if event.id is not None:
                if event.id in known:
                    raise ValueError(f"the id {event.id!r} is used twice")
                known.add(event.id)
            named = event.expected.incidents if event.expected else ()
            if unknown := [name for name in named if name not in self.expected]:
                raise ValueError(f"{unknown[0]!r} is no incident under `expected`")
        for incident in self.expected.values():
            if unknown := [name for name in incident.sounds if name not in known]:
                raise ValueError(f"{unknown[0]!r} under `sounds` is no id of a post")
        return self

    def moved_before(self, now: datetime) -> "Night":
        """The same night, moved by whole days to the latest time that is wholly past at *now*."""
        days = (now - self.posts[-1].at) // timedelta(days=1)
        shift = timedelta(days=days)
        posts = tuple(event.model_copy(update={"at": event.at + shift}) for event in self.posts)
        return self.model_copy(update={"posts": posts})


def load_night(path: Path) -> Night:
    """Read a night. Raises `ConfigError` with every mistake."""
    night, problems = validate(Night, strict_yaml.read(path))
    if problems or night is None:
        raise ConfigError(problems)
    return night
