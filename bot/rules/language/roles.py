"""Who did what to whom.

There is no parser here. Case and number endings, voice, prepositions, the nearest noun and clause borders
decide; where they leave it open, the reading in which the thing named is acted upon wins. English has a
module of its own.
"""

from collections.abc import Sequence

from bot.rules.language import english
from bot.rules.language.clauses import (
    AUXILIARY,
    RELATIVE,
    Tokens,
    after_phrase,
    carried_over,
    is_counted,
    is_finite,
    is_time,
)
from bot.rules.language.forms import Form
from bot.rules.language.grammar import QUANTITY_NOUNS, Word, classify
from bot.rules.language.phrases import heads, is_dealt_out, modifies, named_after_noun, standalone
from bot.rules.language.text import Token
from bot.rules.language.wordlists import words
from bot.rules.patterns.lexicon import Mention

_BORDERS = frozenset(";")
_CONTRAST = words("но а однако але проте однак зато хотя хоча есть є")
_BUT = words("но але проте однак зато")
_ACCUSATIVE = frozenset("a")
_RELATIVE_OBJECTS = {"который": "m", "которую": "f", "которое": "n", "которые": "several"}
_RELATIVE_OBJECTS |= {"який": "m", "яку": "f", "яке": "n", "які": "several"}
"""Relatives that can be what is acted upon, and the gender they stand for."""
_ANDS = words("и й та і")
_CRASHED = ("упал", "рухнул", "впав", "впал", "упав")
_WRECKAGE = ("обломк", "осколк", "фрагмент", "уламк")
_JOINING = words("и й та і или або был была было были а затем потом либо , / - — (")
"""What joins two verbs of one subject."""


def acted_upon(tokens: Tokens, action: Mention, thing: Mention, doers: Sequence[Mention] = ()) -> bool:
    """Whether *action* is done to *thing*; *doers* are mentions known to act."""
    if action.first < thing.first and thing.last < action.last:
        return True  # between verb and particle: "shot two drones out of the sky"
    if action.first <= thing.first <= action.last or thing.first <= action.first <= thing.last:
        return False
    if thing.last + 1 < len(tokens) and tokens[thing.last + 1].joined and tokens[thing.last + 1].is_word:
        return False  # "FPV-дрон": the last part is the thing
    if thing.last + 1 < len(tokens) and tokens[thing.last + 1].word in {"%", "percent"}:
        return False  # a share of something else
    if tokens[action.first].language == "en":
        return english.acted_upon(tokens, action, thing)
    kind = classify(tokens[thing.last])
    if _is_what_they(tokens, action, thing, kind, doers):
        return True
    describing = bool(action.says & Form.PARTICIPLE) and not action.says & (Form.DONE | Form.NOW | Form.NOUN)
    if describing:
        return _describes(tokens, action, thing, kind)
    dealt = kind.pos != "number" and is_dealt_out(tokens, thing)
    if named_after_noun(tokens, thing, action) or (not dealt and modifies(tokens, thing, action)):
        return False
    counts = kind.pos == "number" or tokens[thing.last].word in QUANTITY_NOUNS
    if counts and not standalone(tokens, thing):
        return False
    if kind.pos == "noun" and not kind.cases & frozenset("nga") and not dealt:
        return False
    after = thing.first > action.last
    if after and (_opens_clause(tokens, action, thing, kind) or _behind_but(tokens, action, thing)):
        return False
    if _barred(tokens, action, thing):
        return carried_over(tokens, action, thing) and (len(kind.cases) == 6 or _agrees(tokens, action, kind))
    if action.says & Form.NOUN and not action.says & (Form.DONE | Form.NOW):
        return after and thing.first - action.last <= 6
    if action.says & Form.PASSIVE:
        if kind.cases == _ACCUSATIVE and tokens[thing.last].language == "ru":
            return False  # "спас подстанцию, дрон уничтожен"
        if not after and _stands_alone(tokens, thing, kind) and not _agrees(tokens, action, kind):
            return False
        return not _other_subject(tokens, action, thing)
    if after:
        return True
    return not _is_subject(tokens, action, thing, kind, doers)


