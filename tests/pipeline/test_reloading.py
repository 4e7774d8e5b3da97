"""A changed config folder is taken over as a whole once it holds still; a bad one is refused as a whole."""

import contextlib
import gc
import shutil
import traceback
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col, update

from bot.errors import ConfigError
from bot.pipeline.reloading import Reloading, watch_channels
from bot.rulebook import Changes, Rulebook, load_rulebook
from bot.store import channels, condition, notices
from bot.store.db import Database, connect
from bot.store.refusal import Refusal
from bot.store.tables import Channel
from bot.watchlist.loading import load
from tests.databases import SQLiteFiles
from tests.small_config import PATTERN, PLACES
from tests.store.rows import NOW

CHANNELS = "version: 1\nchannels:\n  - {handle: mayor_one, title: One}\n"
BOTH = CHANNELS + "  - {handle: mayor_two, title: Two}\n"
BROKEN = "version: 1\npoling: {}\n"


class Office:
    """A small config folder in force, and what its admins were told."""

    def __init__(self, folder: Path, database: Database) -> None:
        self.folder = folder
        self.database = database
        self.rulebook = load_rulebook(folder)
        self.now = NOW
        self.reloading = Reloading(folder, database, lambda: self.rulebook, self.swap, lambda: self.now)

    def swap(self, rulebook: Rulebook) -> None:
        self.rulebook = rulebook

    def write(self, text: str, name: str = "watchlist.yaml") -> None:
        (self.folder / name).write_text(text, "utf-8")

    async def look(self, times: int = 2) -> list[tuple[str, dict[str, Any]]]:
        """Look so often; what the admins were told meanwhile."""
        for _ in range(times):
            await self.reloading.look()
        async with self.database.writing() as session:
            owed = await notices.oldest(session, limit=10)
            for notice in owed:
                await notices.finish(session, notice.id or 0)
        return [(notice.kind, notice.facts) for notice in owed]

    async def refused(self) -> Refusal | None:
        """What any other process reads in the database."""
        return (await condition.look(self.database, now=self.now)).refused

    async def watched(self) -> list[str]:
        async with self.database.reading() as session:
            return [channel.handle for channel in await channels.all_states(session)]


@pytest.fixture
async def office(tmp_path: Path, sqlite_files: SQLiteFiles) -> Any:
    folder = tmp_path / "config"
    (folder / "patterns").mkdir(parents=True)
    (folder / "watchlist.yaml").write_text(CHANNELS, "utf-8")
    (folder / "places.yaml").write_text(PLACES, "utf-8")
    (folder / "patterns" / "power-outage.yaml").write_text(PATTERN, "utf-8")
    url = sqlite_files.fresh()
    database = connect(url)
    office = Office(folder, database)
    assert await office.look() == []
    yield office
    await database.close()
    sqlite_files.drop(url)


async def test_a_folder_that_nobody_touches_is_not_read_again(office: Office) -> None:
    before = office.rulebook

    assert await office.look(5) == []
    assert office.rulebook is before


async def test_a_good_change_is_in_force_and_summed_up_once(office: Office) -> None:
    office.write(BOTH)
    office.write(PATTERN.replace("accept: 60", "accept: 55"), "patterns/power-outage.yaml")

    [(kind, facts)] = await office.look(4)

    assert kind == "config taken"
    assert facts == {"added": ["@mayor_two"], "removed": [], "changed": ["power-outage"]}
    assert await office.watched() == ["mayor_one", "mayor_two"]
    assert office.rulebook.channel("mayor_two") is not None


async def test_a_shorter_interval_counts_for_channels_that_wait_already(office: Office) -> None:
    office.write(BOTH)
    await office.look()
    async with office.database.writing() as session:
        await session.exec(update(Channel).values(next_due_at=NOW + timedelta(hours=2)))
        ailing = col(Channel.handle) == "mayor_two"
        await session.exec(update(Channel).where(ailing).values(failures=3))

    office.write(BOTH + "polling: {max_interval: 5m}\n")
    await office.look()

    async with office.database.reading() as session:
        due = {row.handle: row.next_due_at - NOW for row in await channels.all_states(session)}
    assert due == {"mayor_one": timedelta(minutes=5), "mayor_two": timedelta(hours=2)}


async def test_a_shorter_interval_counts_after_a_restart_too(office: Office) -> None:
    await office.look()
    async with office.database.writing() as session:
        await watch_channels(session, office.rulebook.watchlist, now=NOW)
        await session.exec(update(Channel).values(next_due_at=NOW + timedelta(hours=2)))
    office.write(CHANNELS + "polling: {max_interval: 5m}\n")

    async with office.database.writing() as session:
        await watch_channels(session, load_rulebook(office.folder).watchlist, now=NOW)

    async with office.database.reading() as session:
        [channel] = await channels.all_states(session)
    assert channel.next_due_at == NOW + timedelta(minutes=5)


async def test_what_changes_from_look_to_look_is_waited_for(office: Office) -> None:
    office.write(BROKEN)
    assert await office.look(1) == []
    office.write(BOTH)
    assert await office.look(1) == []
    assert office.rulebook.channel("mayor_two") is None

    assert [kind for kind, _ in await office.look(1)] == ["config taken"]


