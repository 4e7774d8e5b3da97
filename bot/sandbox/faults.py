"""Faults on order: which request suffers next, and how."""

from dataclasses import dataclass
from fnmatch import fnmatchcase

from bot.sandbox.views import FaultKind

ALL = 1_000_000_000
"""As a number of times: until cleared."""


@dataclass(slots=True)
class Fault:
    """Spoils requests that match. `left` is how many more.

    `target` is a Bot API method ("sendMessage", or "*" for every one), or the path of a page with
    wildcards ("/s/mos_sobyanin*"). Kinds: `status` answers with `status` instead; `drop_before`
    closes the connection without doing anything; `drop_after` does it and then closes; `delay`
    only waits; `late` does it at once and answers after the delay; `truncate` cuts the page in
    half; `garbage` answers 200 with a page of something else; `markup` calls the places of texts
    by another name, as a new design would; `odd` takes number and time from the page's newest block.
    Every kind but `late` waits `delay` seconds first.
    """

    target: str
    kind: FaultKind = "status"
    left: int = 1
    status: int = 500
    retry_after: int | None = None
    description: str | None = None
    delay: float = 0.0
    chat_id: int | None = None

    def hits(self, name: str, chat_id: int | None) -> bool:
        """Is this request meant?"""
        if self.chat_id is not None and self.chat_id != chat_id:
            return False
        if name.startswith("/"):
            return self.target.startswith("/") and fnmatchcase(name.casefold(), self.target.casefold())
        return self.target == "*" or self.target.casefold() == name.casefold()


class Faults:
    """Ordered faults in the order they were asked for."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []

    def add(self, fault: Fault) -> None:
        """Order one."""
        self._waiting.append(fault)

    def clear(self) -> None:
        """All is well again."""
        self._waiting = []

    def take(self, name: str, chat_id: int | None = None) -> Fault | None:
        """The fault this request suffers, used up by one."""
        for fault in self._waiting:
            if fault.hits(name, chat_id):
                fault.left -= 1
                if fault.left <= 0:
                    self._waiting.remove(fault)
                return fault
        return None
