"""What posts match, which sentence says so, and how it is explained."""

from datetime import UTC, datetime

import pytest

from bot.rulebook import Rulebook
from bot.rules.language.text import read_text
from bot.rules.reading import explain, read
from bot.values import Hit
from bot.watchlist.channels import Authority, Channel

NOON = datetime(2026, 5, 13, 9, tzinfo=UTC)
GOVERNOR = Channel(handle="governor_x", title="A governor", places=("RU-BEL",), timezone="Europe/Moscow")


def accepted(rulebook: Rulebook, text: str, channel: Channel | None = GOVERNOR) -> dict[str, Hit]:
    hits = read(rulebook.rules, text, channel=channel, posted_at=NOON)
    return {hit.pattern_id: hit for hit in hits if hit.accepted}


@pytest.mark.parametrize(
    ("text", "patterns"),
    [
        ("Силами ПВО уничтожены два беспилотника.", {"interception"}),
        ("Дрон ударил по автобусу, ранены трое.", {"attack"}),
        ("Объявлена ракетная опасность.", {"alert"}),
        ("Отбой ракетной опасности.", {"all-clear"}),
        ("В аэропорту введены временные ограничения на приём и выпуск самолётов.", {"airport-restrictions"}),
        ("Отбой. За ночь сбито девять дронов.", {"all-clear", "interception"}),
        ("Сбито три БПЛА, обломки повредили крышу дома.", {"interception", "attack"}),
        ("Ракетная опасность снята, беспилотная опасность сохраняется.", {"alert", "all-clear"}),
        ("Сбито три БПЛА. Пострадавших и повреждений нет.", {"interception"}),
        # "нет" denies what stands in the genitive, and nothing else of the sentence.
        ("Обломки БПЛА упали на крышу, начался пожар, пострадавших нет.", {"attack"}),
        ("Пострадавших нет, начался пожар на складе после падения обломков дрона.", {"attack"}),
        ("Уламки дрона впали на дах, виникла пожежа, постраждалих немає.", {"attack"}),
        ("После атаки дронов на НПЗ начался пожар, по предварительным данным, никто не пострадал.", {"attack"}),
        ("Атаки на Брянск и Клинцы, пострадавших нет, на складе пожар.", {"attack"}),
        ("Повреждений, по предварительным данным, не зафиксировано, дрон упал в поле.", set()),
        ("Дрон упал на дом, разрушений нет.", set()),
        ("Дрон упал во двор. Разрушений, раненых не зафиксировано.", set()),
        ("Дрон впав у двір. Руйнувань, поранених не зафіксовано.", set()),
        ("Сбито БПЛА: 9. Пострадавшие: нет, разрушения: уточняются.", {"interception"}),
        ("Удар дрона по дому. Погибшие: 2, раненые: 0.", {"attack"}),
        ("На складе пожар из-за падения снаряда, пострадавших нет.", {"attack"}),
        ("Под обстрел в Горловке попал автобус, погибших нет.", {"attack"}),
        ("Расчёт спас подстанцию под Курском, дрон уничтожен.", {"interception"}),
        # What strikes are told in, when they are no news.
        ("Соцфонд назначил пенсии детям погибших при ударе по рынку.", set()),
        ("Прошло полгода после удара дрона по автобусу. Погибли семеро. Как живут семьи.", set()),
        ("Пожар на складе: версию об атаке дрона следствие исключило, пострадали двое.", set()),
        ("Роман Бусаргин: сбито пять БПЛА, в Энгельсе загорелся склад.", {"interception", "attack"}),
        # Who opens the next clause is not what was destroyed.
        ("Средствами ПВО над Брянской областью уничтожены 12 дронов, жители слышали взрывы.", {"interception"}),
        ("ПВО уничтожили 12 беспилотников — предприятия работают в штатном режиме.", {"interception"}),
        ("Введён режим «Беспилотная опасность», пройдите в укрытие.", {"alert"}),
        ("Атаку дронів відбито. Руйнувань, загиблих чи поранених немає.", {"interception"}),
        ("Обломки упали в поле, без последствий.", set()),
        ("Сегодня в парке пройдёт шоу дронов.", set()),
        ("Оставайтесь в укрытиях до сигнала «Отбой».", set()),
    ],
)
def test_a_post_matches_everything_it_says_and_nothing_else(
    rulebook: Rulebook, text: str, patterns: set[str]
) -> None:
    assert set(accepted(rulebook, text)) == patterns


