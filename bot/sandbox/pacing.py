"""Telegram's published limits on sending, enforced only on request."""

import math
from collections import deque

from bot.sandbox.refusals import too_many_requests

OVERALL, PRIVATE, GROUP = (30, 1.0), (1, 1.0), (20, 60.0)
"""Messages per seconds: to everybody, to one private chat, to one group or channel."""

COUNTED = ("send", "edit", "copy", "forward")


class Pacing:
    """Sliding windows over the calls that took effect: one that is refused puts nothing into a chat."""

    def __init__(self) -> None:
        self.strict = False
        self._all: deque[float] = deque()
        self._chats: dict[int, deque[float]] = {}

    def check(self, method: str, chat_id: int | None, now: float) -> None:
        """Refuse the call with 429 when strict and too soon. `now` is monotonic seconds."""
        for window, allowed, seconds in self._windows(method, chat_id):
            while window and window[0] <= now - seconds:
                window.popleft()
            if len(window) >= allowed:
                raise too_many_requests(max(math.ceil(window[0] + seconds - now), 1))

    def count(self, method: str, chat_id: int | None, now: float) -> None:
        """The call took effect."""
        for window, _, _ in self._windows(method, chat_id):
            window.append(now)

    def _windows(self, method: str, chat_id: int | None) -> list[tuple[deque[float], int, float]]:
        name = method.lower()
        if not self.strict or not name.startswith(COUNTED) or name == "sendchataction":
            return []
        windows = [(self._all, *OVERALL)]
        if chat_id is not None:
            own = self._chats.setdefault(chat_id, deque())
            windows.append((own, *(PRIVATE if chat_id > 0 else GROUP)))
        return windows
