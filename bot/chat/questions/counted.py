"""What /stats counted before: asked again while nothing has changed, it reads nothing anew."""

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass, field
from typing import Final

from bot.chat.questions.tallies import Tally

KEPT: Final = 64


@dataclass(slots=True)
class Counted:
    """The newest *most* tallies, by all that they depend on. A busy month is thousands of statements."""

    most: int = KEPT
    _tallies: OrderedDict[Hashable, Tally] = field(default_factory=OrderedDict)

    async def tally(self, key: Hashable, count: Callable[[], Awaitable[Tally]]) -> Tally:
        """The tally that was kept as *key*, else what *count* counts."""
        if key not in self._tallies:
            self._tallies[key] = await count()
            while len(self._tallies) > self.most:
                self._tallies.popitem(last=False)
        return self._tallies[key]
