"""Count events inside an incident: statements of different sources about one event form a wave. Pure.

The unit of counting. Wave 0 is what concerns the incident as a whole: totals, recaps, warnings, all-clears.

- The same channel's next figure is the next wave; its reply to its own post stays in the wave, and so does its
  text without a figure, unless others have begun a later wave just before (for a text about harm: one that did
  harm).
- Another channel joins a wave it is not yet in, that began within `WAVE_WINDOW` before, whose figure is equal
  or not stated. A channel reports events in their order, so it joins waves after the one it joined last if
  there are any; among several, an equal figure, then nearness decide. Likeness of words does not: on made-up
  nights it is worse than nearness (B3-F1 of waves 0.92 against 0.96).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

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
    figures: set[int] = field(default_factory=set)
    harmed: bool = False


def number_waves(members: Sequence[Said], roots: Mapping[Key, Key], *, place: Place) -> dict[Key, int]:
    """The wave of each of an incident's *members* (oldest first); *roots* says which repeats which.

    *place* is the incident's, for figures that a list itemises.
    """
    waves: list[_Wave] = []
    numbers: dict[Key, int] = {}
    own: dict[int, list[_Wave]] = {}
    for said in members:
        key = key_of(said)
        if root := roots.get(key):
            numbers[key] = numbers.get(root, 0)
            continue
        if not is_event(said):
            numbers[key] = 0
            continue
        count = figure_for(said.facts, place)
        mine = own.setdefault(said.channel_id, [])
        wave = _replied(said, numbers, waves)
        if wave is None:
            wave = _joined(said, count, waves, mine)
            if wave is None and mine and said.facts.count is None:
                wave = mine[-1]
            if wave is None:
                wave = _Wave(len(waves) + 1, said.published_at)
                waves.append(wave)
        wave.channels.add(said.channel_id)
        wave.harmed = wave.harmed or said.role is Role.HARMS
        if count is not None:
            wave.figures.add(count)
        mine.append(wave)
        numbers[key] = wave.number
    return numbers


def _replied(said: Said, numbers: Mapping[Key, int], waves: Sequence[_Wave]) -> _Wave | None:
    number = numbers.get((said.channel_id, said.reply_to), 0) if said.reply_to is not None else 0
    return waves[number - 1] if number else None


def _joined(said: Said, count: int | None, waves: Sequence[_Wave], mine: Sequence[_Wave]) -> _Wave | None:
    near = []
    for wave in reversed(waves):
        if said.published_at - wave.began_at > WAVE_WINDOW:
            break
        fits = count is None or not wave.figures or count in wave.figures
        if fits and said.channel_id not in wave.channels:
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
