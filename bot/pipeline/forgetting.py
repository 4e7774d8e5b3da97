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
    """Looks at one slice of posts and one of deliveries a call. `policy` may change from call to call."""

    database: Database
    policy: Callable[[], Retention]
    clock: Callable[[], datetime]
    _post: int | None = field(default=0, init=False)
    _delivery: int | None = field(default=0, init=False)
    _rests_until: datetime | None = field(default=None, init=False)

    async def work(self) -> int:
        """One slice; how many rows were deleted. A pass begins anew after a rest."""
        now, policy = self.clock(), self.policy()
        if self._rests_until is not None:
            if now < self._rests_until:
                return 0
            self._post, self._delivery, self._rests_until = 0, 0, None
        posts = deliveries = copies = 0
        if self._post is not None:
            async with self.database.writing() as session:
                posts, self._post = await retention.forget_posts(
                    session, before=now - policy.unmatched_posts, after_id=self._post
                )
        if self._delivery is not None:
            async with self.database.writing() as session:
                before = now - policy.deliveries
                deliveries, self._delivery = await retention.forget_deliveries(
                    session, before=before, after_id=self._delivery
                )
                copies = await retention.forget_copies(session, before=before)
        if self._post is self._delivery is None:
            self._rests_until = now + REST
        if forgotten := posts + deliveries + copies:
            logger.info("forgotten posts=%d deliveries=%d announcements=%d", posts, deliveries, copies)
        return forgotten
