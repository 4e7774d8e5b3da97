"""All case forms of a place name, by the rules of Russian and Ukrainian spelling, without a dictionary.

A form too many costs nothing (nobody writes it), a form too few costs a place, so doubtful classes yield both
ways: "Казань" gives forms of both declensions that end in a soft sign. Forms are folded as texts are.
"""

import re
from itertools import product

from bot.rules.language.morphology import Language
from bot.rules.language.text import fold

# Nominative, genitive, dative, accusative, instrumental, locative; alternatives within a case by "/".
Cases = tuple[tuple[str, ...], ...]

_WORDS = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*|\d+")
_ADJECTIVE_RU = re.compile(r"(?:ск|цк|н|в|л|м|ст|[жшщчкгх])(?:ий|ый|ой|ая|яя|ое|ее|ые|ие)$|ый$")
_ADJECTIVE_UK = re.compile(r"(?:ськ|цьк|зьк|н|в|л|м|ст|[жшщчкгх])(?:ий|ій|е|є|а|я|і)$|ий$")


def forms(name: str, language: Language) -> frozenset[tuple[str, ...]]:
    """Every form of *name* as the words a text would show, hyphens read as spaces: ("великого",
    "новгорода").
    """
    folded = fold(name)
    words = [folded] if folded.isalpha() else _WORDS.findall(folded)
    if language == "en" or not words:
        return frozenset([tuple(words)]) if words else frozenset()
    if len(words) == 1:
        word = words[0]
        decline = decline_ru if language == "ru" else decline_uk
        cases = decline(word, adjective=is_adjective(word, language, single=True))
        return frozenset([(form,) for case in cases for form in case])
    tables = _tables(words, language, hyphenated="-" in name)
    found: set[tuple[str, ...]] = set()
    for case in range(6):
        found.update(product(*(table[case] for table in tables)))
    return frozenset(found)


def _tables(words: list[str], language: Language, *, hyphenated: bool) -> list[Cases]:
    decline = decline_ru if language == "ru" else decline_uk
    fixed_from = next(
        (i for i, word in enumerate(words) if i and word in {"на", "под", "во", "імені", "имени"}), 99
    )
    tables: list[Cases] = []
    last = min(len(words), fixed_from) - 1
    for index, word in enumerate(words):
        adjective = is_adjective(word, language, single=index == len(words) - 1)
        if index > last or (
            hyphenated and index < last and not adjective and not _tail_adjective(words, language)
        ):
            tables.append(((word,),) * 6)
        elif len(words) > 1 and index == 1 and words[0] in {"республика", "республіка"} and not adjective:
            # "в Республике Крым" and "в Республике Крыму" both occur.
            tables.append(tuple((*case, word) for case in decline(word, adjective=False)))
        else:
            tables.append(decline(word, adjective=adjective))
    return tables


def _tail_adjective(words: list[str], language: Language) -> bool:
    return is_adjective(words[-1], language, single=False)


def is_adjective(word: str, language: Language, *, single: bool) -> bool:
    """Whether a name's word is declined as an adjective ("Грозный", "Великие", "Рівне")."""
    if language == "ru":
        return bool(_ADJECTIVE_RU.search(word)) and len(word) > 4 and word != "джанкой"
    if single and word[-1] in "аяіє":
        # A name's last word: "Церква" and "Луки" are nouns, "Станиця Луганська" and "Лозова" are adjectives.
        return bool(re.search(r"(?:ськ|цьк|зьк)[аіе]$|ова$", word))
    return bool(_ADJECTIVE_UK.search(word)) and len(word) > 3 and word not in {"область", "києве"}


def _six(stem: str, *cases: str) -> Cases:
    return tuple(tuple(stem + ending for ending in case.split("/")) for case in cases)


