"""Pictures drawn beside the bot, in a process of their own that waits for the next one."""

import asyncio
import logging
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Final

from bot.chat.pictures import drawing
from bot.chat.pictures.canvas import ZOOM, Canvas
from bot.errors import NotDrawn

PATIENCE_SECONDS: Final = 20.0
_CLOSING_SECONDS: Final = 2.0
_FATAL: Final = frozenset(
    {signal.SIGSEGV, signal.SIGABRT, signal.SIGBUS, signal.SIGILL, signal.SIGFPE, signal.SIGKILL}
)
"""How a picture ends that crashes the library or takes all memory: drawn here, it would end the bot as well.
Whatever else ends the process says nothing against the picture."""
_SAID: Final = 500
"""Letters of a process's last words that are logged: the end, where Python says what it was."""

logger = logging.getLogger(__name__)


class _EndedError(Exception):
    """The process has ended without an answer; its words say how."""


def can_draw() -> bool:
    """Whether the extra `charts` is installed."""
    try:
        import_module("resvg_py")
    except ImportError:
        return False
    return True


@dataclass(slots=True)
class Easel:
    """One picture at a time: who asks for more is to wait for the one before, as `Album` sees to.

    The process is started by the first picture or by `warm`, and started again when it has ended. It costs
    about 20 MB, and spares each picture the 0.07 s of Python's own start. It ends when we do.
    """

    _process: Process | None = None

    async def warm(self) -> None:
        """Have everything ready that the first picture needs. Never fails: a picture says what is wrong."""
        try:
            await self.png(lambda: Canvas(2, 2))
        except Exception as exc:
            logger.warning("no picture can be drawn error=%r", exc)

    async def png(self, draw: Callable[[], Canvas]) -> bytes:
        """What *draw* draws as PNG; *draw* itself runs in a thread.

        Raises `NotDrawn` for what crashed the process or took too long, `ValueError` for what is no picture.
        """
        svg, width = await asyncio.to_thread(_traced, draw)
        try:
            process = await self._waiting()
            return await self._drawn_by(process, svg, width)
        except (OSError, _EndedError) as exc:
            # A container may allow no more processes. The picture is worth 0.1 s in which nobody is answered.
            logger.warning("a picture could not be drawn beside the bot, drawing it here error=%r", exc)
        return await asyncio.to_thread(drawing.drawn, svg, width)

    async def close(self) -> None:
        """End the process. Not while it draws: who waits for the picture reads what we would."""
        process, self._process = self._process, None
        if process is None:
            return
        _hang_up(process)
        try:
            await asyncio.wait_for(process.communicate(), _CLOSING_SECONDS)
        except TimeoutError:
            await _end(process)

    async def _waiting(self) -> Process:
        """The process, alive as far as we know."""
        if self._process is not None and self._process.returncode is not None:
            logger.warning("who draws has ended, starting it again error=%r", await _last_words(self._process))
            self._process = None
        if self._process is None:
            # -P: what lies beside the program are no modules of its own.
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-P", drawing.__file__, stdin=PIPE, stdout=PIPE, stderr=PIPE
            )
        return self._process

    async def _drawn_by(self, process: Process, svg: str, width: int) -> bytes:
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                done, content = await _asked(process, svg.encode(), width)
        except (asyncio.IncompleteReadError, ConnectionError) as exc:
            self._process = None
            words = await _last_words(process)
            if process.returncode is not None and -process.returncode in _FATAL:
                raise NotDrawn(words) from exc
            raise _EndedError(words) from exc
        except BaseException as exc:  # also of a call that was cancelled: the next one would read its picture
            self._process = None
            await _end(process)
            if isinstance(exc, TimeoutError):
                raise NotDrawn(f"not done within {PATIENCE_SECONDS:g} s") from exc
            raise
        if not done:
            raise ValueError(content.decode())
        return content


def _traced(draw: Callable[[], Canvas]) -> tuple[str, int]:
    canvas = draw()
    return canvas.svg(), round(canvas.width * ZOOM)


async def _asked(process: Process, svg: bytes, width: int) -> tuple[bool, bytes]:
    assert process.stdin is not None  # all three are pipes
    assert process.stdout is not None
    process.stdin.write(drawing.ASKED.pack(width, len(svg)) + svg)
    await process.stdin.drain()
    done, length = drawing.ANSWERED.unpack(await process.stdout.readexactly(drawing.ANSWERED.size))
    return done, await process.stdout.readexactly(length)


async def _last_words(process: Process) -> str:
    """How a process ended and what it said, once it has closed its output."""
    _hang_up(process)
    _, said = await process.communicate()
    end = process.returncode or 0
    how = f"ended by {signal.Signals(-end).name}" if end < 0 else f"exit code {end}"
    words = " ".join(said.decode(errors="replace").split())
    return f"{how}: {words[-_SAID:]}" if words else how


async def _end(process: Process) -> None:
    if process.returncode is None:
        process.kill()
    await process.communicate()


def _hang_up(process: Process) -> None:
    if process.stdin is not None:
        process.stdin.close()
