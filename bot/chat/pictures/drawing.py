"""From SVG to PNG. Also a program of its own: SVG in, PNG out, the width in pixels as its argument.

The library holds Python's lock for all of the 0.1 s that a picture takes: beside the loop in a thread, it stops
every answer to a chat all the same.
"""

import sys
from pathlib import Path
from typing import Final

_FONTS: Final = ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf")


def drawn(svg: str, width: int) -> bytes:
    """The picture as PNG, *width* pixels wide, with our own fonts."""
    # Imported when first needed: most runs never draw.
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


if __name__ == "__main__":
    sys.stdout.buffer.write(drawn(sys.stdin.buffer.read().decode(), int(sys.argv[1])))
