"""Choosing regions: by country, by the first letters of their names, or by typing one. Pure."""

import re
from typing import Final

from bot.chat.markup import bold, join
from bot.chat.rendered import Button, Rendered
from bot.chat.settings.chosen import COUNTRIES, Chosen, summary, ticked

ON_A_PAGE: Final = 18
MAX_SHOWN: Final = 8
SUGGESTED: Final = 6
_SHORTENED: Final = (
    (re.compile(r"\b[Аа]втономн(?:ый округ|ий округ|ая область)"), "АО"),
    (re.compile(r"(?<= )область"), "обл."),
    (re.compile(r"\bРеспубл[иі]ка"), "Респ."),
)
"""Two buttons share the width of a phone, and Telegram cuts what does not fit."""
FITS_HALF: Final = 19
"""Characters, a tick among them."""


def regions(chosen: Chosen) -> Rendered:
    """What is chosen, what is likely to be, and the ways to all others."""
    say, on = chosen.say, chosen.wishes.regions
    is_everywhere = chosen.subscription is not None and not on
    likely = [code for code in chosen.reported if code in chosen.names.regions and code not in on]
    offered = [_toggle(chosen, code, "regions") for code in (*on[:MAX_SHOWN], *likely[:SUGGESTED])]
    rows = [
        (chosen.button(ticked(say("All regions").text, is_everywhere), "clear", "regions"),),
        *_in_pairs(offered),
        tuple(
            chosen.button(chosen.region(country) + " ›", "country", country, "0")
            for country in countries(chosen)
        ),
        (
            chosen.button("🔎 " + say("Type a name").text, "type", "region"),
            chosen.button("🌙 " + say("Quiet hours").text, "night"),
        ),
        chosen.back(),
    ]
    text = say("Which regions?")
    return Rendered(join("\n", [bold(text), summary(chosen)]), tuple(row for row in rows if row), in_place=True)


def countries(chosen: Chosen) -> list[str]:
    """The countries there are regions of; the best known first."""
    found = {code[:2] for code in chosen.names.regions}
    return sorted(found, key=lambda country: (country not in COUNTRIES, country))[:4]


def country(chosen: Chosen, code: str, page: int) -> Rendered:
    """The regions of one country, by name; pages are called by the letters they begin with."""
    say, on = chosen.say, chosen.wishes.regions
    codes = [region for region in chosen.names.regions if region.startswith(code + "-")]
    codes.sort(key=lambda region: chosen.region(region).casefold())
    pages = [codes[start : start + ON_A_PAGE] for start in range(0, len(codes), ON_A_PAGE)] or [[]]
    page = max(0, min(page, len(pages) - 1))
    whole = say("All of {country}", country=chosen.region(code)).text
    shown = [_toggle(chosen, region, "country", code, str(page)) for region in pages[page]]
    index = tuple(
        chosen.button(ticked(_letters(chosen, those), number == page), "country", code, str(number))
        for number, those in enumerate(pages)
    )
    rows = (
        (chosen.button(ticked(whole, code in on), "region", code, "country", code, str(page)),),
        *_in_pairs(shown),
        *((index,) if len(pages) > 1 else ()),
        (chosen.button("🌙 " + say("Quiet hours").text, "night"), *chosen.back("regions")),
    )
    return Rendered(join("\n", [bold(chosen.region(code)), summary(chosen)]), rows, in_place=True)


def _toggle(chosen: Chosen, code: str, *screen: str) -> Button:
    """A button for one region that comes back to the same screen."""
    on = chosen.wishes.regions
    is_on = code in on or code[:2] in on
    return chosen.button(ticked(_short_name(chosen.region(code)), is_on), "region", code, *screen)


def _short_name(name: str) -> str:
    for word, short in _SHORTENED:
        name = word.sub(short, name)
    return name


def _letters(chosen: Chosen, codes: list[str]) -> str:
    first, last = (chosen.region(code)[:1] for code in (codes[0], codes[-1]))
    return first if first == last else f"{first}–{last}"


def _in_pairs(buttons: list[Button]) -> list[tuple[Button, ...]]:
    """Two in a row, in their order; a name that is too long for half a row has one of its own."""
    rows: list[tuple[Button, ...]] = []
    for button in buttons:
        before = rows[-1] if rows else ()
        if len(before) == 1 and max(len(before[0].label), len(button.label)) <= FITS_HALF:
            rows[-1] = (*before, button)
        else:
            rows.append((button,))
    return rows
