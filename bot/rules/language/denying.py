"""What is denied: "не зафиксировано", "без пострадавших", "no one was hurt"."""

from itertools import pairwise

from bot.rules.language.clauses import BEFORE_NOUN, IS_NOT, Tokens, clause, is_counted
from bot.rules.language.forms import Form
from bot.rules.language.grammar import NAMING, classify
from bot.rules.language.spared import SPARING, spared
from bot.rules.language.text import Token
from bot.rules.language.untold import WITHHOLDING, untold
from bot.rules.language.wordlists import words
from bot.rules.patterns.lexicon import Mention

_NOT = words(
    """
    не ни ні ані not never cannot didn't wasn't weren't isn't aren't don't doesn't hasn't haven't couldn't
    """
)
_NO = words(
    """
    нет без немає нема ноль нуль ни ні ані никто ніхто никого нікого ничего нічого no nobody none without
    neither nor zero никакой никакая никакого никаких никакие жоден жодна жодне жодного жодної жодних жодні
    """
)
_NO_ENGLISH = words("no nobody none not neither")
_WITHOUT = words("нет немає без нема обошлось обійшлося")
_GENITIVE_OF_MANY = tuple(words("нь ів їв их ей жертв втрат пожеж атак загроз"))
_CIRCUMSTANCE = words("от від при после ходе результате вследствие після ході результаті внаслідок через")
"""Before a noun: what else happened then; a negation of that is none of the noun."""
_WHAT_HAPPENED = words(
    "случившегося произошедшего происшедшего случившемся произошедшем происшедшем случившееся произошедшее"
)
"""Participles that name a circumstance by themselves: "в результате произошедшего разрушений нет"."""
_LED_TO = words("after before following because due owing when since as while")
"""English words before what led to something."""
_UNTIL = words("пока покуда поки доки допоки")
_MINUS = frozenset(["минус", "мінус"])
_NOT_FOUND = tuple(
    words(
        """
        зафиксир выявл обнаруж допу поступ сообща было имеется оказал наблюда получ зафіксов виявл
        надход було має отрима зарегистр есть подтвер підтвер установ пострад
        отмеч отмет последова произо відмічен стало
        """
    )
)
"""Beginnings of verbs that, after "не", deny the thing: "не зафиксировано"."""
_BLOWS = tuple(
    words(
        """
        падени взрыв атак удар прилет налет попадани сброс детонаци разрыв обстрел
        падін вибух приліт прильот наліт влучан скид обстріл
        """
    )
)
"""Beginnings of nouns that what struck is named after."""
_TO_BE_LEARNT = words("0 уточняется уточняются устанавливается уточнюється уточнюються з'ясовується")
_LISTING = words("и й та или либо або чи") | {","}
_LONGEST_LIST = 10
"""Words behind a noun within which the denial of its list has to come."""

DENYING = _NOT | _NO | _NO_ENGLISH | IS_NOT | _WITHOUT | _TO_BE_LEARNT | WITHHOLDING | SPARING
"""Words without which nothing in a sentence is `negated`: whatever denies belongs here, too."""


