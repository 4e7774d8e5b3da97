"""Recorded nights: what was published where and when, to be replayed (`seeds/nights/*.yaml`)."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, Self

from pydantic import BeforeValidator, Field, model_validator

from bot.errors import ConfigError
from bot.values import MediaKind
from bot.watchlist import strict_yaml
from bot.watchlist.channels import Handle, Slug
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


class NightEvent(ConfigModel):
    """One thing that happened on a channel: a post, an edit of an earlier one, or its deletion.

    `id` names a post inside the night; `edits`, `deletes`, `reply_to` and `forwards` refer to such names.
    """

    at: Annotated[datetime, BeforeValidator(_moment)]
    channel: Handle
    text: str = ""
    id: Slug | None = None
    edits: Slug | None = None
    deletes: Slug | None = None
    reply_to: Slug | None = None
    forwards: Slug | None = None
    media: Annotated[tuple[MediaKind, ...], BeforeValidator(_media)] = ()

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.deletes and not self.text and not self.media:
            raise ValueError("a post or an edit needs a text or media")
        return self


class Night(ConfigModel):
    """A recorded night, its events in order of time."""

    title: str = Field(min_length=1)
    about: str = ""
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
    if night is None:
        raise ConfigError(problems)
    return night
