"""An English word that is noun and verb alike, in a list that is only asked whether it stands there."""

from typing import Any

import pytest

from bot.rules.language.text import read_text
from bot.rules.patterns.matching import Matcher
from bot.watchlist.patterns import Against, Evidence, Pattern, Titles, Vocabulary, WordList

SHARED = Vocabulary(lists={"strikes": WordList(en=("to strike", "to crash", "to attack"))})


def _points(text: str, veto: dict[str, Any]) -> int:
    pattern = Pattern(
        id="noun-or-verb",
        title=Titles(ru="слова", uk="слова", en="words"),
        evidence=(Evidence.model_validate({"as": "a drone", "any": ["drone"], "points": 80}),),
        against=(Against.model_validate({"any": ["festival"], "why": "a show", "points": -60, **veto}),),
    )
    (found,) = Matcher((pattern,), SHARED).match(read_text(text), None, everything=True)
    return found.score


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("strike", "A drone festival was struck."),
        ("strike", "A drone is striking a festival."),
        ("strike", "A drone strikes the festival."),
        ("strike", "A strike on a drone festival."),
        ("crash", "A drone crashed into the festival."),
        ("crash", "The drone is crashing at a festival."),
        ("attack", "A drone attacked the festival."),
        ("attack", "An attack: drone over the festival."),
    ],
)
def test_the_verb_lifts_a_veto_as_the_noun_does(word: str, text: str) -> None:
    assert _points(text, {"unless": [word]}) == 80


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("strike", "A striker flew a drone at the festival."),
        ("=strike", "A drone festival was struck."),
        ("=crash", "A drone crashed into the festival."),
        ("crash", "A drone crushed a can at the festival."),
        ("show", "A drone showed the festival."),
        ("attack", "A drone tacked over the festival."),
        ("strike", "A drone was stroked at the festival."),
        ("raid", "A drone raided the festival."),
    ],
)
def test_what_no_shared_list_knows_as_a_verb_stays_a_noun(word: str, text: str) -> None:
    assert _points(text, {"unless": [word]}) == 20
