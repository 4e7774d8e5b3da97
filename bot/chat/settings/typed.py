"""Names that are typed: a region or a town where the bot asked for one, a city for its clock."""

import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from bot.chat.context import Asked, Services
from bot.chat.languages import LANGUAGES, Voice, voice
from bot.chat.markup import Markup, join
from bot.chat.questions import finding
from bot.chat.rendered import Rendered
from bot.chat.settings import night_screens, region_screens
from bot.chat.settings.chosen import COUNTRIES, HERE, Chosen, covers, is_told
from bot.chat.settings.showing import SCREENS
from bot.chat.settings.visit import Visit
from bot.chat.settings.zones import find_zone
from bot.rules.language.text import fold
from bot.store import chats, subscriptions
from bot.store.db import Session

MAX_TYPED: Final = 100
MAX_ASKING: Final = 10
"""Messages of one question that an answer may be a reply to: the newest."""
_BETWEEN: Final = re.compile(r"(?:\s*[,;])+\s*(?:(?:and|и|і|та)\s+)?|\s+(?:and|и|і|та)\s+", re.IGNORECASE)

MayChange = Callable[[int], Awaitable[bool]]
"""Whether who writes may change what that chat is told."""
Called = Callable[[int], Awaitable[Markup]]
"""What another chat is called. It is stored nowhere, and what is typed brings no screen to take it from."""


async def ask(visit: Visit) -> Rendered:
    """Ask for a name to be typed, and remember that we did; in which message, when it is sent (`asked_in`)."""
    what = visit.param(0) if visit.param(0) in _READ else "region"
    screen = visit.param(1) if visit.param(1) in SCREENS else ""
    await _remember(visit.session, visit.question, _Open(what, visit.target, screen))
    say = (await visit.chosen()).say
    sentence = (
        say("Write the name of a city, and I will use its time zone.")
        if what == "zone"
        else say("Write the name of a region or of a town in it.")
    )
    return Rendered(join("\n", [sentence, _as_reply(visit.question, say)]), asks=True)


def _as_reply(question: Asked, say: Voice) -> Markup:
    """All else that is written in a group is kept from bots."""
    return Markup() if question.kind == "private" else say("Write it as a reply to this message.")


@dataclass(frozen=True, slots=True)
class _Open:
    """A question that waits for its answer: for what, of which chat (as in buttons), and from which screen.

    `messages` are those that ask it, in a group: the first, and one after each name that was not understood.
    """

    what: str
    target: str
    screen: str = ""
    messages: tuple[int, ...] = ()

    def __str__(self) -> str:
        return " ".join((self.what, self.target, *filter(None, [self.screen]), *map(str, self.messages)))


async def _open(session: Session, question: Asked) -> _Open | None:
    chat = await chats.get(session, question.chat_id)
    if chat is None or chat.typing is None:
        return None
    what, target, *rest = chat.typing.split()
    screen = next((word for word in rest if not word.isdecimal()), "")
    return _Open(what, target, screen, tuple(int(word) for word in rest if word.isdecimal()))


async def _remember(session: Session, question: Asked, asked: _Open | None) -> None:
    await subscriptions.ask_to_type(session, question.chat_id, str(asked) if asked else None)


async def asked_in(question: Asked, services: Services, message_id: int) -> None:
    """Remember which message asks what is open: in a group only a reply to one is an answer."""
    if question.kind == "private":
        return
    async with services.database.writing() as session:
        if asked := await _open(session, question):
            messages = (*asked.messages, message_id)[-MAX_ASKING:]
            await _remember(session, question, replace(asked, messages=messages))


async def is_asked_in(question: Asked, services: Services, message_id: int) -> bool:
    """Whether that message asks what is open."""
    async with services.database.reading() as session:
        asked = await _open(session, question)
    return asked is not None and message_id in asked.messages


async def give_up(question: Asked, services: Services) -> None:
    """Wait no more for what the bot asked for, if it did: who asks or presses anything else answers no more."""
    async with services.database.reading() as session:
        asked = await _open(session, question)
    if asked is not None:
        async with services.database.writing() as session:
            await _remember(session, question, None)


