"""The config folder is changed under the running process: well, badly, and mended."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.whole.configs import MAYOR, edit_watchlist
from tests.whole.conftest import DOWNED_TWO, SIX_MORE, World

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

ADMIN = 990_001
HANDLE = "new_mayor"
NEW = {"handle": HANDLE, "title": "A new mayor", "places": ["RU-MOW"], "timezone": "Europe/Moscow"}


def _versions(world: World) -> list[str]:
    """Which rules each accepted match was made with, oldest first."""
    path = world.bot.database_url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as archive:
        return [
            row[0] for row in archive.execute('SELECT rules_version FROM "match" WHERE accepted ORDER BY id')
        ]


async def test_a_good_change_a_bad_one_and_a_mended_one_while_the_bot_runs(world: World, config: Path) -> None:
    world.bot._environment["ADMIN_IDS"] = str(ADMIN)
    await world.client.channel(HANDLE, title="A new mayor")
    await world.client.publish(HANDLE, "Доброе утро!")
    await world.up()
    assert await world.ask("/start", chat_id=ADMIN)
    await world.ask("/subscribe")
    await world.client.publish(MAYOR, DOWNED_TWO)
    await world.cards(1)

    async def told(count: int) -> str:
        """What the admin was told last, by itself."""
        shown = await world.client.wait_for_messages(
            ADMIN, lambda shown: sum(m.from_bot for m in shown) > count, within=60
        )
        return [m.text for m in shown if m.from_bot][-1]

    def replace_one(data: Any) -> None:
        data["channels"] = [c for c in data["channels"] if c["handle"] != "vorobiev_live"] + [NEW]

    edit_watchlist(config, replace_one)
    summary = await told(1)
    assert f"New: @{HANDLE}" in summary
    assert "Gone: @vorobiev_live" in summary

    edit_watchlist(config, lambda data: data["channels"][0].update(colour="red"))
    complaint = await told(2)
    assert "watchlist.yaml" in complaint
    assert "channels.0.colour" in complaint

    # By the rules that were good last, the new channel is read and the incident goes on.
    await world.client.publish(HANDLE, "Доброе утро ещё раз!")
    await world.read(HANDLE)
    await world.client.publish(MAYOR, SIX_MORE)
    await world.cards(2)

    edit_watchlist(config, lambda data: data["channels"][0].pop("colour"))
    assert "in order again" in await told(3)

    first, *later = _versions(world)
    assert later
    assert set(later) == {later[0]} != {first}
    assert await world.bot.stop() == 0, world.bot.log()
    assert world.bot.log().count("changed config refused") == 1
