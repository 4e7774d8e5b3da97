"""Names of people and streets made of words that mean something else: "мэр Шуткин", "улица Космонавтов"."""

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
    if before.word in _STREETS or (place == first - 1 and before.word in _TITLES):
        return not _is_shouted(tokens)
    return place == first - 1 and before.capital and _is_first_name(before.word) and not _is_shouted(tokens)


def _may_name(tokens: Tokens, place: int) -> bool:
    return tokens[place].capital and classify(tokens[place]).pos not in {"verb", "infinitive", "preposition"}


def _is_shouted(tokens: Tokens) -> bool:
    """Whether capital letters tell nothing: all words begin with one."""
    return all(token.capital for token in tokens if token.is_word and len(token.word) >= _IN_SMALL)


@lru_cache(maxsize=1_000)
def _is_first_name(word: str) -> bool:
    readings = (*morphology.analyses(word, "ru")[:3], *morphology.analyses(word, "uk")[:3])
    return any("Name" in reading.tag for reading in readings)
