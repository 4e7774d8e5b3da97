"""Which screen a button of /settings leads to."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from bot.chat.markup import Markup, bold, join
from bot.chat.rendered import Rendered
from bot.chat.settings import digest_screens, night_screens, region_screens, screens
from bot.chat.settings.chosen import Chosen, told
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
PARAMETRIC: Final = ("regions", "left", "country", "leftcountry", "channels", "to")
"""Screens that take parameters from the button."""


ONLY: Final = "only-"
"""Begins the names of the screens that ask before a list becomes empty."""
_CHOOSING: Final = frozenset(
    {"kinds", "channels", "minimum", "sound", "often", "hour", "breaking", "night", "from", "to"}
)
"""Screens whose buttons subscribe a chat that is told nothing, and that do not say what it is told."""


def show(screen: str, visit: Visit, chosen: Chosen, *, began: bool = False) -> Rendered:
    """The screen of that name. Its parameters are the last ones of the button.

    *began*: with this press the chat was subscribed, which nobody is to find out by the first card.
    """
    shown = _screen(screen, visit, chosen)
    if screen not in _CHOOSING:
        return shown
    if chosen.subscription is None:
        hint = chosen.say(
            "Choosing something here also subscribes this chat: to everything, until you choose regions."
        )
        return replace(shown, body=join("\n", [shown.body, hint]))
    return _subscribed(shown, chosen) if began else shown


def _subscribed(shown: Rendered, chosen: Chosen) -> Rendered:
    say = chosen.say
    is_everywhere = not chosen.wishes.regions
    narrow = say("Choose regions to narrow it down.") if is_everywhere else Markup()
    said = join(" ", [bold(say("Subscribed.")), told(chosen), narrow])
    button = chosen.button("📍 " + say("Regions").text, "regions")
    *rows, back = shown.keyboard
    keyboard = (*rows, (button,), back) if is_everywhere else shown.keyboard
    return replace(shown, body=join("\n", [shown.body, said]), keyboard=keyboard)


def _screen(screen: str, visit: Visit, chosen: Chosen) -> Rendered:
    match screen:
        case "only-regions":
            return screens.only(chosen, "regions", *(visit.params[1:] or ("regions",)))
        case "only-kinds":
            return screens.only(chosen, "kinds", "kinds")
        case "only-channels":
            return screens.only(chosen, "channels", "channels", visit.params[-1])
        case "regions":
            return region_screens.regions(chosen)
        case "left":
            return region_screens.left_out(chosen)
        case "country" | "leftcountry":
            code, page = (*visit.params[-2:], "", "")[:2]
            leaving = screen == "leftcountry"
            if code not in region_screens.countries(chosen):
                return region_screens.left_out(chosen) if leaving else region_screens.regions(chosen)
            number = int(page) if page.isdecimal() else 0
            return region_screens.country(chosen, code, number, leaving=leaving)
        case "channels":
            page = visit.params[-1] if visit.params else ""
            return screens.channels(chosen, int(page) if page.isascii() and page.isdecimal() else 0)
        case "to":
            return night_screens.ends(chosen, visit.number(0, 23))
        case _:
            return SCREENS.get(screen, screens.main)(chosen)
