"""/announce: an admin's words to every subscriber, seen before they go out.

The preview is the message itself: what stands in it when *Send* is pressed is what is sent.
"""

from typing import Final

from bot.chat.buttons import Press, Verb, encode
from bot.chat.context import Asked, Services
from bot.chat.languages import Voice
from bot.chat.markup import MAX_UNITS, Markup, code, join
from bot.chat.questions.asking import reader_of
from bot.chat.rendered import Button, Rendered
from bot.store import announcements, chats

_SEND, _CANCEL = "send", "cancel"
MAX_STYLES: Final = 100


async def announce(question: Asked, services: Services) -> Rendered:
    """/announce text - a preview with the number of chats, and then to all of them."""
    reader = await reader_of(question, services)
    say = reader.say
    if question.pressed:
        return await _decided(question, services)
    if not question.said.text.strip():
        return Rendered(say("Write the text after the command: {example}", example=code("/announce …")))
    if (over := question.said.units - MAX_UNITS) > 0:
        return Rendered(_too_long(question.said.units, over, say))
    async with services.database.reading() as session:
        count = await chats.count_subscribers(session)
    send = say.count("Send to {n} chat", "Send to {n} chats", count).text
    preview = Rendered(
        question.said,
        ((_button(send, _SEND), _button(say("Cancel").text, _CANCEL)),),
    )
    return Rendered(say("This is how it will look. It comes without sound."), following=(preview,))


async def _decided(question: Asked, services: Services) -> Rendered:
    say = (await reader_of(question, services)).say
    if question.args != (_SEND,) or not question.said:
        return Rendered(say("Nothing was sent."), in_place=True)
    async with services.database.writing() as session:
        count = await announcements.announce(
            session, question.said.text, _styles(question.said), now=services.clock()
        )
    if count is None:
        return Rendered(say("The same was announced a moment ago."))
    on_its_way = say.count("It is on its way to {n} chat.", "It is on its way to {n} chats.", count)
    shown = question.said + "\n\n" + on_its_way
    return Rendered(shown if shown.units <= MAX_UNITS else on_its_way, in_place=True)


def _too_long(length: int, over: int, say: Voice) -> Markup:
    too_long = say.count(
        "This is too long for one message by {n} character: it has {length}, of at most {most}.",
        "This is too long for one message by {n} characters: it has {length}, of at most {most}.",
        over,
        length=length,
        most=MAX_UNITS,
    )
    return join(" ", [too_long, say("An emoji counts as two.")])


def _styles(said: Markup) -> list[tuple[str, int, int, str | None]]:
    return [(each.kind, each.offset, each.length, each.url) for each in said.entities[:MAX_STYLES]]


def _button(label: str, what: str) -> Button:
    return Button(label, encode(Press(Verb.ANNOUNCE, (what,))))
