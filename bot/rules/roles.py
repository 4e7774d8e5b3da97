"""Who did what to whom: whether a verb is said as done, under a negation or as an aim, and who acts on whom.

There is no parser here. Case and number endings, voice, prepositions, the nearest noun and clause borders decide;
where they leave it open, the reading in which the thing named is acted upon wins.
"""

from collections.abc import Sequence

from bot.rules.forms import Form
from bot.rules.grammar import ENGLISH_NUMBERS, QUANTIFYING, QUANTITY_NOUNS, Word, classify
from bot.rules.lexicon import Mention
from bot.rules.text import Token
from bot.rules.wordlists import words

Tokens = Sequence[Token]

_NOT = words(
    "не ни ні not never cannot didn't wasn't weren't isn't aren't don't doesn't hasn't haven't couldn't"
)
_NO = words(
    "нет без немає нема ни нет ні никто ніхто никого нікого ничего нічого no nobody none without neither nor zero"
)
_AIMS = words("чтобы чтоб щоб аби дабы пусть нехай хай пускай")
_IF = words("если якщо якби ежели if unless whether whenever")
_WOULD = words("бы б би")
_MODAL = words(
    """to will would can could may might must should shall let lets helps help able cannot can't won't ready
    будет будут может могут должен должна должны нужно надо следует способен способны способна готов готовы умеет
    буде будуть може можуть мусить мусять повинен повинні треба слід здатен здатні здатний готові планирует планируют"""
)
_MANAGED = words(
    """удалось смогли смог смогла сумели сумел сумела успели успел успела вдалося вдалось змогли зміг змогла зуміли
    встигли managed able succeeded"""
)
_BE = words("is are was were be been being get got getting am 's 're")
_BORDERS = frozenset(";")
_RELATIVE = words(
    "который которая которое которые которого которых которым которыми которую котором которой якого яких яку які який яка що which that who"
)
_AFTER_ACTIVE = words(
    """the a an its their his our these those some more further another additional least nearly almost about over
    approximately around up dozens scores hundreds all both most part enemy russian ukrainian incoming hostile attack
    several multiple many every any only also then down out of as"""
)
_NEVER_MODIFIED = words(
    """attack attacks attacked raid raids was were is are has have had been be and or over in on at near by with from for
    to of after before during overnight today early late while as that which who heading headed flying approaching
    bound targeting en brought taken struck sent put forced held set lost flew fell left knocked launched fired seen spotted detected shot downed destroyed intercepted down above around between
    reported via per this yesterday last since within outside into toward towards but including included"""
)


def negated(tokens: Tokens, mention: Mention) -> bool:
    """Whether the words of *mention* stand under a negation in their clause."""
    first = tokens[mention.first]
    low, high = _clause(tokens, mention.first)
    before = [tokens[place].word for place in range(max(low, mention.first - 4), mention.first)]
    if mention.says & (Form.DONE | Form.NOW | Form.COMING | Form.INFINITIVE) and not mention.says & Form.NOUN:
        if any(word in _NOT for word in before[-2:]):
            return True
        whole = [tokens[place].word for place in range(low, mention.first)]
        if first.language == "en":
            return any(word in _NOT for word in before) or bool(_NO_ENGLISH & _segment(whole))
        return any(word in {"никто", "ніхто"} for word in whole)
    if any(word in _NO or word in _NOT for word in before[-3:]):
        return True
    if first.language == "en":
        return bool(_NO_ENGLISH & _segment([tokens[place].word for place in range(low, mention.first)]))
    after = [tokens[place].word for place in range(mention.last + 1, min(high, mention.last + 8))]
    if "," in after and _counted(tokens, mention):
        after = after[: after.index(",")]
    governed = mention.first > 0 and classify(tokens[mention.first - 1]).pos == "preposition"
    if not governed and any(word in {"нет", "немає", "нема", "нету"} for word in after):
        return True
    ahead = [tokens[place].word for place in range(low, mention.first)]
    if any(word in {"нет", "немає", "без", "нема", "обошлось", "обійшлося"} for word in ahead[-7:]):
        return True
    return any(
        word == "не" and after[place + 1].startswith(_NOT_FOUND) for place, word in enumerate(after[:-1])
    ) or any(word == "не" and ahead[place + 1].startswith(_NOT_FOUND) for place, word in enumerate(ahead[:-1]))


