"""Troubles of channels and of their host, as admins were told them: from the alarm to the all-clear.

A row is made in the transaction that owes the alarm and ended in the one that owes the all-clear, so a restart
repeats neither.
"""

from datetime import datetime

from sqlmodel import col, select, update

from bot.store.db import Session
from bot.store.tables import Trouble


async def open_ones(session: Session) -> list[Trouble]:
    """What is not over, oldest first."""
    still = select(Trouble).where(col(Trouble.ended_at).is_(None)).order_by(col(Trouble.began_at))
    return list(await session.exec(still))


async def host(session: Session) -> Trouble | None:
    """The trouble that the host has now."""
    return next((each for each in await open_ones(session) if each.channel_id is None), None)


async def end(session: Session, trouble_id: int, *, now: datetime) -> None:
    """It is over."""
    await session.exec(update(Trouble).where(col(Trouble.id) == trouble_id).values(ended_at=now))


async def set_probe(session: Session, trouble_id: int, probe_at: datetime | None) -> None:
    """Note when the host is tried next; None: it answers again, and it is watched whether that lasts."""
    await session.exec(update(Trouble).where(col(Trouble.id) == trouble_id).values(probe_at=probe_at))
