"""Which regions a statement is about.

A name counts by what stands around it: an adjective needs its "области" somewhere in the list, a district its
"район", an everyday word a capital letter and a preposition. Launch sites, the actor of a sentence ("Moscow
says") and times ("Moscow time") are no places of the event.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.rules.facts.bracketed import without_bracketed
from bot.rules.facts.capitals import capital
from bot.rules.facts.launch_sites import sources
from bot.rules.facts.lexicon import Mark, marks
from bot.rules.facts.lookup import Kind, Name, Places
from bot.rules.facts.mention import Mention, word_at
from bot.rules.facts.moments import is_clock
from bot.rules.facts.neighbours import and_region, districts_of, english_plurals, villages_of
from bot.rules.facts.place_words import (
    ADJECTIVAL,
    AIRPORT_WORDS,
    AIRPORTS,
    BEFORE_PLACES,
    BORDERS,
    CAPITAL,
    CAPITAL_ADJECTIVE,
    CITY_AND_REGION,
    DISTRICT_WORDS,
    HERE,
    LISTING,
    NOT_A_PLACE,
    OKRUG,
    RANKS,
    REGION_WORDS,
    SEAS,
)
from bot.rules.facts.speakers import is_actor, is_dateline, is_surname, is_way
from bot.rules.language.text import Sentence, Token

_SPECIAL = HERE | SEAS | CAPITAL["ru"] | CAPITAL["uk"] | CAPITAL["en"] | CAPITAL_ADJECTIVE


def mentions(
    sentence: Sentence, places: Places, *, home: tuple[str, ...], plain: bool = False, skip: range | None = None
) -> list[Mention]:
    """Every place named in *sentence*, in order; tokens inside *skip* are not looked at.

    *plain*: the post is written without capital letters.
    """
    tokens = sentence.tokens
    found: list[Mention] = []
    index = 0
    while index < len(tokens):
        token = tokens[index]
        word = token.word
        if not (places.may_begin(word) or word in _SPECIAL) or (skip and index in skip) or not token.is_word:
            index += 1
            continue
        mention = _mention(tokens, index, places, home, found, plain=plain)
        if mention is None:
            index += 1
            continue
        found.append(mention)
        index = mention.end
    found = english_plurals(tokens, without_bracketed(tokens, found))
    found = and_region(tokens, found, home)
    return sources(tokens, villages_of(tokens, districts_of(tokens, found)), home)


def resolve(found: Iterable[Mention], *, home: tuple[str, ...], also_here: bool) -> tuple[str, ...]:
    """The regions of a statement, sorted: what is named firmly; failing that, home, or what is hinted at.

    *also_here*: the post says more than something about airports, so that airports named alone leave
    "here" open.
    """
    kept = [mention for mention in found if not mention.source and not mention.sea]
    strong = {code for mention in kept if mention.strong for code in mention.codes}
    if strong:
        only_airports = all(mention.kind is Kind.AIRPORT for mention in kept if mention.strong)
        return tuple(sorted(strong | set(home if only_airports and also_here else ())))
    if home:
        return tuple(sorted(set(home)))
    return tuple(sorted({code for mention in kept for code in mention.codes}))


def _mention(
    tokens: Sequence[Token],
    index: int,
    places: Places,
    home: tuple[str, ...],
    before: list[Mention],
    *,
    plain: bool,
) -> Mention | None:
    token = tokens[index]
    if index == 0 and home and token.word in HERE and word_at(tokens, 1) in {",", ":", "—", "!"}:
        return Mention(0, 1, home)
    if token.word in SEAS:
        return Mention(index, index + 1, (), sea=True)
    if meant := capital(tokens, index, home, before):
        return meant
    if _is_street(tokens, index):
        return None
    hits = places.at(tokens, index)
    for name, end in hits:
        if name.kind is Kind.ADJECTIVE and (
            adjective := _adjective(tokens, index, end, name, places, home, before, regions_only=True)
        ):
            return adjective
    for name, end in hits:
        if name.kind is Kind.REGION:
            if len(token.word) > 3 or token.capital:
                return _spelled(tokens, index, end, name, home, before)
        elif name.kind is Kind.TOWN:
            if _is_town(tokens, index, end, name, before, plain=plain):
                return _spelled(tokens, index, end, name, home, before)
        elif name.kind is Kind.AIRPORT:
            if _is_airport(tokens, index, name):
                return Mention(index, end, _choose(name, home, before), kind=Kind.AIRPORT)
        elif name.kind is Kind.PEOPLE:
            return Mention(index, end, _choose(name, home, before), strong=False, kind=Kind.PEOPLE)
        elif name.kind is Kind.ADJECTIVE:
            if adjective := _adjective(tokens, index, end, name, places, home, before):
                return adjective
        elif (following := word_at(tokens, end)) in DISTRICT_WORDS or _in_district_list(tokens, end):
            if name.doubtful and not following:
                continue
            return _district(index, end, _district_word(tokens, end), name, home, before)
    return None


def _is_street(tokens: Sequence[Token], index: int) -> bool:
    """Whether an adjective after "на" names a street and leaves the word out: "в доме на Ленинском"."""
    if word_at(tokens, index - 1) != "на" or not tokens[index].word.endswith(("ском", "цком")):
        return False
    ahead = [token.word for token in tokens[index + 1 : index + 6]]
    return not any(
        word in DISTRICT_WORDS
        or word in REGION_WORDS
        or word.startswith(("направлен", "напрям", "аэродром", "аеродром"))
        for word in ahead
    )


def _district(
    index: int, end: int, following: str, name: Name, home: tuple[str, ...], before: list[Mention]
) -> Mention:
    """A district: home's own wherever home is known, for districts of one name lie in many regions."""
    if following.startswith("громад") and (ours := tuple(c for c in name.codes if c.startswith("UA"))):
        # Only Ukraine is divided into communities.
        name = replace(name, codes=ours)
    codes = _choose(name, home, before)
    around = next((CITY_AND_REGION[code] for code in home if code in CITY_AND_REGION), None)
    if around in name.codes and following.startswith(("городск", "міськ", "муниципальн")):
        # A mayor who names a town district means one outside the city.
        return Mention(index, end, (around,), kind=Kind.DISTRICT)
    if home and codes[0] not in home:
        return Mention(index, end, home, strong=len(home) == 1, kind=Kind.DISTRICT)
    named = any(mention.strong and mention.codes for mention in before)
    return Mention(index, end, codes, strong=bool(home) or not (name.rival or named), kind=Kind.DISTRICT)


