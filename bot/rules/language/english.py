"""Who acts on whom in English: word order, the passive, prepositions, nouns before nouns."""

from bot.rules.language.clauses import BE, Tokens, carried_over
from bot.rules.language.forms import Form
from bot.rules.language.grammar import ENGLISH_NUMBERS, QUANTIFYING, QUANTITY_NOUNS, classify
from bot.rules.language.wordlists import words
from bot.rules.patterns.lexicon import Mention

_AFTER_ACTIVE = words(
    """
    the a an its their his our these those some more further another additional least nearly almost
    about over approximately around up dozens scores hundreds all both most part enemy russian ukrainian
    incoming hostile attack several multiple many every any only also then down out of as her his my your him
    them it us me
    """
)
_BEFORE_OBJECT = words("a an its their his her our two three four five six several")
_NEVER_MODIFIED = words(
    """
    attack attacks attacked raid raids was were is are has have had been be and or over in on at near by
    with from for to of after before during overnight today early late while as that which who heading
    headed flying approaching bound targeting en brought taken struck sent put forced held set lost flew
    fell left knocked launched fired seen spotted detected shot downed destroyed intercepted down above
    around between reported via per this yesterday last since within outside into toward towards but
    including included more others hit hits
    """
)
_RELATIVES = frozenset(["that", "which"])
_AFTER_PASSIVE = words(
    "close short inside outside en inbound aloft midair mid-air offshore everywhere anywhere"
)
"""Adverbs, which are no objects: "downed en route", "destroyed close to the town"."""
_QUANTITIES = words("out number total upwards upward excess")
"""What "of" may follow before a count: "upwards of twenty drones"."""
_BEEN = words("was were had have has been being all both then later also soon subsequently")
_QUOTES = frozenset('"«“”„')
_WHEN = words("now then far today tonight yesterday present dawn noon midnight first")
_ENDS_OF_PHRASE = words(
    """
    morning night evening afternoon day today tonight yesterday overnight now midnight noon dawn
    city region oblast oblasts regions district districts capital area us country ukraine russia
    """
)
_QUANTITY = words("dozen dozens score scores hundreds thousands pair couple")
_FLYING = words("them these those which the all aircraft craft objects mopeds intruders kamikazes")
_REMAINS = words(
    """
    remains debris wreckage fragments parts pieces downing destruction interception
    """
)
_STRONG_VERBS = words(
    """
    struck hit attacked killed injured wounded damaged crashed landed caused said says reported
    confirmed told set destroyed destroys hits strikes kills injures damages fell falls broke claims
    claimed
    """
)


def acted_upon(tokens: Tokens, action: Mention, thing: Mention) -> bool:
    if modifies(tokens, thing) or _is_quantity_of(tokens, thing):
        return False
    if _is_what_they(tokens, action, thing):
        return True
    after = thing.first > action.last
    if after and thing.first - action.last > 2 and _describes_next(tokens, action):
        return False  # "an intercepted drone ignited a tank"
    if barred(tokens, action, thing):
        return carried_over(tokens, action, thing)
    if action.says & Form.PASSIVE and _is_said_of(tokens, action, thing):
        return True
    governed = preposition_before(tokens, thing, action)
    if action.says & Form.NOUN or (action.says & Form.OTHER and not action.says & Form.DONE):
        return after and thing.first - action.last <= 8 and governed in {None, "of"}
    if thing.last + 1 == action.first and action.says & Form.PASSIVE and is_passive(tokens, action):
        return True  # "on one of the drones downed near the port"
    if governed is not None:
        return False
    if not action.says & Form.DONE:
        return after
    passive = is_passive(tokens, action)
    return (not after) if passive else after


