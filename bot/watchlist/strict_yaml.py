"""YAML as people mean it: no aliases, no tags, no duplicate keys, no silent change of type.

PyYAML's safe loader expands aliases (a file of 300 bytes can become 10^9 leaves), lets the last of two equal
keys win, and reads `no`, `12:30`, `0777` and dates as something else than what stands there. Here every plain
scalar is text, except whole numbers, decimal numbers, true/false and null.
"""

import copy
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml
from yaml.composer import Composer
from yaml.constructor import SafeConstructor
from yaml.cyaml import CParser  # type: ignore[attr-defined]  # exported, but not by its type hints
from yaml.reader import Reader
from yaml.resolver import BaseResolver

from bot.errors import ConfigError, Problem
from bot.watchlist.yaml_mistakes import explain

MAX_BYTES = 1_000_000
MAX_DEPTH = 30

_TEXT = "tag:yaml.org,2002:str"

Location = tuple[str | int, ...]


class Document:
    """A parsed file: `data`, and for each key the line it stands on.

    `problems` are mistakes that left something to be read: keys that stand twice, of which the first counts.
    """

    def __init__(
        self, name: str, data: Any, lines: dict[Location, int], problems: Sequence[Problem] = ()
    ) -> None:
        self.name = name
        self.data = data
        self.problems = tuple(problems)
        self._lines = lines

    def holds(self, location: Location) -> bool:
        """Whether something stands at *location*."""
        return location in self._lines

    def without(self, locations: Iterable[Location]) -> "Document":
        """The same file as if nothing stood at *locations*."""
        data = copy.deepcopy(self.data)
        for *way, last in locations:
            inner = data
            for part in way:
                inner = inner[part]
            del inner[last]
        return Document(self.name, data, self._lines, self.problems)

    def having(self, values: Mapping[Location, Any]) -> "Document":
        """The same file as if these *values* stood under their keys; what would stand nowhere is left out."""
        data = copy.deepcopy(self.data)
        for (*way, last), value in values.items():
            if isinstance(mapping := _at(data, way), dict):
                mapping[last] = value
        return Document(self.name, data, self._lines, self.problems)

    def problem(self, location: Location, message: str) -> Problem:
        """A mistake at *location*, named by file, line and key, and by the channel or region it belongs to."""
        key = ".".join(map(str, location))
        if (name := self._entry(location)) and name.lstrip("@") not in message:
            message = f"{message} ({name})"
        for end in range(len(location), -1, -1):
            if line := self._lines.get(location[:end]):
                return Problem(f"{self.name}:{line}", key, message)
        return Problem(self.name, key, message)

    def _entry(self, location: Location) -> str:
        """What an entry of the long lists calls itself: who reads "channels.14" would have to count."""
        entry = _at(self.data, location[:2])
        if len(location) < 2 or not isinstance(entry, dict):
            return ""
        handle, code = entry.get("handle"), entry.get("code")
        return f"@{handle.lstrip('@')}" if isinstance(handle, str) else code if isinstance(code, str) else ""


def _at(data: Any, location: Iterable[str | int]) -> Any:
    """What stands at *location* of *data*; None for nothing."""
    for part in location:
        if isinstance(data, dict):
            data = data.get(part)
        elif isinstance(data, list) and isinstance(part, int) and part < len(data):
            data = data[part]
        else:
            return None
    return data


class _Refused(Exception):
    """YAML that is none of ours, at the start of *event*."""

    def __init__(self, event: Any, message: str) -> None:
        super().__init__(message)
        self.line: int = event.start_mark.line + 1
        self.message = message


