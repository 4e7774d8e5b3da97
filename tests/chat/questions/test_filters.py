"""What a question says: words, filters, and what is wrong with those that cannot be read."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.questions.filters import FILTERS, MAX_LENGTH, Question, Standpoint, Trouble, read_question
from bot.store.criteria import Criteria
from tests.chat.incidents import NAMES, NOW

HERE = Standpoint(NAMES, NOW, ZoneInfo("Europe/Moscow"))  # 01:30 of May 13 there


def read(text: str) -> Question:
    question = read_question(text, HERE)
    assert isinstance(question, Question), question
    return question


def wrong(text: str) -> Trouble:
    trouble = read_question(text, HERE)
    assert isinstance(trouble, Trouble), trouble
    return trouble


def at(day: int, hour: int = 0) -> datetime:
    return datetime(2026, 5, day, hour, tzinfo=ZoneInfo("Europe/Moscow"))


@pytest.mark.parametrize(
    ("text", "words", "criteria"),
    [
        ("надпись", "надпись", Criteria()),
        ("place:Moscow", "", Criteria(places=("RU-MOW",))),
        ("надпись place:belgorod drone", "надпись drone", Criteria(places=("RU-BEL",))),
        ("место:Белгороде", "", Criteria(places=("RU-BEL",))),
        ('place:"Белгородской области"', "", Criteria(places=("RU-BEL",))),
        ("место:«Київська область»", "", Criteria(places=("UA-32",))),
        ("place:Шебекино", "", Criteria(places=("RU-BEL",))),
        ("place:moscow place:bryansk", "", Criteria(places=("RU-MOW", "RU-BRY"))),
        ("Place:RU-MOW", "", Criteria(places=("RU-MOW",))),
        ("kind:attack", "", Criteria(kinds=("attack",))),
        ("вид:перехват", "", Criteria(kinds=("interception",))),
        ("channel:@MOS_Sobyanin", "", Criteria(channels=("mos_sobyanin",))),
        ("channel:https://t.me/kpszsu", "", Criteria(channels=("kpszsu",))),
        ("channel:Sobyanin", "", Criteria(channels=("mos_sobyanin",))),
        ("since:2026-05-01", "", Criteria(since=at(1))),
        ("since:1.5.26 until:02.05.2026", "", Criteria(since=at(1), until=at(3))),
        ("since:01.06", "", Criteria(since=at(1).replace(month=6, year=2025))),
        ("since:yesterday", "", Criteria(since=at(12))),
        ("с:сегодня", "", Criteria(since=at(13))),
        ("since:7d", "", Criteria(since=NOW - timedelta(days=7))),
        ("since:12ч until:2h", "", Criteria(since=NOW - timedelta(hours=12), until=NOW - timedelta(hours=2))),
        ("min:10", "", Criteria(minimum=10)),
        ("мин:>=5", "", Criteria(minimum=5)),
    ],
)
def test_filters_are_read_in_any_order_form_and_language(text: str, words: str, criteria: Criteria) -> None:
    question = read(text)

    assert (question.words, question.criteria) == (words, criteria)
    assert read(question.written).criteria == criteria


@pytest.mark.parametrize("text", ["в 12:30", "взрыв: Москва", "https://t.me/kpszsu/5", ": :"])
def test_a_colon_alone_makes_no_filter(text: str) -> None:
    assert read(text).criteria == Criteria()


@pytest.mark.parametrize(
    ("text", "part", "mended"),
    [
        ("надпись place:mosow", "place:mosow", "надпись place:Moscow"),
        ("place:Белгрод drone", "place:Белгрод", "place:Белгород drone"),
        ("plase:moscow", "plase:moscow", "place:moscow"),
        ("kind:atack", "kind:atack", "kind:attack"),
        ("channel:mos_soby", "channel:mos_soby", "channel:mos_sobyanin"),
        ("since:31.02", "since:31.02", "since:7d"),
        ("until:soon", "until:soon", "until:2026-05-13"),
        ("min:0", "min:0", "min:10"),
        ("min:5drones", "min:5drones", "min:5"),
        ("place:", "place:", ""),
        ("place:zzzzzz", "place:zzzzzz", ""),
        ("wrong:thing", "wrong:thing", ""),
        ("since:1d until:2d", "since:1d", ""),
    ],
)
def test_a_filter_that_cannot_be_read_is_named_with_the_nearest_right_one(
    text: str, part: str, mended: str
) -> None:
    trouble = wrong(text)

    assert (trouble.part, trouble.mended) == (part, mended)
    if mended:
        read(mended)


@given(
    st.lists(
        st.one_of(
            st.text(max_size=20),
            st.builds(
                "{}:{}".format,
                st.sampled_from([name for names in FILTERS.values() for name in names]),
                st.text(max_size=20) | st.sampled_from(["7d", "9999w", "0001-01-01", "99.99", "-1", "²", '"']),
            ),
        ),
        max_size=6,
    )
)
def test_nothing_that_is_written_is_an_error(parts: list[str]) -> None:
    question = read_question(" ".join(parts), HERE)

    if isinstance(question, Question):
        assert len(question.written) <= MAX_LENGTH + 1
    else:
        assert question.says.format(part=question.part, value=question.value)


def test_times_are_on_the_readers_clock() -> None:
    there, here = (
        read_question("since:today", Standpoint(NAMES, NOW, zone)) for zone in (UTC, ZoneInfo("Europe/Moscow"))
    )

    assert isinstance(there, Question)
    assert isinstance(here, Question)
    assert there.criteria.since == datetime(2026, 5, 12, tzinfo=UTC)
    assert here.criteria.since == at(13)
