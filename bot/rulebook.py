"""The config folder made ready to read statements with: the watch list and its compiled rules, as one value."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.errors import ConfigError
from bot.rules.checking import check_rules
from bot.rules.reading import Rules, compile_rules, read
from bot.rules.statements import Draft, draft_statements
from bot.values import Hit
from bot.watchlist.channels import Channel
from bot.watchlist.loading import Watchlist, load


@dataclass(frozen=True)
class Rulebook:
    """A watch list and the rules compiled from it. Replaced as a whole when the folder changes."""

    watchlist: Watchlist
    rules: Rules

    def hits(self, text: str, *, handle: str | None, posted_at: datetime) -> tuple[Hit, ...]:
        """What *text* says: matches and near misses, of the patterns its channel is watched for."""
        return read(self.rules, text, channel=self.channel(handle), posted_at=posted_at)

    def channel(self, handle: str | None) -> Channel | None:
        """The watched channel of this handle; None for another one, or for none at all."""
        return self.watchlist.channel(handle) if handle else None

    def title(self, pattern_id: str, language: str) -> str:
        """What a pattern is called in *language* (ru, uk or en); its id where it is no longer there."""
        found = {pattern.id: pattern.title for pattern in self.watchlist.patterns}.get(pattern_id)
        return getattr(found, language, pattern_id)

    def drafts(self, hits: tuple[Hit, ...]) -> list[Draft]:
        """The statements the accepted *hits* of one post make."""
        return draft_statements(hits, {pattern.id: pattern for pattern in self.watchlist.patterns})


def load_rulebook(folder: Path) -> Rulebook:
    """Read, check and compile the config folder.

    Raises `ConfigError` with every problem, examples that the rules get wrong included.
    """
    watchlist = load(folder)
    rules = compile_rules(watchlist.patterns, watchlist.vocabulary, watchlist.gazetteer)
    if problems := check_rules(rules):
        raise ConfigError(sorted(problems))
    return Rulebook(watchlist, rules)
