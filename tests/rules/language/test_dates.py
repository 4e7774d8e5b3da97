"""Dates that name their year: which lie long before the day of the post, and are dates of what is told."""

from datetime import date

import pytest

from bot.rules.language.dates import long_ago
from bot.rules.language.text import read_text

TODAY = date(2026, 11, 26)


def _found(text: str, posted_on: date = TODAY) -> list[str]:
    return [
        " ".join(token.word for token in sentence.tokens[first : last + 1])
        for sentence in read_text(text).sentences
        for first, last in long_ago(sentence.tokens, posted_on)
    ]


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("17 июля 2024 года дрон ударил по дому.", ["17 июля 2024"]),
        ("17.07.2024 ракета попала в дом.", ["17.07.2024"]),
        ("В январе 2025 года снаряд попал в дом.", ["январе 2025"]),
        ("Летом 2023 года ракета попала в дом.", ["летом 2023"]),
        ("В 2022-м ракета попала в дом.", ["в 2022"]),
        ("Обстрелы 2014 года помнят все.", ["2014"]),
        ("У липні 2023-го дрон влучив у дім.", ["липні 2023"]),
        ("У 2022 році ракета влучила в дім.", ["у 2022"]),
        ("On 17 July 2024, a missile struck a hospital.", ["17 july 2024"]),
        ("The July 8, 2024 strike killed 33.", ["july 8 , 2024"]),
        ("In the spring of 2022 a shell hit the roof.", ["spring of 2022"]),
        ("In 2014 a shell hit the roof.", ["in 2014"]),
        ("In 2022 Russian missiles hit the roof.", ["in 2022"]),
        ("Everybody remembers the 2022 bombing.", ["2022"]),
        ("11 ноября 2026 года дрон ударил по дому.", ["11 ноября 2026"]),
        ("31 апреля 2026 года дрон ударил по дому.", ["31 апреля 2026"]),
    ],
)
def test_a_date_long_before_the_post_is_found(text: str, dates: list[str]) -> None:
    assert _found(text) == dates


@pytest.mark.parametrize(
    "text",
    [
        "26 ноября 2026 года ракета попала в дом.",
        "12 ноября 2026 года дрон ударил по дому.",
        "В 2026 году это пятая атака.",
        "17 июля дрон ударил по дому.",
        "Погиб мужчина 1985 года рождения.",
        "Пострадала женщина, 1990 года рождения, у неё осколочные ранения.",
        "Погибла пожилая женщина 1948 г.р. Число раненых выросло.",
        "Чоловік 1979 р. н. помер дорогою до лікарні.",
        "Поранено жінку 1984 р.н. та її сина.",
        "Дрон попал в дом 1975 года постройки.",
        "Built in 1975, the house was hit by a drone.",
        "Крупнейшая атака с марта 2022 года.",
        "Впервые с 2022 года дрон долетел до Урала.",
        "The biggest attack since Russia launched its full-scale invasion in February 2022.",
        "Дрон ударил по дому, который восстановили в 2023 году.",
        "Всего с начала 2022 года погибли 100 человек.",
        "Over Crimea, annexed in 2014, air defence shot down five drones.",
        "Сбито 2022 дрона, упало 2014 обломков.",
        "Дрон упал у дома 2024.",
        "В Белгороде дрон атаковал дом, погиб мужчина 15.08.1967 года рождения.",
        "При атаке дрона погиб мальчик 12.03.2016 г.р.",
        "При атаке дрона погиб мальчик 2016 г. р.",
        "Під час атаки дрона загинув чоловік (12.03.1980), ще хлопчик (12.03.2016).",
        "При атаке дрона погиб мальчик, родившийся в 2016 году.",
        "Дрон ударил по школе, открытой в 2020 году, ранены двое.",
        "Уночі ракета зруйнувала школу, зведену у 2019 році.",
        "A missile hit the theatre, constructed in 1910, in Kharkiv, killing two.",
        "A missile hit the theatre, established in 2016, in Kharkiv, killing two.",
        "Дрон попал в автобус ЛиАЗ 2015 года.",
        "Дрон ударил по дому, где в 2022 году уже выбило окна.",
        "The strike cut power to the 2000 residents of the village.",
        "Windows were broken in 1950 houses.",
        "Of 2014 drones launched, 1900 were shot down.",
    ],
)
def test_a_near_date_and_one_of_something_else_are_not(text: str) -> None:
    assert _found(text) == []


def test_the_day_of_the_post_decides() -> None:
    said = "3 мая 2026 года дрон ударил по дому."

    assert _found(said, date(2026, 5, 4)) == []
    assert _found(said, date(2026, 5, 17)) == []
    assert _found(said, date(2026, 5, 18)) == ["3 мая 2026"]
    assert _found("В мае 2026 года дрон ударил по дому.", date(2026, 6, 14)) == []
    assert _found("В мае 2026 года дрон ударил по дому.", date(2026, 6, 15)) == ["мае 2026"]


def test_in_january_the_old_year_is_a_slip_of_the_pen() -> None:
    said = "С 20.00 мск 1 января 2025 г. до 7.00 мск 2 января 2025 г. уничтожено восемь БПЛА."

    assert _found(said, date(2026, 1, 2)) == []
    assert len(_found(said, date(2026, 2, 2))) == 2
