"""Harm that did not come about or is only supposed: "ущерба не причинено", "если есть раненые, звоните"."""

from bot.rules.language.clauses import Tokens
from bot.rules.language.grammar import NAMING, classify
from bot.rules.language.wordlists import words

_CAUSED = tuple(words("вызва причин повлек нанес принес привел спричин завда призвел виклик"))
"""Beginnings of verbs that, after "не", deny what they have in the genitive: "не вызвало пожаров"."""
_ESCAPED = words("избежать избежали избежал избежала избежало уникнути уникли")
_SUPPOSING = words("если якщо случае випадку обнаружении наличии виявленні ли")
_ABSENT = words("отсутствует отсутствуют отсутствовали відсутній відсутня відсутнє відсутні")
_AND = words("и й та і или либо або чи")
SPARING = _ESCAPED | _SUPPOSING | _ABSENT | words("не")
"""Words without which nothing is `spared`."""
_LISTING = words("и й та или либо або чи ни ні") | {","}
_BORDERS = words("; : — . ! ?")
_NEAR = 6
"""Words between the noun and what denies it."""


def spared(tokens: Tokens, first: int, last: int) -> bool:
    """Whether the noun from *first* to *last* is what did not happen, or what is asked for in case it did."""
    if _supposed(tokens, first) or _absent(tokens, first, last):
        return True
    cases = {case for token in tokens[first : last + 1] for case in classify(token).cases}
    to = _before_list(tokens, first)
    dative = to >= 0 and tokens[to].word in {"к", "ко", "до"}
    if not dative and ("g" not in cases or "n" in cases):
        return False
    start = to + 1
    if not dative and to >= 0 and classify(tokens[to]).pos == "noun":
        return False
    end = _after_list(tokens, last + 1)
    around = _stretch(tokens, start - 1, -1)[: _NEAR if not dative else 3], _stretch(tokens, end, 1)[:_NEAR]
    before, after = list(reversed(around[0])), around[1]
    return any(
        (word in _ESCAPED and "не" not in near[max(0, place - 2) : place + 2])
        or (word == "не" and place + 1 < len(near) and near[place + 1].startswith(_CAUSED))
        for near in (before, after)
        for place, word in enumerate(near)
    )


def _absent(tokens: Tokens, first: int, last: int) -> bool:
    """Whether the noun is, alone or with others, what there is none of: "жертвы и разрушения отсутствуют".

    A comma may end the list: in "отсутствует свет, раненые в больнице" the wounded are there.
    """
    place = last + 1
    while place < len(tokens) and (tokens[place].word in _AND or classify(tokens[place]).pos in NAMING):
        place += 1
    if place < len(tokens) and tokens[place].word in _ABSENT:
        return True
    place = first - 1
    while place > 0 and (tokens[place].word in _AND or classify(tokens[place]).pos in NAMING):
        place -= 1
    return place >= 0 and tokens[place].word in _ABSENT


def _supposed(tokens: Tokens, first: int) -> bool:
    for word in _stretch(tokens, first - 1, -1)[:_NEAR]:
        if word == ",":
            return False
        if word in _SUPPOSING:
            return True
    return False


def _before_list(tokens: Tokens, place: int) -> int:
    """The place before the list, or the single thing, that goes on at *place*."""
    place -= 1
    while place >= 0 and classify(tokens[place]).pos in {"adjective", "participle"}:
        place -= 1
    while place > 0 and tokens[place].word in _LISTING and _in_genitive(tokens, place - 1):
        place -= 2
        while place >= 0 and classify(tokens[place]).pos in {"adjective", "participle"}:
            place -= 1
    return place


def _in_genitive(tokens: Tokens, place: int) -> bool:
    thing = classify(tokens[place])
    return thing.pos in NAMING and "g" in thing.cases and "n" not in thing.cases


def _after_list(tokens: Tokens, place: int) -> int:
    while place + 1 < len(tokens) and tokens[place].word in _LISTING:
        if classify(tokens[place + 1]).pos not in NAMING:
            break
        place += 2
    return place


def _stretch(tokens: Tokens, place: int, step: int) -> list[str]:
    """The words from *place* on to the next border, forwards or backwards."""
    found = []
    while 0 <= place < len(tokens) and tokens[place].word not in _BORDERS:
        found.append(tokens[place].word)
        place += step
    return found
