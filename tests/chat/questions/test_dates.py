"""A day among the words of a search becomes filters that read the same."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.chat.questions.dates import dated
from bot.chat.questions.filters import Question, Standpoint, read_question
from bot.store.criteria import Criteria
from tests.chat.incidents import NAMES, NOW
from tests.chat.questions.test_filters import HERE, at, read

DAY = timedelta(days=1)


def september(day: int) -> datetime:
    """A day of the last one."""
    return at(1).replace(year=2025, month=9, day=day)


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
        ("drones May 7", "drones since:7.05 until:7.05", at(7), at(8)),
        ("drones 7 May", "drones since:7.05 until:7.05", at(7), at(8)),
        ("drones Apr 30, 2026", "drones since:30.04.2026 until:30.04.2026", at(1) - DAY, at(1)),
        ("drones sept 5th", "drones since:5.09 until:5.09", september(5), september(6)),
        ("дроны 5 сентября 2025", "дроны since:5.09.2025 until:5.09.2025", september(5), september(6)),
        ("дрони 5 вер.", "дрони since:5.09 until:5.09", september(5), september(6)),
        ("дрони 7 травня", "дрони since:7.05 until:7.05", at(7), at(8)),
        ("дроны 2026-05-07", "дроны since:2026-05-07 until:2026-05-07", at(7), at(8)),
        ("дроны 24ч", "дроны since:24ч", HERE.now - timedelta(days=1), None),
        ("drones this week", "drones since:7d", HERE.now - 7 * DAY, None),
        ("drones last week", "drones since:04.05.2026 until:10.05.2026", at(4), at(11)),
        ("на прошлой неделе дроны", "дроны since:04.05.2026 until:10.05.2026", at(4), at(11)),
        ("дроны за неделю", "дроны since:7d", HERE.now - 7 * DAY, None),
        ("цього місяця дрони", "дрони since:30d", HERE.now - 30 * DAY, None),
        ("drones 5.05-7.05", "drones since:5.05 until:7.05", at(5), at(8)),
        ("drones 5.05 - 7.05,", "drones since:5.05 until:7.05", at(5), at(8)),
        ("drones 10.05-20.05", "drones since:10.05", at(10), None),
        ("drones 5.09-6.09.2025", "drones since:5.09.2025 until:6.09.2025", september(5), september(7)),
        ("05.09.2025–06.09.2025 дроны", "дроны since:05.09.2025 until:06.09.2025", september(5), september(7)),
    ],
)
def test_a_day_among_the_words_is_that_day_alone(text: str, written: str, since: object, until: object) -> None:
    meant = dated(read(text), HERE)

    assert meant is not None
    assert (meant.written, meant.criteria) == (written, Criteria(since=since, until=until))  # type: ignore[arg-type]
    assert read(meant.written) == meant


def test_without_a_zone_a_day_is_that_of_every_channel() -> None:
    here = Standpoint(NAMES, NOW, None)  # 01:30 of May 13 in Kyiv and in Moscow
    question = read_question("дроны 12 мая", here)
    assert isinstance(question, Question)
    meant = dated(question, Standpoint(NAMES, NOW + timedelta(hours=1), None))

    assert meant is not None
    assert meant.criteria == Criteria(since=at(12), until=at(13))


def test_near_midnight_today_begins_with_the_channel_that_is_behind() -> None:
    winter = datetime(2026, 1, 13, 21, 30, tzinfo=UTC)  # 23:30 in Kyiv, 00:30 of the next day in Moscow
    midnight = datetime(2026, 1, 13, tzinfo=ZoneInfo("Europe/Kyiv"))
    today = read_question("since:today", Standpoint(NAMES, winter, None))
    dotted = read_question("since:14.01", Standpoint(NAMES, winter, None))

    assert isinstance(today, Question)
    assert today.criteria.since == midnight
    assert isinstance(dotted, Question)
    assert dotted.criteria.since == datetime(2026, 1, 14, tzinfo=ZoneInfo("Europe/Moscow"))


@pytest.mark.parametrize(
    "text", ["дроны", "31 февраля", "48 мая", "7", "мая", "may", "7 ma", "100дронов", "вчера since:3d"]
)
def test_words_that_name_no_past_day_stay_words(text: str) -> None:
    assert dated(read(text), HERE) is None
