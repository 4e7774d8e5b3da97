"""Words without which a sentence denies or supposes nothing: the rules ask no further where none stands."""

import json
from pathlib import Path

import pytest

from bot.rules.language import denying, telling
from bot.rules.language.forms import Form
from bot.rules.language.text import Sentence, read_text
from bot.rules.patterns.lexicon import Mention

STATEMENTS = Path(__file__).parents[3] / "seeds" / "statements"


def sentences(name: str) -> list[Sentence]:
    lines = (STATEMENTS / name).read_text("utf-8").splitlines()
    return [sentence for line in lines for sentence in read_text(json.loads(line)["text"]).sentences]


def mentions(sentence: Sentence) -> list[Mention]:
    """Every word of it, told as a noun and as a verb."""
    places = [place for place, token in enumerate(sentence.tokens) if token.is_word]
    return [Mention(0, place, place, says) for place in places for says in (Form.NOUN, Form.DONE)]


@pytest.mark.parametrize("name", ["tuned-ru.jsonl", "tuned-uk.jsonl", "tuned-en.jsonl"])
def test_nothing_is_denied_or_supposed_without_a_word_for_it(name: str) -> None:
    denied = supposed = 0
    for sentence in sentences(name):
        for mention in mentions(sentence):
            if denying.negated(sentence.tokens, mention):
                denied += 1
                assert not denying.DENYING.isdisjoint(sentence.words), sentence.words
            if telling.hypothetical(sentence.tokens, mention):
                supposed += 1
                assert not telling.SUPPOSING.isdisjoint(sentence.words), sentence.words
    assert denied
    assert supposed
