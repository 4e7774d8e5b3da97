"""What is stored about a chat, and how it is deleted."""

from bot.chat.context import Asked, Services
from bot.chat.languages import voice
from bot.chat.markup import bold, join
from bot.chat.rendered import Rendered
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
                    "What it asked to be told and what it snoozes, which messages here I keep up to date, "
                    "and of what it was told."
                ),
                say("No names, nobody's number but the chat's own, and nothing that anyone writes."),
                say("/deleteme deletes all of it at once."),
            ],
        )
    )


async def delete_me(question: Asked, services: Services) -> Rendered:
    """/deleteme - delete everything that is stored about this chat."""
    async with services.database.writing() as session:
        chat = await chats.get(session, question.chat_id)
        await subscriptions.forget(session, question.chat_id)
    say = voice(chat.language if chat else question.language)
    return Rendered(say("Everything about this chat is deleted. I write nothing here until /start."))
