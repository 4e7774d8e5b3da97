"""Posts that put a figure right take its place: nine drones were made of five and "4, а не 5"."""

from datetime import timedelta

import pytest

from bot.rules.corrections import Correction, correction_in
from bot.rules.figures import figure_of
from bot.rules.incidents.clustering import NewStatement, partition
from bot.values import Facts, Role
from tests.rules.stories import MAYOR, at, said


@pytest.mark.parametrize(
    ("sentence", "wrong"),
    [
        ("Уточняю: уничтожено 4 БПЛА, а не 5.", 5),
        ("Уточнение: сбиты 2 БПЛА, не 3.", 3),
        ("Прошу прощения, в предыдущем сообщении ошибка: сбито не 8, а 3 БПЛА.", 8),
        ("Уточнение: сбит один беспилотник, а не два.", 2),
        ("Исправление: сбито 2 беспилотника.", None),
        ("Уточнённые данные: уничтожено 10 беспилотников.", None),
        ("Уточнення: збито 4 шахеди, а не 5.", 5),
        ("Correction: 4 drones were shot down, not 5.", 5),
        ("Air defence downed 4 drones instead of 5.", 5),
    ],
)
def test_what_is_put_right_is_told(sentence: str, wrong: int | None) -> None:
    assert correction_in(sentence) == Correction(wrong)


@pytest.mark.parametrize(
    "sentence",
    [
        "Сбиты 5 БПЛА. Информация уточняется.",
        "Детали уточняются, сбито 5 БПЛА.",
        "Сбиты ещё 5 БПЛА.",
        "Сбито 5 БПЛА, пострадавших нет.",
        "Five drones were shot down, not far from the city.",
    ],
)
def test_other_news_puts_nothing_right(sentence: str) -> None:
    assert correction_in(sentence) is None


def told(count: int, minutes: float, number: int, words: str) -> NewStatement:
    facts = Facts(count=count, places=("RU-MOW",))
    return NewStatement(
        MAYOR, number, at(minutes), "air-attack", Role.REPORTS, facts, forward_of=None, sentence=words
    )


@pytest.mark.parametrize(
    ("posts", "figure"),
    [
        ([(5, "Уничтожено 5 БПЛА."), (4, "Уточняю: уничтожено 4 БПЛА, а не 5.")], 4),
        ([(3, "Сбиты 3 БПЛА."), (2, "Уточнение: сбиты 2 БПЛА, не 3."), (2, "Исправление: сбито 2 БПЛА.")], 2),
        ([(3, "Сбиты 3 БПЛА."), (2, "Сбиты ещё два."), (1, "Уточнение: сбит один, а не два.")], 4),
        ([(3, "Сбиты 3 БПЛА."), (2, "Сбиты ещё два."), (2, "Уточняю: сначала сбиты 2, а не 3.")], 4),
        ([(12, "Уничтожено 12 БПЛА."), (10, "Уточнённые данные: уничтожено 10 беспилотников.")], 10),
        ([(3, "Сбиты 3 БПЛА."), (4, "Сбиты 4."), (15, "По уточнённым данным, сбиты 15 БПЛА.")], 15),
        ([(3, "Сбиты 3 БПЛА."), (5, "Сбиты ещё 5, а не 50, как пишут.")], 8),
        ([(5, "Сбито 5 БПЛА."), (2, "Сбиты 2 БПЛА. Данные уточняются.")], 7),
    ],
)
def test_a_correction_takes_the_place_of_what_it_puts_right(posts: list[tuple[int, str]], figure: int) -> None:
    statements = [told(count, 4 * number, number, words) for number, (count, words) in enumerate(posts, 1)]
    [gathering] = partition(statements, gap=timedelta(hours=3))
    claims = [
        said(
            count=member.said.facts.count,
            minutes=4 * member.said.message_id,
            wave=member.wave,
            sentence=member.said.sentence,
        )
        for member in gathering.members
    ]

    assert figure_of(claims).count == figure
