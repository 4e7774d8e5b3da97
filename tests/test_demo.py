"""What the demo says when the bot does not do its part."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot import demo, staging
from bot.errors import BotError
from bot.night_clock import shown
from bot.nights import load_night
from bot.sandbox import Sandbox
from bot.sandbox.process import BotProcess
from bot.watchlist.loading import load
from tests.conftest import CONFIG

ROOT = CONFIG.parent


async def test_a_bot_that_does_not_come_up_in_time_is_one_sentence_with_its_log(tmp_path: Path) -> None:
    async with (
        Sandbox.start() as sandbox,
        sandbox.client() as client,
        BotProcess(sandbox.base_url, tmp_path, config=CONFIG) as bot,
    ):
        with pytest.raises(BotError, match=r"was not up within 0.01 s; its log: .*lookout\.log"):
            await staging.wait_until_up(client, bot, 1, within=0.01)
        await bot.kill()


async def test_a_bot_that_does_not_read_is_one_sentence_with_its_log(tmp_path: Path) -> None:
    watchlist = load(CONFIG)
    night = load_night(ROOT / staging.NIGHT).moved_before(datetime.now(UTC))
    async with Sandbox.start() as sandbox, sandbox.client() as client:
        bot = BotProcess(sandbox.base_url, tmp_path, config=CONFIG)
        await staging.open_channels(client, list(watchlist.channels.values()), night)
        clock = demo.NightClock(tmp_path / "clock")
        show = demo.Show(client, dict(watchlist.channels), bot.log_path, clock)
        with pytest.raises(BotError, match=r"did not read .* within 0.01 s; its log: .*lookout\.log"):
            await demo.replay(night, client, show, within=0.01)


def test_the_folder_stays_when_a_bot_failed_as_its_log_is_in_it(tmp_path: Path) -> None:
    failed, done = tmp_path / "failed", tmp_path / "done"
    failed.mkdir()
    with pytest.raises(BotError), staging.folder_kept_on_failure(failed):
        raise BotError("the bot did not answer")
    done.mkdir()
    with staging.folder_kept_on_failure(done):
        pass
    assert (failed.exists(), done.exists()) == (True, False)


def test_the_clock_of_the_night_follows_its_posts_and_never_goes_back(tmp_path: Path) -> None:
    clock = demo.NightClock(tmp_path / "clock")
    at = datetime.now(UTC) - timedelta(hours=8)
    for each in (at, at + timedelta(hours=1), at):
        clock.set(each)

    assert timedelta(0) <= shown(clock.path) - at - timedelta(hours=1) < timedelta(minutes=1)


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_the_demo_dates_a_correction_by_the_clock_of_its_night(tmp_path: Path) -> None:
    night = tmp_path / "night.yaml"
    night.write_text(
        """
        title: One post and its correction
        posts:
          - {at: "2026-05-13T01:21:00+03:00", channel: mos_sobyanin, id: m2, text: "Сбиты три БПЛА."}
          - {at: "2026-05-13T01:40:00+03:00", channel: mos_sobyanin, edits: m2, text: "Сбиты два БПЛА."}
        """
    )
    command = [sys.executable, "-m", "bot", "demo", "--night", str(night)]
    played = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert played.returncode == 0, played.stderr
    assert "count corrected 3 → 2 at 01:40 MSK" in played.stdout
    assert ".venv/bin/python -m bot sandbox --chat\n" in played.stdout
