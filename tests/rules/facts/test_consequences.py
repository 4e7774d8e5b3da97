"""What happened to people and things: victims, denials, services, inscriptions, and whose facts they are."""

import pytest

from tests.rules.facts.reading import BORDER, KHARKIV, MAYOR, facts

HARM = ("attack",)


@pytest.mark.parametrize(
    ("text", "killed", "injured"),
    [
        ("Погибли два человека, ещё пятеро получили ранения.", 2, 5),
        ("Погибла женщина, её муж и дочь ранены.", 1, 2),
        ("Травмы получили четверо, в том числе двое детей.", None, 4),
        ("Погиб мирный житель.", 1, None),
        ("Twenty-three people, among them three children, were wounded when a missile hit a shop.", None, 23),
        ("A drone hit a tower, killing a mother of two and leaving seven others wounded.", 1, 7),
        ("Two utility workers suffered shrapnel wounds.", None, 2),
        ("A drone struck the mill: two Polish volunteers were killed, three bakers were hurt.", 2, 3),
        ("A girl aged 9 and her mother were taken to hospital.", None, 2),
        ("The drone wounded two men aged 45 and 61.", None, 2),
        ("The toll rose to six after a woman died in hospital.", 6, None),
        ("Кількість загиблих зросла до чотирьох, дістали тіло ще однієї жінки.", 4, None),
        ("Удар забрал 31 жизнь, нашли тело ребёнка.", 31, None),
        ("Хозяин, 61 год, получил ожоги рук.", None, 1),
        ("Мужчина подорвался на боеприпасе, его госпитализировали.", None, 1),
        ("Число погибших возросло до шести, раненых — 24.", 6, 24),
        ("Число раненых увеличилось с двух до пяти.", None, 5),
        ("Число раненых увеличилось на два — до пяти человек.", None, 5),
        ("Число раненых увеличилось на двоих.", None, None),
        ("Число раненых выросло до девяти, в их числе двое детей.", None, 9),
        ("Пострадали не два, а три человека.", None, 3),
        ("Эвакуировано 60 человек, на 3 этаже есть пострадавшие.", None, None),
        ("Эвакуировано 60 человек, из них пятеро ранены.", None, 5),
        ("Ранения получили хозяин дома, его жена и двое детей.", None, 4),
        ("Ранения получили водитель, его жена, сын и дочь.", None, 4),
        ("Ранен хозяин, его жена не пострадала.", None, 1),
        ("Погибли их родители, ранен ребёнок.", 2, 1),
        ("Гражданские объекты в городе не пострадали.", None, None),
        ("Ни люди, ни здания не пострадали.", 0, 0),
        ("Загинули троє людей, ще 14, серед них дитина, отримали поранення.", 3, 14),
        ("Ранены двое жителей. У женщины контузия, у мужчины осколочные ранения.", None, 2),
        ("Ранена женщина, и ранен её муж.", None, 2),
        ("Водитель скончался, пассажирка доставлена в больницу.", 1, 1),
        ("Пострадавших нет.", 0, 0),
        ("Пострадавших, к счастью, нет.", 0, 0),
        ("Жертв нет.", 0, None),
        ("Раненых нет.", None, 0),
        ("Никто не пострадал.", 0, 0),
        ("Информации о пострадавших не поступало.", None, None),
        ("Информация о пострадавших уточняется.", None, None),
        ("По предварительным данным, пострадавших нет.", 0, 0),
        ("Двое раненых, погибших нет.", 0, 2),
        ("Погибли 12 коров.", None, None),
        ("Ранена супружеская чета, оба в реанимации.", None, 2),
        ("Поранено трьох людей: 19, 34 та 66 років.", None, 3),
        ("Загинула людина, ще шестеро травмовані, серед них двоє дітей.", 1, 6),
        ("Минулося без постраждалих.", 0, 0),
        ("Two people died and 14 others, including three children, were wounded.", 2, 14),
        ("The strike killed a woman and wounded two others.", 1, 2),
        ("No one was hurt.", 0, 0),
        ("There were no fatalities.", 0, None),
        ("No reports of casualties.", None, None),
        ("Водителю оторвало палец, его увезли в больницу.", None, 1),
        ("Девочка порезала ногу.", None, 1),
        ("Дрон порезал провода.", None, None),
        ("Осколками посекло машину.", None, None),
        ("Контузило двоих охранников.", None, 2),
        ("Двоє людей у важкому стані.", None, 2),
        ("Ранены четверо, один в тяжёлом состоянии.", None, 4),
        ("Поранено п'ятьох, двох шпиталізовано.", None, 5),
        ("Вбито листоношу, двірника поранено.", 1, 1),
        ("Не выжил сторож.", 1, None),
        ("Среди погибших ребёнок, всего жертв пять.", 5, None),
        ("Никого не зацепило.", 0, 0),
        ("Не стало жінки, їй був 61 рік.", 1, None),
        ("Не стало світла у двох районах.", None, None),
        ("Машиніст з уламковим пораненням у лікарні. Пасажири не постраждали.", None, 1),
        ("72-річний херсонець дістав поранення.", None, 1),
        ("No casualties were reported.", None, None),
        ("A nurse, 37, and her patient were hurt.", None, 2),
        ("One guard died, six rushed to hospital.", 1, 6),
        ("Doctors are treating three people.", None, 3),
        ("Погибла семья: мать, отец и ребёнок.", 3, None),
        ("Есть пострадавшие: шестеро.", None, 6),
        ("Ранен один человек, жертв нет.", 0, 1),
        ("Обошлось без жертв, но есть раненые.", 0, None),
        ("Взрывной волной отбросило сторожа, у него сотрясение мозга.", None, 1),
        ("Умерла женщина, получившая ранения 3 мая.", 1, None),
        ("Мать с ребёнком получили порезы.", None, 2),
        ("Погиб подросток, второй госпитализирован.", 1, 1),
        ("Погиб глава поселения, ранен его водитель.", 1, 1),
        ("Загинула одна людина, дві — поранені.", 1, 2),
        ("Загинув машиніст, його помічник поранений.", 1, 1),
        ("Тіло жінки дістали з-під завалів, кількість жертв — три.", 3, None),
        ("A man died; a woman, 58, is in intensive care.", 1, 1),
        ("A mother and her two sons were hurt.", None, 3),
        ("Two teenagers were cut by flying glass.", None, 2),
        ("Есть жертвы: погибли двое рабочих.", 2, None),
        ("Погибших уже трое, под завалами нашли ещё одно тело.", 3, None),
        ("О погибших и раненых не сообщалось.", None, None),
        ("Жертв удалось избежать.", 0, None),
        ("До лікарні звернулася жінка, яка постраждала вчора.", None, 1),
        ("A child was among the five wounded.", None, 5),
        ("Раненому оказали помощь на месте.", None, 1),
        ("Уламки поранили двох дівчат.", None, 2),
        ("Загинув водій, троє його колег травмовані.", 1, 3),
        ("A worker was badly injured and later died in hospital.", 1, None),
        ("A worker was injured and three people died.", 3, 1),
        ("Death toll rises to 31 as crews pull two more bodies from the rubble.", 31, None),
        ("Three shoppers were hospitalised and a shepherd died.", 1, 3),
        ("Two people needed treatment after the strike.", None, 2),
        ("Passengers escaped without injuries.", 0, 0),
    ],
)
def test_victims_are_counted_and_denials_are_zeros(text: str, killed: int | None, injured: int | None) -> None:
    read = facts(text, KHARKIV if "і" in text or "ї" in text else None, patterns=HARM)
    assert (read.killed, read.injured) == (killed, injured)


