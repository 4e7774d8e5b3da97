"""Count events inside an incident: statements of different sources about one event form a wave. Pure.

The unit of counting. Wave 0 is what concerns the incident as a whole: totals, recaps, warnings, all-clears.

- The same channel's next figure is the next wave; its reply to its own post stays in the wave, and so does its
  text without a figure, unless others have begun a later wave just before (for a text about harm: one that did
  harm).
- What corrects a figure ("4, а не 5") stays in its channel's wave of that figure, else in its last one that has
  a figure.
- Another channel joins a wave it is not yet in, that began within `WAVE_WINDOW` before, whose figure is equal
  or not stated. A channel reports events in their order, so it joins waves after the one it joined last if
  there are any; among several, an equal figure, then nearness decide. Likeness of words does not: on made-up
  nights it is worse than nearness (B3-F1 of waves 0.92 against 0.96).
- A channel tells an event once, in its own words or in another's. What it forwards or copies, before or after,
  says therefore which event its own words are not about: of two events two minutes apart the other one. What
  goes on with a copied event has no figure: a text about harm, or any where no other event is near.
  (Made-up nights: 0.957 to 0.967.)
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.rules.corrections import correction_in
from bot.rules.incidents.joining import Key, Place, Said, figure_for, is_event, key_of
from bot.values import Role

WAVE_WINDOW = timedelta(minutes=20)
"""Measured on simulated nights: 15-20 minutes group best (B3-F1 0.93), text alone reaches 0.60."""

TAKES_TO_WRITE = timedelta(seconds=45)
"""What another channel tells in its own words so soon is more likely the event before."""


@dataclass(slots=True)
class _Wave:
    number: int
    began_at: datetime
    channels: set[int] = field(default_factory=set)
    """Those that told it in their own words."""
    copying: set[int] = field(default_factory=set)
    """Those that repeat a statement of it, whenever they do."""
    figures: set[int] = field(default_factory=set)
    harmed: bool = False


def number_waves(members: Sequence[Said], roots: Mapping[Key, Key], *, place: Place) -> dict[Key, int]:
    """The wave of each of an incident's *members* (oldest first); *roots* says which repeats which.

    *place* is the incident's, for figures that a list itemises.
    """
    waves: list[_Wave] = []
    numbers: dict[Key, int] = {}
    own: dict[int, list[_Wave]] = {}
    copied: dict[int, _Wave] = {}
    copying: dict[Key, set[int]] = defaultdict(set)
    for (channel_id, _), original in roots.items():
        copying[original].add(channel_id)
    for said in members:
        key = key_of(said)
        if root := roots.get(key):
            numbers[key] = numbers.get(root, 0)
            if number := numbers[key]:
                copied[said.channel_id] = waves[number - 1]
            continue
        if not is_event(said):
            numbers[key] = 0
            continue
        count = figure_for(said.facts, place)
        mine = own.setdefault(said.channel_id, [])
        wave = _replied(said, numbers, waves) or _corrected(said, mine)
        if wave is None:
            wave = _joined(said, count, waves, mine)
            if wave is None and said.facts.count is None:
                wave = mine[-1] if mine else copied.get(said.channel_id)
            if wave is None:
                wave = _Wave(len(waves) + 1, said.published_at)
                waves.append(wave)
        wave.channels.add(said.channel_id)
        wave.copying |= copying[key]
        wave.harmed = wave.harmed or said.role is Role.HARMS
        if count is not None:
            wave.figures.add(count)
        mine.append(wave)
        numbers[key] = wave.number
    return numbers


def _replied(said: Said, numbers: Mapping[Key, int], waves: Sequence[_Wave]) -> _Wave | None:
    number = numbers.get((said.channel_id, said.reply_to), 0) if said.reply_to is not None else 0
    return waves[number - 1] if number else None


def _corrected(said: Said, mine: Sequence[_Wave]) -> _Wave | None:
    """The wave of its channel whose figure *said* puts right."""
    if said.facts.count is None or (correction := correction_in(said.sentence)) is None:
        return None
    counted = [wave for wave in reversed(mine) if wave.figures]
    wrong = correction.instead_of
    return next((wave for wave in counted if wrong is None or wrong in wave.figures), None)


def _joined(said: Said, count: int | None, waves: Sequence[_Wave], mine: Sequence[_Wave]) -> _Wave | None:
    near = []
    for wave in reversed(waves):
        if said.published_at - wave.began_at > WAVE_WINDOW:
            break
        fits = count is None or not wave.figures or count in wave.figures
        if fits and not _told(wave, said):
            near.append(wave)
    last = mine[-1].number if mine else 0
    later = [wave for wave in near if wave.number > last]
    if said.facts.count is None and mine:
        near = later = [wave for wave in later if wave.harmed or said.role is not Role.HARMS]
    if not near:
        return None

    def written(wave: _Wave) -> bool:
        return said.published_at - wave.began_at >= TAKES_TO_WRITE

    return max(later or near, key=lambda wave: (count in wave.figures, written(wave), wave.number))


def _told(wave: _Wave, said: Said) -> bool:
    """Whether the channel of *said* has told of the wave elsewhere, so that this is about another."""
    if said.channel_id in wave.channels:
        return True
    more = said.role is Role.HARMS and said.facts.count is None
    return said.channel_id in wave.copying and not more