_NOT_FOUND = (
    "зафиксир", "выявл", "обнаруж", "допу", "поступ", "сообща", "было", "имеется", "оказал", "наблюда", "получ",
    "зафіксов", "виявл", "надход", "було", "має", "отрима", "зарегистр", "есть", "подтвер", "підтвер", "установ", "пострад",
)  # fmt: skip


_NO_ENGLISH = words("no nobody none not without neither")


def _segment(ahead: list[str]) -> set[str]:
    """The words since the last comma."""
    for place in range(len(ahead) - 1, -1, -1):
        if ahead[place] == ",":
            return set(ahead[place + 1 :])
    return set(ahead)


def _clause(tokens: Tokens, place: int) -> tuple[int, int]:
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
        following.word in _RELATIVE
        or following.word in _AIMS
        or following.word in _IF
        or following.word in {"но", "а", "але", "but"}
    ):
        return False
    return not any(
        _finite(tokens, place)
        for place in range(comma + 1, min(len(tokens), comma + 7))
        if not _stops(tokens, comma + 1, place)
    )


def _stops(tokens: Tokens, start: int, end: int) -> bool:
    return any(tokens[place].word in ",;:—" for place in range(start, end))


def _finite(tokens: Tokens, place: int) -> bool:
    return classify(tokens[place]).pos == "verb"


def said_as(tokens: Tokens, mention: Mention) -> frozenset[str]:
    """As what the action is told: "done", "now", "coming", "noun", or none of them (an aim, a wish, a condition)."""
    says, place = mention.says, mention.first
    found: set[str] = set()
    if says & Form.NOUN:
        found.add("noun")
    before = tokens[max(0, place - 6) : place]
    english = tokens[place].language == "en"
    modal = any(token.word in _MODAL for token in (before[-2:] if english else before[-4:]))
    managed = any(token.word in _MANAGED for token in before)
    if says & Form.INFINITIVE and managed:
        found.add("done")
    elif says & Form.INFINITIVE and modal:
        found.add("coming")
    elif says & Form.INFINITIVE and not says & Form.NOW:
        found.add("coming")
    habitual = english and says & Form.PASSIVE and any(t.word in {"is", "are", "being"} for t in before[-2:])
    if says & Form.DONE and habitual:
        found.add("now")
    elif says & Form.DONE and not (
        english and modal and not any(t.word in _BE | {"have"} for t in before[-3:])
    ):
        planned = english and modal and any(token.word in {"be", "get"} for token in before[-2:])
        planned = planned or any(token.word in {"будет", "будут", "буде", "будуть"} for token in before[-3:])
        found.add("coming" if planned else "done")
    if says & Form.NOW and not (says & Form.INFINITIVE and modal):
        if english and says & Form.OTHER and not any(token.word in _BE for token in before[-2:]):
            found |= {"noun", "done"}
        else:
            found.add("now")
    if says & Form.COMING:
        found.add("coming")
    if found & {"done", "now"} and _hypothetical(tokens, place):
        return frozenset({"coming"})
    if says & Form.PARTICIPLE and says & Form.PASSIVE:
        found.add("done" if _predicative(tokens, mention) else "participle")
    if says & Form.OTHER and not found:
        found.add("done")
    return frozenset(found)


