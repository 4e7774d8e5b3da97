"""The screens of /settings but regions and nights. Pure: what a chat chose in, message with buttons out."""

from typing import Final

from bot.chat.languages import LANGUAGES
from bot.chat.markup import Markup, bold, join, plain
from bot.chat.rendered import Button, Rendered
from bot.chat.settings.chosen import LEVELS, Chosen, hours, listed, pace, short, snoozed_name, summary, ticked
from bot.chat.settings.region_screens import short_name
from bot.values import Level

MINIMUMS: Final = (0, 2, 3, 5, 10, 20, 50)
ON_A_PAGE: Final = 10
LANGUAGE_NAMES: Final = {"ru": "Русский", "uk": "Українська", "en": "English"}
"""Each in its own words."""

Rows = tuple[tuple[Button, ...], ...]


def main(chosen: Chosen) -> Rendered:
    """Everything there is to choose, with what is chosen."""
    say, wishes = chosen.say, chosen.wishes
    every = say("all").text
    regions = str(len(wishes.regions) or every) if chosen.subscription else "—"
    if wishes.left_out:
        regions = f"{regions} − {len(wishes.left_out)}"
    box = "☑" if wishes.official_only else "☐"  # beside buttons that open a screen, this one switches
    night = hours(wishes) if wishes.quiet_from is not None else say("off").text
    rows = [
        (_choice(chosen, "📍", say("Regions"), regions, "regions"),),
        (
            _choice(chosen, "◈", say("Kinds"), str(len(wishes.kinds) or every), "kinds"),
            _choice(chosen, "📣", say("Channels"), str(len(wishes.channels) or every), "channels", "0"),
        ),
        (_choice(chosen, "№", say("Minimum number"), str(wishes.minimum or say("any").text), "minimum"),),
        (chosen.button(f"{box} {say('Official sources only').text}", "official"),),
        (_choice(chosen, "⏱", say("How often"), pace(chosen), "often"),),
        (_choice(chosen, "🔔", say("With sound"), chosen.level(wishes.sound_from), "sound"),),
        (_choice(chosen, "🌙", say("Quiet hours"), night, "night"),),
        (chosen.button("🌐 " + LANGUAGE_NAMES[chosen.chat.language], "language"),),
    ]
    if chosen.elsewhere:
        rows.append((chosen.button("📌 " + say("Post in this topic instead").text, "topic"),))
    if chosen.snoozes:
        rows.append((_choice(chosen, "💤", say("Snoozed"), str(len(chosen.snoozes)), "snoozes"),))
    if chosen.subscription is None:
        rows.insert(0, (chosen.button(say("Subscribe to everything").text, "everything"),))
    else:
        rows.append((chosen.button(say("Stop all messages").text, "nothing"),))
    return _screen(say("Settings"), summary(chosen), tuple(rows))


def _choice(chosen: Chosen, icon: str, name: Markup, value: str, action: str, *params: str) -> Button:
    return chosen.button(f"{icon} {name.text}: {value}", action, *params)


def _screen(title: Markup, text: Markup, rows: Rows) -> Rendered:
    return Rendered(join("\n", [bold(title), text]), rows, in_place=True)


def kinds(chosen: Chosen) -> Rendered:
    """Which kinds of incidents."""
    say, on = chosen.say, chosen.wishes.kinds
    known = sorted(chosen.names.kinds, key=chosen.kind)
    rows = [(chosen.button(ticked(say("All kinds").text, not on), "clear", "kinds"),)]
    rows += [(chosen.button(ticked(chosen.kind(kind), kind in on), "kind", short(kind)),) for kind in known]
    return _screen(say("Kinds"), say("Which kinds of incidents?"), (*rows, chosen.back()))


