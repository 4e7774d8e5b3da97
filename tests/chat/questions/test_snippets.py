"""What a search shows of a post: the stretches that say what was looked for."""

import pytest

from bot.chat.questions.snippets import MAX_SNIPPET, snippet
from bot.chat.rendered import Rendered
from bot.rules.language.text import search_terms
from tests.chat.checks import covered

FILLING = "Все службы работают в обычном режиме, подробности сообщим позже. "
FIRST = "За ночь над областью сбиты семь беспилотников. "
ROOF = "В деревне Ивановке повреждена крыша школы. "
LONG = FIRST + FILLING * 5 + ROOF + FILLING * 4 + "Ранен сторож склада."


def shown(words: str, text: str = LONG) -> Rendered:
    return Rendered(snippet(text, search_terms(words)))


def test_words_that_stand_far_apart_are_all_shown() -> None:
    found = shown("беспилотники школа")

    assert covered(found, "bold") == ["беспилотников", "школы"]
    assert found.text.startswith("За ночь над областью сбиты семь беспилотников.")
    assert "… В деревне Ивановке повреждена крыша школы." in found.text
    assert len(found.text) <= MAX_SNIPPET + 3


def test_three_stretches_show_three_words() -> None:
    found = shown("склад сбили крышу")

    assert covered(found, "bold") == ["сбиты", "крыша", "склада"]
    assert found.text.endswith("Ранен сторож склада.")


def test_a_stretch_begins_with_its_sentence() -> None:
    assert shown("школа").text.startswith("…В деревне Ивановке повреждена крыша школы. Все службы")


def test_of_more_words_than_fit_as_many_as_can_are_shown() -> None:
    text = "".join(f"{word}. {FILLING * 4}" for word in ("альфа", "браво", "чарли", "дельта", "эхо"))

    assert covered(shown("альфа браво чарли дельта эхо", text), "bold") == ["альфа", "браво", "чарли"]


def test_a_text_that_says_nothing_of_it_is_shown_from_its_beginning() -> None:
    assert shown("жираф").text.startswith("За ночь над областью")
    assert shown("жираф").text.endswith("…")


@pytest.mark.parametrize("words", ["S-300", "С-300", "300", "с300"])
def test_a_designation_is_marked_as_one_thing(words: str) -> None:
    found = shown(words, "Над городом сбиты ракеты комплекса С‑300, обломки упали на поле.")

    assert covered(found, "bold") == ["С‑300"]


def test_a_designation_is_marked_by_its_word_and_by_its_beginning() -> None:
    text = "Поднялись Ту-95МС, удар нанесён «Искандером-М»."

    assert covered(shown("Tu-95", text), "bold") == ["Ту-95МС"]
    assert covered(shown("искандер", text), "bold") == ["Искандером-М"]