def decline_ru(word: str, *, adjective: bool) -> Cases:
    """Six cases of one Russian word."""
    if adjective:
        stem, ending = word[:-2], word[-2:]
        soft = ending in {"яя", "ее"} or (ending in {"ий", "ие"} and stem[-1] not in "кгх")
        v, i = "е" if soft else "о", "и" if soft or stem[-1] in "кгхжшщч" else "ы"
        if ending in {"ый", "ий", "ой"}:
            return _six(stem, ending, v + "го", v + "му", f"{ending}/{v}го", f"{i}м", v + "м")
        if ending in {"ая", "яя"}:
            return _six(stem, ending, v + "й", v + "й", "ую/юю", f"{v}й/{v}ю", v + "й")
        if ending in {"ое", "ее"}:
            return _six(stem, ending, v + "го", v + "му", ending, f"{i}м", v + "м")
        return _six(stem, ending, i + "х", i + "м", ending, i + "ми", i + "х")
    stem, last = word[:-1], word[-1]
    if word.endswith("ия"):
        return _six(stem, "я", "и", "и", "ю", "ей", "и")
    if last == "а":
        return _six(stem, "а", "ы/и", "е", "у", "ой/ою/ей", "е")
    if last == "я":
        return _six(stem, "я", "и", "е", "ю", "ей/ею", "е")
    if last == "о":
        return _six(stem, "о", "а/о", "у/о", "о", "ом/о", "е/о")
    if last == "е":
        return _six(stem, "е", "я/а/е", "ю/у/е", "е", "ем/е", "е/и")
    if last in "ыи":
        soft = last == "и" and stem[-1:] not in "кгхжшщч"
        zero = _zero_plural_ru(stem)
        plural = "ям" if soft else "ам"
        return (
            (word,),
            (*zero, stem + "ов", stem + "ев", stem + "ей", word),
            (stem + plural, word),
            (word,),
            (stem + plural + "и", word),
            (stem + plural[0] + "х", word),
        )
    if word.endswith("ковь"):
        return _six(word[:-3], "овь", "ви", "ви", "овь", "овью", "ви")
    if last == "ь":
        return _six(stem, "ь", "и/я", "и/ю", "ь", "ью/ем", "и/е")
    if last == "й":
        return _six(stem, "й", "я", "ю", "й", "ем", "е/ю")
    if last in "уэю":
        return ((word,),) * 6
    stems = [word]
    if re.search(r"[^аеиоуыэюя]ец$", word):
        stems = [word, re.sub(r"л?ец$", lambda m: "льц" if m[0][0] == "л" else "ц", word)]
    elif re.search(r"[^аеиоуыэюя]о[кл]$", word) and len(word) > 4:
        stems = [word, word[:-2] + word[-1]]
    elif word in {"орел", "козел"}:
        stems = [word[:-2] + "л"]
    return (
        (word,),
        tuple(s + "а" for s in stems),
        tuple(s + "у" for s in stems),
        (word,),
        tuple(
            s + end
            for s in stems
            for end in ("ом", "ем", *(("ым",) if word.endswith(("ев", "ов", "ин")) else ()))
        ),
        tuple(s + end for s in stems for end in ("е", "у")),
    )


def _zero_plural_ru(stem: str) -> tuple[str, ...]:
    if len(stem) < 3:
        return ()
    if stem[-1] == "ц" and stem[-2] not in "аеиоуыэюя":
        return (stem[:-1] + "ец", stem[:-2] + "ец") if stem[-2] == "ь" else (stem[:-1] + "ец",)
    if stem[-1] == "к" and stem[-2] not in "аеиоуыэюя":
        base = stem[:-1].removesuffix("ь")
        return (base + "ок", base + "ек")
    return (stem,)


