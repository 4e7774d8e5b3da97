"""The command `hand`, where no bot runs: it does what it is told by itself."""

import asyncio
import io
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot import by_hand, cli
from bot.errors import BotError
from bot.pipeline.hand import Hand
from bot.rulebook import Rulebook
from bot.rules.incidents.hand import Deed, Request
from bot.store import db, hand
from bot.store.tables import Decision
from tests.chat.admin.archive import two_incidents
from tests.databases import SQLiteFiles, sqlite_files

__all__ = ["sqlite_files"]


@pytest.fixture
async def archive(sqlite_files: SQLiteFiles, rulebook: Rulebook, monkeypatch: pytest.MonkeyPatch) -> str:
    """Moscow as incident 1 and Belgorod as incident 2; the database's address."""
    url = sqlite_files.fresh()
    monkeypatch.setenv("DATABASE_URL", url)
    database = db.connect(url)
    await two_incidents(database, rulebook, datetime(2026, 5, 12, 21, 58, tzinfo=UTC))
    await database.close()
    return url


async def test_it_shows_what_it_will_do_does_it_and_keeps_the_trail(archive: str, rulebook: Rulebook) -> None:
    previews: list[str] = []

    def agree(preview: str) -> bool:
        previews.append(preview)
        return True

    merge = Request(Deed.MERGE, (1, 2), why="one attack")
    done = await by_hand.decide(archive, rulebook, merge, confirm=agree)
    assert "/merge 1 2 one attack" in previews[0]
    assert "Belgorod" in previews[0]
    assert done == "Done, as number 1: incidents 1, 2 merged."
    assert "Под Белгородом" in await by_hand.statements(archive, 1)

    undo = await by_hand.decide(archive, rulebook, Request(Deed.UNDO), confirm=agree)
    assert undo == "Done, as number 2: incidents 1, 2 put back as before."
    decisions = await by_hand.log(archive, limit=5)
    assert "merged: 1, 2" in by_hand.render_log(decisions, rulebook.watchlist)
    last, first = by_hand.as_json(decisions)
    assert (first["why"], first["undone_by"], last["undoes"]) == ("one attack", 2, 1)
    assert first["made_by"].startswith("command line")


async def test_what_to_write_instead_is_a_command_of_the_command_line(archive: str, rulebook: Rulebook) -> None:
    for deed, numbers in ((Deed.MERGE, (1, 2)), (Deed.RETRACT, (1,)), (Deed.RESTORE, (1,))):
        await by_hand.decide(archive, rulebook, Request(deed, numbers), confirm=lambda _: True)

    with pytest.raises(BotError, match=r"Write hand retract 1 … to take .* again\.\n.*write hand undo 1$"):
        await by_hand.decide(archive, rulebook, Request(Deed.UNDO), confirm=lambda _: True)


async def test_the_running_bot_is_asked_to_undo_what_the_preview_showed(
    archive: str, rulebook: Rulebook
) -> None:
    await by_hand.decide(archive, rulebook, Request(Deed.MERGE, (1, 2)), confirm=lambda _: True)
    running = db.connect(archive)
    async with AsyncExitStack() as tidying:
        tidying.push_async_callback(running.close)
        await running.hold()
        hands = Hand(running, lambda: rulebook, lambda: datetime.now(UTC))
        asking = asyncio.create_task(
            by_hand.decide(archive, rulebook, Request(Deed.UNDO), confirm=lambda _: True)
        )
        asked: list[Decision] = []
        while not asked:
            await asyncio.sleep(0)
            async with running.reading() as session:
                asked = await hand.asked(session)
        await hands.decide(Request(Deed.RETRACT, (1,)), made_by="telegram 42")
        await hands.work()

        with pytest.raises(BotError, match="Decision 3 builds on it"):
            await asking


async def test_nothing_is_done_that_was_not_agreed_to(archive: str, rulebook: Rulebook) -> None:
    request = Request(Deed.RETRACT, (1,))
    assert await by_hand.decide(archive, rulebook, request, confirm=lambda _: False) == "Nothing was changed."
    assert await by_hand.log(archive, limit=5) == []


@pytest.mark.usefixtures("rulebook")
@pytest.mark.parametrize("command", [["hand", "log"], ["hand", "retract", "1", "--yes"]])
def test_a_database_that_is_not_there_is_said_and_not_made(
    command: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    missing = tmp_path / "lookout.db"
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{missing}")

    assert cli.main(command) == cli.FAILED
    assert capsys.readouterr().err.startswith(f"there is no archive at {missing}")
    assert not missing.exists()


def test_what_can_not_be_done_is_said_in_a_sentence(archive: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["hand", "retract", "9", "--yes"]) == cli.FAILED
    assert capsys.readouterr().err == "There is no incident 9.\n"


def test_where_nobody_can_be_asked_nothing_is_done_without_yes(
    archive: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO())

    assert cli.main(["hand", "retract", "1"]) == cli.REFUSED
    assert "--yes" in capsys.readouterr().err
