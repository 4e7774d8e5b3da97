"""Pictures drawn beside the bot, in a process of their own."""

import asyncio
import logging
import subprocess
import sys
from collections.abc import Callable
from importlib import import_module
from typing import Final

from bot.chat.pictures import drawing
from bot.chat.pictures.canvas import ZOOM, Canvas

PATIENCE_SECONDS: Final = 20.0

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
    except (OSError, subprocess.SubprocessError) as exc:
        # A container may allow no more processes. The picture is worth the 0.1 s in which nobody is answered.
        logger.warning("a picture could not be drawn beside the bot, drawing it here error=%r", str(exc))
        return drawing.drawn(svg, width)
