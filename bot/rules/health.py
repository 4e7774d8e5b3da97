"""How a channel is doing: what a reading says about it, when it is tried again, and when that is told. Pure.

Every state has a manner of its own: passing faults are tried again soon and told late, what a person must
change is looked at rarely and told as soon as a second reading confirms it. A channel that can be read keeps
its usual pace whatever ails it: its next post may be the one that counts.

Spans are those of a watch list that reads each channel at least every minute or slower. One that reads faster
than that judges faster in the same proportion (`tempo`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.rules.polling import HALF_LIFE, Rate
from bot.rules.teasers import is_teaser
from bot.values import ChannelState, FetchedPost, MediaKind

_MINUTE = timedelta(minutes=1)
_NEVER_FAILS = timedelta(0)


@dataclass(frozen=True, slots=True)
class Manner:
    """How a state is dealt with.

    `first`, `longest`: pauses until the next reading, doubled each time; zero for states in which the channel
    can be read. `patience`: how long it lasts before admins are told.
    """

    first: timedelta
    longest: timedelta
    patience: timedelta


MANNERS: Final[Mapping[ChannelState, Manner]] = {
    ChannelState.SLOW: Manner(_MINUTE / 2, 15 * _MINUTE, 20 * _MINUTE),
    ChannelState.UNREACHABLE: Manner(_MINUTE / 2, 60 * _MINUTE, 15 * _MINUTE),
    ChannelState.BLOCKED: Manner(_MINUTE, 30 * _MINUTE, 10 * _MINUTE),
    ChannelState.BROKEN_PAGE: Manner(_MINUTE, 15 * _MINUTE, _MINUTE),
    ChannelState.NO_PREVIEW: Manner(5 * _MINUTE, 12 * 60 * _MINUTE, 5 * _MINUTE),
    ChannelState.PRIVATE: Manner(5 * _MINUTE, 6 * 60 * _MINUTE, 5 * _MINUTE),
    ChannelState.MISSING: Manner(5 * _MINUTE, 24 * 60 * _MINUTE, 5 * _MINUTE),
    ChannelState.NOT_A_CHANNEL: Manner(15 * _MINUTE, 24 * 60 * _MINUTE, 15 * _MINUTE),
    ChannelState.RENAMED: Manner(_NEVER_FAILS, _NEVER_FAILS, _MINUTE),
    ChannelState.UNREADABLE: Manner(_NEVER_FAILS, _NEVER_FAILS, _MINUTE),
    ChannelState.TEASERS: Manner(_NEVER_FAILS, _NEVER_FAILS, _MINUTE),
    ChannelState.QUIET: Manner(_NEVER_FAILS, _NEVER_FAILS, _NEVER_FAILS),
    ChannelState.OK: Manner(_NEVER_FAILS, _NEVER_FAILS, _NEVER_FAILS),
}

FAILING: Final = frozenset(state for state, manner in MANNERS.items() if manner.first)
"""States in which nothing can be read."""
OF_THE_HOST: Final = frozenset(
    {ChannelState.SLOW, ChannelState.UNREACHABLE, ChannelState.BLOCKED, ChannelState.BROKEN_PAGE}
)
"""Failures that may be the host's: where all channels have one at once, it is."""
STEADY: Final = 5 * _MINUTE
"""How long a channel or the host is well before that is told: a fault that comes and goes is one fault."""
OLD_AFTER: Final = 30 * _MINUTE
"""A source that was not read for so much longer than usual is called so on the cards of open incidents."""

RECENT: Final = 10
ILL: Final = 3
WELL: Final = 1
"""Of so many newest posts so many are illegible where a channel is, and at most so many once it is well."""

ENOUGH_POSTS: Final = 5.0
ENOUGH_HOURS: Final = 24.0
PAUSES: Final = 12.0
SHORTEST_SILENCE: Final = timedelta(hours=16)
"""No night, and no morning after it, is a silence."""
LONGER_THAN_EVER: Final = 1.3
"""So many times its longest pause of late must a channel be silent: some rest at weekends."""
_LONGEST_DECAY = timedelta(days=30)


def tempo(max_interval: timedelta) -> float:
    """By what spans are multiplied where every channel is read each *max_interval*; 1 from a minute on."""
    return min(max_interval / _MINUTE, 1.0)


