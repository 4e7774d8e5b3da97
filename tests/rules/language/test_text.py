"""What is written: folding, sentences, tokens, the search key."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.language.text import Text, fold, language_of, read_text, search_key, search_terms


def sentences(text: str) -> list[str]:
    read = read_text(text)
    return [read.words(sentence.span) for sentence in read.sentences]


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        pytest.param("БпЛА", "бпла", id="capitals do not matter"),
        pytest.param("самолётного", "самолетного", id="ё is е"),
        pytest.param("Бecпилoтник", "беспилотник", id="Latin letters inside a Russian word become Russian"),
        pytest.param("Shаhеd", "shahed", id="Russian letters inside an English word become Latin"),
        pytest.param("ме\u00adст\u200bо", "место", id="soft hyphens and zero-width characters vanish"),
        pytest.param("22\u00a0мая", "22 мая", id="a no-break space is a space"),
        pytest.param("Куп\u02bcянськ", "куп'янськ", id="every apostrophe is one"),
        pytest.param("и\u0306од", "йод", id="a decomposed letter is one letter"),
        pytest.param("ПВO c 20:00", "пво с 20:00", id="a word of look-alikes goes with its text"),
    ],
)
def test_what_looks_alike_is_alike(written: str, folded: str) -> None:
    assert fold(written) == folded


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=200))
def test_folding_twice_changes_nothing_in_the_length_of_words(text: str) -> None:
    once = read_text(text)
    for token in once.tokens:
        assert 0 <= token.start < token.end <= len(text)


@given(st.text(alphabet="абвгд ёЁ.,!?\n•«»-\u00ad\u200bABC123🔴", max_size=120))
def test_every_sentence_lies_in_the_original_and_in_order(text: str) -> None:
    spans = [sentence.span for sentence in read_text(text).sentences]
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert spans == sorted(spans)


def test_a_token_quotes_the_authors_own_letters() -> None:
    read = read_text("Сбит бес\u00adпилотник над Рязанью")
    token = next(token for token in read.tokens if token.word == "беспилотник")
    assert read.words(token.span) == "бес\u00adпилотник"


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        pytest.param("В г. Туле сбит БПЛА. Пострадавших нет.", 2, id="г. is no end"),
        pytest.param("С 20.00 мск до 7.00 мск 23 мая т.г. сбито пять.", 1, id="times and т.г. are no end"),
        pytest.param("Работаем до утра, мск. На месте спасатели.", 2, id="мск. before a capital is an end"),
        pytest.param("Сбит дрон.На месте сапёры", 2, id="a missing space does not hide the end"),
        pytest.param("Сбиты дроны 🔥 Пожар потушен", 2, id="an emoji ends a sentence"),
        pytest.param("Итого:\n- два в Туле\n- три в Орле", 3, id="list entries stand alone"),
        pytest.param("м. Суми, вул. Садова, 5. Постраждалих немає.", 2, id="Ukrainian abbreviations"),
        pytest.param("Mr. Smith spoke at 5 p.m. on Monday.", 1, id="English abbreviations"),
    ],
)
def test_sentences_end_where_a_reader_says(text: str, parts: int) -> None:
    assert len(sentences(text)) == parts


def test_entries_of_a_list_are_marked_and_the_line_above_is_a_heading() -> None:
    read = read_text("Сбито:\n▪️ 5 – над Тульской\n▪️ 3 – над Орловской")
    assert [(each.heading, each.item) for each in read.sentences] == [
        (True, False),
        (False, True),
        (False, True),
    ]


@pytest.mark.parametrize(
    "footer",
    [
        "👉 Подписаться",
        "Мы в MAX",
        "MAX | ВК | Telegram",
        "Підписатися | Надіслати новину",
        "Подписывайтесь на нас в MAX!",
    ],
)
def test_a_footer_is_cut(footer: str) -> None:
    assert sentences(f"Отбой опасности.\n\n{footer}") == ["Отбой опасности."]


def test_words_within_quotation_marks_are_known() -> None:
    read = read_text("Написано «Привет» мелом")
    assert [token.word for token in read.tokens if token.quoted and token.is_word] == ["привет"]


def test_a_word_with_a_hyphen_is_parts_that_know_they_are_joined() -> None:
    read = read_text("FPV-дрон")
    assert [(token.word, token.joined) for token in read.tokens] == [("fpv", False), ("дрон", True)]


@pytest.mark.parametrize(
    ("text", "default", "language"),
    [
        ("Сбит беспилотный аппарат, был взрыв", "uk", "ru"),
        ("Збито ворожий безпілотник", "ru", "uk"),
        ("Drone shot down near Kursk", "ru", "en"),
        ("Шахеди на Суми", "uk", "uk"),
        ("Збито дрон з написом «Привет из Москвы»", "uk", "uk"),
    ],
)
def test_letters_tell_the_language_and_the_channel_breaks_ties(text: str, default: str, language: str) -> None:
    assert language_of(fold(text), default) == language  # type: ignore[arg-type]


def test_links_and_mentions_are_no_words() -> None:
    read: Text = read_text("Сбит дрон https://example.org/a @kanal подробнее")
    assert [token.word for token in read.tokens] == ["сбит", "дрон", "подробнее"]


def test_forms_of_a_word_have_one_search_key() -> None:
    assert search_key("Белгородской области") == search_key("белгородская область")
    assert search_key("сбитыми дронами").split()[1] == search_key("дрон")


@pytest.mark.parametrize(
    ("form", "name"), [("Києві", "Київ"), ("Києва", "Київ"), ("Львові", "Львів"), ("Харкові", "Харків")]
)
def test_a_town_is_found_in_a_ukrainian_form_that_shares_little_with_its_name(form: str, name: str) -> None:
    [alternatives] = search_terms(form)
    assert search_key(name, "uk") in alternatives


def test_a_query_word_is_tried_in_both_languages() -> None:
    for alternatives, word in zip(search_terms("надпись тривоги"), ["надпись", "тривога"], strict=True):
        assert set(alternatives) & set(search_key(word).split())


@given(
    st.text(alphabet="абвяёЁЯіїєґ *-'1aё\u0306", max_size=12)
    | st.text(alphabet="aBcwxkpЯа =#*-'10.@/", max_size=12)
)
def test_a_term_is_folded_as_a_post_is(term: str) -> None:
    assert fold(term) == read_text(term).folded
