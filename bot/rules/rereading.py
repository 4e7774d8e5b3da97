"""When a post that made a statement is looked at again: often while it is young, seldom later. Pure.

Channels correct themselves within minutes, delete within hours, and hardly ever after a day. What the newest
page still shows is read again by every poll; the schedule is for what slid off it, or is missing on it.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

AGES = tuple(timedelta(minutes=minutes) for minutes in (2, 5, 15, 30, 60, 120, 240, 480, 1440))
"""Ages of a post at which it is to be looked at."""
WATCHED = AGES[-1] + timedelta(hours=1)
"""Age from which a post is left alone; the last look may come late."""
MISSING_AGAIN = timedelta(minutes=5)
"""A page that should show a post and does not asks for a look so long after the last one."""


@dataclass(frozen=True, slots=True)
class Watched:
    """A post that carries a standing statement. `checked_at` None: not looked at yet, or found missing."""

    post_id: int
    channel_id: int
    message_id: int
    published_at: datetime
    checked_at: datetime | None


def is_due(post: Watched, now: datetime) -> bool:
    """Whether *post* came to an age at which it is to be looked at, and was not looked at since."""
    passed = [post.published_at + age for age in AGES if post.published_at + age <= now]
    return bool(passed) and (post.checked_at is None or post.checked_at < passed[-1])


def shown_and_missing(
    watched: Iterable[Watched], shown: Collection[int], now: datetime
) -> tuple[list[int], list[int]]:
    """What a page with the message ids *shown* says about the posts of its channel: two lists of post ids.

    Those it showed and that were due are looked at by that. Those between its oldest and newest post that it
    does not show may be deleted and need a look, unless they just had one.
    """
    seen, missing = [], []
    for post in watched if shown else ():
        if post.message_id in shown:
            if is_due(post, now):
                seen.append(post.post_id)
            continue
        looked_long_ago = post.checked_at is not None and now - post.checked_at >= MISSING_AGAIN
        if looked_long_ago and min(shown) < post.message_id < max(shown):
            missing.append(post.post_id)
    return seen, missing
