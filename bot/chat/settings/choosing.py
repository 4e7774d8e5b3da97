"""Choosing what a chat is told: /settings and its buttons, /subscribe, and links that subscribe.

Each press is one visit to the store, then the screen it leads to, in the place of the one before. Everything a
button carries is checked against what there is: it may be years old, or made up.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from bot.chat.buttons import Press, Verb, encode
from bot.chat.context import Asked, Services
from bot.chat.languages import Voice, voice
from bot.chat.markup import Markup, bold, clean, code, join
from bot.chat.questions import finding
from bot.chat.rendered import Button, Rendered
from bot.chat.settings import screens, stopping, typed
from bot.chat.settings.changing import ACTIONS
from bot.chat.settings.chosen import HERE, Chosen, is_told, listed, summary, where
from bot.chat.settings.showing import show
from bot.chat.settings.visit import Visit, target_of
from bot.store import chats, subscriptions
from bot.store.db import Session
from bot.store.tables import Subscription

_BY_THEMSELVES: Final = {"type": typed.ask, "nothing": stopping.stop}
"""Actions whose answer is no screen of the settings."""
_LINKED: Final = "r_"
MAX_CODE: Final = 20
MOST_IN_A_BUTTON: Final = 7
"""Codes of regions: one carries 64 bytes."""


async def settings(question: Asked, services: Services) -> Rendered:
    """/settings - what this chat is told, and the buttons that change it."""
    action, target, *params = (*question.args, *("main", HERE)[len(question.args) :])
    if not question.pressed or (target != HERE and target_of(question.args) is None):
        action, target, params = "main", HERE, []

    def visit(session: Session) -> Visit:
        return Visit(session, question, services, target, tuple(params), services.clock())

    change, _ = ACTIONS.get(action, (None, "main"))
    if change is None and action not in _BY_THEMSELVES:
        # Most presses only look: they need not wait for whoever writes.
        async with services.database.reading() as session:
            chat = await chats.get(session, question.chat_id)
            if chat is not None and chats.is_in_touch(chat, kind=question.kind):
                return await _act(visit(session), action)
    async with services.database.writing() as session:
        await chats.touch(
            session, question.chat_id, kind=question.kind, language=question.language, now=services.clock()
        )
        return await _act(visit(session), action)


async def _act(visit: Visit, action: str) -> Rendered:
    """Change what the button changes, and show the screen it leads to."""
    question = visit.question
    if await chats.get(visit.session, visit.chat_id) is None:
        return Rendered(voice(question.language)("I no longer know that chat."), in_place=True)
    if action in _BY_THEMSELVES:
        shown = await _BY_THEMSELVES[action](visit)
    else:
        change, screen = ACTIONS.get(action, (None, "main"))
        began = False
        if change is not None:
            began = await subscriptions.get(visit.session, visit.chat_id) is None
            screen = await change(visit) or screen
        shown = show(screen, visit, await visit.chosen(screen), began=began)
    if visit.target == HERE or not question.quoted:
        return shown
    # The name of the other chat is stored nowhere: each screen takes it from the one before.
    return replace(shown, body=join("\n", [code(question.quoted[0]), shown.body]))


async def settings_of(question: Asked, services: Services, chat_id: int, title: Markup) -> Rendered:
    """What another chat is told, under its name: a channel, for its admin in a private chat."""
    async with services.database.writing() as session:
        visit = Visit(session, question, services, str(chat_id), (), services.clock())
        shown = screens.main(await visit.chosen())
    return replace(shown, body=join("\n", [title, shown.body]), in_place=False)


async def subscribe_to(question: Asked, services: Services, text: str) -> Rendered:
    """/subscribe Moscow, Tula - tell this chat places by any of their names.

    What is none is said; where all are none, the nearest to the first is offered.
    """
    now = services.clock()
    async with services.database.writing() as session:
        await chats.touch(session, question.chat_id, kind=question.kind, language=question.language, now=now)
        visit = Visit(session, question, services, HERE, (), now)
        chosen = await visit.chosen()
        codes, unknown = typed.regions_named(text, chosen)
        if not codes:
            return _with_unknown(typed.unknown_region(unknown[0], chosen), unknown[1:], chosen)
        if chosen.subscription is not None and all(_is_covered(chosen.wishes, code) for code in codes):
            return _narrowing(codes, unknown, chosen)
        for code in codes:
            if code in chosen.wishes.left_out:
                await visit.toggle("left_out", code)
            elif chosen.subscription is None or not is_told(chosen.wishes, code):
                await visit.toggle("regions", code)
            chosen = await visit.chosen()
        await visit.tell_here()
        return _with_unknown(after_subscribing(await visit.chosen()), unknown, chosen)


def _is_covered(wishes: Subscription, code: str) -> bool:
    """Whether who asked for this is told of *code* with more: with its country, or with everything."""
    return code not in wishes.regions and is_told(wishes, code)


def _narrowing(codes: Sequence[str], unknown: Sequence[str], chosen: Chosen) -> Rendered:
    """Asks who is told of these places with more whether it shall be these only, beside all else it chose.

    Of many, it says where to choose them.
    """
    say, wishes = chosen.say, chosen.wishes
    names = bold(_listed(codes, chosen))
    said = say("This chat already gets {what}, including {name}.", what=bold(where(chosen)), name=names)
    instead = sorted({code for code in wishes.regions if code not in {each[:2] for each in codes}} | set(codes))
    if len(instead) > MOST_IN_A_BUTTON:
        said = join(" ", [said, say("Choose the regions you want instead.")])
        regions = chosen.button("📍 " + say("Regions").text, "regions")
        return _with_unknown(Rendered(said, ((regions,),)), unknown, chosen)
    said = join(" ", [said, say("Should it get only that?")])
    only = chosen.button(say("Only {name}", name=_listed(instead, chosen)).text, "some", *instead)
    rows = ((only,), (chosen.button(say("Settings").text, "main"),))
    return _with_unknown(Rendered(said, rows), unknown, chosen)


def _listed(codes: Sequence[str], chosen: Chosen) -> str:
    return listed([chosen.region(code) for code in codes], chosen.say)


def _with_unknown(shown: Rendered, unknown: Sequence[str], chosen: Chosen) -> Rendered:
    """*shown*, and which of the names are none of a region; what each may have meant."""
    return replace(shown, body=join("\n", [shown.body, *typed.unknown_names(unknown, chosen)]))


async def offered_place(question: Asked, services: Services, words: str) -> tuple[Button, ...]:
    """A button that subscribes to the region called *words*; none where there is none, or it is told of it."""
    code = finding.places(services.names()).find(words)
    async with services.database.reading() as session:
        chat = await chats.get(session, question.chat_id)
        before = await subscriptions.get(session, question.chat_id)
    if code is None or (before and before.regions and is_told(before, code)):
        return ()
    say = voice(chat.language if chat else question.language)
    name = services.names().place(code, say.language)
    # Who is told everything is told this place, too: the button would narrow it.
    label = (
        say("Only {name}", name=name)
        if before and not before.regions and code not in before.left_out
        else say("Subscribe to {name}", name=name)
    )
    return (Button(f"📍 {label.text}", encode(Press(Verb.SETTINGS, ("add", HERE, code)))),)


async def subscriptions_(question: Asked, services: Services) -> Rendered:
    """/subscriptions - in a sentence what is on."""
    async with services.database.writing() as session:
        await chats.touch(
            session, question.chat_id, kind=question.kind, language=question.language, now=services.clock()
        )
        chosen = await Visit(session, question, services, HERE, (), services.clock()).chosen()
    button = chosen.button(chosen.say("Settings").text, "main")
    return Rendered(summary(chosen), ((button,),))


async def language(question: Asked, services: Services) -> Rendered:
    """/language - in which language the bot speaks."""
    async with services.database.writing() as session:
        await chats.touch(
            session, question.chat_id, kind=question.kind, language=question.language, now=services.clock()
        )
        return screens.language(await Visit(session, question, services, HERE, (), services.clock()).chosen())


async def by_link(question: Asked, services: Services) -> Rendered | None:
    """/start r_RU-MOW - a link that subscribes to a region at once; None for a link that says nothing."""
    code = question.args[0].removeprefix(_LINKED).upper() if question.args else ""
    known = services.names().regions
    if code not in known and not any(region.startswith(f"{code}-") for region in known):
        return None
    now = services.clock()
    async with services.database.writing() as session:
        await chats.touch(session, question.chat_id, kind=question.kind, language=question.language, now=now)
        visit = Visit(session, question, services, HERE, (), now)
        before = await subscriptions.get(session, question.chat_id)
        if before is not None and code in before.left_out:
            await visit.toggle("left_out", code)
        elif before is None or not is_told(before, code):
            await subscriptions.toggle(
                session, question.chat_id, "regions", code, now=now, thread_id=question.thread_id
            )
        return after_subscribing(await visit.chosen())


def missed_by_link(question: Asked, services: Services, say: Voice) -> Markup:
    """Says that a link names a region which there is none of; nothing for any other link."""
    word = question.args[0] if question.args else ""
    named = clean(word.removeprefix(_LINKED), limit=MAX_CODE).strip()
    if not (word.startswith(_LINKED) and named):
        return Markup()
    return say(
        "The link is for a region that I do not know: {code}. Nothing was chosen by it.", code=code(named)
    )


def after_subscribing(chosen: Chosen) -> Rendered:
    """Confirms, and offers what most people want next."""
    say = chosen.say
    return Rendered(
        join("\n", [bold(say("Subscribed.")), summary(chosen), say("/latest shows what was reported before.")]),
        (
            (
                chosen.button("📍 " + say("Regions").text, "regions"),
                chosen.button("🌙 " + say("Quiet hours").text, "night"),
            ),
            (chosen.button(say("Settings").text, "main"),),
        ),
    )
