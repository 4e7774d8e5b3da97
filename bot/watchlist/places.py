"""`places.yaml`: the regions the bot knows, with every name people call them by."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Literal

from pydantic import Field, field_validator

from bot.errors import ConfigError, Problem
from bot.watchlist.channels import Language, PlaceCode
from bot.watchlist.model import ConfigModel, Listed, validate
from bot.watchlist.strict_yaml import Document, read

Names = Annotated[tuple[Annotated[str, Field(min_length=2, max_length=80)], ...], Listed]


class NamesByLanguage(ConfigModel):
    """Names in their base form, by language."""

    ru: Names = ()
    uk: Names = ()
    en: Names = ()

    def of(self, language: Language) -> tuple[str, ...]:
        """The names in one language."""
        return self.ru if language == "ru" else self.uk if language == "uk" else self.en


class Name(ConfigModel):
    """One name in three languages."""

    ru: str = Field(min_length=2, max_length=80)
    uk: str = Field(min_length=2, max_length=80)
    en: str = Field(min_length=2, max_length=80)

    def of(self, language: str) -> str:
        """The name in Russian, Ukrainian, or (any other language) in English."""
        return self.ru if language == "ru" else self.uk if language == "uk" else self.en


class Place(ConfigModel):
    """One region. What each key means is told in the head of `places.yaml`."""

    code: PlaceCode
    name: Name
    capital: Name | None = None
    also: NamesByLanguage = NamesByLanguage()
    people: NamesByLanguage = NamesByLanguage()
    towns: NamesByLanguage = NamesByLanguage()
    districts: NamesByLanguage = NamesByLanguage()
    airports: NamesByLanguage = NamesByLanguage()
    at: Annotated[tuple[float, float], Listed]
    neighbours: Annotated[tuple[PlaceCode, ...], Listed] = ()

    @property
    def country(self) -> str:
        """ISO 3166-1 code of the country ISO 3166-2 lists the region under."""
        return self.code[:2]

    @field_validator("at")
    @classmethod
    def _on_earth(cls, at: tuple[float, float]) -> tuple[float, float]:
        latitude, longitude = at
        if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
            raise ValueError("write latitude, then longitude, in degrees")
        return at


class PlacesFile(ConfigModel):
    """The whole of `places.yaml`."""

    version: Literal[1]
    regions: Annotated[tuple[Place, ...], Listed]


@dataclass(frozen=True)
class Gazetteer:
    """All regions by code."""

    places: Mapping[str, Place]

    def __contains__(self, code: object) -> bool:
        return code in self.places

    def __iter__(self) -> Iterator[Place]:
        return iter(self.places.values())

    def name(self, code: str, language: str) -> str:
        """The region's name in its base form; the code itself for a region that is not listed."""
        place = self.places.get(code)
        return place.name.of(language) if place else code

    def names(self, code: str, language: Language) -> tuple[str, ...]:
        """Every name of a region and of its capital in *language*; empty for one that is not listed."""
        place = self.places.get(code)
        if place is None:
            return ()
        capital = (place.capital.of(language),) if place.capital else ()
        return (place.name.of(language), *place.also.of(language), *capital)


def load_places(path: Path) -> tuple[Gazetteer | None, list[Problem]]:
    """Read *path*; mistakes come back as problems, with no gazetteer where they leave the regions unknown."""
    try:
        document = read(path)
    except ConfigError as exc:
        return None, list(exc.problems)
    file, problems = validate(PlacesFile, document)
    if file is None:
        return None, problems
    gazetteer = Gazetteer(MappingProxyType({place.code: place for place in file.regions}))
    return gazetteer, [*problems, *_check(file, document)]


def _check(file: PlacesFile, document: Document) -> Iterator[Problem]:
    codes = {place.code for place in file.regions}
    seen: set[str] = set()
    for index, place in enumerate(file.regions):
        if place.code in seen:
            yield document.problem(("regions", index, "code"), f"the region {place.code} is listed twice")
        seen.add(place.code)
        for position, code in enumerate(place.neighbours):
            if code not in codes:
                yield document.problem(
                    ("regions", index, "neighbours", position), f"{code} is no region of this file"
                )
