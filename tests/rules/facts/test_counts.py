"""How many: number words, totals, parts, increments, and what is no count."""

import pytest

from bot.rules.facts.numbers import numbers
from bot.rules.language.text import read_text
from bot.values import Scope
from tests.rules.facts.reading import AIR_FORCE, BORDER, KHARKIV, MAYOR, MINISTRY, facts


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("сто двадцать три аппарата", 123),
        ("двухсот одиннадцати", 211),
        ("дев'ятсот дев'яносто дев'ять", 999),
        ("полтора десятка", 15),
        ("два с половиной десятка", 25),
        ("полусотни", 50),
        ("one hundred and twenty-three", 123),
        ("half a dozen", 6),
        ("чотирнадцятеро", 14),
        ("12-ю", 12),
        ("1 412 беспилотников", 1412),
        ("тройку", 3),
    ],
)
def test_number_words_of_three_languages_have_their_value(text: str, value: int) -> None:
    assert [number.value for number in numbers(read_text(text).tokens)] == [value]


@pytest.mark.parametrize("text", ["58-летний", "№ 7", "20.00", "ракета Х-59", "12.05.2026"])
def test_ages_clocks_dates_and_model_numbers_are_no_quantities(text: str) -> None:
    assert numbers(read_text(text).tokens) == []


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Над районом уничтожены 14 беспилотников.", 14),
        ("Пять «Гераней» сбили над морем, шестую — над Пересыпью.", 6),
        ("Один БПЛА сбили над морем, второй — попал в резервуар.", 1),
        ("Ещё четыре аппарата самолётного типа обнаружены и уничтожены над районом.", 4),
        ("Уничтожен 301 вражеский аппарат.", 301),
        ("Об уничтожении двенадцати БПЛА сообщил губернатор.", 12),
        ("Сбиты двадцать один дрон и две ракеты.", 23),
        ("ПВО отработала по восьми целям, все сбиты.", 8),
        ("Из 37 атаковавших дронов сбиты 35, два упали в поле.", 35),
        ("Сбито 35 из 37 дронов.", 35),
        ("Общее число уничтоженных беспилотников достигло 44.", 44),
        ("Сбито: БПЛА — 12, ракет — 2.", 14),
        ("Сбито не пять, а семь БПЛА.", 7),
        ("Один БПЛА. Дубовский район. Сбит.", 1),
        ("Двадцать пять дронов не долетели до целей.", 25),
        ("Оба дрона уничтожены.", 2),
        ("Семь «гостей» отправились на металлолом, ПВО отработала чисто.", 7),
        ("Пресечено 24 попытки атак с применением БПЛА.", 24),
        ("The force says it neutralized 40 of the 47 drones launched overnight.", 40),
        ("A greeting was painted on one of the five drones downed near the port.", 5),
        ("Уламки одного з трьох приземлених «шахедів» впали на дах.", 3),
        ("Одну з двох ракет збито.", 1),
        ("Завалили дев'ять «шахедів» і ракету.", 10),
        ("Жоден із семи дронів не долетів, усі знищено.", 7),
        ("9 дронов сбили, 4 заглушили РЭБ, 2 долетели.", 13),
        ("Сбит дрон и две ракеты.", 3),
        ("None of the 4 drones reached the city.", 4),
        ("Сбиты один за другим четыре БПЛА.", 4),
        ("За ночь атаковали 22 дрона, все уничтожены.", 22),
        ("Атаковали 17 дронов. Все сбиты.", 17),
        ("Обезврежено 5 БПЛА, сброс с ещё одного аппарата ранил лесника.", 5),
    ],
)
def test_the_count_is_what_was_downed(text: str, count: int) -> None:
    assert facts(text).count == count


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Збито/подавлено 83 ворожі БпЛА різних типів.", 83),
        ("Ворог випустив 110 БпЛА, збито 98.", 98),
        ("Збито 40 безпілотників, ще 12 локаційно втрачено.", 40),
        ("Ще 12 безпілотників зникли з радарів. Сорок із них збито.", 40),
        ("Атаки 8 БПЛА, 4 из которых сбиты; по двум округам удары 21 БПЛА, 12 из которых подавлены.", 16),
        (
            "За ночь сбито 20 беспилотников. 16 из них уничтожили под Брянском, по одному — в Крыму и Орле.",
            20,
        ),
        (
            "За ночь сбит 21 БПЛА. 12 перехватили в Смоленской области, по 4 — в Орловской и Тульской"
            " (2 летательных аппарата двигались в сторону Москвы), 1 — в Тверской.",
            21,
        ),
        ("31 із 40 запущених окупантами дронів збито.", 31),
        ("Знищено сто чотири засоби нападу, серед них дві керовані ракети.", 104),
        ("Мінус п'ять шахедів над містом.", 5),
        ("По регіону понад двадцять БпЛА, знищено шістнадцять.", 16),
        ("Противник атакував 135-ма ударними БпЛА. Знешкоджено 117.", 117),
    ],
)
def test_launched_and_lost_ones_are_not_counted_in_ukrainian(text: str, count: int) -> None:
    assert facts(text, AIR_FORCE).count == count


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Ukraine shot down 58 of 83 drones and four of seven missiles launched overnight.", 62),
        ("Russia attacked with 147 drones, of which 97 were shot down and 25 were lost.", 97),
        ("Of 105 UAVs launched by the enemy, 88 have already been shot down.", 88),
        ("105 UAVs were launched by the enemy, of which 88 were shot down.", 88),
        ("Another drone was downed on approach to the city.", 1),
        ("Three UAVs were intercepted, while one hit a house.", 3),
        ("The number of drones downed has reached 30.", 30),
        ("Dozens of drones were downed.", None),
        ("Three drones apiece were shot down over Tula and Kaluga regions.", 6),
        ("The raid involved 143 drones, of which 120 were shot down.", 120),
        ("Up to eight drones were shot down.", 8),
        ("Gunners repelled a raid by unmanned aircraft.", None),
    ],
)
def test_english_statements_are_counted_alike(text: str, count: int | None) -> None:
    assert facts(text).count == count


