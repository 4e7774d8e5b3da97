"""Stopping all messages, by /unsubscribe or a button: what is forgotten with that, and the way back to it."""

from bot.chat.markup import Markup, join
from bot.chat.rendered import Rendered
from bot.chat.settings import former
from bot.chat.settings.chosen import HERE
from bot.chat.settings.visit import Visit
from bot.store import chats


async def stop(visit: Visit) -> Rendered:
    """Tell the chat nothing any more, and say what it loses with that."""
    chosen = await visit.chosen()
    say, is_here = chosen.say, visit.target == HERE
    settings = (chosen.button("⚙ " + say("Settings").text, "main"),)
    if not await chats.unsubscribe(visit.session, visit.chat_id, now=visit.now):
        said = say("It gets no messages.")
        if is_here:
            said = say("This chat was not subscribed. /subscribe starts it.")
        return Rendered(said, (settings,))  # beside what a first press brought: that has the way back
    lost, back = former.forgotten(chosen)
    again = say("/subscribe starts again, with everything.") if lost else say("/subscribe starts again.")
    lines = (
        say("This chat gets no more messages.") if is_here else say("It gets no more messages."),
        lost,
        again if is_here else Markup(),
    )
    return Rendered(join("\n", lines), (*back, settings), in_place=True)
