import random

import pytest
from rapidfuzz.distance import OSA

from bot.rules.language.slips import LONGEST, slips_of
from bot.rules.language.text import search_terms, search_words
from bot.rules.searching import MOST, Lexicon, Word, choose, readings

ARCHIVE = {
    "надпис": 3,
    "москв": 200,
    "белгород": 150,
    "беспилотник": 400,
    "бпла": 300,
    "дом": 40,
    "том": 2,
    "2026": 9,
    "обломок": 80,
    "сбит": 500,
    "сбыт": 1,
    "тул": 60,
    "орел": 70,
    "шахед": 30,
}


def lexicon(*more: str, **counts: int) -> Lexicon:
    made = Lexicon()
    made.add(ARCHIVE | dict.fromkeys(more, 1) | counts)
    return made


def word(typed: str) -> Word:
    [written], [stems] = search_words(typed), search_terms(typed)
    return Word(written, tuple(stems))


def read(typed: str, *more: str, alone: bool = True, **counts: int) -> list[str]:
    return list(readings(word(typed), lexicon(*more, **counts), alone=alone))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("надпсь", "надпис"),
        ("надипсями", "надпис"),
        ("масква", "москв"),
        ("осквы", "москв"),
        ("белгарот", "белгород"),
        ("биспелотник", "беспилотник"),
        ("обломг", "обломок"),
        ("облмки", "обломок"),
        ("онла", "орел"),
        ("жахед", "шахед"),
    ],
)
def test_a_mistyped_word_is_read_as_the_one_that_was_meant(typed: str, meant: str) -> None:
    assert read(typed) == [meant]


@pytest.mark.parametrize("typed", ["надпись", "том", "дом", "бпла", "Москвой"])
def test_a_word_the_archive_holds_is_left_alone(typed: str) -> None:
    assert read(typed) == list(word(typed).stems)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("bespilotniki", "беспилотник"),
        ("bpla", "бпла"),
        ("shahedy", "шахед"),
        ("shakhed", "шахед"),
        ("nadpis", "надпис"),
        ("oblomki", "обломок"),
    ],
)
def test_a_word_in_latin_letters_is_read_as_the_archive_s_own(typed: str, meant: str) -> None:
    assert read(typed) == [meant]


def test_what_no_dictionary_holds_is_found_by_its_sound() -> None:
    assert read("yoldyzbay", "йолдызба", "йолдыз") == ["йолдызба"]
    assert read("Shchelokhovka", "щелоховк", "шелеховк") == ["щелоховк"]


@pytest.mark.parametrize("typed", ["vzryv", "to", "weather"])
def test_a_latin_word_is_none_that_the_archive_does_not_hold(typed: str) -> None:
    assert read(typed, alone=False) == []


def test_a_latin_word_the_archive_holds_is_left_alone_unless_the_cyrillic_one_is_far_commoner() -> None:
    assert read("vzryv", vzryv=3, взрыв=20) == ["vzryv"]
    assert read("vzryv", vzryv=1, взрыв=20) == ["vzryv", "взрыв"]


def test_a_slip_that_stands_in_a_post_is_joined_by_the_far_commoner_word() -> None:
    assert read("сбыт") == ["сбыт", "сбит"]


@pytest.mark.parametrize("typed", ["2025", "ком", "астрономия", "ы" * (LONGEST + 1)])
def test_numbers_short_words_and_words_like_nothing_are_no_others(typed: str) -> None:
    assert read(typed) == []


def test_among_others_a_short_word_may_be_mistyped() -> None:
    assert read("тлу") == []
    assert "тул" in read("тлу", alone=False)


def test_the_commoner_word_and_the_one_with_the_same_first_letter_come_first() -> None:
    assert read("пожяр", пожар=1000, кожар=1000, пожяры=1)[0] == "пожар"


def test_a_word_alone_stands_for_a_few_others_at_most() -> None:
    assert len(read("тревогщ", *(f"тревог{letter}" for letter in "абвгдежз"))) == MOST


def test_nothing_is_read_in_an_empty_archive() -> None:
    assert readings(word("надпсь"), Lexicon(), alone=True) == {}


@pytest.mark.parametrize("edits", [1, 2])
def test_no_stem_within_so_many_edits_is_overlooked(edits: int) -> None:
    chance = random.Random(5)
    stems = {"".join(chance.choices("абв", k=chance.randint(2, 9))) for _ in range(400)}
    archive = Lexicon()
    archive.add(stems)
    for stem in sorted(stems)[::7]:
        alike = {one: OSA.distance(stem, one) for one in stems if one[0] == stem[0]}
        assert archive.near(stem, edits) == {one: far for one, far in alike.items() if far <= edits}


def test_what_is_added_later_counts() -> None:
    archive = Lexicon()
    archive.add({"надпис": 3})
    archive.add({"надпис", "вертолет"})

    assert list(readings(word("вертолётт"), archive, alone=True)) == ["вертолет"]
    assert archive.counts["надпис"] == 4


@pytest.mark.parametrize("slip", ["крша", "крышша", "кршыа", "рыша", "пкрыша", "крыжи", "крышщу"])
def test_every_slip_is_found_in_any_form(slip: str) -> None:
    assert "крыш" in slips_of(slip)


@pytest.mark.parametrize("odd", ["", "12", "a-b", "word", "я" * 500])
def test_what_is_no_cyrillic_word_has_no_slips(odd: str) -> None:
    assert slips_of(odd) == frozenset()


class TestTogether:
    def test_what_stands_beside_the_other_words_is_meant(self) -> None:
        likely = {"белгород": 1.0, "белгор": 1.0}
        said = [{"надпис", "белгород"}, {"надпис", "белгород", "дом"}]
        assert choose([{"надпис": 0.0}, likely], said) == (("надпис",), ("белгород",))

    def test_less_far_is_likelier_and_what_is_far_commoner_too(self) -> None:
        likely = {"иркутск": 1.0, "якутск": 1.4}
        asked = [{"взрыв": 0.0}, likely]
        once, often = [{"взрыв", "якутск"}, {"взрыв", "иркутск"}], [{"взрыв", "якутск"}] * 300
        assert choose(asked, once) == (("взрыв",), ("иркутск",))
        assert choose(asked, [*once, *often]) == (("взрыв",), ("якутск", "иркутск"))

    def test_as_likely_ones_are_all_taken_the_likeliest_first(self) -> None:
        said = [{"a", "тревог"}, {"a", "треног"}, {"a", "треног"}]
        assert choose([{"a": 0.0}, {"тревог": 1.0, "треног": 1.0}], said) == (("a",), ("треног", "тревог"))

    def test_where_they_never_stand_together_nothing_is_meant(self) -> None:
        assert choose([{"a": 0.0}, {"b": 1.0}], [{"a"}, {"b"}]) is None
        assert choose([{"a": 0.0}, {"b": 1.0}], []) is None
