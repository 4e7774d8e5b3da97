"""What the demo says when the bot does not do its part."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot import demo, staging
from bot.errors import BotError
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
        show = demo.Show(client, dict(watchlist.channels), bot.log_path)
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
