"""Incidents as the pipeline makes them, for an admin to decide about."""

from datetime import datetime, timedelta

from bot.pipeline.ingest import store
from bot.rulebook import Rulebook
from bot.store import channels
from bot.store.db import Database
from bot.values import FetchedPost

SAID = (
    ("mos_sobyanin", 101, "ПВО уничтожила два беспилотника, летевших на Москву."),
    ("mos_sobyanin", 102, "Уничтожены ещё три беспилотника, летевших на Москву."),
    ("operativno31", 201, "Под Белгородом сбит беспилотник."),
)


async def two_incidents(database: Database, rulebook: Rulebook, at: datetime) -> None:
    """Moscow is incident 1 with statements 1 and 2, Belgorod incident 2 with statement 3."""
    async with database.writing() as session:
        await channels.sync(session, {handle: handle for handle, _, _ in SAID}, now=at)
        known = {channel.handle: channel for channel in await channels.all_states(session)}
        for number, (handle, message_id, text) in enumerate(SAID):
            post = FetchedPost(message_id, text, at + timedelta(minutes=number), handle)
            await store(session, known[handle], [post], {}, rulebook, at)
