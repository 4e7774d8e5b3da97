"""Quiet hours and the clock they go by. Pure."""

from typing import Final

from bot.chat.markup import Markup, bold, join
from bot.chat.rendered import Button, Rendered
from bot.chat.settings.chosen import Chosen, hours, ticked
from bot.chat.settings.zones import city, offered, offset
from bot.values import Level

PRESETS: Final = ((23, 7), (22, 7), (23, 9), (0, 8))


def night(chosen: Chosen) -> Rendered:
    """When it is quiet, and what that means."""
    say, wishes = chosen.say, chosen.wishes
    now = (wishes.quiet_from, wishes.quiet_to)
    is_on = wishes.quiet_from is not None
    is_custom = is_on and now not in PRESETS
    other = say("Other hours").text
    rows: list[tuple[Button, ...]] = [
        tuple(
            chosen.button(
                ticked(f"{starts:02}–{ends:02}", (starts, ends) == now),
                "quiet",
                str(starts),
                str(ends),
            )
            for starts, ends in PRESETS
        ),
        (
            chosen.button(
                ticked(f"{other}: {now[0]:02}–{now[1]:02}" if is_custom else other, is_custom), "from"
            ),
            chosen.button(ticked(say("off").text, not is_on), "loudnight"),
        ),
    ]
    if is_on:
        rows += [
            (
                chosen.button(ticked(say("Without sound").text, not wishes.quiet_holds), "hold", "0"),
                chosen.button(ticked(say("Wait for the morning").text, wishes.quiet_holds), "hold", "1"),
            ),
            (chosen.button(f"{say('Breaks through').text}: {chosen.level(wishes.break_from)}", "breaking"),),
        ]
    rows += [(clock_button(chosen, "zones"),), chosen.back()]
    text = say("Choose the hours in which nothing should make a sound.")
    if is_on:
        text = join("\n", [_meaning(chosen), say("Now: {hours}", hours=bold(hours(wishes)))])
    return Rendered(join("\n", [bold(say("Quiet hours")), text]), tuple(rows), in_place=True)


def _meaning(chosen: Chosen) -> Markup:
    """What becomes of messages in the quiet hours, as they are chosen."""
    say, wishes = chosen.say, chosen.wishes
    rest = say("During these hours messages come without sound.")
    if wishes.quiet_holds:
        rest = say(
            "New messages wait until these hours end, and say then how things stand. Cards that are here "
            "already are kept up to date, without sound."
        )
    if wishes.break_from >= Level.NEVER:
        return rest
    through = say("At once and with sound: {level}.", level=chosen.level(wishes.break_from))
    return join("\n", [rest, through])


def starts(chosen: Chosen) -> Rendered:
    """The hour at which it becomes quiet."""
    return _hours(chosen, chosen.say("When should the quiet hours begin?").text, "to")


def ends(chosen: Chosen, begun: int) -> Rendered:
    """The hour at which it ends."""
    return _hours(chosen, chosen.say("When should the quiet hours end?").text, "quiet", begun)


def _hours(chosen: Chosen, question: str, action: str, begun: int | None = None) -> Rendered:
    before = () if begun is None else (str(begun),)
    buttons = [chosen.button(f"{hour:02}", action, *before, str(hour)) for hour in range(24) if hour != begun]
    rows = tuple(tuple(buttons[start : start + 6]) for start in range(0, len(buttons), 6))
    return Rendered(bold(question), (*rows, chosen.back("night")), in_place=True)


def clock_button(chosen: Chosen, action: str) -> Button:
    """Whose clock the chat goes by; the button leads to where that is chosen."""
    say, zone = chosen.say, chosen.chat.timezone
    clock = f"{city(zone, say)} ({offset(zone, chosen.now)})" if zone else say("each channel's own").text
    return chosen.button(f"🕑 {say('Time zone').text}: {clock}", action)


def zones(chosen: Chosen, back: str = "night") -> Rendered:
    """Whose clock. *back* is the screen it came from."""
    say = chosen.say
    buttons = [
        chosen.button(
            ticked(f"{city(zone, say)} {offset(zone, chosen.now)}", zone == chosen.chat.timezone),
            "zone",
            as_code(zone),
            back,
        )
        for zone in offered(chosen.wishes.regions)
    ]
    rows = tuple(tuple(buttons[start : start + 2]) for start in range(0, len(buttons), 2))
    typing = (chosen.button("🔎 " + say("Type a city").text, "type", "zone", back),)
    text = say("Which time zone should times and quiet hours use?")
    return Rendered(bold(text), (*rows, typing, chosen.back(back)), in_place=True)


def as_code(zone: str) -> str:
    """A zone's name in the letters of a button; `from_code` reads it back."""
    return zone.replace("/", "--")


def from_code(word: str) -> str:
    """What `as_code` wrote."""
    return word.replace("--", "/")
