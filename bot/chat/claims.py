"""What each source claims about an incident, in the reader's words: one line a source. Pure.

A number is a claim by a source at a time: every line names who said it and when, and nothing is added up over
sources. What was not stated is said to be not stated, where a reader would look for it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from bot.chat.languages import Voice
from bot.chat.markup import Markup, bold, clean, fill, join, plain
from bot.chat.names import Names
from bot.chat.times import time_of
from bot.rules.figures import SourceFigure, figure_of
from bot.values import Facts, IncidentView, Role, Scope, StatementView

MAX_SOURCE = 120
MAX_QUOTED = 160
"""Characters of an inscription or of words of damage that are quoted."""
MAX_ITEMISED = 8
"""Regions of an itemised figure that are listed."""

AIR_ATTACK = "air-attack"
"""The story whose figures count drones and missiles downed or suppressed."""
_MISSILE = ("ракет", "missile")


@dataclass(frozen=True, slots=True)
class Reader:
    """For whom a message is worded. `zone` None: times are on the clock of the channel they come from."""

    language: str
    zone: tzinfo | None
    now: datetime


def sources_of(view: IncidentView) -> list[list[StatementView]]:
    """The standing statements of each source, oldest first; the source that spoke last comes first."""
    by_source: dict[str, list[StatementView]] = {}
    for statement in standing(view):
        by_source.setdefault(statement.handle.casefold(), []).append(statement)
    return sorted(
        by_source.values(), key=lambda said: (said[-1].published_at, said[-1].statement_id), reverse=True
    )


def standing(view: IncidentView) -> list[StatementView]:
    """The statements that were not withdrawn, oldest first."""
    kept = (statement for statement in view.statements if statement.withdrawn_at is None)
    return sorted(kept, key=lambda statement: (statement.published_at, statement.message_id))


def claim_line(
    said: Sequence[StatementView], view: IncidentView, *, reader: Reader, names: Names, say: Voice
) -> Markup:
    """One source's claims: "2 drones downed · emergency services on site — Mayor of Moscow, 00:58 MSK".

    Words it is quoted with stand below, each on its line.

    Empty where the source claims nothing that can be put in words, such as a bare alert.
    """
    figure = _figure(said, view, reader=reader, names=names, say=say)
    facts = [statement.facts for statement in reversed(said)]
    claims = join(" · ", [figure, *_circumstances(facts, say)])
    quoted = _quoted(facts, say)
    if not claims and not quoted:
        return claims
    claims = claims or say("stated")
    source = attribution(said[-1], reader=reader, names=names, say=say)
    return join("\n", [fill("{claims} — {source}", claims=claims, source=source), *quoted])


def attribution(statement: StatementView, *, reader: Reader, names: Names, say: Voice) -> Markup:
    """Who said it and when: "Sergei Sobyanin, Mayor of Moscow, 00:58 MSK"."""
    zone = reader.zone or names.zone(statement.handle)
    time = time_of(statement.published_at, zone, now=reader.now, say=say)
    return fill("{source}, {time}", source=source_of(statement), time=time)


def source_of(statement: StatementView) -> Markup:
    """The title of the channel that said it, else its address."""
    return plain(clean(statement.source, limit=MAX_SOURCE) or f"@{statement.handle}")


def _figure(
    said: Sequence[StatementView], view: IncidentView, *, reader: Reader, names: Names, say: Voice
) -> Markup:
    place = view.places[0] if len(view.places) == 1 else None
    figure = figure_of(said, place=place)
    if figure.count is None:
        reports = any(statement.role is Role.REPORTS for statement in said)
        return say("count not stated") if reports else Markup()
    words = bold(_counted(figure.count, said, view.story, say))
    if figure.is_minimum:
        words = say("at least {figure}", figure=words)
    words = _scoped(words, figure, said, reader=reader, names=names, say=say)
    if place is None and (items := _itemised(said, reader.language, names)):
        words = fill("{figure} ({regions})", figure=words, regions=items)
    return words


def _counted(count: int, said: Sequence[StatementView], story: str, say: Voice) -> Markup:
    if story != AIR_ATTACK:
        return say("stated number: {n}", n=count)
    text = " ".join(statement.sentence for statement in said).casefold()
    if any(stem in text for stem in _MISSILE):
        return say.count("{n} drone or missile downed", "{n} drones and missiles downed", count)
    return say.count("{n} drone downed", "{n} drones downed", count)


def _scoped(
    words: Markup,
    figure: SourceFigure,
    said: Sequence[StatementView],
    *,
    reader: Reader,
    names: Names,
    say: Voice,
) -> Markup:
    if figure.scope is Scope.RUNNING_TOTAL:
        return say("{figure} in total so far", figure=words)
    if figure.scope is not Scope.PERIOD:
        return words
    period = next((s.facts.period for s in reversed(said) if s.facts.scope is Scope.PERIOD), None)
    if period is None:
        return say("{figure} over a longer period", figure=words)
    zone = reader.zone or names.zone(said[-1].handle)
    start, end = (time_of(at, zone, now=reader.now, say=say) for at in (period.start, period.end))
    return say("{figure} from {start} to {end}", figure=words, start=start, end=end)


def _itemised(said: Sequence[StatementView], language: str, names: Names) -> Markup:
    by_place = next((s.facts.by_place for s in reversed(said) if s.facts.by_place), {})
    largest = sorted(by_place.items(), key=lambda item: (-item[1], item[0]))
    items = [plain(f"{names.place(code, language)} {count}") for code, count in largest[:MAX_ITEMISED]]
    if len(largest) > MAX_ITEMISED:
        items.append(plain("…"))
    return join(", ", items)


def _circumstances(facts: Sequence[Facts], say: Voice) -> list[Markup]:
    """Toll, services and the event's own time; *facts* newest first, and the newest that has it counts."""
    parts = [_toll(facts, say)]
    if any(fact.emergency_services for fact in facts):
        parts.append(say("emergency services on site"))
    if at := next((fact.stated_at for fact in facts if fact.stated_at), None):
        parts.append(say("at {time} local time", time=clean(at, limit=5)))
    return parts


def _quoted(facts: Sequence[Facts], say: Voice) -> list[Markup]:
    """What is shown in the source's own words."""
    lines = []
    if damage := next((fact.damage for fact in facts if fact.damage), None):
        lines.append(say("Damage: “{words}”", words=clean(damage, limit=MAX_QUOTED)))
    if inscription := next((fact.inscription for fact in facts if fact.inscription), None):
        lines.append(say("Inscription: “{words}”", words=clean(inscription, limit=MAX_QUOTED)))
    return lines


def _toll(facts: Sequence[Facts], say: Voice) -> Markup:
    killed = next((fact.killed for fact in facts if fact.killed is not None), None)
    injured = next((fact.injured for fact in facts if fact.injured is not None), None)
    if killed == 0 and injured == 0:
        return say("nobody hurt")
    parts = []
    if killed is not None:
        parts.append(bold(say.count("{n} killed", "{n} killed", killed)) if killed else say("nobody killed"))
    if injured is not None:
        parts.append(
            bold(say.count("{n} injured", "{n} injured", injured)) if injured else say("nobody injured")
        )
    return join(" · ", parts)
