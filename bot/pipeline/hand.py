"""An admin's hand: incidents are merged, split, retracted and restored, and the cards that were sent follow.

The chat decides at once; the command line asks by writing the row, which the running bot carries out (`work`).
What a decision would do is `bot.pipeline.planning`, doing it `bot.pipeline.deciding`.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.pipeline.deciding import Deciding
from bot.pipeline.planning import look
from bot.rulebook import Rulebook
from bot.rules.incidents.hand import Deed, Done, Plan, Refusal, Refused, Request
from bot.store import hand, incidents
from bot.store.db import Database
from bot.store.tables import Decision

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Hand:
    """What decides. `rulebook` is asked anew each time: it may have been reloaded."""

    database: Database
    rulebook: Callable[[], Rulebook]
    clock: Callable[[], datetime]

    async def look(self, request: Request) -> Plan | Refused:
        """What *request* would do, or why it cannot be done. Changes nothing."""
        async with self.database.reading() as session:
            return await look(session, request)

    async def decide(self, request: Request, *, made_by: str, stamp: int | None = None) -> Done | Refused:
        """Carry *request* out; with *stamp*, only if the plan that was looked at still has it."""
        async with self.database.writing() as session:
            await incidents.lock(session)
            plan = await look(session, request)
            if isinstance(plan, Refused):
                return plan
            if stamp is not None and plan.stamp != stamp:
                return Refused(Refusal.HAS_CHANGED)
            number = await hand.ask(session, request, made_by=made_by, now=self.clock())
            return await Deciding(session, self.rulebook(), self.clock(), plan, number).carry_out()

    async def work(self) -> None:
        """Carry out what was asked from the command line, each in its own transaction."""
        async with self.database.reading() as session:
            numbers = [one.id for one in await hand.asked(session) if one.id is not None]
        for number in numbers:
            try:
                await self._carry_out(number)
            except Exception:  # a bug: report it and ask for it no more, or no start would ever succeed again
                logger.exception("a decision by hand crashed id=%d", number)
                async with self.database.writing() as session:
                    await hand.refuse(session, number, Refused(Refusal.FAILED, number))

    async def _carry_out(self, number: int) -> None:
        async with self.database.writing() as session:
            await incidents.lock(session)
            decision = await hand.decision(session, number)
            if decision is None:
                return
            plan = await look(session, _request(decision))
            if isinstance(plan, Refused):
                await hand.refuse(session, number, plan)
            else:
                await Deciding(session, self.rulebook(), self.clock(), plan, number).carry_out()


def _request(decision: Decision) -> Request:
    return Request(
        Deed(decision.deed),
        tuple(decision.incidents),
        tuple(decision.statements),
        decision.undoes,
        decision.why,
    )
