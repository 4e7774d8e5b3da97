"""Where: lists, cases, districts, capitals, launch sites, and what is no place of the event."""

import pytest

from bot.rules.facts.declension import forms
from bot.rules.facts.gazetteer import towns
from bot.watchlist.channels import Channel
from tests.rules.facts.reading import AIR_FORCE, BORDER, KHARKIV, MAYOR, MINISTRY, facts, gazetteer, places


def where(text: str, channel=None, patterns: tuple[str, ...] = ("alert",)) -> tuple[str, ...]:  # type: ignore[no-untyped-def]
    return facts(text, channel, patterns=patterns).places


def test_the_shipped_places_are_without_problems_and_name_every_region() -> None:
    known, problems = gazetteer()
    assert problems == []
    codes = {place.code for place in known}
    assert len([code for code in codes if code.startswith("RU-")]) == 83
    assert len([code for code in codes if code.startswith("UA-")]) == 27
    assert known.name("UA-43", "ru") == "Республика Крым"
    assert known.name("XX-1", "en") == "XX-1"


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Опасность в Белгородской, Брянской и Курской областях.", ("RU-BEL", "RU-BRY", "RU-KRS")),
        ("Сбиты над Московским регионом и Крымом.", ("RU-MOS", "UA-43")),
        ("В Самарской, Ульяновской областях и в Татарстане тревога.", ("RU-SAM", "RU-TA", "RU-ULY")),
        ("Взрывы в Ростове-на-Дону, Энгельсе и Великих Луках.", ("RU-PSK", "RU-ROS", "RU-SAR")),
        ("UWLL закрыт, MRV и KZN открыты.", ("RU-STA", "RU-TA", "RU-ULY")),
        ("Дрони на кордоні Сумської та Чернігівської.", ("UA-59", "UA-74")),
        ("Хлопки над Джанкоем.", ("UA-43",)),
        ("На границе Тульской и Московской областей.", ("RU-MOS", "RU-TUL")),
        ("Загроза для Чернігівської, Сумської та Харківської областей!", ("UA-59", "UA-63", "UA-74")),
        ("Тривога у Рівному, Кривому Розі та Запоріжжі.", ("UA-12", "UA-23", "UA-56")),
        ("Drone threat: Moscow, Tver and Kaluga regions.", ("RU-KLU", "RU-MOS", "RU-TVE")),
        ("KYIV, Feb 20 (Agency) — Drones hit the port of Odesa.", ("UA-51",)),
        ("KYIV, Feb 20 (Agency) — A drone hit a house.", ("UA-30",)),
        ("The Moscow-installed governor: a drone hit a bus in Kakhovka.", ("UA-65",)),
        ("A drone hit a bus in the city of Kharkiv, the mayor blamed Moscow.", ("UA-63",)),
        ("The Kyiv regime struck a shop in Shebekino, it was the work of Kyiv.", ("RU-BEL",)),
        ("Zaporizhzhia, Shevchenkivskyi district. A high-rise is hit.", ("UA-23",)),
        ("Head of Chuvashia Oleg Nikolayev: a plant in Cheboksary is damaged.", ("RU-CU",)),
        ("Belgorod region: in the village of Murom a drone went off.", ("RU-BEL",)),
        ("According to the MoD in Moscow, it was shot down over Bryansk region.", ("RU-BRY",)),
        ("Ballistic launch from Bryansk, Kyiv go to shelter.", ("UA-30",)),
        ("Sirens in Sumy and Dnipropetrovsk oblasts.", ("UA-12", "UA-59")),
        ("НАД КУРСКОЙ И ОРЛОВСКОЙ ОБЛАСТЯМИ ТРЕВОГА", ("RU-KRS", "RU-ORL")),
        ("отбой в брянске", ("RU-BRY",)),
        ("конотоп. горить депо", ("UA-59",)),
        ("тривога в грозному і владикавказі", ("RU-CE", "RU-SE")),
        ("Біля Лозової дрон, у Лозовій тривога.", ("UA-63",)),
        ("Kherson: alert in Dniprovskyi district.", ("UA-65",)),
        ("Дорогие куряне, опасность отменена!", ("RU-KRS",)),
        ("Повітряна тривога у Києві та області.", ("UA-30", "UA-32")),
        ("Air raid alert in Kyiv city and oblast.", ("UA-30", "UA-32")),
        ("Над Ленобластью и Питером тревога.", ("RU-LEN", "RU-SPE")),
        ("Тривога на Шосткинщині, Прилуччині та Ізмаїльщині.", ("UA-51", "UA-59", "UA-74")),
        ("Тривога на Білгород-Дністровщині й Апостолівщині.", ("UA-12", "UA-51")),
        ("Тривога у Зеленодольській громаді.", ("UA-12",)),
        ("Килим у Нижньокамську та Брюховецькій.", ("RU-KDA", "RU-TA")),
    ],
)
def test_names_are_found_in_every_case_and_list(text: str, codes: tuple[str, ...]) -> None:
    assert where(text) == codes


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Дрон упал в Чехове.", ("RU-MOS",)),
        ("Рассказы Чехова и картины Серова.", ()),
        ("На щастя, все добре.", ()),
        ("Режим опасности введён.", ()),
        ("Сотни километров, сумма и орёл в небе.", ()),
    ],
)
def test_everyday_words_and_surnames_need_a_capital_and_a_preposition(
    text: str, codes: tuple[str, ...]
) -> None:
    assert where(text) == codes


