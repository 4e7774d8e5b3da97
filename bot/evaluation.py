"""Labelled statements, read from files and put to the rules."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from bot.errors import ConfigError, Problem, no_json
from bot.rulebook import Rulebook
from bot.rules.measuring.cases import Case, case_from
from bot.rules.measuring.evaluating import Report, evaluate
from bot.watchlist import strict_yaml
from bot.watchlist.channels import Channel, ChannelsFile
from bot.watchlist.model import validate
from bot.watchlist.strict_yaml import Document

CHANNELS = "channels.yaml"
"""Beside the labelled files: channels they name that the watch list need not hold."""
MOST_PROBLEMS = 20
"""Mistakes of one file that are told: a file of another kind has one on each line."""
MOST_NAMED = 5
"""Repeated ids that are named."""


def run(rulebook: Rulebook, files: Iterable[Path]) -> Report:
    """Evaluate *files*, with a progress bar on a terminal. Raises `ConfigError` naming file, line and key."""
    files = list(files)
    cases = [case for path in files for case in _cases(path)]
    channels = {**_channels({path.parent for path in files}), **rulebook.watchlist.channels}
    console = Console(stderr=True)
    for doubt in _doubts(cases, channels, {pattern.id for pattern in rulebook.rules.patterns}):
        console.print(doubt, markup=False, highlight=False, soft_wrap=True)
    with Progress(console=console, disable=not console.is_terminal, transient=True) as progress:
        task = progress.add_task("Reading statements", total=len(cases))
        return evaluate(
            cases, rulebook.rules, channels, progress=lambda done: progress.update(task, completed=done)
        )


def _doubts(cases: Sequence[Case], channels: Mapping[str, Channel], patterns: set[str]) -> Iterator[str]:
    """What may be a slip of the pen, in a sentence each. It may be meant, too, for another config folder."""
    for name in sorted({name for case in cases for name in case.patterns} - patterns):
        yield f"there is no pattern {name!r}: statements labelled so count as missed"
    for handle in sorted({case.handle.casefold() for case in cases if case.handle} - set(channels)):
        yield f"{handle!r} is not on the watch list: read as from nowhere in particular"
    if repeated := sorted(name for name, times in Counter(case.id for case in cases).items() if times > 1):
        named = ", ".join(repeated[:MOST_NAMED]) + (", …" if len(repeated) > MOST_NAMED else "")
        yield f"{len(repeated)} ids stand for more than one statement: {named}"


def _channels(folders: set[Path]) -> Mapping[str, Channel]:
    channels: dict[str, Channel] = {}
    for folder in sorted(folders):
        if (folder / CHANNELS).exists():
            file, problems = validate(ChannelsFile, strict_yaml.read(folder / CHANNELS))
            if problems or file is None:
                raise ConfigError(problems)
            channels |= {channel.handle.casefold(): channel for channel in file.channels}
    return channels


def _cases(path: Path) -> list[Case]:
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as exc:
        reason = getattr(exc, "strerror", None) or "is not UTF-8 text"
        raise ConfigError([Problem(str(path), "", f"cannot be read: {reason}")]) from exc
    cases: list[Case] = []
    problems: list[Problem] = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        where = f"{path.name}:{number}"
        try:
            document = Document(where, json.loads(line), {})
        except ValueError as exc:
            problems.append(no_json(where, exc))
            continue
        case, wrong = case_from(document)
        problems += wrong
        if case is not None:
            cases.append(case)
    if (more := len(problems) - MOST_PROBLEMS) > 0:
        problems[MOST_PROBLEMS:] = [Problem(path.name, "", f"and {more} more")]
    if problems:
        raise ConfigError(problems)
    return cases
