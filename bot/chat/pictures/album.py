"""Pictures that were drawn before: asking again within the hour draws nothing, and asking for more little."""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable, Iterable
from dataclasses import dataclass, field
from typing import Final

from bot.chat.pictures import outlines
from bot.chat.pictures.canvas import Canvas
from bot.chat.pictures.easel import Easel

KEPT: Final = 64
AHEAD_AFTER: Final = 0.3
"""Seconds in which an answer leaves before more is drawn."""

Picture = tuple[Hashable, Callable[[], Canvas]]
"""What a picture shows, and what draws it."""

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class Album:
    """The newest *most* pictures, by what they show."""

    most: int = KEPT
    easel: Easel = field(default_factory=Easel)
    ahead_after: float = AHEAD_AFTER
    _pictures: OrderedDict[Hashable, bytes] = field(default_factory=OrderedDict)
    _drawing: asyncio.Lock = field(default_factory=asyncio.Lock)
    """One picture at a time: many would leave answers no core, and what two ask for at once is drawn once."""
    _ahead: asyncio.Task[None] | None = None

    async def warm(self) -> None:
        """Have everything ready that the first picture needs."""
        async with self._drawing:
            await asyncio.to_thread(outlines.warm)
            await self.easel.warm()

    async def close(self) -> None:
        """End what draws; pictures that were drawn stay."""
        if self._ahead is not None:
            self._ahead.cancel()
            await asyncio.gather(self._ahead, return_exceptions=True)
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

    def draw_ahead(self, pictures: Callable[[], Awaitable[Iterable[Picture]]]) -> None:
        """Draw what will probably be asked for next, unless that is being done for somebody else.

        A picture takes longer than anything else that a press on a button waits for.
        """
        if self._ahead is None or self._ahead.done():
            self._ahead = asyncio.create_task(self._draw_ahead(pictures))

    async def _draw_ahead(self, pictures: Callable[[], Awaitable[Iterable[Picture]]]) -> None:
        await asyncio.sleep(self.ahead_after)
        try:
            for key, draw in await pictures():
                await self.picture(key, draw)
        except Exception as exc:  # who asks for it is told
            logger.debug("nothing drawn ahead error=%r", exc)
