"""How often cards may be edited while messages queue. Pure."""

from datetime import timedelta
from typing import Final

PER_SECOND: Final = 28.0
"""What the line does a second, about."""
ROUNDS: Final = 2
"""How many times the queue is worked off between two edits of a card: at most half of what leaves is edits."""
AT_MOST: Final = timedelta(minutes=15)


def update_interval(configured: timedelta, *, due: int) -> timedelta:
    """The least time between two edits of a card, when *due* messages wait that could be sent now.

    *configured* while the queue is shorter than that; longer in a long queue, so that what is new is not kept
    waiting by what is repeated: an edit replaces the one before it, a first report does not.
    """
    return max(configured, min(timedelta(seconds=ROUNDS * due / PER_SECOND), AT_MOST))