async def test_a_bad_change_leaves_all_as_it_was_and_is_told_once_with_the_lines_of_check(
    office: Office,
) -> None:
    before = office.rulebook
    office.write(BROKEN)
    with pytest.raises(ConfigError) as check:
        load_rulebook(office.folder)

    assert await office.look(6) == [("config refused", {"problems": str(check.value).splitlines()})]
    assert office.rulebook is before
    assert await office.watched() == []  # nothing was written


async def test_another_bad_change_is_told_and_the_same_saved_again_is_not(office: Office) -> None:
    office.write(BROKEN)
    assert len(await office.look()) == 1
    office.write(BROKEN)
    assert await office.look() == []
    office.write(BROKEN + "colour: red\n")
    assert [kind for kind, _ in await office.look()] == ["config refused"]


async def test_a_mended_change_is_taken_over(office: Office) -> None:
    office.write(BROKEN)
    await office.look()
    office.write(BOTH)

    [(kind, facts)] = await office.look(3)

    assert (kind, facts["added"]) == ("config taken", ["@mayor_two"])


@pytest.mark.parametrize("text", [CHANNELS, "# as before\n" + CHANNELS])
async def test_a_change_that_is_taken_back_is_told_as_mended(office: Office, text: str) -> None:
    office.write(BROKEN)
    await office.look()
    office.write(text)

    assert await office.look(4) == [("config mended", {})]


async def test_a_comment_is_in_force_without_a_word(office: Office) -> None:
    before = office.rulebook
    office.write("# as before\n" + CHANNELS)

    assert await office.look() == []
    assert office.rulebook.watchlist.fingerprint != before.watchlist.fingerprint


async def test_a_folder_that_went_away_is_told_and_comes_back(office: Office, tmp_path: Path) -> None:
    shutil.move(office.folder, tmp_path / "elsewhere")
    [(kind, facts)] = await office.look(4)
    assert kind == "config refused"
    assert "set CONFIG_DIR" in facts["problems"][0]

    shutil.move(tmp_path / "elsewhere", office.folder)
    assert await office.look(4) == [("config mended", {})]


async def test_what_an_admin_asked_for_is_not_told_a_second_time(office: Office) -> None:
    office.write(BOTH)
    assert await office.reloading.on_request() == Changes(added=("@mayor_two",))
    assert await office.look(4) == []

    office.write(BROKEN)
    with pytest.raises(ConfigError):
        await office.reloading.on_request()
    assert await office.look(4) == []
    assert office.rulebook.channel("mayor_two") is not None


async def test_a_refusal_is_noted_for_other_processes_with_its_beginning_and_the_newest_count(
    office: Office,
) -> None:
    assert await office.refused() is None

    office.write(BROKEN)
    await office.look()
    assert await office.refused() == Refusal(NOW, problems=1)

    office.now += timedelta(minutes=5)
    office.write(BROKEN + "colour: red\n")
    await office.look()
    assert await office.refused() == Refusal(NOW, problems=2)


@pytest.mark.parametrize("text", [BOTH, CHANNELS, "# as before\n" + CHANNELS])
async def test_a_refusal_ends_with_the_mistake(office: Office, text: str) -> None:
    office.write(BROKEN)
    await office.look()
    office.write(text)
    await office.look(4)

    assert await office.refused() is None


async def test_a_refusal_that_an_admin_asked_for_is_noted_and_ended_by_asking_again(office: Office) -> None:
    office.write(BROKEN)
    with pytest.raises(ConfigError):
        await office.reloading.on_request()
    assert await office.refused() == Refusal(NOW, problems=1)

    office.write(CHANNELS)
    await office.reloading.on_request()
    assert await office.refused() is None


async def test_a_bot_that_starts_with_a_folder_has_not_refused_it(office: Office) -> None:
    office.write(BROKEN)
    await office.look()

    async with office.database.writing() as session:
        await watch_channels(session, office.rulebook.watchlist, now=NOW)

    assert await office.refused() is None


@pytest.mark.parametrize("text", [BOTH, BROKEN])
async def test_the_loop_is_not_stopped_by_the_garbage_collector_while_the_folder_is_read(
    office: Office, text: str
) -> None:
    looks = 0

    def looked(phase: str, info: dict[str, int]) -> None:
        nonlocal looks
        looks += any(frame.name in {"load_rulebook", "load"} for frame in traceback.extract_stack())

    office.write(text)
    threshold = gc.get_threshold()
    gc.callbacks.append(looked)
    gc.set_threshold(20, 1, 1)  # a small folder, and a collector in a hurry
    try:
        with contextlib.suppress(ConfigError):
            load_rulebook(office.folder)
        quietly = looks
        with contextlib.suppress(ConfigError):
            load(office.folder)
    finally:
        gc.set_threshold(*threshold)
        gc.callbacks.remove(looked)

    assert quietly == 0 < looks
    assert gc.isenabled()
