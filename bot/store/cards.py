"""Cards: which message of a chat shows an incident, and what it shows."""

from datetime import datetime
from functools import cache

from sqlalchemy import Insert, Table, bindparam
from sqlmodel import col, delete, select, update

from bot.store.db import UNANSWERED, Session, insert_in
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
    shown = {"message_id": message_id, "shown_revision": shown_revision, "changed_at": now}
    given = {"incident": incident_id, "chat": chat_id, **shown}
    await session.exec(_recording(session.get_bind().dialect.name), params=given, execution_options=UNANSWERED)


@cache
def _recording(dialect: str) -> Insert:
    """Built once for each dialect: building it takes longer than running it."""
    table: Table = Card.__table__  # type: ignore[attr-defined]
    shown = {
        name: bindparam(name, type_=table.c[name].type)
        for name in ("message_id", "shown_revision", "changed_at")
    }
    row = select(bindparam("incident", type_=table.c.incident_id.type), col(Chat.id), *shown.values())
    card = insert_in(dialect, table).from_select(
        ["incident_id", "chat_id", *shown], row.where(col(Chat.id) == bindparam("chat"))
    )
    fresh = {name: card.excluded[name] for name in shown}
    return card.on_conflict_do_update(index_elements=["incident_id", "chat_id"], set_=fresh)


async def forget(session: Session, incident_id: int, chat_id: int) -> None:
    """The card's message is gone: the next change sends a new one."""
    await session.exec(delete(Card).where(col(Card.incident_id) == incident_id, col(Card.chat_id) == chat_id))


async def set_stale(session: Session, incident_id: int) -> None:
    """Something around the incident changed, not the incident: its cards are to be edited all the same."""
    of_it = update(Card).where(col(Card.incident_id) == incident_id)
    await session.exec(of_it.values(shown_revision=col(Card.shown_revision) - 1))
