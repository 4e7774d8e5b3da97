"""Snoozing from the card itself: its buttons change, its text stays."""

from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.chat.buttons import Press, Verb, encode
from bot.chat.cards import card_keyboard
from bot.chat.context import Asked, Services
from bot.chat.languages import Voice, voice
from bot.chat.markup import Markup
from bot.chat.names import Names
from bot.chat.questions.asking import number
from bot.chat.rendered import Button, Rendered
from bot.chat.settings.region_screens import short_name
from bot.chat.times import time_of
from bot.store import chats, subscriptions, views
from bot.store.tables import Chat
from bot.values import IncidentView

HOURS: Final = (1, 8, 24)
MAX_REGIONS: Final = 3
"""Of an incident of more, single regions are no answer to what disturbs."""
INCIDENT: Final = "i"
BACK, WAKE = "back", "wake"

Rows = tuple[tuple[Button, ...], ...]


async def snooze(question: Asked, services: Services) -> Rendered:
    """The button Snooze under a card, and those it opens."""
    incident_id = number(question.args[0], 2**31 - 1) if question.args else None
    target, hours = (*question.args[1:], "", "")[:2]
    now = services.clock()
    async with services.database.writing() as session:
        chat = await chats.touch(
            session, question.chat_id, kind=question.kind, language=question.language, now=now
        )
        say, names = voice(chat.language), services.names()
        view = await views.one(session, incident_id) if incident_id is not None else None
        if view is None:
            return Rendered(say("There is no such incident any more."))
        if target == BACK:
            return _only(card_keyboard(view.incident_id, question.reader(chat, now)))
        code = str(view.incident_id) if target == INCIDENT else target
        if target and (target == INCIDENT or target in view.places):
            usual = card_keyboard(view.incident_id, question.reader(chat, now))
            named = say("this incident").text if target == INCIDENT else names.place(target, say.language)
            if hours == WAKE:
                await subscriptions.end_snooze(session, question.chat_id, code, now=now)
                return _only(usual, say("No longer snoozed: {name}", name=named))
            if (lasting := number(hours, max(HOURS))) in HOURS:
                until = now + timedelta(hours=lasting or 0)
                await subscriptions.snooze(session, question.chat_id, code, until=until, now=now)
                what, at = short_name(named), _clock(until, chat, names, now)
                label = say("💤 {name} until {time} · wake", name=what, time=at).text
                wake = Button(label, encode(Press(Verb.SNOOZE, (question.args[0], target, WAKE))))
                return _only(((wake,), *usual), say("Snoozed until {time}: {name}", time=at, name=named))
        return _only(choices(view, say, names))


def _clock(until: datetime, chat: Chat, names: Names, now: datetime) -> str:
    """*until* on the chat's clock; where it has none, as in its settings, on that of most channels.

    With the date unless it is a few hours off, and with the zone: a button's words are shown as they are,
    unlike times in texts.
    """
    zone = ZoneInfo(chat.timezone) if chat.timezone else names.home
    return time_of(until, zone, now=now, say=voice(chat.language)).text


def choices(view: IncidentView, say: Voice, names: Names) -> Rows:
    """What can be snoozed, and for how long."""
    targets = [(INCIDENT, say("This incident").text)]
    if len(view.places) <= MAX_REGIONS:
        targets += [(code, names.place(code, say.language)) for code in view.places]
    spans = (say("1 h").text, say("8 h").text, say("1 day").text)
    rows: list[tuple[Button, ...]] = []
    for target, label in targets:
        for hours, span in zip(HOURS, spans, strict=True):
            code = encode(Press(Verb.SNOOZE, (str(view.incident_id), target, str(hours))))
            rows.append((Button(f"💤 {label}: {span}", code),))
    back = Button(say("‹ Back").text, encode(Press(Verb.SNOOZE, (str(view.incident_id), BACK))))
    return (*rows, (back,))


def _only(rows: Rows, said: Markup | None = None) -> Rendered:
    return Rendered(Markup(), rows, in_place=True, toast=said.text if said else None)