def _spelled(
    tokens: Sequence[Token], index: int, end: int, name: Name, home: tuple[str, ...], before: list[Mention]
) -> Mention | None:
    following = word_at(tokens, end)
    if is_surname(tokens, index, end) or word_at(tokens, index - 1) in RANKS:
        return None
    if (
        following in {"time", "sea", "strait"}
        or word_at(tokens, index - 2) + word_at(tokens, index - 1) == "seaof"
    ):
        return None
    codes = _choose(name, home, before)
    if codes[0] in ("RU-MOW", "UA-30") and is_actor(tokens, index, end):
        return None
    if codes[0] in ("RU-MOW", "UA-30") and index == 0 and is_dateline(tokens, end):
        return Mention(index, end, codes, strong=False, kind=name.kind)
    if is_way(tokens, index):
        return None
    if index and is_clock(tokens[index - 1].word) and following in {".", ")", ""}:
        # "14:00-20:00 Moscow."
        return None
    if codes[0] == "RU-MOW" and (following == "airports" or word_at(tokens, index - 1) in AIRPORTS):
        # The city's airports lie in the city and in the region around it.
        return Mention(index, end, ("RU-MOS", "RU-MOW"), kind=Kind.AIRPORT)
    if codes[0] in CITY_AND_REGION and following in {"region", "oblast", "province", "area"}:
        return Mention(index, end + 1, (CITY_AND_REGION[codes[0]],), kind=name.kind)
    # A doubtful name of another region than home's is more likely a village at home; an adjective, a district.
    adjective = tokens[index].word.endswith(("ском", "ському")) and word_at(tokens, index - 1) in {
        "в",
        "во",
        "у",
    }
    doubtful = name.doubtful or (name.kind is Kind.TOWN and adjective)
    around = {*home, *(CITY_AND_REGION[code] for code in home if code in CITY_AND_REGION)}
    strong = not (doubtful and not name.large and home and codes[0] not in around)
    return Mention(index, end, codes, strong=strong, kind=name.kind)


