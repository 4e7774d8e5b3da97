"""Many subscribed chats at once."""

from datetime import datetime

from bot.store import chats
from bot.store.db import Session
from bot.store.tables import Chat, Subscription


async def crowd(session: Session, chat_ids: range, *, now: datetime) -> None:
    """Private chats that are told everything. One comes as chats do, which takes a thousand some seconds; the
    others are copies of its rows."""
    first, *others = chat_ids
    await chats.touch(session, first, kind="private", language="en", now=now)
    await chats.subscribe(session, first, now=now)
    connection = await session.connection()
    for table, key in ((Chat.__table__, "id"), (Subscription.__table__, "chat_id")):  # type: ignore[attr-defined]
        [row] = (await connection.execute(table.select().where(table.c[key] == first))).mappings()
        await connection.execute(table.insert(), [{**row, key: chat_id} for chat_id in others])
