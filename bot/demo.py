"""`python -m bot demo`: a recorded night on the channels, and the chat that a subscriber sees.

Nothing is staged but Telegram: the sandbox stands in for it on loopback, and the bot is the real one, started
as its own process. What is printed is what arrived in the chat.
"""

import asyncio
import os
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from rich.console import Console, Group
from rich.panel import Panel
from rich.text import Text

from bot.errors import BotError
from bot.nights import Night, NightEvent, load_night
from bot.sandbox import Call, Event, Sandbox, SandboxClient
from bot.sandbox.people import DEFAULT_PERSON
from bot.sandbox.process import BotProcess, copy_config
from bot.settings import load_settings
from bot.watchlist.channels import Channel
from bot.watchlist.loading import load

NIGHT = Path("seeds/nights/moscow-and-belgorod.yaml")
READER = 777000123
"""Chat id of the demo's subscriber."""
OWNER = 5_000_000
"""User id of the bot's admin, where nobody is named in ADMIN_IDS."""
STARTS_WITHIN, REACTS_WITHIN, QUIET = 60.0, 10.0, 1.2
"""Seconds: for the bot to come up, for a page to be read, and after which a chat counts as quiet."""

console = Console(width=100, highlight=False)


class Show:
    """What happens on the channels, and in the subscriber's chat, on one terminal."""

    def __init__(self, client: SandboxClient, channels: dict[str, Channel], log_path: Path) -> None:
        self.log_path = log_path
        self._client = client
        self._channels = channels
        self._seen = 0

    async def published(self, event: NightEvent) -> None:
        """Print a post as its channel's page shows it."""
        channel = self._channels.get(event.channel.casefold())
        zone = channel.zone if channel else UTC
        title = channel.title if channel else event.channel
        at = event.at.astimezone(zone)
        verb = "edits its post" if event.edits else "deletes its post" if event.deletes else "writes"
        console.print()
        console.print(Text(f"{at:%H:%M}  {title}  (t.me/s/{event.channel}) {verb}:", style="bold"))
        console.print(Text(event.text.strip(), style="dim"), soft_wrap=False)

    async def said(self, text: str) -> None:
        """Write into the chat as the subscriber, and print it."""
        console.print()
        console.print(Text(f"👤 {text}", style="bold cyan"), justify="right")
        await self._client.say(READER, text, name="Anna", language_code="en")
        await self.answered()

    async def answered(self) -> None:
        """Wait for the bot's next messages and print them."""
        if not await self._print_news(wait=REACTS_WITHIN):
            raise BotError(f"the bot did not answer; its log: {self.log_path}")
        while await self._print_news(wait=QUIET):
            pass

    async def reacted(self) -> None:
        """Print what a published post did to the chat; nothing is an answer, too."""
        if not await self._print_news(wait=QUIET * 2):
            console.print(Text("   … the chat stays silent: nothing to report here", style="italic green"))
            return
        while await self._print_news(wait=QUIET):
            pass

    async def _print_news(self, *, wait: float) -> int:
        """Print what the bot did next in the chat, waiting for it up to *wait* seconds; how much that was."""
        until = time.monotonic() + wait
        ours: list[Event] = []
        while not ours and (left := until - time.monotonic()) > 0:
            events = await self._client.events(self._seen, wait=left)
            self._seen = events[-1].seq if events else self._seen
            ours = [e for e in events if e.chat_id == READER and e.kind in ("sent", "edited", "deleted")]
        shown = {message.message_id: message for message in await self._client.messages(READER)}
        for event in ours:
            message = shown.get(event.message_id)
            console.print(_bubble(event, message.buttons if message else []))
        return len(ours)


def _bubble(event: Event, buttons: list[list[str]]) -> Panel:
    """A message of the bot as the chat shows it."""
    if event.kind == "edited":
        title, style = f"✏️  card {event.message_id} edited in place, no sound", "yellow"
    elif event.silent:
        title, style = f"🔕 message {event.message_id}, silent", "blue"
    else:
        title, style = f"🔔 message {event.message_id}, with sound", "green"
    if event.reply_to:
        title += f", a reply to {event.reply_to}"
    rows = [Text("  ".join(f"[ {label} ]" for label in row), style="reverse") for row in buttons]
    return Panel(Group(Text(event.text), *rows), title=title, title_align="left", border_style=style, width=92)


