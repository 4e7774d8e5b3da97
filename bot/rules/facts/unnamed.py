"""One victim that only a verb or a reference shows: "пострадавшего доставили", "поранено листоношу"."""

from collections.abc import Sequence

from bot.rules.facts.denials import Said
from bot.rules.facts.lexicon import WordClass
from bot.rules.facts.people import THING, is_animate
from bot.rules.language.text import Token

_REFERENCE = WordClass(
    r"пострадавш(?:его|ему|ий|ую|ая|ей)|постраждал(?:ого|ому|ий|у|а)|потерпіл(?:ого|ому|ий|у|а)"
    r"|погибш(?:ий|ая|его|ую|ей)"
    r"|ранен(?:ого|ому|ый|ую|ая)|поранен(?:ого|ому|ий|у|а)|травмован(?:ого|ому|ий|у|а)|загибл(?:ий|а|ого|у)"
)

SINGULAR_VERB = WordClass(
    r"погиб|погибла|убит|убита|скончался|скончалась|умер|умерла|ранен|ранена|пострадал|пострадала"
    r"|травмирован|травмирована|госпитализирован|госпитализирована|контужен"
    r"|загинув|загинула|помер|померла|поранений|поранена|постраждав|постраждала|травмований|травмована"
    r"|госпіталізований|госпіталізована"
    r"|получил|получила|отримав|отримала|дістав|дістала|зазнав|зазнала|обратился|обратилась|доставлен|доставлена"
)

_OTHER = WordClass(r"второ(?:й|му|го)|вторая|вторую|друг(?:ий|а|ому|ого|у)|третьому|третьего|третьему")

_DIED = frozenset(["скончался", "скончалась", "умер", "умерла"])

_IMPERSONAL = WordClass(r"(?:по)?ранено|в?убито|вбито|травмовано|контужено|(?:шпи|госпі)талізовано")


def unnamed(tokens: Sequence[Token], words: Sequence[str], mine: Sequence[int], *, fatal: bool) -> Said | None:
    """One person that only the verb or a reference shows: "пострадавшего доставили в больницу"."""
    for index in mine:
        near = range(max(0, index - 2), min(len(words), index + 5))
        if fatal and any(words[i] in _REFERENCE and words[i] not in SINGULAR_VERB for i in near):
            return Said(fatal, 1, tokens[index].start, tokens[index].end, named=True)
        beside = (index - 1, index + 1)
        if words[index] in SINGULAR_VERB and any(
            0 <= i < len(words) and tokens[i].language == "ru" and is_animate(words[i]) for i in beside
        ):
            # "Погиб глава поселения"
            return Said(fatal, 1, tokens[index].start, tokens[index].end, named=True)
        before = words[max(0, index - 12) : index]
        if (
            fatal
            and words[index] in _DIED
            and any(is_animate(word) for word in before)
            and any(word in _REFERENCE for word in before)
        ):
            # "Женщина, пострадавшая при атаке, скончалась в больнице"
            return Said(fatal, 1, tokens[index].start, tokens[index].end, named=True)
        if any(words[i] in _OTHER for i in range(max(0, index - 4), index)):
            # "Погиб водитель, второй госпитализирован."
            return Said(fatal, 1, tokens[index].start, tokens[index].end, named=True)
        if (words[index] in _REFERENCE) and words[index] not in SINGULAR_VERB:
            return Said(fatal, 1, tokens[index].start, tokens[index].end, named=True, weak=True)
        if words[index] in _IMPERSONAL and index + 1 < len(words) and _is_object(tokens[index + 1]):
            return Said(fatal, 1, tokens[index].start, tokens[index + 1].end, named=True)
    return None


def _is_object(token: Token) -> bool:
    """Whether a Ukrainian word is a noun in the singular that can be hurt: "поранено листоношу"."""
    return (
        token.is_word
        and len(token.word) > 4
        and token.word.endswith(("у", "ю", "ника", "ця", "ера", "іста", "ача"))
        and token.word not in THING
        and not token.word.endswith(("ому", "ему", "ську", "ній"))
    )