def test_people_named_after_a_number_are_its_details() -> None:
    read = facts("Ранены двое. Мужчина и женщина доставлены в больницу.", BORDER, patterns=HARM)
    assert read.injured == 2


@pytest.mark.parametrize(
    ("text", "killed", "injured"),
    [
        ("Раненых стало семеро вместо трёх после удара дрона.", None, 7),
        ("Погибших стало четверо вместо двух.", 4, None),
        ("Поранених стало п'ятеро замість двох.", None, 5),
        ("Загиблих стало троє замість одного.", 3, None),
        ("Nine people were injured instead of four.", None, 9),
        ("Число раненых выросло с трёх до семи.", None, 7),
        ("Ранены пять человек вместо трёх.", None, 5),
        ("Вместо трёх раненых пострадали пять человек.", None, 5),
    ],
)
def test_what_a_toll_was_before_is_none_of_it(text: str, killed: int | None, injured: int | None) -> None:
    found = facts(text, None, patterns=("attack",))
    assert (found.killed, found.injured) == (killed, injured)


@pytest.mark.parametrize(
    "text",
    [
        "На месте работают экстренные службы.",
        "На место выехали пожарные расчёты.",
        "Пожар тушат 40 человек и 12 единиц техники.",
        "Рятувальники ліквідовують пожежу.",
        "Шось горить, пожежка вже там.",
        "У зміні 230 рятувальників і кінологи.",
        "Біля потерпілих працювала бригада екстреної допомоги.",
        "Emergency crews are at the crash site.",
        "Firefighters are tackling the blaze.",
        "Под завалами спасатели ищут людей.",
        "Место оцеплено полицией.",
        "Екіпаж швидкої виїхав за адресою.",
        "A bomb squad is inspecting the wreckage.",
        "На місці — рятувальники та медики.",
        "Пожежні борються з вогнем.",
        "Medical teams are at work.",
        "Все экстренные и коммунальные службы на месте.",
        "Взрывотехники уничтожили неразорвавшийся боеприпас.",
        "A rescue operation is ongoing.",
        "Some 90 firefighters were deployed and no casualties were reported.",
    ],
)
def test_services_at_the_site_are_told(text: str) -> None:
    assert facts(text, patterns=HARM).emergency_services


