"""An incident as the one message that is kept up to date. Pure: values in, message out.

From top to bottom: kind and place, what each source claims, the all-clear, the sentence it rests on with its
source, time and address, what stands around it, and folded below it the further statements. A card that would
exceed Telegram's limits shows fewer of the oldest statements and says how many; nothing is ever cut in the
middle of a style.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from bot.chat.buttons import Press, Verb, encode
from bot.chat.claims import claim_of, claimant, sources_of, standing
from bot.chat.languages import Voice
from bot.chat.markup import Markup, bold, clean, code, join, link, plain, quote, struck
from bot.chat.names import Names
from bot.chat.rendered import Button, Rendered
from bot.chat.wording import Reader, Wording
from bot.values import IncidentView, Role, StatementView

NOTHING: Final = Markup()
MAX_SENTENCE: Final = 700
MAX_FURTHER_SENTENCE: Final = 220
MAX_SOURCES: Final = 8
MAX_UNREAD: Final = 3
MAX_FURTHER: Final = 20

ICONS: Final = {Role.WARNS: "🟡", Role.REPORTS: "🔵", Role.HARMS: "🟠", Role.ENDS: "🟢"}
"""A dot by the gravest role among an incident's statements. The words beside it say the same."""
WITHDRAWN_ICON: Final = "⚪"
_GRAVITY: Final = (Role.HARMS, Role.REPORTS, Role.WARNS, Role.ENDS)
_TIERS: Final = ((Role.HARMS, Role.REPORTS), (Role.WARNS,), (Role.ENDS,))


def render_card(
    view: IncidentView,
    *,
    reader: Reader,
    names: Names,
    possible_repeat: bool = False,
    around: Markup = NOTHING,
    key: int | None = None,
) -> Rendered:
    """The card of an incident, for one reader. `possible_repeat` marks one that may have arrived before.

    *around* are the lines about its surroundings (`bot.chat.surroundings`). For *key* see `card_keyboard`.
    """
    words = Wording(reader, names)
    decisive = deciding(view)
    claims = [claim for said in sources_of(view) if (claim := claim_of(said, view, words))]
    further = _further_lines(view, decisive, words)
    title, ending = headline(view, words), _ending(view, words)
    unread = _unread(view, words)
    grounds = _grounds(view, decisive, claims, words)
    note = words.repeat_note() if possible_repeat else Markup()
    for shown_claims, shown_further in _sizes(len(claims), len(further)):
        top = join("\n", [title, *_shortened(claims, shown_claims, words.say), ending, *unread])
        rest = _folded(further[:shown_further], len(view.statements) - bool(decisive), words.say)
        body = join("\n\n", [top, grounds, around, rest, note])
        if body.fits:
            break
    return Rendered(body, card_keyboard(view.merged_into or view.incident_id, reader, key))


def card_keyboard(incident_id: int, reader: Reader, key: int | None = None) -> tuple[tuple[Button, ...], ...]:
    """The buttons under every card. *key* makes them unlike those of any other message, so that this one can be
    told apart while it is unknown whether it arrived.

    In a channel there is no Snooze: what it opens would stand under the card for all its readers.
    """
    number, say = str(incident_id), reader.say
    mark = () if key is None else (f"m{key}",)
    if reader.in_channel:
        return ((Button(say("Why?").text, encode(Press(Verb.WHY, (number, *mark)))),),)
    return (
        (
            Button(say("Why?").text, encode(Press(Verb.WHY, (number,)))),
            Button(say("Snooze").text, encode(Press(Verb.SNOOZE, (number, *mark)))),
        ),
    )


def _sizes(claims: int, further: int) -> Iterator[tuple[int, int]]:
    """How many claims and further statements to try to show, most first."""
    claims = min(claims, MAX_SOURCES)
    yield from ((claims, shown) for shown in range(further, -1, -1))
    yield from ((shown, 0) for shown in range(claims - 1, -1, -1))


def headline(view: IncidentView, words: Wording) -> Markup:
    """Kind and place: "🔵 Interception · Moscow"."""
    icon = ICONS[view.role] if standing(view) else WITHDRAWN_ICON
    return plain(f"{icon} ") + bold(join(" · ", [kinds_of(view, words), words.places(view.places)]))


def kinds_of(view: IncidentView, words: Wording) -> Markup:
    """What kind of incident it is: the titles of its patterns of the gravest tier, gravest first."""
    said = standing(view) or view.statements
    known = list(dict.fromkeys(kind for statement in said for kind in statement.kinds))
    for tier in _TIERS:
        if graver := [kind for role in tier for kind in known if words.names.role(kind) is role]:
            known = graver
            break
    titles = list(dict.fromkeys(words.kind(kind) for kind in known[:4]))
    return plain(", ".join([*titles[:1], *map(_going_on, titles[1:])]))


def _going_on(title: str) -> str:
    """*title* as it is written after a comma; an abbreviation keeps its letters."""
    return title if title[1:2].isupper() else title[:1].lower() + title[1:]


