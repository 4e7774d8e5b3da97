"""The small words around figures: totals, parts, increments, and units that are not counted."""

from bot.rules.language.wordlists import words as word_set


def word_pairs(text: str) -> frozenset[tuple[str, str]]:
    """Pairs of neighbouring words, written as "first second, first second"."""
    return frozenset((first, second) for first, second in (pair.split() for pair in text.split(",")))


SUBSET = frozenset(["включая", "включно", "including", "зокрема", "incl"])

SUBSET_PAIRS = word_pairs(
    "том числе, тому числі, т ч, из них, з них, із них, of them, of which, of those, among them, из "
    "которых, з яких, із яких, серед них, среди них, of these, числе которых, in particular, среди "
    "которых, серед яких, серед котрих, among which"
)

TOTAL_WORDS = word_set(
    """итого всего итог итогу общее общей общий общая общем суммарно сумме совокупности загалом всього
    разом усього сумарно підсумку достигло достиг достигает выросло вырос возросло увеличилось зросла
    зросло сягнула сягнуло досягла досягло збільшилась total totals totalling tally bringing brings
    rises rose risen reached reaches climbed сложности"""
)

REACHES = word_set(
    """достигло достиг достигает дошло дошел дошла выросло вырос возросло увеличилось составило составляет
    зросла зросло сягнула сягнуло досягла досягло становить збільшилась збільшилася rises rose risen
    reached reaches climbed grew stands totals"""
)

MORE = frozenset(["еще", "ще", "another", "more", "further", "additional", "также", "також"])

OUT_OF = frozenset(["из", "із", "з", "зі", "of"])

BOUND_FOR = (
    "летевш", "летел", "летіл", "летят", "летять", "направлявш", "направлял", "двигавш", "двигал", "прямувал",
    "следовавш", "следовал", "heading", "headed", "flying", "bound",
)  # fmt: skip
"""How words begin that tell where something was going."""

ALL = frozenset(["все", "всі", "усі", "all"])

ARTICLES = frozenset(["the", "some", "about", "these", "those", "примерно", "около", "близько"])
"""Words between "of" and the number of the whole."""

UNITS = word_set(
    """час часа часов часу години годин годину годинах hour hours минут минуты минуту хвилин хвилини
    minutes раз раза разів times суток сутки сутках доби діб добу дней дня дні днів днях days day лет
    года год годов году год роки років року year years old км м метров метра метрів метри km meters
    metres kilometres этаж этажа этажей этаже поверх поверху поверхів поверсі floor floors процентов
    процента percent відсотків тысяч тысячи тыс тис тисяч млн млрд рублей грн руб районах районов
    районе районами района районі районів region regions oblasts oblast districts district областей
    областях областям областями областях области регионов регионах регионам регіонів регіонах округах
    округов громадах громад локаціях локаціях локації локацій locations location сел селах населенных
    населених settlements января февраля марта апреля мая июня июля августа сентября октября ноября
    декабря січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня
    january february march april may june july august september october november december jan feb mar
    apr jun jul aug sep oct nov dec месяц месяца месяцев місяців months weeks недель тижнів домов дома
    дом будинків будинки будинок квартир автомобилей автомобиля кв га тонн утра ночи вечера ранку
    вечора am pm мск msk ноября градусов баллов рейсов рейса самолета самолетов"""
)

OF_ATTACK = ("напад", "повітрян", "воздушн", "уражен", "поражен", "ворог", "противник")

NOT = frozenset(["не", "not", "never", "n't"])

RESPECTIVELY = frozenset(["соответственно", "відповідно", "respectively"])

MOST = frozenset(["всего", "всех", "всього", "всіх", "усього", "усіх"])
"""After "больше": no total, but the greatest part."""

NOT_ONE = frozenset(["жоден", "жодна", "жодного", "ни", "none", "neither"])

AGES = word_set("лет год года год років роки рік years year yrs летний річний")

REACHED = (
    "долет",
    "достиг",
    "досяг",
    "reach",
    "добра",
    "добер",
    "дошл",
    "дошел",
    "дійш",
    "доліт",
    "прорва",
    "діста",
)

CLAUSE = frozenset([";", "но", "але", "однако", "while", "but", "проте", "причем", "зато"])

AFTERMATH = frozenset(
    [
        "после",
        "после",
        "після",
        "after",
        "following",
        "результате",
        "внаслідок",
        "вследствие",
        "завдяки",
        "благодаря",
    ]
)

NAMES = frozenset(["дронов", "дронова", "дронову", "дроновым", "ракетов", "шахедов"]) - {"шахедов"}

PLURAL_SIGNS = word_set(
    """несколько нескольких кілька кількох декілька several some many многие ряд группа группу групу група
    десятки сотни десятків massed multiple numerous все всі усі all атаки наліт налет рой рій"""
)

DESCRIBES = word_set(
    """attack attacks strike strikes threat raid raids danger debris alert fragments wreckage operators
    units crews parts remains activity warning sightings"""
)

AS_MANY = word_pairs("столько же, стільки ж, стільки же, as many, same number")

COLLECTIVE = word_set(
    """двое трое четверо пятеро шестеро семеро восьмеро двоє троє п'ятеро шестеро семеро восьмеро
    дев'ятеро"""
)

SMALL = word_set(
    """более больше понад більше більш уже вже еще ще всего всього около почти майже примерно близько нами
    минимум порядка down at least all also only лише щонайменше не менее меньше як чем another some
    about nearly усі все всі силами силы сили средствами засобами ппо
    пво реб рэб воины воїни наші наши что целых цілих total сразу одразу"""
)

BEFORE_BARE = frozenset(
    [
        "january",
        "february",
        "march",
        "april",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        "до",
        "к",
        "на",
        "в",
        "о",
        "об",
        "at",
        "by",
        "until",
        "till",
        "from",
        "с",
        "з",
        "in",
        "№",
        "у",
        "після",
        "после",
        "за",
    ]
)
