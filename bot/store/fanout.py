"""Fanning out: one incident's change becomes one outbox row for each chat that is to be told.

At most one row waits per incident, chat and purpose: while it waits, more statements change what will be said,
not how often. Each function is one statement, however many chats there are.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import Select, literal
from sqlmodel import and_, case, col, exists, or_, select, text

from bot.store.db import Session, insert_into
from bot.store.tables import Card, Chat, Incident, OutboxRow, Purpose, Subscription


async def enqueue_cards(
    session: Session, incident_id: int, *, reason: str, loud: bool, due_at: datetime, now: datetime
) -> int:
    """Owe the incident's card to every active subscriber: sent, or edited in place, at *due_at*.

    One statement, however many chats. Where a row waits already it keeps the earlier time (its own while it is
    backing off), sounds if either should, and takes a loud *reason*; a claim on it is void, as there is
    something else to say. Returns how many chats are owed it.
    """
    chats = (
        select(col(Chat.id), col(Subscription.thread_id))
        .join(Subscription, col(Subscription.chat_id) == col(Chat.id))
        .where(col(Chat.active))
    )
    return await _enqueue(session, chats, incident_id, Purpose.CARD, reason, loud, due_at, now)


async def enqueue_news(
    session: Session, incident_id: int, *, reason: str, loud: bool, due_at: datetime, now: datetime
) -> int:
    """Owe news, as a reply to the card, to every active subscriber that has the card. See `enqueue_cards`."""
    chats = (
        select(col(Chat.id), col(Subscription.thread_id))
        .join(Subscription, col(Subscription.chat_id) == col(Chat.id))
        .join(Card, col(Card.chat_id) == col(Chat.id))
        .where(col(Chat.active), col(Card.incident_id) == incident_id)
    )
    return await _enqueue(session, chats, incident_id, Purpose.NEWS, reason, loud, due_at, now)


async def _enqueue(
    session: Session,
    chats: Select[*tuple[Any, ...]],
    incident_id: int,
    purpose: Purpose,
    reason: str,
    loud: bool,
    due_at: datetime,
    now: datetime,
) -> int:
    same = {
        "incident_id": incident_id,
        "purpose": purpose,
        "reason": reason,
        "loud": loud,
        "due_at": due_at,
        "created_at": now,
    }
    columns = OutboxRow.__table__.c  # type: ignore[attr-defined]
    values = [literal(value, columns[name].type) for name, value in same.items()]
    owed = insert_into(session, OutboxRow).from_select(
        ["chat_id", "thread_id", *same],
        chats.add_columns(*values).where(exists().where(col(Incident.id) == incident_id)),
    )
    fresh, waiting = owed.excluded, OutboxRow
    result = await session.exec(
        owed.on_conflict_do_update(
            index_elements=["chat_id", "incident_id", "purpose"],
            index_where=text("status = 'pending'"),
            set_={
                "due_at": case(
                    (and_(col(waiting.attempts) == 0, fresh.due_at < col(waiting.due_at)), fresh.due_at),
                    else_=col(waiting.due_at),
                ),
                "loud": or_(col(waiting.loud), fresh.loud),
                "reason": case((fresh.loud, fresh.reason), else_=col(waiting.reason)),
                "thread_id": fresh.thread_id,
                # Whoever claimed it has read what was to be said before this: it must be read again.
                "lease_until": None,
            },
        ),
        execution_options={"preserve_rowcount": True},
    )
    return result.rowcount