def _is_town(
    tokens: Sequence[Token], index: int, end: int, name: Name, before: list[Mention], *, plain: bool
) -> bool:
    token = tokens[index]
    if not token.capital:
        # Posts written without capital letters: only names that are nothing else, after a preposition, after
        # another place, or as a heading of their own ("конотоп. горить депо").
        previous = word_at(tokens, index - 1)
        told = previous in BEFORE_PLACES or (
            previous in LISTING and bool(before) and before[-1].end == index - 1
        )
        heading = index == 0 and word_at(tokens, end) in {".", ":", "—"}
        return plain and not name.doubtful and len(token.word) > 4 and (told or heading)
    following = word_at(tokens, end)
    if token.word.endswith(ADJECTIVAL) and (
        following in DISTRICT_WORDS | REGION_WORDS | NOT_A_PLACE or _in_district_list(tokens, end)
    ):
        return False
    if not name.doubtful or token.word.endswith("'s"):
        return True
    previous = word_at(tokens, index - 1)
    if previous == "на" and token.word == "острове":
        return False  # no town, but an island or a quarter that is called so
    if previous in BEFORE_PLACES or (
        previous == "." and word_at(tokens, index - 2) in {"г", "м", "пос", "п", "с"}
    ):
        return True
    if before and before[-1].end == index - 1 and previous in LISTING:
        return True
    if following in {"airport", "аэропорт", "аеропорт", "refinery", "нпз"} or previous in {
        "аэропорт",
        "аэропорта",
        "аэропорту",
        "аеропорт",
        "аеропорту",
        "аеропорті",
    }:
        return True
    return (
        index == 0 and following in {":", "—", ".", "", "!", ","} and not (following == "," and len(tokens) < 3)
    )


def _is_airport(tokens: Sequence[Token], index: int, name: Name) -> bool:
    """Whether an airport is meant: its own name, or a surname or town after the word "airport" or in a list
    of them.
    """
    if not tokens[index].capital:
        return False
    return not name.doubtful or any(token.word in AIRPORT_WORDS for token in tokens)


def _adjective(
    tokens: Sequence[Token],
    index: int,
    end: int,
    name: Name,
    places: Places,
    home: tuple[str, ...],
    before: list[Mention],
    *,
    regions_only: bool = False,
) -> Mention | None:
    last = end
    while True:
        following = word_at(tokens, last)
        if following in LISTING:
            last += 1
            continue
        after = (
            next((e for n, e in places.at(tokens, last) if n.kind >= Kind.ADJECTIVE), None)
            if last > end
            else None
        )
        if after is None:
            break
        last = after
    following = word_at(tokens, last)
    region = tuple(code for code in name.codes if code not in CITY_AND_REGION) or name.codes
    if following in REGION_WORDS and not (following in OKRUG and "ненец" not in tokens[end - 1].word):
        finish = last + 1 if last == end else end
        return Mention(index, finish, _choose(replace(name, codes=region), home, before), kind=Kind.ADJECTIVE)
    if regions_only:
        return None
    following = word_at(tokens, end)
    if following in DISTRICT_WORDS or _in_district_list(tokens, end):
        return _district(index, end, _district_word(tokens, end), name, home, before)
    if following in NOT_A_PLACE:
        return None
    word = tokens[end - 1].word
    feminine = word.endswith(("ой", "ою", "ую", "ій", "у", "ої", "ая", "а"))
    previous = word_at(tokens, index - 1)
    listed = bool(before) and before[-1].kind is Kind.ADJECTIVE and before[-1].strong and previous in LISTING
    opened = previous in BEFORE_PLACES or previous in BORDERS or not previous.isalnum() or listed
    if feminine and opened and _ends_phrase(tokens, end):
        return Mention(index, end, _choose(replace(name, codes=region), home, before), kind=Kind.ADJECTIVE)
    return Mention(index, end, _choose(_own(name), home, before), strong=False, kind=Kind.ADJECTIVE)


def _own(name: Name) -> Name:
    """An adjective without "область" means the city where city and region have one name."""
    cities = tuple(code for code in name.codes if code in CITY_AND_REGION)
    return replace(name, codes=cities or name.codes)


def _ends_phrase(tokens: Sequence[Token], index: int) -> bool:
    return index >= len(tokens) or not tokens[index].is_word or bool(marks(tokens[index].word) & Mark.JOINT)


def _district_word(tokens: Sequence[Token], end: int) -> str:
    """The first district word at *end* or after the rest of a list."""
    return next((token.word for token in tokens[end : end + 8] if token.word in DISTRICT_WORDS), "")


def _in_district_list(tokens: Sequence[Token], end: int) -> bool:
    """Whether an adjective list that goes on at *end* reaches "районы": "в Шебекинском и Валуйском округах"."""
    position = end
    for _ in range(12):
        word = word_at(tokens, position)
        if word in LISTING:
            position += 1
            continue
        if position > end and word in DISTRICT_WORDS:
            return True
        if position == end or not word.endswith(("ком", "ому", "ом", "им", "ий", "ого", "ній", "ькій", "кой")):
            return False
        position += 1
    return False


def _choose(name: Name, home: tuple[str, ...], before: list[Mention]) -> tuple[str, ...]:
    """The region meant: home's own town, one named already, or the likeliest."""
    if len(name.codes) > 1:
        for code in name.codes:
            if code in home:
                return (code,)
        named = {code for mention in before for code in mention.codes}
        for code in name.codes:
            if code in named:
                return (code,)
    return name.codes[:1]