async def run(night_path: Path | None, *, keep: bool) -> int:
    """Replay a night; the process's exit code.

    Raises `ConfigError` for a bad config folder or night, `BotError` when the bot does not come up or answer.
    """
    config = load_settings().config_dir
    watchlist = load(config)
    night = load_night(night_path or NIGHT).moved_before(datetime.now(UTC))
    async with AsyncExitStack() as stack:
        folder, sandbox, client = await _stage(stack)
        await open_channels(client, list(watchlist.channels.values()), night)
        console.print(
            Panel(
                "[bold]Lookout[/] watches public channels so that people don't have to.\n"
                "This is one night of channel posts, and the chat of someone who subscribed. Telegram is a "
                f"stand-in on this machine ({sandbox.base_url}); the bot is the real one.",
                border_style="bold",
                width=100,
            )
        )
        bot = BotProcess(sandbox.base_url, folder, config=copy_config(config, folder / "config"))
        await stack.enter_async_context(bot)
        await wait_until_up(client, bot, len(watchlist.channels))
        show = Show(client, dict(watchlist.channels), bot.log_path)
        await show.said("/start")
        await show.said("/subscribe")
        await replay(night, client, show)
        await show.said("/latest")
        await show.said("/search надпись")
        console.print()
        console.print(
            Text(
                "That was it: one card an incident, kept up to date, with the sentence and the address it "
                "rests on. To run it for real, see README.md.",
                style="bold",
            )
        )
        if keep:
            console.print(f"Everything is left running: the chat is at {sandbox.base_url}/chat/{READER}")
            console.print(f"Sandbox: {sandbox.base_url} · bot process {bot.pid} · database and log: {folder}")
            console.print(f"Ctrl+C or `kill {os.getpid()}` ends it")
            await _forever()
    return 0


async def chat(port: int) -> int:
    """The local Telegram with the bot on it and a night on its channels, for a browser; the exit code.

    It runs until SIGTERM or Ctrl+C. Raises as `run` does, and OSError for a port that cannot be used.
    """
    config = load_settings().config_dir
    watchlist = load(config)
    night = load_night(NIGHT).moved_before(datetime.now(UTC))
    async with AsyncExitStack() as stack:
        folder, sandbox, client = await _stage(stack, port)
        await open_channels(client, list(watchlist.channels.values()), night)
        ids: dict[str, int] = {}
        for event in night.posts:
            await _happen(event, client, ids)
        bot = BotProcess(
            sandbox.base_url,
            folder,
            config=copy_config(config, folder / "config"),
            environment={"ADMIN_IDS": os.environ.get("ADMIN_IDS") or str(OWNER)},
        )
        await stack.enter_async_context(bot)
        await wait_until_up(client, bot, len(watchlist.channels))
        console.print(f"Chat with the bot:  {sandbox.base_url}/chat/{DEFAULT_PERSON}")
        console.print(f"as its admin:       {sandbox.base_url}/chat/{OWNER}")
        console.print(f"Groups, channels:   {sandbox.base_url}/")
        console.print(f"Database and log: {folder} · Ctrl+C or `kill {os.getpid()}` ends it")
        await _forever()
    return 0


async def _stage(stack: AsyncExitStack, port: int = 0) -> tuple[Path, Sandbox, SandboxClient]:
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


async def replay(night: Night, client: SandboxClient, show: Show, *, within: float = REACTS_WITHIN) -> None:
    """Publish the night post by post, and print what each does to the chat."""
    ids: dict[str, int] = {}
    for event in night.posts:
        await show.published(event)
        calls = await client.calls()
        after = calls[-1].seq if calls else 0
        await _happen(event, client, ids)
        page = f"/s/{event.channel.casefold()}"
        try:
            await client.wait_for_call(partial(_reads, page), after=after, within=within)
        except TimeoutError as exc:
            message = f"the bot did not read {event.channel} within {within:g} s; its log: {show.log_path}"
            raise BotError(message) from exc
        await show.reacted()


async def _happen(event: NightEvent, client: SandboxClient, ids: dict[str, int]) -> None:
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


def _reads(page: str, call: Call) -> bool:
    return call.method.casefold() == page


async def _forever() -> None:
    """Wait for Ctrl+C or SIGTERM; then everything that was started is stopped."""
    ended = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, ended.set)
    await ended.wait()
    console.print("Stopping.")
