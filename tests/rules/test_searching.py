import pytest

from bot.rules.searching import MOST, correct

ARCHIVE = {
    "надпис": 3,
    "москв": 200,
    "белгород": 150,
    "беспилотник": 400,
    "бпла": 300,
    "дом": 40,
    "том": 2,
    "2026": 9,
    "обломк": 80,
    "сбит": 500,
    "сбыт": 1,
}


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("надпсь", "надпис"),
        ("надипс", "надпис"),
        ("масква", "москв"),
        ("белгарот", "белгород"),
        ("биспелотник", "беспилотник"),
        ("обломг", "обломк"),
    ],
)
def test_a_mistyped_word_is_read_as_the_one_that_was_meant(typed: str, meant: str) -> None:
    correction = correct([[typed]], ARCHIVE)
    assert correction.terms == ((meant,),)
    assert correction.changed == ((typed, (meant,)),)


@pytest.mark.parametrize("word", ["надпис", "том", "дом", "бпла"])
def test_a_word_the_archive_holds_is_left_alone(word: str) -> None:
    assert correct([[word]], ARCHIVE).terms == ((word,),)
    assert not correct([[word]], ARCHIVE).changed


def test_a_slip_that_stands_in_a_post_is_joined_by_the_far_commoner_word() -> None:
    assert correct([["сбыт"]], ARCHIVE).terms == (("сбыт", "сбит"),)


@pytest.mark.parametrize("word", ["2025", "ком", "астрономия"])
def test_numbers_short_words_and_words_like_nothing_stay_and_find_nothing(word: str) -> None:
    assert correct([[word]], ARCHIVE).terms == ((word,),)


def test_words_are_corrected_one_by_one() -> None:
    correction = correct([["надпис"], ["белгарод", "белгар"]], ARCHIVE)
    assert correction.terms == (("надпис",), ("белгород",))
    assert correction.changed == (("белгарод", ("белгород",)),)


def test_one_known_alternative_is_enough() -> None:
    assert correct([["москвы", "москв"]], ARCHIVE).terms == (("москвы", "москв"),)


def test_the_commoner_word_and_the_one_with_the_same_first_letter_come_first() -> None:
    archive = {"пожара": 1, "пожару": 1000, "кожаре": 1000}
    assert correct([["пожаре"]], archive).terms[0][0] == "пожару"


def test_a_word_stands_for_a_few_others_at_most() -> None:
    archive = {f"тревог{letter}": 5 for letter in "абвгдежз"}
    assert len(correct([["тревогщ"]], archive).terms[0]) == MOST


def test_nothing_is_corrected_in_an_empty_archive() -> None:
    assert correct([["надпсь"]], {}).terms == (("надпсь",),)
