"""Backups: made beside the running bot, verified before they get their name, the newest kept; and put back.

A name says when the backup was begun. A file under such a name is always whole: it is written under another
one, flushed, and renamed.
"""

import asyncio
import os
import re
import shutil
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from bot.errors import BotError, StoreBusy, StoreUnusable
from bot.store import db, dump, snapshot

_NAME: Final = re.compile(r"lookout-\d{8}T\d{6}Z\.(db|dump)")
_SIDES: Final = ("", "-wal", "-shm")
_OF_POSTGRESQL: Final = b"PGDMP"
"""Begins a dump."""
_LEFT_OVER: Final = 86_400.0
"""Seconds after which a half-written file is nobody's any more."""


@dataclass(frozen=True, slots=True)
class Backup:
    """One that was made. `rows` by table; `kept`: backups in its folder now; `removed`: older ones gone."""

    path: Path
    rows: Mapping[str, int]
    kept: int
    removed: int

    def __str__(self) -> str:
        size = self.path.stat().st_size / 2**20
        gone = f", {self.removed} older removed" if self.removed else ""
        return (
            f"backed up and verified: {self.path} ({size:.1f} MB: {_held(self.rows)}); "
            f"{_many(self.kept, 'backup')} there now{gone}"
        )


@dataclass(frozen=True, slots=True)
class Restored:
    """A backup that took the place of `target`. `rows` by table; `aside`: where the old one lies, if any."""

    target: Path
    rows: Mapping[str, int]
    aside: Path | None

    def __str__(self) -> str:
        old = f" The old one is kept as {self.aside}; delete it when all is well." if self.aside else ""
        return f"restored: {self.target} holds {_held(self.rows)} now.{old} Start the bot again."


def _held(rows: Mapping[str, int]) -> str:
    return ", ".join(_many(rows.get(name, 0), name) for name in ("post", "incident", "chat"))


def _many(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def make(url: str, folder: Path | None, *, keep: int, now: datetime) -> Backup:
    """Back the database at *url* up into *folder* (left out: `backups` beside the file), and keep *keep*.

    Raises `ConfigError` for an address of another kind, `StoreUnusable` when there is no whole backup.
    """
    parsed = db.parse_url(url)
    is_file = parsed.get_backend_name() == "sqlite"
    source = Path(parsed.database or "")
    if is_file and not source.is_file():
        raise StoreUnusable(f"there is no database {source}; DATABASE_URL says where the bot's is")
    folder = folder or (source.parent if is_file else Path("data")) / "backups"
    path = folder / f"lookout-{now:%Y%m%dT%H%M%SZ}.{'db' if is_file else 'dump'}"
    partial = folder / f".{path.name}.partial"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _sweep(folder)
        # Only for us: it holds the ids of chats.
        os.close(os.open(partial, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600))
        rows = snapshot.copy(source, partial) if is_file else dump.dump(parsed, partial)
        _settle(partial, path)
    except OSError as exc:
        raise StoreUnusable(f"no backup can be written into {folder}: {exc.strerror or exc}") from exc
    finally:
        partial.unlink(missing_ok=True)
    kept, removed = _forget(folder, keep)
    return Backup(path, rows, kept, removed)


def restore(url: str, path: Path, *, now: datetime) -> Restored:
    """Put the backup at *path* in the place of the database at *url*, which is kept beside it.

    Raises `StoreBusy` while a bot runs on it, `StoreUnusable` for a backup that is not whole. Then nothing has
    changed.
    """
    parsed = db.parse_url(url)
    if parsed.get_backend_name() != "sqlite":
        raise BotError(
            "DATABASE_URL names a PostgreSQL database, which its own tools restore: stop the bot, make an "
            f"empty database, run `pg_restore --no-owner --dbname=ADDRESS {path}`, set DATABASE_URL to it "
            "and start the bot"
        )
    _look_at(path)
    rows = snapshot.verify(path)
    target = Path(parsed.database or "")
    try:
        return Restored(target, rows, asyncio.run(_replace(url, target, path, now)))
    except StoreBusy as exc:
        raise StoreBusy(f"{exc}; nothing was changed: stop it, then restore") from exc


def _look_at(path: Path) -> None:
    """Refuse what cannot be a backup, in words for whoever mistyped its name."""
    if path.is_dir():
        newest = max((each.name for each in path.iterdir() if _NAME.fullmatch(each.name)), default=None)
        instead = f"; the newest backup in it is {newest}" if newest else ", and no backup is in it"
        raise StoreUnusable(f"{path} is a folder{instead}")
    if not path.exists():
        raise StoreUnusable(f"there is no file {path}")
    try:
        with path.open("rb") as file:
            begins = file.read(len(_OF_POSTGRESQL))
    except OSError as exc:
        raise StoreUnusable(f"{path} cannot be read: {exc.strerror or exc}") from exc
    if begins == _OF_POSTGRESQL:
        raise StoreUnusable(f"{path} is of a PostgreSQL database, and DATABASE_URL names an SQLite file")


async def _replace(url: str, target: Path, path: Path, now: datetime) -> Path | None:
    database = db.connect(url)
    await database.hold()
    try:
        return await asyncio.to_thread(_swap, target, path, now)
    except OSError as exc:
        raise StoreUnusable(f"{target} cannot be replaced: {exc.strerror or exc}") from exc
    finally:
        await database.close()


def _swap(target: Path, path: Path, now: datetime) -> Path | None:
    partial = target.with_name(f".{target.name}.partial")
    shutil.copyfile(path, partial)
    aside = target.with_name(f"{target.name}.before-{now:%Y%m%dT%H%M%SZ}") if target.exists() else None
    if aside:
        for side in _SIDES:  # what is in its log belongs to the old database, and must not meet the new one
            if (old := target.with_name(target.name + side)).exists():
                old.rename(aside.with_name(aside.name + side))
    _settle(partial, target)
    return aside


def _settle(partial: Path, path: Path) -> None:
    """Give a written file its name, so that after a power cut it is there whole or not at all."""
    with partial.open("rb+") as file:
        os.fsync(file.fileno())
    partial.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _forget(folder: Path, keep: int) -> tuple[int, int]:
    """Remove all but the newest *keep* backups, and nothing else; how many are left, and how many went."""
    made = sorted(path for path in folder.iterdir() if _NAME.fullmatch(path.name))
    old = made[: max(0, len(made) - max(keep, 1))]
    for path in old:
        path.unlink(missing_ok=True)
    return len(made) - len(old), len(old)


def _sweep(folder: Path) -> None:
    """Remove what a killed backup left half-written."""
    for path in folder.glob(".lookout-*.partial"):
        if time.time() - path.stat().st_mtime > _LEFT_OVER:
            path.unlink(missing_ok=True)
