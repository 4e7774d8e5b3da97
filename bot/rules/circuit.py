"""The circuit breaker of the host: when all channels fail at once it is the host, and it is left alone. Pure.

closed    everything is read; a run of failures of different channels, with no success between, opens it
open      nothing is read until `probe_at`
half open one request tries: it closes the circuit, or opens it again for twice as long
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from bot.rules.health import STEADY
from bot.values import ChannelState

AT_ONCE: Final = 5
"""So many channels in a row, or all where there are fewer: one in 25 requests breaks off by itself."""
RELAPSES: Final = 2
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=30), timedelta(minutes=10)


class Permit(StrEnum):
    """What may be read now."""

    ALL = "all"
    ONE = "one"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Circuit:
    """What is known of the host. `failing`: channels that failed since the last success, and how.

    `opened_at` None: closed. `probes` counts those that failed since. `state` and `why` are those of the
    failures that opened it, or of the last probe. `answered_at`: when it was closed last. `relapses` counts how
    often it opened again before the host had been well for a while: hosts that limit us answer the one request.
    """

    failing: Mapping[str, ChannelState] = field(default_factory=dict)
    opened_at: datetime | None = None
    probe_at: datetime | None = None
    probes: int = 0
    state: ChannelState = ChannelState.UNREACHABLE
    why: str = ""
    answered_at: datetime | None = None
    relapses: int = 0

    def permit(self, now: datetime) -> Permit:
        """What may be read now."""
        if self.probe_at is None:
            return Permit.ALL
        return Permit.ONE if self._is_time(now) else Permit.NOTHING

    def failed(
        self,
        handle: str,
        state: ChannelState,
        why: str,
        *,
        now: datetime,
        watched: int,
        asked: float | None = None,
        pace: float = 1.0,
    ) -> "Circuit":
        """After a channel, one of *watched*, failed in a way that may be the host's.

        *asked*: seconds the host asked us to wait. *pace*: see `bot.rules.health.tempo`.
        """
        if self.opened_at is not None:
            if not self._is_time(now):
                return self  # it was under way when the circuit opened
            pause = self._pause(self.relapses + self.probes + 1, asked, pace)
            return replace(
                self,
                opened_at=min(self.opened_at, now),
                probe_at=now + pause,
                probes=self.probes + 1,
                state=state,
                why=why,
            )
        failing = {**self.failing, handle: state}
        if len(failing) < max(min(AT_ONCE, watched), 2):
            return replace(self, failing=failing)
        relapsed = self.answered_at is not None and not self.is_steady(now, pace=pace)
        relapses = self.relapses + 1 if relapsed else 0
        # What most of them met; a refusal tells more than the silence after it.
        met = Counter(failing.values())
        common = ChannelState.BLOCKED if met[ChannelState.BLOCKED] else met.most_common(1)[0][0]
        return replace(
            self,
            failing=failing,
            opened_at=now,
            probe_at=now + self._pause(relapses, asked, pace),
            probes=0,
            state=common,
            why=why,
            relapses=relapses,
        )

    def answered(self, now: datetime) -> "Circuit":
        """After a channel was read, or its absence was told in the host's own way: the host is well."""
        if self.opened_at is None:
            return replace(self, failing={}) if self.failing else self
        return Circuit(answered_at=now, relapses=self.relapses)

    @property
    def is_confirmed(self) -> bool:
        """Whether it is worth an alarm: a probe failed, too, or the host fails again and again."""
        return self.opened_at is not None and (self.probes > 0 or self.relapses >= RELAPSES)

    def is_steady(self, now: datetime, *, pace: float) -> bool:
        """Whether the host has answered for long enough to call off an alarm."""
        if self.opened_at is not None:
            return False
        return self.answered_at is None or now - self.answered_at >= STEADY * pace

    def _is_time(self, now: datetime) -> bool:
        """Whether a probe is due. A clock that was set back must not make the pause longer."""
        return (
            self.probe_at is None
            or now >= self.probe_at
            or (self.opened_at is not None and now < self.opened_at)
        )

    @staticmethod
    def _pause(failures: int, asked: float | None, pace: float) -> timedelta:
        pause = min(FIRST_PAUSE * int(2 ** min(failures, 10)), LONGEST_PAUSE) * pace
        return max(pause, timedelta(seconds=asked or 0))