@pytest.mark.parametrize(
    ("text", "patterns"),
    [
        ("Дрон пытался атаковать завод, но был сбит.", {"interception"}),
        ("A drone neared the port but was shot down.", {"interception"}),
        ("Может быть сбит любой дрон, заявил конструктор.", set()),
        ("ПВО: +3", {"interception"}),
        ("Ещё шесть. Итого 26.", {"interception"}),
        ("Ещё шесть домов подключили к газу. Итого 26.", set()),
        ("Силами флота уничтожены четыре БПЛА.", {"interception"}),
        ("Нацгвардійці збили з кулемета «шахед» над містом.", {"interception"}),
        ("Атака акул на пляже: ранены двое туристов.", set()),
        ("Ракета-носитель взорвалась на старте, погибших нет.", set()),
        ("A man attacked passers-by in Omsk; three wounded.", set()),
        ("Two villages are without power after a drone strike.", {"attack"}),
        ("The museum was badly damaged in the drone attack.", {"attack"}),
        ("The old drone is in a museum.", set()),
        ("The boil-water alert was lifted in Tver.", set()),
        ("The drone alert was lifted in Tver.", {"all-clear"}),
        ("Several groups of Shaheds entering Poltava oblast.", {"alert"}),
        ("UWLL закрыт, UWKE открыт.", {"airport-restrictions"}),
        ("Росавиация сняла ограничения на перевозку животных.", set()),
        ("Закрыто воздушное пространство над Ижевском.", {"airport-restrictions"}),
    ],
)
def test_forms_and_roles_decide_and_not_words_alone(rulebook: Rulebook, text: str, patterns: set[str]) -> None:
    assert set(accepted(rulebook, text)) == patterns


NEWS = Channel(handle="news_x", title="A news desk", authority=Authority.MEDIA, timezone="UTC")


@pytest.mark.parametrize(
    ("text", "attack"),
    [
        ("A paint shop that fire crews have fought for hours was set ablaze by a Kalibr.", True),
        ("One drone got through and tore open two floors of a tower in Kazan.", True),
        ("Russia went after the port of Izmail, two lorries burned.", True),
        ("Satellite imagery shows an oil depot ablaze after a strike on Feodosia.", True),
        ("Strike on Dnipro claims a fifth life.", True),
        ("В Рязани после ночной атаки закрыта школа: в здании нет окон.", True),
        ("Через удар по складу постраждали двоє чоловіків.", True),
        ("There is no power in Konotop after a Russian attack on a substation.", True),
        ("Нет света в Шебекино из-за удара по подстанции.", True),
        ("Немає світла в Одесі через удар по підстанції.", True),
        ("Nobody was killed in the strike on a school in Sumy, two were wounded.", True),
        ("There were no hits on houses in Sumy.", False),
        ("Two drones were jammed over Roslavl, hurting nobody.", False),
        ("A minibus crashed into a lorry near Uman, two were killed.", False),
        ("An attack helicopter crashed near the town, both pilots died.", False),
        ("The city bought generators in case the power plants are struck.", False),
        ("A missile engineer died in a lake.", False),
        ("Heavy rain hit Odesa, cars were damaged.", False),
        ("Over the past year attacks have destroyed 300 schools.", False),
        ("Officials exclude a drone attack: the plant blew up, four were killed.", False),
        ("При ударе о причал пострадали три пассажира теплохода.", False),
        ("Открыт мемориал погибшим при обстреле.", False),
        ("Зеленський: удари по енергетиці є терором, світ має відповісти.", False),
    ],
)
def test_an_attack_is_told_by_a_cause_and_what_it_did(rulebook: Rulebook, text: str, attack: bool) -> None:
    assert ("attack" in accepted(rulebook, text, NEWS)) is attack


@pytest.mark.parametrize(
    ("text", "patterns"),
    [
        ("The sirens in Lviv have fallen silent again, the alarm lasted an hour.", {"all-clear"}),
        ("Skies over Sumy are clear, the alert is off.", {"all-clear"}),
        ("Ballistic threat cancelled for Dnipro; the alarm about drones goes on.", {"all-clear", "alert"}),
        ("Stay in the shelter until the all-clear: drones are still over Kherson.", {"alert"}),
        ("Air raid alert across Ukraine as MiG takes off.", {"alert"}),
        ("Sumy came under fire at noon. Seven passengers have shrapnel wounds.", {"attack"}),
        ("The air alert lasted six hours; it ended at dawn, a metro rider tells.", set()),
        ("The number of air alerts in Kharkiv has passed 5,000.", set()),
        ("Отбой опасности атаки БПЛА объявлен в 05:10.", {"all-clear"}),
        ("Опасность атаки БПЛА: оставайтесь дома, отбой объявим отдельно.", {"alert"}),
        ("Coach: the keeper got the all-clear from the medics.", set()),
    ],
)
def test_the_end_of_danger_is_parted_from_talk_about_it(
    rulebook: Rulebook, text: str, patterns: set[str]
) -> None:
    assert set(accepted(rulebook, text, NEWS)) == patterns


@pytest.mark.parametrize(
    ("text", "closed"),
    [
        ("В аеропорту Пулково запроваджено обмеження на польоти через загрозу безпілотників.", True),
        ("Аеропорт Шереметьєво: польоти обмежено через атаку дронів.", True),
        ("Аэропорт Пулково: полёты ограничены из-за угрозы беспилотников.", True),
        ("Заборона польотів цивільних дронів на Львівщині діятиме до кінця року.", False),
        ("Запрет полётов гражданских дронов в области будет действовать до конца года.", False),
    ],
)
def test_a_ban_on_flights_of_drones_closes_no_airport_but_drones_do(
    rulebook: Rulebook, text: str, closed: bool
) -> None:
    assert ("airport-restrictions" in accepted(rulebook, text)) is closed