def test_a_text_without_a_place_means_home() -> None:
    assert where("Опасность атаки БПЛА!", BORDER) == ("RU-BEL",)
    assert where("Опасность атаки БПЛА!") == ()
    assert where("Киевские террористы атакуют.", BORDER) == ("RU-BEL",)


def test_districts_of_one_name_lie_in_the_channels_own_region() -> None:
    assert where("Тревога в Красногвардейском районе.", BORDER) == ("RU-BEL",)
    assert where("В Шебекинском и Валуйском округах тревога.", BORDER) == ("RU-BEL",)
    assert where("Тревога в Суджанском районе.") == ("RU-KRS",)


def test_the_capital_is_that_of_the_channels_country() -> None:
    assert where("Тревога в столице.", MAYOR) == ("RU-MOW",)
    assert where("Тривога у столиці.", AIR_FORCE) == ("UA-30",)


@pytest.mark.parametrize(
    ("text", "channel", "code"),
    [
        ("Дрони летять на столицю РФ.", AIR_FORCE, "RU-MOW"),
        ("Дрони летять на російську столицю.", AIR_FORCE, "RU-MOW"),
        ("Тревога в столице Украины.", None, "UA-30"),
        ("Тревога в украинской столице.", None, "UA-30"),
    ],
)
def test_the_word_beside_the_capital_tells_whose_it_is(text: str, channel: Channel | None, code: str) -> None:
    assert where(text, channel) == (code,)


@pytest.mark.parametrize(
    "text",
    [
        "Противник атакував із напрямків: Курськ, Орел, Приморсько-Ахтарськ, Гвардійське – ТОТ АР Крим.",
        "Загроза застосування балістики з Криму!",
        "Пуск КАБ з Бєлгородської області!",
    ],
)
def test_launch_sites_are_no_places_of_the_event(text: str) -> None:
    assert where(text, AIR_FORCE) == ()


def test_where_drones_move_inside_the_country_counts_both_ways() -> None:
    assert where("БпЛА з Сумщини на Полтавщину.", AIR_FORCE) == ("UA-53", "UA-59")


@pytest.mark.parametrize(
    "text",
    [
        "Moscow says its air defences were at work for hours.",
        "Перекрыта трасса в сторону Москвы.",
        "Тревога с 14:00 по московскому времени.",
        "Дрон упал в Чёрное море.",
    ],
)
def test_actors_roads_clocks_and_seas_are_no_places(text: str) -> None:
    assert where(text) == ()


def test_airports_have_regions_and_leave_here_open() -> None:
    closed = ("airport-restrictions",)
    assert where("Аэропорты Жуковский и Внуково закрыты.", patterns=closed) == ("RU-MOS", "RU-MOW")
    assert where("Аэропорт «Гагарин» закрыт.", patterns=closed) == ("RU-SAR",)
    assert where("Пулково закрыто.", BORDER, closed) == ("RU-SPE",)
    assert where("Отбой опасности. Пулково открыто.", BORDER, ("all-clear", *closed)) == ("RU-BEL", "RU-SPE")


def test_what_is_written_on_a_drone_is_no_place() -> None:
    read = facts("Збито дрон із написом «Привет из Курска».", KHARKIV)
    assert (read.places, read.inscription) == (("UA-63",), "Привет из Курска")


