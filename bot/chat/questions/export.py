"""/export: what this chat was told, or all that fits a question, as a file."""

import asyncio
from dataclasses import replace
from typing import Final

from bot.chat.buttons import Press, Verb, encode
from bot.chat.context import Asked, Services
from bot.chat.markup import Markup, bold, code, fill, join
from bot.chat.questions.asking import mending, reader_of, standpoint, trouble
from bot.chat.questions.files import Format, write
from bot.chat.questions.filters import Question, Trouble, read_question
from bot.chat.questions.searching import MAX_TERMS
from bot.chat.rendered import Attachment, Button, Form, Rendered
from bot.chat.wording import Reader
from bot.rules.language.text import search_terms
from bot.store import search, views
from bot.store.db import Session
from bot.values import IncidentView

MAX_INCIDENTS: Final = 2000
"""In a file: some megabytes, and some seconds of work."""
_LABELS: Final = {Format.CSV: "CSV", Format.JSON: "JSON", Format.GEOJSON: "GeoJSON"}


async def export(question: Asked, services: Services) -> Rendered:
    """/export [csv|json|geojson] [words and filters] - incidents as a file."""
    reader = await reader_of(question, services)
    kind, text = _read(question)
    asked = read_question(text, standpoint(reader, services))
    if isinstance(asked, Trouble):
        return Rendered(trouble(asked, reader.say), mending(asked, Verb.EXPORT))
    if kind is None:
        return _choice(asked, reader)
    async with services.database.reading() as session:
        found = await _matches(session, asked, question.chat_id)
    if not found:
        nothing = reader.say("There is nothing to export: this chat was not told anything yet.")
        if asked.written:
            nothing = reader.say("Nothing was found for “{words}”.", words=bold(asked.written))
        hint = reader.say(
            "With a filter, the whole archive is exported: {example}", example=code("/export since:30d")
        )
        return Rendered(join("\n", [nothing, hint]))
    content = await asyncio.to_thread(write, kind, found[:MAX_INCIDENTS], services.names())
    name = f"lookout-{reader.now:%Y-%m-%d}.{kind}"
    return Rendered(_caption(found, asked, reader), attachment=Attachment(Form.FILE, name, content))


def _read(question: Asked) -> tuple[Format | None, str]:
    """The format, if one is named, and the other words."""
    args = list(question.args)
    if question.pressed and args[:1] == ["try"]:
        return None, "".join(question.quoted[:1])
    kind = next((Format(arg.casefold()) for arg in args[:1] if arg.casefold() in list(Format)), None)
    if question.pressed:
        return kind, "".join(question.quoted[:1])
    return kind, " ".join(args[1:] if kind else args)


def _choice(asked: Question, reader: Reader) -> Rendered:
    say = reader.say
    what = say("Incidents that this chat was told about, as a file. Which format?")
    if asked.written:
        what = say("Everything that fits {words}, as a file. Which format?", words=code(asked.written))
    row = tuple(Button(label, encode(Press(Verb.EXPORT, (kind,)))) for kind, label in _LABELS.items())
    return Rendered(what, (row,))


async def _matches(session: Session, asked: Question, chat_id: int) -> list[IncidentView]:
    """What is to be exported, newest first; one more than fits, if there is more."""
    most = MAX_INCIDENTS + 1
    if asked.words:
        terms = search_terms(asked.words)[:MAX_TERMS]
        ids = await search.search(session, terms, limit=most, criteria=asked.criteria)
        return await views.many(session, ids)
    criteria = asked.criteria or replace(asked.criteria, told_to=chat_id)
    return await views.latest(session, limit=most, criteria=criteria)


def _caption(found: list[IncidentView], asked: Question, reader: Reader) -> Markup:
    say = reader.say
    shown = found[:MAX_INCIDENTS]
    statements = sum(len(view.statements) for view in shown)
    said = fill(
        "{incidents}, {statements}",
        incidents=say.count("{n} incident", "{n} incidents", len(shown)),
        statements=say.count("{n} statement", "{n} statements", statements),
    )
    if asked.written:
        said = fill("{said}: {words}", said=said, words=code(asked.written))
    if len(found) > len(shown):
        said = join(
            "\n", [said, say("There are more: these are the newest. A filter such as until: gets the rest.")]
        )
    return said
