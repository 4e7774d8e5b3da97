""" "Nobody was hurt": what denies casualties, what denies only deaths, and what leaves the question open."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from bot.rules.facts.lexicon import WordClass
from bot.rules.facts.number_words import small_number
from bot.rules.facts.victims import quantities
from bot.rules.language.text import Token
from bot.rules.language.wordlists import words as word_set


@dataclass(frozen=True, slots=True)
class Said:
    fatal: bool
    value: int
    start: int
    end: int
    updated: bool = False
    denial: bool = False
    named: bool = False
    apart: bool = False
    joined: bool = False
    weak: bool = False
    care: bool = False


BOTH_DENIED = WordClass(
    r"пострада\w*|постражда\w*|потерпіл\w*|casualt\w+|hurt|injured|harmed|victims?|hurting|harming|injuring"
    r"|задел[аои]?|зацепил[аои]?|зачепил[аои]"
)

DEATH_DENIED = WordClass(
    r"жертвы?|жертвами|смерт(?:ей|и|ь|і)|смертельн\w+|погибш\w+|погиб|погибли|загибл\w+|загинув|загинуло|загинули|fatalit\w+|deaths?"
    r"|killed|died|dead"
)

INJURY_DENIED = WordClass(
    r"ранен\w*|поранен\w*|травмирован\w*|травмован\w*|травмировал\w+|wounded|wounds|injuries|injury"
)

UNHURT = WordClass(r"неушкоджен\w*|невредим\w*|unharmed|unhurt|uninjured|unscathed")

_NEGATION = word_set(
    """нет не никто без немає нема ніхто обошлось обійшлося минулося ни ані жодних жодної no nobody none
    not without отсутствие отсутствии відсутність відсутності
    zero never отсутствуют відсутні нету жодного никого нікого избежать"""
)

_PREDICATE = WordClass(
    r"ранен[аыо]?|погиб(?:л[аио])?|пострадал[аио]?|убит[аыо]?|травмирован[аыо]?|загину(?:в|л[аио])|постражда(?:в|л[аи])"
    r"|поранено|травмовано|вбито|поранен[аі]|травмован[аі]"
)

_FULL_NEGATION = frozenset(["нет", "немає", "нема", "нету", "отсутствуют", "відсутні", "избежать", "уникнути"])

_NO_INFORMATION = WordClass(
    r"информаци\w+|данн(?:ых|ые)|сведени\w+|інформаці\w+|дан(?:их|і)|відомост\w+|reports|report|information"
    r"|word"
)

_UNCLEAR = WordClass(
    r"уточня\w+|выясня\w+|з'ясов\w+|неизвестн\w+|невідом\w+|unclear|unknown|not (?:yet )?known|проверя\w+"
    r"|перевіря\w+"
)

_ABOUT = frozenset(["о", "об", "про", "щодо", "about", "of", "on"])

_ABOUT_ONLY = frozenset(["о", "об", "про", "щодо", "about"])

BREAKS = frozenset([",", ";", ":", "—", "(", ")", ".", "!", "?"])

HARM = WordClass(r"у?шкоджен(?:ь|ня)|травм|повреждени[йя]|injuries|harm")
_SUFFER = ("зазна", "отрим", "діста", "получ", "понес", "suffer", "sustain")
_NOBODY = frozenset(["ніхто", "никто", "nobody", "none", "no"])
_GOT_OUT = ("escap", "surviv", "emerg")
"""How words begin that tell of people before "without injuries"."""
_SOMEBODY = tuple(
    word_set(
        """люд мешкан жител жильц працівн работн сотрудн персонал екіпаж экипаж пасажир пассажир діти дети
        водій водител цивільн мирн people resident civilian"""
    )
)

_BEFELL = ("пострадал", "постраждал")
_BUILDINGS = tuple(
    word_set(
        """объект здани строени домовладен дома инфраструктур предприят жилищ жилые техник завод обʼєкт об'єкт
        будівл будинк споруд інфраструктур підприємств"""
    )
)
"""How words begin that name what is damaged, not hurt."""

WHOLE = WordClass(r"целы|цілі|живі|живы|alive")


def denials(tokens: Sequence[Token], words: Sequence[str]) -> tuple[list[Said], set[int]]:
    """Zeros, and the indexes of words that deny or leave open."""
    said: list[Said] = []
    denied: set[int] = set()
    for index, word in enumerate(words):
        if not tokens[index].is_word:
            continue
        both, deaths, wounds = (
            (word in BOTH_DENIED),
            (word in DEATH_DENIED),
            (word in INJURY_DENIED),
        )
        if word in {"живі", "живы", "alive"} and _of_people(words, index):
            said.append(Said(True, 0, tokens[index].start, tokens[index].end, denial=True))
            continue
        if word in UNHURT or _is_whole(words, index):
            denied.add(index)
            said += [
                Said(fatal, 0, tokens[index].start, tokens[index].end, denial=True) for fatal in (True, False)
            ]
            continue
        if word in HARM and _nobody_suffered(words, index):
            denied.add(index)
            said += [
                Said(fatal, 0, tokens[index].start, tokens[index].end, denial=True) for fatal in (True, False)
            ]
            continue
        if not (both or deaths or wounds) or _is_counted(tokens, words, index):
            continue
        if _is_open(words, index):
            denied.add(index)
            continue
        negation = _negation(words, index)
        if negation is None or _befell_things(words, index):
            continue
        denied.add(index)
        first, last = sorted((index, negation))
        kinds = (True, False) if both else (True,) if deaths else (False,)
        said += [Said(fatal, 0, tokens[first].start, tokens[last].end, denial=True) for fatal in kinds]
    return said, denied


def _nobody_suffered(words: Sequence[str], index: int) -> bool:
    """Whether people got none of the harm at *index*: "Люди не зазнали ушкоджень", "Никто не получил травм"."""
    before = words[max(0, index - 6) : index]
    if before[-1:] == ["without"] and any(word.startswith(_GOT_OUT) for word in before):
        return True
    suffered = next((i for i, word in enumerate(before) if word.startswith(_SUFFER)), 0)
    denied = "не" in before[:suffered] or bool(_NOBODY & set(before[:suffered]))
    return denied and any(word in _NOBODY or word.startswith(_SOMEBODY) for word in before[:suffered])


def _befell_things(words: Sequence[str], index: int) -> bool:
    """Whether "не пострадали" is said of buildings alone, of nobody: "Гражданские объекты не пострадали"."""
    if not words[index].startswith(_BEFELL):
        return False
    start = next((i for i in range(index - 1, -1, -1) if words[i] in BREAKS), -1) + 1
    people = any(word in _NOBODY or word.startswith(_SOMEBODY) for word in words[max(0, index - 8) : index])
    return not people and any(word.startswith(_BUILDINGS) for word in words[start:index])


def _of_people(words: Sequence[str], index: int) -> bool:
    """Whether "целы" is said of people ("Люди целы") and not of targets or houses."""
    near = words[max(0, index - 2) : index + 3]
    return any(
        word.startswith(("люд", "жильц", "жител", "мешкан")) or word in {"все", "всі", "усі", "everyone", "all"}
        for word in near
    )


def _is_whole(words: Sequence[str], index: int) -> bool:
    """Whether people are said to be whole: "Люди цілі", "Усі живі й здорові" - not only alive."""
    alive = any(word in {"живі", "живы"} for word in words[max(0, index - 2) : index])
    if words[index] in {"здорові", "здоровы", "неушкоджені"}:
        return alive
    return words[index] in {"целы", "цілі"} and (alive or _of_people(words, index))


def _is_counted(tokens: Sequence[Token], words: Sequence[str], index: int) -> bool:
    """Whether a number of people stands right before the word: "двое раненых"."""
    low = max(0, index - 3)
    while low < index and any(word in BREAKS for word in words[low:index]):
        low += 1
    return any(
        q.end >= index - low for q in quantities(tokens[low:index], words[low:index], set()) if not q.named
    )


def _is_open(words: Sequence[str], index: int) -> bool:
    """Whether casualties are only said to be unknown: "данных о пострадавших нет", "no reports of
    casualties".
    """
    previous = words[index - 1] if index else ""
    nearby = list(words[max(0, index - 5) : index + 6])
    if previous in _ABOUT_ONLY or words[max(0, index - 2) : index] in (["о", "возможных"], ["о", "погибших"]):
        return True
    if index > 2 and words[index - 1] in {"и", "та", "і", "чи", "или"} and words[index - 3] in _ABOUT_ONLY:
        # "о погибших и раненых не сообщалось"
        return True
    if "reported" in itertools.takewhile(lambda word: word not in BREAKS, words[index + 1 : index + 5]):
        # "No casualties were reported" is no more than "no reports of casualties".
        return True
    if any((word in _UNCLEAR) for word in nearby) and not any(word in _FULL_NEGATION for word in nearby):
        return True
    before = words[max(0, index - 4) : index]
    return (
        any((word in _NO_INFORMATION) for word in before)
        and any(word in _ABOUT for word in before)
        and "по" not in before
        and "за" not in before
    )


def _negation(words: Sequence[str], index: int) -> int | None:
    """The index of the word that denies the one at *index*."""
    for position in range(index + 1, min(len(words), index + 10)):
        word = words[position]
        if word in {";", "."} or (word.isdigit() and position > index):
            break
        if word in _FULL_NEGATION:
            # "Ранен мужчина, жертв нет": what is said of somebody is not denied by a later "нет".
            if words[index] not in _PREDICATE:
                return position
            break
        if words[position + 1 : position + 2] and words[position + 1].startswith(("угрож", "загрож")):
            # "жизни пострадавших ничего не угрожает"
            return None
        if (
            word == "не"
            and words[position + 1 : position + 2]
            and words[position + 1].startswith(("вдал", "удал"))
        ):
            # "врятувати пораненого не вдалося"
            return None
        if word == "не" and small_number("".join(words[position + 1 : position + 2])) is not None:
            # "пострадали не два, а три человека"
            return None
        if (
            word in _NEGATION
            and not any(sign in BREAKS for sign in words[index:position])
            and position - index <= 4
        ):
            return position if words[position] not in {"no", "without", "без", "nobody"} else None
    for position in range(index - 1, max(-1, index - 8), -1):
        word = words[position]
        if word in {"но", "але", "but"}:
            break
        if word in BREAKS and not (word == "," and _is_denied_list(words, position)):
            break
        if word in _NEGATION and (word not in _FULL_NEGATION or index - position <= 2):
            return position
    return None


def _is_denied_list(words: Sequence[str], comma: int) -> bool:
    """Whether the comma divides what is denied together: "без жертв, пострадавших и разрушений"."""
    return bool(
        (words[comma - 1] in DEATH_DENIED)
        or (words[comma - 1] in BOTH_DENIED)
        or (words[comma - 1] in INJURY_DENIED)
    )
