"""Facts about the database itself that must survive a restart."""

from sqlmodel import col, select

from bot.store.db import Session, insert_into
from bot.store.tables import Meta

LAST_UPDATE_ID = "last_update_id"
"""The last Telegram update that was dealt with."""
RULES_VERSION = "rules_version"
"""Fingerprint of the rules the matches were made with."""
SEARCH_KEYS = "search keys"
"""Fingerprint of what the archive's search keys are made of, and the last statement that has one made so
(`bot.pipeline.rekeying`); nothing after the blank: all have."""
CLOCK = "clock"
"""The time as it was while no channel was read, in ISO format (`bot.store.clock`)."""
SLOWED = "slowed"
"""When Telegram last slowed everything down, and to what (`bot.store.slowness`)."""
CONFIG_REFUSED = "config refused"
"""Since when the config folder is refused, and for how many problems; empty: it is in force
(`bot.store.refusal`)."""

DISK_LOW = "disk low"
"""Since when the disk is nearly full, in ISO format; empty: it is not (`bot.pipeline.storing`)."""


async def get(session: Session, key: str) -> str | None:
    """The value stored under *key*."""
    return (await session.exec(select(col(Meta.value)).where(col(Meta.key) == key))).one_or_none()


async def put(session: Session, key: str, value: str) -> None:
    """Store *value* under *key*, in place of what was there."""
    row = insert_into(session, Meta).values(key=key, value=value)
    await session.exec(row.on_conflict_do_update(index_elements=["key"], set_={"value": value}))
