"""What names that stand together say of one another: regions, a city and its region, villages."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from bot.rules.facts.lookup import Kind
from bot.rules.facts.mention import Mention, word_at
from bot.rules.facts.place_words import CITY_AND_REGION, DISTRICT_WORDS, LISTING, REGION_WORDS
from bot.rules.language.text import Token
from bot.rules.language.wordlists import words

_VILLAGE = words("village settlement hamlet село селе села деревне деревни хуторе посёлке поселке селі")


def villages_of(tokens: Sequence[Token], found: list[Mention]) -> list[Mention]:
    """A village beside a region that is named firmly lies there, whatever town elsewhere is called so."""
    firm = {code for each in found if each.strong and not _is_village(tokens, each) for code in each.codes}
    return [
        replace(each, strong=False)
        if firm and _is_village(tokens, each) and not firm & set(each.codes)
        else each
        for each in found
    ]


def _is_village(tokens: Sequence[Token], mention: Mention) -> bool:
    before = mention.start - 1
    return mention.kind is Kind.TOWN and word_at(tokens, before - (word_at(tokens, before) == "of")) in _VILLAGE


def districts_of(tokens: Sequence[Token], found: list[Mention]) -> list[Mention]:
    """A district whose region or city follows ("в Кировском районе Ленинградской области") adds nothing."""
    result = list(found)
    for position, (mention, following) in enumerate(pairwise(found)):
        between = [token.word for token in tokens[mention.end : following.start]]
        directly = 0 < len(between) <= 2 and between[-1] in DISTRICT_WORDS
        if mention.kind is Kind.DISTRICT and following.strong and directly:
            result[position] = replace(mention, strong=False)
    return result


def english_plurals(tokens: Sequence[Token], found: list[Mention]) -> list[Mention]:
    """ "Moscow and Kaluga regions" means the region around Moscow."""
    result = list(found)
    for position, mention in enumerate(found):
        if (
            not mention.codes
            or mention.codes[0] not in CITY_AND_REGION
            or tokens[mention.start].language != "en"
        ):
            continue
        end, following = mention.end, position + 1
        while True:
            word = word_at(tokens, end)
            if word in LISTING:
                end += 1
            elif following < len(found) and found[following].start == end:
                end = found[following].end
                following += 1
            else:
                break
        if word_at(tokens, end) in {"regions", "oblasts", "provinces"}:
            result[position] = replace(mention, codes=(CITY_AND_REGION[mention.codes[0]],))
    return result


def and_region(tokens: Sequence[Token], found: list[Mention], home: tuple[str, ...]) -> list[Mention]:
    """ "Москва и область", "Kyiv city and oblast" name two regions."""
    result: list[Mention] = []
    for mention in found:
        result.append(mention)
        if len(mention.codes) != 1 or mention.codes[0] not in CITY_AND_REGION:
            continue
        end = mention.end
        if word_at(tokens, end) == "city":
            end += 1
        if word_at(tokens, end) not in {"и", "і", "й", "та", "and", "+", "/", "&"}:
            continue
        end += 1
        if word_at(tokens, end) in {"the", "surrounding", "its", "прилегающая", "прилегла", "вся", "всю"}:
            end += 1
        if word_at(tokens, end) in {"surrounding"}:
            end += 1
        if word_at(tokens, end) in REGION_WORDS:
            result.append(Mention(end, end + 1, (CITY_AND_REGION[mention.codes[0]],)))
    return result
