"""Labelled statements, read from files and put to the rules."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from bot.errors import ConfigError, Problem
from bot.rulebook import Rulebook
from bot.rules.measuring.cases import Case, case_from
from bot.rules.measuring.evaluating import Report, evaluate
from bot.watchlist import strict_yaml
from bot.watchlist.channels import Channel, ChannelsFile
from bot.watchlist.model import validate

CHANNELS = "channels.yaml"
"""Beside the labelled files: channels they name that the watch list need not hold."""


def run(rulebook: Rulebook, files: Iterable[Path]) -> Report:
    """Evaluate *files*, with a progress bar on a terminal. Raises `ConfigError` naming file, line and key."""
    files = list(files)
    cases = [case for path in files for case in _cases(path)]
    channels = {**_channels({path.parent for path in files}), **rulebook.watchlist.channels}
    console = Console(stderr=True)
    with Progress(console=console, disable=not console.is_terminal, transient=True) as progress:
        task = progress.add_task("Reading statements", total=len(cases))
        return evaluate(
            cases, rulebook.rules, channels, progress=lambda done: progress.update(task, completed=done)
        )


def _channels(folders: set[Path]) -> Mapping[str, Channel]:
    channels: dict[str, Channel] = {}
    for folder in sorted(folders):
        if (folder / CHANNELS).exists():
            file, problems = validate(ChannelsFile, strict_yaml.read(folder / CHANNELS))
            if file is None:
                raise ConfigError(problems)
            channels |= {channel.handle.casefold(): channel for channel in file.channels}
    return channels


def _cases(path: Path) -> list[Case]:
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as exc:
        reason = getattr(exc, "strerror", None) or "is not UTF-8 text"
        raise ConfigError([Problem(str(path), "", f"cannot be read: {reason}")]) from exc
    cases, problems = [], []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            cases.append(case_from(json.loads(line)))
        except (ValueError, TypeError, AttributeError) as exc:
            problems.append(Problem(f"{path.name}:{number}", "", f"is no labelled statement: {exc}"))
    if problems:
        raise ConfigError(problems)
    return cases
