"""Incidents to show, written for the tests."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.chat.names import Kind, Names, Region
from bot.chat.wording import Reader
from bot.values import Facts, IncidentView, Role, StatementView

NOW = datetime(2026, 5, 12, 22, 30, tzinfo=UTC)
AT_0058 = datetime(2026, 5, 12, 21, 58, tzinfo=UTC)
MOSCOW_SENTENCE = "Средства ПВО сбили два беспилотника, летевших на Москву."

_PLACES = {
    "RU-MOW": {"ru": "Москва", "uk": "Москва", "en": "Moscow"},
    "RU-BEL": {"ru": "Белгородская область", "uk": "Бєлгородська область", "en": "Belgorod Region"},
    "RU-BRY": {"ru": "Брянская область", "uk": "Брянська область", "en": "Bryansk Region"},
    "UA-32": {"ru": "Киевская область", "uk": "Київська область", "en": "Kyiv Region"},
}
NAMES = Names(
    place_name=lambda code, language: _PLACES.get(code, {}).get(language, code),
    kinds={
        "interception": Kind({"ru": "Перехват", "uk": "Перехоплення", "en": "Interception"}, Role.REPORTS),
        "attack": Kind({"ru": "Атака", "uk": "Атака", "en": "Attack"}, Role.HARMS),
        "alert": Kind({"ru": "Тревога", "uk": "Тривога", "en": "Alert"}, Role.WARNS),
        "all-clear": Kind({"ru": "Отбой", "uk": "Відбій", "en": "All clear"}, Role.ENDS),
    },
    zones={"mos_sobyanin": ZoneInfo("Europe/Moscow"), "kpszsu": ZoneInfo("Europe/Kyiv")},
    regions={
        "RU-MOW": Region((55.75, 37.6), tuple(_PLACES["RU-MOW"].values()), ("RU-MOS",)),
        "RU-BEL": Region((50.8, 37.4), (*_PLACES["RU-BEL"].values(), "Белгород", "Belgorod", "Шебекино")),
        "RU-BRY": Region((53.0, 33.4), (*_PLACES["RU-BRY"].values(), "Брянск", "Bryansk")),
        "UA-32": Region((50.3, 30.9), (*_PLACES["UA-32"].values(), "Київщина")),
    },
    channels={
        "mos_sobyanin": "Sergei Sobyanin, Mayor of Moscow",
        "operativno31": "Операштаб Белгородской области",
        "kpszsu": "Air Force of Ukraine",
    },
)


def reader(language: str = "en", zone: str | None = None, now: datetime = NOW) -> Reader:
    """Someone who reads *language*."""
    return Reader(language, ZoneInfo(zone) if zone else None, now)


def statement(number: int = 1, **changes: Any) -> StatementView:
    """The mayor's statement of 0:58; facts can be given by their names."""
    names = {field for field in Facts.__dataclass_fields__ if field in changes}
    stated: dict[str, Any] = {name: changes.pop(name) for name in names}
    facts = replace(Facts(count=2, places=("RU-MOW",)), **stated)
    made = StatementView(
        statement_id=number,
        handle="mos_sobyanin",
        source="Sergei Sobyanin, Mayor of Moscow",
        message_id=1000 + number,
        published_at=AT_0058 + timedelta(minutes=10) * (number - 1),
        kinds=("interception",),
        sentence=MOSCOW_SENTENCE,
        facts=facts,
        role=Role.REPORTS,
        wave=number,
    )
    return replace(made, **changes)


def incident(*statements: StatementView, **changes: Any) -> IncidentView:
    """An incident in Moscow of these statements, or of the mayor's one."""
    said = statements or (statement(),)
    made = IncidentView(
        incident_id=1,
        story="air-attack",
        places=("RU-MOW",),
        role=Role.REPORTS,
        status="open",
        opened_at=said[0].published_at,
        last_statement_at=said[-1].published_at,
        ended_at=None,
        revision=len(said),
        statements=said,
    )
    return replace(made, **changes)
