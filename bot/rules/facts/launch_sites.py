"""Launch sites: places that drones came from, which are no places of the event."""

from collections.abc import Sequence
from dataclasses import replace

from bot.rules.facts.mention import Mention, word_at
from bot.rules.facts.place_words import LISTING, REGION_WORDS
from bot.rules.language.text import Token
from bot.rules.language.wordlists import words as word_set

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
    випущено випущені взлетел взлетели взлет зліт злетів злетіли вылет attacked launched launch fired took"""
)


_OCCUPIED = frozenset(["UA-09", "UA-14", "UA-23", "UA-40", "UA-43", "UA-65"])
"""Ukraine's regions that Russia launches from, too."""
_BETWEEN = word_set(": — ( the of г . міста города районів і та ар тот")


def sources(tokens: Sequence[Token], found: list[Mention], home: tuple[str, ...]) -> list[Mention]:
    """Marks launch sites: "із районів Курська та Орла", "from Kursk and Oryol" with something launched."""
    sent = any(token.word in _SENT for token in tokens)
    result: list[Mention] = []
    for mention in found:
        previous = result[-1] if result else None
        between = tokens[previous.end : mention.start] if previous else ()
        if (
            previous
            and previous.source
            and not _is_over_the_border(previous, mention)
            and all(
                token.word in LISTING
                or token.word in {"(", ")", "—", "тот", "рф", "ар", "з", "із", "та", "обл", "."}
                or token.word in REGION_WORDS
                for token in between
            )
        ):
            result.append(replace(mention, source=True))
            continue
        result.append(replace(mention, source=_is_source(tokens, mention, home, sent=sent)))
    return result


def _is_over_the_border(source: Mention, mention: Mention) -> bool:
    """Whether what follows a Russian launch site is where it goes: "launch from Bryansk, Kyiv take cover"."""
    russian = any(code.startswith("RU") for code in source.codes)
    return russian and any(code.startswith("UA") and code not in _OCCUPIED for code in mention.codes)


def _is_source(tokens: Sequence[Token], mention: Mention, home: tuple[str, ...], *, sent: bool) -> bool:
    position = mention.start - 1
    launch = False
    for _ in range(5):
        word = word_at(tokens, position)
        if not word:
            return False
        if word in _FROM:
            if word == "from" and word_at(tokens, position - 1) == "and":
                return False
            return (
                (launch or sent or _uk(tokens)) and _foreign(tokens, mention, home)
                if _uk(tokens) or home
                else launch or sent
            )
        if word in _LAUNCH:
            launch = True
            if word.startswith(("пуск", "запуск")) or word_at(tokens, position + 1) in {":", "—"}:
                return True
        elif word not in _BETWEEN and not word.endswith(("ої", "ого", "ой", "их")):
            return False
        position -= 1
    return False


def _uk(tokens: Sequence[Token]) -> bool:
    return any(token.language == "uk" for token in tokens[:3])


def _foreign(tokens: Sequence[Token], mention: Mention, home: tuple[str, ...]) -> bool:
    """Whether drones from there come from over the front: another country than home's, or Crimea for
    Ukraine.
    """
    here = home[0][:2] if home else "UA" if _uk(tokens) else "RU"
    if here == "UA":
        return all(code.startswith("RU") or code in {"UA-43", "UA-40"} for code in mention.codes)
    return not any(code.startswith(here) for code in mention.codes)
