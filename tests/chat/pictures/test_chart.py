"""The table below the bars: numbers that can be read, whether of a week or of a month."""

import re

import pytest

from bot.chat.pictures.canvas import MARGIN, WIDTH, ZOOM
from bot.chat.pictures.chart import Chart, Row, Series, draw_chart

SOURCE = "Ministry of Defence of the Russian Federation"
LEGIBLE = {1: 20.0, 2: 15.0, 3: 11.0}
"""Pixels of font by the number of digits: a phone shows the picture at a half of its size."""


def _texts(days: int, number: int) -> dict[str, tuple[float, float]]:
    """What the picture says: each text's last place from the left and its size, in pixels."""
    empty = (0,) * days
    chart = Chart(
        "Incidents",
        "Incidents by day",
        "Downed",
        tuple(f"{day}.11" for day in range(1, days + 1)),
        (Series("reports", "#123456", empty),),
        (Row(SOURCE, (number,) * days),),
    )
    found = re.findall(
        r'<text x="([\d.]+)" y="[\d.]+" font-size="([\d.]+)"[^>]*>([^<]*)', draw_chart(chart).svg()
    )
    return {words: (float(x) * ZOOM, float(size) * ZOOM) for x, size, words in found}


@pytest.mark.parametrize("number", [7, 70, 700])
@pytest.mark.parametrize("days", [7, 30])
def test_numbers_are_legible_and_stay_inside(days: int, number: int) -> None:
    x, size = _texts(days, number)[str(number)]

    assert size >= LEGIBLE[len(str(number))]
    assert x < (WIDTH - MARGIN) * ZOOM


def test_a_month_has_room_for_the_whole_name_of_a_source() -> None:
    assert SOURCE in _texts(30, 1)
    assert SOURCE not in _texts(7, 1)  # there it stands beside its numbers, on two lines