def negated(tokens: Tokens, mention: Mention) -> bool:
    """Whether the words of *mention* stand under a negation in their clause."""
    first = tokens[mention.first]
    low, high = clause(tokens, mention.first)
    before = [tokens[place].word for place in range(max(low, mention.first - 4), mention.first)]
    if mention.says & (Form.DONE | Form.NOW | Form.COMING | Form.INFINITIVE) and not mention.says & Form.NOUN:
        whole = [tokens[place].word for place in range(low, mention.first)]
        if any(word in _NOT for word in before[-2:]):
            return not _until_then(whole, first_of_all=low == 0)
        if first.language == "en":
            # "No one was hurt when a drone hit the school" denies the hurt, not the hit.
            told = next((i for i in range(len(whole) - 1, -1, -1) if whole[i] in _LED_TO), 0)
            return any(word in _NOT for word in _denials(whole[max(told, len(whole) - 4) :])) or bool(
                _NO_ENGLISH & _segment(whole[told:])
            )
        return any(word in {"никто", "ніхто"} for word in whole)
    plain = before[: len(before) - _adjectives_before(tokens, mention.first)]
    named = before[len(plain) : len(plain) + 1]
    caused = bool(plain) and (plain[-1] in _CIRCUMSTANCE or plain[-2:] == ["из", "за"])
    if caused and not _WHAT_HAPPENED & set(named):
        return False  # "никто не пострадал при уничтожении дрона", "без света из-за ночного удара"
    if any(word in _NO or word in _NOT for word in _denials(_own_phrase(tokens, mention.first, before[-3:]))):
        return True
    if first.language == "en":
        ahead = [tokens[place].word for place in range(low, mention.first)]
        return bool(_NO_ENGLISH & _segment(ahead)) and not _is_cause(ahead)
    if untold(tokens, mention.first, mention.last) or spared(tokens, mention.first, mention.last):
        return True
    after = [tokens[place].word for place in range(mention.last + 1, min(high, mention.last + 8))]
    if _is_denied(tokens, mention, []):
        after += _behind_source(tokens, mention.last + 1)
    if "," in after and is_counted(tokens, mention):
        after = after[: after.index(",")]
    if first.word in _MINUS:
        return False  # "минус шесть, пострадавших нет"
    governed = mention.first > 0 and classify(tokens[mention.first - 1]).pos == "preposition"
    between = _until(after, IS_NOT)
    governed = governed or bool(between and "," in between and _of_a_blow(tokens, mention.first))
    if not governed and not _something_else(tokens, mention, between) and _is_denied(tokens, mention, between):
        return True
    ahead = [tokens[place].word for place in range(low, mention.first)]
    if _is_denied(tokens, mention, _until(ahead[-7:][::-1], _WITHOUT)):
        return True
    if _denied_in_list(tokens, mention) or _none_entered(tokens, mention):
        return True
    return any(
        word == "не" and after[place + 1].startswith(_NOT_FOUND) for place, word in enumerate(after[:-1])
    ) or any(word == "не" and ahead[place + 1].startswith(_NOT_FOUND) for place, word in enumerate(ahead[:-1]))


def _adjectives_before(tokens: Tokens, place: int) -> int:
    """How many words right before the noun at *place* only describe it; no more than four are looked at."""
    count = 0
    while count < min(4, place) and classify(tokens[place - 1 - count]).pos in {"adjective", "participle"}:
        count += 1
    return count


def _until(near: list[str], ends: frozenset[str]) -> list[str] | None:
    """The words of *near* before the first of *ends*; None where there is none."""
    end = next((place for place, word in enumerate(near) if word in ends), None)
    return None if end is None else near[:end]


def _is_denied(tokens: Tokens, mention: Mention, between: list[str] | None) -> bool:
    """Whether "нет" or "без", with the words *between*, can deny the noun: they deny what is in the genitive.

    In "Обломки упали на крышу, начался пожар, пострадавших нет" only the hurt are denied. Ukrainian cases are
    judged by endings alone, which tell a genitive only of many, so there a comma has to stand between as well.
    """
    if between is None:
        return False
    noun = next(
        (each for each in tokens[mention.first : mention.last + 1] if classify(each).pos == "noun"), None
    )
    if noun is None:
        return True
    if noun.language == "uk":
        return "," not in between or noun.word.endswith(_GENITIVE_OF_MANY)
    cases = classify(noun).cases
    return not cases or "g" in cases


def _of_a_blow(tokens: Tokens, place: int) -> bool:
    """Whether the noun at *place* says what fell or blew up: "после падения снаряда, пострадавших нет"."""
    place -= 1
    while place >= 0 and classify(tokens[place]).pos in {"adjective", "participle", "number"}:
        place -= 1
    return place >= 0 and tokens[place].word.startswith(_BLOWS)


def _denied_in_list(tokens: Tokens, mention: Mention) -> bool:
    """Whether the noun is one of a list of things in the genitive that ends in a denial.

    In "Разрушений, раненых не зафиксировано" the comma is a clause's border, because a verb follows.
    """
    for place in range(mention.last + 1, min(len(tokens) - 1, mention.last + _LONGEST_LIST)):
        word = tokens[place].word
        if word == "не":
            return tokens[place + 1].word.startswith(_NOT_FOUND) and _is_denied(tokens, mention, [","])
        if word not in _LISTING and not _may_be_denied(tokens[place]):
            return False
    return False


def _may_be_denied(token: Token) -> bool:
    thing = classify(token)
    return thing.pos in NAMING and (token.language == "uk" or not thing.cases or "g" in thing.cases)