def _predicative(tokens: Tokens, mention: Mention) -> bool:
    """Whether a full participle states rather than describes.

    It does after "були", and in Ukrainian in the nominative with nothing before it that it could belong to
    ("Пошкоджені два будинки", "дрон збитий").
    """
    before = tokens[max(0, mention.first - 2) : mention.first]
    if any(token.word in _AUXILIARY for token in before):
        return True
    token = tokens[mention.first]
    if token.language != "uk" or not token.word.endswith(("ий", "а", "е", "і")):
        return False
    return not before or classify(before[-1]).pos in {"sign", "noun", "number", "other", "conjunction"}


def verbless(tokens: Tokens) -> bool:
    """Whether a sentence is a call without a verb, up to sixteen words."""
    parts = [classify(token).pos for token in tokens if token.is_word or token.is_number]
    return len(parts) <= 16 and "verb" not in parts and "infinitive" not in parts


def hypothetical(tokens: Tokens, mention: Mention) -> bool:
    """Whether what *mention* tells is only supposed, aimed at or asked: after "if", "so that", beside "бы", before "?"."""
    return _hypothetical(tokens, mention.first)


def _hypothetical(tokens: Tokens, place: int) -> bool:
    for near in range(max(0, place - 3), min(len(tokens), place + 4)):
        if tokens[near].word in _WOULD:
            return True
    for near in range(place - 1, max(-1, place - 14), -1):
        word = tokens[near].word
        if word in _AIMS or word in _IF:
            return True
        if word in ";.":
            return False
    if tokens[place].language == "en":
        for near in range(place - 1, max(-1, place - 12), -1):
            if tokens[near].word == "so" and tokens[near + 1].word == "that":
                return True
    for token in tokens[place:]:
        if token.word in ".!?":
            return token.word == "?"
    return False


def acted_upon(tokens: Tokens, action: Mention, thing: Mention, doers: Sequence[Mention] = ()) -> bool:
    """Whether *action* is done to *thing*; *doers* are mentions known to act."""
    if action.first < thing.first and thing.last < action.last:
        return True  # between verb and particle: "shot two drones out of the sky"
    if action.first <= thing.first <= action.last or thing.first <= action.first <= thing.last:
        return False
    if thing.last + 1 < len(tokens) and tokens[thing.last + 1].joined and tokens[thing.last + 1].is_word:
        return False  # "FPV-дрон": the last part is the thing
    if tokens[action.first].language == "en":
        return _acted_upon_english(tokens, action, thing)
    kind = classify(tokens[thing.last])
    describing = bool(action.says & Form.PARTICIPLE) and not action.says & (Form.DONE | Form.NOW | Form.NOUN)
    if describing:
        return _describes(tokens, action, thing, kind)
    if _named_after_noun(tokens, thing) or _modifies(tokens, thing, action):
        return False
    if kind.pos == "number" and not _standalone(tokens, thing):
        return False
    if kind.pos == "noun" and not kind.cases & frozenset("nga"):
        return False
    after = thing.first > action.last
    if _barred(tokens, action, thing):
        return False
    if action.says & Form.NOUN and not action.says & (Form.DONE | Form.NOW):
        return after and thing.first - action.last <= 6
    if action.says & Form.PASSIVE:
        return not _other_subject(tokens, action, thing)
    if after:
        return True
    return not _is_subject(tokens, action, thing, kind, doers)


def _describes(tokens: Tokens, action: Mention, thing: Mention, kind: Word) -> bool:
    """Whether a full participle describes *thing*: near it, in the same case ("сбитого над морем аппарата")."""
    participle = classify(tokens[action.first])
    if not participle.cases & kind.cases or _barred(tokens, action, thing):
        return False
    if thing.first > action.last:
        return thing.first - action.last <= 7
    return action.first - thing.last <= 3


def _stretch(tokens: Tokens, place: int) -> tuple[int, int]:
    """The stretch around *place* between colons, semicolons and dashes."""
    low, high = place, place
    while low > 0 and tokens[low - 1].word not in ":;—":
        low -= 1
    while high < len(tokens) and tokens[high].word not in ":;—":
        high += 1
    return low, high


