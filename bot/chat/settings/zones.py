"""Time zones by the places people know them by. Pure.

Sources: the IANA database's zone1970.tab for which zone a region keeps.
"""

from datetime import datetime
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo, available_timezones

from bot.chat.languages import LANGUAGES, Voice, mark, voice
from bot.chat.names import Names
from bot.chat.questions import finding
from bot.rules.language.romanised import sound
from bot.rules.language.text import fold

COUNTRIES: Final = {"RU": "Europe/Moscow", "UA": "Europe/Kyiv"}
"""The zone most of a country keeps."""
_REGIONS: Final = {
    code: zone
    for zone, codes in {
        "Europe/Kaliningrad": "RU-KGD",
        "Europe/Samara": "RU-SAM RU-UD",
        "Europe/Saratov": "RU-SAR",
        "Europe/Ulyanovsk": "RU-ULY",
        "Europe/Astrakhan": "RU-AST",
        "Europe/Simferopol": "UA-43 UA-40",
        "Asia/Yekaterinburg": "RU-BA RU-CHE RU-KGN RU-ORE RU-PER RU-SVE RU-TYU RU-KHM RU-YAN",
        "Asia/Omsk": "RU-OMS",
        "Asia/Novosibirsk": "RU-NVS",
        "Asia/Tomsk": "RU-TOM",
        "Asia/Barnaul": "RU-ALT RU-AL",
        "Asia/Novokuznetsk": "RU-KEM",
        "Asia/Krasnoyarsk": "RU-KYA RU-KK RU-TY",
        "Asia/Irkutsk": "RU-IRK RU-BU",
        "Asia/Chita": "RU-ZAB",
        "Asia/Yakutsk": "RU-SA RU-AMU",
        "Asia/Vladivostok": "RU-PRI RU-KHA RU-YEV",
        "Asia/Sakhalin": "RU-SAK",
        "Asia/Magadan": "RU-MAG",
        "Asia/Kamchatka": "RU-KAM",
        "Asia/Anadyr": "RU-CHU",
    }.items()
    for code in codes.split()
}
_NO_CITIES: Final = (
    *("Etc/", "Brazil/", "Canada/", "Chile/", "Mexico/", "US/"),
    *("Australia/North", "Australia/South", "Australia/West"),
)
"""How the names of zones begin that are called after an offset or a part of a country: "Mexico/General"."""
CITIES: Final = {
    "Europe/Moscow": mark("Moscow"),
    "Europe/Kyiv": mark("Kyiv"),
    "Europe/Minsk": mark("Minsk"),
    "Europe/Warsaw": mark("Warsaw"),
    "Europe/Berlin": mark("Berlin"),
    "Europe/London": mark("London"),
    "Europe/Istanbul": mark("Istanbul"),
    "Asia/Jerusalem": mark("Jerusalem"),
    "Asia/Tbilisi": mark("Tbilisi"),
    "Asia/Almaty": mark("Almaty"),
    "Asia/Yekaterinburg": mark("Yekaterinburg"),
    "Asia/Novosibirsk": mark("Novosibirsk"),
    "Asia/Vladivostok": mark("Vladivostok"),
    "America/New_York": mark("New York"),
}
"""Zones that are offered, by a city in them."""


def zone_of(region: str) -> str | None:
    """The zone a region keeps; None for a country whose zones are not known here."""
    return _REGIONS.get(region) or COUNTRIES.get(region[:2])


def offered(regions: list[str]) -> list[str]:
    """The zones to choose from: those of the chosen regions first."""
    own = [zone for code in regions if (zone := zone_of(code))]
    return list(dict.fromkeys((*own, *CITIES)))[: len(CITIES)]


def city(zone: str, say: Voice) -> str:
    """A zone as people call it: "Moscow"."""
    return say(CITIES[zone]).text if zone in CITIES else zone.rpartition("/")[2].replace("_", " ")


def offset(zone: str, now: datetime) -> str:
    """How far its clock is ahead of UTC: "UTC+3"."""
    minutes = round((now.astimezone(ZoneInfo(zone)).utcoffset() or now - now).total_seconds() / 60)
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'-' if minutes < 0 else '+'}{hours}" + (f":{rest:02}" if rest else "")


def find_zone(text: str, names: Names) -> str | None:
    """The zone of a city or region, in any of our languages, or by its own name ("Europe/Moscow").

    Other cities are known in English only: they are found by their sound, too ("Токио").
    """
    wanted = " ".join(text.casefold().split())
    for zone in CITIES:
        if wanted in {city(zone, voice(language)).casefold() for language in LANGUAGES}:
            return zone
    for zone in sorted(available_timezones()):
        if wanted in (zone.casefold(), zone.rpartition("/")[2].replace("_", " ").casefold()):
            return zone
    if region := finding.places(names).find(text):
        return zone_of(region)
    return _by_sound().get(sound(fold(text)))


@cache
def _by_sound() -> dict[str, str]:
    zones = sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith(_NO_CITIES))
    return {sound(fold(zone.rpartition("/")[2].replace("_", " "))): zone for zone in zones}


def default_zone(regions: list[str], language: str, names: Names) -> str:
    """The zone to begin with, until another is chosen: that of a chosen region, else of the reader's language,
    else of most channels, on whose clocks cards are until one is chosen."""
    for code in regions:
        if zone := zone_of(code):
            return zone
    if country := {"uk": "UA", "ru": "RU"}.get(language):
        return COUNTRIES[country]
    return str(names.home)
