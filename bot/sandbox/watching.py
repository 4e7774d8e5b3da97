"""Waiting for something to happen instead of sleeping, in process and over HTTP alike."""

import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence

from bot.sandbox.views import Call, Event, Shown


class Watching(ABC):
    """Three ways to look, and to wait until what is seen fits."""

    @abstractmethod
    async def events(self, after: int = 0, *, wait: float = 0.0) -> list[Event]:
        """What happened in the chats after event `after`."""

    @abstractmethod
    async def calls(self, after: int = 0, *, method: str | None = None, wait: float = 0.0) -> list[Call]:
        """The requests after number `after`."""

    @abstractmethod
    async def messages(self, chat_id: int) -> list[Shown]:
        """The chat as it is now."""

    async def wait_for(self, matches: Callable[[Event], bool], *, after: int = 0, within: float = 5.0) -> Event:
        """The first event above `after` that matches, as soon as it happens.

        Raises `TimeoutError` that lists what happened instead.
        """
        seen: list[Event] = []
        until = time.monotonic() + within
        while (left := until - time.monotonic()) > 0:
            for event in await self.events(after, wait=left):
                if matches(event):
                    return event
                seen.append(event)
                after = event.seq
        raise TimeoutError(f"nothing matched within {within:g} s; what happened:\n" + _listed(seen))

    async def wait_for_messages(
        self, chat_id: int, matches: Callable[[list[Shown]], bool], *, within: float = 5.0
    ) -> list[Shown]:
        """The chat's messages once they match; looked at again after each event."""
        after = 0
        until = time.monotonic() + within
        while True:
            shown = await self.messages(chat_id)
            if matches(shown):
                return shown
            if (left := until - time.monotonic()) <= 0:
                texts = "\n".join(f"  {m.message_id}: {m.text!r}" for m in shown) or "  (none)"
                raise TimeoutError(f"chat {chat_id} did not match within {within:g} s:\n{texts}")
            news = await self.events(after, wait=left)
            after = news[-1].seq if news else after

    async def wait_for_call(
        self, matches: Callable[[Call], bool], *, after: int = 0, within: float = 5.0
    ) -> Call:
        """The first request above `after` that matches. Raises `TimeoutError`."""
        until = time.monotonic() + within
        while (left := until - time.monotonic()) > 0:
            for call in await self.calls(after, wait=left):
                if matches(call):
                    return call
                after = call.seq
        raise TimeoutError(f"no matching call within {within:g} s")


def _listed(events: Sequence[Event]) -> str:
    lines = [
        f"  {e.seq} {e.kind} chat={e.chat_id} message={e.message_id} {e.text[:80]!r}" for e in events[-20:]
    ]
    return "\n".join(lines) or "  nothing"
