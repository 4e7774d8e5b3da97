"""How a sentence stands to its neighbours: as a report by itself, as hearsay, or speaking of what was said."""

from collections.abc import Sequence
from itertools import pairwise

from bot.rules.language.clauses import BEFORE_NOUN, Tokens
from bot.rules.language.grammar import classify
from bot.rules.language.wordlists import words

_NOW = words(
    """
    сегодня ночью утром вечером днем сейчас сьогодні вночі уночі вранці зранку уранці ввечері увечері щойно
    today tonight overnight
    """
)
_JUST_PAST = frozenset(
    {
        ("за", "ночь"), ("за", "вечер"), ("за", "утро"), ("за", "сутки"), ("только", "что"), ("за", "ніч"),
        ("за", "добу"), ("цієї", "ночі"), ("минулої", "ночі"), ("этой", "ночи"), ("прошедшей", "ночи"),
        ("минувшей", "ночи"), ("this", "morning"), ("this", "evening"), ("this", "afternoon"),
        ("last", "night"), ("the", "night"), ("минут", "назад"), ("хвилин", "тому"), ("minutes", "ago"),
    }
)  # fmt: skip
_SAID = words(
    """
    сообщил сообщила сообщили сообщает сообщило сообщению данным повідомив повідомила повідомили повідомляє
    повідомляють даними said reported according
    """
)
_RUMOURED = words(
    """
    пишут пишет распространяют распространяется распространяются распространили разносят утверждает
    утверждают рассказывают якобы будто мол чатах соцсетях пабликах паблики
    пишуть пише поширюють поширюється поширюються поширили розганяють стверджує стверджують
    розповідають малюють нібито мовляв чатах соцмережах пабліках пабліки
    claim claims claimed allegedly supposedly rumours rumors circulating unverified spreading
    """
)
_WHERE_RUMOURS_ARE = frozenset(
    {
        ("в", "сети"),
        ("у", "мережі"),
        ("в", "мережі"),
        ("social", "media"),
        ("channels", "say"),
        ("media", "say"),
    }
)
_WHERE = words("в во на над под у возле около близ к с из по від під біля поблизу in over near above at on off")
_REGION = ("област", "район", "region", "district", "oblast")
_OF_BEFORE = words(
    """
    это этот эта эти этого этой этом этих так такой такая такие такими они он она оно их его там тогда
    це цей ця ці цього цієї цьому цих так такий така такі вони він вона воно їх його там тоді
    this that these those it they them such so he she his her their its
    """
)
"""Words at the beginning of a sentence for what the one before told."""
_TRUTH = words("насправді действительности фактически actually reality")
_IN_TRUTH = frozenset({("самом", "деле"), ("in", "fact")})
_TO_COME = words(
    """
    завтра послезавтра будет будут состоится состоятся пройдет пройдут начнется начнутся
    післязавтра буде будуть відбудеться відбудуться пройде пройдуть розпочнеться почнеться
    tomorrow will upcoming
    """
)
_QUOTES = frozenset('«"')
RULING_OUT = words("не not isn't wasn't aren't weren't")
"""Words without which nothing `is_ruled_out`."""
_OPENING = 3
_TAG = 4
"""A sentence of so few words only adds to the one before: "Учения завершены"."""


def stands(tokens: Tokens) -> bool:
    """Whether a sentence says when it was, just now, or who reports it: it needs no other to be news."""
    said = [token.word for token in tokens]
    if not _NOW.isdisjoint(said) or any(pair in _JUST_PAST for pair in pairwise(said)):
        return True
    return not _SAID.isdisjoint(said) and not is_hearsay(said)


def is_placed(tokens: Tokens) -> bool:
    """Whether a sentence says where: a name after a preposition, or a region."""
    return any(
        token.word.startswith(_REGION)
        or (token.capital and place > 0 and not token.quoted and tokens[place - 1].word in _WHERE)
        for place, token in enumerate(tokens)
    )


def is_hearsay(said: Sequence[str]) -> bool:
    """Whether a sentence only tells what is told: "в сети пишут", "channels claim"."""
    return not _RUMOURED.isdisjoint(said) or any(pair in _WHERE_RUMOURS_ARE for pair in pairwise(said))


def refers_back(tokens: Tokens) -> bool:
    """Whether a sentence speaks of what was told before it, or only adds a few words to it."""
    said = [token for token in tokens if token.is_word or token.is_number]
    return len(said) <= _TAG or any(token.word in _OF_BEFORE for token in said[:_OPENING])


def corrects(tokens: Tokens) -> bool:
    """Whether a sentence sets right what was told before: "на самом деле …"."""
    said = [token.word for token in tokens[: _OPENING + 1]]
    return not _TRUTH.isdisjoint(said) or any(pair in _IN_TRUTH for pair in pairwise(said))


def is_to_come(tokens: Tokens) -> bool:
    """Whether a sentence tells what will be: it cannot be what another tells as done."""
    return any(
        token.word in _TO_COME or (token.language == "ru" and classify(token).pos == "infinitive")
        for token in tokens
    )


def is_ruled_out(tokens: Tokens, place: int) -> bool:
    """Whether the word at *place* is said not to be so: "это не учебная тревога", "not a drill"."""
    while place > 0 and (tokens[place - 1].word in BEFORE_NOUN or tokens[place - 1].word in _QUOTES):
        place -= 1
    return place > 0 and tokens[place - 1].word in RULING_OUT
