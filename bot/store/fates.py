"""Messages that may have arrived: what is stored of them until someone has looked (`bot.rules.numbering`)."""

from sqlalchemy import Table, bindparam
from sqlmodel import col, func, literal_column, or_, select, update

from bot.store.db import AS_IT_IS, UNANSWERED, Session
from bot.store.outbox import Tried
from bot.store.tables import Chat, OutboxRow

# Spelled out, so that the partial indexes of the outbox are used.
_LIVE = or_(
    col(OutboxRow.status) == literal_column("'pending'"), col(OutboxRow.status) == literal_column("'in flight'")
)

_CHAT: Table = Chat.__table__  # type: ignore[attr-defined]
# Built once, as every message runs them. `_FORGET` asks for no stored
# number: one that another transaction is about to commit must be waited for and taken away, too.
_FORGET = update(_CHAT).where(_CHAT.c.id == bindparam("chat")).values(numbered=None)
_KEEP = update(_CHAT).where(_CHAT.c.id == bindparam("chat")).values(numbered=bindparam("number"))
_NUMBERED = select(col(Chat.numbered)).where(col(Chat.id) == bindparam("chat"))


async def expose(session: Session, chat_id: int) -> None:
    """Another message goes into the chat: what is of unknown fate there can be looked for no more."""
    await forget_number(session, chat_id)
    await session.exec(
        update(OutboxRow)
        .where(
            col(OutboxRow.chat_id) == chat_id,
            _LIVE,
            col(OutboxRow.tried_after).is_not(None),
        )
        .values(tried_after=None),
        execution_options=AS_IT_IS,
    )


async def number_of(session: Session, chat_id: int) -> int | None:
    """How far the chat is numbered, if that is known from an earlier process."""
    return (await session.exec(_NUMBERED, params={"chat": chat_id})).one_or_none()


async def keep_number(session: Session, chat_id: int, number: int) -> None:
    """Every message of ours in the chat stands at *number* or below.

    Not put off until the commit: whoever exposes the chat meanwhile must meet the row, and wait for it.
    """
    await session.exec(_KEEP, params={"chat": chat_id, "number": number})


async def forget_number(session: Session, chat_id: int) -> None:
    """A message of ours may come into the chat, with a number that nobody knows."""
    await session.exec(_FORGET, params={"chat": chat_id}, execution_options=UNANSWERED)


async def numbered_chats(session: Session) -> list[int]:
    """Chats for which a number is stored."""
    return list(await session.exec(select(col(Chat.id)).where(col(Chat.numbered).is_not(None))))


async def highest_number(session: Session, *, above: int) -> int:
    """The highest number that is stored for chats whose ids are *above* that; 0 where there is none."""
    kept = select(func.max(Chat.numbered)).where(col(Chat.id) > above)
    floors = select(func.max(OutboxRow.tried_after)).where(_LIVE, col(OutboxRow.chat_id) > above)
    return max((await session.exec(kept)).one() or 0, (await session.exec(floors)).one() or 0)


async def numbers_in_question(session: Session, *, above: int, limit: int) -> list[int]:
    """Numbers of messages of known fate that a search would meet, in chats whose ids are *above* that.

    Ascending; the newest *limit*.
    """
    floor = select(func.min(OutboxRow.tried_after)).where(_LIVE, col(OutboxRow.chat_id) > above)
    if (lowest := (await session.exec(floor)).one()) is None:
        return []
    given = (
        select(col(OutboxRow.message_id))
        .where(col(OutboxRow.chat_id) > above, col(OutboxRow.message_id) > lowest)
        .order_by(col(OutboxRow.message_id).desc())
        .limit(limit)
        .distinct()
    )
    return sorted(number for number in await session.exec(given) if number is not None)


async def chats_in_doubt(session: Session) -> list[int]:
    """Chats with a message of unknown fate that can be looked for."""
    query = select(col(OutboxRow.chat_id)).where(_LIVE, col(OutboxRow.tried_after).is_not(None)).distinct()
    return list(await session.exec(query))


async def rows_in_doubt(session: Session) -> list[int]:
    """Rows whose message is of unknown fate and can be looked for."""
    query = select(OutboxRow.id).where(_LIVE, col(OutboxRow.tried_after).is_not(None))
    return [row for row in await session.exec(query) if row is not None]


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
        execution_options=AS_IT_IS,
    )
