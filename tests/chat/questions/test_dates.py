"""A day among the words of a search becomes filters that read the same."""

from datetime import timedelta

import pytest

from bot.chat.questions.dates import dated
from bot.store.criteria import Criteria
from tests.chat.questions.test_filters import HERE, at, read


@pytest.mark.parametrize(
    ("text", "written", "since", "until"),
    [
        ("дроны вчера", "дроны since:вчера until:вчера", at(12), at(13)),
        ("дроны вчора", "дроны since:вчора until:вчора", at(12), at(13)),
        ("drones today", "drones since:today", at(13), None),
        ("дроны 7 мая", "дроны since:7.05 until:7.05", at(7), at(8)),
        ("7 Травня дрони", "дрони since:7.05 until:7.05", at(7), at(8)),
        ("drones 7 may belgorod", "drones belgorod since:7.05 until:7.05", at(7), at(8)),
        ("дроны 07.05", "дроны since:07.05 until:07.05", at(7), at(8)),
        ("дроны 24ч", "дроны since:24ч", HERE.now - timedelta(days=1), None),
    ],
)
def test_a_day_among_the_words_is_that_day_alone(text: str, written: str, since: object, until: object) -> None:
    meant = dated(read(text), HERE)

    assert meant is not None
    assert (meant.written, meant.criteria) == (written, Criteria(since=since, until=until))  # type: ignore[arg-type]
    assert read(meant.written) == meant


@pytest.mark.parametrize("text", ["дроны", "31 февраля", "48 мая", "7", "мая", "вчера since:3d"])
def test_words_that_name_no_past_day_stay_words(text: str) -> None:
    assert dated(read(text), HERE) is None
