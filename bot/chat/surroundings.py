"""What stands around an incident: how rare it is here, and what else happened within hours. Pure.

Nothing is said where the archive is too young to know.
"""

from datetime import timedelta
from typing import Final

from bot.chat.cards import deciding, kinds_of
from bot.chat.claims import Said, counted, sources_of, standing
from bot.chat.markup import Markup, join, link, plain
from bot.chat.wording import Wording
from bot.rules.figures import SourceFigure, figure_of
from bot.rules.rarity import Rarity, rarity
from bot.rules.related import Brief, Related, related
from bot.store.past import Past
from bot.values import IncidentView, Role

MAX_PLACES: Final = 3
"""An incident that names more is a summary: it makes nothing usual, and says nothing about a place."""


def surroundings(view: IncidentView, past: Past | None, words: Wording) -> Markup:
    """The lines that a card about *view* shows of its past; empty where there is nothing worth saying."""
    if past is None or view.role not in (Role.REPORTS, Role.HARMS) or not standing(view):
        return Markup()
    others = {
        other.incident_id: other
        for other in past.elsewhere
        if 0 < len(other.places) <= MAX_PLACES and standing(other)
    }
    regions = [words.names.regions[code] for code in view.places if code in words.names.regions]
    neighbours = {code for region in regions for code in region.neighbours}
    found = related(_brief(view), map(_brief, others.values()), neighbours=neighbours)
    lines = [_earlier(one, others[one.brief.incident_id], words) for one in found]
    return join("\n", [_rarity(view, past, words), *lines])


def _rarity(view: IncidentView, past: Past, words: Wording) -> Markup:
    if len(view.places) != 1:
        return Markup()
    known = rarity(view.opened_at, [at[:2] for at in past.here], archive_since=past.since)
    if known and known.in_day:
        # A ministry's list is enough for "not the first here", but it is no case of its own to be counted.
        own = [at[:2] for at in past.here if at[2] <= MAX_PLACES]
        known = rarity(view.opened_at, own, archive_since=past.since)
        known = known if known and known.in_day else None
    said = _rare(known, view, words) if known else Markup()
    return join("", [plain("📅 "), said]) if said else said


def _rare(known: Rarity, view: IncidentView, words: Wording) -> Markup:
    say = words.say
    if known.pause is not None:
        return say.count("First here in {n} day", "First here in {n} days", known.pause.days)
    if known.first_since is not None:
        days = (view.opened_at - known.first_since).days
        return say.count("First here in at least {n} day", "First here in at least {n} days", days)
    if known.in_day is None:
        return Markup()
    usual = Markup()
    if known.usual is not None:
        often = say.count("usual is {n} a month", "usual are {n} a month", round(known.usual))
        usual = often if known.usual >= 1 else say("usual is less than one a month")
    return join("; ", [say("No. {n} here within 24 hours", n=known.in_day), usual])


def _earlier(one: Related, other: IncidentView, words: Wording) -> Markup:
    """Another incident in a line: "5 h earlier, Belgorod region: 1 drone downed · an inscription"."""
    say = words.say
    statement = deciding(other)
    title = kinds_of(other, words)
    figure, said = max(
        ((_figure(said, other), said) for said in sources_of(other)), key=lambda pair: pair[0].count or 0
    )
    if figure.count:
        title = counted(figure.count, figure.is_minimum, said, other.story, say)
    brief = one.brief
    what = join(
        " · ",
        [
            link(title.text, statement.url) if statement else title,
            say.count("{n} killed", "{n} killed", brief.killed) if brief.killed else Markup(),
            say.count("{n} injured", "{n} injured", brief.injured) if brief.injured else Markup(),
            say("damage") if brief.damage else Markup(),
            say("an inscription") if brief.inscription else Markup(),
        ],
    )
    places = words.places(other.places)
    hours = round(one.before / timedelta(hours=1))
    if one.before >= timedelta(hours=1):
        line = say("{n} h earlier, {places}: {what}", n=hours, places=places, what=what)
    else:
        minutes = int(one.before / timedelta(minutes=1))
        line = (
            say("{n} min earlier, {places}: {what}", n=minutes, places=places, what=what)
            if minutes
            else say("Just before, {places}: {what}", places=places, what=what)
        )
    return join("", [plain("↪️ "), line])


def _brief(view: IncidentView) -> Brief:
    said = standing(view)
    counts = [_figure(own, view).count for own in sources_of(view)]
    return Brief(
        incident_id=view.incident_id,
        story=view.story,
        places=view.places,
        opened_at=view.opened_at,
        last_at=view.last_statement_at,
        figure=max((count for count in counts if count is not None), default=None),
        killed=max((one.facts.killed or 0 for one in said), default=0),
        injured=max((one.facts.injured or 0 for one in said), default=0),
        damage=any(one.facts.damage for one in said),
        inscription=next((one.facts.inscription for one in said if one.facts.inscription), None),
    )


def _figure(said: Said, view: IncidentView) -> SourceFigure:
    return figure_of(said, place=view.places[0] if len(view.places) == 1 else None)
