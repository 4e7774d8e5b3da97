"""Posts that are not understood: a channel waits for them for a day, and is then read on past them.

What stands after them was stored and told at once. The cursor waits so that they are read as new once they can
be; for ever it cannot, as with each reading the way back to it is longer. They stay noted, and are tried again
once a day (`bot.pipeline.rereading`).
"""

import logging
from datetime import datetime, timedelta
from typing import Final

from bot.sources.web import Reading
from bot.store import gaps, notices
from bot.store.db import Session
from bot.store.notices import NoticeKind
from bot.store.tables import Channel
from bot.values import ChannelState

logger = logging.getLogger(__name__)

WAITED_FOR: Final = timedelta(days=1)
"""From when a post after them was seen."""
LISTED: Final = 10
"""Gaps that a notice names."""


async def waits_at(session: Session, channel: Channel, reading: Reading, now: datetime) -> int | None:
    """The id at which a channel's cursor waits for what was not understood, None for not at all.

    What has waited for long enough is given up, and the admins are told: once of gaps less than a day apart.
    """
    assert channel.id is not None  # it was read from the database
    if channel.cursor is None or (not reading.doubts and channel.state is not ChannelState.BROKEN_PAGE):
        return None
    noted = await gaps.note(session, channel.id, reading.doubts, now=now)
    ripe = [gap for gap in noted if gap.given_up_at is None and now - gap.seen_at >= WAITED_FOR]
    if ripe:
        is_new = not await gaps.was_given_up(session, channel.id, since=now - WAITED_FOR)
        for gap in ripe:
            gap.given_up_at = now
            logger.warning(
                "read on past posts that can not be read handle=%s after=%d before=%d numbers=%s",
                channel.handle,
                gap.low,
                gap.high,
                gap.numbers,
            )
        if is_new:
            numbers = [gap.numbers[0] if gap.numbers else gap.low + 1 for gap in ripe]
            facts = {"handle": channel.handle, "numbers": numbers[:LISTED]}
            await notices.owe(session, NoticeKind.POSTS_UNREAD, facts, now=now)
        await session.flush()
    given_up = {(gap.low, gap.high) for gap in noted if gap.given_up_at is not None}
    return min((one.low for one in reading.doubts if (one.low, one.high) not in given_up), default=None)