@pytest.mark.parametrize(
    "text",
    [
        "Несколько беспилотников сбиты.",
        "Атака БПЛА отражена.",
        "В 12 районах области сбиты беспилотники.",
        "В море уничтожены два морских дрона.",
    ],
)
def test_vague_words_sea_drones_and_other_numbers_are_no_count(text: str) -> None:
    assert facts(text).count is None


def test_a_single_one_is_counted_without_a_number() -> None:
    assert facts("Уничтожен БПЛА, летевший на город.").count == 1
    assert facts("Силы ППО збили «Шахед».", KHARKIV).count == 1
    assert facts("A drone was jammed near the plant.").count == 1


def test_at_least_is_a_minimum_and_about_is_none() -> None:
    assert facts("Сбито более 30 БПЛА.").count_is_minimum
    assert facts("Щонайменше десять дронів збито.", AIR_FORCE).count_is_minimum
    assert not facts("Сбито около 20 БПЛА.").count_is_minimum


def test_an_increment_is_the_statements_own_event_and_its_total_is_not_added() -> None:
    read = facts("Сбит ещё один БПЛА, итого за вечер девять.", MAYOR)
    assert (read.count, read.scope) == (1, Scope.EVENT)


def test_each_of_several_places_multiplies() -> None:
    read = facts("По два беспилотника уничтожены над Тульской и Калужской областями.")
    assert (read.count, read.by_place) == (4, {"RU-TUL": 2, "RU-KLU": 2})


def test_what_each_place_saw_ends_where_the_next_figure_begins() -> None:
    read = facts("Уничтожены 7 БПЛА: по 3 над Тульской и Калужской областями и 1 над Курской областью.")
    assert (read.count, read.by_place) == (7, {"RU-TUL": 3, "RU-KLU": 3, "RU-KRS": 1})


def test_no_drones_in_capitals_are_taken_for_a_name() -> None:
    assert facts("ПВО СБИЛА НАД КРЫМОМ 17 ДРОНОВ ЗА НОЧЬ").count == 17


def test_unmanned_boats_are_not_counted() -> None:
    assert facts("Уничтожены два беспилотных катера, ещё три БПЛА сбиты.").count == 3


def test_the_hours_it_took_are_not_among_the_downed() -> None:
    assert facts("ПВО за четыре часа сбила 60 БПЛА.").count == 60


