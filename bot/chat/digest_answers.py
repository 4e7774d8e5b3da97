"""/digest: what this chat was not told yet, now instead of at its hour; or what a span of time held."""

import re
from dataclasses import replace
from datetime import timedelta
from typing import Final

from bot.chat.buttons import Press, Verb, encode
from bot.chat.context import Asked, Services
from bot.chat.digest import render_digest, since_when
from bot.chat.languages import Voice
from bot.chat.markup import Markup, code
from bot.chat.questions.asking import reader_of
from bot.chat.rendered import Button, Rendered
from bot.chat.wording import Reader
from bot.store import digests, subscriptions
from bot.store.digest_contents import Memory, owed, span

DAY: Final = timedelta(hours=24)
MAX_DAYS: Final = 7
_SPAN: Final = re.compile(r"([0-9]{1,3})(h|d|ч|д|г)", re.IGNORECASE)
_DAYS: Final = ("d", "д")


async def digest(question: Asked, services: Services) -> Rendered:
    """/digest [24h|7d] - what this chat was not told yet; with a span, all that was stated in it."""
    reader = await reader_of(question, services)
    if question.args:
        lasting = _read(question.args)
        if lasting is None:
            return Rendered(_usage(reader.say))
        return await _of_span(question, services, reader, lasting)
    now = services.clock()
    async with services.database.reading() as session:
        waiting = await digests.get(session, question.chat_id)
        new = waiting and await owed(session, question.chat_id, now=now, memory=Memory())
    if new and not question.may_change:
        sentence = reader.say("There is news waiting for this chat. Only admins can get its digest sooner.")
        return Rendered(sentence, _last_day(reader.say))
    if new:
        async with services.database.writing() as session:
            comes = await digests.ask(session, question.chat_id, now=now)
        # Where it is asked for, it comes by itself, at once.
        return Rendered(Markup() if comes else reader.say("The digest is on its way."))
    if waiting is not None:
        since = since_when(waiting.since, reader)
        return Rendered(
            reader.say("Nothing new for this chat since {time}.", time=since), _last_day(reader.say)
        )
    return await _of_span(question, services, reader, DAY, untold_only=True)


async def _of_span(
    question: Asked, services: Services, reader: Reader, lasting: timedelta, *, untold_only: bool = False
) -> Rendered:
    now, memory = services.clock(), Memory()
    async with services.database.reading() as session:
        lines = await span(
            session, question.chat_id, since=now - lasting, memory=memory, untold_only=untold_only
        )
        is_told = untold_only and await subscriptions.get(session, question.chat_id) is not None
    say, hours = reader.say, round(lasting / timedelta(hours=1))
    title = say.count("Digest of the last {n} hour", "Digest of the last {n} hours", hours)
    if hours > 24 and hours % 24 == 0:
        title = say.count("Digest of the last {n} day", "Digest of the last {n} days", hours // 24)
    if is_told:
        title = say("Digest of the last 24 hours: what this chat was not told yet")
    if lines:
        shown = render_digest(lines, title=title, reader=reader, names=services.names())
        return replace(shown, keyboard=(*shown.keyboard, *_last_day(say))) if is_told else shown
    if untold_only:
        sentence = say("There was nothing in the last 24 hours that this chat does not show already.")
        return Rendered(sentence, _last_day(say))
    return Rendered(say("Nothing was reported in this time."))


def _last_day(say: Voice) -> tuple[tuple[Button, ...], ...]:
    label = say("Sum up the last 24 hours").text
    return ((Button(label, encode(Press(Verb.DIGEST, ("24h",)))),),)


def _read(args: tuple[str, ...]) -> timedelta | None:
    """A span such as 24h or 7d, of at most a week; None for anything else."""
    found = _SPAN.fullmatch("".join(args))
    if found is None or not found[1].isascii():
        return None
    unit = timedelta(days=1) if found[2].casefold() in _DAYS else timedelta(hours=1)
    lasting = int(found[1]) * unit
    return lasting if timedelta(0) < lasting <= timedelta(days=MAX_DAYS) else None


def _usage(say: Voice) -> Markup:
    return say(
        "Write /digest for what is new, or with a time of up to {n} days: {example}",
        n=MAX_DAYS,
        example=code("/digest 24h"),
    )
