"""The bot is well while it lives, reads and sends; each trouble is named in the one line."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.cli import main
from bot.operation.health import judge
from bot.store import claims, condition, outbox
from bot.store.condition import Condition, Heartbeat
from bot.store.db import Database
from bot.store.queue import Backlog
from bot.store.refusal import Refusal
from tests.store import rows
from tests.store.rows import MINUTE, NOW

WELL = Condition(
    heartbeat=Heartbeat(NOW, NOW - timedelta(hours=5), read_within=35 * MINUTE),
    channels={"ok": 17, "missing": 1},
    last_read_at=NOW - timedelta(seconds=12),
    oldest_read_at=NOW - 9 * MINUTE,
    backlog=Backlog(pending=3, in_flight=0, due=0, oldest_due_at=None),
    waiting={},
    moved=0,
    statements=5,
    incidents_open=1,
    subscribers=2,
    gaps={"waiting": 1, "given up": 4},
    refused=None,
)
QUEUE = Backlog(pending=9, in_flight=0, due=9, oldest_due_at=NOW - 7 * MINUTE)


def test_a_well_bot_shows_its_figures_in_one_line() -> None:
    health = judge(WELL, NOW)

    assert health.is_well
    assert health.line == "healthy: alive 0 s ago, 18 channels, newest page 12 s ago, 0 messages due"


@pytest.mark.parametrize(
    ("seen", "trouble"),
    [
        (replace(WELL, heartbeat=None), "the bot never ran on this database"),
        (
            replace(WELL, heartbeat=replace(WELL.heartbeat, at=NOW - 5 * MINUTE)),  # type: ignore[type-var]
            "no sign of life for 5 min",
        ),
        (
            replace(WELL, heartbeat=replace(WELL.heartbeat, at=NOW + 60 * MINUTE)),  # type: ignore[type-var]
            "no sign of life for 60 min",
        ),
        (replace(WELL, last_read_at=NOW - 40 * MINUTE), "no page could be read for 40 min"),
        (replace(WELL, last_read_at=None), "no page could be read for 5 h"),
        (replace(WELL, backlog=QUEUE), "9 messages wait, the oldest for 7 min"),
    ],
)
def test_each_trouble_is_named(seen: Condition, trouble: str) -> None:
    health = judge(seen, NOW)

    assert not health.is_well
    assert health.line == f"unhealthy: {trouble}"


@pytest.mark.parametrize(
    "seen",
    [
        replace(WELL, backlog=QUEUE, moved=1),
        replace(WELL, channels={}, last_read_at=None),
        replace(WELL, last_read_at=None, heartbeat=Heartbeat(NOW, NOW - MINUTE, read_within=35 * MINUTE)),
    ],
    ids=["a long broadcast", "no channels", "just started"],
)
def test_what_is_no_trouble_is_not_called_one(seen: Condition) -> None:
    assert judge(seen, NOW).is_well


@pytest.mark.parametrize(("problems", "counted"), [(1, "1 problem"), (3, "3 problems")])
def test_a_refused_config_folder_is_named_whether_the_bot_is_well_or_not(problems: int, counted: str) -> None:
    refused = replace(WELL, refused=Refusal(NOW - 7 * MINUTE, problems))
    said = f"the config folder is refused since 2026-11-20 21:53 UTC (7 min) with {counted}, see `check`"

    well, ill = judge(refused, NOW), judge(replace(refused, last_read_at=None), NOW)

    assert well.is_well
    assert well.line == f"{judge(WELL, NOW).line}; but {said}"
    assert not ill.is_well
    assert ill.line == f"unhealthy: no page could be read for 5 h; {said}"


async def test_the_figures_are_those_of_the_database(database: Database) -> None:
    heartbeat = Heartbeat(NOW, NOW - MINUTE, 35 * MINUTE)
    await condition.beat(database, replace(heartbeat, at=NOW - MINUTE))
    await condition.beat(database, heartbeat)
    async with database.writing() as session:
        await rows.channel(session, "mayor")
        await rows.channel(session, "governor")
        await rows.owed(session, 7)

    seen = await condition.look(database, now=NOW + MINUTE)

    assert seen.heartbeat == heartbeat
    assert seen.channels == {"ok": 2}
    assert seen.last_read_at is None
    assert seen.backlog.due == seen.waiting["alert"] == 1
    assert (seen.incidents_open, seen.subscribers, seen.moved) == (1, 1, 0)
    async with database.writing() as session:
        [row] = await claims.claim(session, now=NOW + MINUTE, lease=rows.LEASE, limit=1)
        assert row.id is not None
        await outbox.mark_in_flight(session, row.id, lease_until=NOW + 5 * MINUTE)
    assert (await condition.look(database, now=NOW + MINUTE)).backlog.in_flight == 1


@pytest.mark.parametrize(
    ("content", "words"), [(None, "there is no database"), (b"not a database at all" * 99, "cannot be")]
)
def test_a_database_that_is_not_there_or_none_is_exit_code_one_in_one_line(
    content: bytes | None,
    words: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = tmp_path / "lookout.db"
    if content is not None:
        path.write_bytes(content)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{path}")

    assert main(["health"]) == 1

    said = capsys.readouterr().out
    assert said.count("\n") == 1
    assert said.startswith("unhealthy: ")
    assert words in said
    assert path.exists() == (content is not None)
