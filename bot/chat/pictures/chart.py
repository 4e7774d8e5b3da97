"""The chart of a period: incidents a day by gravity, and the numbers each source stated, day by day. Pure.

Figures of different sources stand in rows of their own and are never added up.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.chat.pictures.canvas import (
    BACKGROUND,
    FAINT,
    INK,
    LINE,
    MARGIN,
    PANEL,
    WIDTH,
    Canvas,
    fitted,
    in_two_lines,
    shade,
)

_BARS: Final = 270
"""Height of the bars."""
_ROW: Final = 44
_NAME_SIZE: Final = 16
_KEY, _GAP = 27.0, 22.0
"""Widths of a legend's coloured square with its distance, and between two entries."""
_WIDE_LETTER: Final = 0.68
"""Width of a letter of the widest of our languages, in font sizes: the legend must not reach the margin."""
_NAMES: Final = 200
"""Width that names of sources take beside their numbers."""
_MANY_DAYS: Final = 14
"""From more days on names stand above their numbers: cells beside them were too narrow for legible digits."""
_AXIS: Final = 46
"""Width that numbers beside the bars take."""
_NAME_ABOVE: Final = 24


@dataclass(frozen=True, slots=True)
class Series:
    """One sort of incidents: its name, its colour, how many on each day."""

    name: str
    colour: str
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """What one source stated on each day; None where it stated no number."""

    name: str
    numbers: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """All that a chart shows, in words and numbers. `days` are labels, oldest first."""

    title: str
    bars_title: str
    rows_title: str
    days: tuple[str, ...]
    series: tuple[Series, ...]
    rows: tuple[Row, ...]


def draw_chart(chart: Chart) -> Canvas:
    """Bars above, a table below."""
    rows_height = 76 + _row_height(chart) * len(chart.rows) if chart.rows else 0
    top = MARGIN + 130
    canvas = Canvas(top + _BARS + 64 + rows_height + MARGIN)
    canvas.title(MARGIN + 26, chart.title)
    canvas.text(MARGIN, MARGIN + 72, chart.bars_title, size=22, colour=FAINT)
    _legend(canvas, chart.series, MARGIN + 106)
    _bars(canvas, chart, top)
    if chart.rows:
        _table(canvas, chart, top + _BARS + 64)
    return canvas


def _legend(canvas: Canvas, series: Sequence[Series], y: float) -> None:
    letters = sum(len(each.name) for each in series)
    room = WIDTH - 2 * MARGIN - len(series) * _KEY - (len(series) - 1) * _GAP
    size = min(19.0, room / max(1.0, letters * _WIDE_LETTER))  # smaller where a language's words are long
    x = float(MARGIN)
    for each in series:
        canvas.box(x, y - 17, 18, 18, each.colour, round_by=4)
        canvas.text(x + _KEY, y, each.name, size=size, colour=INK)
        x += _KEY + len(each.name) * size * _WIDE_LETTER + _GAP


def _columns(count: int) -> tuple[float, float]:
    """Where the first day begins, and how wide a day is."""
    left = MARGIN + (_NAMES if count <= _MANY_DAYS else _AXIS)
    return left, (WIDTH - MARGIN - left) / max(1, count)


def _row_height(chart: Chart) -> int:
    return _ROW if len(chart.days) <= _MANY_DAYS else _ROW + _NAME_ABOVE


def _bars(canvas: Canvas, chart: Chart, top: float) -> None:
    left, step = _columns(len(chart.days))
    totals = [sum(each.counts[day] for each in chart.series) for day in range(len(chart.days))]
    most = max([*totals, 1])
    scale = (_BARS - 40) / most
    floor = top + _BARS
    for mark in _marks(most):
        y = floor - mark * scale
        canvas.line(left, y, WIDTH - MARGIN, y)
        canvas.text(left - 14, y + 7, str(mark), size=19, colour=FAINT, anchor="end")
    every = _label_every(len(chart.days))
    for day, label in enumerate(chart.days):
        x, y = left + day * step, floor
        for each in chart.series:
            height = each.counts[day] * scale
            canvas.box(x + step * 0.14, y - height, step * 0.72, height, each.colour)
            y -= height
        if totals[day] and step > 26:
            canvas.text(
                x + step / 2, y - 9, str(totals[day]), size=min(22, step * 0.5), anchor="middle", bold=True
            )
        if (len(chart.days) - 1 - day) % every == 0:
            centre = min(x + step / 2, WIDTH - MARGIN - 26)
            canvas.text(centre, floor + 32, label, size=19, colour=FAINT, anchor="middle")
    canvas.line(left, floor, WIDTH - MARGIN, floor, FAINT)


def _table(canvas: Canvas, chart: Chart, top: float) -> None:
    left, step = _columns(len(chart.days))
    canvas.line(MARGIN, top, WIDTH - MARGIN, top, LINE)
    canvas.text(MARGIN, top + 44, chart.rows_title, size=22, colour=FAINT)
    largest = max((number for row in chart.rows for number in row.numbers if number), default=1)
    for index, row in enumerate(chart.rows):
        y = top + 66 + index * _row_height(chart)
        if len(chart.days) > _MANY_DAYS:
            canvas.text(left, y + 16, fitted(row.name, _NAME_SIZE, WIDTH - MARGIN - left), size=_NAME_SIZE)
            y += _NAME_ABOVE
        else:
            _name_beside(canvas, row.name, y)
        for day, stated in enumerate(row.numbers):
            canvas.box(left + day * step + 1.5, y + 2, step - 3, _ROW - 6, _cell(stated, largest), round_by=4)
            if stated is not None:
                text = str(stated)
                size = min(22, step * 0.8, step / (len(text) * 0.66 + 0.4))
                strong = (stated / largest) ** 0.5 > 0.6
                colour = BACKGROUND if strong else INK
                canvas.text(
                    left + (day + 0.5) * step,
                    y + 20 + size / 3,
                    text,
                    size=size,
                    colour=colour,
                    anchor="middle",
                    bold=True,
                )


def _name_beside(canvas: Canvas, name: str, y: float) -> None:
    lines = in_two_lines(name, _NAME_SIZE, _NAMES - 12)
    for number, line in enumerate(lines):
        canvas.text(MARGIN, y + (26 if len(lines) == 1 else 17 + 18 * number), line, size=_NAME_SIZE)


def _cell(number: int | None, largest: int) -> str:
    return PANEL if not number else shade(0.25 + 0.75 * (number / largest) ** 0.5)


def _marks(most: int) -> list[int]:
    """Round numbers for the lines behind the bars."""
    for step in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000):
        if most / step <= 4:
            return list(range(step, most + 1, step))
    return [most]


def _label_every(days: int) -> int:
    """Every how many days one has its label."""
    return 1 if days <= 8 else 2 if days <= 14 else 5
