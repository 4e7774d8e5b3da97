"""/subscribe and /unsubscribe: everything or a place, and what that drops."""

from bot.chat.buttons import Press, Verb, encode
from bot.chat.context import Asked, Services
from bot.chat.languages import Voice, voice
from bot.chat.markup import Markup, clean, join
from bot.chat.meant import is_everything
from bot.chat.rendered import Button, Rendered
from bot.chat.settings import choosing, former, leaving, stopping
from bot.chat.settings.chosen import HERE
from bot.chat.settings.typed import MAX_TYPED
from bot.chat.settings.visit import Visit
from bot.store import chats, subscriptions


async def subscribe(question: Asked, services: Services) -> Rendered:
    """/subscribe [place] - tell this chat every incident from now on, or those of a place."""
    name = clean(" ".join(question.args), limit=MAX_TYPED)
    if name and not question.pressed and not is_everything(name):
        return await choosing.subscribe_to(question, services, name)
    now = services.clock()
    async with services.database.writing() as session:
        chat = await chats.touch(
            session, question.chat_id, kind=question.kind, language=question.language, now=now
        )
        before = await subscriptions.get(session, question.chat_id)
        chose = before is not None and any(getattr(before, name) for name in subscriptions.EVERYTHING)
        visit = Visit(session, question, services, HERE, (), now)
        was, back = former.dropped(await visit.chosen()) if chose else (Markup(), ())
        is_new = await chats.subscribe(session, question.chat_id, now=now, thread_id=question.thread_id)
        if chose:
            await subscriptions.change(session, question.chat_id, now=now, **subscriptions.EVERYTHING)
    say = voice(chat.language)
    if not is_new and not chose:
        return Rendered(
            say("This chat is subscribed to everything already. /unsubscribe ends it."), _more_to_choose(say)
        )
    lines = (
        say("This chat is now subscribed to everything. You get a message when something is reported."),
        was,
        say("/latest shows what was reported before, /unsubscribe ends it."),
    )
    return Rendered(join("\n", lines), (*back, *_more_to_choose(say)))


def _more_to_choose(say: Voice) -> tuple[tuple[Button, ...], ...]:
    return (
        (
            Button("🌙 " + say("Quiet hours").text, encode(Press(Verb.SETTINGS, ("night", HERE)))),
            Button("⚙ " + say("Settings").text, encode(Press(Verb.SETTINGS, ("main", HERE)))),
        ),
    )


async def unsubscribe(question: Asked, services: Services) -> Rendered:
    """/unsubscribe [place] - tell this chat nothing any more, or no more of a place."""
    name = clean(" ".join(question.args), limit=MAX_TYPED)
    if name and not is_everything(name):
        return await leaving.unsubscribe_from(question, services, name)
    now = services.clock()
    async with services.database.writing() as session:
        await chats.touch(session, question.chat_id, kind=question.kind, language=question.language, now=now)
        return await stopping.stop(Visit(session, question, services, HERE, (), now))
