"""Words in Latin letters: what they may be, whoever's table they follow."""

import importlib.util

import pytest

from bot.rules.language.romanised import LONGEST, ending_of, is_latin, sound, spelt_in_cyrillic


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("vzryv", "взрыв"),
        ("vzriv", "взрыв"),
        ("vzryvami", "взрыв"),
        ("bespilotnik", "беспилотник"),
        ("bespilotniki", "беспилотник"),
        ("sobyanin", "собянин"),
        ("sobianin", "собянин"),
        ("sobjanina", "собянин"),
        ("oblast", "област"),
        ("oblast'", "област"),
        ("oblomki", "обломок"),
        ("samolyot", "самолет"),
        ("samolet", "самолет"),
        ("podyezd", "подъезд"),
        ("podezd", "подъезд"),
        ("rayon", "район"),
        ("raion", "район"),
        ("ushcherb", "ущерб"),
        ("lyudi", "человек"),
    ],
)
def test_a_word_of_the_dictionaries_is_found_in_every_usual_spelling_and_in_any_form(
    typed: str, meant: str
) -> None:
    assert meant in spelt_in_cyrillic(typed)


@pytest.mark.skipif(
    importlib.util.find_spec("pymorphy3_dicts_uk") is None, reason="needs the Ukrainian dictionary, extra [uk]"
)
@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("povitryana", "повітрян"),
        ("povitriana", "повітрян"),
        ("povitrjana", "повітрян"),
        ("tryvoha", "тривог"),
        ("trivoga", "тривог"),
        ("vybukh", "вибух"),
        ("zahybli", "загибл"),
        ("bezpilotnyk", "безпілотник"),
    ],
)
def test_so_is_a_ukrainian_one_where_there_is_a_dictionary(typed: str, meant: str) -> None:
    assert meant in spelt_in_cyrillic(typed)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("povitryana", "повітряна"), ("tryvoha", "тривога"), ("vybukh", "вибух"), ("zahybli", "загиблі")],
)
def test_without_one_a_ukrainian_word_sounds_like_what_it_stands_for(typed: str, meant: str) -> None:
    assert sound(typed) == sound(meant)


@pytest.mark.parametrize("typed", ["", "12", "взрыв", "vzryv2", "xqwz", "weather", "v" * (LONGEST + 1)])
def test_what_is_no_russian_or_ukrainian_word_is_none(typed: str) -> None:
    assert spelt_in_cyrillic(typed) == frozenset()


@pytest.mark.parametrize(
    ("written", "as_cyrillic"),
    [
        ("shchebekino", "щебекино"),
        ("schebekino", "щебекино"),
        ("šebekino", "шебекино"),
        ("khutor", "хутор"),
        ("hutor", "хутор"),
        ("hryhorivka", "григорівка"),
        ("yoshkar", "йошкар"),
        ("ioshkar", "йошкар"),
        ("lyovochkin", "левочкин"),
        ("lisichansk", "лисичанськ"),
        ("tsapli", "цаплі"),
        ("aleksandr", "александр"),
        ("alexandr", "александр"),
        ("yurii", "юрий"),
        ("iuriy", "юрій"),
        ("solnyshko", "солнышко"),
        ("ad'yutant", "адъютант"),
        ("zhmerynka", "жмеринка"),
    ],
)
def test_every_way_to_write_a_name_sounds_alike(written: str, as_cyrillic: str) -> None:
    assert sound(written) == sound(as_cyrillic)


@pytest.mark.parametrize(
    ("stem", "typed", "ending"),
    [
        ("шебекин", "shebekin", 0),
        ("шебекин", "shebekino", 1),
        ("шебекин", "shebekinom", 2),
        ("шебекин", "shebekinskomu", None),
        ("шеб", "sheba", None),
        ("щебекин", "shebekino", None),
        ("шебекинск", "shebekino", None),
    ],
)
def test_a_stem_is_heard_in_a_word_with_an_ending_and_not_in_another_word(
    stem: str, typed: str, ending: int | None
) -> None:
    assert ending_of(sound(stem), sound(typed)) == ending


def test_many_words_are_keyed_at_once() -> None:
    words = ["шебекино", "ь", "русский", "тсс", "іо"]

    assert sound(" ".join(words)).split(" ") == [sound(word) for word in words]


def test_only_words_of_latin_letters_alone_are_looked_at() -> None:
    assert is_latin("vzryv")
    assert is_latin("oblast'")
    assert not is_latin("взрыв")
    assert not is_latin("vzryv7")
    assert not is_latin("vзryv")
