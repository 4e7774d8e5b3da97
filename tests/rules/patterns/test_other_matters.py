"""Another matter told after a report takes nothing from it, unless it speaks of the report."""

import pytest

from bot.rulebook import Rulebook
from tests.rules.patterns.found import each, found

TRUE = {
    "interception": """
        Ночью над Воронежем сбиты четыре беспилотника. Завтра в городе пройдут учения спасателей.
        Сегодня утром силы ПВО уничтожили три дрона под Калугой. Суд по делу о поджоге вышки начнётся в среду.
        За ночь над Тульской областью сбиты шесть БПЛА. Собираем деньги на генератор для соседней деревни.
        Ночью над Орлом сбили два дрона. Медали ветеранам завода вручат в пятницу в доме культуры.
        Уночі над Полтавщиною збито сім шахедів. Завтра у школах відбудуться навчання рятувальників.
        Сьогодні вранці на Одещині знищено три дрони. Суд у справі про вирубку парку перенесли на березень.
        Overnight five drones were shot down over Kursk region. A fire drill will be held in schools on Monday.
        This morning air defence destroyed two drones near Tula. The court will hear a bus company on Friday.
        По данным Минобороны, над Крымом уничтожены девять беспилотников. Годовщину полка отметят в субботу.
    """,
    "attack": """
        Сегодня утром в Шебекино дрон ударил по автобусу, ранены двое. Завтра в городе пройдут учения МЧС.
        Ночью обломки БПЛА повредили крышу дома в Энгельсе. Суд по делу о застройке набережной начнётся в среду.
        Сьогодні в Херсоні дрон атакував маршрутку, поранено водія. Завтра у місті пройдуть навчання ДСНС.
        Overnight a drone hit a house in Sumy, wounding two people. A charity concert will be held on Sunday.
    """,
}
TAKEN_BACK = {
    "interception": """
        Над Воронежем сбиты четыре беспилотника. Учения завершены.
        Ночью над полигоном сбили пять дронов. Это были плановые учения.
        Сегодня ночью расчёты сбили четыре дрона. Так завершились учения зенитчиков.
        Рядовой Тимур К. заметил дрон и снял его из дробовика. Представлен к награде.
        Вночі збито п'ять дронів. Це було тренування зенітників.
        Розрахунки збили чотири безпілотники. Тренування тривало два дні.
        Overnight gunners shot down five drones. This was a drill.
        The crews shot down four drones. The exercise ended on Friday.
        Учения начались в понедельник. Расчёты сбили четыре дрона над Воронежем.
    """,
    "attack": """
        Ракета попала в дом, погибли пять человек. Наводчик приговорён к 15 годам.
        Дрон ударил по больнице в Белгороде, ранены двое. По легенде учений пострадавших эвакуировали.
        Ракета влучила в будинок, загинули двоє. Коригувальника засуджено до 15 років.
        A missile hit a shopping centre in Kharkiv, killing two. The spotter was sentenced to 15 years.
        A drone hit the depot, two people were injured. This was the scenario of the drill.
        Условный дрон ударил по складу, ранены двое. Сегодня в Туле прошли учения.
    """,
    "all-clear": """
        Почули сирену — спустилися, почули відбій — вийшли. Урок безпеки провели рятувальники в Лубнах.
        Отбой! Репетиция салюта переносится на среду из-за дождя.
    """,
}


@pytest.mark.parametrize(("pattern", "text"), each(TRUE), ids=str)
def test_a_report_stands_before_another_matter(rulebook: Rulebook, pattern: str, text: str) -> None:
    assert pattern in found(rulebook, text)


@pytest.mark.parametrize(("pattern", "text"), each(TAKEN_BACK), ids=str)
def test_a_matter_that_speaks_of_the_report_takes_it_back(rulebook: Rulebook, pattern: str, text: str) -> None:
    assert pattern not in found(rulebook, text)
