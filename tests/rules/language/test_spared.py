"""Harm that was spared, or is only asked about, is told as denied."""

import pytest

from bot.rules.language import telling
from bot.rules.language.forms import Form
from bot.rules.language.text import read_text
from bot.rules.patterns.lexicon import Mention
from tests.rules.language.negating import negated


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Ущерба жителям не причинено.", "ущерба"),
        ("Повреждений зданиям не нанесено.", "повреждений"),
        ("Падение обломков не повлекло разрушений и пожаров.", "пожаров"),
        ("Падение обломков не привело к разрушениям.", "разрушениям"),
        ("Перехвачена ракета, разрушений и жертв удалось избежать.", "разрушений"),
        ("Над Унечей сбит дрон, жертвы и разрушения отсутствуют.", "разрушения"),
        ("В данном случае отсутствуют пострадавшие и повреждения.", "повреждения"),
        ("В результате случившегося жертв и разрушений нет.", "жертв"),
        ("Если есть пострадавшие или повреждения, звоните 112.", "повреждения"),
        ("Есть ли повреждения, выясняем.", "повреждения"),
        ("О повреждениях сообщайте по телефону.", "повреждениях"),
        ("Обо всех разрушениях просьба сообщать старостам.", "разрушениях"),
    ],
)
def test_harm_that_was_spared_or_is_only_supposed_is_denied(text: str, word: str) -> None:
    assert negated(text, word)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Прилёт не привёл к жертвам, повреждён дом.", "прилет"),
        ("Падение обломков не вызвало пожара, повреждена крыша.", "падение"),
        ("Жертв избежать не удалось.", "жертв"),
        ("После прилёта отсутствует свет, пострадавшие есть.", "пострадавшие"),
        ("Разрушений не удалось избежать.", "разрушений"),
        ("Обломки причинили ущерб пяти домам.", "ущерб"),
        ("Падение обломков привело к пожару.", "пожару"),
        ("Возможен удар ракетами.", "удар"),
        ("Сообщаю о повреждениях после удара ракеты.", "повреждениях"),
    ],
)
def test_a_blow_without_victims_and_harm_that_was_done_are_not_denied(text: str, word: str) -> None:
    assert not negated(text, word)


def test_an_action_asked_about_is_only_meant() -> None:
    tokens = read_text("Пострадали ли люди, уточняется.").sentences[0].tokens
    assert "done" not in telling.said_as(tokens, Mention(0, 0, 0, Form.DONE))


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Дома остались без крыш после ночного налёта.", "налета"),
        ("Посёлок без света из-за вечерней атаки.", "атаки"),
    ],
)
def test_what_led_to_a_loss_is_not_denied_with_it(text: str, word: str) -> None:
    assert not negated(text, word)