def deciding(view: IncidentView) -> StatementView | None:
    """The statement a card rests on: the newest of the gravest role, no repost; None once all are withdrawn."""
    said = standing(view)
    own = [statement for statement in said if statement.echo_of is None] or said
    if not own:
        return None
    return max(own, key=lambda s: (-_GRAVITY.index(s.role), s.published_at, s.message_id))


def _shortened(claims: Sequence[Markup], shown: int, say: Voice) -> list[Markup]:
    if (more := len(claims) - shown) > 0:
        return [*claims[:shown], say.count("and {n} more source", "and {n} more sources", more)]
    return list(claims)


def _ending(view: IncidentView, words: Wording) -> Markup:
    said = standing(view)
    if taken_back := retraction(view, words):
        return taken_back
    if not view.statements:
        return _joined(view, words.say)
    if not said and all(statement.deleted for statement in view.statements):
        return words.say("Withdrawn: deleted by its channel.")
    if not said:
        return words.say("Withdrawn: the statement was deleted, or no longer says this.")
    return all_clear(view, words)


def retraction(view: IncidentView, words: Wording) -> Markup:
    """When our admins took it back, which says nothing against its sources; nothing where they did not."""
    if view.retracted_at is None:
        return Markup()
    time = words.time(view.retracted_at, view.statements[-1].handle if view.statements else "")
    return words.say("Withdrawn by the admins of this bot at {time}.", time=time)


def all_clear(view: IncidentView, words: Wording) -> Markup:
    """When the all-clear was given; nothing where none was, or nothing of the incident stands any more."""
    said = standing(view)
    if view.ended_at is None or not said:
        return Markup()
    return words.say("🟢 All clear: {time}", time=words.time(view.ended_at, said[-1].handle))


def _joined(view: IncidentView, say: Voice) -> Markup:
    """Where an incident is told on that has no statement of its own any more."""
    if view.merged_into is None:
        return say("Its statements are on the cards of other incidents now.")
    show = code(f"/incident {view.merged_into}")
    return say("It was merged into incident {n} and goes on there: {command}", n=view.merged_into, command=show)


def _unread(view: IncidentView, words: Wording) -> list[Markup]:
    """The sources that may have said more since: they could not be read while the story goes on."""
    if view.status != "open" or view.ended_at is not None:
        return []
    old = {said.handle: said for said in standing(view) if said.unread_since is not None}
    return [
        words.say(
            "⏳ {source}: not read since {time}, there may be more",
            source=words.source(said),
            time=words.time(said.unread_since, said.handle),
        )
        for said in list(old.values())[:MAX_UNREAD]
        if said.unread_since is not None
    ]


def _grounds(
    view: IncidentView, decisive: StatementView | None, claims: Sequence[Markup], words: Wording
) -> Markup:
    """The sentence it rests on, who said it and when, and where it stands."""
    if decisive is None:
        return Markup()
    # With one source, who said it and when already stands beside its claim.
    sources = sources_of(view)
    is_said_above = len(claims) == len(sources) == 1 and decisive is claimant(sources[0])
    return join(
        "\n",
        [
            quote(clean(decisive.sentence, limit=MAX_SENTENCE)),
            Markup() if is_said_above else words.attribution(decisive),
            plain(decisive.url),
        ],
    )


def _folded(lines: Sequence[Markup], total: int, say: Voice) -> Markup:
    """Further statements as a quotation that unfolds; how many of *total* are left out."""
    left_out = Markup()
    if (more := total - len(lines)) > 0:
        left_out = say.count("and {n} more statement", "and {n} more statements", more)
    if not lines:
        return left_out
    return quote(join("\n", [say("Further statements"), *lines, left_out]), folded=True)


def _further_lines(view: IncidentView, decisive: StatementView | None, words: Wording) -> list[Markup]:
    """The newest statements but the *decisive* one, newest first, a line each."""
    others = [statement for statement in view.statements if statement is not decisive]
    newest = sorted(others, key=lambda s: (s.published_at, s.message_id), reverse=True)
    return [_further_line(statement, view, words) for statement in newest[:MAX_FURTHER]]


def _further_line(statement: StatementView, view: IncidentView, words: Wording) -> Markup:
    head = [
        words.time(statement.published_at, statement.handle),
        link(words.source(statement).text, statement.url),
    ]
    sentence = plain(clean(statement.sentence, limit=MAX_FURTHER_SENTENCE))
    if is_taken_back(statement, view):
        deleted = statement.deleted
        head.append(words.say("(deleted by its channel)") if deleted else words.say("(withdrawn)"))
        sentence = struck(sentence)
    elif statement.echo_of is not None:
        head.append(words.say("(repost)"))
    return join(": ", [join(" ", head), sentence])


def is_taken_back(statement: StatementView, view: IncidentView) -> bool:
    """Whether its own source says it no more; that our admins retracted the incident is another thing."""
    return statement.withdrawn_at is not None and statement.withdrawn_at != view.retracted_at