def channels(chosen: Chosen, page: int) -> Rendered:
    """Which channels, page by page."""
    say, on = chosen.say, chosen.wishes.channels
    named = ((handle, chosen.channel(handle, title)) for handle, title in chosen.names.channels.items())
    titles = sorted(named, key=lambda channel: channel[1].casefold())
    page = max(0, min(page, (len(titles) - 1) // ON_A_PAGE))
    rows = [(chosen.button(ticked(say("All channels").text, not on), "clear", "channels"),)]
    for handle, title in titles[page * ON_A_PAGE : (page + 1) * ON_A_PAGE]:
        is_on = handle.lower() in on
        label = ticked(short_name(title), is_on)
        rows.append((chosen.button(label, "channel", short(handle.lower()), str(page)),))
    turning = []
    if page:
        turning.append(chosen.button(say("‹ Previous").text, "channels", str(page - 1)))
    if (page + 1) * ON_A_PAGE < len(titles):
        turning.append(chosen.button(say("Next ›").text, "channels", str(page + 1)))
    text = say("Incidents reported by at least one of these channels:")
    if on:  # which of them are on other pages
        text = join(
            "\n", [text, bold(listed([title for handle, title in titles if handle.lower() in on], say))]
        )
    return _screen(say("Channels"), text, (*rows, *([tuple(turning)] if turning else []), chosen.back()))


def only(chosen: Chosen, what: str, *back: str) -> Rendered:
    """Asks what is meant by taking the last one off a list: an empty one would mean all there are.

    *what* is the list (regions, kinds, channels), *back* the screen it was pressed on, with its parameters.
    """
    say = chosen.say
    [word] = getattr(chosen.wishes, what)
    match what:
        case "regions":
            name, every = chosen.region(word), say("All regions")
        case "kinds":
            name, every = chosen.kind(word), say("All kinds")
        case _:
            titles = {handle.casefold(): title for handle, title in chosen.names.channels.items()}
            name, every = chosen.channel(word, titles.get(word, word)), say("All channels")
    rows = (
        (chosen.button(every.text, "clear", what),),
        (chosen.button(say("Stop all messages").text, "nothing"),),
        (chosen.button(say("‹ Back").text, *back),),
    )
    text = [
        say("It is the last one chosen here. What should come without it?"),
        say("To swap it for another one, go back and choose that one first."),
    ]
    return _screen(plain(name), join("\n", text), rows)


def minimum(chosen: Chosen) -> Rendered:
    """The least number a source must state."""
    say, on = chosen.say, chosen.wishes.minimum
    buttons = tuple(
        chosen.button(ticked(str(n or say("any").text), n == on), "least", str(n)) for n in MINIMUMS
    )
    text = say("Only incidents with at least this many stated. Damage and casualties always come.")
    return _screen(say("Minimum number"), text, (buttons[:4], buttons[4:], chosen.back()))


def sound(chosen: Chosen) -> Rendered:
    """From which level on it may sound."""
    say, on = chosen.say, chosen.wishes.sound_from
    rows = [
        (chosen.button(ticked(chosen.level(level), level == on), "loud", str(int(level))),) for level in LEVELS
    ]
    text = say("What should come with sound? Everything else comes silently.")
    return _screen(say("With sound"), text, (*rows, chosen.back()))


def language(chosen: Chosen) -> Rendered:
    """In which language."""
    on = chosen.chat.language
    rows = [(chosen.button(ticked(LANGUAGE_NAMES[code], code == on), "speak", code),) for code in LANGUAGES]
    text = chosen.say("Which language should I use here? Statements stay in their own.")
    return _screen(chosen.say("Language"), text, (*rows, chosen.back()))


def snoozes(chosen: Chosen) -> Rendered:
    """What is snoozed, each with a button that ends it."""
    say = chosen.say
    rows = [
        (chosen.button("✕ " + snoozed_name(snooze.target, chosen), "wake", snooze.target),)
        for snooze in chosen.snoozes[:20]
    ]
    text = say("Tap one to get its messages again.") if rows else say("Nothing is snoozed.")
    return _screen(say("Snoozed"), text, (*rows, chosen.back()))


def breaking(chosen: Chosen) -> Rendered:
    """From which level on an incident breaks through the quiet hours."""
    say, on = chosen.say, chosen.wishes.break_from
    levels = (Level.NEVER, Level.CASUALTIES, Level.DAMAGE, Level.REPORT)
    rows = [
        (chosen.button(ticked(chosen.level(level), level == on), "break", str(int(level))),) for level in levels
    ]
    text = say("What should come with sound even in the quiet hours?")
    return _screen(say("Breaks through"), text, (*rows, chosen.back("night")))
