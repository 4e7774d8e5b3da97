"""`python -m bot demo`: a recorded night on the channels, and the chat that a subscriber sees.

Nothing is staged but Telegram: the sandbox stands in for it on loopback, and the bot is the real one, started
as its own process. What is printed is what arrived in the chat.
"""

import os
import sys
import time
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from rich.console import Group
from rich.panel import Panel
from rich.text import Text

from bot import staging
from bot.errors import BotError
from bot.nights import Night, NightEvent, load_night
from bot.sandbox import Call, Event, SandboxClient
from bot.sandbox.process import BotProcess, copy_config
from bot.settings import load_settings
from bot.staging import console
from bot.watchlist.channels import Channel
from bot.watchlist.loading import load

READER = 777000123
"""Chat id of the demo's subscriber."""
REACTS_WITHIN, QUIET = 10.0, 1.2
"""Seconds: for a page to be read, and after which a chat counts as quiet."""


class NightClock:
    """The bot's clock, set by the night that is played (`bot.night_clock`). It never goes back."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._off: timedelta | None = None

    def set(self, at: datetime) -> None:
        """Let it be *at* for the bot from now on."""
        off = at - datetime.now(UTC)
        if self._off is None or off > self._off:
            self._off = off
            written = self.path.with_suffix(".new")
            written.write_text(str(off.total_seconds()))
            written.replace(self.path)  # the bot never reads half of it


class Show:
    """What happens on the channels, and in the subscriber's chat, on one terminal."""

    def __init__(
        self, client: SandboxClient, channels: dict[str, Channel], log_path: Path, clock: NightClock
    ) -> None:
        self.log_path = log_path
        self.clock = clock
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
    night = load_night(night_path or staging.NIGHT).moved_before(datetime.now(UTC))
    async with AsyncExitStack() as stack:
        folder, sandbox, client = await staging.build(stack)
        await staging.open_channels(client, list(watchlist.channels.values()), night)
        console.print(
            Panel(
                "[bold]Lookout[/] watches public channels so that people don't have to.\n"
                "This is one night of channel posts, and the chat of someone who subscribed. Telegram is a "
                f"stand-in on this machine ({sandbox.base_url}); the bot is the real one.",
                border_style="bold",
                width=100,
            )
        )
        clock = NightClock(folder / "clock")
        clock.set(night.posts[0].at - timedelta(minutes=1))
        bot = BotProcess(
            sandbox.base_url,
            folder,
            config=copy_config(config, folder / "config"),
            command=(sys.executable, "-m", "bot.night_clock", str(clock.path), "run"),
        )
        await stack.enter_async_context(bot)
        await staging.wait_until_up(client, bot, len(watchlist.channels))
        show = Show(client, dict(watchlist.channels), bot.log_path, clock)
        await show.said("/start")
        await show.said("/subscribe")
        await replay(night, client, show)
        clock.set(datetime.now(UTC))
        await show.said("/latest")
        await show.said("/search надпись")
        console.print()
        console.print(
            Text(
                "That was it: one card an incident, kept up to date, with the sentence and the address it "
                "rests on.",
                style="bold",
            )
        )
        console.print(
            "To use it in a browser, without a token: .venv/bin/python -m bot sandbox --chat", soft_wrap=True
        )
        console.print("To run it for real, see README.md.")
        if keep:
            console.print(f"Everything is left running: the chat is at {sandbox.base_url}/chat/{READER}")
            console.print(f"Sandbox: {sandbox.base_url} · bot process {bot.pid} · database and log: {folder}")
            where = f"DATABASE_URL={bot.database_url} CONFIG_DIR={folder / 'config'}"
            console.print(f"For the command line: export {where}", soft_wrap=True)
            console.print(f"Ctrl+C or `kill {os.getpid()}` ends it")
            await staging.until_stopped()
    return 0


async def replay(night: Night, client: SandboxClient, show: Show, *, within: float = REACTS_WITHIN) -> None:
    """Publish the night post by post, and print what each does to the chat."""
    ids: dict[str, int] = {}
    for event in night.posts:
        show.clock.set(event.at)
        await show.published(event)
        calls = await client.calls()
        after = calls[-1].seq if calls else 0
        await staging.happen(event, client, ids)
        page = f"/s/{event.channel.casefold()}"
        try:
            await client.wait_for_call(partial(_reads, page), after=after, within=within)
        except TimeoutError as exc:
            message = f"the bot did not read {event.channel} within {within:g} s; its log: {show.log_path}"
            raise BotError(message) from exc
        await show.reacted()


def _reads(page: str, call: Call) -> bool:
    return call.method.casefold() == page
