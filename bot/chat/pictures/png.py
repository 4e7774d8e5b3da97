"""From SVG to PNG."""

import asyncio
from collections.abc import Callable
from importlib import import_module, resources
from typing import Final

from bot.chat.pictures.canvas import ZOOM, Canvas

_FONTS: Final = ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf")


def can_draw() -> bool:
    """Whether the extra `charts` is installed."""
    try:
        import_module("resvg_py")
    except ImportError:
        return False
    return True


async def png(draw: Callable[[], Canvas]) -> bytes:
    """What *draw* draws as PNG, all of it in a thread."""
    return await asyncio.to_thread(_png, draw)


def _png(draw: Callable[[], Canvas]) -> bytes:
    # Imported when first needed: most runs never draw.
    import resvg_py

    canvas = draw()
    fonts = resources.files(__package__) / "fonts"
    drawn: bytes = resvg_py.svg_to_bytes(
        svg_string=canvas.svg(),
        font_files=[str(fonts / name) for name in _FONTS],
        font_family="DejaVu Sans",
        skip_system_fonts=True,
        width=round(canvas.width * ZOOM),
    )
    return bytes(drawn)
