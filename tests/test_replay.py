"""Replays of a night file and of a real archive: what would be told, and what other rules would do."""

import asyncio
import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.cli import main
from bot.errors import BotError, StoreUnusable
from bot.nights import Night, load_night
from bot.replay import archived, as_json, render, run
from bot.rulebook import Rulebook
from bot.rules.measuring.comparing import Way, messages
from bot.store import channels, db, posts
from bot.values import FetchedPost, MediaKind, Reason
from bot.watchlist.loading import load

ROOT = Path(__file__).parents[1]
NIGHT = ROOT / "seeds" / "nights" / "two-governors.yaml"
START = datetime(2026, 4, 2, 20, 0, tzinfo=UTC)
MAYOR, GOVERNOR = "mos_sobyanin", "vorobiev_live"
DOWNED = (
    "Силами ПВО Министерства обороны сбито {count} БПЛА, летевших на Москву. На месте падения работают службы."
)


def without_channel(folder: Path, handle: str, rulebook: Rulebook) -> Rulebook:
    """The watch list without one channel, and the same rules."""
    config = shutil.copytree(ROOT / "config", folder / "config")
    path = config / "watchlist.yaml"
    entries = path.read_text("utf-8").split("\n  - handle: ")
    kept = [entry for entry in entries if not entry.startswith(f"{handle}\n")]
    assert len(kept) == len(entries) - 1
    path.write_text("\n  - handle: ".join(kept), "utf-8")
    return Rulebook(load(config), rulebook.rules)


def with_gap(folder: Path, gap: str, rulebook: Rulebook) -> Rulebook:
    """The watch list with another gap, and the same rules."""
    config = shutil.copytree(ROOT / "config", folder / "config")
    path = config / "watchlist.yaml"
    path.write_text(path.read_text("utf-8").replace("gap: 3h", f"gap: {gap}"), "utf-8")
    return Rulebook(load(config), rulebook.rules)


def test_a_night_is_told_as_one_card_an_incident_with_news_below_it(rulebook: Rulebook) -> None:
    replay = run(load_night(NIGHT), rulebook)

    told = messages(replay.rehearsal)
    first = {}
    for one in told:
        first.setdefault(one.incident_id, one.way)
    assert set(first.values()) == {Way.CARD}
    assert sum(one.way is Way.CARD for one in told) == len(first) == 3
    assert all(one.loud for one in told if one.way is Way.NEWS)
    assert not any(one.loud for one in told if one.way is Way.EDIT)
    shown = render(replay)
    assert "news  loud    damage or casualties" in shown
    assert "to followers of RU-BEL, RU-BRY, RU-VOR" in shown
    assert "told to whoever follows it all: 1 card silent" in shown
    assert "@gusev_36 v4:" in render(replay)


def test_the_same_rules_make_no_difference(rulebook: Rulebook) -> None:
    replay = run(load_night(NIGHT), rulebook, rulebook)

    assert not replay.difference
    assert render(replay).endswith("Nothing is told or joined otherwise.")


def test_other_rules_are_compared_post_by_post(rulebook: Rulebook, tmp_path: Path) -> None:
    other = without_channel(tmp_path, "gusev_36", rulebook)

    there, back = run(load_night(NIGHT), rulebook, other), run(load_night(NIGHT), other, rulebook)

    assert there.difference is not None
    assert back.difference is not None
    gone = {one.post for one in there.difference.no_longer_told}
    assert {"v1", "v2", "v4"} <= gone
    assert gone == {one.post for one in back.difference.newly_told}
    assert back.left_out == ("gusev_36",)
    assert "Not on the watch list, so left out: @gusev_36" in render(back)


def test_a_shorter_gap_joins_differently(rulebook: Rulebook, tmp_path: Path) -> None:
    other = with_gap(tmp_path, "1h", rulebook)

    difference = run(load_night(NIGHT), rulebook, other).difference

    assert difference is not None
    parted = {one.post: one for one in difference.joined_otherwise}
    assert set(parted["b1"].after) < set(parted["b1"].before)
    assert parted["b1"].within == "incident"


def mayor(message_id: int, count: str, at: datetime = START, **more: bool) -> FetchedPost:
    return FetchedPost(message_id, DOWNED.format(count=count), at, MAYOR, **more)


