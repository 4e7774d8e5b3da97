"""Turn the hits of one post into statements: one for each story, with the facts of all its hits together."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Protocol

from bot.values import Facts, Hit, Role

_GRAVITY = (Role.HARMS, Role.REPORTS, Role.WARNS, Role.ENDS)


class Kind(Protocol):
    """What is needed of a pattern."""

    @property
    def story(self) -> str: ...
    @property
    def role(self) -> Role: ...


@dataclass(frozen=True, slots=True)
class Draft:
    """A statement before it is joined: `hit` gives the sentence shown, `kinds` are all its pattern ids."""

    story: str
    role: Role
    kinds: tuple[str, ...]
    hit: Hit
    facts: Facts
    ends: bool
    """Whether it also says that the danger is over."""
    sentences: tuple[str, ...] = ()
    """The deciding sentence of each kind, the gravest first, each once."""


def draft_statements(hits: Iterable[Hit], kinds: Mapping[str, Kind]) -> list[Draft]:
    """One draft for each story among the accepted *hits*; *kinds* maps pattern ids to their patterns.

    A post can be several things at once ("all-clear, 23 were downed"): the gravest role speaks for it.
    """
    by_story: dict[str, list[Hit]] = defaultdict(list)
    for hit in hits:
        if hit.accepted:
            by_story[kinds[hit.pattern_id].story].append(hit)
    drafts = []
    for story, own in sorted(by_story.items()):
        own.sort(key=lambda hit: (_GRAVITY.index(kinds[hit.pattern_id].role), -hit.score, hit.pattern_id))
        roles = [kinds[hit.pattern_id].role for hit in own]
        drafts.append(
            Draft(
                story=story,
                role=roles[0],
                kinds=tuple(hit.pattern_id for hit in own),
                hit=own[0],
                facts=combine([hit.facts for hit in own]),
                ends=Role.ENDS in roles and Role.WARNS not in roles,
                sentences=tuple(dict.fromkeys(hit.sentence for hit in own)),
            )
        )
    return drafts


def gravest(roles: Iterable[Role]) -> Role:
    """The gravest of *roles*: harm, then a report, then a warning, then an end."""
    return min(roles, key=_GRAVITY.index)


def combine(facts: list[Facts]) -> Facts:
    """The facts of one post, read by several patterns: the first that states something wins."""
    whole = facts[0]
    for other in facts[1:]:
        if whole.count is None and other.count is not None:
            whole = replace(
                whole, count=other.count, count_is_minimum=other.count_is_minimum, scope=other.scope
            )
        whole = replace(
            whole,
            places=tuple(sorted({*whole.places, *other.places})),
            by_place=whole.by_place or other.by_place,
            period=whole.period or other.period,
            stated_at=whole.stated_at or other.stated_at,
            killed=other.killed if whole.killed is None else whole.killed,
            injured=other.injured if whole.injured is None else whole.injured,
            emergency_services=whole.emergency_services or other.emergency_services,
            inscription=whole.inscription or other.inscription,
            damage=whole.damage or other.damage,
            evidence={**other.evidence, **whole.evidence},
        )
    return whole
