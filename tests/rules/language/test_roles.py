"""Who did what to whom, by sentences: does the shipped interception pattern see a downing?"""

import pytest

from bot.rulebook import Rulebook
from bot.rules.language.text import Language, read_text
from bot.watchlist.channels import Authority


def is_downing(rulebook: Rulebook, text: str, language: Language) -> bool:
    scored = rulebook.rules.matcher.match(
        read_text(text, language=language), Authority.OFFICIAL, everything=True
    )
    return any(each.pattern_id == "interception" and each.accepted for each in scored)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        pytest.param("ru", "Расчёт зенитчиков сбил два дрона под Тулой.", id="active, the doer first"),
        pytest.param("ru", "Два дрона сбил под Тулой расчёт зенитчиков.", id="active, the object first"),
        pytest.param("ru", "Два дрона были сбиты под Тулой.", id="passive"),
        pytest.param("ru", "Дрон, летевший на Тулу, уничтожен.", id="a participle between"),
        pytest.param(
            "ru", "Дрон, который летел на Тулу, уничтожили на подлёте.", id="a relative clause between"
        ),
        pytest.param("ru", "Обнаружен и подавлен один БПЛА.", id="two verbs joined"),
        pytest.param("ru", "Военным удалось сбить три дрона.", id="managed to"),
        pytest.param("ru", "Поступил доклад об уничтожении пяти беспилотников.", id="as a noun"),
        pytest.param("ru", "Подавив два БПЛА, расчёты сохранили посёлок.", id="as a gerund"),
        pytest.param("ru", "Обломки сбитого над полем аппарата осматривают.", id="as a participle"),
        pytest.param("ru", "Никто не пострадал при уничтожении дрона.", id="a circumstance of what was not"),
        pytest.param("ru", "Пять из семи БПЛА уничтожены.", id="some of them, in words"),
        pytest.param("ru", "ПВО сбила над Калужской областью БПЛА.", id="behind a place, undeclined"),
        pytest.param("ru", "Зенитчики сбили из пулемёта БПЛА.", id="behind what it was shot from"),
        pytest.param("ru", "Под Тулой сбит летевший на завод БПЛА.", id="behind where it flew"),
        pytest.param(
            "ru", "Летевший в сторону Москвы БПЛА уничтожен системой ПВО.", id="behind where it flew, first"
        ),
        pytest.param("ru", "Свыше полусотни дронов сбили за ночь.", id="counted by a noun"),
        pytest.param(
            "ru", "ПВО сбила под Рыльском беспилотник.", id="behind a town that looks like an adjective"
        ),
        pytest.param("ru", "ПВО перехватила на подлёте к Туле воздушные цели.", id="behind a place, described"),
        pytest.param("uk", "Зенітники збили над Одесою «Орлан».", id="a name behind a place"),
        pytest.param("uk", "ППО знищила в районі Умані крилату ракету.", id="Ukrainian, behind a place"),
        pytest.param("uk", "П'ять дронів знищили наші зенітники.", id="Ukrainian, the object first"),
        pytest.param("uk", "Над Полтавщиною знешкоджено п'ять дронів.", id="Ukrainian impersonal"),
        pytest.param("uk", "Вдалося збити сім безпілотників.", id="Ukrainian managed to"),
        pytest.param("uk", "Над Сумами знято два дрони.", id="Ukrainian impersonal in -to"),
        pytest.param("uk", "П'ятірку «шахедів» збили над морем.", id="Ukrainian, a name behind a quantity"),
        pytest.param("uk", "На крилі «Герані», яку збили над лиманом, був напис.", id="Ukrainian relative"),
        pytest.param("uk", "Дрон, який збили над Сумами, летів на Київ.", id="Ukrainian relative of several"),
        pytest.param("en", "Two drones were shot down near Kursk.", id="English passive"),
        pytest.param("en", "Two drones shot down near Kursk", id="English headline without a verb"),
        pytest.param("en", "Air defences shot down two drones near Kursk.", id="English active"),
        pytest.param("en", "Air defences down 12 drones over Tula", id="English present headline"),
        pytest.param("en", "The air force shot down 41 of 60 drones.", id="a part of a number"),
        pytest.param("en", "Two drones shot down en route to Tula.", id="an adverb that looks like a noun"),
        pytest.param("en", "A drone was seen, one more drone destroyed as it flew on.", id="as, not as many"),
        pytest.param(
            "en",
            "Air defence systems intercepted and destroyed 48 drones over the sea.",
            id="two verbs joined, the doer first",
        ),
        pytest.param("en", 'Gunners destroyed "nine drones" near Tula.', id="in the governor's own words"),
        pytest.param(
            "en", "Flights are late due to a drone being intercepted.", id="being, behind a preposition"
        ),
        pytest.param(
            "en", "Tula was attacked with drones, which were shot down.", id="which, behind a preposition"
        ),
        pytest.param("en", "Close to 30 drones were shot down over Tula.", id="nearly so many"),
        pytest.param("en", "No fewer than 30 drones were shot down over Tula.", id="no fewer denies nothing"),
        pytest.param(
            "en", "A barn was left with no roof by a drone shot down over Tula.", id="a roof denied, no drone"
        ),
        pytest.param(
            "en", "Doctors could not save a man hurt by a drone shot down over Tula.", id="no rescue, a drone"
        ),
        pytest.param("en", "Nobody was hurt when gunners shot down a drone.", id="nobody hurt, a drone downed"),
        pytest.param(
            "en", "Debris of a drone that gunners had shot down fell in a wood.", id="that they downed"
        ),
    ],
)
def test_a_drone_brought_down_is_seen(rulebook: Rulebook, language: Language, text: str) -> None:
    assert is_downing(rulebook, text, language)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        pytest.param("ru", "Дроны уничтожили пикап и миномёт.", id="drones as the doer"),
        pytest.param("ru", "Операторы дронов уничтожили укрытие.", id="drones as whose operators"),
        pytest.param("ru", "Пикап уничтожен дроном.", id="drones as the means"),
        pytest.param("ru", "Уничтожен пункт управления БПЛА.", id="drones as what a place is for"),
        pytest.param("ru", "Военные уничтожили на складе БПЛА и боеприпасы.", id="drones as what is stored"),
        pytest.param("ru", "Украинские БПЛА поразили НПЗ.", id="undeclined drones as the doer"),
        pytest.param("ru", "Комбайнёры отработали по 18 часов.", id="a number of hours"),
        pytest.param("ru", "Дрон не сбит.", id="negated"),
        pytest.param("ru", "Нет сведений об уничтожении дрона.", id="a noun negated"),
        pytest.param("ru", "С начала месяца уничтожено 900 дронов.", id="a count of a long time"),
        pytest.param("ru", "Закупили ружья, чтобы сбивать дроны.", id="an aim"),
        pytest.param("ru", "Если собьют дрон, сообщим.", id="a condition"),
        pytest.param("ru", "Сбили дрон?", id="a question"),
        pytest.param("ru", "Комплекс будет сбивать дроны.", id="the future"),
        pytest.param("ru", "Водитель сбил двух пешеходов.", id="another object"),
        pytest.param("uk", "Дрони знищили склад ворога.", id="Ukrainian drones as the doer"),
        pytest.param("uk", "Прикордонники за допомогою дрона знищили міномет.", id="Ukrainian, by means of"),
        pytest.param("uk", "Система зможе збивати дрони.", id="Ukrainian, ability"),
        pytest.param("en", "Drones destroyed two tanks.", id="English drones as the doer"),
        pytest.param("en", "Drone operators destroyed a bridge.", id="English, whose operators"),
        pytest.param("en", "A drone that destroyed two shops burned out.", id="English, that did it"),
        pytest.param("en", "The army aims to shoot down every drone.", id="English aim"),
        pytest.param("en", "No drones were shot down.", id="English negation"),
        pytest.param("uk", "Дрон, який збив дерево, не вибухнув.", id="Ukrainian relative that acts"),
        pytest.param("uk", "Загрозу балістики знято, проте БпЛА ще в небі.", id="Ukrainian, behind a but"),
        pytest.param("en", "Dozens of homes were destroyed in a drone attack.", id="so many of something else"),
        pytest.param("en", "Two garages burned down when a drone fell.", id="down, said with another verb"),
        pytest.param(
            "en", "Such drones shall be neutralised, jammed or seized.", id="shall be, two verbs joined"
        ),
        pytest.param("en", "Our drones will also be shot down.", id="will be, an adverb between"),
    ],
)
def test_what_only_sounds_like_it_is_not(rulebook: Rulebook, language: Language, text: str) -> None:
    assert not is_downing(rulebook, text, language)
