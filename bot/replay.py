"""What the rules would have told: a recorded night or the archive, replayed without sending anything."""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from rich.console import Console
from rich.progress import Progress

from bot.errors import BotError
from bot.nights import Night, NightEvent
from bot.rulebook import Rulebook
from bot.rules.incidents.joining import key_of
from bot.rules.measuring.comparing import Difference, JoinedOtherwise, Message, ToldOtherwise, compare, messages
from bot.rules.measuring.rehearsing import Reader, Rehearsal, by_rules, rehearse
from bot.rules.statements import Draft
from bot.store import archive
from bot.watchlist.channels import Channel


@dataclass(frozen=True, slots=True)
class Replay:
    """A night, what the rules make of it, and with other rules how that differs.

    `left_out` are channels whose posts were not played, as the rules do not watch them.
    """

    night: Night
    rehearsal: Rehearsal
    left_out: tuple[str, ...]
    difference: Difference | None = None


def run(night: Night, rulebook: Rulebook, other: Rulebook | None = None) -> Replay:
    """Replay *night* by the rules of *rulebook*; with *other*, say what that one does otherwise.

    Shows a progress bar on a terminal.
    """
    night = _named(night)
    console = Console(stderr=True)
    with Progress(console=console, disable=not console.is_terminal, transient=True) as progress:
        task = progress.add_task("Replaying", total=len(night.posts) * (2 if other else 1))

        def play(rules: Rulebook) -> tuple[Rehearsal, tuple[str, ...]]:
            watched, left_out = _watched(night, rules)
            # Deletions are not read, nor is what is left out: both are as good as done.
            progress.advance(task, len(night.posts) - sum(not event.deletes for event in watched))
            reader = _counted(by_rules(rules.rules), lambda: progress.advance(task))
            played = night.model_copy(update={"posts": watched})
            channels = rules.watchlist.channels.values()
            return rehearse(played, channels, reader, rules.watchlist.incidents), left_out

        rehearsal, left_out = play(rulebook)
        difference = compare(rehearsal, play(other)[0]) if other else None
    return Replay(night, rehearsal, left_out, difference)


def archived(url: str, start: datetime, end: datetime) -> Night:
    """What the database at *url* holds from *start* to before *end*, as a night.

    Raises `StoreUnusable` where there is no archive, `BotError` where it holds nothing of this span.
    """
    night = asyncio.run(_read(url, start, end))
    if night is None:
        raise BotError(f"the archive holds no post from {archive.shown(start)} to {archive.shown(end)}")
    return night


async def _read(url: str, start: datetime, end: datetime) -> Night | None:
    async with archive.opened(url) as session:
        return await archive.night_between(session, start, end)


def _named(night: Night) -> Night:
    """*night* with a name for every post, so that replays of different parts of it call each post the same."""
    posts = tuple(
        event if event.id or event.edits or event.deletes else event.model_copy(update={"id": f"post-{number}"})
        for number, event in enumerate(night.posts, 1)
    )
    return night.model_copy(update={"posts": posts})


def _watched(night: Night, rulebook: Rulebook) -> tuple[tuple[NightEvent, ...], tuple[str, ...]]:
    """The events on channels that the night or the watch list holds, and the handles of all other channels."""
    watched = {channel.handle.casefold() for channel in night.channels} | set(rulebook.watchlist.channels)
    kept = [event for event in night.posts if event.channel.casefold() in watched]
    names = {event.id for event in kept}
    left_out = {event.channel for event in night.posts if event.channel.casefold() not in watched}
    return (
        tuple(
            event if event.forwards in names else event.model_copy(update={"forwards": None}) for event in kept
        ),
        tuple(sorted(left_out)),
    )


def _counted(reader: Reader, count: Callable[[], None]) -> Reader:
    def read(event: NightEvent, channel: Channel) -> Iterable[Draft]:
        count()
        return reader(event, channel)

    return read


def as_json(replay: Replay) -> dict[str, Any]:
    """The replay for programs: incidents, what was told, and with other rules the differences."""
    posts = _Posts(replay.night)
    rehearsal, difference = replay.rehearsal, replay.difference
    return {
        "title": replay.night.title,
        "posts": len(replay.night.posts),
        "statements": rehearsal.readings,
        "left_out": list(replay.left_out),
        "incidents": [
            {
                "story": story,
                "incident": incident.incident_id,
                "places": list(incident.places),
                "opened_at": incident.opened_at.isoformat(),
                "posts": [rehearsal.names[key_of(said)] for said in incident.statements],
            }
            for story, ledger in rehearsal.ledgers.items()
            for incident in ledger.standing()
        ],
        "told": [posts.told(one) for one in messages(rehearsal)],
        "difference": None if difference is None else _difference_as_json(difference, posts),
    }