def _is_what_they(
    tokens: Tokens, action: Mention, thing: Mention, kind: Word, doers: Sequence[Mention]
) -> bool:
    """Whether a clause about *thing* says who did it to it, in whatever case *thing* stands: "на крыле дрона,
    который посадили зенитчики" - not "дрон, который уничтожил пикап".
    """
    closing = tokens[thing.last + 1 : thing.last + 2]
    place = thing.last + (3 if closing and closing[0].word in '»"' else 2)
    if place >= action.first or tokens[place - 1].word != "," or action.says & (Form.PASSIVE | Form.NOUN):
        return False
    gender = _RELATIVE_OBJECTS.get(tokens[place].word)
    several = gender == "several"
    if (
        gender is None
        or kind.plural is (not several)
        or (not several and kind.gender not in {gender, None})
        or any(token.word == "," for token in tokens[place : action.first])
    ):
        return False
    before = tokens[thing.first - 1].word if thing.first else ""
    if heads(before) and not before.startswith(_WRECKAGE):
        return False
    if tokens[place].word in {"которую", "яку"} or _plural_verb(tokens[action.first]) is (not several):
        return True
    return any(place < doer.first and _acts(tokens, doer, action) for doer in doers)


def _plural_verb(token: Token) -> bool | None:
    """Whether a verb is said of several; Ukrainian words tell it only by the ending of the past."""
    if token.language == "uk" and token.word.endswith(("ли", "в", "ла", "ло")):
        return token.word.endswith("ли")
    return classify(token).plural


def does(tokens: Tokens, action: Mention, thing: Mention) -> bool:
    """Whether *thing* is the one who does *action*: subject of an active verb, or named as the means of a
    passive one.
    """
    if action.first <= thing.first <= action.last:
        return False
    if tokens[action.first].language == "en":
        if english.barred(tokens, action, thing) or english.modifies(tokens, thing):
            return False
        if english.is_elsewhere(tokens, action, thing):
            return False
        governed = english.preposition_before(tokens, thing, action)
        if thing.first > action.last:
            return governed in {"by", "with"}
        return governed is None and not (action.says & Form.DONE and english.is_passive(tokens, action))
    if _barred(tokens, action, thing) or _has_its_own(tokens, action, thing):
        return False
    kind = classify(tokens[thing.last])
    if action.says & Form.PASSIVE:
        return "i" in kind.cases
    if "n" not in kind.cases:
        # Words of number govern a genitive: "18 дронів вразили порт".
        so_many = "g" in kind.cases and thing.last < action.first and is_counted(tokens, thing)
        return "i" in kind.cases or (so_many and bool(action.says & Form.DONE))
    if action.says & Form.NOUN:
        return "i" in kind.cases
    return _agrees(tokens, action, kind) and not modifies(tokens, thing)


def _has_its_own(tokens: Tokens, action: Mention, thing: Mention) -> bool:
    """Whether *action* has a subject right before it, and *thing* comes behind a comma: "дрон влучив у
    автівку, водій і його дружина загинули".
    """
    if action.first == 0 or all(tokens[place].word != "," for place in range(action.last + 1, thing.first)):
        return False
    subject = classify(tokens[action.first - 1])
    before = classify(tokens[action.first - 2]).pos if action.first > 1 else ""
    return subject.pos == "noun" and "n" in subject.cases and before not in {"preposition", "noun"}


def _opens_clause(tokens: Tokens, action: Mention, thing: Mention, kind: Word) -> bool:
    """Whether *thing* is what the next clause is about: "уничтожены 12 дронов, жители слышали взрывы"."""
    if "n" not in kind.cases or len(kind.cases) == 6 or thing.last + 1 >= len(tokens):
        return False
    place = thing.first - 1
    while place > action.last and classify(tokens[place]).pos in {"adjective", "participle", "pronoun"}:
        place -= 1
    if place <= action.last or tokens[place].word not in ",—;":
        return False
    verb = classify(tokens[thing.last + 1])
    return verb.pos == "verb" and verb.plural is kind.plural


def _behind_but(tokens: Tokens, action: Mention, thing: Mention) -> bool:
    """Whether a new clause has begun between them: "загрозу знято, проте БпЛА ще в небі"."""
    return any(
        tokens[place].word in _BUT and tokens[place - 1].word == ","
        for place in range(action.last + 2, thing.first)
    )


def _stands_alone(tokens: Tokens, thing: Mention, kind: Word) -> bool:
    """Whether *thing* itself would be the subject: in the nominative, neither counted nor a name in quotes."""
    if "n" not in kind.cases or len(kind.cases) == 6 or tokens[thing.last].quoted or is_counted(tokens, thing):
        return False
    return not any(
        tokens[place].word in QUANTITY_NOUNS for place in range(max(0, thing.first - 3), thing.first)
    )


def _describes(tokens: Tokens, action: Mention, thing: Mention, kind: Word) -> bool:
    """Whether a full participle describes *thing*: near it, in the same case ("сбитого над морем аппарата")."""
    participle = classify(tokens[action.first])
    if not participle.cases & kind.cases or _barred(tokens, action, thing):
        return False
    if thing.first > action.last:
        return thing.first - action.last <= 7
    return action.first - thing.last <= 3


