"""Which posts are worth reading: a look at their words alone, before sentences, grammar and roles.

Most posts are ordinary news. Cutting one into sentences and looking its words up costs a quarter of a
millisecond, most of it for words that stand in no list. So a post is folded, its words are taken as a set, and
what the lexicon remembers of each says what it can begin and which phrases it can be part of. Only where these
could lift some pattern to its review threshold (`Bounds`) is the post read. A phrase is taken to be there when
all of its words are, in whatever order: the gate may open in vain, but it never stays shut before a hit or a
near miss.
"""

from bot.rules.language.text import Letters
from bot.rules.patterns.bounds import Bounds
from bot.rules.patterns.lexicon import Lexicon
from bot.rules.patterns.mentions import begun
from bot.watchlist.channels import Authority


class Gate:
    """Opens for posts that could match. *lexicon* is complete, *bounds* are those of its patterns."""

    def __init__(self, lexicon: Lexicon, bounds: Bounds) -> None:
        self._lexicon = lexicon
        self._bounds = bounds

    def opens(self, letters: Letters, authority: Authority | None) -> bool:
        """Whether the words of a post could lift a pattern to its review threshold."""
        hints = self._lexicon.hints(letters.words, letters.language, sure=letters.language_shown)
        bits = begun(hints)
        return bool(bits) and self._bounds.could_reach(bits, authority)
