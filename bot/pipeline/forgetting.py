"""The archive forgets what nothing rests on, a slice at a time, pass after pass."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from bot.store import retention
from bot.store.db import Database
from bot.watchlist.channels import Retention

logger = logging.getLogger(__name__)

REST: Final = timedelta(hours=6)
"""Between two passes."""


@dataclass
class Forgetting:
    """Looks at a slice of posts, deliveries, cards and announcements a call. `policy` may change meanwhile."""

    database: Database
    policy: Callable[[], Retention]
    clock: Callable[[], datetime]
    _post: int | None = field(default=0, init=False)
    _delivery: int | None = field(default=0, init=False)
    _card: int | None = field(default=0, init=False)
    _copies: bool = field(default=True, init=False)
    _rests_until: datetime | None = field(default=None, init=False)

    async def work(self) -> int:
        """One slice; how many rows were deleted. A pass begins anew after a rest."""
        now, policy = self.clock(), self.policy()
        if self._rests_until is not None:
            if now < self._rests_until:
                return 0
            self._post = self._delivery = self._card = 0
            self._copies, self._rests_until = True, None
        posts = deliveries = shown = announced = 0
        before = now - policy.deliveries
        if self._post is not None:
            async with self.database.writing() as session:
                posts, self._post = await retention.forget_posts(
                    session, before=now - policy.unmatched_posts, after_id=self._post
                )
        if self._delivery is not None:
            async with self.database.writing() as session:
                deliveries, self._delivery = await retention.forget_deliveries(
                    session, before=before, after_id=self._delivery
                )
        if self._card is not None:
            async with self.database.writing() as session:
                shown, self._card = await retention.forget_cards(
                    session, before=now - policy.cards, after_id=self._card
                )
        if self._copies:
            async with self.database.writing() as session:
                announced = await retention.forget_copies(session, before=before)
            self._copies = announced == retention.SLICE
        if self._post is self._delivery is self._card is None and not self._copies:
            async with self.database.writing() as session:
                announced += await retention.forget_ends(
                    session, before=before, seen_before=now - policy.unmatched_posts
                )
            self._rests_until = now + REST
        if forgotten := posts + deliveries + shown + announced:
            logger.info(
                "forgotten posts=%d deliveries=%d cards=%d announcements=%d",
                posts,
                deliveries,
                shown,
                announced,
            )
        return forgotten
