"""Whether a text is about a pattern, which sentences say so, and why.

Most posts end at the gate (`Gate`), before they are cut into sentences. A sentence is read into mentions once.
For every pattern that some window could lift to its review threshold (`Bounds`), these windows of one or two
neighbouring sentences (or a heading with its list) are scored: points for signs, points for likeness to an
example, points taken by vetoes. The best window decides. Signs and vetoes of sentences that no such window
reaches are not asked about.
"""

from collections.abc import Sequence
from datetime import date

from bot.rules.language.text import Letters, Text
from bot.rules.patterns.bounds import Bounds
from bot.rules.patterns.compiling import Compiler
from bot.rules.patterns.gate import Gate
from bot.rules.patterns.lexicon import Lexicon
from bot.rules.patterns.scoring import Scored, score, score_all
from bot.rules.patterns.signs import Reading
from bot.watchlist.channels import Authority
from bot.watchlist.patterns import Pattern, Vocabulary


class Matcher:
    """All patterns, compiled. Building a thousand takes seconds, asking them about a millisecond."""

    def __init__(self, patterns: Sequence[Pattern], vocabulary: Vocabulary) -> None:
        self._lexicon = Lexicon()
        compiler = Compiler(vocabulary, self._lexicon)
        self._patterns = tuple(compiler.compile(pattern) for pattern in patterns)
        self._bounds = Bounds(self._patterns)
        self._lexicon.freeze(self._bounds.of_lists)
        self._gate = Gate(self._lexicon, self._bounds)

    @property
    def forms(self) -> int:
        """Number of word forms known."""
        return self._lexicon.size

    def could_match(self, letters: Letters, authority: Authority | None) -> bool:
        """Whether `match` could find anything in a post: asked before the post is cut into sentences."""
        return self._gate.opens(letters, authority)

    def match(
        self,
        text: Text,
        authority: Authority | None,
        *,
        posted_on: date | None = None,
        everything: bool = False,
    ) -> tuple[Scored, ...]:
        """Accepted patterns and those between review and accept; with *everything* all that got a point.

        Of a text whose day is not known no date is long past.
        """
        reading = Reading(text, self._lexicon, authority, posted_on)
        if everything:
            found = [score_all(pattern, reading) for pattern in self._patterns]
        else:
            reached = self._bounds.reached(reading.bits, authority, reading.widest)
            found = [score(self._patterns[number], reading, chances) for number, chances in reached]
        return tuple(scored for scored in found if scored is not None)