class _Loader(Composer, CParser, SafeConstructor, BaseResolver):
    """Python's composer over libyaml's parser: it reads the shipped folder in a fifth of the time."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012

    def __init__(self, text: str) -> None:
        CParser.__init__(self, text)
        Composer.__init__(self)
        SafeConstructor.__init__(self)
        BaseResolver.__init__(self)
        self._depth = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        event: Any = self.peek_event()
        if self.check_event(yaml.AliasEvent):
            advice = "write the value out, or put it in quotes if it begins with a *"
            raise _Refused(event, f"aliases (*name) are not allowed; {advice}")
        if getattr(event, "tag", None) is not None:
            raise _Refused(event, "tags (!!name) are not allowed; write the value without one")
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise _Refused(event, "is nested too deeply")
        plain = type(event) is yaml.ScalarEvent and event.anchor is None
        node = self._text(event) if plain else super().compose_node(parent, index)
        self._depth -= 1
        return node

    def _text(self, event: Any) -> yaml.Node:
        """A text as `Composer` makes it, not asked for tags and anchors again: nine of ten nodes are texts."""
        self.get_event()
        tag = self.resolve(yaml.ScalarNode, event.value, event.implicit)  # type: ignore[no-untyped-call]
        return yaml.ScalarNode(tag, event.value, event.start_mark, event.end_mark, style=event.style)


for _tag, _pattern, _first in (
    ("tag:yaml.org,2002:bool", r"true|false", "tf"),
    ("tag:yaml.org,2002:int", r"-?(?:0|[1-9][0-9]*)", "-0123456789"),
    ("tag:yaml.org,2002:float", r"-?(?:0|[1-9][0-9]*)\.[0-9]+", "-0123456789"),
    ("tag:yaml.org,2002:null", r"null|~|", "n~"),
):
    _Loader.add_implicit_resolver(_tag, re.compile(rf"^(?:{_pattern})$"), list(_first))
_Loader.add_implicit_resolver("tag:yaml.org,2002:null", re.compile(r"^$"), [""])


def read(path: Path) -> Document:
    """Read *path*.

    Raises `ConfigError` with one problem for a file that is missing, too large, not UTF-8, not YAML, or that
    uses aliases or tags. A key that stands twice is a problem of the document.
    """
    try:
        raw = path.read_bytes()
    except OSError as exc:
        other = path.with_suffix(".yml")
        if not path.exists() and other.exists():
            raise ConfigError([Problem(other.name, "", f"is not read: rename it to {path.name}")]) from exc
        reason = exc.strerror or "cannot be read"
        raise ConfigError([Problem(path.name, "", f"cannot be read: {reason} ({path})")]) from exc
    if len(raw) > MAX_BYTES:
        raise ConfigError([Problem(path.name, "", f"is larger than {MAX_BYTES} bytes")])
    try:
        return parse(raw.decode("utf-8-sig"), name=path.name)
    except UnicodeDecodeError as exc:
        raise ConfigError([Problem(path.name, "", "is not UTF-8 text; save it as UTF-8")]) from exc


def parse(text: str, *, name: str) -> Document:
    """Read YAML *text*; *name* is what problems call it. Raises `ConfigError`."""
    if strange := Reader.NON_PRINTABLE.search(text):
        line = text.count("\n", 0, strange.start()) + 1
        message = f"the character U+{ord(strange.group()):04X} is not allowed; remove it"
        raise ConfigError([Problem(f"{name}:{line}", "", message)])
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
        if node is None:
            raise ConfigError([Problem(name, "", "is empty")])
        lines: dict[Location, int] = {}
        twice: list[Problem] = []
        data = _plain(node, loader, (), lines, name, twice)
    except _Refused as exc:
        raise ConfigError([Problem(f"{name}:{exc.line}", "", exc.message)]) from exc
    except yaml.MarkedYAMLError as exc:
        where, message = explain(text, exc)
        raise ConfigError([Problem(f"{name}:{where}" if where else name, "", message)]) from exc
    finally:
        loader.dispose()
    return Document(name, data, lines, twice)


def _plain(
    node: yaml.Node,
    loader: _Loader,
    at: Location,
    lines: dict[Location, int],
    name: str,
    twice: list[Problem],
) -> Any:
    line = node.start_mark.line + 1
    lines.setdefault(at, line)
    if isinstance(node, yaml.MappingNode):
        mapping: dict[str, Any] = {}
        for key_node, value_node in node.value:
            where = f"{name}:{key_node.start_mark.line + 1}"
            key = key_node.value
            dotted = ".".join(map(str, (*at, key) if isinstance(key_node, yaml.ScalarNode) else at))
            if key_node.tag != _TEXT:
                raise ConfigError([Problem(where, dotted, "a key must be text; put it in quotes")])
            if key in mapping:
                twice.append(Problem(where, dotted, "this key stands here twice"))
                continue
            lines[(*at, key)] = key_node.start_mark.line + 1
            mapping[key] = _plain(value_node, loader, (*at, key), lines, name, twice)
        return mapping
    if isinstance(node, yaml.SequenceNode):
        items = enumerate(node.value)
        return [_plain(item, loader, (*at, index), lines, name, twice) for index, item in items]
    if node.tag == _TEXT:
        return node.value
    try:
        value = loader.construct_object(node)
    except ValueError:  # Python refuses to read whole numbers of some thousand digits
        value = math.inf
    if value in (math.inf, -math.inf):
        dotted = ".".join(map(str, at))
        raise ConfigError([Problem(f"{name}:{line}", dotted, "is a number with too many digits")])
    return value
