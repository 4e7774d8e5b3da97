"""Incidents as a numbered list: what /latest, /search and their pages show. Pure."""

from collections.abc import Mapping, Sequence

from bot.chat.buttons import Press, Verb, encode
from bot.chat.cards import MAX_FURTHER_SENTENCE, all_clear, deciding, headline, retraction
from bot.chat.claims import claim_of
from bot.chat.markup import Markup, clean, join, plain, quote
from bot.chat.names import Names
from bot.chat.news import TITLES, said_with
from bot.chat.rendered import Button
from bot.chat.wording import Reader, Wording
from bot.values import IncidentView, Reason, StatementView

IN_A_ROW = 5
"""Numbers of incidents in a row of buttons."""


def render_list(
    views: Sequence[IncidentView],
    *,
    title: Markup,
    reader: Reader,
    names: Names,
    first: int = 1,
    snippets: Mapping[int, tuple[StatementView, Markup]] | None = None,
) -> tuple[Markup, int]:
    """Incidents in the order given, numbered from *first*, each in a few lines with its statement's address.

    Where that does not fit into a message, each in two lines; returns also how many of them are shown.
    *snippets*, by incident, are the statements to show instead of the deciding ones, with what they say.
    """
    words = Wording(reader, names)
    snippets = snippets or {}
    for write in (_entry, _short_entry):
        entries = [write(view, words, snippets.get(view.incident_id)) for view in views]
        numbered = [plain(f"{number}. ") + entry for number, entry in enumerate(entries, first)]
        body = join("\n\n", [title, *numbered])
        if body.fits:
            return body, len(views)
    shown = len(numbered)
    while not body.fits and shown:
        shown -= 1
        more = words.say.count("and {n} more", "and {n} more", len(views) - shown)
        body = join("\n\n", [title, *numbered[:shown], more])
    return body, shown


def number_buttons(views: Sequence[IncidentView], first: int) -> tuple[tuple[Button, ...], ...]:
    """A button for each incident's card, labelled with its number in the list."""
    buttons = [
        Button(str(number), encode(Press(Verb.INCIDENT, (str(view.incident_id),))))
        for number, view in enumerate(views, first)
    ]
    return tuple(tuple(buttons[row : row + IN_A_ROW]) for row in range(0, len(buttons), IN_A_ROW))


def _entry(view: IncidentView, words: Wording, found: tuple[StatementView, Markup] | None) -> Markup:
    statement, claim = _said_last(view, words)
    text: Markup | str = clean(statement.sentence, limit=MAX_FURTHER_SENTENCE) if not claim else ""
    if found:
        statement, text = found
        claim = claim_of(said_with(statement, view), view, words)
    by = Markup() if claim else words.attribution(statement)
    ended = all_clear(view, words)
    return join("\n", [headline(view, words), claim, ended, quote(text), by, plain(statement.url)])


def _short_entry(view: IncidentView, words: Wording, found: tuple[StatementView, Markup] | None) -> Markup:
    statement = found[0] if found else _said_last(view, words)[0]
    time = words.time(statement.published_at, statement.handle)
    return join("\n", [join(", ", [headline(view, words), time]), plain(statement.url)])


def _said_last(view: IncidentView, words: Wording) -> tuple[StatementView, Markup]:
    """The statement an incident rests on and what its source claims; of a withdrawn one the last, and that."""
    statement = deciding(view)
    if statement is None:
        return view.statements[-1], retraction(view, words) or words.say(TITLES[Reason.WITHDRAWN])
    return statement, claim_of(said_with(statement, view), view, words)