def test_the_deciding_sentence_is_given_as_it_stands_in_the_text(rulebook: Rulebook) -> None:
    text = (
        "Доброе утро!\n\nОткрыли сквер на улице Мира.\n\nНочью над округом сбиты два БПЛА.\n\nЗавтра ярмарка."
    )
    assert accepted(rulebook, text)["interception"].sentence == "Ночью над округом сбиты два БПЛА."


def test_words_that_fired_are_the_authors_own(rulebook: Rulebook) -> None:
    hit = accepted(rulebook, "Сбит бecпилотник над Белгородом")["interception"]
    assert {"Сбит", "бecпилотник"} <= set(hit.terms)


def test_a_near_miss_tells_what_took_its_points(rulebook: Rulebook) -> None:
    hits = explain(rulebook.rules, "В ходе учений сбиты три беспилотника.", channel=GOVERNOR, posted_at=NOON)
    miss = next(hit for hit in hits if hit.pattern_id == "interception")
    assert not miss.accepted
    assert any(point.points < 0 and "drill" in point.why for point in miss.points)
    assert sum(point.points for point in miss.points if point.points > 0) >= 60


def test_background_at_the_end_of_other_news_does_not_match(rulebook: Rulebook) -> None:
    assert not accepted(rulebook, "Открыта новая школа. Ранее в районе сбили беспилотник.")


def test_an_elliptic_follow_up_counts_on_official_channels_only(rulebook: Rulebook) -> None:
    assert "interception" in accepted(rulebook, "Сбит ещё один.")
    assert "interception" not in accepted(rulebook, "Сбит ещё один.", channel=None)


def test_a_channel_that_watches_some_patterns_is_read_for_those(rulebook: Rulebook) -> None:
    channel = GOVERNOR.model_copy(update={"patterns": ("attack",)})
    text = "Сбито три БПЛА, обломки повредили крышу дома."
    assert set(accepted(rulebook, text, channel)) == {"attack"}


def test_one_item_of_a_collection_is_found_and_the_others_do_not_veto_it(rulebook: Rulebook) -> None:
    items = [
        "Суд вынес приговор бывшему чиновнику.",
        "Хоккеисты выиграли матч.",
        "На учениях спасатели тушили условный пожар.",
        "Над округом уничтожены четыре БПЛА.",
        "Открылась выставка в музее.",
        "Из-за тумана задержаны рейсы.",
    ]
    text = "Коротко за день\n\n" + "\n".join(f"▪️ {item}" for item in items)
    assert {name: hit.sentence for name, hit in accepted(rulebook, text).items()} == {"interception": items[3]}


@pytest.mark.parametrize("pattern", ["interception", "attack", "alert", "all-clear", "airport-restrictions"])
def test_every_example_of_a_shipped_pattern_is_found(rulebook: Rulebook, pattern: str) -> None:
    shipped = next(each for each in rulebook.watchlist.patterns if each.id == pattern)
    examples = [(text, Authority.OFFICIAL) for text in shipped.examples.texts]
    checks = [(check.text, check.channel and Authority(check.channel)) for check in shipped.must_match]
    for text, authority in (*examples, *checks):
        found = rulebook.rules.matcher.match(read_text(text), authority)
        assert any(each.pattern_id == pattern and each.accepted for each in found), text


@pytest.mark.parametrize(
    ("text", "patterns"),
    [
        ("Погода ясная, аграрии вышли в поля. Ночью над районом сбиты два БПЛА.", {"interception"}),
        ("В городе открыли музей, был концерт. Дороги чистят. Силы ПВО сбили три дрона.", {"interception"}),
        (
            "Встретился с семьями ветеранов, вручил награды лучшим.\n\nНочью ПВО сбила над районом два БПЛА.",
            {"interception"},
        ),
        ("Учения МЧС\n\nНад полем сбиты два БПЛА.", set()),
        ("Утечку газа устранили. Опасность миновала.", set()),
        ("Сошла лавина, дорога закрыта. Опасность атаки БПЛА отменена.", {"all-clear"}),
    ],
)
def test_another_subject_nearby_does_not_hide_what_names_its_own(
    rulebook: Rulebook, text: str, patterns: set[str]
) -> None:
    assert set(accepted(rulebook, text)) == patterns


@pytest.mark.parametrize(
    "text",
    [
        "Сохраняется высокая опасность лесных пожаров.",
        "Угроза подтопления миновала, вода уходит.",
        "Росія готує новий удар по енергетиці.",
        "An attack on the plant would be a disaster, the agency says.",
        "Из аэропорта Казани открыт новый рейс в Пекин.",
        "Сигнал отбоя подадут тремя гудками.",
        "У лікарні лишаються 12 поранених після удару в суботу.",
        "Missile attacks have destroyed 40% of the grid since 2022.",
    ],
)
def test_other_dangers_and_strikes_only_meant_are_no_incident(rulebook: Rulebook, text: str) -> None:
    assert not accepted(rulebook, text)
