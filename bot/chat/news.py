"""What is new about an incident, told as a reply to its card. Pure."""

from collections.abc import Callable

from bot.chat.cards import MAX_FURTHER_SENTENCE, card_keyboard, headline, is_taken_back, retraction
from bot.chat.claims import Said, claim_of, sources_of, standing
from bot.chat.languages import mark
from bot.chat.markup import Markup, bold, clean, join, plain, quote, struck
from bot.chat.names import Names
from bot.chat.rendered import Rendered
from bot.chat.wording import Reader, Wording
from bot.values import IncidentView, Reason, Role, StatementView

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
    Reason.RESTORED: mark("Restored"),
}
"""Why something is told now, in words."""

_ABOUT: dict[Reason, Callable[[StatementView], bool]] = {
    Reason.FIRST_FIGURE: lambda s: s.withdrawn_at is None and s.facts.count is not None,
    Reason.HIGHER_FIGURE: lambda s: s.withdrawn_at is None and s.facts.count is not None,
    Reason.HARM: lambda s: s.withdrawn_at is None and bool(s.facts.killed or s.facts.injured or s.facts.damage),
    Reason.NEW_PLACE: lambda s: s.withdrawn_at is None and bool(s.facts.places),
    Reason.ENDED: lambda s: s.withdrawn_at is None and s.role is Role.ENDS,
    Reason.CORRECTED: lambda s: s.withdrawn_at is None and bool(s.corrections),
    Reason.WITHDRAWN: lambda s: s.withdrawn_at is not None,
}
"""Which statements can be the news for a reason; any, for the reasons left out."""


def render_news(
    view: IncidentView,
    reason: Reason,
    *,
    reader: Reader,
    names: Names,
    possible_repeat: bool = False,
    key: int | None = None,
) -> Rendered:
    """What is new about an incident and why it is told: reason, claim, sentence, source, address.

    It has the buttons of the card. For *key* see `card_keyboard`.
    """
    words = Wording(reader, names)
    lines = [headline(view, words), bold(retraction(view, words) or words.say(TITLES[reason]))]
    if statement := _news(view, reason):
        is_withdrawn = is_taken_back(statement, view)
        stands = statement.withdrawn_at is None
        claim = claim_of(said_with(statement, view), view, words) if stands else Markup()
        sentence = clean(statement.sentence, limit=MAX_FURTHER_SENTENCE)
        lines += [
            claim,
            quote(struck(sentence) if is_withdrawn else sentence),
            Markup() if claim else words.attribution(statement),
            plain(statement.url),
        ]
    if possible_repeat:
        lines.append(words.repeat_note())
    return Rendered(join("\n", lines), card_keyboard(view.incident_id, reader, key))


def _news(view: IncidentView, reason: Reason) -> StatementView | None:
    """The newest statement that can be the news."""
    is_news = _ABOUT.get(reason)
    fitting = [statement for statement in view.statements if is_news and is_news(statement)]
    newest_last = fitting or standing(view)
    return newest_last[-1] if newest_last else None


def said_with(statement: StatementView, view: IncidentView) -> Said:
    """Everything the source of a standing *statement* said."""
    return next((said for said in sources_of(view) if statement in said), [statement])
