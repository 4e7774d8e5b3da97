"""Deaths and wounds told without the words for them."""

import pytest

from tests.rules.facts.reading import BORDER, facts


@pytest.mark.parametrize(
    ("text", "killed", "injured"),
    [
        ("Дрон ударил по фуре, водителя не стало.", 1, None),
        ("Обстрел Козинки. Не стало троих жителей.", 3, None),
        ("Дрон ударил по грузовику, водителя нет в живых.", 1, None),
        ("Дрон ударил по дому, хозяина не спасли.", 1, None),
        ("Дрон ударил по дому, спасли троих.", None, None),
        ("Осколки дрона порезали школьницу.", None, 1),
        ("Осколками стекла порезало двух женщин, дрон попал в дом.", None, 2),
        ("К врачам пришли девять человек: дрон упал на рынок.", None, 9),
    ],
)
def test_who_is_no_more_or_was_cut_by_splinters_is_counted(
    text: str, killed: int | None, injured: int | None
) -> None:
    read = facts(text, BORDER, patterns=("attack",))
    assert (read.killed, read.injured) == (killed, injured)
