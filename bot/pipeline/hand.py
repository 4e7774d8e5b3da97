"""An admin's hand: incidents are merged, split, retracted and restored, and the cards that were sent follow.

A decision is one transaction: what is held changes, statements move, everyone who has a card is owed its edit,
and the trail has a row with all that is needed to undo it. The chat decides at once; the command line asks by
writing the row, which the running bot carries out (`work`).
"""

import logging
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.pipeline.filing import Filing
from bot.pipeline.telling import tell
from bot.rulebook import Rulebook
from bot.rules.incidents.groups import RECALLED
from bot.rules.incidents.hand import Deed, Done, Pin, Plan, Refusal, Refused, Request, pins
from bot.rules.incidents.settling import Settlement, regroup, settle
from bot.store import hand, incidents
from bot.store.db import Database, Session
from bot.store.open_incidents import OpenIncidents, of_story
from bot.store.tables import Channel, Decision, DecisionStatus, Incident, IncidentStatus, Statement
from bot.values import OpenIncident
from bot.watchlist.channels import LEAST_CARDS_KEPT

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
            return await _Deciding(session, self.rulebook(), self.clock(), plan, number).carry_out()

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
                await _Deciding(session, self.rulebook(), self.clock(), plan, number).carry_out()


def _request(decision: Decision) -> Request:
    return Request(
        Deed(decision.deed),
        tuple(decision.incidents),
        tuple(decision.statements),
        decision.undoes,
        decision.why,
    )


async def look(session: Session, request: Request) -> Plan | Refused:
    """What *request* would do, or why it cannot be done."""
    undone: Decision | None = None
    touched = request.incidents
    if request.deed in (Deed.UNDO, Deed.RESTORE):
        found = await _to_undo(session, request)
        if isinstance(found, Refused):
            return found
        undone, touched = found, tuple(found.incidents)
    known = await hand.incidents(session, touched)
    if undone is None and (refused := await _refused(session, request, known)):
        return refused
    return Plan(
        request,
        tuple(touched),
        chats=await hand.count_cards(session, touched),
        stamp=sum(one.revision for one in known.values()),
        undoes=undone.id if undone else None,
        undone=Deed(undone.deed) if undone else None,
    )


async def _refused(session: Session, request: Request, known: Mapping[int, Incident]) -> Refused | None:
    wanted = request.incidents
    if request.deed is Deed.MERGE and len(set(wanted)) < 2:
        return Refused(Refusal.NEEDS_TWO)
    for number in wanted:
        if number not in known:
            return Refused(Refusal.UNKNOWN_INCIDENT, number)
        if known[number].retracted_at is not None:
            return Refused(Refusal.IS_RETRACTED, number)
        if known[number].status is IncidentStatus.WITHDRAWN:
            return Refused(Refusal.NOTHING_LEFT, number)
        if known[number].story != known[wanted[0]].story:
            return Refused(Refusal.OTHER_STORY, number)
    if not wanted:
        return Refused(Refusal.UNKNOWN_INCIDENT)
    if request.deed is Deed.SPLIT:
        rows = await hand.statements(session, wanted[:1])
        standing = {row.id for row in rows if row.withdrawn_at is None}
        for number in request.statements:
            if number not in standing:
                return Refused(Refusal.UNKNOWN_STATEMENT, number)
        if not request.statements or standing.issubset(request.statements):
            return Refused(Refusal.LEAVES_NOTHING, wanted[0])
    return None


async def _to_undo(session: Session, request: Request) -> Decision | Refused:
    """The decision that is taken back, unless a later one builds on it."""
    in_force = await hand.in_force(session)
    if request.deed is Deed.RESTORE:
        number = request.incidents[0] if request.incidents else 0
        fitting = [one for one in in_force if one.deed == Deed.RETRACT and number in one.incidents]
        return fitting[0] if fitting else Refused(Refusal.NOT_RETRACTED, number)
    if request.decision is None:
        wanted = await hand.last_done(session)
    else:
        wanted = await hand.decision(session, request.decision)
    fitting = [one for one in in_force if wanted is not None and one.id == wanted.id]
    if not fitting:
        return _not_undoable(wanted, request, in_force)
    for later in in_force:
        if later is fitting[0]:
            break
        if not set(later.incidents).isdisjoint(fitting[0].incidents):
            return Refused(Refusal.LATER_FIRST, later.id or 0)
    return fitting[0]


def _not_undoable(wanted: Decision | None, request: Request, in_force: Sequence[Decision]) -> Refused:
    """Why a decision is not taken back.

    Asked for the last one, an earlier is never taken back instead of it: it is named, to be asked for.
    """
    earlier = None
    if request.decision is None and in_force:
        earlier = (in_force[0].id or 0, Deed(in_force[0].deed))
    if wanted is not None and wanted.status is DecisionStatus.DONE:
        if wanted.deed == Deed.RESTORE:
            return Refused(Refusal.IS_RESTORE, wanted.id or 0, wanted.incidents[0], earlier)
        if wanted.deed == Deed.UNDO and (request.decision is not None or earlier):
            return Refused(Refusal.IS_UNDO, wanted.id or 0, wanted.incidents[0], earlier)
    if request.decision is None:
        return Refused(Refusal.NONE_TO_UNDO)
    return Refused(Refusal.NOTHING_TO_UNDO, request.decision)


@dataclass(slots=True)
class _Deciding:
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
