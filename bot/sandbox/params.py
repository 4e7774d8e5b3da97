"""The parameters of one call, however they came: query, form, multipart or JSON."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.sandbox.refusals import bad_request
from bot.sandbox.views import Json


@dataclass(frozen=True, slots=True)
class Sent:
    """A file that came with the call."""

    name: str
    mime: str
    content: bytes


class Params:
    """Named values; forms carry everything as text, so reading is what gives them their types."""

    def __init__(self, values: Mapping[str, Any], files: Mapping[str, Sent] | None = None) -> None:
        self._values = values
        self._files = files or {}

    def has(self, name: str) -> bool:
        """Was it given at all?"""
        return self._values.get(name) not in (None, "")

    def text(self, name: str) -> str:
        """A string, empty when missing."""
        value = self._values.get(name)
        return "" if value is None else str(value)

    def integer(self, name: str) -> int | None:
        """An integer, None when missing or no number."""
        try:
            return int(str(self._values[name]))
        except (KeyError, ValueError):
            return None

    def flag(self, name: str) -> bool:
        """A truth value, false when missing."""
        return self.text(name).lower() in ("true", "1", "yes")

    def structure(self, name: str) -> Any:
        """A JSON value, None when missing."""
        value = self._values.get(name)
        if not isinstance(value, str) or not value:
            return value or None
        try:
            return json.loads(value)
        except ValueError:
            raise bad_request(f"can't parse {name.replace('_', ' ')} JSON object") from None

    def file(self, name: str) -> Sent | str | None:
        """An upload, or the file id / address that stands in its place."""
        if name in self._files:
            return self._files[name]
        return self.attached(self.text(name)) or self.text(name) or None

    def attached(self, reference: str) -> Sent | None:
        """The upload that `attach://name` means."""
        if not reference.startswith("attach://"):
            return None
        return self._files.get(reference.removeprefix("attach://"))

    def as_json(self) -> Json:
        """For the record of calls: structures decoded, files by name."""
        shown: Json = {}
        for name, value in self._values.items():
            shown[name] = value
            if isinstance(value, str) and value[:1] in ("{", "["):
                try:
                    shown[name] = json.loads(value)
                except ValueError:
                    continue
        return shown | {name: f"<{file.name}>" for name, file in self._files.items()}
