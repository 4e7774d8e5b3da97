"""Which regions a statement is about.

A name counts by what stands around it: an adjective needs its "области" somewhere in the list, a district its
"район", an everyday word a capital letter and a preposition. Launch sites, the actor of a sentence ("Moscow
says") and times ("Moscow time") are no places of the event.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from bot.rules.facts.bracketed import without_bracketed
from bot.rules.facts.launch_sites import sources
from bot.rules.facts.lexicon import Mark, marks
from bot.rules.facts.lookup import Kind, Name, Places
from bot.rules.facts.mention import Mention, word_at
from bot.rules.facts.moments import is_clock
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
    GOVERNMENT,
    HERE,
    LISTING,
    NOT_A_PLACE,
    OKRUG,
    REGION_WORDS,
    RUSSIA,
    SAYING,
    SEAS,
    UKRAINE,
    WAYS,
)
from bot.rules.language.text import Sentence, Token
from bot.rules.language.wordlists import words

_SIDED = frozenset(["backed", "installed", "appointed", "imposed", "led", "aligned"])
"""What follows the capital of the side somebody is on: "the Moscow-installed governor"."""
_SURNAME = ("ev", "ov", "in")
"""Ends of English names that are a town's as well as an official's: "Oleg Nikolayev said"."""
_GIVEN = words(
    """
    aleksandr alexander alexei aleksei alexey andrei andrey andriy anton artem boris denis dmitry dmytro
    evgeny evgeniy yevgeny gleb igor ihor ilya ivan kirill konstantin leonid maxim maksim mikhail mykhailo
    mykola nikita nikolai oleg oleh pavel pavlo petro pyotr roman ruslan sergei sergey serhiy serhii
    stanislav stepan valentin valery vasily viktor vitaly vitalii vladimir volodymyr vladislav vyacheslav
    yaroslav yevhen yury yuri yuriy
    """
)
_VILLAGE = words("village settlement hamlet село селе села деревне деревни хуторе посёлке поселке селі")
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
    found = _english_plurals(tokens, without_bracketed(tokens, found))
    found = _and_region(tokens, found, home)
    return sources(tokens, _villages_of(tokens, _districts_of(tokens, found)), home)


def _villages_of(tokens: Sequence[Token], found: list[Mention]) -> list[Mention]:
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


def _districts_of(tokens: Sequence[Token], found: list[Mention]) -> list[Mention]:
    """A district whose region or city follows ("в Кировском районе Ленинградской области") adds nothing."""
    result = list(found)
    for position, (mention, following) in enumerate(pairwise(found)):
        between = [token.word for token in tokens[mention.end : following.start]]
        directly = 0 < len(between) <= 2 and between[-1] in DISTRICT_WORDS
        if mention.kind is Kind.DISTRICT and following.strong and directly:
            result[position] = replace(mention, strong=False)
    return result


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
    if capital := _capital(tokens, index, home, before):
        return capital
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
    if tokens[index].word.endswith(_SURNAME) and (following in SAYING or word_at(tokens, index - 1) in _GIVEN):
        return None
    if (
        following in {"time", "sea", "strait"}
        or word_at(tokens, index - 2) + word_at(tokens, index - 1) == "seaof"
    ):
        return None
    codes = _choose(name, home, before)
    if codes[0] in ("RU-MOW", "UA-30") and _is_actor(tokens, index, end):
        return None
    if codes[0] in ("RU-MOW", "UA-30") and index == 0 and _is_dateline(tokens, end):
        return Mention(index, end, codes, strong=False, kind=name.kind)
    if _is_way(tokens, index):
        return None
    if index and is_clock(tokens[index - 1].word) and following in {".", ")", ""}:
        # "14:00-20:00 Moscow."
        return None
    if codes[0] == "RU-MOW" and (following == "airports" or word_at(tokens, index - 1) in AIRPORTS):
        # The city's airports lie in the city and in the region around it.
        return Mention(index, end, ("RU-MOS", "RU-MOW"), kind=Kind.AIRPORT)
    if codes[0] in CITY_AND_REGION and following in {"region", "oblast", "province", "area"}:
        return Mention(index, end + 1, (CITY_AND_REGION[codes[0]],), kind=name.kind)
    # A doubtful name of another region than home's is more likely a village at home.
    strong = not (name.doubtful and not name.large and home and codes[0] not in home)
    return Mention(index, end, codes, strong=strong, kind=name.kind)


def _is_actor(tokens: Sequence[Token], index: int, end: int) -> bool:
    """Whether a capital stands for its government: "Moscow says", "Kyiv's forces"."""
    following = word_at(tokens, end)
    if tokens[end - 1].word.endswith("'s"):
        return following in GOVERNMENT
    if following in SAYING or following in _SIDED or word_at(tokens, index - 1) == "pro":
        return True
    if word_at(tokens, index - 1) == "in" and word_at(tokens, index - 2) in {"mod", "ministry", "officials"}:
        return True
    if index == 0 and following == "—" and tokens[0].language == "en" and len(tokens) > 12:
        # A dateline: "KYIV — Russia attacked …".
        return True
    return index == 0 and following in {"did", "has", "had", "does", "will", "vows", "blames", "blamed"}


def _is_dateline(tokens: Sequence[Token], end: int) -> bool:
    """Whether an agency's dateline follows: "KYIV, Nov 3 (Agency) —", "MOSCOW, July 3. /TASS/."."""
    if tokens[0].language != "en":
        return False
    words = [token.word for token in tokens[end : end + 12]]
    if words[:2] == [",", "ukraine"] or words[:2] == [",", "russia"]:
        return word_at(tokens, end + 2) in {"—", "-"}
    dated = len(words) > 2 and words[0] == "," and words[2].isdigit()
    dash = next((i for i, word in enumerate(words) if word in {"—", "-"}), 0)
    return (dated and len(tokens) <= 6) or (dash > 0 and words[dash - 1] == ")" and words[0] in {",", "("})


def _is_way(tokens: Sequence[Token], index: int) -> bool:
    """Whether the name says where a road or a train leads: "трасса в сторону Москвы"."""
    if word_at(tokens, index - 1) not in {"на", "в", "до", "сторону", "бік", "to", "of"}:
        return False
    return any(token.word in WAYS for token in tokens[max(0, index - 8) : index + 4])


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
        following in DISTRICT_WORDS | REGION_WORDS or _in_district_list(tokens, end)
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


def _capital(
    tokens: Sequence[Token], index: int, home: tuple[str, ...], before: list[Mention]
) -> Mention | None:
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


def _english_plurals(tokens: Sequence[Token], found: list[Mention]) -> list[Mention]:
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


def _and_region(tokens: Sequence[Token], found: list[Mention], home: tuple[str, ...]) -> list[Mention]:
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