def decline_uk(word: str, *, adjective: bool) -> Cases:
    """Six cases of one Ukrainian word."""
    if adjective:
        if word.endswith(("ий", "ій")):
            o, i = ("ьо", "і") if word.endswith("ій") else ("о", "и")
            return _six(word[:-2], word[-2:], o + "го", o + "му", f"{word[-2:]}/{o}го", i + "м", f"{o}му/ім")
        stem, last = word[:-1], word[-1]
        if last in "ая":
            return _six(stem, last, "ої/ьої", "ій", "у/ю", "ою/ьою", "ій")
        if last in "еє":
            return _six(stem, last, "ого/ього/е", "ому/ьому/е", last, "им/ім/е", "ому/ім/е")
        return _six(stem, last, "их/іх", "им/ім", last, "ими/іми", "их/іх")
    stem, last = word[:-1], word[-1]
    if word.endswith("ія"):
        return _six(stem, "я", "ї", "ї", "ю", "єю", "ї")
    if last == "а":
        softened = _softened_uk(stem)
        return _six_with(stem, word, "и/і", (softened + "і",), "у", "ою/ею")
    if last == "я":
        if stem[-1:] == stem[-2:-1] or word.endswith("'я"):
            return _six(stem, "я", "я", "ю", "я", "ям", "і/ю/ї")
        return _six(stem, "я", "і/ї", "і/ї", "ю", "ею/єю", "і/ї")
    if last == "о":
        return _six(stem, "о", "а/о", "у/ові/о", "о", "ом/о", "і/у/о")
    if last in "еє":
        return _six(stem, last, "я/а", "ю/у", last, "ем/им", "і/ю/ому")
    if last in "иії":
        soft = last != "и" or stem[-1:] == "ц"
        plural = "ям" if soft else "ам"
        zero = _zero_plural_uk(stem)
        return (
            (word,),
            (*zero, stem + "ів", stem + "їв", word),
            (stem + plural, stem + "ам"),
            (word,),
            (stem + plural + "и", stem + "ами"),
            (stem + plural[0] + "х", stem + "ах"),
        )
    if last == "ь":
        stems = [stem]
        if match := re.search(r"і(л|н|дл)$", stem):
            stems.append(stem[: match.start()] + "о" + match[1])
            stems.append(stem[: match.start()] + "е" + match[1])
        if stem.endswith("ец"):
            stems.append(stem[:-2] + "ц")
        if stem.endswith("ен"):
            stems.append(stem[:-2] + "н")
        doubled = [s + s[-1] + "ю" for s in stems] + [s + "ю" for s in stems]
        return (
            (word,),
            tuple(s + e for s in stems for e in ("я", "і")),
            tuple(s + e for s in stems for e in ("ю", "і", "еві")),
            (word,),
            (*(s + "ем" for s in stems), *doubled),
            tuple(s + e for s in stems for e in ("і", "ю")),
        )
    if last == "й":
        return _six(stem, "й", "я", "ю/єві", "й", "єм", "ї/ю")
    if last in "ую":
        return ((word,),) * 6
    stems = [word]
    if word.endswith("їв"):
        stems = [word[:-2] + "єв"]
    elif word.endswith("ів"):
        stems = [word[:-2] + "ов", word[:-2] + "ев"]
    elif match := re.search(r"і([гкрдтлсзбп])$", word):
        stems = [word, word[: match.start()] + "о" + match[1]]
    elif re.search(r"[^аеиоуіїєюя][ое][клрц]$", word):
        stems = [word, word[:-2] + word[-1]]
    return (
        (word,),
        tuple(s + e for s in stems for e in ("а", "у")),
        tuple(s + e for s in stems for e in ("у", "ові")),
        (word,),
        tuple(s + e for s in stems for e in (("ом", "им") if re.search("[иії]н$", word) else ("ом", "ем"))),
        tuple(e for s in stems for e in (_softened_uk(s) + "і", s + "у", s + "ові")),
    )


def _six_with(
    stem: str, word: str, genitive: str, dative: tuple[str, ...], accusative: str, instrumental: str
) -> Cases:
    return (
        (word,),
        tuple(stem + e for e in genitive.split("/")),
        dative,
        tuple(stem + e for e in accusative.split("/")),
        tuple(stem + e for e in instrumental.split("/")),
        dative,
    )


def _softened_uk(stem: str) -> str:
    return stem[:-1] + {"к": "ц", "г": "з", "х": "с"}.get(stem[-1], stem[-1])


def _zero_plural_uk(stem: str) -> tuple[str, ...]:
    if len(stem) < 3:
        return ()
    vowels = "аеиоуіїєюя"
    if stem[-1] in "кнмрл" and stem[-2] not in vowels + "й":
        return (stem[:-1].removesuffix("ь") + "о" + stem[-1], stem[:-1].removesuffix("ь") + "е" + stem[-1])
    return (stem,)
