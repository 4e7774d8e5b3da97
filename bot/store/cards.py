"""Cards: which message of a chat shows an incident, and what it shows."""

from datetime import datetime

from sqlmodel import col, delete, update

from bot.store.db import Session, insert_into
from bot.store.tables import Card, Chat


async def get(session: Session, incident_id: int, chat_id: int) -> Card | None:
    """The incident's card in this chat, if it has one."""
    return await session.get(Card, (incident_id, chat_id))


async def record(
    session: Session,
    incident_id: int,
    chat_id: int,
    *,
    message_id: int,
    shown_revision: int,
    now: datetime,
) -> None:
    """Note that the card was sent or edited, and which revision it shows. Not for a chat deleted meanwhile."""
    if await session.get(Chat, chat_id) is None:
        return
    shown = {"message_id": message_id, "shown_revision": shown_revision, "changed_at": now}
    card = insert_into(session, Card).values(incident_id=incident_id, chat_id=chat_id, **shown)
    await session.exec(card.on_conflict_do_update(index_elements=["incident_id", "chat_id"], set_=shown))


async def forget(session: Session, incident_id: int, chat_id: int) -> None:
    """The card's message is gone: the next change sends a new one."""
    await session.exec(delete(Card).where(col(Card.incident_id) == incident_id, col(Card.chat_id) == chat_id))


async def set_stale(session: Session, incident_id: int) -> None:
    """Something around the incident changed, not the incident: its cards are to be edited all the same."""
    of_it = update(Card).where(col(Card.incident_id) == incident_id)
    await session.exec(of_it.values(shown_revision=col(Card.shown_revision) - 1))
