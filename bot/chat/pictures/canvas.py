"""What pictures are drawn with: shapes and words as SVG, in colours for night and day. Pure."""

from dataclasses import dataclass, field
from typing import Final
from xml.sax.saxutils import escape

WIDTH: Final = 760
"""Units: words of 20 units can then be read on a phone without opening the picture."""
ZOOM: Final = 1.25
"""Pixels in a unit. A phone shows a picture in a chat less than 900 pixels wide, and Telegram makes smaller
what is wider or higher than 1280. Every pixel costs: most of the time of a picture goes into its PNG."""
MARGIN: Final = 28
LETTER: Final = 0.58
"""Mean width of a letter, in font sizes."""
_BOLD_LETTER: Final = 0.66
_TITLE: Final = (18.0, 32.0)
"""Sizes of a title, the least and the usual one."""

BACKGROUND: Final = "#1b2531"
"""Dark, as most statements are read at night; on a light screen it stands as a panel of its own."""
PANEL: Final = "#263240"
LINE: Final = "#3b4a5b"
INK: Final = "#eef3f8"
FAINT: Final = "#a9b8c6"
WARM: Final = "#f08c3a"


@dataclass(slots=True)
class Canvas:
    """A picture being drawn. The origin is at the top left."""

    height: float
    width: float = WIDTH
    _parts: list[str] = field(default_factory=list)

    def text(
        self,
        x: float,
        y: float,
        words: str,
        *,
        size: float = 24,
        colour: str = INK,
        anchor: str = "start",
        bold: bool = False,
    ) -> None:
        """*words* on the baseline *y*; *anchor* is start, middle or end."""
        weight = ' font-weight="bold"' if bold else ""
        self._parts.append(
            f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:g}" fill="{colour}" '
            f'text-anchor="{anchor}"{weight}>{escape(_printable(words))}</text>'
        )

    def title(self, y: float, words: str) -> None:
        """The picture's name in bold, smaller where it is long: names of places are."""
        room = self.width - 2 * MARGIN
        size = max(_TITLE[0], min(_TITLE[1], room / max(1.0, len(words) * _BOLD_LETTER)))
        self.text(MARGIN, y, fitted(words, size * _BOLD_LETTER / LETTER, room), size=size, bold=True)

    def box(self, x: float, y: float, width: float, height: float, colour: str, *, round_by: float = 0) -> None:
        """A filled rectangle."""
        self._parts.append(
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" '
            f'rx="{round_by:g}" fill="{colour}"/>'
        )

    def line(self, x1: float, y1: float, x2: float, y2: float, colour: str = LINE) -> None:
        """A thin line."""
        self._parts.append(
            f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" '
            f'stroke="{colour}" stroke-width="1.5"/>'
        )

    def shape(self, path: str, colour: str) -> None:
        """A filled shape, given as SVG path data; none for no data. Its edge is to be hidden by a border."""
        if path:
            self._parts.append(
                f'<path d="{path}" fill="{colour}" fill-rule="evenodd" shape-rendering="crispEdges"/>'
            )

    def border(self, path: str, colour: str, *, faint: bool = False) -> None:
        """Thin lines, given as SVG path data; none for no data. *faint* ones show no steps, and cost half."""
        if path:
            look = '1" shape-rendering="crispEdges' if faint else "1.2"
            self._parts.append(
                f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="{look}" '
                'stroke-linejoin="bevel"/>'
            )

    def svg(self) -> str:
        """The picture so far."""
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{self.width:.0f}" height="{self.height:.0f}" '
            f'viewBox="0 0 {self.width:.0f} {self.height:.0f}" font-family="DejaVu Sans">'
            f'<rect width="100%" height="100%" fill="{BACKGROUND}"/>{"".join(self._parts)}</svg>'
        )


def fitted(words: str, size: float, width: float) -> str:
    """*words* cut with "…" so that they take about *width* pixels at most."""
    most = max(1, int(width / (size * LETTER)))
    return words if len(words) <= most else words[: most - 1].rstrip(" ,.;:—-") + "…"


def in_two_lines(words: str, size: float, width: float) -> list[str]:
    """*words* on one line or two of that width, cut at the end if that is too little."""
    first = fitted(words, size, width)
    if first == words or " " not in first:
        return [first]
    first = words[: len(first)].rpartition(" ")[0]
    return [first, fitted(words[len(first) :].strip(), size, width)]


def shade(share: float) -> str:
    """A colour from the panel's (0) to warm (1)."""
    share = max(0.0, min(1.0, share))
    low, high = (tuple(int(colour[i : i + 2], 16) for i in (1, 3, 5)) for colour in (PANEL, WARM))
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in zip(low, high, strict=True))


def _printable(words: str) -> str:
    return "".join(letter for letter in words if letter.isprintable())
