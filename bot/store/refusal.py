"""Whether the config folder, as it stands, is refused: noted for other processes and for /status."""

import json
from dataclasses import dataclass
from datetime import datetime

from bot.store import meta
from bot.store.db import Session


@dataclass(frozen=True, slots=True)
class Refusal:
    """The folder was refused first *since* then, and has so many *problems* as of the last look at it."""

    since: datetime
    problems: int


async def note(session: Session, *, problems: int, now: datetime) -> None:
    """The folder is refused, at least from *now* on; a refusal that stands keeps its beginning."""
    standing = await get(session)
    value = {"since": (standing.since if standing else now).isoformat(), "problems": problems}
    await meta.put(session, meta.CONFIG_REFUSED, json.dumps(value))


async def clear(session: Session) -> None:
    """What is in force is what the folder says."""
    await meta.put(session, meta.CONFIG_REFUSED, "")


async def get(session: Session) -> Refusal | None:
    """The refusal that stands, or None."""
    stored = await meta.get(session, meta.CONFIG_REFUSED)
    if not stored:
        return None
    value = json.loads(stored)
    return Refusal(datetime.fromisoformat(value["since"]), int(value["problems"]))
