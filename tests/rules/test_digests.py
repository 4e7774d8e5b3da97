"""What a digest holds, in which order, and when it comes."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.digests import Candidate, contents, next_due
from bot.rules.notifying import Standing
from bot.values import Level, Reason, Role

NOW = datetime(2026, 5, 12, 22, 30, tzinfo=UTC)
MOSCOW = ZoneInfo("Europe/Moscow")
TWO = Standing(figure=2, places=("RU-MOW",), reported=True, sources=((1, 2),))


def seen(
    number: int, now: Standing = TWO, told: Standing | None = None, role: Role = Role.REPORTS
) -> Candidate:
    return Candidate(number, 5, now, told, role, NOW)


def reported(**facts: object) -> Standing:
    return Standing(places=("RU-MOW",), reported=True, **facts)  # type: ignore[arg-type]


class TestContents:
    def test_what_was_not_told_is_in_it(self) -> None:
        [item] = contents([seen(1)])
        assert (item.incident_id, item.revision, item.reason, item.level) == (1, 5, Reason.FIRST, Level.REPORT)

    def test_what_was_told_and_stands_as_it_did_is_not(self) -> None:
        assert contents([seen(1, told=TWO)]) == []

    def test_what_was_withdrawn_before_it_was_told_is_not(self) -> None:
        assert contents([seen(1, now=Standing(withdrawn=True))]) == []

    @pytest.mark.parametrize(
        ("now", "reason"),
        [
            (reported(figure=3, sources=((1, 3),)), Reason.HIGHER_FIGURE),
            (reported(figure=1, sources=((1, 1),)), Reason.CORRECTED),
            (reported(figure=2, sources=((1, 2),), injured=1), Reason.HARM),
            (reported(figure=2, sources=((1, 2),), ended=True), Reason.ENDED),
            (reported(figure=2, sources=((1, 2), (2, 1))), Reason.MORE),
            (Standing(withdrawn=True), Reason.WITHDRAWN),
        ],
    )
    def test_what_changed_says_how(self, now: Standing, reason: Reason) -> None:
        [item] = contents([seen(1, now=now, told=TWO)])
        assert item.reason is reason
        assert item.told == TWO

    def test_a_hundred_and_one_is_more_than_a_hundred(self) -> None:
        hundred, more = reported(figure=100), reported(figure=101)
        [item] = contents([seen(1, now=more, told=hundred)])
        assert item.reason is Reason.HIGHER_FIGURE

    def test_the_gravest_comes_first(self) -> None:
        alert = seen(1, now=Standing(places=("RU-MOW",)), role=Role.WARNS)
        few, many = seen(2, now=reported(figure=2)), seen(3, now=reported(figure=40))
        damage = seen(4, now=reported(damage=True), role=Role.HARMS)
        injured, killed = seen(5, now=reported(injured=9)), seen(6, now=reported(killed=1))

        ranked = contents([alert, few, many, damage, injured, killed])

        assert [item.incident_id for item in ranked] == [6, 5, 4, 3, 2, 1]
        assert [item.sounds for item in ranked] == [True] * 5 + [False]

    def test_a_retraction_weighs_what_was_told_and_sounds(self) -> None:
        ranked = contents([seen(1), seen(2, now=Standing(withdrawn=True), told=reported(killed=1))])
        assert [item.incident_id for item in ranked] == [2, 1]
        assert all(item.sounds for item in ranked)

    def test_an_all_clear_alone_does_not_sound(self) -> None:
        [item] = contents([seen(1, now=reported(figure=2, sources=((1, 2),), ended=True), told=TWO)])
        assert not item.sounds

    @given(st.permutations([seen(n, now=reported(figure=n % 3)) for n in range(8)]))
    def test_the_order_does_not_depend_on_what_came_first(self, order: list[Candidate]) -> None:
        assert contents(order) == contents(sorted(order, key=lambda one: one.incident_id))


class TestNextDue:
    @pytest.mark.parametrize(
        ("after", "zone", "hour", "due"),
        [
            ("2026-05-12T14:20:30+00:00", "Europe/Moscow", None, "2026-05-12T15:00:00+00:00"),
            ("2026-05-12T14:00:00+00:00", "Europe/Moscow", None, "2026-05-12T15:00:00+00:00"),
            ("2026-05-12T14:20:00+00:00", "Asia/Kolkata", None, "2026-05-12T14:30:00+00:00"),
            ("2026-05-12T04:59:00+00:00", "Europe/Moscow", 8, "2026-05-12T05:00:00+00:00"),
            ("2026-05-12T05:00:00+00:00", "Europe/Moscow", 8, "2026-05-13T05:00:00+00:00"),
            ("2026-05-12T22:30:00+00:00", "Europe/Moscow", 0, "2026-05-13T21:00:00+00:00"),
            ("2026-03-28T07:00:00+00:00", "Europe/Berlin", 8, "2026-03-29T06:00:00+00:00"),
            ("2026-03-28T07:00:00+00:00", "Europe/Berlin", 2, "2026-03-29T01:00:00+00:00"),
            ("2026-10-24T12:00:00+00:00", "Europe/Berlin", 2, "2026-10-25T00:00:00+00:00"),
            ("2026-10-25T00:30:00+00:00", "Europe/Berlin", 2, "2026-10-26T01:00:00+00:00"),
        ],
    )
    def test_it_goes_by_the_local_clock(self, after: str, zone: str, hour: int | None, due: str) -> None:
        found = next_due(datetime.fromisoformat(after), ZoneInfo(zone), hour=hour)
        assert found == datetime.fromisoformat(due)
        assert found.tzinfo is UTC

    @given(
        st.integers(0, 2 * 365 * 24 * 3600).map(
            lambda s: datetime(2025, 1, 1, tzinfo=UTC) + timedelta(seconds=s)
        ),
        st.sampled_from(["UTC", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia"]),
        st.none() | st.integers(0, 23),
    )
    def test_it_is_later_and_soon(self, after: datetime, zone: str, hour: int | None) -> None:
        due = next_due(after, ZoneInfo(zone), hour=hour)
        assert after < due <= after + (timedelta(hours=1) if hour is None else timedelta(hours=26))
