"""Carrying out an admin's decision: what is held changes, statements move, and the cards that were sent follow.

A decision is one transaction: everyone who has a card is owed its edit, and the trail has a row with all that
is needed to undo it.
"""

import logging
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.pipeline.filing import Filing
from bot.pipeline.telling import tell
from bot.rulebook import Rulebook
from bot.rules.incidents.groups import RECALLED
from bot.rules.incidents.hand import Deed, Done, Pin, Plan, pins
from bot.rules.incidents.settling import Settlement, regroup, settle
from bot.store import hand, incidents
from bot.store.db import Session
from bot.store.open_incidents import OpenIncidents, of_story
from bot.store.tables import Channel, Incident, Statement
from bot.values import OpenIncident
from bot.watchlist.channels import LEAST_CARDS_KEPT

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class Deciding:
    """One decision, in one transaction."""

    session: Session
    rulebook: Rulebook
    now: datetime
    plan: Plan
    number: int
    changed: set[int] = field(default_factory=set)
    merged: set[int] = field(default_factory=set)

    async def carry_out(self) -> Done:
        """Do what was planned, let the cards follow, and keep the trail."""
        request, touched = self.plan.request, list(self.plan.incidents)
        story = (await hand.incidents(self.session, touched))[touched[0]].story
        before: dict[str, Any] = {}
        match request.deed:
            case Deed.MERGE:
                before = await self._merge(story, touched)
            case Deed.SPLIT:
                before, made = await self._split(story, touched[0], set(request.statements))
                touched.append(made)
            case Deed.RETRACT:
                before = await self._retract(story, touched[0])
            case Deed.RESTORE | Deed.UNDO:
                await self._undo(story, touched)
        await hand.settle(
            self.session, self.number, incident_ids=touched, undoes=self.plan.undoes, before=before
        )
        aloud = Deed.RETRACT in (request.deed, self.plan.undone)
        # Cards of the long past may be forgotten: whoever has none there would be told old news as new.
        recent = self.now - LEAST_CARDS_KEPT
        known = await hand.incidents(self.session, self.changed)
        for incident_id in sorted(self.changed):
            await tell(
                self.session,
                incident_id,
                self.rulebook,
                self.now,
                merged=incident_id in self.merged,
                hushed=not (aloud and incident_id in touched),
                holders_only=known[incident_id].last_statement_at < recent,
            )
        logger.info("decided by hand id=%d deed=%s incidents=%s", self.number, request.deed.value, touched)
        return Done(self.number, request.deed, tuple(touched))

    async def _merge(self, story: str, touched: list[int]) -> dict[str, Any]:
        into = touched[0]
        rows = await hand.statements(self.session, touched)
        known = await hand.incidents(self.session, touched)
        before = await self._before(story, rows, known)
        await hand.set_places(self.session, into, {code for one in known.values() for code in one.places})
        await self._hold(story, {row.post_id: into for row in rows}, touched)
        return before

    async def _split(self, story: str, old: int, statement_ids: set[int]) -> tuple[dict[str, Any], int]:
        rows = await hand.statements(self.session, [old])
        known = await hand.incidents(self.session, [old])
        before = await self._before(story, rows, known)
        taken = [row for row in rows if row.id in statement_ids]
        made = await incidents.add(
            self.session, story=story, places=(), role=taken[0].role, published_at=taken[0].published_at
        )
        moved = {row.post_id for row in taken}
        homes = {row.post_id: made if row.post_id in moved else old for row in rows}
        await self._hold(story, homes, [old, made], apart=dict.fromkeys(moved, old))
        return before, made

    async def _retract(self, story: str, incident_id: int) -> dict[str, Any]:
        rows = await hand.statements(self.session, [incident_id])
        known = await hand.incidents(self.session, [incident_id])
        before = await self._before(story, rows, known)
        await hand.set_retracted(self.session, incident_id, self.now)
        self.changed.add(incident_id)
        await self._hold(story, {row.post_id: incident_id for row in rows}, [incident_id])
        return before

    async def _before(self, story: str, rows: list[Statement], known: Mapping[int, Incident]) -> dict[str, Any]:
        """All that is needed to undo what comes."""
        pinned = await hand.pins(self.session, {row.post_id for row in rows}, story=story)
        return {
            "homes": [[row.incident_id, row.post_id] for row in rows],
            "pins": [[pin.incident_id, pin.said, pin.apart, pin.roams] for pin in pinned],
            "places": {str(number): list(one.places) for number, one in known.items()},
        }

    async def _undo(self, story: str, touched: list[int]) -> None:
        """Put everything back where it stood, and then let it be held as it was held."""
        assert self.plan.undoes is not None  # `look` found it
        decision = await hand.decision(self.session, self.plan.undoes)
        assert decision is not None
        for number, places in decision.before["places"].items():
            await hand.set_places(self.session, int(number), places)
            await hand.set_retracted(self.session, int(number), None)
            self.changed.add(int(number))
        stood = [Pin(incident_id, post_id) for incident_id, post_id in decision.before["homes"]]
        posts = {pin.said for pin in stood}
        await hand.set_pins(self.session, posts, stood, story=story)
        await hand.move_withdrawn(self.session, {pin.said: pin.incident_id for pin in stood}, touched=touched)
        await self._regroup(story, touched)
        held = [Pin(one, said, apart, roams) for one, said, apart, roams in decision.before["pins"]]
        await hand.set_pins(self.session, posts, held, story=story)
        await self._settle(story, posts)

    async def _hold(
        self,
        story: str,
        homes: Mapping[int, int],
        touched: list[int],
        apart: Mapping[int, int] | None = None,
    ) -> None:
        """Hold each post in its one of *homes* from now on, and let all else follow."""
        held = pins(
            homes,
            touched=touched,
            elsewhere=await hand.elsewhere(self.session, homes.keys(), story=story, touched=touched),
            apart=apart or {},
            before=await hand.pins(self.session, homes.keys(), story=story),
        )
        await hand.set_pins(self.session, homes.keys(), held, story=story)
        await hand.move_withdrawn(self.session, homes, touched=touched)
        await self._regroup(story, touched)
        await self._settle(story, homes.keys())

    async def _regroup(self, story: str, touched: list[int]) -> None:
        """Move statements between the *touched* incidents until all stands as it is held."""
        opened = of_story(self.session, story)
        await opened.some(touched)
        await opened.reread(touched)  # what the hand changed bears the number of the revision before
        near = await opened.some(touched)
        held = await hand.held_in(self.session, touched)
        settlement = regroup(near, gap=self._gap, held=held)
        done = await self._file(settlement, near, opened)
        for incident in near:
            if incident.incident_id not in done:
                await opened.write(incident)
                self.changed.add(incident.incident_id)

    async def _settle(self, story: str, posts: Collection[int]) -> None:
        """Let the rules follow in what is around; what is long past stays as it is."""
        opened = of_story(self.session, story)
        rows = await opened.some(sorted(self.changed))
        altered = [one for incident in rows for one in incident.statements if one.post_id in posts]
        start = min((one.published_at for one in altered), default=None)
        if start is None or start < self.now - RECALLED:
            return
        since = start - RECALLED
        near = await opened.since(since)
        held = await hand.held(self.session, story, since)
        await self._file(settle(near, gap=self._gap, held=held, altered=altered), near, opened)

    async def _file(
        self, settlement: Settlement, near: Iterable[OpenIncident], opened: OpenIncidents
    ) -> set[int]:
        nobody = Channel(handle="", next_due_at=self.now)
        filing = Filing(self.session, nobody, self.rulebook, self.now)
        done = await filing.apply(settlement, near, opened)
        self.changed |= filing.changed
        self.merged = (self.merged - filing.changed) | filing.merged
        return done

    @property
    def _gap(self) -> timedelta:
        return self.rulebook.watchlist.incidents.gap
