"""Recorded and made-up nights, put to joining and to reading, and judged by what an editor makes of them."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random
from typing import Any

from rich.console import Console
from rich.progress import Progress

from bot.nightmaker import make_night
from bot.nights import Night, load_night
from bot.rulebook import Rulebook
from bot.rules.measuring.judging import Summary, Verdict, judge, sum_up
from bot.rules.measuring.rehearsing import Reader, by_rules, joined_alike, labelled, rehearse

NIGHTS = Path("seeds/nights")
"""Where nights are looked for when none is named."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A night's verdict. `any_order`: its statements make the same incidents in a shuffled order."""

    verdict: Verdict
    any_order: bool

    @property
    def loud(self) -> float:
        """Share of statements told with sound."""
        return self.verdict.sounds / self.verdict.statements if self.verdict.statements else 0.0


@dataclass(frozen=True, slots=True)
class NightsReport:
    """Nights judged three ways.

    `labelled`: with facts as labelled, so joining alone; `read`: the same nights as the rules read them;
    `made`: made-up nights, labelled (their words are not those of officials, so reading them says nothing).
    """

    labelled: tuple[Judged, ...]
    read: tuple[Judged, ...]
    made: tuple[Judged, ...]


def run(rulebook: Rulebook, files: Sequence[Path], *, made: int = 0) -> NightsReport:
    """Judge the nights of *files* (none: all of `NIGHTS`) and *made* made-up ones.

    Shows a progress bar on a terminal. Raises `ConfigError` naming file, line and key.
    """
    nights = [load_night(path) for path in files or sorted(NIGHTS.glob("*.yaml"))]
    believe, read = (
        labelled({pattern.id: pattern for pattern in rulebook.watchlist.patterns}),
        by_rules(rulebook.rules),
    )
    console = Console(stderr=True)
    with Progress(console=console, disable=not console.is_terminal, transient=True) as progress:
        task = progress.add_task("Rehearsing nights", total=2 * len(nights) + made)

        def judged(played: Iterable[Night], reader: Reader) -> tuple[Judged, ...]:
            verdicts = []
            for number, night in enumerate(played):
                verdicts.append(_judge(rulebook, night, reader, number))
                progress.advance(task)
            return tuple(verdicts)

        return NightsReport(
            labelled=judged(nights, believe),
            read=judged(nights, read),
            made=judged((make_night(seed) for seed in range(made)), believe),
        )


def _judge(rulebook: Rulebook, night: Night, reader: Reader, seed: int) -> Judged:
    policy = rulebook.watchlist.incidents
    rehearsal = rehearse(night, rulebook.watchlist.channels.values(), reader, policy)
    return Judged(judge(night, rehearsal), joined_alike(rehearsal, Random(seed), policy))


def as_json(report: NightsReport) -> dict[str, Any]:
    """The report for programs: each part with its nights and their summary (None without nights)."""
    return {name: _part_as_json(judged) for name, judged in _parts(report)}


def _part_as_json(judged: Sequence[Judged]) -> dict[str, Any]:
    return {
        "summary": asdict(_summary(judged)) if judged else None,
        "nights": [
            {
                "title": one.verdict.title,
                "incidents_f1": one.verdict.incidents.f1,
                "waves_f1": one.verdict.waves.f1,
                "figures": one.verdict.figures,
                "figures_right": one.verdict.figures_right,
                "statements": one.verdict.statements,
                "sounds": one.verdict.sounds,
                "any_order": one.any_order,
                "complaints": list(one.verdict.complaints),
            }
            for one in judged
        ],
    }


def render(report: NightsReport) -> str:
    """The report for a person: a table a part, and what differs from the editor."""
    headings = {
        "labelled": "Joining alone, with facts as labelled",
        "read": "Reading and joining",
        "made": "Joining alone, made-up nights",
    }
    parts = [_table(headings[name], name, judged) for name, judged in _parts(report) if judged]
    return "\n\n".join([*parts, _LEGEND])


_LEGEND = """\
incidents, waves  how well statements are joined, against the labels: B³-F1, 1 is as labelled
figures           figures per source that are right, of those labelled
loud              messages with sound for each statement: 33% is one for three
any order         whether the statements make the same incidents in a shuffled order"""
_COLUMNS = "incidents  waves    figures   loud  any order"
_SHOWN_MADE = 10
"""Made-up nights are many: only the worst are listed, the summary counts all."""


def _table(heading: str, name: str, judged: Sequence[Judged]) -> str:
    shown = list(judged)
    if name == "made" and len(shown) > _SHOWN_MADE:
        heading += f" (the worst {_SHOWN_MADE} of {len(shown)})"
        shown = sorted(shown, key=_worst)[:_SHOWN_MADE]
    width = max(len("all nights"), *(len(one.verdict.title) for one in shown))
    lines = [heading, f"  {'B³-F1 of':{width}}  {_COLUMNS}"]
    for one in shown:
        verdict = one.verdict
        figures = f"{verdict.figures_right}/{verdict.figures}"
        lines.append(
            f"  {verdict.title:{width}}  {verdict.incidents.f1:9.3f}  {verdict.waves.f1:5.3f}  {figures:>9}"
            f"  {one.loud:4.0%}   {'same' if one.any_order else 'DIFFERS'}"
        )
        if name != "made":  # the maker does not say what is to sound
            lines += [f"      {complaint}" for complaint in verdict.complaints]
    summary = _summary(judged)
    alike = all(one.any_order for one in judged)
    lines += [
        f"  {'all nights':{width}}  {summary.incidents_f1:9.3f}  {summary.waves_f1:5.3f}"
        f"  {summary.figures_right:9.1%}  {summary.loudest:4.0%}   {'same' if alike else 'DIFFERS'}",
        f"  {'the least':{width}}  {summary.incidents_least:9.3f}  {summary.waves_least:5.3f}",
    ]
    return "\n".join(lines)


def _worst(one: Judged) -> float:
    return min(one.verdict.incidents.f1, one.verdict.waves.f1)


def _summary(judged: Sequence[Judged]) -> Summary:
    return sum_up([one.verdict for one in judged])


def _parts(report: NightsReport) -> list[tuple[str, tuple[Judged, ...]]]:
    return [("labelled", report.labelled), ("read", report.read), ("made", report.made)]
