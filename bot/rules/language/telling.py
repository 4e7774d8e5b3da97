"""How an action is told: as done, going on or only meant, as a call without a verb."""

from itertools import pairwise

from bot.rules.language.clauses import (
    AIMS,
    AUXILIARY,
    BE,
    BEFORE_NOUN,
    IF,
    Tokens,
    after_phrase,
    is_time,
    stretch,
)
from bot.rules.language.forms import Form
from bot.rules.language.grammar import QUANTITY_NOUNS, classify, takes_object
from bot.rules.language.text import Token
from bot.rules.language.wordlists import words
from bot.rules.patterns.lexicon import Mention

_WOULD = words("бы б би")
_MODAL = words(
    """
    to will would can could may might must should shall let lets helps help able cannot can't won't
    ready будет будут может могут должен должна должны нужно надо следует способен способны способна
    готов готовы умеет буде будуть може можуть мусить мусять повинен повинні треба слід здатен здатні
    здатний готові планирует планируют
    """
)
_OF_THE_AIR = words(
    """
    air raid drone drones uav uavs missile missiles rocket rockets ballistic attack attacks strike strikes
    shelling enemy red yellow high new second third night city oblast region previous current long drawn
    """
)
"""What an alert or a danger may be called after and still be of the kind that is looked for."""
_TO_BE = words("be get быть бути")
_MANAGED = words(
    """
    удалось смогли смог смогла сумели сумел сумела успели успел успела вдалося вдалось змогли зміг
    змогла зуміли встигли managed able succeeded
    """
)
_AIM_OR_CONDITION = {("so", "that"), ("in", "case")}
"""Two words that open an aim or a condition."""
_OBLIQUE = ("ій", "ої", "ою", "ого", "ому", "ими", "их")
"""Ends of a Ukrainian adjective that cannot belong to a participle in the nominative."""

_WITH_DOWN = words(
    """
    burn burns burnt burning broke broken breaks breaking came come comes coming went gone goes going fell
    fallen falling cut cutting shut closing tore torn sat stood slow slowing kept held
    """
)

_ADVERBS = words("also soon then now never still simply later just even always often already")
_JOINED = words(", and or")
_BLOWS = words("attack attacks strike strikes raid raids assault assaults")
_HAVE = words("has have had will would could may might can do does did")
_NO_OBJECTS = words(
    """
    in by from across during after before and or that which following since over with against of as to
    threat threats danger alert alerts risk warning drone drones uav uavs unmanned
    """
)
"""What may follow a blow that is a noun, and not a verb, which would have an object."""

SUPPOSING = _WOULD | AIMS | IF | {second for _, second in _AIM_OR_CONDITION} | {"?", "ли"}
"""Words and signs without which nothing in a sentence is `hypothetical`."""


def said_as(tokens: Tokens, mention: Mention) -> frozenset[str]:
    """As what the action is told: "done", "now", "coming", "noun", or none of them (an aim, a wish, a
    condition).
    """
    says, place = mention.says, mention.first
    if place and tokens[place].word == "down" and _is_particle(tokens[place - 1].word):
        return frozenset()
    found: set[str] = set()
    if says & Form.NOUN:
        found.add("noun")
    before = tokens[max(0, place - 6) : place]
    english = tokens[place].language == "en"
    if english:
        before = _plain(before)
    modal = any(token.word in _MODAL for token in (before[-2:] if english else before[-4:]))
    managed = any(token.word in _MANAGED for token in before)
    if says & Form.INFINITIVE and managed:
        found.add("done")
    elif (says & Form.INFINITIVE and modal) or (says & Form.INFINITIVE and not says & Form.NOW):
        found.add("coming")
    habitual = english and says & Form.PASSIVE and any(t.word in {"is", "are", "being"} for t in before[-2:])
    if says & Form.DONE and habitual:
        found.add("now")
    elif says & Form.DONE and not (english and modal and not any(t.word in BE | {"have"} for t in before[-3:])):
        planned = modal and any(token.word in _TO_BE for token in before[-2:])
        planned = planned or any(token.word in {"будет", "будут", "буде", "будуть"} for token in before[-3:])
        found.add("coming" if planned else "done")
    if english and says & Form.NOW and _is_noun_here(before, tokens[place], tokens[mention.last + 1 :]):
        found.add("noun")
    elif says & Form.NOW and not (says & Form.INFINITIVE and modal):
        if english and says & Form.OTHER and not any(token.word in BE for token in before[-2:]):
            found |= {"noun", "done"}
        else:
            found.add("now")
    if says & Form.COMING:
        found.add("coming")
    if found & {"done", "now"} and _hypothetical(tokens, place):
        return frozenset({"coming"})
    if says & Form.PARTICIPLE and says & Form.PASSIVE:
        planned = modal and any(token.word in _TO_BE for token in before[-2:])
        found.add("coming" if planned else "done" if _predicative(tokens, mention) else "participle")
    if says & Form.OTHER and not found:
        found.add("done")
    return frozenset(found)


def _is_particle(before: str) -> bool:
    """Whether a bare "down" belongs to the verb before it: "two garages burned down"."""
    return before.endswith("ed") or before in _WITH_DOWN


def _plain(before: Tokens) -> Tokens:
    """The words before an English verb without adverbs and the verbs it is joined to: "will also be shot down",
    "shall be neutralised, jammed or seized".
    """
    kept = [token for token in before if token.word not in _ADVERBS and not token.word.endswith("ly")]
    while len(kept) > 2 and kept[-1].word in _JOINED and kept[-2].word.endswith("ed"):
        kept = kept[:-2]
    return kept


