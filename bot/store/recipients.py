"""What must be known of a chat before it is sent something, read at once."""

from dataclasses import dataclass

from sqlmodel import and_, col, select

from bot.store.db import Session
from bot.store.tables import Card, Chat, Incident, OutboxRow, Subscription


@dataclass(frozen=True, slots=True)
class Recipient:
    """A chat, its card of the incident, and the incident's revision."""

    chat: Chat
    card: Card | None
    is_subscribed: bool
    revision: int


async def of(session: Session, row: OutboxRow) -> Recipient | None:
    """The recipient of *row*; None where chat or incident are no more."""
    query = (
        select(Chat, Card, col(Subscription.chat_id), col(Incident.revision))
        .select_from(Chat)
        .join(Incident, col(Incident.id) == row.incident_id)
        .outerjoin(Card, and_(col(Card.chat_id) == col(Chat.id), col(Card.incident_id) == row.incident_id))
        .outerjoin(Subscription, col(Subscription.chat_id) == col(Chat.id))
        .where(col(Chat.id) == row.chat_id)
    )
    found = (await session.exec(query)).one_or_none()
    if found is None:
        return None
    chat, card, subscribed, revision = found
    return Recipient(chat, card, subscribed is not None, revision)
