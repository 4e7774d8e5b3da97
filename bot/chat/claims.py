"""What each source claims about an incident, in the reader's words. Pure.

A number is a claim by a source at a time: every line names who said it and when, and nothing is added up over
sources. What was not stated is said to be not stated, where a reader would look for it.
"""

from collections.abc import Sequence
from typing import Final

from bot.chat.languages import Voice, mark
from bot.chat.markup import Markup, bold, clean, fill, join, plain
from bot.chat.wording import Wording
from bot.rules.figures import figure_of
from bot.values import Facts, IncidentView, Period, Role, Scope, StatementView

MAX_QUOTED: Final = 160
"""Characters of an inscription or of words of damage that are quoted."""
MAX_ITEMISED: Final = 8
"""Regions of an itemised figure that are listed."""

MAX_CORRECTIONS: Final = 3
"""Corrections of one source that are shown, the last ones."""
MAX_BESIDE: Final = 2
"""Totals that are shown beside a larger figure."""
AIR_ATTACK: Final = "air-attack"
"""The story whose figures count drones and missiles downed or suppressed."""
_MISSILE: Final = ("ракет", "missile")

Said = Sequence[StatementView]
"""Standing statements of one source, oldest first."""


def standing(view: IncidentView) -> list[StatementView]:
    """The statements that were not withdrawn, oldest first."""
    kept = (statement for statement in view.statements if statement.withdrawn_at is None)
    return sorted(kept, key=lambda statement: (statement.published_at, statement.message_id))


def sources_of(view: IncidentView) -> list[Said]:
    """The standing statements of each source; the source that spoke last comes first.

    A repost is no claim of its own, so it is left out where anyone made one.
    """
    said = standing(view)
    by_source: dict[str, list[StatementView]] = {}
    for statement in [own for own in said if own.echo_of is None] or said:
        by_source.setdefault(statement.handle.casefold(), []).append(statement)
    return sorted(
        by_source.values(), key=lambda said: (said[-1].published_at, said[-1].statement_id), reverse=True
    )


def claimant(said: Said) -> StatementView:
    """The statement whose time stands beside a source's claims: its newest, warnings and all-clears apart."""
    telling = [statement for statement in said if statement.role in (Role.REPORTS, Role.HARMS)]
    return (telling or said)[-1]


def claim_of(said: Said, view: IncidentView, words: Wording) -> Markup:
    """One source's claims: "2 drones downed · emergency services on site — Mayor of Moscow, 00:58 MSK".

    What it says in its own words stands below, each on its line. Empty where the source claims nothing that can
    be put so, such as a bare alert.
    """
    facts = [statement.facts for statement in reversed(said)]
    claims = join(" · ", [_figure(said, view, words), *_circumstances(facts, words.say)])
    quoted = [*_corrections(said, words), *_quoted(facts, words.say)]
    if not claims and not quoted:
        return claims
    line = fill(
        "{claims} — {source}",
        claims=claims or words.say("stated"),
        source=words.attribution(claimant(said)),
    )
    return join("\n", [line, *quoted])


def _figure(said: Said, view: IncidentView, words: Wording) -> Markup:
    say = words.say
    place = view.places[0] if len(view.places) == 1 else None
    figure = figure_of(said, place=place)
    if figure.count is not None:
        stated = counted(figure.count, figure.is_minimum, said, view.story, say)
        stated = _scoped(stated, figure.scope, figure.period, said, words)
        if figure.added > 1:  # nobody said this number: whoever quotes it should know
            stated = say.count(
                "{figure} in {n} statement", "{figure} in {n} statements", figure.added, figure=stated
            )
        if place is None and (items := _itemised(said, words)):
            stated = fill("{figure} ({regions})", figure=stated, regions=items)
    elif figure.listed is not None:
        stated = counted(figure.listed, False, said, view.story, say)
        stated = say("{figure} over all the regions it lists", figure=stated)
    elif view.story == AIR_ATTACK and any(statement.role is Role.REPORTS for statement in said):
        stated = say("count not stated")  # elsewhere, as of a closed airport, nobody waits for one
    else:
        stated = Markup()
    beside = [
        say(
            "also stated: {figure}",
            figure=_scoped(
                counted(total.count, total.is_minimum, said, view.story, say),
                Scope.PERIOD,
                total.period,
                said,
                words,
            ),
        )
        for total in figure.beside[:MAX_BESIDE]
    ]
    return join(" · ", [stated, *beside])


