"""What a chat had chosen before it was told everything, or nothing, and the button that brings it back.

The former choice is stored nowhere: the message that says what was dropped names it as code, and a pressed
button hands that back. Names are read in every language of ours, as the chat's may have changed since.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Any, Final

from bot.chat.languages import LANGUAGES, mark, voice
from bot.chat.markup import Markup, code, fill, join, plain
from bot.chat.names import Names
from bot.chat.rendered import Button
from bot.chat.settings.chosen import COUNTRIES, HERE, Chosen, hours, listed, pace
from bot.chat.settings.visit import Visit
from bot.store import subscriptions
from bot.store.tables import Cadence, Subscription
from bot.values import Level

_BETWEEN: Final = " · "
_CADENCES: Final = list(Cadence)
_MANNERS: Final = re.compile(r"([0-9])-([0-9])-([0-9])-([0-9]{1,2})(?:-([0-9]{1,2})-([0-9]{1,2})-([01]))?")
_LEFT_OUT: Final = "−"
"""Stands before the name of a region that was left out."""
LONGEST: Final = 3500
"""Units: leaves room for the rest of the message."""

Rows = tuple[tuple[Button, ...], ...]


def dropped(chosen: Chosen) -> tuple[Markup, Rows]:
    """What *chosen* was told only, in a sentence, and the button that brings it back.

    Without the button where one message cannot hold all the names.
    """
    what = [*_named(chosen), *_conditions(chosen)]
    return _said(chosen, mark("This replaces what was chosen before: {what}."), what)


def forgotten(chosen: Chosen) -> tuple[Markup, Rows]:
    """As `dropped`, of all that ends with a subscription: also when it was told, and how loudly."""
    what = [*_named(chosen), *_conditions(chosen), *_manners(chosen)]
    if not what:
        return Markup(), ()
    return _said(chosen, mark("What was chosen is forgotten: {what}."), what, _manners_code(chosen.wishes))


def _said(chosen: Chosen, sentence: str, what: Sequence[Markup], *manners: str) -> tuple[Markup, Rows]:
    say, wishes = chosen.say, chosen.wishes
    said = say(sentence, what=join(_BETWEEN, what))
    if said.units > LONGEST:
        first = plain(listed([name for each in _lists(chosen) for name in each], say))
        return say(sentence, what=first), ()
    params = (str(len(_named(chosen))), str(wishes.minimum), "1" if wishes.official_only else "0", *manners)
    return said, ((chosen.button("↩ " + say("Back to what was chosen").text, "former", *params),),)


def _lists(chosen: Chosen) -> list[list[str]]:
    wishes = chosen.wishes
    lists = (
        [chosen.region(region) for region in wishes.regions],
        [f"{_LEFT_OUT}{chosen.region(region)}" for region in wishes.left_out],
        [chosen.kind(kind) for kind in wishes.kinds],
        [f"@{handle}" for handle in wishes.channels],
    )
    return [names for names in lists if names]


def _named(chosen: Chosen) -> list[Markup]:
    return [code(_BETWEEN.join(names)) for names in _lists(chosen)]


def _conditions(chosen: Chosen) -> list[Markup]:
    say, wishes = chosen.say, chosen.wishes
    conditions = []
    if wishes.official_only:
        conditions.append(say("official sources only"))
    if wishes.minimum:
        conditions.append(say("{n} or more, and any harm", n=wishes.minimum))
    return conditions


def _manners(chosen: Chosen) -> list[Markup]:
    """How it was told, as far as that was chosen: "Quiet hours: 23:00–07:00"."""
    say, wishes = chosen.say, chosen.wishes
    usual = Subscription(chat_id=wishes.chat_id, created_at=wishes.created_at)
    manners = []
    if wishes.cadence is not usual.cadence:
        manners.append((say("How often"), pace(chosen)))
    if wishes.sound_from != usual.sound_from:
        manners.append((say("With sound"), chosen.level(wishes.sound_from)))
    if wishes.quiet_from is not None:
        manners.append((say("Quiet hours"), hours(wishes)))
    if wishes.break_from != usual.break_from:
        manners.append((say("Breaks through"), chosen.level(wishes.break_from)))
    return [fill("{name}: {value}", name=name, value=value) for name, value in manners]


def _manners_code(wishes: Subscription) -> str:
    """How it was told in the letters of a button; `_manners_of` reads it back."""
    numbers = [wishes.sound_from, wishes.break_from, _CADENCES.index(wishes.cadence), wishes.digest_hour]
    if wishes.quiet_from is not None and wishes.quiet_to is not None:
        numbers += [wishes.quiet_from, wishes.quiet_to, int(wishes.quiet_holds)]
    return "-".join(map(str, numbers))


def _manners_of(word: str) -> dict[str, Any]:
    """What `_manners_code` wrote; nothing for anything else."""
    found = _MANNERS.fullmatch(word)
    if found is None:
        return {}
    sound, through, cadence, hour = (int(each) for each in found.groups()[:4])
    starts, ends, holds = (int(each) if each else None for each in found.groups()[4:])
    known = sound in list(Level) and through in list(Level) and cadence < len(_CADENCES)
    if not known or max(hour, starts or 0, ends or 0) > 23 or (starts is not None and starts == ends):
        return {}
    return {
        "sound_from": sound,
        "break_from": through,
        "cadence": _CADENCES[cadence],
        "digest_hour": hour,
        "quiet_from": starts,
        "quiet_to": ends,
        "quiet_holds": bool(holds),
    }


async def bring_back(visit: Visit) -> None:
    """Choose again what the message under the button names; nothing where it cannot be read any more."""
    # The name of another chat stands as code, too, before all else.
    quoted = visit.question.quoted[0 if visit.target == HERE else 1 :]
    if str(len(quoted)) != visit.param(0):
        return
    names = visit.services.names()
    words = {word for text in quoted for word in text.split(_BETWEEN)}
    handles = {f"@{handle.lower()}": handle.lower() for handle in names.channels}
    regions = {code: _called(code, names) for code in _codes(names)}
    wishes: dict[str, Any] = {
        "regions": _meant(words, regions),
        "left_out": _meant({word[1:] for word in words if word.startswith(_LEFT_OUT)}, regions),
        "kinds": _meant(words, {kind: {names.kind(kind, each) for each in LANGUAGES} for kind in names.kinds}),
        "channels": sorted(handles[word] for word in words & handles.keys()),
        "minimum": visit.number(1, 1_000_000),
        "official_only": visit.param(2) == "1",
    }
    manners = _manners_of(visit.param(3))
    if manners or wishes != subscriptions.EVERYTHING:
        await visit.wish(**wishes, **manners)


def _codes(names: Names) -> Iterable[str]:
    return (*COUNTRIES, *names.regions)


def _called(region: str, names: Names) -> set[str]:
    if region in COUNTRIES:
        return {voice(each)(COUNTRIES[region]).text for each in LANGUAGES}
    return {names.place(region, each) for each in LANGUAGES}


def _meant(words: set[str], called: dict[str, set[str]]) -> list[str]:
    return sorted(code for code, names in called.items() if words & names)
