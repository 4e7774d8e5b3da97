"""The names that chats use, taken from the watch list."""

from bot.chat.names import Kind, Names
from bot.watchlist.loading import Watchlist


def names_of(watchlist: Watchlist) -> Names:
    """What its places, patterns and channels' clocks are called."""
    kinds = {
        pattern.id: Kind({"ru": pattern.title.ru, "uk": pattern.title.uk, "en": pattern.title.en}, pattern.role)
        for pattern in watchlist.patterns
    }
    zones = {handle: channel.zone for handle, channel in watchlist.channels.items()}
    return Names(watchlist.gazetteer.name, kinds, zones)
