"""Which screen a button of /settings leads to."""

from collections.abc import Callable
from typing import Final

from bot.chat.rendered import Rendered
from bot.chat.settings import digest_screens, night_screens, region_screens, screens
from bot.chat.settings.chosen import Chosen
from bot.chat.settings.visit import Visit

SCREENS: Final[dict[str, Callable[[Chosen], Rendered]]] = {
    "main": screens.main,
    "kinds": screens.kinds,
    "minimum": screens.minimum,
    "sound": screens.sound,
    "often": digest_screens.often,
    "hour": digest_screens.hour,
    "clock": digest_screens.clock,
    "language": screens.language,
    "snoozes": screens.snoozes,
    "breaking": screens.breaking,
    "night": night_screens.night,
    "from": night_screens.starts,
    "zones": night_screens.zones,
}
PARAMETRIC: Final = ("regions", "country", "channels", "to")
"""Screens that take parameters from the button."""


def show(screen: str, visit: Visit, chosen: Chosen) -> Rendered:
    """The screen of that name. Its parameters are the last ones of the button."""
    match screen:
        case "regions":
            return region_screens.regions(chosen)
        case "country":
            code, page = (*visit.params[-2:], "", "")[:2]
            if code not in region_screens.countries(chosen):
                return region_screens.regions(chosen)
            return region_screens.country(chosen, code, int(page) if page.isdecimal() else 0)
        case "channels":
            page = visit.params[-1] if visit.params else ""
            return screens.channels(chosen, int(page) if page.isascii() and page.isdecimal() else 0)
        case "to":
            return night_screens.ends(chosen, visit.number(0, 23))
        case _:
            return SCREENS.get(screen, screens.main)(chosen)
