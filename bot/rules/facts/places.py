"""Which regions a statement is about.

A name counts by what stands around it: an adjective needs its "области" somewhere in the list, a district its
"район", an everyday word a capital letter and a preposition. Launch sites, the actor of a sentence ("Moscow
says") and times ("Moscow time") are no places of the event.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from bot.rules.facts.gazetteer import Kind, Name, Places
from bot.rules.facts.lexicon import Mark, marks
from bot.rules.facts.moments import is_clock
from bot.rules.text import Sentence, Token
from bot.rules.wordlists import words as word_set


@dataclass(frozen=True, slots=True)
class Mention:
    """`tokens[start:end]` of a sentence name *codes*. `strong`: fit to stand alone; a weak one only fills a gap.

    A sea has no code. `source`: drones come from there; it is no place of the event.
    """

    start: int
    end: int
    codes: tuple[str, ...]
    strong: bool = True
    source: bool = False
    sea: bool = False
    kind: Kind = Kind.REGION


_CITY_AND_REGION = {"RU-MOW": "RU-MOS", "UA-30": "UA-32", "RU-SPE": "RU-LEN"}

_REGION_WORDS = word_set(
    """область области областью областей областям областями областях обл край края краю краем краев краям
    краями краях крае регион региона региону регионом регионе регионов регионам регионами регионах
    республика республики республике республику республикой округ округа округу округом губерния
    губернии область області областю областей областям областями областях краю край регіон регіону
    регіоном регіоні регіонів регіонами регіонах республіка республіки республіці region regions oblast
    oblasts province provinces territory territories krai"""
)
_OKRUG = frozenset(["округ", "округа", "округу", "округом", "округе", "округов", "округах", "округами"])
_DISTRICT_WORDS = word_set(
    """район района району районом районе районов районам районами районах округ округа округу округом
    округе округов округах округами мо го мо муниципальный муниципального муниципальном муниципалитет
    муниципалитете городской городских городского городском районі районів районами районах громада
    громади громаді громаду громадою громад громадах городищный поселение поселении сельсовет р
    напрямок напрямку направление направлении district districts raion raions community communities
    municipality"""
)
_NOT_A_PLACE = word_set(
    """море моря морем морю залив залива заливом пролив пролива затока затоки протока протоки вокзал
    вокзала вокзале шоссе улица улице улицы улицу вулиця вулиці вулицю проспект проспекте проспекту
    проспекті площадь площади площа площі время времени временем часом час режим режима режиму режимом
    битва битвы битве салют стадион метро линия линии соглашение соглашения соглашений мосбиржа биржа
    биржи лес леса собор бульвар бульваре набережная станция станции театр театре sea strait street
    time regime avenue station theatre sources officials gauge"""
)
_BEFORE_PLACES = word_set(
    """в во у на над под из из-за к ко от до по через около возле вблизи близ под недалеко за между мимо и
    з із зі біля коло поблизу повз поруч між під город города городе городу городом г гор пос поселок
    поселке поселка село селе села пгт деревня деревне станица станице район района районе месте мэр
    мэра глава главы округ округе порт порту порта порте порты портам аэродром аэродрому аэродроме
    аэродрома станция станции станцию нпз місто місті міста м смт селище селищі селі села in at over
    near above to toward towards around of from into outside across for on city town village between
    and approaching off reaching against"""
)
_SAYING = word_set(
    """says said claims claimed reports reported accuses accused confirms confirmed denies denied
    announces announced заявил заявила заявило заявляет сообщил сообщила сообщает утверждает обвинил
    обвинила обвиняет подтвердил подтвердила заявляють заявив заявила повідомив повідомила стверджує
    звинуватив звинуватила звинувачує ответил ответила грозит обещает"""
)
_GOVERNMENT = word_set(
    """defence defense ministry forces troops military army war foreign claims government officials
    invasion air soldiers attack attacks strikes intelligence"""
)
_WAYS = word_set(
    """дорога дорогу дороги дороге трасса трассу трассы трассе шоссе выезд выезде поезд поезда электричка
    электрички траса трасу траси трасі шосе потяг потяги рейс рейсы рейсов билеты движение движения рух
    руху highway road train trains bus buses"""
)
_AIRPORTS = word_set("аэропорты аэропортов аэропортах аэропортам аеропорти аеропортів аеропортах аеропортам")
_AIRPORT_WORDS = word_set(
    """аэропорт аэропорта аэропорту аэропортом аэропорте аэропорты аэропортов аэропортах аэропортам
    аеропорт аеропорту аеропорта аеропорти аеропортів аеропортах аеропортам airport airports аэродром
    аэродромы аэродромах рейсы рейсов вылеты вылетов прилетов прибытий ограничения обмеження экипажам
    flights авиагавань воздушная гавань"""
)
_CAPITAL = {
    "ru": frozenset(["столица", "столицы", "столице", "столицу", "столицей"]),
    "uk": frozenset(["столиця", "столиці", "столицю", "столицею"]),
    "en": frozenset(["capital"]),
}
_HERE = frozenset(["область", "регион", "регіон"])
_CAPITAL_ADJECTIVE = frozenset(["столичный", "столичном", "столичного", "столичным", "столичному"])
_SEAS = word_set(
    """море моря морем морю морі акватория акватории акваторией акваторію акваторії акваторією sea seas
    waters"""
)
_FROM = frozenset(["из", "с", "со", "з", "із", "зі", "from", "від", "от"])
_LAUNCH = word_set(
    """пуск пуски пусков пуску пусках запуск запуска запуски запуску запусків пусків направлений напрямків
    напрямку напрямки напрямок напрямів направления направление стороны сторони боку направлении
    территории території района районов району районів аэродрома аэродромов аеродрому аеродромів
    launched fired launching launches direction directions airfield airfields area areas base"""
)
_SENT = word_set(
    """атаковал атаковали атакував атакувала атакували атакувало запустил запустили запущено запущены
    запущенных запустив запустили запущені запущених выпустил выпустили выпущены випустив випустили
    випущено випущені взлетел взлетели взлет зліт злетів злетіли вылет attacked launched fired took"""
)
_ADJECTIVAL = (
    "ский", "ского", "скому", "ским", "ском", "ской", "ская", "скую", "ський", "ського", "ському", "ським", "ськім", "ській", "ська",
    "ськ", "скиx", "ых", "ий", "ый", "ого", "ому", "им", "ым", "ом", "ой",
)  # fmt: skip
_LISTING = frozenset(
    [",", "и", "і", "й", "та", "and", "а", "також", "также", "&", "/", "или", "або", "чи", "or", ";"]
)


_SPECIAL = _HERE | _SEAS | _CAPITAL["ru"] | _CAPITAL["uk"] | _CAPITAL["en"] | _CAPITAL_ADJECTIVE


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
    found = _english_plurals(tokens, found)
    found = _and_region(tokens, found, home)
    return _sources(tokens, found, home)


def resolve(found: Iterable[Mention], *, home: tuple[str, ...], also_here: bool) -> tuple[str, ...]:
    """The regions of a statement, sorted: what is named firmly; failing that, home, or what is hinted at.

    *also_here*: the post says more than something about airports, so that airports named alone leave "here" open.
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
    if index == 0 and home and token.word in _HERE and _word(tokens, 1) in {",", ":", "—", "!"}:
        return Mention(0, 1, home)
    if token.word in _SEAS:
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
        elif (following := _word(tokens, end)) in _DISTRICT_WORDS or _in_district_list(tokens, end):
            if name.doubtful and not following:
                continue
            return _district(index, end, _district_word(tokens, end), name, home, before)
    return None