def counted(count: int, is_minimum: bool, said: Said, story: str, say: Voice) -> Markup:
    """A number with what it counts."""
    text = " ".join(statement.sentence for statement in said).casefold()
    if story != AIR_ATTACK:
        counted = bold(say("stated number: {n}", n=count))
    elif any(stem in text for stem in _MISSILE):
        counted = bold(say.count("{n} drone or missile downed", "{n} drones and missiles downed", count))
    else:
        counted = bold(say.count("{n} drone downed", "{n} drones downed", count))
    return say("at least {figure}", figure=counted) if is_minimum else counted


def _scoped(stated: Markup, scope: Scope, period: Period | None, said: Said, words: Wording) -> Markup:
    """A figure with the time it is about, where that is not the event itself."""
    if scope is Scope.RUNNING_TOTAL:
        return words.say("{figure} in total so far", figure=stated)
    if scope is not Scope.PERIOD:
        return stated
    if period is None:
        return words.say("{figure} over a period (its hours not stated)", figure=stated)
    start, end = (words.time(at, said[-1].handle) for at in (period.start, period.end))
    return words.say("{figure} from {start} to {end}", figure=stated, start=start, end=end)


def _itemised(said: Said, words: Wording) -> Markup:
    by_place = next((s.facts.by_place for s in reversed(said) if s.facts.by_place), {})
    largest = sorted(by_place.items(), key=lambda item: (-item[1], item[0]))
    items = [f"{words.place(code)} {count}" for code, count in largest[:MAX_ITEMISED]]
    if len(largest) > MAX_ITEMISED:
        items.append("…")
    return plain(", ".join(items))


def _circumstances(facts: Sequence[Facts], say: Voice) -> list[Markup]:
    """Toll, services and the event's own time; *facts* newest first, and the newest that has it counts."""
    parts = [_toll(facts, say)]
    if any(fact.emergency_services for fact in facts):
        parts.append(say("emergency services on site"))
    if at := next((fact.stated_at for fact in facts if fact.stated_at), None):
        parts.append(say("at {time} local time", time=clean(at, limit=5)))
    return parts


_CORRECTED: Final = {
    "count": mark("✏️ count corrected {was} → {now} at {time}"),
    "killed": mark("✏️ killed corrected {was} → {now} at {time}"),
    "injured": mark("✏️ injured corrected {was} → {now} at {time}"),
}
_TAKEN_BACK: Final = {
    "count": mark("✏️ count {was} no longer stated since {time}"),
    "killed": mark("✏️ {was} killed no longer stated since {time}"),
    "injured": mark("✏️ {was} injured no longer stated since {time}"),
    "damage": mark("✏️ damage no longer stated since {time}"),
}


def _corrections(said: Said, words: Wording) -> list[Markup]:
    """What edits changed about the counts, tolls and damage the source states; the last ones."""
    found = [(correction, statement) for statement in said for correction in statement.corrections]
    lines = []
    for correction, statement in sorted(found, key=lambda pair: pair[0].at):
        now = getattr(statement.facts, correction.fact)
        texts = _TAKEN_BACK if now is None else _CORRECTED
        if now == correction.before or correction.fact not in texts:  # other words for damage are no correction
            continue
        time = words.time(correction.at, statement.handle)
        parts = {"time": time} if correction.fact == "damage" else {"was": correction.before, "time": time}
        if now is not None:
            parts["now"] = now
        lines.append(words.say(texts[correction.fact], **parts))
    return lines[-MAX_CORRECTIONS:]


def _toll(facts: Sequence[Facts], say: Voice) -> Markup:
    killed = next((fact.killed for fact in facts if fact.killed is not None), None)
    injured = next((fact.injured for fact in facts if fact.injured is not None), None)
    if killed == 0 and injured == 0:
        return say("nobody hurt")
    if killed and injured == 0 and not any(fact.killed and fact.injured == 0 for fact in facts):
        injured = None  # "nobody was hurt" was said before somebody died
    parts = []
    if killed is not None:
        parts.append(bold(say.count("{n} killed", "{n} killed", killed)) if killed else say("nobody killed"))
    if injured is not None:
        parts.append(
            bold(say.count("{n} injured", "{n} injured", injured)) if injured else say("nobody injured")
        )
    return join(" · ", parts)


def _quoted(facts: Sequence[Facts], say: Voice) -> list[Markup]:
    """What is shown in the source's own words."""
    lines = []
    if damage := next((fact.damage for fact in facts if fact.damage), None):
        lines.append(say("Damage: “{words}”", words=clean(damage, limit=MAX_QUOTED)))
    if inscription := next((fact.inscription for fact in facts if fact.inscription), None):
        lines.append(say("Inscription: “{words}”", words=clean(inscription, limit=MAX_QUOTED)))
    return lines
