"""What each button of /settings changes. A change may name the screen it leads to."""

from collections.abc import Awaitable, Callable
from typing import Final

from bot.chat.languages import LANGUAGES
from bot.chat.settings import former, night_screens
from bot.chat.settings.chosen import HERE, covers, from_short
from bot.chat.settings.showing import ONLY, PARAMETRIC, SCREENS
from bot.chat.settings.visit import Visit
from bot.chat.settings.zones import default_zone, find_zone
from bot.store import chats, subscriptions
from bot.store.tables import Cadence
from bot.values import Level


async def _everything(visit: Visit) -> None:
    await visit.wish(**subscriptions.EVERYTHING)


async def _clear(visit: Visit) -> str:
    what = visit.param(0) if visit.param(0) in ("regions", "kinds", "channels") else "regions"
    await visit.wish(**{what: []} | ({"left_out": []} if what == "regions" else {}))
    return what


async def _region(visit: Visit) -> str:
    code, known = visit.param(0), visit.services.names().regions
    before = await subscriptions.get(visit.session, visit.chat_id)
    if before is not None and code in known and code[:2] in before.regions:
        await visit.toggle("left_out", code)  # ticked with all of its country, or taken out of it
        return visit.param(1)
    if code in known or any(region.startswith(f"{code}-") for region in known):
        return await _toggle(visit, "regions", code) or visit.param(1)
    return visit.param(1)


async def _add(visit: Visit) -> None:
    """As `_region`, but never takes one off: the button may be pressed twice, or long after."""
    before, code = await subscriptions.get(visit.session, visit.chat_id), visit.param(0)
    if before is not None and code in before.left_out:
        await visit.toggle("left_out", code)
    elif code in visit.services.names().regions and not covers(before.regions if before else (), code):
        await visit.toggle("regions", code)


async def _drop(visit: Visit) -> str | None:
    """As `_region`, but never puts one on, for the same reason."""
    before = await subscriptions.get(visit.session, visit.chat_id)
    if before is not None and visit.param(0) in before.regions:
        return await _toggle(visit, "regions", visit.param(0))
    return None


async def _leave(visit: Visit) -> str:
    """Leave a region out of everything or of its country, or take it back in."""
    before, code = await subscriptions.get(visit.session, visit.chat_id), visit.param(0)
    if before is not None and code in visit.services.names().regions:
        if code in before.regions:
            return await _toggle(visit, "regions", code) or visit.param(1)
        await visit.toggle("left_out", code)
    return visit.param(1)


async def _some(visit: Visit) -> None:
    """Tell only these regions."""
    if codes := sorted(set(visit.params) & set(_all_regions(visit))):
        before = await subscriptions.get(visit.session, visit.chat_id)
        left_out = subscriptions.left_of(codes, before.left_out if before else ())
        await visit.wish(regions=codes, left_out=left_out)


def _all_regions(visit: Visit) -> list[str]:
    known = list(visit.services.names().regions)
    return [*known, *{code[:2] for code in known}]


async def _kind(visit: Visit) -> str | None:
    if kind := from_short(visit.param(0), visit.services.names().kinds):
        return await _toggle(visit, "kinds", kind)
    return None


async def _channel(visit: Visit) -> str | None:
    handles = [handle.lower() for handle in visit.services.names().channels]
    if handle := from_short(visit.param(0), handles):
        return await _toggle(visit, "channels", handle)
    return None


async def _toggle(visit: Visit, what: str, word: str) -> str | None:
    """Put *word* on a list or take it off. The last one stays, and the screen asks what is meant: an empty list
    stands for all there are, which nobody expects who takes a tick away."""
    before = await subscriptions.get(visit.session, visit.chat_id)
    if before is not None and getattr(before, what) == [word]:
        return ONLY + what
    await visit.toggle(what, word)
    return None


async def _official(visit: Visit) -> None:
    before = await subscriptions.get(visit.session, visit.chat_id)
    await visit.wish(official_only=not (before and before.official_only))


async def _least(visit: Visit) -> None:
    await visit.wish(minimum=visit.number(0, 1_000_000))


async def _loud(visit: Visit) -> None:
    if (level := visit.number(0, Level.NEVER)) in list(Level):
        await visit.wish(sound_from=level)


async def _break(visit: Visit) -> None:
    if (level := visit.number(0, Level.NEVER)) in list(Level):
        await visit.wish(break_from=level)


async def _pace(visit: Visit) -> None:
    if visit.param(0) in list(Cadence):
        await _need_clock(visit)
        await visit.wish(cadence=Cadence(visit.param(0)))


async def _daily(visit: Visit) -> None:
    if (hour := visit.number(0, 23)) or visit.param(0) == "0":
        await _need_clock(visit)
        await visit.wish(cadence=Cadence.DAILY, digest_hour=hour)


async def _quiet(visit: Visit) -> None:
    starts, ends = visit.number(0, 23), visit.number(1, 23)
    if starts == ends:
        return
    await _need_clock(visit)
    await visit.wish(quiet_from=starts, quiet_to=ends)


async def _need_clock(visit: Visit) -> None:
    """Hours are those of a clock: until another is chosen, of the one that is most likely the chat's."""
    chat = await chats.get(visit.session, visit.chat_id)
    if chat is not None and chat.timezone is None:
        subscription = await subscriptions.get(visit.session, visit.chat_id)
        zone = default_zone(subscription.regions if subscription else [], chat.language, visit.services.names())
        await subscriptions.set_timezone(visit.session, visit.chat_id, zone, now=visit.now)


async def _loud_night(visit: Visit) -> None:
    await visit.wish(quiet_from=None, quiet_to=None)


async def _hold(visit: Visit) -> None:
    await visit.wish(quiet_holds=visit.param(0) == "1")


async def _zone(visit: Visit) -> str:
    if zone := find_zone(night_screens.from_code(visit.param(0)), visit.services.names()):
        await subscriptions.set_timezone(visit.session, visit.chat_id, zone, now=visit.now)
    return visit.param(1)


async def _speak(visit: Visit) -> None:
    if visit.param(0) in LANGUAGES:
        await chats.set_language(visit.session, visit.chat_id, visit.param(0))


async def _topic(visit: Visit) -> None:
    if visit.target == HERE:
        await visit.tell_here()


async def _wake(visit: Visit) -> None:
    await subscriptions.end_snooze(visit.session, visit.chat_id, visit.param(0), now=visit.now)


_Change = Callable[[Visit], Awaitable[str | None]]
ACTIONS: Final[dict[str, tuple[_Change | None, str]]] = {
    **{screen: (None, screen) for screen in (*SCREENS, *PARAMETRIC)},
    "everything": (_everything, "main"),
    "former": (former.bring_back, "main"),
    "clear": (_clear, "main"),
    "region": (_region, "regions"),
    "add": (_add, "regions"),
    "drop": (_drop, "regions"),
    "leave": (_leave, "left"),
    "some": (_some, "regions"),
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
    "topic": (_topic, "main"),
    "wake": (_wake, "snoozes"),
}
"""What each button does, and the screen it leads to."""
