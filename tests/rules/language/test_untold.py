"""What nobody has told is told as denied: "информации о пострадавших и разрушениях пока нет"."""

import pytest

from bot.rules.language import denying
from bot.rules.language.forms import Form
from bot.rules.language.text import read_text
from bot.rules.patterns.lexicon import Mention


def negated(text: str, word: str) -> bool:
    tokens = read_text(text).sentences[0].tokens
    place = next(place for place, token in enumerate(tokens) if token.word == word)
    return denying.negated(tokens, Mention(0, place, place, Form.NOUN))


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Информации о пострадавших нет.", "пострадавших"),
        ("Сообщений о пострадавших и повреждениях пока нет.", "повреждениях"),
        ("Данных о раненых, погибших и разрушениях на данную минуту нет.", "раненых"),
        ("О повреждениях и пострадавших информации нет.", "повреждениях"),
        ("Нет никаких данных о раненых или разрушениях.", "разрушениях"),
        ("Данные о пострадавших и повреждениях отсутствуют.", "пострадавших"),
        ("Информация о жертвах и разрушениях уточняется.", "разрушениях"),
        ("Повідомлень про постраждалих та пошкодження поки немає.", "пошкодження"),
    ],
)
def test_what_there_is_no_word_of_is_denied(text: str, word: str) -> None:
    assert negated(text, word)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Получены сообщения о раненых и разрушениях, света нет.", "разрушениях"),
        ("Есть информация о пострадавших.", "пострадавших"),
        ("Данные о раненых подтвердились, погибших нет.", "раненых"),
        ("От обстрела не стало двух жителей.", "обстрела"),
    ],
)
def test_what_is_told_beside_a_denial_is_not_denied(text: str, word: str) -> None:
    assert not negated(text, word)
