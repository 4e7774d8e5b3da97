"""A sentence that only says what became of the aircraft the one before is about."""

import pytest

from bot.rulebook import Rulebook
from tests.rules.patterns.found import found


@pytest.mark.parametrize(
    "text",
    [
        "Над Клинцами замечен беспилотник. Сбит.",
        "Над Клинцами летел беспилотник. Поражён.",
        "Один БПЛА шёл на Воронеж. Подавлен.",
        "Беспилотник летел на НПЗ. Уничтожен на подлёте.",
        "Три дрона шли на Тулу. Сбиты над лесом.",
        "На подходе к городу обнаружен дрон.\nСбит.",
        "Ракета шла на Белгород. Сбита.",
        "Шахед летів на Суми. Збитий.",
        "Шахед летів на Суми. Збито.",
        "Два безпілотники рухалися на Полтаву. Знищено.",
        "A drone was flying to Tula. Shot down.",
        "Two drones were heading for Voronezh. Both were shot down.",
        "A missile was heading for Kyiv. Intercepted.",
    ],
)
def test_what_became_of_it_is_told_of_the_aircraft_before(rulebook: Rulebook, text: str) -> None:
    assert "interception" in found(rulebook, text)


@pytest.mark.parametrize(
    "text",
    [
        "Пешеход переходил дорогу. Сбит.",
        "Грузовик ехал по трассе. Сбит.",
        "Дрон снимал свадьбу. Сбит ветром.",
        "Наш беспилотник заметил танк. Поражён.",
        "Оператор дрона увидел блиндаж. Уничтожен.",
        "Дрон врезался в дом. Поражён квартирант.",
        "Над городом летел дрон. Не сбит.",
        "Дрон сбросил гранату на пикап. Уничтожен.",
        "Над городом летел дрон. Если сбит, обломки ищут.",
        "Дрон знайшов бліндаж. Знищено.",
        "Пілот дрона побачив гармату. Знищено.",
        "Our drone spotted a tank. Destroyed.",
        "The drone operator saw a truck. Destroyed.",
        "A cyclist crossed the road. Knocked down.",
        "В 2023 году сюда летел дрон. Сбит.",
    ],
)
def test_what_became_of_another_thing_is_none_of_its(rulebook: Rulebook, text: str) -> None:
    assert "interception" not in found(rulebook, text)
