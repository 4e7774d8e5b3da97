"""How often a chat is told: at once by cards, or by digests. Pure."""

from typing import Final

from bot.chat.markup import Markup, bold, join
from bot.chat.rendered import Button, Rendered
from bot.chat.settings.chosen import CADENCES, Chosen, ticked
from bot.chat.settings.night_screens import clock_button, zones
from bot.store.tables import Cadence

HOURS: Final = (6, 7, 8, 9, 12, 18, 21)


def often(chosen: Chosen) -> Rendered:
    """At once, hourly or daily; and what that means."""
    say, wishes = chosen.say, chosen.wishes
    rows: list[tuple[Button, ...]] = [
        (chosen.button(ticked(say(CADENCES[cadence]).text, cadence is wishes.cadence), "pace", cadence.value),)
        for cadence in Cadence
    ]
    if wishes.cadence is Cadence.DAILY:
        rows.append(tuple(_hour(chosen, hour) for hour in _shown_hours(wishes.digest_hour)))
        rows.append((chosen.button(say("Another hour").text, "hour"),))
    if wishes.cadence is not Cadence.INSTANT:
        rows.append((clock_button(chosen, "clock"),))
    text = say("Once an hour or once a day, a digest comes instead of cards.")
    return Rendered(
        join("\n", [bold(say("How often")), text, _meaning(chosen)]), (*rows, chosen.back()), in_place=True
    )


def _meaning(chosen: Chosen) -> Markup:
    """What a digest is, what becomes of grave news in between, and of the night."""
    say, wishes = chosen.say, chosen.wishes
    lines = [
        say("A digest has what is new or changed, the gravest first. If nothing is, none comes."),
        say("Nothing comes in between, however grave. /digest brings it sooner."),
    ]
    if wishes.cadence is not Cadence.INSTANT and wishes.quiet_from is not None:
        lines.append(
            say("In the quiet hours it waits, unless something in it breaks through.")
            if wishes.quiet_holds
            else say("In the quiet hours it comes without sound, unless something in it breaks through.")
        )
    return join("\n", lines)


def _shown_hours(chosen_hour: int) -> list[int]:
    return sorted({*HOURS, chosen_hour})


def _hour(chosen: Chosen, hour: int) -> Button:
    return chosen.button(ticked(f"{hour:02}", hour == chosen.wishes.digest_hour), "daily", str(hour))


def hour(chosen: Chosen) -> Rendered:
    """Every hour at which the daily digest can come."""
    buttons = [_hour(chosen, hour) for hour in range(24)]
    rows = tuple(tuple(buttons[start : start + 6]) for start in range(0, len(buttons), 6))
    question = chosen.say("At what hour should the digest come?")
    return Rendered(bold(question), (*rows, chosen.back("often")), in_place=True)


def clock(chosen: Chosen) -> Rendered:
    """Whose clock, and back to here."""
    return zones(chosen, "often")