def something_else(tokens: Tokens, action: Mention) -> bool:
    """Whether the sentence names anything the action could be done to: a noun outside prepositional phrases.

    An action told as a noun takes what follows it at once ("отбой воды").
    """
    if action.says & Form.NOUN:
        place = action.last + 1
        while place < len(tokens) and classify(tokens[place]).pos in {"adjective", "participle"}:
            place += 1
        if place >= len(tokens):
            return False
        return classify(tokens[place]).pos == "noun" or tokens[place].word == "of"
    low, high = _stretch(tokens, action.first)
    place = low
    while place < high:
        kind = classify(tokens[place])
        if action.first <= place <= action.last:
            place += 1
        elif kind.pos == "preposition":
            place = _after_phrase(tokens, place)
        elif kind.pos == "noun" and kind.cases & frozenset("nag") and not _time(tokens[place].word):
            return True
        else:
            place += 1
    return False


def _named_after_noun(tokens: Tokens, thing: Mention) -> bool:
    """A name in quotation marks after a noun ("ракета «Искандер»"): the noun is the thing, not the name."""
    place = thing.first - 1
    if not tokens[thing.first].quoted or place < 1 or tokens[place].word not in '«"':
        return False
    return classify(tokens[place - 1]).pos == "noun"


def _standalone(tokens: Tokens, thing: Mention) -> bool:
    """A number that counts nothing named: "сбиты ещё два", "all downed" - not "сбиты два пешехода"."""
    place = thing.last + 1
    if thing.first and classify(tokens[thing.first - 1]).pos == "preposition":
        return tokens[thing.first - 1].word in QUANTIFYING
    while place < len(tokens):
        token = tokens[place]
        kind = classify(token)
        if token.joined:
            return False
        if kind.pos in {"adjective", "participle", "number"}:
            place += 1
            continue
        return kind.pos not in {"noun", "infinitive"} or _time(token.word)
    return True


def _modifies(tokens: Tokens, thing: Mention, action: Mention | None = None) -> bool:
    """Whether *thing* only describes another noun or stands in a prepositional phrase: "расчёт дронов", "от БПЛА"."""
    counted = False
    place = thing.first - 1
    if tokens[thing.first].joined:
        place -= 1
    kind = classify(tokens[thing.last])
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
        elif token.word in QUANTITY_NOUNS or word.pos in {"adjective", "participle", "pronoun"}:
            counted = counted or token.word in QUANTITY_NOUNS
            place -= 1
        elif word.pos == "preposition":
            return not (counted and token.word in QUANTIFYING)
        elif word.pos == "noun":
            if counted:
                return False
            if "g" in kind.cases and not word.cases & frozenset("na") and not _short(token.word):
                return True
            indeclinable = len(kind.cases) == 6
            if indeclinable:
                return _heads(token.word)
            return (
                "g" in kind.cases and not ("n" in kind.cases and "a" in kind.cases) and not _short(token.word)
            )
        else:
            return False
    return False


def _short(word: str) -> bool:
    return len(word) <= 3


_HEADS = (
    "оператор", "расчет", "пилот", "пункт", "управлени", "производств", "подразделени", "цех", "войск", "экипаж",
    "разработ", "производител", "центр", "применени", "угроз", "опасност", "удар", "сборк", "запуск", "склад", "завод",
    "тип", "допомог", "обломк", "осколк", "фрагмент", "част", "видео", "модел", "испытани", "использовани", "шоу", "полет",
    "регистраци", "закупк", "поставк", "партии", "антенн", "позици", "мастерск", "налет", "атак", "помощ", "рот",
    "розрахун", "екіпаж", "підрозділ", "виробницт", "застосуванн", "загроз", "небезпек", "уламк", "влучанн",
    "падінн", "падени", "пуск", "цехи", "випуск", "выпуск", "збірк", "політ", "полк", "батальйон", "батальон",
)  # fmt: skip


