"""Decide whether a change of an incident is told, why, and whether it may sound. Pure: no I/O, no clock.

Silence is a feature: sound for every repetition is what people complain about first. It sounds for the first
report, a first figure, a jump of the figure, damage or casualties, a new place, a correction downwards and a
retraction. An alert, an all-clear, a recap, more sources and more statements only edit the card.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from typing import Any

from bot.rules.figures import figure_of
from bot.rules.incidents.joining import is_summary
from bot.values import Facts, Level, OpenStatement, Reason, Role, Scope

JUMP = 1.5
"""A figure this many times the last one told is news: single drones all night sound at 1, 2, 3, 5, 8, 12 …"""


@dataclass(frozen=True, slots=True)
class Standing:
    """What an incident amounts to: its largest figure of any one source, its toll, its places."""

    figure: int | None = None
    killed: int = 0
    injured: int = 0
    damage: bool = False
    places: tuple[str, ...] = ()
    reported: bool = False
    """Something happened, beyond a warning or its end."""
    ended: bool = False
    withdrawn: bool = False
    """No statement is left."""
    sources: tuple[tuple[int, int], ...] = ()
    """The figure of each source that gives one, as (channel id, count), sorted."""

    def as_json(self) -> dict[str, Any]:
        """For storing what was last told with sound; `from_json` reads it back."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Standing":
        """Read what `as_json` wrote."""
        sources = tuple((channel_id, count) for channel_id, count in data.get("sources", ()))
        return cls(**data | {"places": tuple(data["places"]), "sources": sources})


@dataclass(frozen=True, slots=True)
class Telling:
    """Tell now, for this reason; `loud`: it may sound, as a reply to the card where there is one already."""

    reason: Reason
    loud: bool


def standing(places: tuple[str, ...], statements: Iterable[OpenStatement], *, ended: bool) -> Standing:
    """Sum up an incident about *places* from its *statements* (withdrawn ones left out).

    A summary of several regions is told once, by its own incident: on a region's card its figure is shown, and
    does not count as that region's news.
    """
    by_channel: dict[int, list[OpenStatement]] = defaultdict(list)
    left = False
    own = places[0] if len(places) == 1 else None
    for statement in statements:
        left = True
        if own is None or not is_summary(statement):
            by_channel[statement.channel_id].append(statement)
    figures = {channel_id: figure_of(claims, place=own).count for channel_id, claims in by_channel.items()}
    counts = {channel_id: count for channel_id, count in figures.items() if count is not None}
    told = [one for claims in by_channel.values() for one in claims if one.facts.scope is not Scope.RECAP]
    return Standing(
        figure=max(counts.values(), default=None),
        killed=_toll(told, lambda facts: facts.killed),
        injured=_toll(told, lambda facts: facts.injured),
        damage=any(one.facts.damage for one in told),
        places=places,
        reported=any(one.role in (Role.REPORTS, Role.HARMS) for one in told),
        ended=ended,
        withdrawn=not left,
        sources=tuple(sorted(counts.items())),
    )


def level_of(now: Standing, role: Role) -> Level:
    """How grave an incident is whose gravest statement has *role*."""
    if not now.reported:
        return Level.ALERT if role is Role.WARNS else Level.NOTE
    if now.killed or now.injured:
        return Level.CASUALTIES
    return Level.DAMAGE if now.damage or role is Role.HARMS else Level.REPORT


def _toll(statements: Iterable[OpenStatement], stated: Callable[[Facts], int | None]) -> int:
    """The largest toll any source gives for one event; what it says later on the event replaces the earlier."""
    latest: dict[tuple[int, int], int] = {}
    for one in sorted(statements, key=lambda one: (one.published_at, one.message_id)):
        if (toll := stated(one.facts)) is not None:
            latest[one.channel_id, one.wave] = toll
    return max(latest.values(), default=0)


def why_tell(
    told: Standing | None, now: Standing, *, shown: Standing | None = None, jump: float = JUMP
) -> Telling:
    """Why the change from what was last *told* (None: nothing yet) to *now* is told.

    *shown* is what the card showed just before, silent edits included (left out: what was told): a correction
    is news even of a figure that was never told aloud. A figure *jump* times the one last told is news.
    Every change is at least worth a silent edit; the strongest reason decides.
    """
    if told is None:
        return Telling(Reason.FIRST, loud=now.reported)
    if now.withdrawn:
        return Telling(Reason.WITHDRAWN, loud=told.reported and not told.withdrawn)
    if told.withdrawn:
        return Telling(Reason.RESTORED, loud=now.reported)
    before = shown or told
    if now.killed > told.killed or now.injured > told.injured or (now.damage and not told.damage):
        return Telling(Reason.HARM, loud=True)
    if now.figure is not None and told.figure is None:
        return Telling(Reason.FIRST_FIGURE, loud=True)
    if set(now.places) - set(told.places):
        return Telling(Reason.NEW_PLACE, loud=True)
    if now.figure is not None and told.figure is not None and now.figure >= told.figure * jump > 0:
        return Telling(Reason.HIGHER_FIGURE, loud=True)
    if now.reported and not told.reported:
        return Telling(Reason.FIRST, loud=True)
    if _corrected(before, now):
        return Telling(Reason.CORRECTED, loud=True)
    if now.ended and not told.ended:
        return Telling(Reason.ENDED, loud=False)
    return Telling(Reason.MORE, loud=False)


def _corrected(before: Standing, now: Standing) -> bool:
    """Whether something that was said is said no more: a source's lower figure, a lower toll, no damage."""
    counts = dict(now.sources)
    lower = before.figure is not None and (now.figure is None or now.figure < before.figure)
    lower = lower or any(counts.get(channel_id, 0) < count for channel_id, count in before.sources)
    return (
        lower
        or now.killed < before.killed
        or now.injured < before.injured
        or (before.damage and not now.damage)
    )
