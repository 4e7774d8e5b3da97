"""Names of letters and figures, each one thing to the search however it is written."""

import pytest

from bot.rules.language.designations import DESIGNATION
from bot.rules.language.text import search_key, search_terms, search_words

POSTS = {
    "S-300": "Ракетой С-300 разрушен дом.",
    "Kh-101": "Сбиты две ракеты Х‑101 и одна «Калибр».",
    "Tu-95": "В небо поднялись Ту-95МС с аэродрома Оленья.",
    "Shahed-136": "Вночі збито 40 «Шахедів-136» над областю.",
    "Geran-2": "Над городом летят «Герани-2».",
    "Iskander-M": "Удар нанесён «Искандером-М» по складу.",
    "Pantsir": "Повреждён ЗРПК «Панцирь-С1».",
    "300 km": "Пролетели 300 км с юга, сбиты в 101 км от Москвы, в 95 районах, 136 раз.",
}


def found(query: str) -> list[str]:
    """The posts that say all of *query*."""
    terms = search_terms(query)
    keys = {name: set(search_key(text).split()) for name, text in POSTS.items()}
    return [name for name, said in keys.items() if all(said & set(stems) for stems in terms)]


@pytest.mark.parametrize(
    ("query", "post"),
    [
        *((each, "S-300") for each in ("S-300", "С-300", "C-300", "с300", "S300", "s 300", "С–300")),
        *((each, "Kh-101") for each in ("Х-101", "X-101", "Kh-101", "kh101", "ракеты Х-101", "H-101")),
        *((each, "Tu-95") for each in ("Ту-95", "Tu-95", "Ту-95МС", "Tu-95MS", "ТУ-95", "Ту 95")),
        *((each, "Shahed-136") for each in ("Shahed-136", "Шахед-136", "шахеды-136", "shahed136")),
        *((each, "Geran-2") for each in ("Geran-2", "Герань-2", "гераней-2")),
        *((each, "Iskander-M") for each in ("Искандер-М", "Iskander-M", "искандеры-м", "Искандер")),
        *((each, "Pantsir") for each in ("Панцирь-С1", "Pantsir-S1", "Панцирь-С", "панцирь")),
    ],
)
def test_a_designation_is_found_however_it_is_written_and_nothing_else_is(query: str, post: str) -> None:
    assert found(query) == [post]


def test_figures_alone_are_found_as_ever() -> None:
    assert found("300") == ["S-300", "300 km"]
    assert found("300 км") == ["300 km"]


@pytest.mark.parametrize(
    "text", ["чья-то", "Ростов-на-Дону", "15-летний", "01:20", "20-30", "кое-кто", "№5", "по 2"]
)
def test_other_words_with_dashes_and_figures_are_no_designations(text: str) -> None:
    assert DESIGNATION.search(text) is None


def test_a_query_of_several_words_keeps_its_designation_whole() -> None:
    assert search_words("ракета С-300 над Харьковом") == ["ракета", "с-300", "над", "харьковом"]


def test_a_part_of_another_designation_is_not_found() -> None:
    assert found("С-30") == []
    assert found("Ту-9") == []
    assert found("Искандер-К") == []
