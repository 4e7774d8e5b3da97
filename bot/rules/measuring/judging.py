"""Compare what a rehearsed night came to with what an editor makes of it. Pure."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from bot.nights import Night
from bot.rules.figures import figure_of
from bot.rules.incidents.joining import key_of
from bot.rules.measuring.rehearsing import Rehearsal
from bot.rules.measuring.scoring import Agreement, agreement
from bot.values import OpenIncident, OpenStatement


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a night was judged.

    `figures_right` of `figures` incidents have every source's figure right. `sounds_right`: the posts told with
    sound are the editor's. `sounds` of `statements` were told with sound. `complaints` say what differs.
    """

    title: str
    incidents: Agreement
    waves: Agreement
    figures: int
    figures_right: int
    sounds_right: bool
    sounds: int
    statements: int
    complaints: tuple[str, ...]


def judge(night: Night, rehearsal: Rehearsal) -> Verdict:
    """Judge a rehearsal of *night* by its `expected`."""
    made_incidents, made_waves = _made(rehearsal)
    wanted_incidents, wanted_waves = _wanted(night, rehearsal)
    pairs = _paired(made_incidents, wanted_incidents, night)
    standing = {
        (story, one.incident_id): one
        for story, ledger in rehearsal.ledgers.items()
        for one in ledger.standing()
    }
    complaints, figures_right, sounds_right = [], 0, True
    for name, wanted in night.expected.items():
        incident = standing.get(pairs[name]) if name in pairs else None
        made = _figures(incident, rehearsal) if incident else {}
        if made == {handle.casefold(): figure for handle, figure in wanted.figures.items()}:
            figures_right += 1
        else:
            complaints.append(f"{name}: figures {made}, not {wanted.figures}")
        if incident and incident.places != tuple(sorted(wanted.places)):
            complaints.append(f"{name}: places {incident.places}, not {wanted.places}")
    sounds = [told for told in rehearsal.told if told.telling.loud]
    heard = Counter(told.post for told in sounds)
    wanted_sounds = Counter(post for one in night.expected.values() for post in one.sounds)
    if heard != wanted_sounds:
        sounds_right = False
        more, less = heard - wanted_sounds, wanted_sounds - heard
        reasons = {told.post: told.telling.reason.value for told in sounds}
        complaints += [f"sounds at {post}: {reasons[post]}" for post in more]
        complaints += [f"silent at {post}" for post in less]
    return Verdict(
        title=night.title,
        incidents=agreement(made_incidents, wanted_incidents),
        waves=agreement(made_waves, wanted_waves),
        figures=len(night.expected),
        figures_right=figures_right,
        sounds_right=sounds_right,
        sounds=len(sounds),
        statements=rehearsal.readings,
        complaints=tuple(complaints),
    )


@dataclass(frozen=True, slots=True)
class Summary:
    """Verdicts over many nights: means, the worst night, and the share of incidents with all figures right.

    `loudest` is the largest share of statements told with sound, over nights with at least `BUSY` statements.
    """

    nights: int
    incidents_f1: float
    incidents_least: float
    waves_f1: float
    waves_least: float
    figures_right: float
    loudest: float


BUSY = 12
"""Fewer statements make no busy night: a single first report is all of it."""


def sum_up(verdicts: Sequence[Verdict]) -> Summary:
    """Raises ValueError for no verdicts."""
    if not verdicts:
        raise ValueError("no nights to sum up")
    incidents = [one.incidents.f1 for one in verdicts]
    waves = [one.waves.f1 for one in verdicts]
    figures = sum(one.figures for one in verdicts)
    return Summary(
        nights=len(verdicts),
        incidents_f1=fmean(incidents),
        incidents_least=min(incidents),
        waves_f1=fmean(waves),
        waves_least=min(waves),
        figures_right=sum(one.figures_right for one in verdicts) / figures if figures else 1.0,
        loudest=max((one.sounds / one.statements for one in verdicts if one.statements >= BUSY), default=0.0),
    )


Groups = dict[str, set[object]]


def _made(rehearsal: Rehearsal) -> tuple[Groups, Groups]:
    incidents: Groups = defaultdict(set)
    waves: Groups = defaultdict(set)
    for story, ledger in rehearsal.ledgers.items():
        for one in ledger.standing():
            for said in one.statements:
                post = rehearsal.names[key_of(said)]
                incidents[post].add((story, one.incident_id))
                alone = (story, one.incident_id, post)
                waves[post].add((story, one.incident_id, said.wave) if said.wave else alone)
    return incidents, waves


def _wanted(night: Night, rehearsal: Rehearsal) -> tuple[Groups, Groups]:
    """By the last version of each post; a post that was deleted, or says nothing any more, is nowhere."""
    incidents: Groups = {}
    waves: Groups = {}
    for number, event in enumerate(night.posts):
        post = event.edits or event.deletes or event.id or f"post-{number + 1}"
        incidents.pop(post, None)
        waves.pop(post, None)
        if event.deletes or event.expected is None:
            continue
        wave, names = event.expected.wave, event.expected.incidents
        incidents[post] = set(names)
        waves[post] = {(name, wave) if wave else (name, 0, post) for name in names}
    return incidents, waves


def _paired(made: Groups, wanted: Groups, night: Night) -> dict[str, tuple[str, int]]:
    """Each expected incident with the one made that shares most posts with it, one to one."""
    shared: Counter[tuple[str, object]] = Counter(
        (str(name), group) for post, names in wanted.items() for name in names for group in made.get(post, ())
    )
    pairs: dict[str, tuple[str, int]] = {}
    for (name, group), _ in sorted(shared.items(), key=lambda pair: (-pair[1], str(pair[0]))):
        if name in night.expected and name not in pairs and group not in pairs.values():
            assert isinstance(group, tuple)  # what `_made` puts there
            pairs[name] = group
    return pairs


def _figures(incident: OpenIncident, rehearsal: Rehearsal) -> dict[str, str]:
    by_channel: dict[int, list[OpenStatement]] = defaultdict(list)
    for said in incident.statements:
        by_channel[said.channel_id].append(said)
    place = incident.places[0] if len(incident.places) == 1 else None
    figures = {}
    for channel_id, claims in by_channel.items():
        figure = figure_of(claims, place=place)
        if figure.count is not None:
            minimum = "+" if figure.is_minimum else ""
            figures[rehearsal.handles[channel_id].casefold()] = f"{figure.count}{minimum}"
    return figures