def _barred(tokens: Tokens, action: Mention, thing: Mention) -> bool:
    """Whether another clause lies between: a finite verb that is not joined to the action by "и" or a comma."""
    low, high = (action.last + 1, thing.first) if thing.first > action.last else (thing.last + 1, action.first)
    place = low
    while place < high:
        word = tokens[place].word
        if word in _BORDERS:
            return True
        if (
            word == ","
            and place + 1 < high
            and (tokens[place + 1].word in RELATIVE or _next_is_participle(tokens, place))
        ):
            place = _after_relative(tokens, place + 1, high)
            if place > high and thing.first > action.last:
                return True  # the thing stands inside the other clause
            continue
        if is_finite(tokens, place) and not _joined(tokens, action, place) and word not in AUXILIARY:
            return True
        place += 1
    return False


def _next_is_participle(tokens: Tokens, comma: int) -> bool:
    return classify(tokens[comma + 1]).pos == "participle"


def _after_relative(tokens: Tokens, place: int, high: int) -> int:
    while place < high and tokens[place].word not in ",;":
        place += 1
    return place + 1


def _joined(tokens: Tokens, action: Mention, verb: int) -> bool:
    """ "обнаружен и уничтожен", "сбито/подавлено", "уничтожили и перехватили"."""
    low, high = min(verb, action.last), max(verb, action.first)
    between = [tokens[place].word for place in range(low + 1, high)]
    if between and between[-1] in _ANDS and tokens[verb].word.startswith(_CRASHED):
        return True  # "подавлен средствами РЭБ и упал в поле один дрон"
    if len(between) > 3:
        return False
    return all(word in _JOINING for word in between)


def _agrees(tokens: Tokens, action: Mention, kind: Word) -> bool:
    """Whether the thing could be the subject of the action's verb form, by number and gender."""
    verb = classify(tokens[action.first])
    if tokens[action.first].language == "uk":
        return True
    if verb.plural is not None and kind.plural is not None and verb.plural != kind.plural:
        return False
    return not (verb.plural is False and verb.gender and kind.gender and verb.gender != kind.gender)


def _other_subject(tokens: Tokens, action: Mention, thing: Mention) -> bool:
    """For a passive: whether a different noun in the nominative stands right before it ("пикап уничтожен
    БПЛА").
    """
    if thing.first < action.first or thing.first - action.last > 2:
        return False
    if len(classify(tokens[thing.last]).cases) != 6:
        return False
    counts = map(classify, tokens[action.last + 1 : thing.first])
    if any(word.pos == "number" and "n" in word.cases for word in counts):
        return False  # "силами флота уничтожены четыре БПЛА"
    place = action.first - 1
    while place >= 0 and classify(tokens[place]).pos in {"other", "conjunction"} and tokens[place].word != ",":
        place -= 1
    if place < 0:
        return False
    word = classify(tokens[place])
    return (
        word.pos == "noun"
        and "n" in word.cases
        and len(word.cases) < 6
        and _agrees(tokens, action, word)
        and (place == 0 or classify(tokens[place - 1]).pos not in {"preposition", "noun"})
    )


def _is_subject(tokens: Tokens, action: Mention, thing: Mention, kind: Word, doers: Sequence[Mention]) -> bool:
    """For an active verb after the thing: whether the thing does it ("дроны уничтожили пикап")."""
    if any(_acts(tokens, doer, action) for doer in doers):
        return False
    counted_object = "n" not in kind.cases and "a" in kind.cases
    if counted_object and not is_counted(tokens, thing):
        return False
    if not _agrees(tokens, action, kind):
        return False
    place = action.last + 1
    while place < len(tokens):
        token = tokens[place]
        word = classify(token)
        if token.word in ".;:—" or (token.word == "," and place > action.last + 1):
            return False
        if token.word == "," and place + 1 < len(tokens) and tokens[place + 1].word in _CONTRAST:
            return False
        if word.pos == "preposition":
            place = after_phrase(tokens, place)
            continue
        if (
            word.pos == "noun"
            and word.cases & frozenset("ag")
            and token.word not in QUANTITY_NOUNS
            and not is_time(token.word)
        ):
            return True
        place += 1
    return False


def _acts(tokens: Tokens, doer: Mention, action: Mention) -> bool:
    kind = classify(tokens[doer.last])
    return bool(kind.cases & frozenset("ni"))
