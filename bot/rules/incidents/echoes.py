"""Which statement another one repeats: forwards, and copies of another channel's words."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta

from rapidfuzz import fuzz, utils

from bot.rules.incidents.joining import Key, Said, key_of

FORWARDED = timedelta(hours=24)
"""A forward whose message is not known is told by its words for so long."""
COPIED = timedelta(hours=2)
"""The same words on another channel are a copy for so long; later, two officials may just write alike."""
NEAR_COPY = 95
"""Likeness (0-100) from which words count as the same: a changed digit in a short sentence stays below."""
LEAST_WORDS = 12
"""Characters a sentence needs to be told as a copy: "Отбой" alone is nobody's words."""


class Echoes:
    """Statements met so far, oldest first, and what repeats what.

    A channel repeats a statement once: of twenty posts in the same words, a channel's second copy belongs to
    the second. A copy of words that were edited later is still a copy.
    """

    def __init__(self) -> None:
        self.roots: dict[Key, Key] = {}
        """From each echo to the original it repeats."""
        self._said: dict[Key, Said] = {}
        self._words: dict[Key, str] = {}
        self._by_words: dict[str, list[Said]] = defaultdict(list)
        self._by_count: dict[int | None, list[Said]] = defaultdict(list)
        self._by_figure: dict[tuple[int | None, tuple[str, ...]], list[Said]] = defaultdict(list)
        self._repeated: set[tuple[Key, int]] = set()

    def remember(self, said: Said, root: Key | None) -> None:
        """Add a statement, published no earlier than those before it, with the original it repeats."""
        key = key_of(said)
        if key in self._words:
            return
        self._said[key] = said
        self._words[key] = utils.default_process(said.sentence)
        for words in {self._words[key], *map(utils.default_process, said.earlier)}:
            self._by_words[words].append(said)
        self._by_count[said.facts.count].append(said)
        self._by_figure[said.facts.count, said.facts.places].append(said)
        if root is not None:
            self.roots[key] = root
            self._repeated.add((root, said.channel_id))

    def find(self, said: Said) -> Key | None:
        """The original among the statements met so far that *said* repeats.

        A forward repeats the message it names. Where it names none, or one that we do not hold (a later part of
        an album; a post that was taken back and published again), its words tell which of that channel's.
        """
        words = utils.default_process(said.sentence)
        if said.forward_of is None:
            if len(words) < LEAST_WORDS:
                return None
            return self._nearest(said, self._alike(words, said, may_repeat=_may_copy), COPIED)
        channel_id, message_id = said.forward_of
        if message_id is not None:
            key = channel_id, message_id
            original = self._said.get(key)
            if original is not None and original.published_at <= said.published_at:
                return self.roots.get(key, key)

        def of_channel(_: Said, original: Said) -> bool:
            return original.channel_id == channel_id

        return self._nearest(said, self._alike(words, said, may_repeat=of_channel), FORWARDED)

    def _alike(self, words: str, said: Said, may_repeat: Callable[[Said, Said], bool]) -> Iterator[Said]:
        """Statements in the same words, then in nearly the same with the same figure; newest first."""
        for original in reversed(self._by_words.get(words, ())):
            if may_repeat(said, original):
                yield original
        count, places = said.facts.count, said.facts.places
        anywhere = not places or said.forward_of is not None
        near = self._by_count.get(count, ()) if anywhere else self._by_figure.get((count, places), ())
        for original in reversed(near):
            if said.published_at - original.published_at > COPIED:
                return
            if may_repeat(said, original):
                theirs = self._words[key_of(original)]
                if fuzz.ratio(words, theirs, score_cutoff=NEAR_COPY):
                    yield original

    def _nearest(self, said: Said, originals: Iterable[Said], within: timedelta) -> Key | None:
        for original in originals:
            if not timedelta(0) <= said.published_at - original.published_at <= within:
                continue
            root = self.roots.get(key_of(original), key_of(original))
            if root[0] != said.channel_id and (root, said.channel_id) not in self._repeated:
                return root
        return None


def _may_copy(said: Said, original: Said) -> bool:
    """Another channel's, and about the same places, or the copy names none."""
    return original.channel_id != said.channel_id and said.facts.places in ((), original.facts.places)