def _none_entered(tokens: Tokens, mention: Mention) -> bool:
    """Whether the noun is an entry of a form that says there is none, or none known: "Пострадавшие: нет"."""
    entry = [token.word for token in tokens[mention.last + 1 : mention.last + 3]]
    return len(entry) == 2 and entry[0] == ":" and entry[1] in IS_NOT | _TO_BE_LEARNT


def _something_else(tokens: Tokens, mention: Mention, between: list[str] | None) -> bool:
    """Whether what stands right before "нет", behind a comma, is denied and not the noun, which may be a
    nominative: "Атаки на Брянск и Клинцы, пострадавших нет".
    """
    if not between or "," not in between or between[-1] == ",":
        return False
    if mention.says & Form.PARTICIPLE and mention.first and classify(tokens[mention.first - 1]).pos == "noun":
        return True  # "обломки сбитого дрона, пострадавших нет"
    return any(
        each.language == "ru" and classify(each).pos == "noun" and "n" in classify(each).cases
        for each in tokens[mention.first : mention.last + 1]
    )


def _behind_source(tokens: Tokens, comma: int) -> list[str]:
    """The words behind a source put between two commas: "попаданий, по предварительным данным, не
    зафиксировано".
    """
    if [token.word for token in tokens[comma : comma + 2]] not in ([",", "по"], [",", "за"]):
        return []
    end = next((i for i in range(comma + 2, min(len(tokens), comma + 9)) if tokens[i].word == ","), None)
    return [] if end is None else [token.word for token in tokens[end + 1 : end + 5]]


def _own_phrase(tokens: Tokens, place: int, before: list[str]) -> list[str]:
    """The last words of *before* that belong to the phrase of *place*: in English, those after a preposition
    ("without power after a strike").
    """
    if tokens[place].language == "en":
        for back in range(1, len(before) + 1):
            word = before[-back]
            if classify(tokens[place - back]).pos == "preposition" and word not in {"without", "of"}:
                return before[len(before) - back + 1 :]
    return before


def _segment(ahead: list[str]) -> set[str]:
    """The words since the last comma, without a "no" or "not" that denies nothing, or only the noun after
    it: "left with no roof by a drone".
    """
    comma = next((place for place in range(len(ahead) - 1, -1, -1) if ahead[place] == ","), -1)
    said = ahead[comma + 1 :]
    for place, (before, word) in enumerate(pairwise(said), 1):
        goes_on = before in {"and", "or"} and "without" in said[:place]
        if word == "no" and (before == "with" or goes_on) and "by" in said[place:]:
            said[place] = "without"
    return set(_denials(said))


def _until_then(clause: list[str], *, first_of_all: bool) -> bool:
    """Whether "not" only ends what went on before: "кружил, пока его не сбили" - not "пока не сбили"."""
    place = next((place for place, word in enumerate(clause) if word in _UNTIL), None)
    if place is None or "не" not in clause[place + 1 :]:
        return False
    return not first_of_all and clause[place + 1] != "не" and clause[place + 1] != "що"


def _denials(said: list[str]) -> list[str]:
    """What *said* leaves to deny with: the "no" of "no fewer than six were shot down" gives a number, and the
    "not" of "could not save a man wounded in the strike" denies no wound and no strike.
    """
    return [
        word
        for place, word in enumerate(said)
        if not (
            (
                word in {"no", "not"}
                and said[place + 1 : place + 2] in (["fewer"], ["less"], ["more"])
                and "than" in said[place + 2 : place + 3]
            )
            or (word == "не" and said[place + 1 : place + 2] in (["менше"], ["менш"], ["менее"], ["меньше"]))
            or (
                word == "not"
                and said[place + 1 : place + 2] in (["save"], ["survive"])
                and "from" not in said[place:]
            )
        )
    ]


def _is_cause(ahead: list[str]) -> bool:
    """Whether the English words *ahead* of a noun name it as what led to that which there is not: "no water
    because of a strike", "nobody was killed in the strike".
    """
    if any(word in _LED_TO for word in ahead[-6:]):
        last = max(place for place, word in enumerate(ahead) if word in _LED_TO)
        return not _NO_ENGLISH & set(ahead[last:])
    return any(
        before in {"in", "during"} and article in BEFORE_NOUN for before, article in pairwise(ahead[-3:])
    )
