"""The whole config folder as one `Watchlist`."""

import hashlib
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.errors import ConfigError, Problem
from bot.watchlist import strict_yaml
from bot.watchlist.channels import Channel, IncidentPolicy, Polling, Retention, WatchlistFile
from bot.watchlist.model import validate
from bot.watchlist.patterns import Pattern, Vocabulary, load_patterns
from bot.watchlist.places import Gazetteer, load_places
from bot.watchlist.remarks import mistyped_stories


@dataclass(frozen=True)
class Watchlist:
    """Everything an admin decides. `fingerprint` changes with any byte of the folder's files."""

    polling: Polling
    incidents: IncidentPolicy
    retention: Retention
    channels: Mapping[str, Channel]
    """By handle in lower case."""
    patterns: tuple[Pattern, ...]
    vocabulary: Vocabulary
    gazetteer: Gazetteer
    fingerprint: str

    def channel(self, handle: str) -> Channel | None:
        """The channel with this handle in any case, or None when it is not on the list."""
        return self.channels.get(handle.casefold())


def load(folder: Path) -> Watchlist:
    """Read the config folder. Raises `ConfigError` with every problem of every file."""
    watchlist, problems = read_folder(folder)
    if problems or watchlist is None:
        raise ConfigError(problems)
    return watchlist


def read_folder(folder: Path) -> tuple[Watchlist | None, list[Problem]]:
    """Read the config folder, and say every problem of every file.

    Beside problems there may be a watch list, too: of what could be read, for a look at what else is wrong.
    There is none where the words that patterns share could not be read: what is named would seem unknown.
    Raises `ConfigError` where there is no folder.
    """
    if not folder.is_dir():
        message = "there is no such folder; set CONFIG_DIR to the folder with watchlist.yaml"
        raise ConfigError([Problem(str(folder), "", message)])
    problems: list[Problem] = []
    file: WatchlistFile | None = None
    document: strict_yaml.Document | None = None
    try:
        document = strict_yaml.read(folder / "watchlist.yaml")
    except ConfigError as exc:
        problems += exc.problems
    else:
        file, found = validate(WatchlistFile, document)
        problems += found
    patterns, vocabulary, found = load_patterns(folder / "patterns")
    problems += found
    problems += mistyped_stories(patterns)
    # A file with a mistake still holds its pattern: channels that name it are not mistaken, too.
    called = (document.data["id"] for document, _ in patterns if document.holds(("id",)))
    pattern_ids = {name for name in called if isinstance(name, str)} | {
        name for name, is_file, _ in (each.file.partition(".y") for each in found) if is_file
    }
    gazetteer, found = load_places(folder / "places.yaml")
    problems += found
    if document is not None:
        problems += _unknown_names(document, pattern_ids, gazetteer)
    problems.sort()
    if vocabulary is None:
        return None, problems
    file = file or WatchlistFile(version=1)
    gazetteer = gazetteer or Gazetteer({})
    watchlist = Watchlist(
        polling=file.polling,
        incidents=file.incidents,
        retention=file.retention,
        channels={channel.handle.casefold(): channel for channel in file.channels},
        patterns=tuple(pattern for _, pattern in patterns),
        vocabulary=vocabulary,
        gazetteer=gazetteer,
        fingerprint=fingerprint(folder),
    )
    return watchlist, problems


def _unknown_names(
    document: strict_yaml.Document, pattern_ids: set[str], gazetteer: Gazetteer | None
) -> Iterator[Problem]:
    """Patterns and places that channels name and nothing defines; what has other mistakes is looked at, too.

    Where no pattern is there at all, or the places could not be read, that is the mistake, and not the names.
    """
    known_names: dict[str, Container[str]] = {}
    if pattern_ids:
        known_names["patterns"] = pattern_ids
    if gazetteer is not None:
        known_names["places"] = gazetteer
    listed = document.data.get("channels") if isinstance(document.data, dict) else None
    for index, channel in enumerate(listed if isinstance(listed, list) else ()):
        for key, known in known_names.items():
            names = channel.get(key) if isinstance(channel, dict) else None
            for name in names if isinstance(names, list) else ():
                if not isinstance(name, str) or name in known:
                    continue
                if key == "patterns":
                    message = f"no pattern is called {name!r}; there are {', '.join(sorted(pattern_ids))}"
                else:
                    message = f"no place has the code {name!r}; see places.yaml"
                yield document.problem(("channels", index, key), message)


def fingerprint(folder: Path) -> str:
    """Changes with any byte of the config files in *folder*. Raises `OSError` where one cannot be read."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*.yaml")):
        digest.update(f"{path.relative_to(folder)}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
