from collections.abc import Callable

import pytest

from bot.rules.language.clauses import Tokens
from bot.rules.language.names import is_make, is_name
from bot.rules.language.text import read_text


def _is(kind: Callable[[Tokens, int, int], bool], text: str, word: str) -> bool:
    tokens = read_text(text).sentences[0].tokens
    place = next(place for place, token in enumerate(tokens) if token.word == word)
    return kind(tokens, place, place)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        pytest.param("Сбит дрон, сообщил глава района Пётр Фильмин.", "фильмин", id="behind a first name"),
        pytest.param("Губернатор Танков сообщил о двух дронах.", "танков", id="behind a title"),
        pytest.param("Дрон упал на улице Космонавтов.", "космонавтов", id="a street"),
        pytest.param("Осколки нашли на ул. Учебной.", "учебной", id="a street, shortened"),
        pytest.param("Дрон попал в кафе «Спутник».", "спутник", id="a café in quotes"),
        pytest.param("Загорелась крыша в ЖК «Театральный».", "театральный", id="a block of flats in quotes"),
    ],
)
def test_a_surname_or_a_street_is_a_name(text: str, word: str) -> None:
    assert _is(is_name, text, word)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        pytest.param("Губернатор наградил зенитчиков.", "наградил", id="what the governor did"),
        pytest.param("ГУБЕРНАТОР НАГРАДЫ ВРУЧИТ ЗАВТРА.", "награды", id="all in capitals"),
        pytest.param("Фильм о зенитчиках покажут завтра.", "фильм", id="the first word"),
        pytest.param("Сбит дрон, в городе фестиваль.", "фестиваль", id="in small letters"),
        pytest.param("На Курской дуге сбили пять самолётов.", "дуге", id="a name of two words"),
    ],
)
def test_other_words_are_none(text: str, word: str) -> None:
    assert not _is(is_name, text, word)


def test_the_country_a_weapon_comes_from_is_told_from_the_country_it_fell_in() -> None:
    assert _is(is_make, "Над Крымом сбиты чешские дроны.", "чешские")
    assert _is(is_make, "Сбиты две британские «ракеты».", "британские")
    assert not _is(is_make, "Дрон упал у польской границы.", "польской")
    assert not _is(is_make, "Студенты сбили условные дроны.", "условные")
