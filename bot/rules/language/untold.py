"""What a statement says nobody has told: "информации о пострадавших и разрушениях пока нет"."""

from bot.rules.language.clauses import IS_NOT, Tokens
from bot.rules.language.grammar import NAMING, classify
from bot.rules.language.wordlists import words

_ABOUT = words("о об обо про")
_NONE_OF = words(
    """
    информации данных сведений сообщений докладов известий обращений вестей инфы
    інформації даних відомостей повідомлень звернень доповідей звісток
    """
)
"""In the genitive, which "нет" denies."""
_WORD_OF = _NONE_OF | words(
    """
    информация данные сведения сообщения доклады инфа інформація дані відомості повідомлення
    """
)
_LACKING = words(
    """
    отсутствует отсутствуют відсутня відсутні уточняется уточняются уточняем уточняю проверяется
    проверяются проверяем проверяю выясняется выясняются собирается собираем собирают уточнюється
    уточнюються перевіряється перевіряються уточнюємо перевіряємо
    """
)
"""What is said of news that there is not, or not yet."""
_ASKING = words(
    """
    просим прошу просьба сообщайте сообщите сообщить сообщать звоните пишите информируйте заявляйте заявить
    повідомляйте повідомте повідомити просимо дзвоніть телефонуйте заявки заявления обращения
    """
)
"""Who is asked for news has none yet: "о повреждениях сообщайте по телефону"."""
WITHHOLDING = _LACKING | _ASKING | IS_NOT
"""Words without which nothing is `untold`."""
_LISTING = words("и й та или либо або чи каких каких-либо якихось жодних")
_WHERE = words("на в во у")
_LONGEST = 8
"""Words of a list, or from it to what denies it."""


def untold(tokens: Tokens, first: int, last: int) -> bool:
    """Whether the noun from *first* to *last* is only what there is no word of."""
    about = _preposition(tokens, first)
    if about is None:
        return False
    end = _end_of_list(tokens, last + 1)
    if _ASKING & {each.word for each in (*tokens[max(0, about - 3) : about], *tokens[end : end + 3])}:
        return True
    end = _behind_where(tokens, end)
    behind = about - 3 if about > 2 and tokens[about - 2].word == "по" else about - 1
    told = [place for place in (behind, end) if 0 <= place < len(tokens) and tokens[place].word in _WORD_OF]
    if not told:
        return False
    place = told[0]
    near = [each.word for each in tokens[end : end + _LONGEST]]
    near = near[: near.index(",")] if "," in near[1:] and near[0] != "," else near
    if place == behind:
        near += [each.word for each in tokens[max(0, place - 3) : place]]
    if any(word in _LACKING for word in near):
        return True
    return tokens[place].word in _NONE_OF and any(word in IS_NOT for word in near)


def _behind_where(tokens: Tokens, end: int) -> int:
    """The place behind words that only say where: "о разрушениях на земле информации нет"."""
    if end + 2 < len(tokens) and tokens[end].word in _WHERE and tokens[end + 2].word in _WORD_OF:
        return end + 2
    return end


def _preposition(tokens: Tokens, place: int) -> int | None:
    """Where the "о" stands that governs the noun, alone or in a list."""
    for back in range(place - 1, max(-1, place - 1 - _LONGEST), -1):
        word = tokens[back].word
        if word in _ABOUT:
            return back
        if word != "," and word not in _LISTING and classify(tokens[back]).pos not in NAMING:
            return None
    return None


def _end_of_list(tokens: Tokens, place: int) -> int:
    """The place behind the last noun of the list that goes on at *place*."""
    end = place
    while end + 1 < len(tokens) and (tokens[end].word == "," or tokens[end].word in _LISTING):
        ahead = end + 1
        while ahead + 1 < len(tokens) and classify(tokens[ahead]).pos in {"adjective", "participle"}:
            if tokens[ahead + 1].word in _WORD_OF or classify(tokens[ahead + 1]).pos not in NAMING:
                break
            ahead += 1
        if ahead >= len(tokens) or classify(tokens[ahead]).pos not in NAMING:
            break
        end = ahead + 1
    return end
