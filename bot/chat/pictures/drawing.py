"""From SVG to PNG. Also a program of its own, which draws what it is asked for until nobody can ask any more.

The library holds Python's lock for all of the 0.1 s that a picture takes: beside the loop in a thread, it stops
every answer to a chat all the same.

Asked by its input: `ASKED` (width in pixels, length), then SVG. Answered on its output: `ANSWERED` (whether it
is drawn, length), then PNG, else why not.
"""

import signal
import struct
import sys
from pathlib import Path
from typing import Final

ASKED: Final = struct.Struct(">II")
ANSWERED: Final = struct.Struct(">?I")
_FONTS: Final = ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf")


def drawn(svg: str, width: int) -> bytes:
    """The picture as PNG, *width* pixels wide, with our own fonts.

    Raises `ValueError` for what is no picture.
    """
    # Imported when first needed: the bot itself never draws, as a rule.
    import resvg_py

    fonts = Path(__file__).parent / "fonts"
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=svg,
            font_files=[str(fonts / name) for name in _FONTS],
            font_family="DejaVu Sans",
            skip_system_fonts=True,
            width=width,
        )
    )


def _serve() -> None:
    """Answer until the input ends: whoever asked is gone, however it went."""
    # A stop of the service tells all its processes; pictures asked for by then are still owed.
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    asked, answers = sys.stdin.buffer, sys.stdout.buffer
    while len(head := asked.read(ASKED.size)) == ASKED.size:
        width, length = ASKED.unpack(head)
        svg = asked.read(length)
        try:
            answer = (True, drawn(svg.decode(), width))
        except ValueError as exc:
            answer = (False, str(exc).encode())
        answers.write(ANSWERED.pack(answer[0], len(answer[1])) + answer[1])
        answers.flush()


if __name__ == "__main__":
    _serve()
