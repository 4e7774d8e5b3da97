"""Which sentences of a post are read together."""

from bot.rules.language.text import read_text
from bot.rules.patterns.lexicon import Lexicon
from bot.rules.patterns.signs import Reading


def windows(text: str) -> list[tuple[int, ...]]:
    lexicon = Lexicon()
    lexicon.freeze()
    reading = Reading(read_text(text), lexicon, None)
    return [window for index in reading.every for window in reading.windows(reading.every, index)]


def test_a_short_sentence_joins_its_neighbours_to_one_window() -> None:
    assert (0, 1, 2) in windows("Один БПЛА. Наш район. Сбит.")


def test_a_long_sentence_keeps_its_neighbours_apart() -> None:
    assert (0, 1, 2) not in windows("Один БПЛА. Жители нашего района слышали громкий хлопок. Сбит.")
