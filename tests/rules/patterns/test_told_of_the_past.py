"""What a sentence about years ago lends to the next one stays of years ago."""

import pytest

from bot.rulebook import Rulebook
from tests.rules.patterns.found import found, lines

PAST = """
    Памятник установили у школы, в которую дрон попал в 2023 году: тогда погибли двое.
    Будинок, який зруйнувала ракета у 2022 році, досі порожній: тоді загинули троє.
    The house, which a missile destroyed in 2022, still stands empty; three people died.
    Семья, дом которой разрушил дрон в 2023 году, получила квартиру. Тогда погиб отец.
    A year ago a drone struck this house. Two residents died.
    The theatre was hit by a missile in 2023. Seven people were killed and many more injured.
    In March 2022 a bomb hit the maternity ward. Three people died.
    Два года назад армия нанесла ракетный удар по вокзалу. В результате погибли 17 человек.
    Три года назад ракета попала в торговый центр. Погибли 22 человека.
    Три роки тому ракета влучила в торговий центр. Загинули 22 людини.
    П'ять років тому тут стався ракетний обстріл аеродрому. Загинули 17 осіб.
"""
NEWS = """
    Two years ago a missile hit the station. Tonight drones attacked the port. Crews are out. Three died.
    Год назад ракета попала в эту школу. Сегодня рядом упал дрон. Ранены двое.
    Ночью беспилотник ударил по складу. Ранены двое. Год назад сюда уже прилетало.
    Год назад здесь открыли школу, а сегодня в неё попал дрон. Ранены двое детей.
    Будинок збудували два роки тому. Вночі в нього влучив дрон. Загинула жінка.
    Overnight a drone hit a warehouse. Two workers were hurt. A year ago the same site burned.
    В посёлке Октябрьский дрон ударил по гаражу. Погиб сторож.
    Вдруге вцілили по Херсону саме тоді, коли працювала бригада. Лікар загинув.
"""


@pytest.mark.parametrize("text", lines(PAST))
def test_harm_told_after_a_strike_of_years_ago_is_no_news(rulebook: Rulebook, text: str) -> None:
    assert "attack" not in found(rulebook, text)


@pytest.mark.parametrize("text", lines(NEWS))
def test_news_beside_a_sentence_about_years_ago_isfound(rulebook: Rulebook, text: str) -> None:
    assert "attack" in found(rulebook, text)
