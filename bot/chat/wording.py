"""One reader's words: language, clock and names together, as everything that renders needs them. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from typing import Final

from bot.chat.languages import Voice, voice
from bot.chat.markup import Markup, clean, fill, plain
from bot.chat.names import Names
from bot.chat.times import time_of
from bot.values import IncidentView, StatementView

MAX_SOURCE: Final = 120
MAX_PLACES: Final = 8


@dataclass(frozen=True, slots=True)
class Reader:
    """For whom a message is worded. `zone` None: times are on the clock of the channel they come from.

    `in_channel`: they are many, and none of them may change what the others see.
    """

    language: str
    zone: tzinfo | None
    now: datetime
    in_channel: bool = False

    @property
    def say(self) -> Voice:
        """The bot's own sentences."""
        return voice(self.language)


@dataclass(frozen=True, slots=True)
class Wording:
    """How one reader is told things."""

    reader: Reader
    names: Names

    @property
    def say(self) -> Voice:
        """The bot's own sentences."""
        return self.reader.say

    def time(self, at: datetime, handle: str) -> Markup:
        """*at* on the reader's clock, else on that of the channel *handle*."""
        zone = self.reader.zone or self.names.zone(handle)
        return time_of(at, zone, now=self.reader.now, say=self.say)

    def place(self, code: str) -> str:
        """The name of a region."""
        return self.names.place(code, self.reader.language)

    def places(self, codes: Sequence[str]) -> Markup:
        """The names of *codes*: "Belgorod Region, Moscow and 3 more"; says so when no place was named."""
        if not codes:
            return self.say("place not stated")
        listed = plain(", ".join(self.place(code) for code in codes[:MAX_PLACES]))
        if (more := len(codes) - MAX_PLACES) > 0:
            return self.say.count("{listed} and {n} more", "{listed} and {n} more", more, listed=listed)
        return listed

    def kind(self, pattern_id: str) -> str:
        """The title of a pattern."""
        return self.names.kind(pattern_id, self.reader.language)

    def source(self, statement: StatementView) -> Markup:
        """The title of the channel that said it, else its address."""
        title = self.names.channel(statement.handle, self.reader.language, statement.source)
        return plain(clean(title, limit=MAX_SOURCE) or f"@{statement.handle}")

    def called(self) -> Callable[[StatementView], str]:
        """`source` as text, for many statements of few sources."""
        names: dict[tuple[str, str], str] = {}

        def name(statement: StatementView) -> str:
            key = statement.handle, statement.source
            if key not in names:
                names[key] = self.source(statement).text
            return names[key]

        return name

    def named(self, view: IncidentView) -> IncidentView:
        """*view* with its sources as the reader calls them."""
        statements = tuple(replace(said, source=self.source(said).text) for said in view.statements)
        return replace(view, statements=statements)

    def attribution(self, statement: StatementView) -> Markup:
        """Who said it and when: "Sergei Sobyanin, Mayor of Moscow, 00:58 MSK"."""
        time = self.time(statement.published_at, statement.handle)
        return fill("{source}, {time}", source=self.source(statement), time=time)

    def repeat_note(self) -> Markup:
        """Marks a message that may have arrived before."""
        return self.say("This may be a repeat: it is not known whether the first one arrived.")
