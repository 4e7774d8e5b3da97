"""The first message anyone sees: what this is, a card as an example, and the buttons to begin with."""

from collections.abc import Sequence
from dataclasses import replace

from bot.chat import links
from bot.chat.buttons import Press, Verb, encode
from bot.chat.cards import render_card
from bot.chat.context import Asked, Services
from bot.chat.languages import Voice, voice
from bot.chat.markup import Markup, bold, join
from bot.chat.rendered import Button, Rendered
from bot.chat.settings import choosing
from bot.chat.settings.chosen import HERE
from bot.store import chats, views


async def start(question: Asked, services: Services) -> Rendered:
    """/start - what this is, in three lines, with a card as an example, and the buttons to begin with."""
    if question.args:
        for linked in (links.answer, choosing.by_link):
            if shown := await linked(question, services):
                return shown
    async with services.database.writing() as session:
        chat = await chats.touch(
            session, question.chat_id, kind=question.kind, language=question.language, now=services.clock()
        )
        example = await views.example(session)
    hello = greeting(voice(chat.language))
    if missed := choosing.missed_by_link(question, services, voice(chat.language)):
        return replace(hello, body=join("\n\n", [missed, hello.body]))
    if example is None:
        return hello
    reader = question.reader(chat, services.clock())
    card = render_card(example, reader=reader, names=services.names()).body
    body = join("\n\n", [hello.body, reader.say("An example:"), card])
    return replace(hello, body=body) if body.fits else hello


def pitch(say: Voice) -> Sequence[Markup]:
    """What this bot is for, in three lines."""
    return (
        say("{name} reads public channels of officials, so that you don't have to.", name=bold("Lookout")),
        say("For each incident you get one message that is kept up to date: who stated what, when, and where."),
        say("It makes a sound only for real news, and always shows the exact words and the link."),
    )


def greeting(say: Voice, target: str = HERE) -> Rendered:
    """The first message anyone sees; *target* is the chat its buttons are about."""
    everything = Press(Verb.SUBSCRIBE) if target == HERE else Press(Verb.SETTINGS, ("everything", target))
    rows = (
        (Button(say("Subscribe to everything").text, encode(everything)),),
        (Button("📍 " + say("Choose regions").text, encode(Press(Verb.SETTINGS, ("regions", target)))),),
        (Button("🌐 " + say("Language").text, encode(Press(Verb.SETTINGS, ("language", target)))),),
    )
    about = (
        Button(say("Latest").text, encode(Press(Verb.LATEST))),
        Button(say("Help").text, encode(Press(Verb.HELP))),
    )
    return Rendered(join("\n", pitch(say)), (*rows, about) if target == HERE else rows)
