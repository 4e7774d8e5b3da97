"""Which capital "столица" or "the capital" is."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.rules.facts.mention import Mention, word_at
from bot.rules.facts.place_words import CAPITAL, CAPITAL_ADJECTIVE, REGION_WORDS, RUSSIA, UKRAINE
from bot.rules.language.text import Sentence, Token

_TELLS = {
    "RU-MOW": frozenset(["moscow", "sobyanin", "vnukovo", "sheremetyevo", "domodedovo"]),
    "UA-30": frozenset(["kyiv", "kiev", "klitschko", "tkachenko"]),
}
"""Words of an English sentence that tell which capital it means."""


def capitals(named: Mapping[int, Sequence[Mention]], sentences: Sequence[Sentence]) -> dict[int, list[Mention]]:
    """*named* with "столица" taken for Kyiv where other words of the statement name Kyiv and none Moscow."""
    bare = {
        (sentence.index, mention.start)
        for sentence in sentences
        for mention in named[sentence.index]
        if mention.codes == ("RU-MOW",)
        and mention.end == mention.start + 1
        and sentence.tokens[mention.start].word in CAPITAL["ru"]
    }
    others = {
        code
        for index, group in named.items()
        for mention in group
        if (index, mention.start) not in bare
        for code in mention.codes
    }
    meant = bool(bare) and "UA-30" in others and "RU-MOW" not in others
    return {
        index: [
            replace(mention, codes=("UA-30",)) if meant and (index, mention.start) in bare else mention
            for mention in group
        ]
        for index, group in named.items()
    }


def capital(
    tokens: Sequence[Token], index: int, home: tuple[str, ...], before: list[Mention]
) -> Mention | None:
    """The capital that the word at *index* means, by what stands beside it, is named *before* or is *home*."""
    token = tokens[index]
    if token.word not in CAPITAL[token.language] and token.word not in CAPITAL_ADJECTIVE:
        return None
    following = word_at(tokens, index + 1)
    if following in REGION_WORDS:
        if token.word.startswith("столичн"):
            return Mention(index, index + 2, ("UA-32" if _ukrainian(token, home) else "RU-MOS",))
        return None
    previous = word_at(tokens, index - 1)
    if country := _country_of_capital(previous, following):
        return Mention(index, index + 1, (country,))
    if token.language == "en":
        named = {code for mention in before for code in mention.codes}
        if "UA-30" in named:
            return Mention(index, index + 1, ("UA-30",))
        if "RU-MOW" in named:
            return Mention(index, index + 1, ("RU-MOW",))
        around = {word.removesuffix("'s") for word in (each.word for each in tokens)}
        if (told := [code for code, names in _TELLS.items() if names & around]) and len(told) == 1:
            return Mention(index, index + 1, (told[0],))
        if previous not in {"the", "country's"} or not home:
            return None
    return Mention(index, index + 1, ("UA-30" if _ukrainian(token, home) else "RU-MOW",))


def _country_of_capital(previous: str, following: str) -> str | None:
    """The capital that the words beside it tell: "столицю РФ", "украинскую столицу", "Russia's capital"."""
    for word in (following, previous):
        if word in RUSSIA or word.startswith(("российск", "російськ", "московськ")):
            return "RU-MOW"
        if word in UKRAINE or word.startswith(("украинск", "українськ")):
            return "UA-30"
    return None


def _ukrainian(token: Token, home: tuple[str, ...]) -> bool:
    if home:
        return all(code.startswith("UA") for code in home)
    return token.language == "uk"
