"""All forms of a word, and what they say."""

import pytest

from bot.rules.language.forms import Form, forms
from bot.rules.language.morphology import Language
from bot.rules.language.typos import TypoIndex


@pytest.mark.parametrize(
    ("language", "term", "form", "says"),
    [
        ("ru", "сбить", "сбили", Form.DONE | Form.ACTIVE),
        ("ru", "сбить", "сбит", Form.DONE | Form.PASSIVE),
        ("ru", "сбить", "собьют", Form.COMING | Form.ACTIVE),
        ("ru", "сбить", "сбитого", Form.PARTICIPLE | Form.PASSIVE),
        ("ru", "отбой", "отбоя", Form.NOUN),
        ("uk", "збити", "збито", Form.DONE | Form.PASSIVE),
        ("uk", "знищити", "знищено", Form.DONE | Form.PASSIVE),
        ("uk", "пошкодити", "пошкоджено", Form.DONE | Form.PASSIVE),
        ("uk", "атакувати", "атаковано", Form.DONE | Form.PASSIVE),
        ("uk", "зняти", "знято", Form.DONE | Form.PASSIVE),
        ("uk", "вибити", "вибито", Form.DONE | Form.PASSIVE),
        ("uk", "бити", "бив", Form.DONE | Form.ACTIVE),
        ("uk", "накрити", "накрито", Form.DONE | Form.PASSIVE),
        ("uk", "відбій", "відбою", Form.NOUN),
        ("uk", "тривога", "тривозі", Form.NOUN),
        ("uk", "уламок", "уламки", Form.NOUN),
        ("en", "to shoot", "shot", Form.DONE | Form.ACTIVE | Form.PASSIVE),
        ("en", "to repel", "repelled", Form.DONE | Form.ACTIVE | Form.PASSIVE),
        ("en", "drone", "drones", Form.NOUN),
    ],
)
def test_a_form_says_what_it_says(language: Language, term: str, form: str, says: int) -> None:
    assert forms(term, language)[form] == says


@pytest.mark.parametrize("mistyped", ["беспилотнк", "беспилоттник", "бепсилотник", "бессилотник"])
def test_one_typo_is_mended(mistyped: str) -> None:
    assert TypoIndex(forms("беспилотник", "ru")).repair(mistyped, "ru", lambda _: True) == "беспилотник"


@pytest.mark.parametrize(("word", "alike"), [("вилучено", "влучено"), ("розіграла", "розібрала")])
def test_a_ukrainian_word_of_its_own_is_no_typo(word: str, alike: str) -> None:
    assert TypoIndex([alike]).repair(word, "uk", lambda _: True) is None


def test_another_beginning_or_a_short_word_is_no_typo() -> None:
    index = TypoIndex(["сбили", "уничтожен"])
    assert index.repair("забили", "ru", lambda _: True) is None
    assert index.repair("сбыли", "ru", lambda _: True) is None
