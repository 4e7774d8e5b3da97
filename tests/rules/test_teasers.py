"""Posts that say nothing but where the rest can be read."""

import pytest

from bot.rules.teasers import is_teaser

STATEMENT = (
    "Ночью дежурные силы сбили над районом четыре беспилотника. Повреждены остекление двух домов и машина, "
    "пострадавших нет, на местах работают экстренные службы."
)


@pytest.mark.parametrize(
    "text",
    [
        "Обстановка на утро.\nПодробности в MAX",
        "О ночной атаке — в мессенджере MAX: max.ru/gubernator/77",
        "Головне за ніч. Читайте у МАХ",
        "Брифинг → MAX",
        "О событиях ночи рассказал в своём канале в MAX",
        "Полный текст — в официальном канале MAX",
    ],
)
def test_a_pointer_to_max_with_next_to_nothing_before_it_is_a_teaser(text: str) -> None:
    assert is_teaser(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Отбой опасности.",
        f"{STATEMENT}\nЧитайте нас в MAX",
        "Отбой опасности.\nПодписывайтесь на наш канал в MAX",
        "Скорость ветра: max 25 м/с",
        "Maximum speed was reached.",
    ],
)
def test_a_statement_with_an_advert_is_none_and_neither_is_anything_else(text: str) -> None:
    assert not is_teaser(text)
