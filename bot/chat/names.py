"""What codes, patterns and channels are called in a chat. Values, made from the watch list."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, tzinfo

from bot.chat.languages import DEFAULT
from bot.chat.markup import clean
from bot.values import Role

MAX_NAME = 60
"""Characters of a name that are shown: names come from files that people edit."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A pattern as readers know it: its title by language, and what it does to a story."""

    titles: Mapping[str, str]
    role: Role


@dataclass(frozen=True, slots=True)
class Region:
    """A place: latitude and longitude of its middle, and every name it is called by, the best known first."""

    at: tuple[float, float]
    called: tuple[str, ...]
    neighbours: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False, slots=True)
class Names:
    """Words for what incidents carry as codes.

    `place_name` is (ISO 3166-2 code, language) -> nominative name. `kinds` by pattern id, `zones` by handle in
    lower case. What the watch list no longer holds is called by its code: old incidents stay readable.
    `regions` are all places there are, by code; `channels` the titles of the watched channels, by handle;
    `called` what readers of other languages call them, by handle in lower case and by language.
    """

    place_name: Callable[[str, str], str]
    kinds: Mapping[str, Kind]
    zones: Mapping[str, tzinfo]
    regions: Mapping[str, Region] = field(default_factory=dict)
    channels: Mapping[str, str] = field(default_factory=dict)
    called: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def place(self, code: str, language: str) -> str:
        """The name of a region."""
        return clean(self.place_name(code, language), limit=MAX_NAME)

    def kind(self, pattern_id: str, language: str) -> str:
        """The title of a pattern, in English where it has none in *language*."""
        titles = self.kinds[pattern_id].titles if pattern_id in self.kinds else {}
        return clean(titles.get(language) or titles.get(DEFAULT) or pattern_id, limit=MAX_NAME)

    def channel(self, handle: str, language: str, title: str = "") -> str:
        """What a reader of *language* calls a channel; else its *title*, or its address."""
        return self.title(handle, language, title) or f"@{handle}"

    def title(self, handle: str, language: str, title: str = "") -> str:
        """What a reader of *language* calls a channel; else its *title*, which may be empty."""
        return self.called.get(handle.casefold(), {}).get(language) or title

    def role(self, pattern_id: str) -> Role | None:
        """What a pattern does to its story; None for one that is gone."""
        kind = self.kinds.get(pattern_id)
        return kind.role if kind else None

    def zone(self, handle: str) -> tzinfo:
        """The clock of a channel; UTC for one that is no longer watched."""
        return self.zones.get(handle.casefold(), UTC)

    @property
    def home(self) -> tzinfo:
        """The clock that most channels keep; UTC while none is watched."""
        zones = list(self.zones.values())
        return max(zones, key=zones.count, default=UTC)
