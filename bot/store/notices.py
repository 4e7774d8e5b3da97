"""Notices: what the bot's admins are to know, owed from the moment it happens until every one of them was told.

A notice is owed in the transaction of what it tells about. It stores facts and no words: it is worded for each
admin when it is sent, by `bot.chat.admin.notices`.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlmodel import col, delete, func, select, update

from bot.store.db import Session
from bot.store.tables import Notice


class NoticeKind(StrEnum):
    """What a notice is about, with its facts."""

    CONFIG_TAKEN = "config taken"
    """The config folder changed and is in force: `added`, `removed`, `changed` (names)."""
    CONFIG_REFUSED = "config refused"
    """It changed and has mistakes, so what was in force stays: `problems` (lines)."""
    CONFIG_MENDED = "config mended"
    """After a refusal it says again what is in force."""
    SOURCE_AILS = "source ails"
    """A channel is in trouble: `handle`, `title`, `state`, `since`, `error`, `shown_as` (the name on its page),
    `last_post_at`, `heartbeat` (whether its silence means that we are blind)."""
    SOURCE_WELL = "source well"
    """That is over: the same, with the `state` it was in and since when."""
    SOURCES_AIL = "sources ail"
    """Several channels are in the same trouble at once: `handles`, `state`, `since` (of the first)."""
    SOURCES_WELL = "sources well"
    """That is over: the same."""
    POSTS_UNREAD = "posts unread"
    """A channel is read on past posts that were not understood: `handle`, `numbers` (the first of each of the
    newest places), `more` (how many places beside)."""
    HOST_FAILS = "host fails"
    """All channels fail at once: `state`, `since`, `error`."""
    HOST_WELL = "host well"
    """It answers again: `state`, `since`."""
    DISK_LOW = "disk low"
    """The disk of the database is nearly full: `free` (bytes)."""
    DISK_WELL = "disk well"
    """It has room again: the same."""
    STORING_FAILED = "storing failed"
    """The database could not be written, and can be again: `since`, `error`."""


async def owe(
    session: Session, kind: NoticeKind, facts: dict[str, Any], *, now: datetime, loud: bool = False
) -> None:
    """Tell every admin, with a sound if *loud*. *facts* are JSON."""
    session.add(Notice(kind=kind, facts=facts, loud=loud, created_at=now))
    await session.flush()


async def oldest(session: Session, *, limit: int) -> list[Notice]:
    """Up to *limit* notices that somebody was not told yet, in the order in which things happened."""
    return list(await session.exec(select(Notice).order_by(col(Notice.id)).limit(limit)))


async def set_told(session: Session, notice_id: int, told: list[int]) -> None:
    """Note which admins have been told."""
    await session.exec(update(Notice).where(col(Notice.id) == notice_id).values(told=told))


async def finish(session: Session, notice_id: int) -> None:
    """All were told, or it is no longer worth telling."""
    await session.exec(delete(Notice).where(col(Notice.id) == notice_id))


async def count_waiting(session: Session) -> int:
    """How many notices are still owed."""
    return (await session.exec(select(func.count(col(Notice.id))))).one()
