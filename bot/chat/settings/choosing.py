"""Choosing what a chat is told: /settings and all its buttons, and what is typed when it asks.

Each press is one visit to the store, then the screen it leads to, in the place of the one before. Everything a
button carries is checked against what there is: it may be years old, or made up.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from bot.chat.context import Asked, Services
from bot.chat.languages import LANGUAGES, voice
from bot.chat.markup import Markup, bold, join
from bot.chat.questions import finding
from bot.chat.rendered import Button, Rendered
from bot.chat.settings import digest_screens, night_screens, region_screens, screens
from bot.chat.settings.chosen import COUNTRIES, HERE, Chosen, from_short, summary
from bot.chat.settings.zones import default_zone, find_zone
from bot.store import chats, subscriptions
from bot.store.db import Session
from bot.store.tables import Cadence, Chat
from bot.values import Level

MAX_TYPED: Final = 100


@dataclass(frozen=True, slots=True)
class _Press:
    """A press on a button of a settings screen, with the chat it is about."""

    session: Session
    question: Asked
    services: Services
    target: str
    params: tuple[str, ...]
    now: datetime

    @property
    def chat_id(self) -> int:
        return self.question.chat_id if self.target == HERE else int(self.target)

    def number(self, index: int, most: int) -> int:
        """A parameter as a whole number from 0 to *most*; 0 for anything else."""
        word = self.param(index)
        return int(word) if word.isascii() and word.isdecimal() and int(word) <= most else 0

    def param(self, index: int) -> str:
        return self.params[index] if len(self.params) > index else ""

    async def wish(self, **wishes: Any) -> None:
        """Change what the chat asked for."""
        thread = self.question.thread_id if self.target == HERE else None
        await subscriptions.change(self.session, self.chat_id, now=self.now, thread_id=thread, **wishes)


def target_of(args: Sequence[str]) -> int | None:
    """The chat a settings button is about, where that is not the one it is in."""
    word = args[1] if len(args) > 1 else HERE
    return int(word) if word != HERE and word.removeprefix("-").isdecimal() and word.isascii() else None


async def settings(question: Asked, services: Services) -> Rendered:
    """/settings - what this chat is told, and the buttons that change it."""
    action, target, *params = (*question.args, *("main", HERE)[len(question.args) :])
    if not question.pressed or (target != HERE and target_of(question.args) is None):
        action, target, params = "main", HERE, []
    async with services.database.writing() as session:
        await chats.touch(
            session, question.chat_id, kind=question.kind, language=question.language, now=services.clock()
        )
        press = _Press(session, question, services, target, tuple(params), services.clock())
        if await chats.get(session, press.chat_id) is None:
            return Rendered(voice(question.language)("That chat is not known any more."), in_place=True)
        if action == "type":
            return await _ask(press)
        change, screen = _ACTIONS.get(action, (None, "main"))
        if change is not None:
            screen = await change(press) or screen
        return _show(screen, press, await _chosen(press))


async def settings_of(question: Asked, services: Services, chat_id: int, title: Markup) -> Rendered:
    """What another chat is told, under its name: a channel, for its admin in a private chat."""
    async with services.database.writing() as session:
        press = _Press(session, question, services, str(chat_id), (), services.clock())
        shown = screens.main(await _chosen(press))
    return replace(shown, body=join("\n", [title, shown.body]), in_place=False)


async def subscribe_to(question: Asked, services: Services, text: str) -> Rendered:
    """/subscribe Moscow - tell this chat a place by any name of it; for a mistyped one the nearest is said."""
    now = services.clock()
    async with services.database.writing() as session:
        await chats.touch(session, question.chat_id, kind=question.kind, language=question.language, now=now)
        press = _Press(session, question, services, HERE, (), now)
        chosen = await _chosen(press)
        code = _named(text, chosen)
        if code is None:
            return _unknown_region(text, chosen)
        if chosen.subscription is not None and not chosen.wishes.regions:
            name = chosen.region(code)
            said = chosen.say(
                "This chat is told everything already, {name} too. Shall it be told only that?", name=bold(name)
            )
            return Rendered(
                said,
                (
                    (chosen.button(chosen.say("Only {name}", name=name).text, "region", code, "regions"),),
                    (chosen.button(chosen.say("Settings").text, "main"),),
                ),
            )
        if code not in chosen.wishes.regions:
            await _toggle(press, "regions", code)
        return after_subscribing(await _chosen(press))


async def subscriptions_(question: Asked, services: Services) -> Rendered:
    """/subscriptions - in a sentence what is on."""
    async with services.database.writing() as session:
        await chats.touch(
            session, question.chat_id, kind=question.kind, language=question.language, now=services.clock()
        )
        chosen = await _chosen(_Press(session, question, services, HERE, (), services.clock()))
    button = chosen.button(chosen.say("Settings").text, "main")
    return Rendered(summary(chosen), ((button,),))


async def language(question: Asked, services: Services) -> Rendered:
    """/language - in which language the bot speaks."""
    async with services.database.writing() as session:
        await chats.touch(
            session, question.chat_id, kind=question.kind, language=question.language, now=services.clock()
        )
        return screens.language(await _chosen(_Press(session, question, services, HERE, (), services.clock())))


async def by_link(question: Asked, services: Services) -> Rendered | None:
    """/start r_RU-MOW - a link that subscribes to a region at once; None for a link that says nothing."""
    code = question.args[0].removeprefix("r_").upper() if question.args else ""
    known = services.names().regions
    if code not in known and not any(region.startswith(f"{code}-") for region in known):
        return None
    now = services.clock()
    async with services.database.writing() as session:
        await chats.touch(session, question.chat_id, kind=question.kind, language=question.language, now=now)
        press = _Press(session, question, services, HERE, (), now)
        before = await subscriptions.get(session, question.chat_id)
        if before is None or (before.regions and code not in before.regions):
            await subscriptions.toggle(
                session, question.chat_id, "regions", code, now=now, thread_id=question.thread_id
            )
        return after_subscribing(await _chosen(press))


async def typed(question: Asked, services: Services, text: str) -> Rendered | None:
    """What somebody wrote after the bot asked for it; None where it did not ask."""
    async with services.database.reading() as session:
        chat = await chats.get(session, question.chat_id)
    if chat is None or chat.typing is None:
        return None
    what, target, *screen = chat.typing.split()
    text = " ".join(text.split())[:MAX_TYPED]
    async with services.database.writing() as session:
        press = _Press(session, question, services, target, tuple(screen), services.clock())
        await subscriptions.ask_to_type(session, question.chat_id, None)
        shown = await (_typed_zone if what == "zone" else _typed_region)(press, text)
    return Rendered(shown.body, shown.keyboard)


def after_subscribing(chosen: Chosen) -> Rendered:
    """Confirms, and offers what most people want next."""
    say = chosen.say
    return Rendered(
        join("\n", [bold(say("Subscribed.")), summary(chosen), say("/latest shows what was reported before.")]),
        (
            (
                chosen.button("📍 " + say("Regions").text, "regions"),
                chosen.button("🌙 " + say("Quiet hours").text, "night"),
            ),
            (chosen.button(say("Settings").text, "main"),),
        ),
    )


async def _chosen(press: _Press) -> Chosen:
    session, chat_id = press.session, press.chat_id
    chat = await session.get(Chat, chat_id, populate_existing=True)
    assert chat is not None  # whoever asks was stored just before
    speaker = chat if press.target == HERE else await chats.get(session, press.question.chat_id)
    return Chosen(
        press.target,
        chat,
        await subscriptions.get(session, chat_id),
        voice(speaker.language if speaker else press.question.language),
        press.services.names(),
        press.now,
        await subscriptions.snoozes(session, chat_id, now=press.now),
        await subscriptions.most_reported(session),
    )


def _show(screen: str, press: _Press, chosen: Chosen) -> Rendered:
    """The screen of that name. Its parameters are the last ones of the press."""
    match screen:
        case "regions":
            return region_screens.regions(chosen)
        case "country":
            code, page = (*press.params[-2:], "", "")[:2]
            if code not in region_screens.countries(chosen):
                return region_screens.regions(chosen)
            return region_screens.country(chosen, code, int(page) if page.isdecimal() else 0)
        case "channels":
            page = press.params[-1] if press.params else ""
            return screens.channels(chosen, int(page) if page.isascii() and page.isdecimal() else 0)
        case "to":
            return night_screens.ends(chosen, press.number(0, 23))
        case _:
            return _SCREENS.get(screen, screens.main)(chosen)


async def _ask(press: _Press) -> Rendered:
    """Ask for a name to be typed, and remember that we did."""
    what = "zone" if press.param(0) == "zone" else "region"
    screen = press.param(1) if press.param(1) in _SCREENS else ""
    asked = f"{what} {press.target} {screen}".strip()
    await subscriptions.ask_to_type(press.session, press.question.chat_id, asked)
    say = (await _chosen(press)).say
    sentence = (
        say("Write the name of a city, and I take its clock.")
        if what == "zone"
        else say("Write the name of a region or of a town in it.")
    )
    return Rendered(sentence, asks=True)


async def _typed_region(press: _Press, text: str) -> Rendered:
    chosen = await _chosen(press)
    code = _named(text, chosen)
    if code is None:
        return _unknown_region(text, chosen)
    if code not in chosen.wishes.regions:
        await subscriptions.toggle(
            press.session, press.chat_id, "regions", code, now=press.now, thread_id=press.question.thread_id
        )
    return region_screens.regions(await _chosen(press))


def _named(text: str, chosen: Chosen) -> str | None:
    """The region or country of that name, in any form and language."""
    for country in region_screens.countries(chosen):
        called = {voice(language)(COUNTRIES[country]).text for language in LANGUAGES if country in COUNTRIES}
        if text.casefold() in {name.casefold() for name in (country, *called)}:
            return country
    return finding.places(chosen.names).find(text)


def _unknown_region(text: str, chosen: Chosen) -> Rendered:
    """Says so, and offers the nearest there is."""
    known = finding.places(chosen.names)
    near = known.nearest(text)
    nearest = known.find(near) if near else None
    said = chosen.say("I know no region called “{name}”.", name=text)
    again = chosen.button("🔎 " + chosen.say("Type a name").text, "type", "region")
    rows: tuple[tuple[Button, ...], ...] = ((again,), chosen.back("regions"))
    if nearest:
        said = join("\n", [said, chosen.say("Did you mean this?")])
        rows = ((chosen.button("📍 " + chosen.region(nearest), "region", nearest, "regions"),), *rows)
    return Rendered(said, rows)


async def _typed_zone(press: _Press, text: str) -> Rendered:
    chosen = await _chosen(press)
    zone = find_zone(text, chosen.names)
    if zone is None:
        said = chosen.say("I know no city called “{name}”. A larger one near it may help.", name=text)
        again = chosen.button("🔎 " + chosen.say("Type a city").text, "type", "zone", *press.params)
        return Rendered(said, ((again,), chosen.back("clock" if press.param(0) == "often" else "zones")))
    await subscriptions.set_timezone(press.session, press.chat_id, zone, now=press.now)
    return _SCREENS.get(press.param(0), night_screens.night)(await _chosen(press))


async def _everything(press: _Press) -> None:
    await press.wish(**subscriptions.EVERYTHING)


async def _nothing(press: _Press) -> None:
    await chats.unsubscribe(press.session, press.chat_id, now=press.now)


async def _clear(press: _Press) -> str:
    what = press.param(0) if press.param(0) in ("regions", "kinds", "channels") else "regions"
    await press.wish(**{what: []})
    return what


async def _region(press: _Press) -> str:
    code, known = press.param(0), press.services.names().regions
    if code in known or any(region.startswith(f"{code}-") for region in known):
        await _toggle(press, "regions", code)
    return press.param(1)


async def _kind(press: _Press) -> None:
    if kind := from_short(press.param(0), press.services.names().kinds):
        await _toggle(press, "kinds", kind)


async def _channel(press: _Press) -> None:
    handles = [handle.lower() for handle in press.services.names().channels]
    if handle := from_short(press.param(0), handles):
        await _toggle(press, "channels", handle)


async def _toggle(press: _Press, what: str, word: str) -> None:
    thread = press.question.thread_id if press.target == HERE else None
    await subscriptions.toggle(press.session, press.chat_id, what, word, now=press.now, thread_id=thread)


async def _official(press: _Press) -> None:
    before = await subscriptions.get(press.session, press.chat_id)
    await press.wish(official_only=not (before and before.official_only))


async def _least(press: _Press) -> None:
    await press.wish(minimum=press.number(0, 1_000_000))


async def _loud(press: _Press) -> None:
    if (level := press.number(0, Level.NEVER)) in list(Level):
        await press.wish(sound_from=level)


async def _break(press: _Press) -> None:
    if (level := press.number(0, Level.NEVER)) in list(Level):
        await press.wish(break_from=level)


async def _pace(press: _Press) -> None:
    if press.param(0) in list(Cadence):
        await _need_clock(press)
        await press.wish(cadence=Cadence(press.param(0)))


async def _daily(press: _Press) -> None:
    if (hour := press.number(0, 23)) or press.param(0) == "0":
        await _need_clock(press)
        await press.wish(cadence=Cadence.DAILY, digest_hour=hour)


async def _quiet(press: _Press) -> None:
    starts, ends = press.number(0, 23), press.number(1, 23)
    if starts == ends:
        return
    await _need_clock(press)
    await press.wish(quiet_from=starts, quiet_to=ends)


async def _need_clock(press: _Press) -> None:
    """Hours are those of a clock: until another is chosen, of the one that is most likely the chat's."""
    chosen = await _chosen(press)
    if chosen.chat.timezone is None:
        zone = default_zone(chosen.wishes.regions, chosen.chat.language)
        await subscriptions.set_timezone(press.session, press.chat_id, zone, now=press.now)


