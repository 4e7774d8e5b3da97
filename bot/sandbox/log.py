"""An ordered record that can be waited on: what happened after entry N."""

import asyncio
from collections.abc import Callable
from typing import Generic, Protocol, TypeVar


class Numbered(Protocol):
    """An entry that knows its place, counted from 1."""

    @property
    def seq(self) -> int: ...


T = TypeVar("T", bound=Numbered)


class Log(Generic[T]):
    """Entries numbered from 1; clearing keeps counting, so that an old cursor stays right."""

    def __init__(self) -> None:
        self._entries: list[T] = []
        self._cleared = 0
        self._bell = asyncio.Event()

    @property
    def last(self) -> int:
        """Number of the newest entry ever made."""
        return self._cleared + len(self._entries)

    def add(self, make: Callable[[int], T]) -> T:
        """Append what `make` builds from its number, and wake who waits."""
        entry = make(self.last + 1)
        self._entries.append(entry)
        self._bell.set()
        self._bell = asyncio.Event()
        return entry

    async def after(self, seq: int, wait: float = 0.0) -> list[T]:
        """Entries above `seq`; with none yet, wait up to `wait` seconds for the first."""
        if self.last <= seq and wait > 0:
            try:
                async with asyncio.timeout(wait):
                    await self._bell.wait()
            except TimeoutError:
                pass
        return self._entries[max(seq - self._cleared, 0) :]

    def clear(self) -> None:
        """Forget the entries."""
        self._cleared += len(self._entries)
        self._entries = []
