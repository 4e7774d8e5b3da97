"""True posts that hold the words of a veto by chance, and must not be lost for it."""

import pytest

from bot.rulebook import Rulebook
from tests.rules.patterns.found import found

TRUE = {
    "attack": """
        Дрон врезался в школу, построенную в 1985 году. Ранены двое.
        Дрон снова ударил по больнице в Херсоне, которую уже обстреливали в 2023 году. Ранены двое.
        Дрон влучив у лікарню в Херсоні, яку вже обстрілювали у 2023 році. Поранено двох.
        A drone hit the hospital in Kherson, which was already shelled in 2023. Two were wounded.
        Удар по будинку, збудованому у 2023 році: російський дрон влучив у дах, поранено двох людей.
        Поранено хлопчика, який народився у 2014 році: дрон скинув вибухівку в Херсоні.
        Officials dismissed reports of deaths after a drone hit a block in Sumy, but three were wounded.
        The governor rejected claims that the shelter was closed when a drone struck the market, killing two.
        A missile hit the Fairy Tale kindergarten in Kryvyi Rih overnight; windows were shattered.
        Russia lied about targeting energy facilities: a missile hit a playground, killing a child.
        There was no attack on the plant, but a drone hit a residential house next to it, injuring a woman.
        Дрон ударил по автобусу, который вез детей на отдых: ранены двое.
        Удар пришёлся по зданию, где летом работает лагерь, повреждена крыша.
        Дрон ударил по похоронной процессии в Херсонской области: люди простились с погибшим. Пятеро ранены.
        В результате удара повреждены 12 домов, рабочие перекроют разрушенную кровлю.
        Студенты медколледжа попали под обстрел в Херсоне, пострадали двое, сообщила администрация.
        Сетка не смогла защитить от осколков: дрон взорвался у подъезда, разбиты стёкла.
        В 3 районах области артиллерия и авиация противника обстреляли села, повреждены школа и магазин.
        Search and rescue continues at the apartment block in Ternopil where 25 people were killed by a missile.
        Russian shelling hit a bus stop in Kherson; residents brought flowers where two women were killed today.
        Two people were killed when a shell hit a training college for cadets in Poltava, the ministry said.
        В прифронтовом селе у линии боевого соприкосновения дрон ВСУ ударил по магазину, погибла женщина.
        Дрон ВСУ атаковал автобус в Краснополье, ранены пассажиры.
        Дрон ударил по дому ветерана войны в Белгороде, ранен хозяин.
        Дрон атакував авто агрохолдингу на Сумщині, водій загинув.
        Російський дрон вдарив по обприскувачу в полі на Чернігівщині: загинув тракторист.
        Після влучання шахеда у ліцей навчальний процес призупинено, поранено двох вчителів.
        Our pilots repelled the raid, but debris of a drone damaged a school in Sumy.
        Губернатор: все сообщения об эвакуации – вранье, но дрон действительно попал в дом, ранены двое.
        Нічого подібного не бачили: шахед влучив у гуртожиток, поранено п'ятьох.
        При атаке БПЛА на общежитие погибли два гражданина Киргизии и один гражданин Узбекистана.
        Цього року вже тисячний удар: дрон влучив у лікарню Херсона, поранено медсестру.
        Two months have passed since the last raid on Lviv; last night a drone hit a warehouse there, one dead.
        Ворог вдарив по навчальному центру ДСНС у Харкові, поранено рятувальника.
        No warning was given before a missile hit the market in Kostiantynivka, killing 16.
        Дети погибших шахтёров получат помощь: вчера дрон ударил по автобусу с шахтёрами, 12 погибших.
        Побит рекорд по обстрелам Шебекино: ранены пятеро, повреждены 20 домов.
        Частный квадрокоптер помог найти раненых: дрон ВСУ ударил по машине у Грайворона, ранены двое.
    """,
    "interception": """
        Ночью сбито 30 беспилотников, больше было только в марте 2024 года.
        Air defence shot down 30 drones overnight, the most since March 2024.
        За ніч збито 120 дронів, більше було лише в березні 2024 року.
        Сняли 3 БПЛА, сняли угрозу. Всё спокойно в Азове.
        Ефрейтор из пулемёта сбил два дрона, атаковавших Белгород.
        Не один десяток дронов сбит за ночь над Брянской областью: 46 БПЛА.
        На кадрах, как ПВО сбила два дрона над Ростовом этой ночью.
        Зенітники зняли два шахеди, після чого обмеження знято.
        Расчётом ПВО посажены три беспилотника, тревога снята.
        В Ростовской области сняты с неба четыре БПЛА, опасность снята.
        Нашими зенитчиками заземлены пять БПЛА, угрозу сняли.
        Рядовой Иванов из автомата сбил дрон на окраине Белгорода.
        Снайпер сбил дрон, который летел в сторону жилого дома, сообщил губернатор.
        Every drone that was launched at Odesa was shot down, the air force said.
        Air defence destroyed every missile they fired at Kyiv: seven Kalibrs.
        За ночь силы ПВО сбивают уже седьмой дрон над Брянской областью, как и каждую ночь.
        Расчёт, который сбивает дроны над Таганрогом, за вечер снял четыре цели.
        Officials rejected claims of damage after air defence shot down six drones over Tula.
        The governor dismissed reports of an explosion at the plant: six drones were shot down on approach.
    """,
    "alert": """
        Внимание! Дроны летят на город, никаких данных об отбое нет. В укрытие!
        БпЛА на Чернігів! Два вже лежать, решта летить на місто.
        Sirens sound across Kyiv region, as they did yesterday: drones are heading for the city.
        Drones remain a threat to Sumy region, the air force said, two are flying towards Konotop.
        Governor rejects claims the threat is over: drones are still flying towards Sevastopol.
    """,
    "airport-restrictions": """
        Drones came close to the city; Pulkovo stopped receiving flights.
        Pulkovo airport shut after drones came close to the airport
    """,
}


@pytest.mark.parametrize(
    ("pattern", "text"),
    [(pattern, text.strip()) for pattern, texts in TRUE.items() for text in texts.strip().splitlines()],
)
def test_a_true_post_is_found_beside_the_words_of_a_veto(rulebook: Rulebook, pattern: str, text: str) -> None:
    assert pattern in found(rulebook, text)