@pytest.mark.parametrize(
    "text",
    [
        "Экстренные службы приведены в готовность.",
        "Телефон экстренных служб: 112.",
        "Аварийные бригады восстанавливают электроснабжение.",
        "Emergency services remain on high alert.",
        "Everyone on site is unharmed, police said.",
        "Спасибо экстренным службам за работу.",
        "Thanks to the firefighters for their work.",
        "Женщину осмотрели врачи.",
        "Коммунальные службы убирают стекло.",
        "Службы ЖКХ работают.",
        "Electricians are working at the substation.",
        "Медики борются за жизнь мужчины.",
    ],
)
def test_services_on_standby_phone_numbers_and_repair_crews_are_not_at_the_site(text: str) -> None:
    assert not facts(text, patterns=HARM).emergency_services


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("На крыле читалась надпись: «За родной город!».", "За родной город!"),
        ('The drone bore the inscription "Hello, neighbours".', "Hello, neighbours"),
        ("Збито дрон, на якому написали «Для вас».", "Для вас"),
        ("Аэропорт «Гагарин» закрыт, сбит дрон.", None),
    ],
)
def test_an_inscription_is_kept_in_its_own_words(text: str, written: str | None) -> None:
    assert facts(text).inscription == written


def test_damage_is_told_in_the_posts_words_and_denied_damage_is_none() -> None:
    assert facts("Сбит БПЛА, повреждена крыша дома.", BORDER).damage == "повреждена крыша дома"
    assert facts("Сбит БПЛА. Повреждений нет.", BORDER).damage is None


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Обломки повредили автомобиль.", True),
        ("Пошкодили дах школи.", True),
        ("Снесло крышу сарая.", True),
        ("Разбиты стёкла в двух домах.", True),
        ("Знищено два автомобілі.", True),
        ("The blast tore off the roof.", True),
        ("Обломки рухнули на крышу.", False),
        ("Уничтожены два дрона.", False),
        ("Пожарные на месте.", False),
        ("Автомобиль не повредили.", False),
        ("Пострадавших нет, разрушений тоже.", False),
        ("Руйнувань, загиблих чи поранених нема.", False),
        ("Mobile fire groups shot down two drones.", False),
    ],
)
def test_a_verb_that_also_downs_drones_is_damage_only_beside_a_thing_on_the_ground(
    text: str, told: bool
) -> None:
    assert bool(facts(text, BORDER, patterns=HARM).damage) is told


def test_an_officials_statement_is_read_whole() -> None:
    read = facts(
        "Над городом сбиты три БПЛА. Держимся вместе. Обломки упали на дом, двое ранены. На месте пожарные.",
        BORDER,
    )
    assert (read.count, read.injured, read.emergency_services) == (3, 2, True)


def test_other_items_of_a_digest_lend_no_facts() -> None:
    digest = (
        "Главное за день\n\n"
        "🔹 В парке высадили 120 лип, помогали волонтёры.\n"
        "🔹 Сбиты три беспилотника, летевшие на столицу.\n"
        "🔹 В аварии на трассе под Тулой пострадали пятеро.\n"
        "🔹 Открылась выставка старых карт города.\n"
        "🔹 Школа на улице Мира закрыта на ремонт."
    )
    read = facts(digest, MAYOR, hit=2)
    assert (read.count, read.places, read.injured) == (3, ("RU-MOW",), None)


def test_every_value_carries_the_words_it_was_read_from() -> None:
    read = facts("Сбиты два БПЛА над Курской областью, ранен мужчина. На месте работают медики.")
    assert {"count", "places", "injured", "emergency_services"} <= set(read.evidence)
    assert read.evidence["places"] == "Курской областью"