def _takes_nothing(after: Tokens) -> bool:
    """Whether what follows cannot be what is attacked: "strikes are", "attacks in", "a drone attack alert"."""
    if not after or not (after[0].is_word or after[0].is_number):
        return True
    return after[0].word in BE | _HAVE | _NO_OBJECTS


def _is_noun_here(before: Tokens, here: Token, after: Tokens) -> bool:
    """Whether the words around an English form that is verb and noun alike show the noun: "an attack", "under
    drone attack", "strikes on", "these strikes are", "missile attacks in".
    """
    if after and after[0].word in {"on", "against"}:
        return True
    if here.word in _BLOWS and not (before and before[-1].word == "to") and _takes_nothing(after):
        return True
    if before and (before[-1].word in BEFORE_NOUN or classify(before[-1]).pos == "preposition"):
        return before[-1].word != "to"
    return any(token.word == "under" for token in before[-3:])


def _predicative(tokens: Tokens, mention: Mention) -> bool:
    """Whether a full participle states rather than describes.

    It does after "були", and in Ukrainian in the nominative with nothing before it that it could belong to
    ("Пошкоджені два будинки", "дрон збитий", "на вулиці Садовій пошкоджений дах").
    """
    before = tokens[max(0, mention.first - 2) : mention.first]
    if any(token.word in AUXILIARY for token in before):
        return True
    token = tokens[mention.first]
    if token.language != "uk" or not token.word.endswith(("ий", "а", "е", "і")):
        return False
    if not before:
        return True
    nearest = classify(before[-1]).pos
    if nearest == "adjective" and before[-1].word.endswith(_OBLIQUE):
        return True
    return nearest in {"sign", "noun", "number", "other", "conjunction"}


def _counts(word: str) -> bool:
    return is_time(word) or word in QUANTITY_NOUNS


def verbless(tokens: Tokens) -> bool:
    """Whether a sentence is a call without a verb, up to sixteen words."""
    parts = [classify(token).pos for token in tokens if token.is_word or token.is_number]
    if len(parts) > 16 or "verb" in parts or "infinitive" in parts:
        return False
    return not any(takes_object(one, other) for one, other in pairwise(tokens))


def verbless_clause(tokens: Tokens, mention: Mention) -> bool:
    """Whether the words between two commas, colons or dashes around *mention* hold no verb."""
    low, high = mention.first, mention.last + 1
    while low > 0 and tokens[low - 1].word not in ",:;—()":
        low -= 1
    while high < len(tokens) and tokens[high].word not in ",:;—()":
        high += 1
    return verbless(tokens[low:high])


def hypothetical(tokens: Tokens, mention: Mention) -> bool:
    """Whether what *mention* tells is only supposed, aimed at or asked: after "if", "so that", beside "бы",
    before "?".
    """
    return _hypothetical(tokens, mention.first)


def _hypothetical(tokens: Tokens, place: int) -> bool:
    for near in range(max(0, place - 3), min(len(tokens), place + 4)):
        if tokens[near].word in _WOULD:
            return True
    if any(token.word == "ли" for token in tokens[place + 1 : place + 2]):
        return True
    for near in range(place - 1, max(-1, place - 14), -1):
        word = tokens[near].word
        if word in AIMS or word in IF:
            return True
        if word in ";.":
            return False
    if tokens[place].language == "en":
        for near in range(place - 1, max(-1, place - 12), -1):
            if (tokens[near].word, tokens[near + 1].word) in _AIM_OR_CONDITION:
                return True
    for token in tokens[place:]:
        if token.word in ".!?":
            return token.word == "?"
    return False


def something_else(tokens: Tokens, action: Mention) -> bool:
    """Whether the sentence names anything the action could be done to: a noun outside prepositional phrases.

    An action told as a noun takes what follows it at once ("отбой воды").
    """
    if action.says & Form.NOUN:
        if _named_otherwise(tokens, action):
            return True
        place = action.last + 1
        while place < len(tokens) and classify(tokens[place]).pos in {"adjective", "participle"}:
            place += 1
        if place >= len(tokens):
            return False
        if tokens[action.first].language == "en":
            return tokens[place].word == "of"
        return classify(tokens[place]).pos == "noun"
    low, high = stretch(tokens, action.first)
    place = low
    while place < high:
        kind = classify(tokens[place])
        if action.first <= place <= action.last:
            place += 1
        elif tokens[place].word == "of" and place and tokens[place - 1].word in QUANTITY_NOUNS:
            place += 1  # "dozens of homes were destroyed"
        elif kind.pos == "preposition":
            place = after_phrase(tokens, place)
        elif kind.pos == "noun" and kind.cases & frozenset("nag") and not _counts(tokens[place].word):
            return True
        else:
            place += 1
    return False


def _named_otherwise(tokens: Tokens, action: Mention) -> bool:
    """Whether an English noun before the action says that it is of another kind: "boil-water alert"."""
    if action.first == 0 or tokens[action.first].language != "en":
        return False
    before = tokens[action.first - 1]
    return (
        before.is_word
        and not before.capital
        and before.word not in _OF_THE_AIR
        and not before.word.endswith(("wide", "al"))
        and classify(before).pos == "noun"
    )