@pytest.mark.parametrize(
    ("name", "language", "form"),
    [
        ("Белгород", "ru", "белгородом"),
        ("Орёл", "ru", "орле"),
        ("Набережные Челны", "ru", "набережных челнах"),
        ("Ростов-на-Дону", "ru", "ростове на дону"),
        ("Матвеев Курган", "ru", "матвеевым курганом"),
        ("Харків", "uk", "харкові"),
        ("Тернопіль", "uk", "тернополя"),
        ("Кривий Ріг", "uk", "кривому розі"),
        ("Біла Церква", "uk", "білій церкві"),
        ("Рівне", "uk", "рівному"),
        ("Суми", "uk", "сумах"),
    ],
)
def test_case_forms_are_made_without_a_dictionary(name: str, language: str, form: str) -> None:
    assert tuple(form.split()) in forms(name, language)  # type: ignore[arg-type]


def test_the_towns_that_ship_lie_in_known_regions() -> None:
    assert len(towns()) > 1200
    assert {town.code for town in towns()} <= set(gazetteer()[0].places)


def test_a_look_past_the_last_word_finds_nothing() -> None:
    assert places().at((), 0) == ()


def test_a_name_alone_in_brackets_behind_a_place_is_no_other_region() -> None:
    assert facts("Пенза (Терновка) и Калуга (Грабцево) закрыты.").places == ("RU-KLU", "RU-PNZ")
    assert facts("Сбиты БПЛА: Краснодарский край (Сочи).").places == ("RU-KDA",)


def test_a_short_english_report_of_a_hit_is_one_matter() -> None:
    text = (
        "Cherkasy region. Ihor Taburets: there is a hit on infrastructure in Uman district. "
        "Windows and roofs damaged in the neighbouring streets. No one was hurt."
    )
    assert where(text) == ("UA-71",)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Киев пытался атаковать Тулу, сбито 7 БПЛА.", ["RU-TUL"]),
        ("Сорван замысел Киева ударить по Туле: все дроны сбиты.", ["RU-TUL"]),
        ("Ракеты летели на Киев, пять сбиты.", ["UA-30"]),
        ("Над Киевом сбиты пять дронов.", ["UA-30"]),
    ],
)
def test_a_capital_that_attacks_is_no_place_of_the_event(text: str, codes: list[str]) -> None:
    assert sorted(facts(text, MINISTRY).places) == codes


@pytest.mark.parametrize(
    ("text", "channel", "codes"),
    [
        ("Дрон ударил по дому на Ленинском, пострадали двое.", None, ()),
        ("Дрон ударил по дому на Ленинском, пострадали двое.", BORDER, ("RU-BEL",)),
        ("На Ленинском проспекте упал дрон.", None, ()),
        ("В районе Ленинского проспекта упал дрон.", None, ()),
        ("В Ленинском упал дрон.", BORDER, ("RU-BEL",)),
        ("В Ленинском упал дрон.", None, ("RU-VGG",)),
        ("В Жуковском районе сбит дрон.", BORDER, ("RU-BEL",)),
        ("Расчёт лейтенанта Иванова сбил дрон.", None, ()),
        ("Расчёт под командованием Иванова сбил дрон.", BORDER, ("RU-BEL",)),
        ("Розрахунок сержанта Києва збив дрон.", KHARKIV, ("UA-63",)),
        # Places all the same.
        ("В Иванове дрон ударил по заводу.", None, ("RU-IVA",)),
        ("Дрон упал под Рыльском.", BORDER, ("RU-KRS",)),
        ("Над Рыльском сбит дрон.", BORDER, ("RU-KRS",)),
        ("В Жуковском сбит дрон.", MAYOR, ("RU-MOS",)),
        ("В Жуковском районе Брянской области сбит дрон.", None, ("RU-BRY",)),
        ("В посёлке Ленинский Волгоградской области упал дрон.", BORDER, ("RU-VGG",)),
        ("На Курском направлении сбит дрон.", None, ("RU-KRS",)),
        ("Мэр Иванова: сбит дрон.", None, ("RU-IVA",)),
    ],
)
def test_a_street_a_district_and_an_officer_are_no_town_of_their_name(
    text: str, channel: Channel | None, codes: tuple[str, ...]
) -> None:
    assert where(text, channel, ("interception",)) == codes
