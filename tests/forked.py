"""The bot's own process, without its imports: those take most of a start, and are the same each time.

A process that has imported the program and compiled the shipped rules (`tests/warmed.py`), and does nothing
else, forks at each start. What comes of it has an environment, an output, signals and an end of its own, and
runs `python -m bot …` from its first line. That the bot also starts from nothing is shown by
`tests/whole/test_process.py`, the demo's tests and the command line's.
"""

import asyncio
import multiprocessing
import os
import runpy
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.sandbox.process import BotProcess

ROOT = Path(__file__).parents[1]

_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(
    ["tests.forked", "tests.warmed", "bot.app", "httpcore", "httpcore2", "anyio._backends._asyncio"]
)


class ForkedBot(BotProcess):
    """`python -m bot run` as `BotProcess` starts it, in a fork."""

    async def start(self) -> None:
        self._process = _Forked(fork(("run",), self._environment, self.log_path))


class _Forked(asyncio.subprocess.Process):
    """A forked process as asyncio sees those it starts."""

    def __init__(self, process: ForkServerProcess) -> None:
        self._forked = process
        assert process.pid is not None
        self.pid = process.pid

    @property
    def returncode(self) -> int | None:
        return self._forked.exitcode

    def send_signal(self, signal: int) -> None:
        os.kill(self.pid, signal)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    async def wait(self) -> int:
        ended = asyncio.Event()
        loop = asyncio.get_running_loop()
        loop.add_reader(self._forked.sentinel, ended.set)
        try:
            while self.returncode is None:
                await ended.wait()
        finally:
            loop.remove_reader(self._forked.sentinel)
        return self.returncode


def run(*arguments: str, environment: Mapping[str, str], text: str = "") -> subprocess.CompletedProcess[str]:
    """Run `python -m bot` with *arguments* to its end, with *text* as its input."""
    with TemporaryDirectory() as folder:
        given, output, errors = (Path(folder) / name for name in ("stdin", "stdout", "stderr"))
        given.write_text(text, "utf-8")
        process = fork(arguments, environment, output, errors, given)
        process.join()
        assert process.exitcode is not None
        said = [path.read_text("utf-8") for path in (output, errors)]
        return subprocess.CompletedProcess(arguments, process.exitcode, *said)


def fork(
    arguments: Sequence[str],
    environment: Mapping[str, str],
    output: Path,
    errors: Path | None = None,
    given: Path = Path(os.devnull),
) -> ForkServerProcess:
    """Start `python -m bot` with *arguments*; *output* and *errors* are added to, *given* is its input."""
    words = (arguments, dict(environment), output, errors or output, given)
    process = _FORKS.Process(target=_be_the_bot, args=words)
    process.start()
    return process


def _be_the_bot(
    arguments: Sequence[str], environment: Mapping[str, str], output: Path, errors: Path, given: Path
) -> None:
    os.chdir(ROOT)
    os.environ.clear()
    os.environ.update(environment)
    appending = os.O_WRONLY | os.O_CREAT | os.O_APPEND
    for number, path, mode in ((0, given, os.O_RDONLY), (1, output, appending), (2, errors, appending)):
        opened = os.open(path, mode, 0o644)
        os.dup2(opened, number)
        os.close(opened)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115 - it had been closed
    sys.argv = ["bot", *arguments]
    runpy.run_module("bot", run_name="__main__", alter_sys=True)