def test_a_figure_told_again_in_the_text_is_one_figure() -> None:
    assert facts("Сбиты 17 дронов\n\nНочью над городом сбили 17 дронов, обошлось без повреждений.").count == 17


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Сбиты 32 дрона. Больше всего, 16, сбито над Брянской областью.", 32),
        ("Сбиты 32 дрона, больше всего — 16 — над Брянской областью.", 32),
        ("Сбито 32 дрона. 16 дронов уничтожены в Брянской области.", 32),
        ("За ночь сбито 34 цели. 2 ракеты уничтожены над Курской областью.", 34),
        ("Збито 34 цілі. Над Київщиною збито 2 ракети.", 34),
        ("За ночь сбито 32 дрона. Над Брянской областью ночью сбито 16.", 32),
        ("Сбито 32 дрона. 16 дронов уничтожены в Брянской области. Ещё 8 — в Курской.", 32),
        ("Сбиты 32 дрона и две ракеты. Над Курской областью уничтожены 10 дронов.", 34),
        ("Над регионами России сбито 32 дрона. 16 дронов уничтожены в Брянской области.", 32),
        ("Над Брянской и Курской областями сбито 20 дронов. Над Курской областью сбито 5.", 20),
        ("Сбито 32 дрона. Десять дронов уничтожены над Чёрным морем.", 32),
        ("У ніч на п'ятницю збито 40 дронів. На Київщині знищено 12 дронів.", 40),
        ("Air defences shot down 32 drones overnight. In Bryansk region 16 drones were destroyed.", 32),
    ],
)
def test_a_part_with_a_place_of_its_own_is_not_added_to_the_whole(text: str, count: int) -> None:
    assert facts(text, MINISTRY).count == count


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Над Брянской областью сбито 16 дронов. Над Курской сбито 8.", 24),
        ("Сбито 32 дрона. Ещё 16 сбиты над Брянской областью.", 48),
        ("Сбито пять ракет. Над Брянской областью уничтожены три беспилотника.", 8),
        ("Ночью сбиты 5 дронов. Утром над Курской областью сбиты 3 дрона.", 8),
        ("Сбито 5 дронов. Позже 3 дрона уничтожены над Курской областью.", 8),
        ("С 20:00 до 23:00 сбито 10 дронов. С 23:00 до 2:00 над Курской областью сбито 4 дрона.", 14),
        ("Курская область. Сбиты 5 дронов. Над Брянской областью уничтожены три дрона.", 8),
        ("Над Чёрным морем сбиты 9 дронов. Над Курской областью уничтожены три дрона.", 12),
        ("Сбиты 3 дрона. Над Брянской областью сбиты 5 дронов.", 8),
    ],
)
def test_what_fell_elsewhere_later_or_besides_is_added(text: str, count: int) -> None:
    assert facts(text, MINISTRY).count == count


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Сбиты 5 дронов. Над Брянской областью сбиты 3 дрона. Ещё 4 сбиты над Курской областью.", 9),
        (
            "Сбиты 6 дронов. Над Брянской областью сбиты 3 дрона. Ещё 2 сбиты над Курской областью."
            " Ещё 4 сбиты над Тульской областью.",
            10,
        ),
        (
            "Сбиты 5 дронов и ракета. Над Брянской областью сбиты 3 дрона."
            " Над Курской областью сбиты 2 ракеты.",
            8,
        ),
        ("Збито 5 дронів. На Київщині знищено 3 дрони. Ще 4 дрони збито на Черкащині.", 9),
        (
            "Five drones were shot down. Three drones were downed over Bryansk region."
            " Another four were shot down over Kursk region.",
            9,
        ),
    ],
)
def test_only_what_the_whole_has_no_room_for_is_added_to_it(text: str, count: int) -> None:
    assert facts(text, MINISTRY).count == count


def test_what_fell_outside_the_channels_own_region_is_no_part_of_its_figure() -> None:
    assert facts("Сбито 12 дронов. Над Курской областью уничтожены 5 дронов.", BORDER).count == 17
    assert facts("Сбито 12 дронов. Над Шебекино уничтожены 5 дронов.", BORDER).count == 12


def test_nothing_is_counted_where_no_interception_was_found() -> None:
    assert facts("Группа из 5 дронов сбила тревогу.", patterns=("alert",)).count is None