async def _loud_night(press: _Press) -> None:
    await press.wish(quiet_from=None, quiet_to=None)


async def _hold(press: _Press) -> None:
    await press.wish(quiet_holds=press.param(0) == "1")


async def _zone(press: _Press) -> str:
    if zone := find_zone(night_screens.from_code(press.param(0)), press.services.names()):
        await subscriptions.set_timezone(press.session, press.chat_id, zone, now=press.now)
    return press.param(1)


async def _speak(press: _Press) -> None:
    if press.param(0) in LANGUAGES:
        await chats.set_language(press.session, press.chat_id, press.param(0))


async def _wake(press: _Press) -> None:
    await subscriptions.end_snooze(press.session, press.chat_id, press.param(0), now=press.now)


_SCREENS: Final[dict[str, Callable[[Chosen], Rendered]]] = {
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
_PARAMETRIC: Final = ("regions", "country", "channels", "to")

_Change = Callable[[_Press], Awaitable[str | None]]
_ACTIONS: Final[dict[str, tuple[_Change | None, str]]] = {
    **{screen: (None, screen) for screen in (*_SCREENS, *_PARAMETRIC)},
    "everything": (_everything, "main"),
    "nothing": (_nothing, "main"),
    "clear": (_clear, "main"),
    "region": (_region, "regions"),
    "kind": (_kind, "kinds"),
    "channel": (_channel, "channels"),
    "official": (_official, "main"),
    "least": (_least, "minimum"),
    "loud": (_loud, "sound"),
    "break": (_break, "breaking"),
    "pace": (_pace, "often"),
    "daily": (_daily, "often"),
    "quiet": (_quiet, "night"),
    "loudnight": (_loud_night, "night"),
    "hold": (_hold, "night"),
    "zone": (_zone, "night"),
    "speak": (_speak, "main"),
    "wake": (_wake, "snoozes"),
}
"""What each button does, and the screen it leads to."""