def _is_what_they(tokens: Tokens, action: Mention, thing: Mention) -> bool:
    """Whether a clause about *thing* says who did it to it: "a drone that gunners had destroyed" - not "a drone
    that destroyed a shop".
    """
    place = thing.last + 1
    between = tokens[place + 1 : action.first]
    if not between or len(between) > 6 or tokens[place].word not in _RELATIVES or not action.says & Form.DONE:
        return False
    kinds = [classify(token).pos for token in between if token.word not in {"had", "have", "has"}]
    if "noun" not in kinds or not {"noun", "number", "other", "preposition"}.issuperset(kinds):
        return False
    following = tokens[action.last + 1] if action.last + 1 < len(tokens) else None
    # Nothing may follow that it could be done to.
    return following is None or not (
        _is_count([following])
        or (following.word in _AFTER_ACTIVE and classify(following).pos != "preposition")
        or (following.word not in _AFTER_PASSIVE and classify(following).pos == "noun")
    )


def _is_said_of(tokens: Tokens, action: Mention, thing: Mention) -> bool:
    """Whether a passive clause right behind *thing* tells what was done to it, whatever stands before it: "due
    to a drone being intercepted", "with nine drones, which were shot down".
    """
    between = [token.word for token in tokens[thing.last + 1 : action.first]]
    if between == ["being"]:
        return True
    return len(between) > 2 and between[:2] == [",", "which"] and all(word in _BEEN for word in between[2:])


def is_elsewhere(tokens: Tokens, action: Mention, thing: Mention) -> bool:
    """Whether *thing* stands before the clause of the *action*: "Sappers inspect a drone that gunners hit"."""
    return any(
        tokens[place].word in _RELATIVES and place > thing.last + 1
        for place in range(thing.last + 1, action.first)
    )


def _describes_next(tokens: Tokens, action: Mention) -> bool:
    """Whether a participle describes the noun right after it: "debris of downed drones", "a destroyed UAV"."""
    if not action.says & Form.PASSIVE or not action.first or action.last + 1 >= len(tokens):
        return False
    before, following = tokens[action.first - 1], tokens[action.last + 1]
    opened = before.is_number or before.word in _BEFORE_OBJECT or before.word in {"the", "of", "from", "by"}
    return opened and following.is_word and classify(following).pos == "noun"


def is_passive(tokens: Tokens, action: Mention) -> bool:
    before = [tokens[place].word for place in range(max(0, action.first - 4), action.first)]
    if any(word in BE for word in before):
        return True
    if before and before[-1] in {"has", "had", "have"}:
        return False
    if action.last - action.first > 1:
        inside = tokens[action.first + 1]
        if inside.is_number or inside.word in _BEFORE_OBJECT:
            return False  # "put a substation out of action"
    last = _last_of_verbs(tokens, action.last)
    if last + 1 < len(tokens) and tokens[last + 1].word in _QUOTES:
        last += 1  # the governor's own words: destroyed "nine drones"
    if last + 1 >= len(tokens):
        return True
    following = tokens[last + 1]
    if following.is_number or following.word in ENGLISH_NUMBERS:
        return False
    if not following.is_word:
        return True
    kind = classify(following)
    ahead = tokens[last + 2 : last + 4]
    if following.word in {"up", "close"} and [token.word for token in ahead[:1]] == ["to"]:
        return not _is_count(ahead[1:])  # "downed up to ten drones" - not "eight downed up to now"
    if following.word == "as":
        return not any(token.word in {"many", "much", "few"} for token in ahead[:1])
    if following.word in _AFTER_PASSIVE:
        return True
    if following.word in _AFTER_ACTIVE and kind.pos != "preposition":
        return False
    quantity = following.word in {"over", "about", "around", "at", "up"}
    if quantity and (_is_count(ahead[:1]) or any(token.word == "least" for token in ahead[:1])):
        return False
    return kind.pos != "noun"


def _last_of_verbs(tokens: Tokens, place: int) -> int:
    """Where verbs joined to the one at *place* end; what follows the last tells of all: "intercepted and
    destroyed 48 drones".
    """
    if place + 2 >= len(tokens) or tokens[place + 1].word != "and":
        return place
    second = tokens[place + 2].word
    if not second.endswith("ed") and second != "shot":
        return place
    down = place + 3 < len(tokens) and tokens[place + 3].word == "down"
    return place + 3 if down else place + 2


