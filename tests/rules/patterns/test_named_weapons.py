"""Weapons called by their names alone, and flowers and firms that bear the same."""

import pytest

from bot.rulebook import Rulebook
from tests.rules.patterns.found import found


@pytest.mark.parametrize(
    "text",
    [
        "«Герань» упала на дом в Херсонской области, ранены двое.",
        "«Герань» упала на жилой дом, погибла женщина.",
        "Герань рухнула на общежитие, пострадали пять человек.",
        "«Калибр» упал на многоэтажку в Виннице, погибли шесть человек.",
        "«Шахед» упал на крышу школы в Сумах, выбиты окна.",
        "«Искандер» упал на жилой квартал, повреждены девять домов.",
        "«Кинжал» рухнул на больницу, есть погибшие.",
        "«Геран» влучив у будинок на Сумщині, поранено двох людей.",
        "«Шахед» упав на дах школи, вибито вікна.",
        "«Калібр» упав на житловий будинок, загинули троє.",
        "A Geran fell on a house in Sumy, wounding two.",
        "A Lancet fell on an ambulance near Kherson, the medic was injured.",
        "An Iskander came down on a block of flats, killing three.",
    ],
)
def test_a_weapon_is_known_by_its_name_where_it_did_harm(rulebook: Rulebook, text: str) -> None:
    assert "attack" in found(rulebook, text)


@pytest.mark.parametrize(
    "text",
    [
        "Герань упала с подоконника на прохожего, он получил травму головы.",
        "Герань упала с балкона дома на машину, повреждена крыша.",
        "Горшок с геранью упал на ребёнка, мальчик госпитализирован.",
        "Цветок герани упал с полки в школе, пострадала ученица.",
        "«Герань» упала на поле, пострадавших нет.",
        "«Герань» упала на дом, разрушений нет.",
        "Магазин «Герань» сгорел, пострадавших нет.",
        "В кафе «Калибр» произошёл пожар, пострадали двое.",
        "Клуб «Шахед» упал в таблице, ранен вратарь.",
        "Герань упала в цене, магазины пострадали.",
        "Вазон із геранню впав з балкона будинку на авто, пошкоджено дах.",
        "A geranium fell from a balcony onto a car, denting the roof.",
        "Potted geraniums fell on a house and damaged the roof.",
    ],
)
def test_a_flower_or_a_firm_is_no_weapon(rulebook: Rulebook, text: str) -> None:
    assert "attack" not in found(rulebook, text)
