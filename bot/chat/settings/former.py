"""What a chat had chosen before it was subscribed to everything, and the button that brings it back.

The former choice is stored nowhere: the message that says what was dropped names it as code, and a pressed
button hands that back. Names are read in every language of ours, as the chat's may have changed since.
"""

from collections.abc import Iterable
from typing import Any, Final

from bot.chat.languages import LANGUAGES, voice
from bot.chat.markup import Markup, code, join, plain
from bot.chat.names import Names
from bot.chat.rendered import Button
from bot.chat.settings.chosen import COUNTRIES, Chosen, listed
from bot.chat.settings.visit import Visit
from bot.store import subscriptions

_BETWEEN: Final = " · "
_LEFT_OUT: Final = "−"
"""Stands before the name of a region that was left out."""
LONGEST: Final = 3500
"""Units: leaves room for the rest of the message."""


def dropped(chosen: Chosen) -> tuple[Markup, tuple[tuple[Button, ...], ...]]:
    """What *chosen* was told only, in a sentence, and the button that brings it back.

    Without the button where one message cannot hold all the names.
    """
    say, wishes = chosen.say, chosen.wishes
    lists = (
        [chosen.region(region) for region in wishes.regions],
        [f"{_LEFT_OUT}{chosen.region(region)}" for region in wishes.left_out],
        [chosen.kind(kind) for kind in wishes.kinds],
        [f"@{handle}" for handle in wishes.channels],
    )
    named = [code(_BETWEEN.join(names)) for names in lists if names]
    what = list(named)
    if wishes.official_only:
        what.append(say("official sources only"))
    if wishes.minimum:
        what.append(say("{n} or more, and any harm", n=wishes.minimum))
    said = say("This replaces what was chosen before: {what}.", what=join(_BETWEEN, what))
    if said.units > LONGEST:
        first = plain(listed([name for each in lists for name in each], say))
        return say("This replaces what was chosen before: {what}.", what=first), ()
    params = (str(len(named)), str(wishes.minimum), "1" if wishes.official_only else "0")
    return said, ((chosen.button("↩ " + say("Back to what was chosen").text, "former", *params),),)


async def bring_back(visit: Visit) -> None:
    """Choose again what the message under the button names; nothing where it cannot be read any more."""
    quoted = visit.question.quoted
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
    if wishes != subscriptions.EVERYTHING:
        await visit.wish(**wishes)


def _codes(names: Names) -> Iterable[str]:
    return (*COUNTRIES, *names.regions)


def _called(region: str, names: Names) -> set[str]:
    if region in COUNTRIES:
        return {voice(each)(COUNTRIES[region]).text for each in LANGUAGES}
    return {names.place(region, each) for each in LANGUAGES}


def _meant(words: set[str], called: dict[str, set[str]]) -> list[str]:
    return sorted(code for code, names in called.items() if words & names)
