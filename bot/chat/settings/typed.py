"""Names that are typed: a region or a town where the bot asked for one, a city for its clock."""

import re
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from bot.chat.context import Asked, Services
from bot.chat.languages import LANGUAGES, voice
from bot.chat.markup import Markup, join
from bot.chat.questions import finding
from bot.chat.rendered import Button, Rendered
from bot.chat.settings import night_screens, region_screens
from bot.chat.settings.chosen import COUNTRIES, HERE, Chosen, covers, is_told
from bot.chat.settings.showing import SCREENS
from bot.chat.settings.visit import Visit
from bot.chat.settings.zones import find_zone
from bot.rules.language.text import fold
from bot.store import chats, subscriptions

MAX_TYPED: Final = 100
_BETWEEN: Final = re.compile(r"(?:\s*[,;])+\s*(?:(?:and|и|і|та)\s+)?|\s+(?:and|и|і|та)\s+", re.IGNORECASE)

MayChange = Callable[[int], Awaitable[bool]]
"""Whether who writes may change what that chat is told."""
Called = Callable[[int], Awaitable[Markup]]
"""What another chat is called. It is stored nowhere, and what is typed brings no screen to take it from."""


async def ask(visit: Visit) -> Rendered:
    """Ask for a name to be typed, and remember that we did."""
    what = visit.param(0) if visit.param(0) in _READ else "region"
    screen = visit.param(1) if visit.param(1) in SCREENS else ""
    asked = f"{what} {visit.target} {screen}".strip()
    await subscriptions.ask_to_type(visit.session, visit.question.chat_id, asked)
    say = (await visit.chosen()).say
    sentence = (
        say("Write the name of a city, and I will use its time zone.")
        if what == "zone"
        else say("Write the name of a region or of a town in it.")
    )
    if visit.question.kind != "private":  # all else that is written in a group is kept from bots
        sentence = join("\n", [sentence, say("Write it as a reply to this message.")])
    return Rendered(sentence, asks=True)


async def typed(
    question: Asked, services: Services, text: str, may_change: MayChange, called: Called
) -> Rendered | None:
    """What somebody wrote after the bot asked for it; None where it did not ask.

    Whether they may change another chat is asked again: they may have been its admin only when it was asked.
    """
    async with services.database.reading() as session:
        chat = await chats.get(session, question.chat_id)
    if chat is None or chat.typing is None:
        return None
    what, target, *screen = chat.typing.split()
    text = " ".join(text.split())[:MAX_TYPED]
    if target != HERE and not await may_change(int(target)):
        async with services.database.writing() as session:
            await subscriptions.ask_to_type(session, question.chat_id, None)
        return Rendered(voice(chat.language)("Only admins can change that."))
    async with services.database.writing() as session:
        visit = Visit(session, question, services, target, tuple(screen), services.clock())
        await subscriptions.ask_to_type(session, question.chat_id, None)
        shown = await _READ.get(what, _typed_region)(visit, text)
    body = shown.body if target == HERE else join("\n", [await called(int(target)), shown.body])
    return Rendered(body, shown.keyboard)


async def _typed_region(visit: Visit, text: str) -> Rendered:
    chosen = await visit.chosen()
    code = region_named(text, chosen)
    if code is None:
        return unknown_region(text, chosen)
    if code in chosen.wishes.left_out:
        await visit.toggle("left_out", code)
    elif not covers(chosen.wishes.regions, code):
        await visit.toggle("regions", code)
    return region_screens.regions(await visit.chosen("regions"))


async def _typed_left(visit: Visit, text: str) -> Rendered:
    chosen = await visit.chosen()
    code = region_named(text, chosen)
    if code is None:
        return unknown_region(text, chosen, leaving=True)
    if "-" not in code:
        said = chosen.say("Only regions can be left out, not a whole country.")
        return Rendered(said, (chosen.back("left"),))
    if chosen.subscription is not None and is_told(chosen.wishes, code):
        await visit.toggle("left_out", code)
    return region_screens.left_out(await visit.chosen("left"))


def region_named(text: str, chosen: Chosen) -> str | None:
    """The region or country of that name, in any form and language."""
    for country in region_screens.countries(chosen):
        called = {voice(language)(COUNTRIES[country]).text for language in LANGUAGES if country in COUNTRIES}
        if text.casefold() in {name.casefold() for name in (country, *called)}:
            return country
    return finding.places(chosen.names).find(text)


def regions_named(text: str, chosen: Chosen) -> tuple[list[str], list[str]]:
    """The regions and countries that *text* lists, and the names in it that are none of any.

    A country beside a region of its own says only where that is: "Moscow, Russia".
    """
    whole = region_named(text, chosen)
    names = [text] if whole else [name for name in _BETWEEN.split(text) if name] or [text]
    found = {name: region_named(name, chosen) for name in names}
    codes = dict.fromkeys(code for code in found.values() if code)
    located = {code[:2] for code in codes if "-" in code}
    return [code for code in codes if code not in located], [name for name in found if found[name] is None]


def unknown_region(text: str, chosen: Chosen, *, leaving: bool = False) -> Rendered:
    """Says so, and offers the nearest there is, to be chosen or to be left out."""
    screen = "left" if leaving else "regions"
    known = finding.places(chosen.names)
    near = known.nearest(text)
    nearest = known.find(near) if near else None
    said = chosen.say("I know no region called “{name}”.", name=text)
    again = chosen.button("🔎 " + chosen.say("Type a name").text, "type", "left" if leaving else "region")
    rows: tuple[tuple[Button, ...], ...] = ((again,), chosen.back(screen))
    if near and nearest:
        said = join("\n", [said, chosen.say("Did you mean this?")])
        region = chosen.region(nearest)
        # A town, say, is named with its region: else nobody knew why that one.
        label = region if fold(region).startswith(fold(near)[:4]) else f"{near} · {region}"
        action, icon = ("leave", region_screens.OUT) if leaving else ("region", "📍")
        rows = ((chosen.button(f"{icon} {label}", action, nearest, screen),), *rows)
    return Rendered(said, rows)


def unknown_names(names: Sequence[str], chosen: Chosen) -> list[Markup]:
    """A line for each of *names*, which are none of a region: which may have been meant."""
    lines = []
    for name in names:
        line = chosen.say("I know no region called “{name}”.", name=name)
        near = finding.places(chosen.names).nearest(name)
        nearest = near and chosen.say("The nearest I know is {name}.", name=near)
        lines.append(join(" ", [line, nearest]) if nearest else line)
    return lines


async def _typed_zone(visit: Visit, text: str) -> Rendered:
    chosen = await visit.chosen()
    zone = find_zone(text, chosen.names)
    if zone is None:
        said = chosen.say("I know no city called “{name}”. A larger one near it may help.", name=text)
        again = chosen.button("🔎 " + chosen.say("Type a city").text, "type", "zone", *visit.params)
        return Rendered(said, ((again,), chosen.back("clock" if visit.param(0) == "often" else "zones")))
    await subscriptions.set_timezone(visit.session, visit.chat_id, zone, now=visit.now)
    return SCREENS.get(visit.param(0), night_screens.night)(await visit.chosen())


_READ: Final[dict[str, Callable[[Visit, str], Awaitable[Rendered]]]] = {
    "region": _typed_region,
    "left": _typed_left,
    "zone": _typed_zone,
}
"""What is done with what was typed, by what was asked for."""