async def fill(url: str) -> None:
    """An archive: a count that is corrected, a forward of it, a post that is deleted, and a picture."""
    await db.migrate(url)
    database = db.connect(url)
    minute = timedelta(minutes=1)
    async with database.writing() as session:
        await channels.sync(session, {MAYOR: "Mayor", GOVERNOR: "Governor", "gone_channel": "Gone"}, now=START)
        ids = await channels.ids(session)
        text = mayor(1, "5").text
        forward = FetchedPost(70, text, START + minute, GOVERNOR, forwarded_from="Mos_Sobyanin", forwarded_id=1)
        picture = FetchedPost(
            71,
            "",
            START + 2 * minute,
            GOVERNOR,
            media=(MediaKind.PHOTO,),
            reply_to=70,
            forwarded_from="Mos_Sobyanin",
        )
        await posts.store(session, ids[MAYOR], [mayor(1, "5"), mayor(2, "9", START + 40 * minute)], now=START)
        await posts.store(session, ids[GOVERNOR], [forward, picture], now=START)
        await posts.store(
            session, ids["gone_channel"], [FetchedPost(1, text, START, "gone_channel")], now=START
        )
        edited = mayor(1, "4", edited=True)
        await posts.store(session, ids[MAYOR], [edited], now=START + 20 * minute)
        await posts.mark_deleted(session, ids[MAYOR], [2], now=START + 60 * minute)
    await database.close()


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> str:
    url = f"sqlite:///{tmp_path_factory.mktemp('archive') / 'lookout.db'}"
    asyncio.run(fill(url))
    return url


def span(archive: str, hours: float = 24) -> Night:
    return archived(archive, START, START + timedelta(hours=hours))


def test_the_archive_is_a_night_with_edits_forwards_and_deletions(archive: str) -> None:
    first, gone, forward, picture, edit, second, deletion = span(archive).posts

    assert (first.id, first.channel, gone.channel) == ("mos-sobyanin-1", MAYOR, "gone_channel")
    assert forward.forwards == first.id
    assert (picture.forwards, picture.forwards_of) == (None, MAYOR)
    assert (picture.reply_to, picture.media) == (forward.id, (MediaKind.PHOTO,))
    assert (edit.edits, edit.at) == (first.id, START + timedelta(minutes=20))
    assert second.at == START + timedelta(minutes=40)
    assert deletion.deletes == second.id


def test_a_span_ends_before_its_end(archive: str) -> None:
    assert {event.id for event in span(archive, hours=0.5).posts} & {"mos-sobyanin-1", "mos-sobyanin-2"} == {
        "mos-sobyanin-1"
    }


def test_what_the_archive_would_have_told_follows_edits_and_deletions(archive: str, rulebook: Rulebook) -> None:
    replay = run(span(archive), rulebook)

    told = [(one.post, one.way, one.reason) for one in messages(replay.rehearsal) if one.loud]
    assert told == [
        ("mos-sobyanin-1", Way.CARD, Reason.FIRST),
        ("mos-sobyanin-1", Way.NEWS, Reason.CORRECTED),
        ("mos-sobyanin-2", Way.NEWS, Reason.HIGHER_FIGURE),
        ("mos-sobyanin-2", Way.NEWS, Reason.CORRECTED),
    ]
    assert replay.left_out == ("gone_channel",)


def test_the_command_line_replays_the_archive_for_programs(
    archive: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("DATABASE_URL", archive)

    code = main(["replay", "--from", START.isoformat(), "--to", "2026-04-03", "--diff", "config", "--json"])

    replayed = json.loads(capsys.readouterr().out)
    assert code == 0
    assert replayed["told"][0] | {"text": ""} == {
        "at": START.isoformat(),
        "channel": MAYOR,
        "post": "mos-sobyanin-1",
        "text": "",
        "story": "air-attack",
        "incident": 1,
        "places": ["RU-MOW"],
        "way": "card",
        "loud": True,
        "reason": "first statement",
    }
    assert not any(replayed["difference"].values())


@pytest.mark.parametrize("arguments", [[], [str(NIGHT), "--from", "2026-04-02"]], ids=["neither", "both"])
def test_a_night_or_a_span_is_needed(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["replay", *arguments]) == 2
    assert "give a night, or --from and --to" in capsys.readouterr().err


def test_an_archive_that_is_not_there_is_said_and_not_made(tmp_path: Path) -> None:
    with pytest.raises(StoreUnusable, match="there is no archive at"):
        span(f"sqlite:///{tmp_path / 'none.db'}")

    assert not list(tmp_path.iterdir())


def test_a_database_without_tables_is_no_archive(tmp_path: Path) -> None:
    (tmp_path / "empty.db").touch()

    with pytest.raises(StoreUnusable, match="holds no archive"):
        span(f"sqlite:///{tmp_path / 'empty.db'}")


def test_an_empty_span_is_said(archive: str) -> None:
    with pytest.raises(BotError, match="holds no post from"):
        archived(archive, START - timedelta(days=2), START)


def test_a_replay_for_programs_lists_incidents_with_their_posts(rulebook: Rulebook) -> None:
    replayed = as_json(run(load_night(NIGHT), rulebook))

    by_place = {",".join(one["places"]): one["posts"] for one in replayed["incidents"]}
    assert by_place["RU-BRY"][:2] == ["b1", "b2"]
    assert replayed["difference"] is None
