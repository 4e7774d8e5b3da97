"""Everything a place can be called, compiled once from `places.yaml` and the towns that ship with the bot."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from bot.rules.facts.declension import forms
from bot.rules.facts.derivation import region_stem, town_stems
from bot.rules.facts.lookup import Kind, Name, Places
from bot.rules.language import morphology
from bot.rules.language.morphology import Language
from bot.rules.language.text import fold
from bot.rules.language.wordlists import words as word_set
from bot.watchlist.places import Gazetteer, Place

__all__ = ["Places", "Town", "compile_places", "towns"]

_LANGUAGES: tuple[Language, ...] = ("ru", "uk", "en")

_KINDS_OF_REGION = frozenset(
    ["область", "край", "округ", "республика", "республіка", "автономный", "автономний"]
)

# Adjectives that are made in their own way, or from a name that is not its region's.
_ADJECTIVES: dict[str, tuple[str, ...]] = {
    "RU-MOW": ("московск", "московськ"),
    "RU-SPE": ("петербургск", "петербурзьк", "санктпетербургск"),
    "RU-KDA": ("кубанск", "кубанськ"),
    "RU-TA": ("татарстанск", "казанск", "казанськ"),
    "RU-BA": ("башкирск", "уфимск", "уфимськ"),
    "RU-CE": ("грозненск", "чеченск", "чеченськ"),
    "RU-DA": ("дагестанск", "махачкалинск"),
    "RU-KL": ("калмыцк",),
    "UA-30": ("киевск", "київськ"),
    "UA-43": ("крымск", "кримськ"),
    "UA-40": ("севастопольск", "севастопольськ"),
    "RU-NIZ": ("нижегородск", "нижньогородськ"),
    "RU-ORL": ("орловск", "орловськ"),
    "RU-TVE": ("тверск", "тверськ"),
}

_EVERYDAY_UK = word_set(
    """щастя борова мена межова українка авангард мирове сміла сміле суми рівне миколаївка василівка
    затока ямпіль лиман покровське південне озерне роздольне сергіївка зеленівка"""
)

LARGE = 40
"""Thousands of people that make a town known everywhere."""
_PLAIN_EN = frozenset(["sumy", "rivne"])
"""Capitals that are everyday words at home, but not in English."""
_ELLIPTIC = frozenset(["RU-MOW", "RU-SPE", "UA-30", "UA-40"])

# An airport's name decides before a town's: "Жуковский", "Гагарин".
_ORDER = {Kind.REGION: 0, Kind.AIRPORT: 1, Kind.TOWN: 2, Kind.PEOPLE: 3, Kind.ADJECTIVE: 4, Kind.DISTRICT: 5}


@dataclass(frozen=True, slots=True)
class Town:
    """A line of the towns table."""

    code: str
    thousands: int
    doubtful: bool
    ru: tuple[str, ...]
    uk: tuple[str, ...]
    en: tuple[str, ...]

    def names(self, language: Language) -> tuple[str, ...]:
        """Its names in one language."""
        return self.ru if language == "ru" else self.uk if language == "uk" else self.en


@lru_cache(maxsize=1)
def towns() -> tuple[Town, ...]:
    """The towns above 15,000 people that ship with the bot (GeoNames, CC BY 4.0)."""
    table = resources.files(__package__).joinpath("towns.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in table.splitlines() if line and not line.startswith("#"))
    return tuple(
        Town(code, int(people), mark == "?", *(tuple(filter(None, names.split("|"))) for names in (ru, uk, en)))
        for code, people, mark, ru, uk, en in rows
    )


@lru_cache(maxsize=1)
def _by_region() -> dict[str, list[Town]]:
    found: dict[str, list[Town]] = defaultdict(list)
    for town in towns():
        found[town.code].append(town)
    return dict(found)


def _towns_of(code: str) -> Iterable[Town]:
    return _by_region().get(code, ())


@dataclass(slots=True)
class _Claims:
    """The regions that claim a form, with their weights; the heaviest of them, the last of equals, says whether
    it is doubtful.
    """

    weights: dict[str, int]
    best: int
    doubtful: bool


class _Index:
    """Collects written forms while compiling; weights choose between regions that share a form."""

    def __init__(self) -> None:
        self._found: dict[Kind, dict[tuple[str, ...], _Claims]] = {kind: {} for kind in Kind}

    def add_all(
        self, forms: Iterable[tuple[str, ...]], kind: Kind, code: str, weight: int, *, doubtful: bool = False
    ) -> None:
        found = self._found[kind]
        for words in forms:
            if not words or (len(words) == 1 and len(words[0]) < 3):
                continue
            claims = found.get(words)
            if claims is None:
                found[words] = _Claims({code: weight}, weight, doubtful)
                continue
            if weight > claims.weights.get(code, -1):
                claims.weights[code] = weight
            if weight >= claims.best:
                claims.best, claims.doubtful = weight, doubtful

    def compiled(self) -> tuple[dict[str, tuple[Name, ...]], dict[str, tuple[Name, ...]]]:
        """Names by first word, and adjectives by stem."""
        nouns: dict[str, list[Name]] = defaultdict(list)
        adjectives: dict[str, list[Name]] = defaultdict(list)
        made: dict[tuple[tuple[str, ...], Kind, tuple[str, ...], bool, bool, bool], Name] = {}
        for kind, found in self._found.items():
            names = adjectives if kind in (Kind.ADJECTIVE, Kind.DISTRICT) else nouns
            for words, claims in found.items():
                codes, rival = tuple(claims.weights), False
                if len(codes) > 1:
                    codes, rival = _ranked(claims.weights)
                large = kind is Kind.TOWN and claims.best >= LARGE
                key = (words[1:], kind, codes, claims.doubtful, rival, large)
                name = made.get(key)
                if name is None:
                    name = made[key] = Name(*key)
                names[words[0]].append(name)
        return _sorted(nouns), _sorted(adjectives)


def _ranked(weights: dict[str, int]) -> tuple[tuple[str, ...], bool]:
    """The regions, likeliest first, and whether the second is about as likely as the first."""
    codes = tuple(sorted(weights, key=lambda code: (-weights[code], code)))
    return codes, weights[codes[0]] < 3 * weights[codes[1]]


def _sorted(names: dict[str, list[Name]]) -> dict[str, tuple[Name, ...]]:
    made: dict[tuple[int, ...], tuple[Name, ...]] = {}
    result = {}
    for first, found in names.items():
        if len(found) > 1:
            found.sort(key=lambda name: (-len(name.rest), _ORDER[name.kind]))
        # Equal names are one object already: comparing by identity spares a hash of every field.
        same = tuple(map(id, found))
        order = made.get(same)
        if order is None:
            order = made[same] = tuple(found)
        result[first] = order
    return result


def compile_places(gazetteer: Gazetteer) -> Places:
    """The look-up for *gazetteer* and the towns that ship with the bot."""
    index = _Index()
    for town in towns():
        if town.code in gazetteer:
            for language in _LANGUAGES:
                _add_town(
                    index, town.names(language), language, town.code, town.thousands, doubtful=town.doubtful
                )
    for place in gazetteer:
        for language in _LANGUAGES:
            _add_region(index, place, language)
    for code, stems in _ADJECTIVES.items():
        if code in gazetteer:
            for stem in stems:
                index.add_all([(stem,)], Kind.ADJECTIVE, code, 5 if code in _ELLIPTIC else 50)
    return Places(*index.compiled(), gazetteer)


def _add_town(
    index: _Index, names: Iterable[str], language: Language, code: str, weight: int, *, doubtful: bool
) -> None:
    for name in names:
        everyday = doubtful and not (language == "en" and fold(name) in _PLAIN_EN)
        index.add_all(forms(name, language), Kind.TOWN, code, weight, doubtful=everyday)
        if language != "en" and " " not in name and "-" not in name:
            _add_adjectives(index, town_stems(fold(name), language), code, weight, Kind.DISTRICT)


def _add_adjectives(index: _Index, stems: Iterable[str], code: str, weight: int, kind: Kind) -> None:
    index.add_all([(stem,) for stem in stems], kind, code, weight)


def _add_region(index: _Index, place: Place, language: Language) -> None:
    code = place.code
    for name in (place.name.of(language), *place.also.of(language)):
        words = fold(name).split()
        if language == "en":
            for variant in _english(fold(name), capital=fold(place.capital.en) if place.capital else None):
                words_of = tuple(variant.replace("-", " ").replace(".", "").split())
                index.add_all([words_of], Kind.REGION, code, 5000)
        elif len(words) == 2 and words[1] in _KINDS_OF_REGION and words[0] != words[1]:
            _add_adjectives(index, [region_stem(words[0])], code, 100, Kind.ADJECTIVE)
        else:
            index.add_all(forms(name, language), Kind.REGION, code, 5000)
    for name in place.people.of(language):
        index.add_all(forms(name, language), Kind.PEOPLE, code, 100)
    if place.capital:
        capital = place.capital.of(language)
        _add_town(index, [capital], language, code, _capital_weight(place), doubtful=_is_doubtful(place))
        if language != "en" and "-" not in capital and " " not in capital:
            _add_adjectives(index, town_stems(fold(capital), language), code, 60, Kind.ADJECTIVE)
    for name in place.towns.of(language):
        _add_town(index, [name], language, code, 10, doubtful=_is_everyday(fold(name), language))
    for name in place.airports.of(language):
        everyday = _is_everyday(fold(name), language)
        index.add_all(forms(name, language), Kind.AIRPORT, code, 100, doubtful=everyday)
    for name in place.districts.of(language):
        _add_adjectives(index, [region_stem(fold(name))], code, 20, Kind.DISTRICT)


def _english(name: str, *, capital: str | None) -> Iterator[str]:
    yield name
    if (
        name.endswith(" region")
        and capital
        and (bare := name.removesuffix(" region")) not in {capital, "moscow", "kyiv", "kiev"}
    ):
        # "Sumy and Dnipropetrovsk oblasts": a region that is not named after its capital can stand alone.
        yield bare
    for word in ("region", "territory", "krai", "republic"):
        if name.endswith(f" {word}"):
            for other in ("region", "oblast", "province", "krai", "territory"):
                yield name.removesuffix(word) + other


def _is_everyday(name: str, language: Language) -> bool:
    """Whether a name from `places.yaml` is also an everyday word, by the Russian dictionary or by a short
    list.
    """
    if " " in name or "-" in name:
        return False
    if language != "ru":
        return name in _EVERYDAY_UK
    return any(
        parse.is_known and not {"Geox", "Abbr"} & set(parse.tag.grammemes)
        for parse in morphology.analyses(name, "ru")[:2]
    )


def _capital_weight(place: Place) -> int:
    return max((town.thousands for town in _towns_of(place.code)), default=100)


def _is_doubtful(place: Place) -> bool:
    assert place.capital is not None
    return any(town.doubtful and place.capital.ru in town.ru for town in _towns_of(place.code))
