"""What must be known of a chat before it is sent something, read at once."""

from dataclasses import dataclass
from functools import cache

from sqlalchemy import BigInteger, bindparam
from sqlmodel import and_, col, select
from sqlmodel.sql.expression import Select

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
    given = {"incident": row.incident_id, "chat": row.chat_id}
    found = (await session.exec(_asking(), params=given)).one_or_none()
    if found is None:
        return None
    chat, card, subscribed, revision = found
    return Recipient(chat, card, subscribed is not None, revision)


@cache
def _asking() -> Select[Chat, Card, int, int]:
    """Built once: building it takes longer than running it."""
    incident, chat = bindparam("incident", type_=BigInteger), bindparam("chat", type_=BigInteger)
    return (
        select(Chat, Card, col(Subscription.chat_id), col(Incident.revision))
        .select_from(Chat)
        .join(Incident, col(Incident.id) == incident)
        .outerjoin(Card, and_(col(Card.chat_id) == col(Chat.id), col(Card.incident_id) == incident))
        .outerjoin(Subscription, col(Subscription.chat_id) == col(Chat.id))
        .where(col(Chat.id) == chat)
    )
