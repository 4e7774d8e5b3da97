"""Short messages about incidents: news told as a reply to a card, and lists for /latest and /search. Pure."""

from collections.abc import Callable, Sequence

from bot.chat.cards import MAX_FURTHER_SENTENCE, deciding, headline
from bot.chat.claims import Reader, attribution, claim_line, sources_of, standing
from bot.chat.languages import Voice, mark, voice
from bot.chat.markup import Markup, bold, clean, join, plain, quote
from bot.chat.names import Names
from bot.chat.rendered import Rendered
from bot.chat.times import time_of
from bot.values import IncidentView, Reason, StatementView

TITLES = {
    Reason.FIRST: mark("First report"),
    Reason.FIRST_FIGURE: mark("First figure"),
    Reason.HIGHER_FIGURE: mark("Higher figure"),
    Reason.HARM: mark("Damage or casualties"),
    Reason.NEW_PLACE: mark("New place"),
    Reason.ENDED: mark("All clear"),
    Reason.MORE: mark("More statements"),
    Reason.CORRECTED: mark("Corrected"),
    Reason.WITHDRAWN: mark("Withdrawn"),
}
"""Why something is told now, in words."""

_ABOUT: dict[Reason, Callable[[StatementView], bool]] = {
    Reason.FIRST_FIGURE: lambda statement: statement.facts.count is not None,
    Reason.HIGHER_FIGURE: lambda statement: statement.facts.count is not None,
    Reason.HARM: lambda statement: bool(
        statement.facts.killed or statement.facts.injured or statement.facts.damage
    ),
    Reason.NEW_PLACE: lambda statement: bool(statement.facts.places),
}
"""Which statements can be the news for a reason; any, for the reasons left out."""


def render_news(
    view: IncidentView, reason: Reason, *, reader: Reader, names: Names, possible_repeat: bool = False
) -> Rendered:
    """What is new about an incident and why it is told: reason, claim, sentence, source, address."""
    say = voice(reader.language)
    lines = [
        headline(view, reader.language, names, say),
        bold(say(TITLES[reason])),
    ]
    if statement := _news(view, reason):
        said = next(said for said in sources_of(view) if statement in said)
        claims = claim_line(said, view, reader=reader, names=names, say=say)
        lines += [
            claims,
            quote(clean(statement.sentence, limit=MAX_FURTHER_SENTENCE)),
            Markup() if claims else attribution(statement, reader=reader, names=names, say=say),
            plain(statement.url),
        ]
    if possible_repeat:
        lines.append(say("This may be a repeat: it is not known whether the first one arrived."))
    return Rendered(join("\n", lines))


def _news(view: IncidentView, reason: Reason) -> StatementView | None:
    said = standing(view)
    is_news = _ABOUT.get(reason)
    fitting = [statement for statement in said if is_news and is_news(statement)]
    newest_last = fitting or said
    return newest_last[-1] if newest_last else None


def render_list(views: Sequence[IncidentView], *, title: Markup, reader: Reader, names: Names) -> Rendered:
    """Incidents in the order given, each in a few lines with the address of its statement."""
    say = voice(reader.language)
    entries = [_entry(view, reader=reader, names=names, say=say) for view in views]
    for shown in range(len(entries), -1, -1):
        listed = [title, *entries[:shown]]
        if more := len(entries) - shown:
            listed.append(say.count("and {n} more", "and {n} more", more))
        body = join("\n\n", listed)
        if body.fits:
            break
    return Rendered(body)


def _entry(view: IncidentView, *, reader: Reader, names: Names, say: Voice) -> Markup:
    statement = deciding(view) or view.statements[-1]
    zone = reader.zone or names.zone(statement.handle)
    time = time_of(statement.published_at, zone, now=reader.now, say=say)
    said = next((said for said in sources_of(view) if statement in said), [])
    claims = (
        claim_line(said, view, reader=reader, names=names, say=say) if said else say(TITLES[Reason.WITHDRAWN])
    )
    return join(
        "\n",
        [
            join(", ", [headline(view, reader.language, names, say), time]),
            claims or quote(clean(statement.sentence, limit=MAX_FURTHER_SENTENCE)),
            plain(statement.url),
        ],
    )