def _heads(word: str) -> bool:
    return word.startswith(_HEADS)


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
            and (tokens[place + 1].word in _RELATIVE or _next_is_participle(tokens, place))
        ):
            place = _after_relative(tokens, place + 1, high)
            if place > high and thing.first > action.last:
                return True  # the thing stands inside the other clause
            continue
        if _finite(tokens, place) and not _joined(tokens, action, place) and word not in _AUXILIARY:
            return True
        place += 1
    return False


_AUXILIARY = words("был была было были був була було були стало стали является")


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
    if len(between) > 3:
        return False
    return all(
        word
        in {
            "и",
            "й",
            "та",
            "і",
            ",",
            "/",
            "или",
            "або",
            "-",
            "—",
            "был",
            "была",
            "было",
            "были",
            "были",
            "а",
            "затем",
            "потом",
            "либо",
            "(",
        }
        for word in between
    )


def _agrees(tokens: Tokens, action: Mention, kind: Word) -> bool:
    """Whether the thing could be the subject of the action's verb form, by number and gender."""
    verb = classify(tokens[action.first])
    if tokens[action.first].language == "uk":
        return True
    if verb.plural is not None and kind.plural is not None and verb.plural != kind.plural:
        return False
    return not (verb.plural is False and verb.gender and kind.gender and verb.gender != kind.gender)


def _other_subject(tokens: Tokens, action: Mention, thing: Mention) -> bool:
    """For a passive: whether a different noun in the nominative stands right before it ("пикап уничтожен БПЛА")."""
    if thing.first < action.first or thing.first - action.last > 2:
        return False
    if len(classify(tokens[thing.last]).cases) != 6:
        return False
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
    if counted_object and not _counted(tokens, thing):
        return False
    if not _agrees(tokens, action, kind):
        return False
    place = action.last + 1
    while place < len(tokens):
        token = tokens[place]
        word = classify(token)
        if token.word in ".;:—" or (token.word == "," and place > action.last + 1):
            return False
        if word.pos == "preposition":
            place = _after_phrase(tokens, place)
            continue
        if (
            word.pos == "noun"
            and word.cases & frozenset("ag")
            and token.word not in QUANTITY_NOUNS
            and not _time(token.word)
        ):
            return True
        place += 1
    return False


def _counted(tokens: Tokens, thing: Mention) -> bool:
    return any(classify(tokens[place]).pos == "number" for place in range(max(0, thing.first - 3), thing.first))


def _acts(tokens: Tokens, doer: Mention, action: Mention) -> bool:
    kind = classify(tokens[doer.last])
    return bool(kind.cases & frozenset("ni"))


def _after_phrase(tokens: Tokens, place: int) -> int:
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


_TIMES = words(
    """ночью утром вечером днем сегодня вчера ночи утра вечера суток сутки минут час часов часа мск ночь утро вечер день
    вночі ранку вечора ночі доби добу годин години хвилин ніч ранок раз разом"""
)


def _time(word: str) -> bool:
    return word in _TIMES


def _acted_upon_english(tokens: Tokens, action: Mention, thing: Mention) -> bool:
    if _modifies_english(tokens, thing):
        return False
    after = thing.first > action.last
    if _barred_english(tokens, action, thing):
        return False
    governed = _preposition_before(tokens, thing, action)
    if action.says & Form.NOUN or (action.says & Form.OTHER and not action.says & Form.DONE):
        return after and thing.first - action.last <= 8 and governed in {None, "of"}
    if governed is not None:
        return False
    if not action.says & Form.DONE:
        return after
    passive = _passive_english(tokens, action)
    return (not after) if passive else after


