"""A loop whose clock jumps to the next deadline instead of waiting for it."""

import asyncio
import selectors
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


class _Selector(selectors.SelectSelector):
    """Waiting for the network takes no time: it moves the clock."""

    def __init__(self, late: float) -> None:
        super().__init__()
        self.now = 0.0
        self.late = late

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0)
        if not ready and timeout:
            self.now += timeout + self.late
        return ready


class _Loop(asyncio.SelectorEventLoop):
    def __init__(self, late: float) -> None:
        self._virtual = _Selector(late)
        super().__init__(self._virtual)

    def time(self) -> float:
        return self._virtual.now


def run(main: Coroutine[Any, Any, T], *, late: float = 0.0) -> T:
    """Run *main* in virtual time, which begins at 0. A busy loop wakes sleepers *late* seconds late."""
    with asyncio.Runner(loop_factory=lambda: _Loop(late)) as runner:
        return runner.run(main)