def _is_count(tokens: Tokens) -> bool:
    return any(token.is_number or token.word in ENGLISH_NUMBERS for token in tokens)


def preposition_before(tokens: Tokens, thing: Mention, action: Mention) -> str | None:
    """The preposition that governs *thing*, quantities seen through: "41 of 60 drones" is governed by
    nothing.
    """
    counted = False
    bare = tokens[thing.first].is_number or tokens[thing.first].word in ENGLISH_NUMBERS
    if bare and thing.first and tokens[thing.first - 1].word in _ENDS_OF_PHRASE:
        return None  # "of eleven missiles fired this morning nine were shot down"
    for place in range(thing.first - 1, max(-1, thing.first - 8), -1):
        token = tokens[place]
        if action.first <= place <= action.last:
            return None
        kind = classify(token)
        if kind.pos == "preposition":
            if counted and tokens[place + 1].word in _WHEN:
                return None  # "By now 65 drones have been shot down"
            if token.word == "of":
                previous = tokens[place - 1] if place else None
                if previous and previous.word in _REMAINS:
                    return None
                if previous and (
                    previous.is_number
                    or previous.word in ENGLISH_NUMBERS
                    or previous.word in QUANTITY_NOUNS
                    or previous.word in _QUANTITIES
                ):
                    counted = True
                    continue
                return "of"
            if counted and token.word in QUANTIFYING and token.word != "by":
                continue
            if counted and _is_near_count(tokens, place):
                continue
            if token.word == "at" and tokens[place + 1].word in {"least", "most"}:
                continue
            return token.word
        if kind.pos in {"verb", "sign", "conjunction"} and token.word not in {"-", "and", "or"}:
            return None
        if kind.pos == "number":
            counted = True
        elif token.word in {"down", "out"} or (kind.pos == "noun" and (counted or token.word.endswith("ed"))):
            return None
    return None


def _is_near_count(tokens: Tokens, place: int) -> bool:
    """Whether the preposition at *place* is part of a count: "up to ten", "close to 30", "in excess of 40"."""
    if tokens[place].word == "to":
        return place > 0 and tokens[place - 1].word in {"up", "close"}
    return tokens[place].word == "in" and tokens[place + 1].word == "excess"


def modifies(tokens: Tokens, thing: Mention) -> bool:
    place = thing.last + 1
    if place >= len(tokens) or not tokens[place].is_word:
        return False
    following = tokens[place]
    if following.joined:
        return False
    word = following.word
    if tokens[thing.last].word.endswith("s") and not word.endswith(("operators", "units", "pilots", "crews")):
        return False
    if word in _NEVER_MODIFIED or word.endswith(("ed", "ing", "ly")):
        return False
    kind = classify(following)
    return kind.pos == "noun"


def _is_quantity_of(tokens: Tokens, thing: Mention) -> bool:
    """Whether a quantity is one of something named beside it, which is itself what is acted upon: "dozens of
    homes" - not "dozens of them".
    """
    place = thing.last + 1
    if tokens[thing.last].word not in _QUANTITY or place + 1 >= len(tokens) or tokens[place].word != "of":
        return False
    named = tokens[place + 1]
    return named.is_word and named.word not in _FLYING and classify(named).pos == "noun"


def barred(tokens: Tokens, action: Mention, thing: Mention) -> bool:
    low, high = (action.last + 1, thing.first) if thing.first > action.last else (thing.last + 1, action.first)
    for place in range(low, high):
        word = tokens[place].word
        if word in ";:" or (
            word == ","
            and place + 1 < high
            and tokens[place + 1].word in {"but", "while", "killing", "injuring", "wounding", "damaging"}
        ):
            return True
        if word in _STRONG_VERBS and word not in BE:
            return not (place + 1 < high and tokens[place + 1].word in {"and", "or"})
    return False
