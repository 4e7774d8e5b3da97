"""`health`: the verdict from beside the process, with a database of its own."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

from bot.errors import StoreUnusable
from bot.operation.health import Health, judge
from bot.store import db
from bot.store.condition import look


def ask(url: str) -> Health:
    """How the bot on the database at *url* is doing. Raises `ConfigError` for an address of another kind."""
    parsed = db.parse_url(url)
    if parsed.get_backend_name() == "sqlite" and not Path(parsed.database or "").is_file():
        return Health(False, f"unhealthy: there is no database {parsed.database}")
    return asyncio.run(_ask(url))


async def _ask(url: str) -> Health:
    database = db.connect(url)
    now = datetime.now(UTC)
    try:
        return judge(await look(database, now=now), now)
    except StoreUnusable as exc:
        return Health(False, f"unhealthy: {exc}")
    finally:
        await database.close()
