"""Which statement another one repeats: forwards, and copies of another channel's words."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta

from rapidfuzz import fuzz, utils

from bot.rules.joining import Key, Said, key_of

FORWARDED = timedelta(hours=24)
"""A forward is known as one for so long."""
COPIED = timedelta(hours=2)
"""The same words on another channel are a copy for so long; later, two officials may just write alike."""
NEAR_COPY = 95
"""Likeness (0-100) from which words count as the same: a changed digit in a short sentence stays below."""
LEAST_WORDS = 12
"""Characters a sentence needs to be told as a copy: "Отбой" alone is nobody's words."""


class Echoes:
    """Statements met so far, oldest first, and what repeats what.

    A channel repeats a statement once: of twenty posts in the same words, a channel's second copy belongs to
    the second.
    """

    def __init__(self) -> None:
        self._said: dict[Key, Said] = {}
        self._words: dict[Key, str] = {}
        self._by_channel: dict[int, list[Said]] = defaultdict(list)
        self._by_count: dict[int | None, list[Said]] = defaultdict(list)
        self.roots: dict[Key, Key] = {}
        """From each echo to the original it repeats."""
        self._repeated: set[tuple[Key, int]] = set()

    def remember(self, said: Said, root: Key | None) -> None:
        """Add a statement, published no earlier than those before it, with the original it repeats."""
        key = key_of(said)
        if key in self._words:
            return
        self._said[key] = said
        self._words[key] = utils.default_process(said.sentence)
        self._by_channel[said.channel_id].append(said)
        self._by_count[said.facts.count].append(said)
        if root is not None:
            self.roots[key] = root
            self._repeated.add((root, said.channel_id))

    def find(self, said: Said) -> Key | None:
        """The original among the statements met so far that *said* repeats."""
        words = utils.default_process(said.sentence)
        if said.forward_of is None:
            if len(words) < LEAST_WORDS:
                return None
            likely = (o for o in reversed(self._by_count[said.facts.count]) if _may_repeat(said, o))
            return self._nearest(said, words, likely, COPIED)
        channel_id, message_id = said.forward_of
        if message_id is not None:
            key = channel_id, message_id
            original = self._said.get(key)
            known = original is not None and original.published_at <= said.published_at
            return self.roots.get(key, key) if known else None
        return self._nearest(said, words, reversed(self._by_channel[channel_id]), FORWARDED)

    def _nearest(self, said: Said, words: str, originals: Iterable[Said], within: timedelta) -> Key | None:
        for original in originals:
            age = said.published_at - original.published_at
            if age > within:
                return None
            if age < timedelta(0):
                continue
            key = key_of(original)
            root = self.roots.get(key, key)
            if root[0] == said.channel_id or (root, said.channel_id) in self._repeated:
                continue
            theirs = self._words[key]
            if words == theirs or fuzz.ratio(words, theirs, score_cutoff=NEAR_COPY):
                return root
        return None


def _may_repeat(said: Said, original: Said) -> bool:
    """Another channel's, and about the same places, or the copy names none (figures agree already)."""
    return original.channel_id != said.channel_id and said.facts.places in ((), original.facts.places)