async def typed(
    question: Asked, services: Services, text: str, may_change: MayChange, called: Called
) -> Rendered | None:
    """What somebody wrote after the bot asked for it; None where it did not ask.

    It asks until it understands: who mistyped a name writes it again, and presses nothing for that. Whether
    they may change another chat is asked again: they may have been its admin only when it was asked.
    """
    async with services.database.reading() as session:
        chat, asked = await chats.get(session, question.chat_id), await _open(session, question)
    if chat is None or asked is None or not text.strip():
        return None
    target = asked.target
    text = " ".join(text.split())[:MAX_TYPED]
    if target != HERE and not await may_change(int(target)):
        await give_up(question, services)
        return Rendered(voice(chat.language)("Only admins can change that."))
    async with services.database.writing() as session:
        visit = Visit(session, question, services, target, (asked.screen,), services.clock())
        shown, understood = await _READ.get(asked.what, _typed_region)(visit, text)
        if understood:
            await _remember(session, question, None)
    body = shown.body
    if not understood:
        say = voice(chat.language)
        body = join("\n", [body, say("Write another name, or go back."), _as_reply(question, say)])
    if target != HERE:
        body = join("\n", [await called(int(target)), body])
    return Rendered(body, shown.keyboard, asks=not understood)


_Read = tuple[Rendered, bool]
"""What is shown for what was typed, and whether it was understood."""


async def _typed_region(visit: Visit, text: str) -> _Read:
    chosen = await visit.chosen()
    code = region_named(text, chosen)
    if code is None:
        return _unknown(text, chosen), False
    if code in chosen.wishes.left_out:
        await visit.toggle("left_out", code)
    elif not covers(chosen.wishes.regions, code):
        await visit.toggle("regions", code)
    return region_screens.regions(await visit.chosen("regions")), True


async def _typed_left(visit: Visit, text: str) -> _Read:
    chosen = await visit.chosen()
    code = region_named(text, chosen)
    if code is None:
        return _unknown(text, chosen, leaving=True), False
    if "-" not in code:
        said = chosen.say("Only regions can be left out, not a whole country.")
        return Rendered(said, (chosen.back("left"),)), False
    if chosen.subscription is not None and is_told(chosen.wishes, code):
        await visit.toggle("left_out", code)
    return region_screens.left_out(await visit.chosen("left")), True


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


def unknown_region(text: str, chosen: Chosen) -> Rendered:
    """Says so where nobody was asked for a name, and offers the nearest there is, and to type another."""
    shown = _unknown(text, chosen)
    again = chosen.button("🔎 " + chosen.say("Type a name").text, "type", "region")
    *nearest, back = shown.keyboard
    return replace(shown, keyboard=(*nearest, (again,), back))


def _unknown(text: str, chosen: Chosen, *, leaving: bool = False) -> Rendered:
    """Says that no region is called so, and offers the nearest there is, to be chosen or to be left out."""
    screen = "left" if leaving else "regions"
    known = finding.places(chosen.names)
    near = known.nearest(text)
    nearest = known.find(near) if near else None
    said = chosen.say("I know no region called “{name}”.", name=text)
    if not (near and nearest):
        return Rendered(said, (chosen.back(screen),))
    region = chosen.region(nearest)
    # A town, say, is named with its region: else nobody knew why that one.
    label = region if fold(region).startswith(fold(near)[:4]) else f"{near} · {region}"
    action, icon = ("leave", region_screens.OUT) if leaving else ("region", "📍")
    offer = chosen.button(f"{icon} {label}", action, nearest, screen)
    return Rendered(join("\n", [said, chosen.say("Did you mean this?")]), ((offer,), chosen.back(screen)))


def unknown_names(names: Sequence[str], chosen: Chosen) -> list[Markup]:
    """A line for each of *names*, which are none of a region: which may have been meant."""
    lines = []
    for name in names:
        line = chosen.say("I know no region called “{name}”.", name=name)
        near = finding.places(chosen.names).nearest(name)
        nearest = near and chosen.say("The nearest I know is {name}.", name=near)
        lines.append(join(" ", [line, nearest]) if nearest else line)
    return lines


async def _typed_zone(visit: Visit, text: str) -> _Read:
    chosen = await visit.chosen()
    zone = find_zone(text, chosen.names)
    if zone is None:
        said = chosen.say("I know no city called “{name}”. A larger one near it may help.", name=text)
        return Rendered(said, (chosen.back("clock" if visit.param(0) == "often" else "zones"),)), False
    await subscriptions.set_timezone(visit.session, visit.chat_id, zone, now=visit.now)
    return SCREENS.get(visit.param(0), night_screens.night)(await visit.chosen()), True


_READ: Final[dict[str, Callable[[Visit, str], Awaitable[_Read]]]] = {
    "region": _typed_region,
    "left": _typed_left,
    "zone": _typed_zone,
}
"""What is done with what was typed, by what was asked for."""
