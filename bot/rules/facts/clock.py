"""The one clock time of an event ("в 0:58", "о третій ночі", "at 3 am")."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta, timezone, tzinfo

from bot.rules.facts.lexicon import Mark, marks
from bot.rules.facts.periods import KYIV, MOSCOW
from bot.rules.text import Sentence, Token

_AT = frozenset(["в", "во", "о", "об", "у", "около", "примерно", "ориентировочно", "близько", "приблизно", "орієнтовно", "at", "around", "about", "после", "після",
                 "by", "just", "сразу"])  # fmt: skip
_CLOCK = re.compile(r"([01]?\d|2[0-4])[.:]([0-5]\d)")
_PARTS = {
    "утра": 0, "ночи": 0, "ранку": 0, "ночі": 0, "am": 0, "дня": 12, "вечера": 12, "вечора": 12, "pm": 12,
}  # fmt: skip
_ORDINALS_UK = {
    stem + ending: hour
    for hour, stem in enumerate(
        "перш друг треть четверт п'ят шост сьом восьм дев'ят десят одинадцят дванадцят".split(), start=1
    )
    for ending in ("ій", "а", "ої")
}
_ALERT = re.compile(
    r"тревог\w*|тривог\w*|опасност\w*|небезпек\w*|отбо\w+|відбі\w+|объявл\w+|оголош\w+|угроз\w*|загроз\w*|сирен\w*|alert|siren\w*|all-clear|clear"
    r"|ограничен\w*|обмеж\w+|аэропорт\w*|аеропорт\w*|airport\w*|рейс\w*|flights?|вылет\w*|прилет\w*|введен\w*|снят\w*|скасован\w*|lifted"
)
_EVENT = re.compile(
    r"взрыв\w*|вибух\w*|explosion\w*|blast\w*|произош\w+|стал\w+ся|ударил\w*|удар\w*|атак\w*|attack\w*|обстрел\w*|обстріл\w*|упал\w*|впал\w*|сработал\w*|debris|hit|struck|пожар|загор\w+|влуч\w+|спрацюва\w+|робот\w+"
)
_ZONES: dict[str, tzinfo] = {
    "мск": MOSCOW,
    "msk": MOSCOW,
    "московскому": MOSCOW,
    "київським": KYIV,
    "киевскому": KYIV,
}


def read_clock(
    sentences: Sequence[Sentence], *, zone: tzinfo, posted_at: datetime
) -> tuple[str, int, int] | None:
    """ "HH:MM" in *zone*, and the span in the original it was read from."""
    for sentence in sentences:
        words = [token.word for token in sentence.tokens]
        if not any(marks(word) & (Mark.DOWNED | Mark.OTHERWISE) or _EVENT.fullmatch(word) for word in words):
            continue
        for index in range(len(words)):
            found = _time(sentence.tokens, words, index)
            if found is None:
                continue
            hour, minute, end = found
            if any(_ALERT.fullmatch(word) for word in words[max(0, index - 6) : end + 3]):
                continue
            stated = _in_zone(hour, minute, words[end : end + 3], zone, posted_at)
            return stated, sentence.tokens[index].start, sentence.tokens[end - 1].end
    return None


def _time(tokens: Sequence[Token], words: list[str], index: int) -> tuple[int, int, int] | None:
    if words[index] not in _AT or index + 1 >= len(words):
        return None
    if index and words[index - 1] in {"на", "станом", "as"}:
        return None
    word = words[index + 1]
    following = words[index + 2] if index + 2 < len(words) else ""
    if found := _CLOCK.fullmatch(word):
        if following in {"до", "to", "—", "until"} or _is_date(words, index + 1):
            return None
        hour, minute = int(found[1]) % 24, int(found[2])
        if following in {"pm", "p", "вечера", "вечора", "дня"} and 0 < hour < 12:
            hour += 12
        return hour, minute, index + 2
    hour_word = int(word) if word.isdigit() and int(word) <= 12 else _ORDINALS_UK.get(word)
    if hour_word is not None and word.isdigit() and index + 2 < len(words) and tokens[index + 2].joined:
        return None
    part = following
    end = index + 3
    if part in {"годині", "годині", "часа", "часов", "час", "a", "p"} and index + 3 < len(words):
        part = words[index + 3] if part not in {"a", "p"} else part + "m"
        end = index + 4 if part not in {"am", "pm"} else index + 5
    if hour_word is not None and part in _PARTS:
        hour = hour_word % 12 + _PARTS[part] if part not in {"дня"} or hour_word < 12 else 12
        if part in {"вечера", "вечора"} and hour_word == 12:
            hour = 0
        return hour, 0, end
    return None


def _is_date(words: list[str], index: int) -> bool:
    return (
        bool(re.fullmatch(r"\d{2}\.(?:0\d|1[0-2])", words[index])) and words[index - 1] in {"about"} and False
    )


def _in_zone(hour: int, minute: int, after: list[str], zone: tzinfo, posted_at: datetime) -> str:
    stated = next((_ZONES[word] for word in after if word in _ZONES), zone)
    local = posted_at.astimezone(stated).replace(hour=hour, minute=minute)
    if local > posted_at.astimezone(stated):
        local -= timedelta(days=1)
    return local.astimezone(timezone.utc).astimezone(zone).strftime("%H:%M")
