"""Choosing regions: by country, by the first letters of their names, or by typing one. Pure."""

import re
from itertools import groupby
from typing import Final

from bot.chat.markup import bold, join
from bot.chat.rendered import Button, Rendered, opened
from bot.chat.settings.chosen import COUNTRIES, Chosen, can_leave_out, covers, is_told, summary, ticked

ON_A_PAGE: Final = 20
MAX_SHOWN: Final = 8
SUGGESTED: Final = 6
_SHORTENED: Final = (
    (re.compile(r"\b[Аа]втономн(?:ый округ|ий округ|ая область)"), "АО"),
    (re.compile(r"(?<= )област[ьиі]\b"), "обл."),
    (re.compile(r"\bРеспубл[иі]ка"), "Респ."),
    (re.compile(r"\bгубернатор\b"), "губ."),
    (re.compile(r"\bGovernor\b"), "Gov."),
)
"""Two regions or one channel share the width of a phone, and Telegram cuts what does not fit."""
_REPUBLIC: Final = re.compile(r"^(?:Автономна )?Республ[иі]ка ")
_BETWEEN_LETTERS: Final = str.maketrans(
    {"ґ": "г\uffff", "є": "е\uffff", "ё": "е\uffff", "і": "и\uffff", "ї": "и\uffff\uffff"}
)
"""Letters that stand elsewhere in the alphabet than their numbers say: after which one each comes."""
OUT: Final = "🚫"
"""Marks what is left out."""
FITS_HALF: Final = 19
"""Characters, a tick among them."""


def regions(chosen: Chosen) -> Rendered:
    """What is chosen, what is likely to be, and the ways to all others."""
    say, on = chosen.say, chosen.wishes.regions
    is_everywhere = chosen.subscription is not None and not on and not chosen.wishes.left_out
    likely = [code for code in chosen.reported if code in chosen.names.regions and code not in on]
    offered = [_toggle(chosen, code, "regions") for code in (*on[:MAX_SHOWN], *likely[:SUGGESTED])]
    rows = [
        (chosen.button(ticked(say("All regions").text, is_everywhere), "clear", "regions"),),
        *_in_pairs(offered),
        _countries(chosen, "country"),
        _leaving(chosen),
        (
            chosen.button("🔎 " + say("Type a name").text, "type", "region"),
            chosen.button("🌙 " + say("Quiet hours").text, "night"),
        ),
        chosen.back(),
    ]
    text = say("Which regions?")
    return Rendered(join("\n", [bold(text), summary(chosen)]), tuple(row for row in rows if row), in_place=True)


def left_out(chosen: Chosen) -> Rendered:
    """What is left out of everything, or of a country, and the ways to what else may be."""
    say, out = chosen.say, chosen.wishes.left_out
    likely = [code for code in chosen.reported if code in chosen.names.regions and is_told(chosen.wishes, code)]
    rows = [
        *_in_pairs([_toggle(chosen, code, "left") for code in (*out[:MAX_SHOWN], *likely[:SUGGESTED])]),
        _countries(chosen, "leftcountry"),
        (chosen.button("🔎 " + say("Type a name").text, "type", "left"),),
        chosen.back("regions"),
    ]
    text = join("\n", [bold(say("Which regions should be left out?")), summary(chosen)])
    return Rendered(text, tuple(row for row in rows if row), in_place=True)


def _leaving(chosen: Chosen) -> tuple[Button, ...]:
    """The way to what is left out, where something can be."""
    if chosen.subscription is None or not can_leave_out(chosen.wishes):
        return ()
    out = len(chosen.wishes.left_out)
    label = f"{chosen.say('Left out').text}: {out}" if out else chosen.say("Leave some out").text
    return (chosen.button(f"{OUT} {label}", "left"),)


def _countries(chosen: Chosen, screen: str) -> tuple[Button, ...]:
    on = chosen.wishes.regions
    shown = (each for each in countries(chosen) if screen == "country" or not on or each in on)
    return tuple(chosen.button(chosen.region(country) + " ›", screen, country, "0") for country in shown)


def countries(chosen: Chosen) -> list[str]:
    """The countries there are regions of; the best known first."""
    found = {code[:2] for code in chosen.names.regions}
    return sorted(found, key=lambda country: (country not in COUNTRIES, country))[:4]


def country(chosen: Chosen, code: str, page: int, *, leaving: bool = False) -> Rendered:
    """The regions of one country, by name; pages are called by the letters their names begin with.

    *leaving*: not to choose them, but to leave them out.
    """
    say, on = chosen.say, chosen.wishes.regions
    here, before = ("leftcountry", "left") if leaving else ("country", "regions")
    codes = [region for region in chosen.names.regions if region.startswith(code + "-")]
    pages = _pages(codes, chosen) or [[]]
    page = max(0, min(page, len(pages) - 1))
    whole = say("All of {country}", country=chosen.region(code)).text
    shown = [_toggle(chosen, region, here, code, str(page)) for region in pages[page]]
    index = tuple(
        chosen.button(opened(_letters(chosen, those), number == page), here, code, str(number))
        for number, those in enumerate(pages)
    )
    all_of_it = chosen.button(ticked(whole, code in on), "region", code, "country", code, str(page))
    night = chosen.button("🌙 " + say("Quiet hours").text, "night")
    rows = (
        () if leaving else (all_of_it,),
        *_in_pairs(shown),
        index if len(pages) > 1 else (),
        (*(() if leaving else (night,)), *chosen.back(before)),
    )
    title = say("Which regions should be left out?") if leaving else chosen.region(code)
    text = join("\n", [bold(title), summary(chosen)])
    return Rendered(text, tuple(row for row in rows if row), in_place=True)


def _toggle(chosen: Chosen, code: str, *screen: str) -> Button:
    """A button for one region that comes back to the same screen, on which it is chosen or left out."""
    name, on, out = short_name(chosen.region(code)), chosen.wishes.regions, chosen.wishes.left_out
    if screen[0] in ("left", "leftcountry"):
        return chosen.button(f"{OUT} {name}" if code in out else name, "leave", code, *screen)
    return chosen.button(ticked(name, covers(on, code) and code not in out), "region", code, *screen)


def short_name(name: str) -> str:
    """The name of a region or of a channel as buttons have room for it."""
    for word, short in _SHORTENED:
        name = word.sub(short, name)
    return name


def _own_name(name: str) -> str:
    """A name without what many begin with: Tatarstan is looked for under T."""
    return _REPUBLIC.sub("", name)


def _in_order(name: str) -> str:
    """What names are put into the order of the alphabet by, the Ukrainian one, too."""
    return _own_name(name).casefold().translate(_BETWEEN_LETTERS)


def _pages(codes: list[str], chosen: Chosen) -> list[list[str]]:
    """Regions by name, page by page. All that begin with a letter stand on one: nobody looks on two."""
    codes = sorted(codes, key=lambda code: _in_order(chosen.region(code)))
    pages: list[list[str]] = []
    for _, same in groupby(codes, key=lambda code: _letter(chosen, code)):
        together = list(same)
        if pages and len(pages[-1]) + len(together) <= ON_A_PAGE:
            pages[-1] += together
        else:
            pages.append(together)
    return pages


def _letters(chosen: Chosen, codes: list[str]) -> str:
    first, last = (_letter(chosen, code) for code in (codes[0], codes[-1]))
    return first if first == last else f"{first}–{last}"


def _letter(chosen: Chosen, code: str) -> str:
    return _own_name(chosen.region(code))[:1]


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
