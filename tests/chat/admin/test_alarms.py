"""What admins are told of their sources, for every state and in every language."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.chat.admin.alarms import AILMENTS, OF_ALL
from bot.chat.admin.notices import render_notice
from bot.chat.admin.status import STATES
from bot.chat.languages import LANGUAGES
from bot.chat.names import Names
from bot.chat.wording import Wording
from bot.rules.health import OF_THE_HOST
from bot.store.notices import NoticeKind
from bot.store.tables import Notice
from bot.values import ChannelState
from tests.chat.incidents import NAMES, NOW, reader

SINCE = NOW - timedelta(minutes=25)


def words(kind: NoticeKind, language: str = "en", names: Names = NAMES, **facts: Any) -> str:
    told = {
        "handle": "mos_sobyanin",
        "title": "Mayor <b>of</b> Moscow",
        "state": ChannelState.UNREACHABLE,
        "since": SINCE.isoformat(),
        "error": "no connection to the host",
        "shown_as": "moscow_mayor",
        "last_post_at": (NOW - timedelta(hours=3)).isoformat(),
        "heartbeat": False,
        **facts,
    }
    notice = Notice(kind=kind, facts=told, created_at=NOW)
    return render_notice(notice, Wording(reader(language), names)).text


def test_every_state_has_its_sentences() -> None:
    assert set(STATES) == set(ChannelState)
    assert set(AILMENTS) == set(ChannelState) - {ChannelState.OK}
    assert set(OF_ALL) == OF_THE_HOST


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_is_another_sentence_and_leaves_no_gap_open(language: str) -> None:
    told = {words(NoticeKind.SOURCE_AILS, language, state=state, error=None) for state in AILMENTS}
    told |= {words(NoticeKind.HOST_FAILS, language, state=state) for state in OF_ALL}
    told |= {words(kind, language) for kind in (NoticeKind.SOURCE_WELL, NoticeKind.HOST_WELL)}
    assert len(told) == len(AILMENTS) + len(OF_ALL) + 2
    assert not any("{" in text for text in told)


def test_an_alarm_names_the_channel_the_time_and_the_reason() -> None:
    assert words(NoticeKind.SOURCE_AILS).splitlines() == [
        "⚠️ @mos_sobyanin · Mayor <b>of</b> Moscow",
        "It has been out of reach since 01:05 MSK. It is tried again and again.",
        "no connection to the host",
    ]


def test_an_alarm_calls_the_channel_as_its_reader_does() -> None:
    named = replace(NAMES, called={"mos_sobyanin": {"ru": "Мэр Москвы"}})

    assert "· Мэр Москвы\n" in words(NoticeKind.SOURCE_AILS, "ru", names=named)
    assert "· Mayor" in words(NoticeKind.SOURCE_AILS, "uk", names=named)


def test_a_new_name_is_told_and_what_to_do_about_it() -> None:
    text = words(NoticeKind.SOURCE_AILS, state=ChannelState.RENAMED)
    assert "@moscow_mayor" in text
    assert "watchlist.yaml" in text


def test_a_silent_heartbeat_is_an_alarm_of_its_own() -> None:
    silent: dict[str, Any] = {"state": ChannelState.QUIET, "heartbeat": True}
    assert words(NoticeKind.SOURCE_AILS, **silent).startswith("🚨 We may be blind: @mos_sobyanin")
    assert "22:30 MSK" in words(NoticeKind.SOURCE_AILS, **silent)


@pytest.mark.parametrize("language", LANGUAGES)
def test_several_channels_are_listed_and_counted(language: str) -> None:
    handles = [f"channel{number}" for number in range(45)]
    for kind in (NoticeKind.SOURCES_AIL, NoticeKind.SOURCES_WELL):
        text = words(kind, language, handles=handles)
        assert "45" in text.splitlines()[0]
        assert "@channel39" in text
        assert "@channel40" not in text
        assert "5" in text.splitlines()[-1]


def test_an_all_clear_says_how_long_it_lasted() -> None:
    assert words(NoticeKind.SOURCE_WELL) == (
        "✅ @mos_sobyanin is well again after 25 min. Before: cannot be reached."
    )
    assert "after 25 min" in words(NoticeKind.HOST_WELL)


@pytest.mark.parametrize("language", ["en", "ru", "uk"])
def test_posts_that_were_read_past_are_named_with_their_links(language: str) -> None:
    told = words(NoticeKind.POSTS_UNREAD, language, numbers=[12, 40])
    assert told.splitlines()[1:3] == ["t.me/mos_sobyanin/12", "t.me/mos_sobyanin/40"]
    more = words(NoticeKind.POSTS_UNREAD, language, numbers=[12, 40], more=5)
    assert len(more.splitlines()) == len(told.splitlines()) + 1
    assert "5" in more.splitlines()[3]


@pytest.mark.parametrize("language", LANGUAGES)
def test_of_the_disk_and_the_database_it_is_said_what_is_left_and_what_happened(language: str) -> None:
    for kind in (NoticeKind.DISK_LOW, NoticeKind.DISK_WELL):
        assert " 200 " in words(kind, language, free=200 * 2**20)
    failed = words(NoticeKind.STORING_FAILED, language, error="database or disk is full")
    assert "25" in failed
    assert "22:05 UTC" in failed
    assert "database or disk is full" in failed
