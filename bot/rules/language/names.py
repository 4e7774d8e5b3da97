"""Names made of words that mean something else: "мэр Шуткин", "улица Космонавтов", "чешские дроны"."""

from functools import lru_cache

from bot.rules.language import morphology
from bot.rules.language.clauses import Tokens
from bot.rules.language.grammar import classify
from bot.rules.language.wordlists import words

_TITLES = words(
    """
    губернатор губернатора губернатором мэр мэра мэром глава главы главой министр министра председатель
    председателя господин господина генерал генерала полковник полковника майор представитель представителя
    мер мера мером міністр міністра голова голови пан пана пані генерала полковника речник речника
    """
)
_STREETS = words(
    """
    улица улицы улице улицу улицей ул проспект проспекта проспекте переулок переулка переулке бульвар бульвара
    бульваре площадь площади набережная набережной шоссе проезд проезде тупик микрорайон микрорайона
    микрорайоне жк вулиця вулиці вулицю вул проспекту проспекті провулок провулку бульварі площа площі
    площу мікрорайон мікрорайоні
    """
)
_CALLED = tuple(
    words(
        """
        кафе ресторан гостиниц отел кинотеатр завод стадион магазин фабрик комбинат рынк рынок санатор лагер
        клуб аэропорт станци центр тц трц дк снт поселк готел кінотеатр крамниц фабрик комбінат ринк ринок табор
        """
    )
)
"""Beginnings of words for places whose names stand in quotation marks: "кафе «Спутник»"."""
_ARMS = tuple(words("ракет дрон беспилотн безпілотн бпла бомб авиабомб авіабомб коптер байрактар снаряд шахед"))
"""Beginnings of words for what an adjective before it says the make of: "французские ракеты"."""
_COUNTRIES = tuple(
    words(
        """
        америк британ француз немец герман польск чешск турец иран китайск австрал япон корейск израиль италь
        норвеж швед датск нидерланд голланд канад словац румын болгар литов латвийск латыш эстон финск белорус
        натовск европейск западн иностран зарубежн трофейн німец польськ чеськ турець іран франц китайськ
        """
    )
)
"""Beginnings of adjectives for where a weapon comes from."""
_BEFORE_NAME = frozenset('.«"')
"""What may stand between the word for a street and its name: "ул. Учебная", "ЖК «Театральный»"."""
_IN_SMALL = 4
"""Letters of a word that shows, in small letters, that not all of the sentence is in capitals."""


def is_name(tokens: Tokens, first: int, last: int) -> bool:
    """Whether the words from *first* to *last* are a surname, or what a street is called."""
    if first < 1 or not all(_may_name(tokens, place) for place in range(first, last + 1)):
        return False
    place = first - 1
    while place > 0 and tokens[place].word in _BEFORE_NAME:
        place -= 1
    before = tokens[place]
    if place < first - 1 and before.word.startswith(_CALLED) and tokens[first].quoted:
        return True
    if before.word in _STREETS or (place == first - 1 and before.word in _TITLES):
        return not _is_shouted(tokens)
    return place == first - 1 and before.capital and _is_first_name(before.word) and not _is_shouted(tokens)


def is_make(tokens: Tokens, first: int, last: int) -> bool:
    """Whether the word from *first* to *last* only tells in which country a weapon was made."""
    if first != last or not tokens[first].word.startswith(_COUNTRIES):
        return False
    following = next((token.word for token in tokens[last + 1 : last + 3] if token.is_word), "")
    return following.startswith(_ARMS)


def _may_name(tokens: Tokens, place: int) -> bool:
    return tokens[place].capital and classify(tokens[place]).pos not in {"verb", "infinitive", "preposition"}


def _is_shouted(tokens: Tokens) -> bool:
    """Whether capital letters tell nothing: all words begin with one."""
    return all(token.capital for token in tokens if token.is_word and len(token.word) >= _IN_SMALL)


@lru_cache(maxsize=1_000)
def _is_first_name(word: str) -> bool:
    readings = (*morphology.analyses(word, "ru")[:3], *morphology.analyses(word, "uk")[:3])
    return any("Name" in reading.tag for reading in readings)
