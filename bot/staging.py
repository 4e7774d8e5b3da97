"""A stage for the real bot: a local Telegram, and what a recorded night does to the channels on it."""

import asyncio
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from datetime import timedelta
from pathlib import Path

from rich.console import Console

from bot.errors import BotError
from bot.nights import Night, NightEvent
from bot.sandbox import Sandbox, SandboxClient
from bot.sandbox.process import BotProcess
from bot.watchlist.channels import Channel

NIGHT = Path("seeds/nights/moscow-and-belgorod.yaml")
STARTS_WITHIN = 180.0
"""Seconds for the bot to come up; on a busy machine that takes a minute."""

console = Console(width=100, highlight=False)


async def build(stack: AsyncExitStack, port: int = 0) -> tuple[Path, Sandbox, SandboxClient]:
    """A folder for the bot's files, and a local Telegram on *port*, a free one for 0."""
    folder = Path(tempfile.mkdtemp(prefix="lookout-demo-"))
    stack.enter_context(folder_kept_on_failure(folder))
    sandbox = await stack.enter_async_context(Sandbox.start(port))
    return folder, sandbox, await stack.enter_async_context(sandbox.client())


async def open_channels(client: SandboxClient, channels: list[Channel], night: Night) -> None:
    """A page for every watched channel, with a post from the day before."""
    before = night.posts[0].at - timedelta(hours=5)
    for channel in channels:
        await client.channel(channel.handle, title=channel.title)
        await client.publish(channel.handle, "Доброе утро! Хорошего дня.", at=before)


@contextmanager
def folder_kept_on_failure(folder: Path) -> Iterator[None]:
    """Remove *folder* afterwards, unless the bot failed: its log says why."""
    failed = False
    try:
        yield
    except BotError:
        failed = True
        raise
    finally:
        if not failed:
            shutil.rmtree(folder)


async def wait_until_up(
    client: SandboxClient, bot: BotProcess, pages: int, *, within: float = STARTS_WITHIN
) -> None:
    """Wait until the bot listens and has read every page once: what is on them then is old to it."""
    try:
        with console.status("The bot starts and reads each channel once …"):
            await bot.wait_until_up(client, pages=pages, within=within)
    except TimeoutError as exc:
        raise BotError(f"the bot was not up within {within:g} s; its log: {bot.log_path}") from exc


async def happen(event: NightEvent, client: SandboxClient, ids: dict[str, int]) -> None:
    """Let a channel do what the night says. *ids* are its posts so far."""
    if event.edits:
        await client.edit(event.channel, ids[event.edits], event.text)
    elif event.deletes:
        await client.delete(event.channel, ids[event.deletes])
    else:
        posted = await client.publish(
            event.channel,
            event.text,
            at=event.at,
            media=[kind.value for kind in event.media],
            reply_to=ids[event.reply_to] if event.reply_to else None,
        )
        if event.id:
            ids[event.id] = posted


async def until_stopped() -> None:
    """Wait for Ctrl+C or SIGTERM; then everything that was started is stopped."""
    ended = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, ended.set)
    await ended.wait()
    console.print("Stopping.")
