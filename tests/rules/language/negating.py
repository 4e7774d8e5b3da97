"""Whether a noun of a sentence is told as denied."""

from bot.rules.language import denying
from bot.rules.language.forms import Form
from bot.rules.language.text import read_text
from bot.rules.patterns.lexicon import Mention


def negated(text: str, word: str) -> bool:
    tokens = read_text(text).sentences[0].tokens
    place = next(place for place, token in enumerate(tokens) if token.word == word)
    return denying.negated(tokens, Mention(0, place, place, Form.NOUN))
