"""/export: what this chat was told, or all that fits a question, as a file."""

import asyncio
from dataclasses import replace
from typing import Final

from rapidfuzz import fuzz, process

from bot.chat.buttons import Press, Verb, encode
from bot.chat.context import Asked, Services
from bot.chat.markup import Markup, bold, clean, code, fill, join
from bot.chat.questions.asking import mending, reader_of, standpoint, trouble
from bot.chat.questions.files import Format, write
from bot.chat.questions.filters import MAX_LENGTH, Question, Trouble, read_question
from bot.chat.questions.searching import words_to_find
from bot.chat.rendered import Attachment, Button, Form, Rendered
from bot.chat.wording import Reader, Wording
from bot.store import search, views
from bot.store.db import Session
from bot.values import IncidentView

MAX_INCIDENTS: Final = 2000
"""In a file: some megabytes, and some seconds of work."""
_LABELS: Final = {Format.CSV: "CSV", Format.JSON: "JSON", Format.GEOJSON: "GeoJSON"}
_OTHERS: Final = frozenset(
    (
        *(
            "xml",
            "xls",
            "xlsx",
            "excel",
            "ods",
            "tsv",
            "pdf",
            "txt",
            "text",
            "yaml",
            "yml",
            "html",
            "md",
            "doc",
        ),
        *("docx", "kml", "kmz", "gpx", "shp", "sql", "sqlite", "parquet", "zip", "эксель", "ексель"),
    )
)
"""Formats that people ask for and that are not written: words of a search they are not."""
_MISTYPED: Final = 65
"""Likeness (of 100) from which on a word is a format's name, mistyped."""


async def export(question: Asked, services: Services) -> Rendered:
    """/export [csv|json|geojson] [words and filters] - incidents as a file."""
    reader = await reader_of(question, services)
    kind, text, unknown = _read(question)
    asked = read_question(text, standpoint(reader, services))
    if isinstance(asked, Trouble):
        return Rendered(trouble(asked, reader.say, services.names()), mending(asked, Verb.EXPORT))
    if kind is None:
        return _choice(asked, reader, unknown)
    async with services.database.reading() as session:
        found = await _matches(session, asked, question.chat_id)
    if not found:
        nothing = reader.say("There is nothing to export: this chat has not been told of anything yet.")
        if asked.written:
            nothing = reader.say("Nothing was found for “{words}”.", words=bold(asked.written))
        hint = reader.say(
            "With a filter, the whole archive is exported: {example}", example=code("/export since:30d")
        )
        return Rendered(join("\n", [nothing, hint]))
    words = Wording(reader, services.names())
    shown = [words.named(view) for view in found[:MAX_INCIDENTS]]
    content = await asyncio.to_thread(write, kind, shown, services.names())
    name = f"lookout-{reader.now:%Y-%m-%d}.{kind}"
    return Rendered(_caption(found, asked, reader), attachment=Attachment(Form.FILE, name, content))


def _read(question: Asked) -> tuple[Format | None, str, str]:
    """The format, if one is named; the other words; and what was named for a format, but is none of ours."""
    args = list(question.args)
    if question.pressed:
        kind = Format(args[0]) if args[:1] and args[0] in list(Format) else None
        return kind, "".join(question.quoted[:1]), ""
    named = args[0].lstrip(".").casefold() if args else ""
    if named in list(Format):
        return Format(named), " ".join(args[1:]), ""
    if named in _OTHERS or process.extractOne(named, list(Format), scorer=fuzz.ratio, score_cutoff=_MISTYPED):
        return None, " ".join(args[1:]), args[0]
    return None, " ".join(args), ""


def _choice(asked: Question, reader: Reader, unknown: str) -> Rendered:
    """Which formats there are, for what is asked."""
    say = reader.say
    what = say("Incidents that this chat was told about, as a file. Which format?")
    if asked.written:
        what = say("Everything that matches {words}, as a file. Which format?", words=code(asked.written))
    if unknown:
        none = say(
            "I cannot write {unknown}. There are CSV for spreadsheets, JSON for programs and GeoJSON for maps.",
            unknown=bold(clean(unknown, limit=MAX_LENGTH)),
        )
        what = join("\n", [none, what])
    row = tuple(Button(label, encode(Press(Verb.EXPORT, (kind,)))) for kind, label in _LABELS.items())
    return Rendered(what, (row,))


async def _matches(session: Session, asked: Question, chat_id: int) -> list[IncidentView]:
    """What is to be exported, newest first; one more than fits, if there is more."""
    most = MAX_INCIDENTS + 1
    if asked.words:
        terms = [word.stems for word in words_to_find(asked.words)]
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