def _district(
    index: int, end: int, following: str, name: Name, home: tuple[str, ...], before: list[Mention]
) -> Mention:
    """A district: home's own wherever home is known, for districts of one name lie in many regions."""
    codes = _choose(name, home, before)
    around = next((_CITY_AND_REGION[code] for code in home if code in _CITY_AND_REGION), None)
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
    following = _word(tokens, end)
    if following in {"time", "sea", "strait"} or _word(tokens, index - 2) + _word(tokens, index - 1) == "seaof":
        return None
    codes = _choose(name, home, before)
    if codes[0] in ("RU-MOW", "UA-30") and _is_actor(tokens, index, end):
        return None
    if _is_way(tokens, index):
        return None
    if index and is_clock(tokens[index - 1].word) and following in {".", ")", ""}:
        # "14:00-20:00 Moscow."
        return None
    if codes[0] == "RU-MOW" and (following == "airports" or _word(tokens, index - 1) in _AIRPORTS):
        # The city's airports lie in the city and in the region around it.
        return Mention(index, end, ("RU-MOS", "RU-MOW"), kind=Kind.AIRPORT)
    if codes[0] in _CITY_AND_REGION and following in {"region", "oblast", "province", "area"}:
        return Mention(index, end + 1, (_CITY_AND_REGION[codes[0]],), kind=name.kind)
    # A doubtful name of another region than home's is more likely a village at home.
    strong = not (name.doubtful and home and codes[0] not in home)
    return Mention(index, end, codes, strong=strong, kind=name.kind)


