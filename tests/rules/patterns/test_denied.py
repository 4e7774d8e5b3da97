"""A denial denies what it names, and no fact of another sentence."""

import pytest

from bot.rulebook import Rulebook
from tests.rules.patterns.found import each, found

TRUE = {
    "interception": """
        Над Калугой сбиты пять дронов. Слухи о погибших — фейк.
        Ночью силы ПВО уничтожили семь беспилотников. Информация о взрыве на заводе недостоверна.
        За ночь сбито девять дронов над Тульской областью. Губернатор опроверг сообщения об эвакуации посёлка.
        Слухи о закрытии школ — фейк. За ночь над областью сбиты четыре беспилотника.
        В сети пишут о десятках раненых. Это фейк. Этой ночью над Брянской областью сбиты шесть беспилотников.
        Силы ППО збили вісім шахедів над Полтавщиною. Інформація про влучання в ТЕЦ — фейк.
        Уночі знищено 12 безпілотників. Чутки про загиблих у Миргороді спростували в поліції.
        Повідомлення про приліт у вокзал не відповідає дійсності. Над містом сьогодні вночі збито три дрони.
        Збито сім дронів на Одещині. Новини про мобілізацію водіїв є неправдою.
        Air defence shot down five drones over Tula region. Reports of casualties are false.
        Overnight nine drones were destroyed over Kursk region. The governor denied rumours of an evacuation.
        Claims of a hit on the power plant are fake. Six drones were shot down over Voronezh overnight.
        Air defence destroyed four drones near Kaluga. Casualty reports are untrue, the mayor said.
        Сбиты три дрона, слухи о пострадавших — ложь.
    """,
    "attack": """
        Обломки дрона повредили крышу дома в Энгельсе. Слухи о погибших — фейк.
        Дрон ударил по автобусу в Шебекино, ранены двое. Сообщения об ударе по больнице — фейк.
        Уламки дрона пошкодили дах школи на Сумщині. Інформація про загиблих не відповідає дійсності.
        Шахед влучив у склад у Харкові, виникла пожежа. Чутки про витік аміаку — неправда.
        A drone hit an apartment block in Belgorod, two people were injured. Reports of deaths are false.
        Drone debris damaged a school roof in Odesa. Officials denied rumours of a chemical leak.
    """,
    "alert": """
        В Воронежской области объявлена ракетная опасность. Слухи об эвакуации — фейк.
        Повітряна тривога на Полтавщині. Інформація про відключення води — фейк.
    """,
}
DENIED = {
    "interception": """
        В чатах пишут, что над Бором сбили дрон. Это фейк, проверяйте источники.
        Над городом сбит дрон, пишут каналы. Ночью все спали спокойно. Это ложь.
        Сообщения о сбитых над Калугой дронах — фейк.
        Над Калугой сбили дрон, сообщают паблики. Информация о сбитом над Калугой дроне недостоверна.
        Фейк: ночью над Тулой сбили пять беспилотников.
        Губернатор опроверг, что над Воронежем уничтожены три беспилотника.
        Нам пишуть про збитий над містом дрон. Неправда, працює техніка.
        У мережі пишуть, що над Лубнами збили шахед. Інформація не відповідає дійсності.
        Інформація про знищення дев'яти дронів над Сумами — фейк.
        Media claim that air defence shot down two drones over Tver. This is fake, the governor said.
        Reports that three drones were shot down over Kaluga are false.
        The governor denied that five drones were destroyed over the city.
        Air defence shot down 20 drones over Kursk, channels say. The reports are untrue.
        Сбили три дрона. Слухи об атаке беспилотников — фейк.
    """,
    "attack": """
        У мережі пишуть про влучання в ТЕЦ-6. Не відповідає дійсності: був навчальний димовий старт.
        Каналы пишут, что дрон ударил по больнице, ранены трое. Слухи об ударе по больнице — фейк.
        Слухи об ударе дрона по школе и пятерых раненых — фейк.
        Росіяни розповідають про удар по вокзалу і десятки загиблих. Це вигадка.
        Reports of a drone hitting a hospital and killing two people are fake.
        The mayor denied a drone strike on the hospital that allegedly injured three people.
        Дрон врезался в дом, погибли двое. Это фейк.
        A drone hit a school in Sumy, injuring four. The story is a hoax.
    """,
}


@pytest.mark.parametrize(("pattern", "text"), each(TRUE), ids=str)
def test_a_fact_stands_beside_the_denial_of_another(rulebook: Rulebook, pattern: str, text: str) -> None:
    assert pattern in found(rulebook, text)


@pytest.mark.parametrize(("pattern", "text"), each(DENIED), ids=str)
def test_what_a_denial_names_is_denied(rulebook: Rulebook, pattern: str, text: str) -> None:
    assert pattern not in found(rulebook, text)