def back_off(state: ChannelState, failures: int, *, asked: float | None = None, pace: float = 1.0) -> timedelta:
    """How long a channel in a failing *state* is left alone after *failures* earlier ones in a row.

    *asked*: seconds that the host itself asked for. *pace*: see `tempo`.
    """
    manner = MANNERS[state]
    pause = min(manner.first * int(2 ** min(failures, 16)), manner.longest) * pace
    return max(pause, timedelta(seconds=asked or 0))


def gone_as(state: ChannelState, *, was_read: bool) -> ChannelState:
    """What a failure means: a name that does not exist is a private or renamed channel where it once did."""
    return ChannelState.PRIVATE if state is ChannelState.MISSING and was_read else state


def seen_as(
    before: ChannelState, posts: Sequence[FetchedPost], *, handle: str, shown_as: str, silent: bool
) -> ChannelState:
    """The state of a channel that was read.

    *posts* are those of its newest page, oldest first; *handle* is its name in the watch list, *shown_as* that
    on its page; *silent* says that it is silent against its habits.
    """
    newest = [post for post in posts if not post.service][-RECENT:]
    illegible = sum(is_illegible(post) for post in newest)
    if illegible >= ILL or (before is ChannelState.UNREADABLE and illegible > WELL):
        return ChannelState.UNREADABLE
    teasers = sum(is_teaser(post.text) for post in newest)
    if teasers >= ILL or (before is ChannelState.TEASERS and teasers > WELL):
        return ChannelState.TEASERS
    if shown_as.casefold() != handle.casefold():
        return ChannelState.RENAMED
    return ChannelState.QUIET if silent else ChannelState.OK


def is_illegible(post: FetchedPost) -> bool:
    """Whether the page hides what the post says: rich messages, which must be opened in Telegram."""
    return not post.text and MediaKind.UNSUPPORTED in post.media


def usual_pause(rate: Rate, last_post_at: datetime) -> timedelta | None:
    """The mean pause between posts that a channel kept before it fell silent; None: too little is known.

    Posts and hours decay alike, but hours go on while nothing is posted: the posts are taken back to what they
    weighed at the last one.
    """
    silence = min(max(rate.at - last_post_at, timedelta(0)), _LONGEST_DECAY)
    posts = rate.posts * 2 ** (silence / HALF_LIFE)
    if posts < ENOUGH_POSTS or rate.hours < ENOUGH_HOURS:
        return None
    return timedelta(hours=rate.hours / posts)


def silence_allowed(rate: Rate, last_post_at: datetime) -> timedelta | None:
    """How long the channel may be silent by its decayed rate; None: it has no habit that is known."""
    pause = usual_pause(rate, last_post_at)
    return None if pause is None else max(pause * PAUSES, SHORTEST_SILENCE)


def is_silent(silence: timedelta, allowed: timedelta | None, longest: timedelta | None) -> bool:
    """Whether a *silence* is against its habits: *allowed* by its rate, *longest* of its late pauses."""
    if allowed is None or silence <= allowed:
        return False
    return longest is None or silence > longest * LONGER_THAN_EVER


def is_told(state: ChannelState, since: datetime, failures: int, now: datetime, *, pace: float) -> bool:
    """Whether admins are to be told that a channel is in this *state*: it lasts, and was confirmed."""
    if state is ChannelState.OK or (state in FAILING and failures < 2):
        return False
    return now - since >= MANNERS[state].patience * pace


def is_over(
    told: ChannelState, state: ChannelState, since: datetime | None, now: datetime, *, pace: float
) -> bool:
    """Whether what admins were *told* of a channel has passed, now that it is in *state*.

    A fault that may pass hides what was there before, and ends nothing.
    """
    if state is told:
        return False
    if state in FAILING:
        return told in FAILING and state not in OF_THE_HOST
    if told is ChannelState.QUIET:
        return True
    return since is None or now - since >= STEADY * pace


def is_old(last_read_at: datetime | None, now: datetime, *, max_interval: timedelta) -> bool:
    """Whether a source has not been read for so long that readers of its incidents are to know."""
    if last_read_at is None:
        return False
    return now - last_read_at > max_interval + OLD_AFTER * tempo(max_interval)
