"""Pictures drawn beside the bot, in a process of their own."""

import asyncio
import logging
import signal
import subprocess
import sys
from collections.abc import Callable
from importlib import import_module
from typing import Final

from bot.chat.pictures import drawing
from bot.chat.pictures.canvas import ZOOM, Canvas

PATIENCE_SECONDS: Final = 20.0
_FATAL: Final = frozenset(
    {signal.SIGSEGV, signal.SIGABRT, signal.SIGBUS, signal.SIGILL, signal.SIGFPE, signal.SIGKILL}
)
"""How a picture ends that crashes the library or takes all memory: drawn here, it would end the bot as well.
Other signals end all of us together, and who asked is still answered."""

logger = logging.getLogger(__name__)


def can_draw() -> bool:
    """Whether the extra `charts` is installed."""
    try:
        import_module("resvg_py")
    except ImportError:
        return False
    return True


async def png(draw: Callable[[], Canvas]) -> bytes:
    """What *draw* draws as PNG; *draw* itself runs in a thread."""
    return await asyncio.to_thread(_png, draw)


def _png(draw: Callable[[], Canvas]) -> bytes:
    canvas = draw()
    svg, width = canvas.svg(), round(canvas.width * ZOOM)
    # -P: what lies beside the program are no modules of its own.
    program = (sys.executable, "-P", drawing.__file__, str(width))
    try:
        done = subprocess.run(
            program, input=svg.encode(), capture_output=True, check=True, timeout=PATIENCE_SECONDS
        )
        return done.stdout
    except subprocess.TimeoutExpired:
        raise  # here it would take as long, and nobody would be answered for all of it
    except (OSError, subprocess.CalledProcessError) as exc:
        if isinstance(exc, subprocess.CalledProcessError) and -exc.returncode in _FATAL:
            raise
        # A container may allow no more processes. The picture is worth the 0.1 s in which nobody is answered.
        logger.warning("a picture could not be drawn beside the bot, drawing it here error=%r", str(exc))
        return drawing.drawn(svg, width)
