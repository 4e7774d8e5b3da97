"""Names of places that name no place of the event: who speaks, where an agency writes, where a road leads."""

from collections.abc import Sequence

from bot.rules.facts.mention import word_at
from bot.rules.facts.place_words import GOVERNMENT, SAYING, WAYS
from bot.rules.language.text import Token
from bot.rules.language.wordlists import words

_SIDED = frozenset(["backed", "installed", "appointed", "imposed", "led", "aligned", "based", "regime"])
"""What follows the capital of the side somebody is on: "the Moscow-installed governor"."""
_SURNAME = ("ev", "ov", "in")
"""Ends of English names that are a town's as well as an official's: "Oleg Nikolayev said"."""
_CAPITALS = words("киев киева москва москви")
"""Capitals in the cases of who does something: "Киев пытался атаковать", "замысел Киева"."""
_STRIKING = tuple(
    words(
        """
        пытал попытал атаковал атакувал ударил вдарил запустил выпустил випустил направил применил нанес
        предпринял потерял обстрелял обстріляла спрямувал намагал втратил
        """
    )
)
_MEANING = tuple(words("замыс попытк намерен провокац планы спроб намір задум"))
_BLAMED = words("accuse accuses accused accusing blame blames blamed blaming")
_SETTLEMENTS = words(
    """city town village settlement region oblast district port capital centre center north south east west
    outskirts suburb suburbs part parts area direction"""
)
"""What a place is or which part of it is meant: "a bus in the city of Kherson" is in Kherson."""
_GIVEN = words(
    """
    aleksandr alexander alexei aleksei alexey andrei andrey andriy anton artem boris denis dmitry dmytro
    evgeny evgeniy yevgeny gleb igor ihor ilya ivan kirill konstantin leonid maxim maksim mikhail mykhailo
    mykola nikita nikolai oleg oleh pavel pavlo petro pyotr roman ruslan sergei sergey serhiy serhii
    stanislav stepan valentin valery vasily viktor vitaly vitalii vladimir volodymyr vladislav vyacheslav
    yaroslav yevhen yury yuri yuriy
    """
)


def is_actor(tokens: Sequence[Token], index: int, end: int) -> bool:
    """Whether a capital stands for its government: "Moscow says", "Kyiv's forces"."""
    following = word_at(tokens, end)
    if tokens[index].word in _CAPITALS:
        ahead = [word_at(tokens, place) for place in range(end, end + 3)]
        before = word_at(tokens, index - 1)
        return any(word.startswith(_STRIKING) for word in ahead) or before.startswith(_MEANING)
    if tokens[end - 1].word.endswith("'s"):
        return following in GOVERNMENT
    if following in SAYING or following in _SIDED or word_at(tokens, index - 1) == "pro":
        return True
    if word_at(tokens, index - 1) in _BLAMED:
        return True
    if word_at(tokens, index - 1) == "of" and word_at(tokens, index - 2) in {"work", "hands"}:
        return True
    if word_at(tokens, index - 1) == "in" and word_at(tokens, index - 2) in {"mod", "ministry", "officials"}:
        return True
    if word_at(tokens, index - 1) == "to" and word_at(tokens, index - 2) == "according" and end - index == 1:
        return following in {",", ".", ";", ""}
    if index == 0 and following == "—" and tokens[0].language == "en" and len(tokens) > 12:
        # A dateline: "KYIV — Russia attacked …".
        return True
    return index == 0 and following in {"did", "has", "had", "does", "will", "vows", "blames", "blamed"}


def is_dateline(tokens: Sequence[Token], end: int) -> bool:
    """Whether an agency's dateline follows: "KYIV, Nov 3 (Agency) —", "MOSCOW, July 3. /TASS/."."""
    if tokens[0].language != "en":
        return False
    after = [token.word for token in tokens[end : end + 12]]
    if after[:2] == [",", "ukraine"] or after[:2] == [",", "russia"]:
        return word_at(tokens, end + 2) in {"—", "-"}
    dated = len(after) > 2 and after[0] == "," and after[2].isdigit()
    dash = next((i for i, word in enumerate(after) if word in {"—", "-"}), 0)
    return (dated and len(tokens) <= 6) or (dash > 0 and after[dash - 1] == ")" and after[0] in {",", "("})


def is_way(tokens: Sequence[Token], index: int) -> bool:
    """Whether the name says where a road or a train leads: "трасса в сторону Москвы"."""
    if word_at(tokens, index - 1) not in {"на", "в", "до", "сторону", "бік", "to", "of"}:
        return False
    if word_at(tokens, index - 1) == "of" and word_at(tokens, index - 2) in _SETTLEMENTS:
        return False
    return any(token.word in WAYS for token in tokens[max(0, index - 8) : index + 4])


def is_surname(tokens: Sequence[Token], index: int, end: int) -> bool:
    """Whether an official is called so: "Oleg Nikolayev", "Gusev said"."""
    named = word_at(tokens, end) in SAYING or word_at(tokens, index - 1) in _GIVEN
    return named and tokens[index].word.endswith(_SURNAME)
