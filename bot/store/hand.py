"""What admins decided by hand: statements held in incidents or apart from them, and the trail of it all."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, literal_column
from sqlmodel import col, delete, exists, func, select, update

from bot.rules.incidents.hand import UNDOABLE, Deed, Held, Pin, Refusal, Refused, Request
from bot.rules.incidents.joining import Key
from bot.store.db import AS_IT_IS, Session, insert_into
from bot.store.tables import Card, Chat, Decision, DecisionStatus, Incident, Post, Statement
from bot.store.tables import Pin as PinRow


async def held(session: Session, story: str, since: datetime) -> Held:
    """What holds in the incidents of *story* with a statement from *since* on."""
    # Spelled as the partial index has it: nearly always there is nothing, and that must cost nothing.
    return await _held(
        session,
        literal_column("incident.held", Incident.__table__.c.held.type),  # type: ignore[attr-defined]
        col(Incident.last_statement_at) >= since,
        col(Incident.story) == story,
    )


async def held_in(session: Session, incident_ids: Collection[int]) -> Held:
    """What holds in these incidents."""
    return await _held(session, col(Incident.id).in_(incident_ids))


async def _held(session: Session, *wanted: ColumnElement[bool]) -> Held:
    rows = await session.exec(
        select(PinRow, col(Incident.retracted_at), col(Post.channel_id), col(Post.message_id))
        .select_from(Incident)
        .join(PinRow, col(PinRow.incident_id) == col(Incident.id))
        .join(Post, col(Post.id) == col(PinRow.post_id))
        .where(*wanted)
    )
    pins: list[Pin[Key]] = []
    retracted = set()
    for pin, retracted_at, channel_id, message_id in rows:
        pins.append(Pin(pin.incident_id, (channel_id, message_id), pin.apart, pin.roams))
        if retracted_at is not None:
            retracted.add(pin.incident_id)
    return Held.of(pins, retracted)


async def incidents(session: Session, incident_ids: Collection[int]) -> dict[int, Incident]:
    """These incidents as they are stored; unknown ids are left out."""
    rows = await session.exec(
        select(Incident).where(col(Incident.id).in_(incident_ids)),
        execution_options={"populate_existing": True},
    )
    return {one.id: one for one in rows if one.id is not None}


async def statements(session: Session, incident_ids: Collection[int]) -> list[Statement]:
    """Every statement of these incidents, withdrawn ones included, oldest first."""
    return list(
        await session.exec(
            select(Statement)
            .where(col(Statement.incident_id).in_(incident_ids))
            .order_by(col(Statement.published_at), col(Statement.id)),
            execution_options={"populate_existing": True},
        )
    )


async def elsewhere(
    session: Session, post_ids: Collection[int], *, story: str, touched: Collection[int]
) -> dict[int, dict[int, bool]]:
    """Post -> the other incidents of *story* it stands in, and whether each is about several places."""
    rows = await session.exec(
        select(col(Statement.post_id), col(Incident.id), col(Incident.places))
        .join(Incident, col(Incident.id) == col(Statement.incident_id))
        .where(
            col(Statement.post_id).in_(post_ids),
            col(Incident.story) == story,
            col(Incident.id).not_in(touched),
        )
    )
    found: dict[int, dict[int, bool]] = defaultdict(dict)
    for post_id, incident_id, places in rows:
        if incident_id is not None:
            found[post_id][incident_id] = len(places) > 1
    return found


async def pins(session: Session, post_ids: Collection[int], *, story: str) -> list[Pin[int]]:
    """What holds of these posts in incidents of *story*."""
    rows = await session.exec(
        select(PinRow)
        .join(Incident, col(Incident.id) == col(PinRow.incident_id))
        .where(col(PinRow.post_id).in_(post_ids), col(Incident.story) == story)
        .order_by(col(PinRow.incident_id), col(PinRow.post_id))
    )
    return [Pin(row.incident_id, row.post_id, row.apart, row.roams) for row in rows]


async def set_pins(
    session: Session, post_ids: Collection[int], pinned: Iterable[Pin[int]], *, story: str
) -> None:
    """Let this hold of these posts in incidents of *story*, and nothing else."""
    before = await pins(session, post_ids, story=story)
    concerned = {pin.incident_id for pin in before}
    await session.exec(
        delete(PinRow).where(col(PinRow.post_id).in_(post_ids), col(PinRow.incident_id).in_(concerned)),
        execution_options=AS_IT_IS,
    )
    rows = [
        {"incident_id": pin.incident_id, "post_id": pin.said, "apart": pin.apart, "roams": pin.roams}
        for pin in pinned
    ]
    if rows:
        await session.exec(insert_into(session, PinRow).values(rows), execution_options=AS_IT_IS)
        concerned.update(row["incident_id"] for row in rows)
    holds = exists().where(col(PinRow.incident_id) == col(Incident.id))
    await session.exec(
        update(Incident).where(col(Incident.id).in_(concerned)).values(held=holds), execution_options=AS_IT_IS
    )


async def set_places(session: Session, incident_id: int, places: Iterable[str]) -> None:
    """Let an incident be about *places*."""
    await session.exec(
        update(Incident).where(col(Incident.id) == incident_id).values(places=sorted(places)),
        execution_options=AS_IT_IS,
    )


async def set_retracted(session: Session, incident_id: int, at: datetime | None) -> None:
    """Note that an incident is retracted, or (None) that it is not."""
    await session.exec(
        update(Incident).where(col(Incident.id) == incident_id).values(retracted_at=at),
        execution_options=AS_IT_IS,
    )


async def move_withdrawn(session: Session, homes: Mapping[int, int], *, touched: Collection[int]) -> None:
    """Put the withdrawn statements of the *touched* incidents into those of *homes* (post -> incident).

    Should such a post come back, it comes back where the hand has put it.
    """
    rows = await statements(session, touched)
    there = {(row.incident_id, row.post_id) for row in rows}
    for row in rows:
        home = homes.get(row.post_id)
        if row.withdrawn_at is None or home in (None, row.incident_id) or (home, row.post_id) in there:
            continue
        moved = update(Statement).where(col(Statement.id) == row.id)
        await session.exec(moved.values(incident_id=home, echo_of=None), execution_options=AS_IT_IS)


async def count_cards(session: Session, incident_ids: Collection[int]) -> int:
    """How many active chats have a card of one of these incidents."""
    rows = await session.exec(
        select(func.count(func.distinct(col(Card.chat_id))))
        .join(Chat, col(Chat.id) == col(Card.chat_id))
        .where(col(Card.incident_id).in_(incident_ids), col(Chat.active))
    )
    return rows.one()


async def ask(session: Session, request: Request, *, made_by: str, now: datetime) -> int:
    """Ask the running bot to do something; the decision's id."""
    decision = Decision(
        deed=request.deed,
        incidents=list(request.incidents),
        statements=list(request.statements),
        undoes=request.decision,
        why=request.why,
        made_by=made_by,
        made_at=now,
        status=DecisionStatus.ASKED,
    )
    session.add(decision)
    await session.flush()
    assert decision.id is not None  # it was flushed
    return decision.id


