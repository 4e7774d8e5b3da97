"""The line to Telegram: brought up however long a network is missing, watched, and closed in time."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection
from contextlib import AsyncExitStack
from datetime import timedelta

from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from bot.chat import handlers, profile
from bot.chat.application import ALLOWED_UPDATES
from bot.chat.context import App
from bot.chat.hearing import Hearing
from bot.errors import BotError
from bot.stopping import Stop

logger = logging.getLogger(__name__)

CLOSE = timedelta(seconds=2)
"""Longest wait for a part of the chat side to close: three of them and the drains stay under 20 s."""
CONNECT_RETRY = timedelta(seconds=5)
WATCH = timedelta(seconds=2)
SILENT, DEAF = timedelta(minutes=2), timedelta(minutes=5)
"""No answer to polling for so long is said; no question for so long means that the polling has died."""


async def connect(app: App, admins: Collection[int], stop: Stop, stack: AsyncExitStack) -> None:
    """Bring the chat side up, waiting for a network or a Telegram that is not there yet.

    Raises `BotError` for a token that Telegram refuses.
    """
    warned = False
    while True:
        try:
            await app.initialize()
            break
        except InvalidToken as exc:
            raise BotError("Telegram refuses the bot token: check BOT_TOKEN with @BotFather") from exc
        except TelegramError as exc:
            # A limit, an outage, or a page of a network that wants a login first: none of them is for ever.
            if not warned:
                logger.warning("telegram unreachable, trying again error=%r", str(exc))
                warned = True
            pause = exc.retry_after if isinstance(exc, RetryAfter) else CONNECT_RETRY
            await asyncio.sleep((pause if isinstance(pause, timedelta) else CONNECT_RETRY).total_seconds())
    stack.push_async_callback(_bounded, app.shutdown)
    assert app.updater is not None  # `build` asks for polling
    await app.start()
    stack.push_async_callback(_bounded, app.stop)

    def polling_failed(error: TelegramError) -> None:
        if isinstance(error, Conflict):
            stop.failed("another process polls with this token")
        else:
            logger.warning("polling failed, trying again error=%r", str(error))

    await app.updater.start_polling(
        allowed_updates=ALLOWED_UPDATES, error_callback=polling_failed, bootstrap_retries=-1
    )
    stack.push_async_callback(_bounded, app.updater.stop)
    try:
        await handlers.publish_menu(app.bot, admins)
        await profile.publish_profile(app.bot)
    except TelegramError as exc:  # a menu is a comfort; commands work without it
        logger.warning("menu or description not published error=%r", str(exc))


async def watch(hearing: Hearing, stop: Stop) -> None:
    """Wait for the end; notice when polling has died without a word, or Telegram no longer answers it."""
    loop = asyncio.get_running_loop()
    started, silent = loop.time(), False
    while not await stop.wait(WATCH):
        if hearing.refused:
            stop.failed("Telegram refuses the bot token")
        elif loop.time() - (hearing.asked_at or started) > DEAF.total_seconds():
            stop.failed("polling ended by itself")
        unheard = loop.time() - (hearing.heard_at or started) > SILENT.total_seconds()
        if unheard and not silent:
            logger.warning("telegram does not answer polling, trying on")
        elif silent and not unheard:
            logger.info("telegram answers polling again")
        silent = unheard


async def _bounded(close: Callable[[], Awaitable[None]]) -> None:
    """Close a part of the chat side, but never wait for it longer than the host would for us."""
    try:
        await asyncio.wait_for(close(), CLOSE.total_seconds())
    except (TimeoutError, TelegramError, RuntimeError) as exc:
        logger.warning("a part did not close error=%r", exc)
