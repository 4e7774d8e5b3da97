"""Posts in Russian and Ukrainian at once: every sentence is read in its own language."""

import pytest

from bot.rulebook import Rulebook
from tests.rules.patterns.found import found


@pytest.mark.parametrize(
    ("text", "pattern"),
    [
        ("Над Одесою збито п'ять шахедів, їх бачили всі. Мы всё слышали, это были взрывы ПВО.", "interception"),
        (
            "У Харкові прилетіло в будинок, є поранені. Всем быть в укрытиях, мы ждём новых взрывов.",
            "attack",
        ),
        ("Внимание! Мы в опасности. Шахеди летять на Київ з Сум.", "alert"),
        ("Мы слышим вас, жители города. Вночі збито два дрони. Їх було багато.", "interception"),
        ("Його збили над Сумами: мінус шахед. Мы выжили, выходим.", "interception"),
        ("Українською: збито 3 дрони. Русским языком мы скажем: сбито 3 дрона, выдыхаем.", "interception"),
        ("Сьогодні їх збили. Сбиты два дрона, обломки нашли выше по реке.", "interception"),
        ("Відбій! Мы можем выходить из укрытий.", "all-clear"),
        ("Сейчас мы видим это: дрон ударил по автобусу, ранены двое. Її доля невідома.", "attack"),
        ("Аеропорт Одеси не приймає рейси. Мы ждём вылета с ночи.", "airport-restrictions"),
    ],
)
def test_a_sentence_is_read_in_its_own_language(rulebook: Rulebook, text: str, pattern: str) -> None:
    assert pattern in found(rulebook, text)


@pytest.mark.parametrize(
    "text",
    [
        "Мы в театре были вчера. Прем'єра «Дрони» зібрала повну залу, збито всі рекорди.",
        "Вчені збили ціну на мікроскопи. Мы рады этому открытию.",
        "Мы выехали в Киев рано. Їхали дев'ять годин, дорогу розбито.",
        "Відбою немає. Мы в укрытии, ждём.",
        "Шахісти розбили суперників. Мы выиграли этот матч.",
        "Мы купили дрон на рынке. Його зібрали за годину.",
        "Сегодня был выпускной. Їм вручили дипломи, збили всі м'ячі.",
        "Мы сбили цены. Ціни знищено, їх більше немає.",
    ],
)
def test_two_languages_make_no_report(rulebook: Rulebook, text: str) -> None:
    assert not found(rulebook, text)
