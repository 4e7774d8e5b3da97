"""Where a clause begins and ends, and the small judgements about words that roles rest on."""

from collections.abc import Sequence

from bot.rules.language.forms import Form
from bot.rules.language.grammar import classify
from bot.rules.language.text import Token
from bot.rules.language.wordlists import words
from bot.rules.patterns.lexicon import Mention

Tokens = Sequence[Token]
AIMS = words("чтобы чтоб щоб аби дабы пусть нехай хай пускай")
IF = words("если якщо якби ежели if unless whether whenever")
BE = words("is are was were be been being get got getting am 's 're")
IS_NOT = words("нет нету немає нема")
"""What denies by itself what stands in the genitive."""
RELATIVE = words(
    """
    который которая которое которые которого которых которым которыми которую котором которой якого яких
    яку які який яка що which that who
    """
)
AUXILIARY = words("был была было были був була було були стало стали является")
BEFORE_NOUN = words("a an the this its his their no another any every")
"""English words that a noun follows."""
_CARRIED_ON = words("но и а однако але та і й проте but and before")
_TIMES = words(
    """
    ночью утром вечером днем сегодня вчера ночи утра вечера суток сутки минут час часов часа мск ночь
    утро вечер день вночі ранку вечора ночі доби добу годин години хвилин ніч ранок раз разом
    """
)


def clause(tokens: Tokens, place: int) -> tuple[int, int]:
    """The stretch around *place* between clause borders: commas before a finite verb are too fine for us."""
    low = place
    while low > 0 and not _border(tokens, low - 1):
        low -= 1
    high = place + 1
    while high < len(tokens) and not _border(tokens, high):
        high += 1
    return low, high


def _border(tokens: Tokens, place: int) -> bool:
    word = tokens[place].word
    if word in ";:—()!?.":
        return True
    return word == "," and place + 1 < len(tokens) and not _list_comma(tokens, place)


def _list_comma(tokens: Tokens, comma: int) -> bool:
    """A comma between things of one kind does not end a clause."""
    following = tokens[comma + 1]
    if (
        following.word in RELATIVE
        or following.word in AIMS
        or following.word in IF
        or following.word in {"но", "а", "але", "but"}
    ):
        return False
    return not any(
        is_finite(tokens, place)
        for place in range(comma + 1, min(len(tokens), comma + 7))
        if not _stops(tokens, comma + 1, place)
    )


def _stops(tokens: Tokens, start: int, end: int) -> bool:
    return any(tokens[place].word in ",;:—" for place in range(start, end))


def is_finite(tokens: Tokens, place: int) -> bool:
    return classify(tokens[place]).pos == "verb"


def stretch(tokens: Tokens, place: int) -> tuple[int, int]:
    """The stretch around *place* between colons, semicolons and dashes."""
    low, high = place, place
    while low > 0 and tokens[low - 1].word not in ":;—":
        low -= 1
    while high < len(tokens) and tokens[high].word not in ":;—":
        high += 1
    return low, high


def is_counted(tokens: Tokens, thing: Mention) -> bool:
    return any(classify(tokens[place]).pos == "number" for place in range(max(0, thing.first - 3), thing.first))


def is_time(word: str) -> bool:
    return word in _TIMES


def after_phrase(tokens: Tokens, place: int) -> int:
    """The place after a prepositional phrase: its first noun and the adjectives before it."""
    place += 1
    while place < len(tokens):
        word = classify(tokens[place])
        place += 1
        if word.pos in {"noun", "sign"}:
            break
    while place < len(tokens) and (
        classify(tokens[place]).pos == "noun" and "g" in classify(tokens[place]).cases
    ):
        place += 1
    return place


def carried_over(tokens: Tokens, action: Mention, thing: Mention) -> bool:
    """Whether *thing*, the subject of the clause before, stays the subject of a passive *action* that has none
    of its own: "Дрон летел к порту, но был сбит", "A drone neared the port but was shot down".
    """
    if not action.says & Form.PASSIVE or thing.first > action.first:
        return False
    place = action.first - 1
    while place > thing.last and (
        tokens[place].word in AUXILIARY | BE or classify(tokens[place]).pos == "other"
    ):
        place -= 1
    if place <= thing.last or tokens[place].word not in _CARRIED_ON:
        return False
    low, _ = clause(tokens, thing.first)
    return not any(is_finite(tokens, before) for before in range(low, thing.first))
