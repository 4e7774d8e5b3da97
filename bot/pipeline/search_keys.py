"""What a statement is found by. Pure."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final

from bot.rulebook import Rulebook
from bot.rules.language.morphology import Language
from bot.rules.language.text import search_key
from bot.values import Facts

LANGUAGES: Final[tuple[Language, ...]] = ("ru", "uk", "en")
"""In which places, kinds and sources are searched for."""
MAKING: Final = 3
"""How keys are made; grows with every change of it, and all of the archive's are written anew."""
_FACTS: Final[Mapping[str, Mapping[Language, str]]] = {
    "inscription": {"ru": "надпись", "uk": "напис", "en": "inscription"},
    "damage": {"ru": "ущерб повреждения", "uk": "пошкодження", "en": "damage"},
    "killed": {"ru": "погибшие", "uk": "загиблі", "en": "killed"},
    "injured": {"ru": "раненые пострадавшие", "uk": "поранені постраждалі", "en": "injured"},
}
"""What a statement with such a fact is found by, too, though it may say it in another language."""


def statement_key(
    text: str, *, handle: str, title: str | None, kinds: Sequence[str], facts: Facts, rulebook: Rulebook
) -> str:
    """Stems of a post's words, and of source, places, kinds and facts in every language.

    *title* is what the channel *handle* calls itself.
    """
    watched = rulebook.channel(handle)
    titles = dict(watched.titles) if watched else {}
    keys = [search_key(f"{text} \n{title or ''}")]
    for language in LANGUAGES:
        names = [titles.get(language) or ""]
        names += [rulebook.title(kind, language) for kind in kinds]
        names += [words[language] for fact, words in _FACTS.items() if getattr(facts, fact)]
        for code in facts.places:
            names += rulebook.watchlist.gazetteer.names(code, language)
        keys.append(_key_of_names(" \n".join(names), language))
    return " ".join(filter(None, keys))


def fingerprint(rulebook: Rulebook) -> str:
    """Changes with everything beside the statements themselves that keys are made of."""
    watchlist = rulebook.watchlist
    made_of = [
        MAKING,
        _FACTS,
        sorted(
            (handle, sorted(dict(channel.titles).items(), key=str))
            for handle, channel in watchlist.channels.items()
        ),
        [
            [pattern.id, *(rulebook.title(pattern.id, one) for one in LANGUAGES)]
            for pattern in watchlist.patterns
        ],
        [
            [place.code, *(watchlist.gazetteer.names(place.code, one) for one in LANGUAGES)]
            for place in watchlist.gazetteer
        ],
    ]
    return hashlib.sha256(json.dumps(made_of, ensure_ascii=False).encode()).hexdigest()[:16]


@lru_cache(maxsize=4096)
def _key_of_names(names: str, language: Language) -> str:
    """`search_key` of names that many statements share, each stem once.

    By their own language: among the words of a post in another one, declined forms of a name would not meet it.
    """
    return " ".join(dict.fromkeys(search_key(names, language).split()))
