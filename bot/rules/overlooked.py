"""A watch over the rules: which texts name a weapon and match nothing.

Vocabulary changes overnight: when a ministry moved from one word for drones to another, a project that
counted matches only lost months. What names a drone or a missile and is no match is either a near miss of ours
or a look-alike; a person can tell in a second.
"""

from bot.rules.language.text import Text
from bot.rules.patterns.lexicon import Lexicon
from bot.watchlist.patterns import Vocabulary

LISTS = ("drones", "missiles", "air_targets")
"""Lists of the shared vocabulary that name weapons."""


class Watch:
    """Finds the words that name a weapon. *vocabulary* may lack any of the lists."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._lexicon = Lexicon()
        self._groups = {self._lexicon.add(vocabulary.lists[name]) for name in LISTS if name in vocabulary.lists}
        self._lexicon.freeze()

    def names(self, text: Text) -> tuple[str, ...]:
        """The words of *text* that name a weapon, as written, in order and each once."""
        found: dict[str, None] = {}
        for sentence in text.sentences:
            scan = self._lexicon.scan(sentence, text.language)
            mentions = [mention for group in self._groups for mention in scan.mentions(group)]
            for mention in sorted(mentions, key=lambda mention: (mention.first, mention.last)):
                first, last = sentence.tokens[mention.first], sentence.tokens[mention.last]
                found[text.original[first.start : last.end]] = None
        return tuple(found)
