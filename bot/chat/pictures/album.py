"""Pictures that were drawn before: asking again within the hour draws nothing."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Final

from bot.chat.pictures import outlines
from bot.chat.pictures.canvas import Canvas
from bot.chat.pictures.easel import Easel

KEPT: Final = 64


@dataclass(slots=True)
class Album:
    """The newest *most* pictures, by what they show."""

    most: int = KEPT
    easel: Easel = field(default_factory=Easel)
    _pictures: OrderedDict[Hashable, bytes] = field(default_factory=OrderedDict)
    _drawing: asyncio.Lock = field(default_factory=asyncio.Lock)
    """One picture at a time: many would leave answers no core, and what two ask for at once is drawn once."""

    async def warm(self) -> None:
        """Have everything ready that the first picture needs."""
        async with self._drawing:
            await asyncio.to_thread(outlines.warm)
            await self.easel.warm()

    async def close(self) -> None:
        """End what draws; pictures that were drawn stay."""
        await self.easel.close()

    async def picture(self, key: Hashable, draw: Callable[[], Canvas]) -> bytes:
        """The picture that was kept as *key*, else what *draw* draws."""
        if key in self._pictures:
            return self._pictures[key]
        async with self._drawing:
            if key not in self._pictures:
                self._pictures[key] = await self.easel.png(draw)
                while len(self._pictures) > self.most:
                    self._pictures.popitem(last=False)
            return self._pictures[key]
