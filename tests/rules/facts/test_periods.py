"""When: windows in every form against the posting time, slips of the pen, and the event's own clock."""

from datetime import UTC, datetime

import pytest

from bot.values import Precision
from tests.rules.facts.reading import AIR_FORCE, BORDER, MINISTRY, facts


def window(text: str, channel=MINISTRY, at: str = "2026-05-23T05:02") -> tuple[str, str, Precision] | None:  # type: ignore[no-untyped-def]
    period = facts(f"{text} сбито 5 БПЛА.", channel, at=at).period
    return period and (f"{period.start:%d.%m.%y %H:%M}", f"{period.end:%d.%m.%y %H:%M}", period.precision)


NIGHT = ("22.05.26 17:00", "23.05.26 04:00", Precision.MINUTE)


@pytest.mark.parametrize(
    "text",
    [
        "В период с 20.00 мск 22 мая до 7.00 мск 23 мая т.г.",
        "С 20:00 22.05 до 7:00 23.05",
        "(с 20.00 мск 22.05 до 7.00 мск 23.05)",
        "22.05.2026 с 20.00 до 07.00 мск",
        "С 20.00 мск вчера до 7.00 мск сегодня",
        "From 20:00 on 22 May until 07:00 on 23 May Moscow time",
        "Between 20:00 on May 22 and 07:00 on May 23 (Moscow time)",
        "20:00–07:00 мск:",
        "С 20 часов 00 минут до 7 часов 00 минут мск",
    ],
)
def test_windows_are_read_in_every_form(text: str) -> None:
    assert window(text) == NIGHT


def test_hours_without_minutes_are_exact_to_the_hour() -> None:
    assert window("С восьми вечера до семи утра мск") == (*NIGHT[:2], Precision.HOUR)
    assert window("From 8 p.m. to 7 a.m. Moscow time") == (*NIGHT[:2], Precision.HOUR)


def test_a_named_night_runs_from_eight_to_seven() -> None:
    for text in ("В ночь на 23 мая", "Ночь на 23 мая", "В течение прошедшей ночи", "В ночь с 22 на 23 мая"):
        assert window(text) == (*NIGHT[:2], Precision.NIGHT)


def test_midnight_ends_a_day() -> None:
    assert window("С 18.00 мск до 24.00 мск", at="2026-05-22T21:05") == (
        "22.05.26 15:00", "22.05.26 21:00", Precision.MINUTE,
    )  # fmt: skip
    assert window("С 18.00 мск до полуночи", at="2026-05-22T21:05") == (
        "22.05.26 15:00", "22.05.26 21:00", Precision.MINUTE,
    )  # fmt: skip


def test_last_years_number_in_january_and_last_months_name_are_slips_of_the_pen() -> None:
    assert window("С 23.00 31 декабря 2025 г. до 7.00 1 января 2025 г.", at="2026-01-01T05:00") == (
        "31.12.25 20:00", "01.01.26 04:00", Precision.MINUTE,
    )  # fmt: skip
    assert window("С 22.00 30 апреля до 5.00 1 апреля", at="2026-05-01T03:00") == (
        "30.04.26 19:00", "01.05.26 02:00", Precision.MINUTE,
    )  # fmt: skip


def test_the_air_forces_as_of_time_ends_its_window_by_kyivs_clock() -> None:
    text = "У ніч на 12 травня (з 20:00 11 травня) ворог атакував. Станом на 08:00 збито 91 БпЛА."
    period = facts(text, AIR_FORCE, at="2026-05-12T05:15").period
    assert period
    assert (period.start, period.end) == (
        datetime(2026, 5, 11, 17, tzinfo=UTC),
        datetime(2026, 5, 12, 5, tzinfo=UTC),
    )


def test_the_as_of_time_may_stand_before_the_beginning() -> None:
    text = "Станом на 08.00 12 травня (атака почалася о 20.00 11 травня) збито 91 БпЛА."
    period = facts(text, AIR_FORCE, at="2026-05-12T05:15").period
    assert period
    assert (period.start.hour, period.end.hour) == (17, 5)


def test_kyivs_daylight_saving_is_kept() -> None:
    text = "З 18:00 24 жовтня до 09:00 25 жовтня збито 40 БпЛА."
    period = facts(text, AIR_FORCE, at="2026-10-25T08:00").period
    assert period
    assert (period.start.hour, period.end.hour) == (15, 7)


@pytest.mark.parametrize("text", ["За ночь сбито 5 БПЛА.", "С 21:00 сбито 5 БПЛА.", "В 3:40 сбит БПЛА."])
def test_one_end_is_no_window(text: str) -> None:
    assert facts(text, MINISTRY).period is None


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("В 0:58 сбит беспилотник.", "00:58"),
        ("Около 5 утра дрон упал на дом.", "05:00"),
        ("В 4 часа утра сбит дрон.", "04:00"),
        ("В 11 часов вечера ПВО сняла дрон.", "23:00"),
        ("О третій ночі збито дрон.", "03:00"),
        ("02:14 — сбит дрон.", "02:14"),
        ("At about 4 a.m. a drone was shot down.", "04:00"),
        ("Отбой тревоги объявлен в 5:10.", None),
        ("Сбиты 5 БПЛА, пожар потушен в 4:20.", None),
    ],
)
def test_the_events_own_clock_is_read_and_others_are_not(text: str, clock: str | None) -> None:
    assert facts(text, BORDER).stated_at == clock
