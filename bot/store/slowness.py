"""How slow Telegram last made us, so that a restart does not begin at full speed in the middle of a flood."""

import json
from dataclasses import dataclass
from datetime import datetime

from bot.store import meta
from bot.store.db import Session


@dataclass(frozen=True, slots=True)
class Slowed:
    """At that time everything was paused *until* then and slowed to *rate* messages a second."""

    at: datetime
    until: datetime
    rate: float


async def put(session: Session, slowed: Slowed) -> None:
    """Remember it, in place of the one before."""
    value = {"at": slowed.at.isoformat(), "until": slowed.until.isoformat(), "rate": slowed.rate}
    await meta.put(session, meta.SLOWED, json.dumps(value))


async def get(session: Session) -> Slowed | None:
    """The last one, however long ago."""
    stored = await meta.get(session, meta.SLOWED)
    if stored is None:
        return None
    value = json.loads(stored)
    at, until = (datetime.fromisoformat(value[name]) for name in ("at", "until"))
    return Slowed(at, until, float(value["rate"]))
