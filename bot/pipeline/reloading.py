"""A changed config folder is taken over as a whole, or not at all.

A look compares the files' names, sizes and times with those of the last verdict. A change is judged once the
folder has held still from one look to the next, so that no half-written file is read; files that change while
they are read are read again. What is read with the rules that were in force stays as it is: each match says
which rules it was made with, and a page that is being read is read to its end with the rules it began with.
"""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from bot.errors import ConfigError
from bot.rulebook import Changes, Rulebook, changes, load_rulebook
from bot.store import channels, notices, refusal
from bot.store.db import Database, Session
from bot.store.notices import NoticeKind
from bot.watchlist.channels import Authority
from bot.watchlist.loading import Watchlist, fingerprint

logger = logging.getLogger(__name__)

Stamp = tuple[tuple[str, int, int, int], ...]
"""Path, time of change in ns, size and inode of every config file."""


@dataclass
class Reloading:
    """Watches *folder*. `swap` puts a rulebook into force: at once, and as a whole."""

    folder: Path
    database: Database
    in_force: Callable[[], Rulebook]
    swap: Callable[[Rulebook], None]
    clock: Callable[[], datetime]
    _judged: Stamp | None = field(default=None, init=False)
    _settling: Stamp | None = field(default=None, init=False)
    _refused: str | None = field(default=None, init=False)
    """Fingerprint of the folder as it was last refused; None once it is in order."""
    _one: asyncio.Lock = field(default_factory=asyncio.Lock, init=False)

    async def on_request(self) -> Changes:
        """Take the folder over as it is now; raises `ConfigError`, and then changes nothing."""
        async with self._one:
            stamp = await asyncio.to_thread(_stamp, self.folder)
            try:
                fresh = await asyncio.to_thread(load_rulebook, self.folder)
            except ConfigError as error:
                async with self.database.writing() as session:
                    await refusal.note(session, problems=len(error.problems), now=self.clock())
                # Whoever asked has read why.
                self._judged, self._refused = stamp, await asyncio.to_thread(_fingerprint, self.folder)
                raise
            changed = changes(self.in_force().watchlist, fresh.watchlist)
            await self._take(fresh, None)
            self._judged, self._refused = stamp, None
            return changed

    async def look(self) -> None:
        """Notice a change, and judge it once the folder holds still. The admins are told, once a change."""
        async with self._one:
            stamp = await asyncio.to_thread(_stamp, self.folder)
            if stamp == self._judged:
                return
            if stamp != self._settling:
                self._settling = stamp
                return
            if await self._judge(stamp):
                self._judged, self._settling = stamp, None

    async def _judge(self, stamp: Stamp) -> bool:
        """Take over or refuse what the folder says; False if it changed meanwhile."""
        now_says = await asyncio.to_thread(_fingerprint, self.folder)
        if now_says == self.in_force().watchlist.fingerprint:
            if self._refused is not None:
                await self._tell_mended()
            return True
        if now_says == self._refused:
            return True  # saved again as it was: they know
        try:
            fresh = await asyncio.to_thread(load_rulebook, self.folder)
        except ConfigError as error:
            if await asyncio.to_thread(_stamp, self.folder) != stamp:
                return False
            lines = [str(problem) for problem in error.problems]
            logger.warning("changed config refused problems=%d first=%r", len(lines), lines[0])
            async with self.database.writing() as session:
                facts = {"problems": lines}
                await refusal.note(session, problems=len(lines), now=self.clock())
                await notices.owe(session, NoticeKind.CONFIG_REFUSED, facts, now=self.clock(), loud=True)
            self._refused = now_says
            return True
        except OSError:
            return False  # a file went away while the folder was read
        if await asyncio.to_thread(_stamp, self.folder) != stamp:
            return False
        changed = changes(self.in_force().watchlist, fresh.watchlist)
        await self._take(fresh, changed)
        if not changed and self._refused is not None:
            await self._tell_mended()
        self._refused = None
        return True

    async def _take(self, fresh: Rulebook, changed: Changes | None) -> None:
        """Put *fresh* into force, and tell the admins what *changed*, if anything did."""
        async with self.database.writing() as session:
            await watch_channels(session, fresh.watchlist, now=self.clock())
            if changed:
                facts = {"added": changed.added, "removed": changed.removed, "changed": changed.changed}
                listed = {name: list(names) for name, names in facts.items()}
                await notices.owe(session, NoticeKind.CONFIG_TAKEN, listed, now=self.clock())
        self.swap(fresh)
        logger.info("config reloaded fingerprint=%s", fresh.watchlist.fingerprint)

    async def _tell_mended(self) -> None:
        logger.info("config in order again")
        async with self.database.writing() as session:
            await refusal.clear(session)
            await notices.owe(session, NoticeKind.CONFIG_MENDED, {}, now=self.clock())
        self._refused = None


async def watch_channels(session: Session, watchlist: Watchlist, *, now: datetime) -> None:
    """Read the channels of the watch list from now on, as often as it says, and no others.

    It comes into force with that: a folder that was refused before is so no longer.
    """
    await refusal.clear(session)
    watched = watchlist.channels.values()
    titles = {channel.handle: channel.title for channel in watched}
    unofficial = [channel.handle for channel in watched if channel.authority is not Authority.OFFICIAL]
    await channels.sync(session, titles, unofficial=unofficial, now=now)
    await channels.bring_forward(session, latest=now + watchlist.polling.max_interval)


def _stamp(folder: Path) -> Stamp:
    """What the folder's files look like from outside; empty while there is no such folder."""
    found = []
    for path in sorted(folder.rglob("*.yaml")):
        try:
            seen = path.stat()
        except OSError:
            continue  # deleted since, or a link to nowhere: the loader says what is wrong with that
        found.append((str(path), seen.st_mtime_ns, seen.st_size, seen.st_ino))
    return tuple(found)


def _fingerprint(folder: Path) -> str:
    """`fingerprint`, or why it cannot be told: the loader says what is wrong with that, too."""
    try:
        return fingerprint(folder)
    except OSError as exc:
        return f"{type(exc).__name__} {exc.filename}"