def _is_actor(tokens: Sequence[Token], index: int, end: int) -> bool:
    """Whether a capital stands for its government: "Moscow says", "Kyiv's forces"."""
    following = _word(tokens, end)
    if tokens[end - 1].word.endswith("'s"):
        return following in _GOVERNMENT
    if following in _SAYING:
        return True
    if index == 0 and following == "—" and tokens[0].language == "en" and len(tokens) > 12:
        # A dateline: "KYIV — Russia attacked …".
        return True
    return index == 0 and following in {"did", "has", "had", "does", "will", "vows", "blames", "blamed"}


def _is_way(tokens: Sequence[Token], index: int) -> bool:
    """Whether the name says where a road or a train leads: "трасса в сторону Москвы"."""
    if _word(tokens, index - 1) not in {"на", "в", "до", "сторону", "бік", "to", "of"}:
        return False
    return any(token.word in _WAYS for token in tokens[max(0, index - 8) : index + 4])


def _is_town(
    tokens: Sequence[Token], index: int, end: int, name: Name, before: list[Mention], *, plain: bool
) -> bool:
    token = tokens[index]
    if not token.capital:
        # Posts written without capital letters: only names that are nothing else, after a preposition.
        return (
            plain and not name.doubtful and len(token.word) > 4 and _word(tokens, index - 1) in _BEFORE_PLACES
        )
    following = _word(tokens, end)
    if token.word.endswith(_ADJECTIVAL) and (
        following in _DISTRICT_WORDS | _REGION_WORDS or _in_district_list(tokens, end)
    ):
        return False
    if not name.doubtful or token.word.endswith("'s"):
        return True
    previous = _word(tokens, index - 1)
    if previous in _BEFORE_PLACES or (
        previous == "." and _word(tokens, index - 2) in {"г", "м", "пос", "п", "с"}
    ):
        return True
    if before and before[-1].end == index - 1 and previous in _LISTING:
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
    """Whether an airport is meant: its own name, or a surname or town after the word "airport" or in a list of them."""
    if not tokens[index].capital:
        return False
    return not name.doubtful or any(token.word in _AIRPORT_WORDS for token in tokens)


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
        following = _word(tokens, last)
        if following in _LISTING:
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
    following = _word(tokens, last)
    region = tuple(code for code in name.codes if code not in _CITY_AND_REGION) or name.codes
    if following in _REGION_WORDS and not (following in _OKRUG and "ненец" not in tokens[end - 1].word):
        finish = last + 1 if last == end else end
        return Mention(index, finish, _choose(replace(name, codes=region), home, before), kind=Kind.ADJECTIVE)
    if regions_only:
        return None
    following = _word(tokens, end)
    if following in _DISTRICT_WORDS or _in_district_list(tokens, end):
        return _district(index, end, _district_word(tokens, end), name, home, before)
    if following in _NOT_A_PLACE:
        return None
    word = tokens[end - 1].word
    feminine = word.endswith(("ой", "ою", "ую", "ій", "у", "ої", "ая", "а"))
    previous = _word(tokens, index - 1)
    if feminine and (previous in _BEFORE_PLACES or not previous.isalnum()) and _ends_phrase(tokens, end):
        return Mention(index, end, _choose(replace(name, codes=region), home, before), kind=Kind.ADJECTIVE)
    return Mention(index, end, _choose(_own(name), home, before), strong=False, kind=Kind.ADJECTIVE)


def _own(name: Name) -> Name:
    """An adjective without "область" means the city where city and region have one name."""
    cities = tuple(code for code in name.codes if code in _CITY_AND_REGION)
    return replace(name, codes=cities or name.codes)


def _ends_phrase(tokens: Sequence[Token], index: int) -> bool:
    return index >= len(tokens) or not tokens[index].is_word or bool(marks(tokens[index].word) & Mark.JOINT)


def _district_word(tokens: Sequence[Token], end: int) -> str:
    """The first district word at *end* or after the rest of a list."""
    return next((token.word for token in tokens[end : end + 8] if token.word in _DISTRICT_WORDS), "")


