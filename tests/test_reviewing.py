from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot import reviewing
from bot.cli import main
from bot.rulebook import Rulebook
from bot.rules.language.text import read_text
from bot.rules.overlooked import Watch
from bot.store import channels, db, posts
from bot.values import FetchedPost
from bot.watchlist.patterns import Vocabulary

AT = datetime(2026, 5, 12, 21, 58, tzinfo=UTC)
DOWNED = "Силами ПВО уничтожены два беспилотника, летевшие на Москву."
SHOW = "В субботу над парком покажут шоу дронов, вход свободный."
NEWS = "Сегодня открыли новую набережную."


@pytest.fixture
async def archive(tmp_path: Path) -> list[posts.Published]:
    """Three posts, the last of which was edited from something else."""
    url = f"sqlite:///{tmp_path}/lookout.db"
    await db.migrate(url)
    database = db.connect(url)
    async with database.writing() as session:
        await channels.sync(session, {"mos_sobyanin": "Mayor"}, now=AT)
        channel_id = (await channels.ids(session))["mos_sobyanin"]
        written = [FetchedPost(n, text, AT, "mos_sobyanin") for n, text in enumerate((DOWNED, SHOW, "?"), 1)]
        await posts.store(session, channel_id, written, now=AT)
        await posts.store(session, channel_id, [FetchedPost(3, NEWS, AT, "mos_sobyanin")], now=AT)
    async with database.reading() as session:
        found = await posts.published(session, since=AT)
    await database.close()
    return found


async def test_the_archive_gives_what_channels_show_now(archive: list[posts.Published]) -> None:
    assert [post.text for post in archive] == [NEWS, SHOW, DOWNED]
    assert archive[0].url == "https://t.me/mos_sobyanin/3"


async def test_a_post_that_names_a_drone_and_matches_nothing_is_listed(
    archive: list[posts.Published], rulebook: Rulebook
) -> None:
    review = reviewing.review(rulebook, archive)

    assert (review.posts, review.matched) == (3, 1)
    [one] = review.overlooked
    assert one.post.text == SHOW
    assert one.words == ("дронов",)


async def test_the_review_is_told_to_people_and_to_programs(
    archive: list[posts.Published], rulebook: Rulebook
) -> None:
    review = reviewing.review(rulebook, archive)

    assert "3 posts since 2026-05-12 21:58 UTC: 1 match something" in reviewing.render(review, since=AT)
    assert "https://t.me/mos_sobyanin/2" in reviewing.render(review, since=AT)
    assert reviewing.as_json(review)["overlooked"][0]["names"] == ["дронов"]


def test_a_vocabulary_without_weapons_names_none() -> None:
    assert Watch(Vocabulary()).names(read_text(SHOW)) == ()


@pytest.mark.parametrize("there", [False, True], ids=["no file", "no tables"])
def test_a_review_without_an_archive_is_one_sentence_and_makes_no_database(
    tmp_path: Path, there: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    if there:
        (tmp_path / "bot.db").touch()
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'bot.db'}")

    assert main(["review"]) == 1
    [line] = capsys.readouterr().err.splitlines()
    assert "archive" in line
    assert (tmp_path / "bot.db").exists() == there


def test_a_review_of_a_server_that_does_not_answer_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://user:secret@127.0.0.1:1/name")

    assert main(["review"]) == 1
    [line] = capsys.readouterr().err.splitlines()
    assert "no archive that can be read" in line
    assert "secret" not in line
