"""What is stored about a chat, and how it is deleted."""

from bot.chat.buttons import Press, Verb, encode
from bot.chat.context import Asked, Services
from bot.chat.languages import voice
from bot.chat.markup import bold, join
from bot.chat.rendered import Button, Rendered
from bot.chat.settings.chosen import HERE
from bot.store import chats, subscriptions


async def privacy(question: Asked, services: Services) -> Rendered:
    """/privacy - what is stored."""
    async with services.database.reading() as session:
        chat = await chats.get(session, question.chat_id)
    say = voice(chat.language if chat else question.language)
    return Rendered(
        join(
            "\n",
            [
                bold(say("What I store about this chat")),
                say("Its number, what kind of chat it is, its language and time zone."),
                say(
                    "What it wants to get and what it snoozes, which messages here I keep up to date, and "
                    "what it was told about."
                ),
                say("No names, no number but the chat's own, and nothing that anyone writes."),
                say("/deleteme deletes all of it at once."),
            ],
        )
    )


async def delete_me(question: Asked, services: Services) -> Rendered:
    """/deleteme - delete everything that is stored about this chat, at once: say what, and how to come back."""
    async with services.database.writing() as session:
        chat = await chats.get(session, question.chat_id)
        await subscriptions.forget(session, question.chat_id)
    say = voice(chat.language if chat else question.language)
    if chat is None:
        return Rendered(say("There is nothing to delete: nothing is stored about this chat."))
    said = (
        bold(say("Deleted.")),
        say("This chat's settings, its snoozes and the record of what it was told are gone."),
        say("My messages here stay, but no longer change. I write nothing more here until you ask me to."),
    )
    back = (
        (Button(say("Subscribe to everything").text, encode(Press(Verb.SUBSCRIBE))),),
        (Button("📍 " + say("Choose regions").text, encode(Press(Verb.SETTINGS, ("regions", HERE)))),),
    )
    return Rendered(join("\n", said), back)
