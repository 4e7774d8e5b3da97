"""What an admin's decision would do before it is done, or why it cannot be done. Changes nothing."""

from collections.abc import Mapping, Sequence

from bot.rules.incidents.hand import Deed, Plan, Refusal, Refused, Request
from bot.store import hand
from bot.store.db import Session
from bot.store.tables import Decision, DecisionStatus, Incident, IncidentStatus


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