async def asked(session: Session) -> list[Decision]:
    """What the running bot was asked to do, oldest first."""
    query = select(Decision).where(col(Decision.status) == DecisionStatus.ASKED).order_by(col(Decision.id))
    return list(await session.exec(query))


async def decision(session: Session, decision_id: int) -> Decision | None:
    """One decision, as it is stored now."""
    return await session.get(Decision, decision_id, populate_existing=True)


async def refuse(session: Session, decision_id: int, refused: Refused) -> None:
    """Note that what was asked is not done. `refused` reads it back."""
    before = {"number": refused.number, "incident": refused.incident, "earlier": refused.earlier}
    await session.exec(
        update(Decision)
        .where(col(Decision.id) == decision_id)
        .values(status=DecisionStatus.REFUSED, refusal=refused.why.value, before=before),
        execution_options=AS_IT_IS,
    )


def refused(decision: Decision) -> Refused | None:
    """Why a decision was not carried out; None for one that was, or still waits."""
    if decision.status is not DecisionStatus.REFUSED or not decision.refusal:
        return None
    before = decision.before
    earlier = before.get("earlier")
    return Refused(
        Refusal(decision.refusal),
        before.get("number", 0),
        before.get("incident", 0),
        (earlier[0], Deed(earlier[1])) if earlier else None,
    )


async def settle(
    session: Session,
    decision_id: int,
    *,
    incident_ids: Iterable[int],
    undoes: int | None,
    before: Mapping[str, Any],
) -> None:
    """Note that a decision is carried out, about which incidents, and how it can be undone."""
    done = update(Decision).where(col(Decision.id) == decision_id)
    values = {
        "status": DecisionStatus.DONE,
        "incidents": list(incident_ids),
        "undoes": undoes,
        "before": dict(before),
    }
    await session.exec(done.values(**values), execution_options=AS_IT_IS)
    if undoes is not None:
        undone = update(Decision).where(col(Decision.id) == undoes)
        await session.exec(undone.values(undone_by=decision_id), execution_options=AS_IT_IS)


async def in_force(session: Session) -> Sequence[Decision]:
    """The decisions that can be undone, the last one first."""
    return list(
        await session.exec(
            select(Decision)
            .where(
                col(Decision.status) == DecisionStatus.DONE,
                col(Decision.undone_by).is_(None),
                col(Decision.deed).in_([Deed(deed).value for deed in UNDOABLE]),
            )
            .order_by(col(Decision.id).desc()),
            execution_options={"populate_existing": True},
        )
    )


async def last_done(session: Session) -> Decision | None:
    """The last decision that was carried out, whether or not it can be undone."""
    query = select(Decision).where(col(Decision.status) == DecisionStatus.DONE)
    return (await session.exec(query.order_by(col(Decision.id).desc()).limit(1))).first()


async def trail(session: Session, *, limit: int, offset: int = 0) -> list[Decision]:
    """What was decided, the last first."""
    query = select(Decision).order_by(col(Decision.id).desc()).limit(limit).offset(offset)
    return list(await session.exec(query))
