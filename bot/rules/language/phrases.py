"""Whether a thing is named for itself, or only describes another, says where, or counts what is not named."""

from bot.rules.language.clauses import Tokens, is_time
from bot.rules.language.grammar import QUANTIFYING, QUANTITY_NOUNS, Word, classify
from bot.rules.language.wordlists import words
from bot.rules.patterns.lexicon import Mention

_HEADS = tuple(
    words(
        """
        оператор расчет пилот пункт управлени производств подразделени цех войск экипаж разработ
        производител центр применени угроз опасност удар сборк запуск склад завод тип допомог обломк
        осколк фрагмент част видео модел испытани использовани шоу полет регистраци закупк поставк
        партии антенн позици мастерск налет атак помощ рот розрахун екіпаж підрозділ виробницт
        застосуванн загроз небезпек уламк влучанн падінн падени пуск цехи випуск выпуск збірк політ полк
        батальйон батальон хранени базировани стоянк зберіганн баз ангар
        площадк майданчик сосредоточени зосереджен партия партии
        """
    )
)
"""Beginnings of nouns that a "БПЛА" after them only describes."""
_MEANS = words("з із зі из с")
_OUT_OF = words("из з із зі")
_WHERE = words(
    """
    над под у в на возле около близ вблизи к из с недалеко під біля поблизу неподалік коло до зі із з
    """
)
"""Prepositions of places, and of what a thing is shot from."""
_ONE_EACH = words("одному одной одній")
_AIMED_AT = ("вум", "рем", "ерем", "ти", "вом", "ьом", "ьох", "вох")
_AND = words("и й та і")
_SPANS = words("час часа часов суток сутки минут минуты годин години хвилин хвилини діб")
"""What a number before it measures: "отработали по 18 часов" counts no targets."""


def named_after_noun(tokens: Tokens, thing: Mention, action: Mention) -> bool:
    """A name in quotation marks after a noun ("ракета «Искандер»"): the noun is the thing, not the name.

    What something is done with, from or where keeps no name for itself: "сбили из пулемёта «шахед»", "збили над
    Одесою «Орлан»", nor does a word of quantity: "збили п'ятірку «шахедів»".
    """
    place = thing.first - 1
    if not tokens[thing.first].quoted or place < 1 or tokens[place].word not in '«"':
        return False
    means = place > 1 and tokens[place - 2].word in _MEANS
    many = tokens[place - 1].word in QUANTITY_NOUNS
    if means or many or classify(tokens[place - 1]).pos != "noun":
        return False
    return thing.first < action.first or not _says_where(tokens, place - 1, action)


def standalone(tokens: Tokens, thing: Mention) -> bool:
    """A number that counts nothing named: "сбиты ещё два", "all downed" - not "сбиты два пешехода"."""
    place = thing.last + 1
    if thing.first and classify(tokens[thing.first - 1]).pos == "preposition":
        return tokens[thing.first - 1].word in QUANTIFYING
    while place < len(tokens):
        token = tokens[place]
        kind = classify(token)
        if token.joined:
            return False
        if kind.pos in {"adjective", "participle", "number"} or token.word in QUANTITY_NOUNS:
            place += 1
            continue
        if kind.pos in {"noun", "infinitive"}:
            return is_time(token.word) and token.word not in _SPANS
        return True
    return True


