"""`python -m bot sandbox --chat`: the whole bot in a browser, with a night on its channels and no token."""

import os
from contextlib import AsyncExitStack
from datetime import UTC, datetime

from bot import staging
from bot.nights import load_night
from bot.sandbox.people import DEFAULT_PERSON
from bot.sandbox.process import BotProcess, copy_config
from bot.settings import load_settings
from bot.staging import console
from bot.watchlist.loading import load

OWNER = 5_000_000
"""User id of the bot's admin, where nobody is named in ADMIN_IDS."""


async def chat(port: int) -> int:
    """The local Telegram with the bot on it and a night on its channels, for a browser; the exit code.

    It runs until SIGTERM or Ctrl+C. Raises `ConfigError` for a bad config folder, `BotError`
    when the bot does not come up, OSError for a port that cannot be used.
    """
    config = load_settings().config_dir
    watchlist = load(config)
    night = load_night(staging.NIGHT).moved_before(datetime.now(UTC))
    async with AsyncExitStack() as stack:
        folder, sandbox, client = await staging.build(stack, port)
        await staging.open_channels(client, list(watchlist.channels.values()), night)
        ids: dict[str, int] = {}
        for event in night.posts:
            await staging.happen(event, client, ids)
        copied = copy_config(config, folder / "config")
        bot = BotProcess(
            sandbox.base_url,
            folder,
            config=copied,
            environment={"ADMIN_IDS": os.environ.get("ADMIN_IDS") or str(OWNER)},
        )
        await stack.enter_async_context(bot)
        await staging.wait_until_up(client, bot, len(watchlist.channels))
        console.print(f"Chat with the bot:  {sandbox.base_url}/chat/{DEFAULT_PERSON}")
        console.print(f"as its admin:       {sandbox.base_url}/chat/{OWNER}")
        console.print(f"Groups, channels:   {sandbox.base_url}/")
        console.print(f"Config (a copy, changes are taken over): {copied}")
        where = f"DATABASE_URL={bot.database_url} CONFIG_DIR={copied}"
        console.print(f"For the command line: export {where}", soft_wrap=True)
        console.print(f"Database and log: {folder} · Ctrl+C or `kill {os.getpid()}` ends it")
        await staging.until_stopped()
    return 0
