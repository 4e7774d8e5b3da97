"""Digests become messages: rendered for their reader just before they are sent."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.chat.digest import digest_title, render_digest
from bot.chat.lanes import Lane, Turn
from bot.chat.names import Names
from bot.chat.sender import Sender
from bot.chat.wording import Reader
from bot.outcomes import Outcome
from bot.store.digest_contents import Line
from bot.store.tables import Chat, Digest


@dataclass(frozen=True, slots=True)
class DigestPoster:
    """What digests are sent through. `names` is asked anew each time: the watch list may have been reloaded."""

    sender: Sender
    names: Callable[[], Names]
    clock: Callable[[], datetime]

    async def digest(
        self,
        chat: Chat,
        lines: Sequence[Line],
        *,
        row: Digest,
        thread_id: int | None,
        loud: bool,
        before: Callable[[], Awaitable[bool]],
    ) -> Outcome:
        """Send a digest, after the alerts. *before* is awaited just before the call; False: called off."""
        reader = Reader(chat.language, ZoneInfo(chat.timezone) if chat.timezone else None, self.clock())
        title = digest_title(row.since, reader)
        rendered = render_digest(lines, title=title, reader=reader, names=self.names(), carried=row.carried)
        turn = Turn(Lane.DIGEST, before)
        return await self.sender.send_card(chat.id, rendered, loud=loud, thread_id=thread_id, turn=turn)