def modifies(tokens: Tokens, thing: Mention, action: Mention | None = None) -> bool:
    """Whether *thing* only describes another noun or stands in a prepositional phrase: "расчёт дронов", "от
    БПЛА".
    """
    counted = False
    place = thing.first - 1
    if tokens[thing.first].joined:
        place -= 1
    kind = _of_phrase(tokens, thing)
    while place >= 0:
        token = tokens[place]
        word = classify(token)
        if action and action.first <= place <= action.last:
            return False
        if token.word in '«"' or token.joined:
            place -= 1
            continue
        if token.is_number and (":" in token.word or "." in token.word):
            return False
        if word.pos == "number" or token.word in {"несколько", "кілька", "декілька"}:
            counted = True
            place -= 1
        elif counted and word.pos in {"adjective", "participle"}:
            return False  # what stands before a number belongs to another phrase
        elif not counted and word.pos == "adjective" and token.language == "ru" and not word.cases & kind.cases:
            return False  # "под Рыльском беспилотник"
        elif token.word in QUANTITY_NOUNS or word.pos in {"adjective", "participle", "pronoun"}:
            counted = counted or token.word in QUANTITY_NOUNS
            place -= 1
        elif token.word in _AND and place and _describes_too(tokens, place, kind):
            place -= 1  # "над территориями Кашарского и Миллеровского районов"
        elif word.pos == "preposition":
            if counted and token.word in _OUT_OF and place and classify(tokens[place - 1]).pos == "number":
                return False  # "пять из семи БПЛА"
            return not (counted and token.word in QUANTIFYING)
        elif word.pos == "noun":
            if counted:
                return False
            unsure = len(kind.cases) == 6 or token.language == "uk"
            if unsure and _flies_to(tokens, place):
                return False  # "летевший к Москве БПЛА уничтожен"
            if action and unsure and _says_where(tokens, place, action):
                return False
            if "g" in kind.cases and not word.cases & frozenset("na") and not _short(token.word):
                return True
            indeclinable = len(kind.cases) == 6
            if indeclinable or (token.language == "uk" and heads(token.word)):
                return heads(token.word) and "g" in kind.cases
            return (
                "g" in kind.cases and not ("n" in kind.cases and "a" in kind.cases) and not _short(token.word)
            )
        else:
            return False
    return False


def _describes_too(tokens: Tokens, conjunction: int, kind: Word) -> bool:
    """Whether the words on both sides of a conjunction are adjectives of one noun, which is in the genitive."""
    return "n" not in kind.cases and all(
        classify(tokens[place]).pos == "adjective" for place in (conjunction - 1, conjunction + 1)
    )


def _of_phrase(tokens: Tokens, thing: Mention) -> Word:
    """What the last word of *thing* is, in the cases that its adjective allows: "воздушные цели"."""
    kind, first = classify(tokens[thing.last]), classify(tokens[thing.first])
    if thing.first == thing.last or first.pos != "adjective" or not kind.cases & first.cases:
        return kind
    return kind._replace(cases=kind.cases & first.cases)


def _says_where(tokens: Tokens, place: int, action: Mention) -> bool:
    """Whether the noun at *place* ends what says where or with what the *action* before it was done: "сбили над
    Калужской областью БПЛА", "сбили из пулемёта БПЛА" - not "уничтожили на складе БПЛА".
    """
    start = place
    if heads(tokens[place].word) and not _flies_to(tokens, place):
        return False
    while start > action.last:
        pos = classify(tokens[start]).pos
        if pos == "preposition":
            return tokens[start].word in _WHERE
        if start < place and heads(tokens[start].word):
            return False
        if pos not in {"noun", "adjective", "participle", "pronoun", "other"} and not tokens[start].joined:
            return False
        start -= 1
    return False


def _flies_to(tokens: Tokens, place: int) -> bool:
    """Whether the noun at *place* is where something flies: "летевший на завод"."""
    place -= 1
    while place > 1 and classify(tokens[place]).pos == "noun":
        place -= 1  # "в сторону Москвы"
    return (
        place > 0
        and classify(tokens[place]).pos == "preposition"
        and classify(tokens[place - 1]).pos == "participle"
    )


def is_dealt_out(tokens: Tokens, thing: Mention) -> bool:
    """Whether so many of *thing* were had by each of several: "збили по одній ракеті", "сбито по два дрона".

    "Открыли огонь по двум целям" is an aim: without "one" the number has the case of what is had.
    """
    for place in range(thing.first - 1, max(0, thing.first - 5), -1):
        if tokens[place - 1].word == "по":
            word = tokens[place].word
            counted = classify(tokens[place]).pos == "number" and not word.endswith(_AIMED_AT)
            return word in _ONE_EACH or counted
        if classify(tokens[place]).pos not in {"adjective", "participle", "pronoun"}:
            return False
    return False


def _short(word: str) -> bool:
    return len(word) <= 3


def heads(word: str) -> bool:
    """Whether a "БПЛА" after this noun only describes it: "расчёт БПЛА"."""
    return word.startswith(_HEADS)
