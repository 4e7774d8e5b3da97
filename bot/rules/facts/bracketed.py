"""The name in brackets behind a place, which says more of that place and names no other."""

from collections.abc import Sequence

from bot.rules.facts.mention import Mention, word_at
from bot.rules.language.text import Token


def without_bracketed(tokens: Sequence[Token], found: Sequence[Mention]) -> list[Mention]:
    """*found* without a name that stands alone in brackets behind a place of another region: "Пенза (Терновка)"
    is the airport of Penza and not a town of that name elsewhere.
    """
    kept: list[Mention] = []
    for mention in found:
        before = kept[-1] if kept else None
        alone = (word_at(tokens, mention.start - 1), word_at(tokens, mention.end)) == ("(", ")")
        follows = before is not None and before.end == mention.start - 1 and bool(before.codes)
        if not (alone and follows and before and not set(mention.codes) & set(before.codes)):
            kept.append(mention)
    return kept