@pytest.mark.parametrize(
    ("text", "scope"),
    [
        ("Сбиты два БПЛА.", Scope.EVENT),
        ("За ночь сбито 12 БПЛА.", Scope.PERIOD),
        ("Сегодня ночью было громко. Сбито 12 БПЛА.", Scope.PERIOD),
        ("С начала суток сбито 12 БПЛА.", Scope.RUNNING_TOTAL),
        ("С 21:00 уничтожено 12 БПЛА.", Scope.RUNNING_TOTAL),
        ("За минувшую неделю сбито 212 БПЛА.", Scope.RECAP),
        ("Тиждень у цифрах: збито 143 дрони.", Scope.RECAP),
        ("Вдруге за добу ціль збито, один БпЛА.", Scope.EVENT),
        ("Доброй ночи! Сбиты два БПЛА.", Scope.EVENT),
    ],
)
def test_the_scope_of_a_figure_is_told_by_its_words(text: str, scope: Scope) -> None:
    assert facts(text).scope is scope


@pytest.mark.parametrize(
    "text",
    [
        "Уничтожены 9 БПЛА: шесть над Брянской областью, три над Курской областью.",
        "Сбито 9 БПЛА (6 — Брянская обл., 3 — Курская обл.)",
        "Уничтожены:\n▪️ 6 над территорией Брянской области\n▪️ 3 над территорией Курской области",
        "• Брянская область — 6\n• Курская область — 3\nВсего сбито 9 беспилотников.",
        "Над Брянской и Курской областями уничтожены соответственно шесть и три БПЛА.",
        "Drones destroyed: Bryansk 6, Kursk 3, total 9.",
    ],
)
def test_items_of_every_form_are_taken_apart_by_region(text: str) -> None:
    read = facts(text, MINISTRY)
    assert (read.count, read.by_place) == (9, {"RU-BRY": 6, "RU-KRS": 3})


def test_a_sea_has_no_code_and_what_flew_on_to_moscow_is_a_place_only() -> None:
    read = facts(
        "Сбиты 12 БПЛА: 8 – над Калужской областью, в том числе 3, летевших на Москву, "
        "4 – над акваторией Чёрного моря."
    )
    assert (read.count, read.by_place, read.places) == (12, {"RU-KLU": 8}, ("RU-KLU", "RU-MOW"))


def test_the_words_a_figure_was_read_from_are_kept() -> None:
    assert facts("Утром сбиты два вражеских БПЛА.").evidence["count"] == "два вражеских БПЛА"


def test_a_score_after_a_number_breaks_nothing() -> None:
    assert facts("Сбиты 3 БПЛА. В серии 31 2:1 победили наши.").count == 3


@pytest.mark.parametrize(
    ("text", "scope"),
    [
        ("Станом на 09:30 збито 44 дрони.", Scope.PERIOD),
        ("На цей час збито 44 дрони.", Scope.RUNNING_TOTAL),
        ("Над городом сбит второй за ночь беспилотник.", Scope.EVENT),
        ("За ночь сбит один беспилотник.", Scope.PERIOD),
    ],
)
def test_an_as_of_clock_ends_a_period_and_an_ordinal_counts_on(text: str, scope: Scope) -> None:
    assert facts(text, AIR_FORCE if "і" in text else MAYOR).scope is scope


def test_a_negated_downing_implies_none() -> None:
    assert facts("Жодного дрона не збито.", KHARKIV).count is None


def test_a_total_before_its_items_takes_no_place() -> None:
    read = facts("Ryazan / Kaluga – 8 drones shot down (Ryazan 6, Kaluga 2)")
    assert (read.count, read.by_place) == (8, {"RU-RYA": 6, "RU-KLU": 2})


@pytest.mark.parametrize(
    "text",
    [
        "Над Москвой сбит очередной беспилотник, заявил мэр. Раньше он сообщал о трёх аппаратах.",
        "Сбит ещё один БПЛА. Ранее сообщалось о четырёх.",
        "One drone was shot down over Tula. Earlier he spoke of five drones.",
    ],
)
def test_what_was_told_before_is_not_counted_again(text: str) -> None:
    assert facts(text).count == 1
