"""Words written with "=": one form, and no slip of the hand."""

import pytest

from bot.rules.language.text import read_text
from bot.rules.patterns.matching import Matcher
from bot.watchlist.patterns import Evidence, Pattern, Titles, Vocabulary


def _finds(term: str, text: str) -> bool:
    pattern = Pattern(
        id="exact-words",
        title=Titles(ru="слова", uk="слова", en="words"),
        evidence=(Evidence.model_validate({"as": "a word", "any": [term], "points": 80}),),
    )
    found = Matcher((pattern,), Vocabulary()).match(read_text(text), None)
    return any(each.accepted for each in found)


@pytest.mark.parametrize(
    ("term", "text"),
    [
        ("=отбойник", "Новый отбойник поставили у дороги."),
        ("=бронежилет", "Бронежилет нашли в кустах."),
        ("=отбой", "ОТБОЙ тревоги объявлен в городе."),
        ("=аэродромом", "Над аэродромом летят птицы."),
        ("=перехоплювач", "Перехоплювач злетів із поля."),
        ("=блискавкою", "Дерево вдарило блискавкою."),
        ("=interceptors", "The interceptors are on the way."),
        ("=fortification", "A fortification stands there."),
        ("бронежилет", "Бронежылет нашли в кустах."),
        ("перехоплювач", "Перехопливач злетів із поля."),
        ("fortification", "A fortificaton stands there."),
        ("=бронежилет & нашли", "Бронежилет нашлии в кустах."),
    ],
)
def test_a_form_is_found_as_it_is_written(term: str, text: str) -> None:
    assert _finds(term, text)


@pytest.mark.parametrize(
    ("term", "text"),
    [
        ("=бронежилет", "Бронежылет нашли в кустах."),
        ("=бронежилет", "Бронежилета нет."),
        ("=отбойник", "Новый отбайник поставили у дороги."),
        ("=аэродромом", "Над аэрадромом летят птицы."),
        ("=аэродромом & летят", "Над аэрадромом летят птицы."),
        ("=перехоплювач", "Перехопливач злетів із поля."),
        ("=блискавкою", "Дерево вдарило блискавкаю."),
        ("=interceptors", "The intercepters are on the way."),
        ("=fortification", "A fortificaton stands there."),
    ],
)
def test_no_other_form_and_no_slip_is_one(term: str, text: str) -> None:
    assert not _finds(term, text)


def test_a_word_near_another_keeps_its_own_beginning() -> None:
    pattern = Pattern(
        id="near-words",
        title=Titles(ru="слова", uk="слова", en="words"),
        evidence=(
            Evidence.model_validate({"as": "a neighbour", "any": ["попередити"], "points": 5}),
            Evidence.model_validate({"as": "a beginning", "any": ["за & попередн* & тиждень"], "points": 80}),
        ),
    )
    text = read_text("За попередній тиждень сталося 214 ударів.")
    found = Matcher((pattern,), Vocabulary()).match(text, None)
    assert any(each.accepted for each in found)
