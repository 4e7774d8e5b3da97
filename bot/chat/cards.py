"""An incident as the one message that is kept up to date. Pure: values in, message out.

From top to bottom: kind and place, what each source claims, the all-clear, the sentence it rests on with its
source, time and address, and folded below it the further statements. A card that would exceed Telegram's limits
shows fewer of the oldest statements and says how many; nothing is ever cut in the middle of a style.
"""

from collections.abc import Iterator, Sequence

from bot.chat.claims import Reader, attribution, claim_line, source_of, sources_of, standing
from bot.chat.languages import Voice, voice
from bot.chat.markup import Markup, bold, clean, fill, join, link, plain, quote, struck
from bot.chat.names import Names
from bot.chat.rendered import Rendered
from bot.chat.times import time_of
from bot.values import IncidentView, Role, StatementView

MAX_SENTENCE = 700
MAX_FURTHER_SENTENCE = 220
MAX_PLACES = 8
MAX_SOURCES = 8
MAX_FURTHER = 20

ICONS = {Role.WARNS: "🟡", Role.REPORTS: "🔵", Role.HARMS: "🟠", Role.ENDS: "🟢"}
"""A dot by the gravest role among an incident's statements. The words beside it say the same."""
WITHDRAWN_ICON = "⚪"
_GRAVITY = (Role.HARMS, Role.REPORTS, Role.WARNS, Role.ENDS)


def render_card(view: IncidentView, *, reader: Reader, names: Names, possible_repeat: bool = False) -> Rendered:
    """The card of an incident, for one reader."""
    say = voice(reader.language)
    for sources, further in _sizes():
        body = _card(view, sources, further, reader=reader, names=names, say=say)
        if possible_repeat:
            body = body + "\n\n" + say("This may be a repeat: it is not known whether the first one arrived.")
        if body.fits:
            break
    return Rendered(body)


def _sizes() -> Iterator[tuple[int, int]]:
    """How many sources and further statements to try to show, largest first."""
    yield from ((MAX_SOURCES, further) for further in range(MAX_FURTHER, -1, -1))
    yield from ((sources, 0) for sources in range(MAX_SOURCES - 1, 0, -1))


def _card(
    view: IncidentView, sources: int, further: int, *, reader: Reader, names: Names, say: Voice
) -> Markup:
    decisive = deciding(view)
    claims = _claims(view, sources, reader=reader, names=names, say=say)
    # With one source, who said it and when already stands beside its claim.
    alone = len(claims) == len(sources_of(view)) == 1 and decisive is standing(view)[-1]
    blocks = [
        join(
            "\n",
            [
                headline(view, reader.language, names, say),
                *claims,
                _ending(view, reader=reader, names=names, say=say),
            ],
        )
    ]
    if decisive:
        blocks.append(
            join(
                "\n",
                [
                    quote(clean(decisive.sentence, limit=MAX_SENTENCE)),
                    Markup() if alone else attribution(decisive, reader=reader, names=names, say=say),
                    plain(decisive.url),
                ],
            )
        )
    rest = [statement for statement in view.statements if statement is not decisive]
    blocks.append(_further(rest, further, reader=reader, names=names, say=say))
    return join("\n\n", blocks)


def headline(view: IncidentView, language: str, names: Names, say: Voice) -> Markup:
    """Kind and place: "🔵 Interception · Moscow"."""
    icon = ICONS[view.role] if standing(view) else WITHDRAWN_ICON
    title = join(" · ", [kinds_of(view, language, names), places_of(view.places, language, names, say)])
    return plain(f"{icon} ") + bold(title)


def kinds_of(view: IncidentView, language: str, names: Names) -> Markup:
    """What kind of incident it is, in the words of its gravest patterns."""
    kinds = [kind for statement in standing(view) or view.statements for kind in statement.kinds]
    known = list(dict.fromkeys(kinds))
    for tier in ((Role.HARMS, Role.REPORTS), (Role.WARNS,), (Role.ENDS,)):
        if chosen := [kind for role in tier for kind in known if names.role(kind) is role]:
            known = chosen
            break
    return plain(", ".join(dict.fromkeys(names.kind(kind, language) for kind in known[:4])))


def places_of(codes: Sequence[str], language: str, names: Names, say: Voice) -> Markup:
    """The names of *codes*: "Belgorod Region, Moscow and 3 more"; says so when no place was named."""
    if not codes:
        return say("place not stated")
    listed = plain(", ".join(names.place(code, language) for code in codes[:MAX_PLACES]))
    if more := len(codes) - MAX_PLACES if len(codes) > MAX_PLACES else 0:
        return say.count("{listed} and {n} more", "{listed} and {n} more", more, listed=listed)
    return listed


def deciding(view: IncidentView) -> StatementView | None:
    """The statement a card rests on: the newest of the gravest role, no repost; None once all are withdrawn."""
    said = standing(view)
    own = [statement for statement in said if statement.echo_of is None] or said
    if not own:
        return None
    return max(own, key=lambda s: (-_GRAVITY.index(s.role), s.published_at, s.message_id))


def _claims(view: IncidentView, limit: int, *, reader: Reader, names: Names, say: Voice) -> list[Markup]:
    sources = sources_of(view)
    lines = [claim_line(said, view, reader=reader, names=names, say=say) for said in sources]
    lines = [line for line in lines if line]
    if (more := len(lines) - limit) > 0:
        lines[limit:] = [say.count("and {n} more source", "and {n} more sources", more)]
    return lines


def _ending(view: IncidentView, *, reader: Reader, names: Names, say: Voice) -> Markup:
    if not standing(view):
        return say("Withdrawn: the statement was deleted, or no longer says this.")
    if view.ended_at is None:
        return Markup()
    ending = [statement for statement in standing(view) if statement.role is Role.ENDS]
    said_by = ending[-1] if ending else standing(view)[-1]
    zone = reader.zone or names.zone(said_by.handle)
    return say("🟢 All clear at {time}", time=time_of(view.ended_at, zone, now=reader.now, say=say))


def _further(
    statements: Sequence[StatementView], limit: int, *, reader: Reader, names: Names, say: Voice
) -> Markup:
    """The other statements, newest first, folded; the oldest give way."""
    if not statements:
        return Markup()
    newest = sorted(statements, key=lambda s: (s.published_at, s.message_id), reverse=True)
    lines = [_further_line(s, reader=reader, names=names, say=say) for s in newest[:limit]]
    more = len(newest) - len(lines)
    if not lines:
        return say.count("and {n} more statement", "and {n} more statements", more)
    if more:
        lines.append(say.count("and {n} more statement", "and {n} more statements", more))
    return quote(join("\n", [say("Further statements"), *lines]), folded=True)


def _further_line(statement: StatementView, *, reader: Reader, names: Names, say: Voice) -> Markup:
    zone = reader.zone or names.zone(statement.handle)
    time = time_of(statement.published_at, zone, now=reader.now, say=say)
    source = link(source_of(statement).text, statement.url)
    sentence = plain(clean(statement.sentence, limit=MAX_FURTHER_SENTENCE))
    if statement.withdrawn_at is not None:
        return say(
            "{time} {source} (withdrawn): {sentence}", time=time, source=source, sentence=struck(sentence)
        )
    if statement.echo_of is not None:
        return say("{time} {source} (repost): {sentence}", time=time, source=source, sentence=sentence)
    return fill("{time} {source}: {sentence}", time=time, source=source, sentence=sentence)
