"""/unsubscribe with a place: takes that one off what is told, and nothing else.

Where everything is told, or all of its country, it is left out of that. A country cannot be, so that is said
instead. The last one is never taken off without asking, as in `changing`.
"""

from dataclasses import replace

from bot.chat.context import Asked, Services
from bot.chat.markup import Markup, bold, join
from bot.chat.questions import finding
from bot.chat.rendered import Button, Rendered
from bot.chat.settings import screens, typed
from bot.chat.settings.chosen import HERE, Chosen, is_told, told
from bot.chat.settings.visit import Visit
from bot.store import chats


async def unsubscribe_from(question: Asked, services: Services, text: str) -> Rendered:
    """/unsubscribe Moscow, Tula - tell this chat no more of places, by any of their names.

    What is none is said; where all are none, the nearest to the first.
    """
    now = services.clock()
    async with services.database.writing() as session:
        await chats.touch(session, question.chat_id, kind=question.kind, language=question.language, now=now)
        visit = Visit(session, question, services, HERE, (), now)
        chosen = await visit.chosen()
        if chosen.subscription is None:
            return Rendered(chosen.say("This chat was not subscribed. /subscribe starts it."))
        codes, unknown = typed.regions_named(text, chosen)
        if not codes:
            return _unknown(unknown[0], chosen)
        said: list[Markup] = []
        last = False
        for code in codes:
            is_listed = code in chosen.wishes.regions
            if not is_listed and not (is_told(chosen.wishes, code) and "-" in code):
                said.append(_why_not(code, chosen))
            elif chosen.wishes.regions == [code]:
                last = True
            else:
                await visit.toggle("regions" if is_listed else "left_out", code)
                chosen = await visit.chosen()
                said.append(chosen.say("No more messages here about {name}.", name=bold(chosen.region(code))))
    said += typed.unknown_names(unknown, chosen)
    if last:
        asked = screens.only(chosen, "regions", "regions")
        return replace(asked, body=join("\n", [*said, asked.body]), in_place=False)
    return Rendered(join("\n", [*said, told(chosen)]), _instead(chosen))


def _why_not(code: str, chosen: Chosen) -> Markup:
    """Why a place that is not on the list cannot be taken off it."""
    say, name = chosen.say, bold(chosen.region(code))
    if not chosen.wishes.regions and "-" not in code:
        all_ = say("This chat gets everything, and a whole country cannot be left out: {name}.", name=name)
        return join("\n", [all_, say("Choose the regions you want instead.")])
    return say("This chat did not choose {name}.", name=name)


def _unknown(text: str, chosen: Chosen) -> Rendered:
    """Says so, and offers the nearest there is if it is on the list: nothing else could be meant."""
    known = finding.places(chosen.names)
    near = known.nearest(text)
    code = known.find(near) if near else None
    said = chosen.say("I know no region called “{name}”.", name=text)
    if code is None or code not in chosen.wishes.regions:
        return Rendered(join("\n", [said, told(chosen)]), _instead(chosen))
    drop = (chosen.button(f"✕ {chosen.region(code)}", "drop", code),)
    return Rendered(join("\n", [said, chosen.say("Did you mean this?")]), (drop, *_instead(chosen)))


def _instead(chosen: Chosen) -> tuple[tuple[Button, ...], ...]:
    return (
        (chosen.button("📍 " + chosen.say("Regions").text, "regions"),),
        (chosen.button(chosen.say("Stop all messages").text, "nothing"),),
    )
