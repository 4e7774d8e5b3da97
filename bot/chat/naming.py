"""The names that chats use, taken from the watch list."""

from collections import defaultdict

from bot.chat.names import Kind, Names, Region
from bot.rules.facts.gazetteer import towns
from bot.watchlist.loading import Watchlist
from bot.watchlist.places import Place


def names_of(watchlist: Watchlist) -> Names:
    """What its places, patterns and channels' clocks are called."""
    kinds = {
        pattern.id: Kind({"ru": pattern.title.ru, "uk": pattern.title.uk, "en": pattern.title.en}, pattern.role)
        for pattern in watchlist.patterns
    }
    zones = {handle: channel.zone for handle, channel in watchlist.channels.items()}
    in_region: defaultdict[str, list[str]] = defaultdict(list)
    for town in towns():
        in_region[town.code] += [*town.ru, *town.uk, *town.en]
    regions = {
        place.code: Region(place.at, (*_called(place), *in_region[place.code]), place.neighbours)
        for place in watchlist.gazetteer
    }
    titles = {channel.handle: channel.title for channel in watchlist.channels.values()}
    called = {
        handle: {language: title for language, title in channel.titles if title}
        for handle, channel in watchlist.channels.items()
    }
    return Names(watchlist.gazetteer.name, kinds, zones, regions, titles, called)


def _called(place: Place) -> tuple[str, ...]:
    """Every name of a region, those it is best known by first; its towns and airports mean it, too."""
    names = [place.name.ru, place.name.uk, place.name.en]
    if place.capital:
        names += [place.capital.ru, place.capital.uk, place.capital.en]
    for more in (place.also, place.towns, place.airports):
        names += [*more.ru, *more.uk, *more.en]
    return tuple(dict.fromkeys(names))
