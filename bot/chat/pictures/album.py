"""Pictures that were drawn before: asking again within the hour draws nothing."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Final

from bot.chat.pictures.canvas import Canvas
from bot.chat.pictures.png import png

KEPT: Final = 64


@dataclass(slots=True)
class Album:
    """The newest pictures, by what they show."""

    _pictures: OrderedDict[Hashable, bytes] = field(default_factory=OrderedDict)

    async def picture(self, key: Hashable, draw: Callable[[], Canvas]) -> bytes:
        """The picture that was kept as *key*, else what *draw* draws."""
        if key not in self._pictures:
            self._pictures[key] = await png(draw)
            while len(self._pictures) > KEPT:
                self._pictures.popitem(last=False)
        return self._pictures[key]
