"""Pictures that Telegram has already: the same one again is named, not uploaded."""

from collections import OrderedDict
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final

KEPT: Final = 256


@dataclass(slots=True)
class Uploads:
    """The newest pictures that were sent, by what they show, and the ids Telegram gave them."""

    _ids: OrderedDict[bytes, str] = field(default_factory=OrderedDict)

    def id_of(self, content: bytes) -> str | None:
        """Telegram's id of the picture; None for one that it does not have."""
        return self._ids.get(sha256(content).digest())

    def keep(self, content: bytes, file_id: str) -> None:
        """Telegram has the picture as *file_id*."""
        self._ids[sha256(content).digest()] = file_id
        while len(self._ids) > KEPT:
            self._ids.popitem(last=False)

    def forget(self, content: bytes) -> None:
        """Telegram does not know its id any more."""
        self._ids.pop(sha256(content).digest(), None)
