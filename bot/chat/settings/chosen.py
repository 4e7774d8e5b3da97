"""What a chat chose, in words, and the codes of the buttons that change it. Pure."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from bot.chat.buttons import Press, Verb, encode
from bot.chat.cards import kinds_of
from bot.chat.languages import Voice, mark
from bot.chat.markup import Markup, bold, join, plain
from bot.chat.names import Names
from bot.chat.rendered import Button
from bot.chat.settings.zones import city
from bot.chat.times import time_of
from bot.chat.wording import Reader, Wording
from bot.store.tables import Cadence, Chat, Snooze, Subscription
from bot.values import IncidentView, Level

HERE: Final = "0"
"""Stands for the chat in which the button is."""
MAX_NAMED: Final = 4
_LONGEST_CODE: Final = 28
"""Characters: with the longest number of a chat a button carries 64 bytes in all."""

LEVELS: Final = {
    Level.ALERT: mark("all, announced danger too"),
    Level.REPORT: mark("all but announced danger"),
    Level.DAMAGE: mark("damage and casualties"),
    Level.CASUALTIES: mark("casualties only"),
    Level.NEVER: mark("nothing"),
}
CADENCES: Final = {
    Cadence.INSTANT: mark("at once"),
    Cadence.HOURLY: mark("once an hour"),
    Cadence.DAILY: mark("once a day"),
}
COUNTRIES: Final = {"RU": mark("Russia"), "UA": mark("Ukraine")}


@dataclass(frozen=True, slots=True)
class Chosen:
    """A chat's choice as screens show it. `target` is the chat in buttons: `HERE`, or a channel's id."""

    target: str
    chat: Chat
    subscription: Subscription | None
    say: Voice
    names: Names
    now: datetime
    snoozes: Sequence[Snooze] = ()
    reported: Sequence[str] = field(default_factory=tuple)
    """Regions that were reported on most of late."""
    elsewhere: bool = False
    """Whether the chat is told in another topic than the one this is asked in."""
    snoozed: Mapping[int, IncidentView] = field(default_factory=dict)
    """The incidents that are snoozed, by number."""

    @property
    def wishes(self) -> Subscription:
        """What it asked for; for a chat that is told nothing, what it would begin with."""
        return self.subscription or Subscription(chat_id=self.chat.id, created_at=self.now)

    def button(self, label: str, action: str, *params: str) -> Button:
        """A button that shows a screen or changes something."""
        return Button(label, encode(Press(Verb.SETTINGS, (action, self.target, *params))))

    def back(self, to: str = "main") -> tuple[Button, ...]:
        """The last row of every screen but the first."""
        return (self.button(self.say("‹ Back").text, to),)

    def region(self, code: str) -> str:
        """The name of a region or of a country."""
        if code in COUNTRIES:
            return self.say(COUNTRIES[code]).text
        return self.names.place(code, self.say.language)

    def kind(self, pattern_id: str) -> str:
        """The title of a pattern."""
        return self.names.kind(pattern_id, self.say.language)

    def channel(self, handle: str, title: str) -> str:
        """What a channel is called; *title* where it has no name in this language."""
        return self.names.channel(handle, self.say.language, title)

    def level(self, level: int) -> str:
        """What there is from a level on."""
        return self.say(LEVELS[Level(level)]).text


def ticked(label: str, is_on: bool) -> str:
    """A label that shows whether it is chosen."""
    return f"✓ {label}" if is_on else label


def short(code: str) -> str:
    """A code that fits into a button: long ones become a digest. `from_short` reads it back."""
    return code if len(code) <= _LONGEST_CODE else hashlib.sha256(code.encode()).hexdigest()[:16]


def from_short(word: str, codes: Iterable[str]) -> str | None:
    """Which of *codes* a button meant; None if there is no such code any more."""
    return next((code for code in codes if word in (code, short(code))), None)


def covers(regions: Sequence[str], code: str) -> bool:
    """Whether who chose *regions* is told of *code* already: as itself or in its country."""
    return code in regions or code[:2] in regions


def is_told(wishes: Subscription, code: str) -> bool:
    """Whether who asked for this is told of the region *code*."""
    return code not in wishes.left_out and (not wishes.regions or covers(wishes.regions, code))


def can_leave_out(wishes: Subscription) -> bool:
    """Whether it asked for so much that a region can be left out of it: everything, or a country."""
    return not wishes.regions or any("-" not in code for code in wishes.regions)


def hours(wishes: Subscription) -> str:
    """Its quiet hours: "23:00–07:00"."""
    return f"{wishes.quiet_from:02}:00–{wishes.quiet_to:02}:00"


def listed(names: Sequence[str], say: Voice) -> str:
    """The first of *names*, and how many more."""
    shown = ", ".join(names[:MAX_NAMED])
    if (more := len(names) - MAX_NAMED) > 0:
        return say.count("{listed} and {n} more", "{listed} and {n} more", more, listed=shown).text
    return shown


def summary(chosen: Chosen) -> Markup:
    """What is on, and when, in a few sentences."""
    say, wishes = chosen.say, chosen.subscription
    if wishes is None:
        return told(chosen)
    lines = [
        told(chosen),
        say(
            "Messages come {often}; with sound: {level}.",
            often=_pace_with_clock(chosen),
            level=chosen.level(wishes.sound_from),
        ),
        _night(chosen, wishes),
        say("Messages come in another topic of this group.") if chosen.elsewhere else Markup(),
        *(_snoozed(snooze, chosen) for snooze in chosen.snoozes),
    ]
    return join("\n", lines)


def told(chosen: Chosen) -> Markup:
    """What is on, in a sentence."""
    say, wishes = chosen.say, chosen.subscription
    is_here = chosen.target == HERE
    if wishes is None:
        if is_here:
            return say("This chat gets no messages. Choose what it should get.")
        return say("It gets no messages. Choose what it should get.")
    what = [where(chosen)]
    if wishes.kinds:
        what.append(plain(listed([chosen.kind(kind) for kind in wishes.kinds], say)))
    if wishes.channels:
        known = {handle.casefold(): title for handle, title in chosen.names.channels.items()}
        titles = [chosen.channel(handle, known.get(handle, "")) for handle in wishes.channels]
        what.append(plain(listed(titles, say)))
    if wishes.official_only:
        what.append(say("official sources only"))
    if wishes.minimum:
        what.append(say("{n} or more, and any harm", n=wishes.minimum))
    all_of_it = bold(join(" · ", what))
    if is_here:
        return say("This chat gets: {what}.", what=all_of_it)
    return say("It gets: {what}.", what=all_of_it)


def where(chosen: Chosen) -> Markup:
    """Of where it is told: "Ukraine except Lviv region"."""
    say, wishes = chosen.say, chosen.wishes
    what = say("everything")
    if wishes.regions:
        what = plain(listed([chosen.region(code) for code in wishes.regions], say))
    if wishes.left_out:
        but = listed([chosen.region(code) for code in wishes.left_out], say)
        what = say("{what} except {names}", what=what, names=but)
    return what


def pace(chosen: Chosen) -> str:
    """How often the chat is told: "once a day, 08:00"."""
    often = chosen.say(CADENCES[chosen.wishes.cadence]).text
    if chosen.wishes.cadence is Cadence.DAILY:
        return f"{often}, {chosen.wishes.digest_hour:02}:00"
    return often


def _pace_with_clock(chosen: Chosen) -> str:
    if chosen.wishes.cadence is Cadence.DAILY:
        return f"{pace(chosen)} ({city(chosen.chat.timezone or 'UTC', chosen.say)})"
    return pace(chosen)


def _night(chosen: Chosen, wishes: Subscription) -> Markup:
    say = chosen.say
    if wishes.quiet_from is None or wishes.quiet_to is None:
        return Markup()
    where = city(chosen.chat.timezone or "UTC", say)
    if wishes.quiet_holds:
        night = say("Quiet {hours} ({city}): messages wait for the morning.", hours=hours(wishes), city=where)
    else:
        night = say("Quiet {hours} ({city}): messages come without sound.", hours=hours(wishes), city=where)
    if wishes.break_from >= Level.NEVER:
        return night
    return join(" ", [night, say("Breaks through: {level}.", level=chosen.level(wishes.break_from))])


def snoozed_name(target: str, chosen: Chosen) -> str:
    """What is snoozed: a region by its name, an incident by what happened, where, and its number."""
    if not target.isdecimal():
        return chosen.region(target)
    number = chosen.say("incident {id}", id=target).text
    view = chosen.snoozed.get(int(target))
    if view is None or not view.statements:
        return number
    words = Wording(Reader(chosen.say.language, None, chosen.now), chosen.names)
    return f"{kinds_of(view, words).text} · {words.places(view.places).text} ({number})"


def _snoozed(snooze: Snooze, chosen: Chosen) -> Markup:
    zone = ZoneInfo(chosen.chat.timezone) if chosen.chat.timezone else chosen.names.home
    until = time_of(snooze.until, zone, now=chosen.now, say=chosen.say)
    return chosen.say("Snoozed until {time}: {name}", time=until, name=snoozed_name(snooze.target, chosen))