def _difference_as_json(difference: Difference, posts: "_Posts") -> dict[str, Any]:
    return {
        "newly_told": [posts.told(one) for one in difference.newly_told],
        "no_longer_told": [posts.told(one) for one in difference.no_longer_told],
        "told_otherwise": [
            {
                "before": [posts.told(told) for told in one.before],
                "after": [posts.told(told) for told in one.after],
            }
            for one in difference.told_otherwise
        ],
        "joined_otherwise": [
            {"post": one.post, "within": one.within, "before": list(one.before), "after": list(one.after)}
            for one in difference.joined_otherwise
        ],
    }


def render(replay: Replay) -> str:
    """The replay for a person: what every chat that asked for it would get, line by line, and why."""
    posts = _Posts(replay.night)
    told = messages(replay.rehearsal)
    lines = [replay.night.title]
    if replay.left_out:
        lines.append(f"Not on the watch list, so left out: {', '.join(f'@{one}' for one in replay.left_out)}")
    if replay.difference is not None:
        return "\n".join([*lines, *_difference(replay.difference, posts)])
    standing = sum(len(ledger.standing()) for ledger in replay.rehearsal.ledgers.values())
    ways = Counter((one.way.value, one.loud) for one in told)
    counts = ", ".join(f"{count} {way} {_volume(loud)}" for (way, loud), count in sorted(ways.items(), key=str))
    return "\n".join(
        [
            *lines,
            *map(posts.line, told),
            f"{len(replay.night.posts)} posts, {replay.rehearsal.readings} statements, {standing} incidents; "
            f"told to whoever follows it all: {counts or 'nothing'}",
        ]
    )


def _difference(difference: Difference, posts: "_Posts") -> list[str]:
    if not difference:
        return ["Nothing is told or joined otherwise."]
    lines: list[str] = []
    for heading, told in (
        ("Newly told", difference.newly_told),
        ("No longer told", difference.no_longer_told),
    ):
        lines += [f"{heading}: {len(told)}", *(f"  {posts.line(one)}" for one in told)]
    lines.append(f"Told otherwise: {len(difference.told_otherwise)}")
    lines += [line for one in difference.told_otherwise for line in _told_otherwise(one, posts)]
    lines.append(f"Joined differently: {len(difference.joined_otherwise)}")
    return lines + [_joined_otherwise(one) for one in difference.joined_otherwise]


def _told_otherwise(one: ToldOtherwise, posts: "_Posts") -> list[str]:
    return [
        *(f"  - {posts.line(told)}" for told in one.before),
        *(f"  + {posts.line(told)}" for told in one.after),
    ]


def _joined_otherwise(one: JoinedOtherwise) -> str:
    before, after = (", ".join(posts) or "alone" for posts in (one.before, one.after))
    return f"  {one.post} ({one.within}): {before} -> {after}"


def _volume(loud: bool) -> str:
    return "loud" if loud else "silent"


_SHOWN = 70
"""Characters of a post that a line shows."""


class _Posts:
    """Who published what, to be shown with what it leads to."""

    def __init__(self, night: Night) -> None:
        self._events = {
            (event.at, name): event
            for event in night.posts
            for name in (event.id, event.edits, event.deletes)
            if name is not None
        }

    def told(self, message: Message) -> dict[str, Any]:
        event = self._events[message.at, message.post]
        return {
            "at": message.at.isoformat(),
            "channel": event.channel,
            "post": message.post,
            "text": event.text,
            "story": message.story,
            "incident": message.incident_id,
            "places": list(message.places),
            "way": message.way.value,
            "loud": message.loud,
            "reason": message.reason.value,
        }

    def line(self, message: Message) -> str:
        event = self._events[message.at, message.post]
        text = "(deleted)" if event.deletes else " ".join(event.text.split())
        shown = text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
        change = " edited" if event.edits else ""
        # What names no place is told to those who follow everything.
        whom = f"to followers of {', '.join(message.places) or 'everything'}"
        return (
            f"{message.at.astimezone(UTC):%Y-%m-%d %H:%M}Z  {message.way.value:4}  {_volume(message.loud):6}  "
            f"{message.reason.value:21}  {message.story} {message.incident_id} {whom}  "
            f"@{event.channel} {message.post}{change}: {shown}"
        )
