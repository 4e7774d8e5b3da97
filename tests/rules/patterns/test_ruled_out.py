"""What a post says it is not about, and phrases with "не" that lift a veto."""

import pytest

from bot.rulebook import Rulebook
from tests.rules.patterns.found import found


@pytest.mark.parametrize(
    ("text", "pattern"),
    [
        ("Ночью сбито пять дронов. Это не учения, а налёт.", "interception"),
        ("Внимание, ракетная опасность. Не учебная тревога!", "alert"),
        ("Air raid alert in Sumy region. This is not a drill!", "alert"),
        ("Сбито пять дронов, это не фейк.", "interception"),
        ("Ночью над Тулой сбиты три беспилотника, это не учебная тревога.", "interception"),
        ("Не верьте фейкам: дрон сбит над морем, пострадавших нет.", "interception"),
        ("Дрон ударил по дому, ранены двое; атаку не исключили и власти.", "attack"),
        ("Збито п'ять дронів, це не фейк.", "interception"),
        ("Уночі збито шість шахедів. Це не тренування.", "interception"),
        ("Five drones were shot down over Tula, and this is not fake.", "interception"),
        ("Five drones were shot down over Tula, and this isn't a fake.", "interception"),
        ("Overnight six drones were destroyed over Kursk region. This was not a drill.", "interception"),
    ],
)
def test_what_is_ruled_out_takes_nothing(rulebook: Rulebook, text: str, pattern: str) -> None:
    assert pattern in found(rulebook, text)


@pytest.mark.parametrize(
    ("text", "pattern"),
    [
        ("Ночью сбито пять дронов. Это не налёт, а учения.", "interception"),
        ("Сбито пять дронов, это фейк.", "interception"),
        ("Ночью над Тулой сбиты три беспилотника, это учебная тревога.", "interception"),
        ("Збито п'ять дронів, це фейк.", "interception"),
        ("Уночі збито шість шахедів. Це було тренування.", "interception"),
        ("Five drones were shot down over Tula, and this is fake.", "interception"),
        (
            "Overnight six drones were downed over Kursk region. This was a drill, not a raid.",
            "interception",
        ),
        ("Сбито пять дронов — не правда, а фейк.", "interception"),
    ],
)
def test_what_it_is_takes_it_back(rulebook: Rulebook, text: str, pattern: str) -> None:
    assert pattern not in found(rulebook, text)


@pytest.mark.parametrize(
    "text",
    [
        "Residents are advised to stay inside: a drone struck an oil depot in Engels and it is on fire.",
        "A Russian drone struck a bus in Kherson this morning, after recent Russian strikes.",
        "К расследованию приступил СК: утром дрон ударил по дому в Валуйках, погиб мужчина.",
    ],
)
def test_what_happened_is_news_beside_advice_tallies_and_inquiries(rulebook: Rulebook, text: str) -> None:
    assert "attack" in found(rulebook, text)


@pytest.mark.parametrize(
    "text",
    [
        "Residents are advised to go to shelter if a drone hits their block.",
        "In the event of an attack residents are advised to stay away from windows, as drones hit houses.",
        "NASA зафіксувала пожежу в лісах Каліфорнії.",
    ],
)
def test_advice_and_fires_seen_from_space_are_no_news(rulebook: Rulebook, text: str) -> None:
    assert not found(rulebook, text)