def _passive_english(tokens: Tokens, action: Mention) -> bool:
    before = [tokens[place].word for place in range(max(0, action.first - 4), action.first)]
    if any(word in _BE for word in before):
        return True
    if before and before[-1] in {"has", "had", "have"}:
        return False
    if action.last + 1 >= len(tokens):
        return True
    following = tokens[action.last + 1]
    if following.is_number or following.word in ENGLISH_NUMBERS:
        return False
    if not following.is_word:
        return True
    kind = classify(following)
    if following.word in _AFTER_ACTIVE and kind.pos != "preposition":
        return False
    if following.word in {"over", "about", "around", "at", "up"} and action.last + 2 < len(tokens):
        second = tokens[action.last + 2]
        if second.is_number or second.word in ENGLISH_NUMBERS or second.word in {"least", "to"}:
            return False
    return kind.pos != "noun"


def _preposition_before(tokens: Tokens, thing: Mention, action: Mention) -> str | None:
    """The preposition that governs *thing*, quantities seen through: "41 of 60 drones" is governed by nothing."""
    counted = False
    for place in range(thing.first - 1, max(-1, thing.first - 8), -1):
        token = tokens[place]
        if action.first <= place <= action.last:
            return None
        kind = classify(token)
        if kind.pos == "preposition":
            if token.word == "of":
                previous = tokens[place - 1] if place else None
                if previous and previous.word in _REMAINS:
                    return None
                if previous and previous.word in _REMAINS:
                    return None
                if previous and (
                    previous.is_number
                    or previous.word in ENGLISH_NUMBERS
                    or previous.word in QUANTITY_NOUNS
                    or previous.word in {"out", "number", "total"}
                ):
                    counted = True
                    continue
                return "of"
            if counted and token.word in QUANTIFYING and token.word != "by":
                continue
            if token.word == "at" and tokens[place + 1].word in {"least", "most"}:
                continue
            return token.word
        if kind.pos in {"verb", "sign", "conjunction"} and token.word not in {"-", "and", "or"}:
            return None
        if kind.pos == "number":
            counted = True
        elif token.word in {"down", "out"}:
            return None
        elif kind.pos == "noun" and (counted or token.word.endswith("ed")):
            return None
    return None


def _modifies_english(tokens: Tokens, thing: Mention) -> bool:
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


def _barred_english(tokens: Tokens, action: Mention, thing: Mention) -> bool:
    low, high = (action.last + 1, thing.first) if thing.first > action.last else (thing.last + 1, action.first)
    for place in range(low, high):
        word = tokens[place].word
        if word in ";:" or (
            word == ","
            and place + 1 < high
            and tokens[place + 1].word in {"but", "while", "killing", "injuring", "wounding", "damaging"}
        ):
            return True
        if word in _STRONG_VERBS and word not in _BE:
            return not (place + 1 < high and tokens[place + 1].word in {"and", "or"})
    return False


_REMAINS = words("remains debris wreckage fragments parts pieces downing destruction interception")
_REMAINS = words("remains debris wreckage fragments parts pieces downing destruction interception")
_STRONG_VERBS = words(
    """struck hit attacked killed injured wounded damaged crashed landed caused said says reported confirmed told set
    destroyed destroys hits strikes kills injures damages fell falls broke claims claimed"""
)


def does(tokens: Tokens, action: Mention, thing: Mention) -> bool:
    """Whether *thing* is the one who does *action*: subject of an active verb, or named as the means of a passive one."""
    if action.first <= thing.first <= action.last:
        return False
    if tokens[action.first].language == "en":
        if _barred_english(tokens, action, thing) or _modifies_english(tokens, thing):
            return False
        governed = _preposition_before(tokens, thing, action)
        if thing.first > action.last:
            return governed in {"by", "with"}
        return governed is None and not (action.says & Form.DONE and _passive_english(tokens, action))
    if _barred(tokens, action, thing):
        return False
    kind = classify(tokens[thing.last])
    if action.says & Form.PASSIVE or "n" not in kind.cases:
        return "i" in kind.cases
    if action.says & Form.NOUN:
        return "i" in kind.cases
    return _agrees(tokens, action, kind) and not _modifies(tokens, thing)
