"""Messages that may have arrived: what is stored of them until someone has looked (`bot.rules.numbering`)."""

from sqlmodel import col, literal_column, or_, select, update

from bot.store.db import Session
from bot.store.outbox import Tried
from bot.store.tables import OutboxRow

# Spelled out, so that the partial indexes of the outbox are used.
_LIVE = or_(
    col(OutboxRow.status) == literal_column("'pending'"), col(OutboxRow.status) == literal_column("'in flight'")
)


async def expose(session: Session, chat_id: int) -> None:
    """Another message goes into the chat: what is of unknown fate there can be looked for no more."""
    await session.exec(
        update(OutboxRow)
        .where(
            col(OutboxRow.chat_id) == chat_id,
            _LIVE,
            col(OutboxRow.tried_after).is_not(None),
        )
        .values(tried_after=None),
        execution_options={"synchronize_session": False},
    )


async def chats_in_doubt(session: Session) -> list[int]:
    """Chats with a message of unknown fate that can be looked for."""
    query = select(col(OutboxRow.chat_id)).where(_LIVE, col(OutboxRow.tried_after).is_not(None)).distinct()
    return list(await session.exec(query))


async def tried(session: Session, row_id: int) -> Tried | None:
    """What a row's message of unknown fate was sent as, as it stands now."""
    columns = (col(OutboxRow.tried_as), col(OutboxRow.tried_after), col(OutboxRow.tried_revision))
    found = (await session.exec(select(*columns).where(col(OutboxRow.id) == row_id))).one_or_none()
    if found is None or found[0] is None:
        return None
    return Tried(found[0], found[1], found[2] or 0)


async def settle(session: Session, row_id: int, *, repeat: bool) -> None:
    """The search for a row's message has ended. *repeat*: without result, so what is sent next says so.

    Where it was not found, the number above which it would stand keeps its meaning: it is that of any repeat.
    """
    known = {"possible_repeat": True} if repeat else {"tried_after": None}
    await session.exec(
        update(OutboxRow)
        .where(col(OutboxRow.id) == row_id)
        .values(tried_as=None, tried_revision=None, **known),
        execution_options={"synchronize_session": False},
    )
