"""Posts that are not understood: a channel waits for them for a day, and is then read on past them.

What stands after them was stored and told at once. The cursor waits so that they are read as new once they can
be; for ever it cannot, as with each reading the way back to it is longer. They stay noted, and are tried again
once a day (`bot.pipeline.rereading`).
"""

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from bot.rules.health import FAILING
from bot.sources.web import Reading
from bot.store import gaps, notices
from bot.store.db import Session
from bot.store.notices import NoticeKind
from bot.store.tables import Channel, Gap

logger = logging.getLogger(__name__)

WAITED_FOR: Final = timedelta(days=1)
"""From when a post after them was seen."""
TOLD_EVERY: Final = timedelta(days=1)
LISTED: Final = 10
"""Gaps that a notice names, the newest."""


async def waits_at(session: Session, channel: Channel, reading: Reading, now: datetime) -> int | None:
    """The id at which a channel's cursor waits for what was not understood, None for not at all.

    What has waited for long enough is given up: `tell` says so.
    """
    assert channel.id is not None  # it was read from the database
    # Where it waits its state is a failing one, though maybe that of a fault that came on top.
    if channel.cursor is None or (not reading.doubts and channel.state not in FAILING):
        return None
    noted = await gaps.note(session, channel.id, reading.doubts, now=now)
    ripe = [gap for gap in noted if gap.given_up_at is None and now - gap.seen_at >= WAITED_FOR]
    for gap in ripe:
        gap.given_up_at = now
        logger.warning(
            "read on past posts that can not be read handle=%s after=%d before=%d numbers=%s",
            channel.handle,
            gap.low,
            gap.high,
            gap.numbers,
        )
    await session.flush()
    given_up = {(gap.low, gap.high) for gap in noted if gap.given_up_at is not None}
    return min((one.low for one in reading.doubts if (one.low, one.high) not in given_up), default=None)


async def untold(session: Session, now: datetime) -> dict[str, list[Gap]]:
    """What was given up and the admins are to be told of now, by channel: of each once a day, of all since."""
    return await gaps.untold(session, told_before=now - TOLD_EVERY)


async def tell(session: Session, untold: Mapping[str, Sequence[Gap]], now: datetime) -> None:
    """Owe the admins a notice for each channel that was read on past posts."""
    for handle, passed in untold.items():
        numbers = [gap.numbers[0] if gap.numbers else gap.low + 1 for gap in passed]
        facts = {"handle": handle, "numbers": numbers[-LISTED:], "more": max(0, len(numbers) - LISTED)}
        await notices.owe(session, NoticeKind.POSTS_UNREAD, facts, now=now)
        await gaps.set_told(session, passed, now)
