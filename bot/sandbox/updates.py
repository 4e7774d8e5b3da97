"""The queue behind getUpdates: numbering, confirmation by offset, one poller at a time."""

import asyncio
import time
from collections.abc import Sequence

from bot.sandbox.refusals import Refused
from bot.sandbox.views import Json

FIRST_UPDATE_ID = 700_000_001
MAX_BATCH = 100
UNASKED = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
"""Kinds that a bot gets only after naming them in `allowed_updates`."""


class Updates:
    """What the bot has not confirmed yet."""

    def __init__(self) -> None:
        self._pending: list[Json] = []
        self._next_id = FIRST_UPDATE_ID
        self._allowed: frozenset[str] | None = None
        self._poller: _Poller | None = None

    @property
    def count(self) -> int:
        """Number of unconfirmed updates."""
        return len(self._pending)

    @property
    def allowed(self) -> list[str] | None:
        """The kinds the bot asked for last, None for the default."""
        return sorted(self._allowed) if self._allowed is not None else None

    @property
    def polled(self) -> bool:
        """Is somebody waiting for updates right now?"""
        return self._poller is not None

    def add(self, kind: str, payload: Json) -> None:
        """Queue an update unless the bot does not want its kind."""
        wanted = kind not in UNASKED if self._allowed is None else kind in self._allowed
        if not wanted:
            return
        self._pending.append({"update_id": self._next_id, kind: payload})
        self._next_id += 1
        if self._poller:
            self._poller.bell.set()

    def clear(self) -> None:
        """Drop what is pending; numbers go on."""
        self._pending = []

    async def poll(self, offset: int, limit: int, wait: float, allowed: Sequence[str] | None) -> list[Json]:
        """One getUpdates. A newer poller ends an older one with 409, as Telegram does."""
        if allowed is not None:
            self._allowed = frozenset(allowed) or None
        if self._poller:
            self._poller.displaced = True
            self._poller.bell.set()
        self._confirm(offset)
        mine = self._poller = _Poller()
        until = time.monotonic() + wait
        try:
            while not self._pending and (left := until - time.monotonic()) > 0:
                try:
                    async with asyncio.timeout(left):
                        await mine.bell.wait()
                except TimeoutError:
                    break
                mine.bell.clear()
                if mine.displaced:
                    raise Refused(
                        409,
                        "Conflict: terminated by other getUpdates request; make sure that only one "
                        "bot instance is running",
                    )
            return self._pending[: limit or MAX_BATCH]
        finally:
            if self._poller is mine:
                self._poller = None

    def _confirm(self, offset: int) -> None:
        if offset < 0:
            self._pending = self._pending[offset:]
        elif offset > 0:
            self._pending = [update for update in self._pending if update["update_id"] >= offset]


class _Poller:
    def __init__(self) -> None:
        self.bell = asyncio.Event()
        self.displaced = False
