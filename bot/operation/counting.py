"""What happened since the process started, counted where it happens."""

import re
from collections import Counter
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any, Final, ParamSpec

from bot.outcomes import Outcome
from bot.pipeline.deliver import Send
from bot.pipeline.digest import SendDigest

P = ParamSpec("P")
_CAPITAL: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")


@dataclass
class Counters:
    """`calls` of the Bot API by method and HTTP status, 0 for no answer; `outcomes` by lane and kind."""

    calls: Counter[tuple[str, int]] = field(default_factory=Counter)
    outcomes: Counter[tuple[str, str]] = field(default_factory=Counter)

    def answered(self, method: str, status: int) -> None:
        """Telegram answered a call of *method*."""
        self.calls[method, status] += 1

    def counted(
        self, lane: str, send: Callable[P, Awaitable[Outcome]]
    ) -> Callable[P, Coroutine[Any, Any, Outcome]]:
        """*send*, with what becomes of its messages counted under *lane*."""

        async def sending(*args: P.args, **kwargs: P.kwargs) -> Outcome:
            outcome = await send(*args, **kwargs)
            self.outcomes[lane, _CAPITAL.sub("_", type(outcome).__name__).lower()] += 1
            return outcome

        return sending


class CountedAlerts:
    """What alerts leave through, counted."""

    def __init__(self, send: Send, counters: Counters) -> None:
        self.card = counters.counted("alert", send.card)
        self.news = counters.counted("alert", send.news)
        self.find = send.find
        self.reach = send.reach
        self.unmark = send.unmark


class CountedDigests:
    """What digests leave through, counted."""

    def __init__(self, send: SendDigest, counters: Counters) -> None:
        self.digest = counters.counted("digest", send.digest)
