"""The config folder made ready to read statements with: the watch list and its compiled rules, as one value."""

import gc
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from weakref import WeakSet

from bot.errors import ConfigError
from bot.rules.patterns.checking import check_rules
from bot.rules.reading import Rules, compile_rules, read
from bot.rules.statements import Draft, draft_statements
from bot.values import Hit
from bot.watchlist.channels import Channel
from bot.watchlist.loading import Watchlist, read_folder
from bot.watchlist.patterns import located


@dataclass(frozen=True, repr=False)
class Rulebook:
    """A watch list and the rules compiled from it. Replaced as a whole when the folder changes.

    It is not written out: a message that names one by chance would take half a second and hundreds of pages.
    """

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


@dataclass(frozen=True, slots=True)
class Changes:
    """What is different in a new watch list: names of what came, went, or reads otherwise now."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed)


def changes(old: Watchlist, new: Watchlist) -> Changes:
    """What an admin's edit of the folder did. Channels are called @handle, regions by code, patterns by id."""
    before, after = _entries(old), _entries(new)
    return Changes(
        added=tuple(name for name in after if name not in before),
        removed=tuple(name for name in before if name not in after),
        changed=tuple(name for name in after if name in before and after[name] != before[name]),
    )


def _entries(watchlist: Watchlist) -> dict[str, object]:
    """Everything that can change by itself, by name."""
    entries: dict[str, object] = {
        "polling": watchlist.polling,
        "incidents": watchlist.incidents,
        "retention": watchlist.retention,
    }
    entries |= {f"@{channel.handle}": channel for channel in watchlist.channels.values()}
    entries |= {pattern.id: pattern for pattern in watchlist.patterns}
    entries |= {place.code: place for place in watchlist.gazetteer}
    return entries | {"_vocabulary.yaml": watchlist.vocabulary}


_in_order: WeakSet[Rules] = WeakSet()
"""Rules that somebody still reads with, in which no problem was found."""


def load_rulebook(folder: Path) -> Rulebook:
    """Read, check and compile the config folder.

    Raises `ConfigError` with every problem, examples that the rules get wrong included. A hundred thousand new
    objects that all stay make the garbage collector look through everything several times, for a tenth of the
    work, and beside a running loop each of these looks stopped every thread for 0.4 to 0.9 s on a busy machine:
    it rests meanwhile.

    What is in use already, and comes from the same patterns or places, is taken as it is: mostly channels are
    what an admin changes.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        watchlist, problems = read_folder(folder)
        if watchlist is None:
            raise ConfigError(problems)
        read = (watchlist.patterns, watchlist.vocabulary, watchlist.gazetteer)
        in_use = list(_in_order)
        rules = next((rules for rules in in_use if rules.come_from(*read)), None)
        if rules is None:
            rules = compile_rules(*read, in_use=in_use)
            # What a file with a wrong key says of a text is not what its author meant.
            misread = {problem.file.partition(".yaml")[0] for problem in problems}
            problems = sorted([*problems, *located(check_rules(rules, misread), folder / "patterns")])
        if problems:
            raise ConfigError(problems)
        _in_order.add(rules)
        shared = replace(
            watchlist, patterns=rules.patterns, vocabulary=rules.vocabulary, gazetteer=rules.gazetteer
        )
        return Rulebook(shared, rules)
    finally:
        if collecting:
            gc.enable()
