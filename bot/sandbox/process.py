"""The real bot as its own process, talking to a sandbox: for the demo and the whole-process tests."""

import asyncio
import os
import re
import shutil
import signal
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import yaml
from yaml.nodes import MappingNode

from bot.errors import BotError
from bot.sandbox.api import TOKEN
from bot.sandbox.watching import Watching
from bot.watchlist import strict_yaml

IN_A_HURRY: Mapping[str, Mapping[str, Any]] = {
    "polling": {"min_interval": "1s", "max_interval": "1s", "requests_per_second": 100},
    "incidents": {"gap": "3h", "first_wait": "0s", "update_interval": "0s"},
}
"""Policies with which a night passes in seconds, as an outside tool may write them into a copy of config/."""

_REMARKS = re.compile(r"(?:\n[ \t]*(?:#.*)?)*\Z")
"""Blank lines and comments at the end of a block."""


def copy_config(source: Path, target: Path, *, policies: Mapping[str, Any] = IN_A_HURRY) -> Path:
    """Copy a config folder, with other *policies* in its watch list; returns *target*.

    All else in the list stays as it is written, so that what an admin adds as in the original fits. Raises
    `ConfigError` for a list that is no YAML.
    """
    shutil.copytree(source, target)
    path = target / "watchlist.yaml"
    data = strict_yaml.read(path).data
    path.write_text(_with_policies(path.read_text("utf-8-sig"), data, policies), "utf-8")
    return target


class _Indented(yaml.SafeDumper):
    """Writes lists as config/ has them: indented below their key."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, indentless=False)


def _with_policies(text: str, data: Mapping[str, Any], policies: Mapping[str, Any]) -> str:
    """*text*, a watch list that means *data*, with other *policies*; those it has none of come first."""
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    if not isinstance(root, MappingNode) or root.flow_style:
        return _dumped({**data, **policies})
    stands = {key.value: (key.start_mark.index, value.end_mark.index) for key, value in root.value}
    for name in sorted(policies.keys() & stands, key=stands.__getitem__, reverse=True):
        start, end = stands[name]
        # A block ends where the next key begins; the comment between them is that key's.
        end -= len(_REMARKS.search(text[start:end])[0])  # type: ignore[index]  # it finds nothing, at least
        text = text[:start] + _dumped({name: policies[name]}).rstrip("\n") + text[end:]
    added = {name: policy for name, policy in policies.items() if name not in stands}
    first = root.start_mark.index
    return text[:first] + (_dumped(added) if added else "") + text[first:]


def _dumped(data: Mapping[str, Any]) -> str:
    return yaml.dump(data, Dumper=_Indented, allow_unicode=True, sort_keys=False)


class BotProcess:
    """`python -m bot run` against the sandbox at *base_url*, with its database and log in *folder*."""

    def __init__(
        self,
        base_url: str,
        folder: Path,
        *,
        config: Path,
        database_url: str | None = None,
        environment: Mapping[str, str] | None = None,
        command: Sequence[str] = (sys.executable, "-m", "bot", "run"),
    ) -> None:
        self._command = command
        self.log_path = folder / "lookout.log"
        self.database_url = database_url or f"sqlite:///{folder / 'lookout.db'}"
        self._environment = {
            # A proxy leads to the internet and not to this machine; NO_PROXY alone would not keep the HTTP
            # client from asking for what a SOCKS proxy needs.
            **{name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")},
            "NO_PROXY": "127.0.0.1,localhost",
            "BOT_TOKEN": TOKEN,
            "TELEGRAM_API_URL": base_url,
            "TELEGRAM_WEB_URL": base_url,
            "DATABASE_URL": self.database_url,
            "CONFIG_DIR": str(config),
            "LOG_LEVEL": "INFO",
            **(environment or {}),
        }
        self._process: asyncio.subprocess.Process | None = None

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    @property
    def pid(self) -> int | None:
        """The process's id while it runs."""
        return self._process.pid if self._process and self._process.returncode is None else None

    async def start(self) -> None:
        """Start it; its output is added to the log."""
        with self.log_path.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *self._command, env=self._environment, stdout=log, stderr=log
            )

    async def wait_until_up(self, calls: Watching, *, pages: int, after: int = 0, within: float) -> None:
        """Wait until it has announced its commands (it polls by then) and has read *pages* channels' pages.

        *after* is the number of the last request before its start. What is on a page by now is old to it.
        Raises `BotError` with its log when it ends instead, and `TimeoutError`.
        """
        read: set[str] = set()
        listening = False
        async with asyncio.timeout(within):
            while not (listening and len(read) >= pages):
                if self.pid is None:
                    raise BotError(f"the bot did not start:\n{self.log()}")
                for call in await calls.calls(after, wait=1.0):
                    after = call.seq
                    # getUpdates is answered after up to ten seconds; the menu is published while it is asked.
                    listening = listening or call.method == "setMyCommands"
                    if call.method.startswith("/s/"):
                        read.add(call.method)

    async def stop(self, *, within: float = 25) -> int | None:
        """Ask it to end (SIGTERM) and wait; its exit code, None if it was not started. Kills a deaf one."""
        if self._process is None:
            return None
        if self._process.returncode is None:
            self._process.send_signal(signal.SIGTERM)
        try:
            return await asyncio.wait_for(self._process.wait(), within)
        except TimeoutError:
            return await self.kill()

    async def kill(self) -> int:
        """End it at once (SIGKILL), as a crash would; its exit code."""
        assert self._process is not None, "it was never started"
        if self._process.returncode is None:
            self._process.kill()
        return await self._process.wait()

    async def wait(self, *, within: float) -> int:
        """Wait until it ends by itself; its exit code. Raises `TimeoutError`."""
        assert self._process is not None, "it was never started"
        return await asyncio.wait_for(self._process.wait(), within)

    def log(self) -> str:
        """All it wrote so far."""
        return self.log_path.read_text("utf-8", errors="replace") if self.log_path.exists() else ""