def _in_district_list(tokens: Sequence[Token], end: int) -> bool:
    """Whether an adjective list that goes on at *end* reaches "районы": "в Шебекинском и Валуйском округах"."""
    position = end
    for _ in range(12):
        word = _word(tokens, position)
        if word in _LISTING:
            position += 1
            continue
        if position > end and word in _DISTRICT_WORDS:
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
    if token.word not in _CAPITAL[token.language] and token.word not in _CAPITAL_ADJECTIVE:
        return None
    following = _word(tokens, index + 1)
    if following in _REGION_WORDS:
        if token.word.startswith("столичн"):
            return Mention(index, index + 2, ("UA-32" if _ukrainian(token, home) else "RU-MOS",))
        return None
    previous = _word(tokens, index - 1)
    if token.language == "en":
        named = {code for mention in before for code in mention.codes}
        if previous in {"ukrainian", "ukraine's"} or "UA-30" in named:
            return Mention(index, index + 1, ("UA-30",))
        if previous in {"russian", "russia's"} or "RU-MOW" in named:
            return Mention(index, index + 1, ("RU-MOW",))
        if previous not in {"the", "country's"} or not home:
            return None
    return Mention(index, index + 1, ("UA-30" if _ukrainian(token, home) else "RU-MOW",))


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
            or mention.codes[0] not in _CITY_AND_REGION
            or tokens[mention.start].language != "en"
        ):
            continue
        end, following = mention.end, position + 1
        while True:
            word = _word(tokens, end)
            if word in _LISTING:
                end += 1
            elif following < len(found) and found[following].start == end:
                end = found[following].end
                following += 1
            else:
                break
        if _word(tokens, end) in {"regions", "oblasts", "provinces"}:
            result[position] = replace(mention, codes=(_CITY_AND_REGION[mention.codes[0]],))
    return result


def _and_region(tokens: Sequence[Token], found: list[Mention], home: tuple[str, ...]) -> list[Mention]:
    """ "Москва и область", "Kyiv city and oblast" name two regions."""
    result: list[Mention] = []
    for mention in found:
        result.append(mention)
        if len(mention.codes) != 1 or mention.codes[0] not in _CITY_AND_REGION:
            continue
        end = mention.end
        if _word(tokens, end) == "city":
            end += 1
        if _word(tokens, end) not in {"и", "і", "й", "та", "and", "+", "/", "&"}:
            continue
        end += 1
        if _word(tokens, end) in {"the", "surrounding", "its", "прилегающая", "прилегла", "вся", "всю"}:
            end += 1
        if _word(tokens, end) in {"surrounding"}:
            end += 1
        if _word(tokens, end) in _REGION_WORDS:
            result.append(Mention(end, end + 1, (_CITY_AND_REGION[mention.codes[0]],)))
    return result


def _sources(tokens: Sequence[Token], found: list[Mention], home: tuple[str, ...]) -> list[Mention]:
    """Marks launch sites: "із районів Курська та Орла", "from Kursk and Oryol" with something launched."""
    sent = any(token.word in _SENT for token in tokens)
    result: list[Mention] = []
    for mention in found:
        previous = result[-1] if result else None
        between = tokens[previous.end : mention.start] if previous else ()
        if (
            previous
            and previous.source
            and all(
                token.word in _LISTING
                or token.word in {"(", ")", "—", "тот", "рф", "ар", "з", "із", "та", "обл", "."}
                or token.word in _REGION_WORDS
                for token in between
            )
        ):
            result.append(replace(mention, source=True))
            continue
        result.append(replace(mention, source=_is_source(tokens, mention, home, sent=sent)))
    return result


def _is_source(tokens: Sequence[Token], mention: Mention, home: tuple[str, ...], *, sent: bool) -> bool:
    position = mention.start - 1
    launch = False
    for _ in range(5):
        word = _word(tokens, position)
        if not word:
            return False
        if word in _FROM:
            if word == "from" and _word(tokens, position - 1) == "and":
                return False
            return (
                (launch or sent or _uk(tokens)) and _foreign(tokens, mention, home)
                if _uk(tokens) or home
                else launch or sent
            )
        if word in _LAUNCH:
            launch = True
            if word.startswith(("пуск", "запуск")) or _word(tokens, position + 1) in {":", "—"}:
                return True
        elif word not in {
            ":",
            "—",
            "(",
            "the",
            "of",
            "г",
            ".",
            "міста",
            "города",
            "районів",
            "і",
            "та",
            "ар",
            "тот",
        }:
            if not word.endswith(("ої", "ого", "ой", "их")):
                return False
        position -= 1
    return False


def _uk(tokens: Sequence[Token]) -> bool:
    return any(token.language == "uk" for token in tokens[:3])


def _foreign(tokens: Sequence[Token], mention: Mention, home: tuple[str, ...]) -> bool:
    """Whether drones from there come from over the front: another country than home's, or Crimea for Ukraine."""
    here = home[0][:2] if home else "UA" if _uk(tokens) else "RU"
    if here == "UA":
        return all(code.startswith("RU") or code in {"UA-43", "UA-40"} for code in mention.codes)
    return not any(code.startswith(here) for code in mention.codes)


def _word(tokens: Sequence[Token], index: int) -> str:
    return tokens[index].word if 0 <= index < len(tokens) else ""
