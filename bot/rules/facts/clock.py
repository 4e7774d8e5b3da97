"""The one clock time of an event ("в 0:58", "о третій ночі", "at 3 am", "02:14 — …")."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, tzinfo

from bot.rules.facts.lexicon import Mark, WordClass, listed, marks_of
from bot.rules.facts.moments import EARLY, ENDS, LATE, Moment, is_clock, read_moment
from bot.rules.language.text import Sentence, Token
from bot.rules.language.wordlists import words as word_set

_AT = word_set(
    """в во о об у около примерно ориентировочно близько приблизно орієнтовно at around about после після
    by just сразу порядка"""
)
_AS_OF = frozenset(["на", "станом", "as", "of"])
_ORDINALS_UK = {
    form: hour
    for hour, forms in enumerate(
        listed(
            "перша першій, друга другій, третя третій, четверта четвертій, п'ята п'ятій, шоста шостій, "
            "сьома сьомій, восьма восьмій, дев'ята дев'ятій, десята десятій, одинадцята одинадцятій, "
            "дванадцята дванадцятій"
        ),
        start=1,
    )
    for form in forms.split()
}
_ALERT = WordClass(
    r"тревог\w*|тривог\w*|опасност\w*|небезпек\w*|отбо\w+|відбі\w+|объявл\w+|оголош\w+|угроз\w*|загроз\w*"
    r"|сирен\w*|alert|siren\w*|all-clear|clear"
    r"|ограничен\w*|обмеж\w+|аэропорт\w*|аеропорт\w*|airport\w*|рейс\w*|flights?|вылет\w*|прилет\w*"
    r"|введен\w*|снят\w*|скасован\w*|lifted"
)
_EVENT = WordClass(
    r"взрыв\w*|вибух\w*|explosion\w*|blast\w*|произош\w+|стал\w+ся|ударил\w*|удар\w*|атак\w*|attack\w*"
    r"|обстрел\w*|обстріл\w*|упал\w*|впал\w*|сработал\w*|debris|hit|struck|пожар|загор\w+|влуч\w+"
    r"|спрацюва\w+|робот\w+"
)


_FIRE = WordClass(r"возгоран\w+|пожар\w*|огонь|пожеж\w*|вогонь|займан\w+|fire|blaze")
_HALTED = frozenset(["stops", "stopped"])
"""Told of drones it is the event, of an airport it is none."""
_TELLS_EVENT = Mark.DOWNED | Mark.OTHERWISE | _EVENT.bit


def read_clock(
    sentences: Sequence[Sentence], *, zone: tzinfo, posted_at: datetime
) -> tuple[str, int, int] | None:
    """ "HH:MM" in *zone*, and the span in the original it was read from."""
    for position, sentence in enumerate(sentences):
        tokens = sentence.tokens
        following = (
            [t for s in sentences[position + 1 : position + 4] for t in s.tokens] if len(tokens) <= 6 else []
        )
        if not any(
            token.is_number or token.word in _ORDINALS_UK or token.word in LATE | EARLY for token in tokens
        ):
            continue
        told = [token for token in (*tokens, *following) if token.word not in _HALTED]
        if not any(kind & _TELLS_EVENT for kind in marks_of(told)):
            continue
        for index in range(len(tokens)):
            found = _time(tokens, index)
            if found is None:
                continue
            moment, end = found
            if any(token.word in _FIRE for token in tokens[max(0, index - 4) : index]):
                continue
            if any((token.word in _ALERT) for token in tokens[max(0, index - 6) : end + 3]):
                continue
            return _in_zone(moment, zone, posted_at), tokens[index].start, tokens[end - 1].end
    return None


def _time(tokens: Sequence[Token], index: int) -> tuple[Moment, int] | None:
    """The time that begins at *index*, and the index after it."""
    token = tokens[index]
    if token.is_number and ":" in token.word and is_clock(token.word) and _stands_apart(tokens, index):
        moment, end = read_moment(tokens, index)
    elif token.word in _AT and not (index and tokens[index - 1].word in _AS_OF):
        moment, end = read_moment(tokens, index + 1)
        if moment is None:
            moment, end = _ordinal(tokens, index + 1)
    else:
        return None
    if moment is None or moment.hour is None or moment.hour > 24:
        return None
    exact = moment.minute is not None or any(
        part.word in LATE | EARLY | {"a", "p"} for part in tokens[index:end]
    )
    if not exact or (end + 1 < len(tokens) and tokens[end].word in ENDS and tokens[end + 1].is_number):
        return None
    if moment.minute is not None and moment.day is None and _is_more_likely_date(tokens, index, end):
        return None
    return moment, end


def _stands_apart(tokens: Sequence[Token], index: int) -> bool:
    """Whether a clock time opens the line or stands between signs: "02:14 — …", "Таганрог, 23:48."."""
    after = tokens[index + 1].word if index + 1 < len(tokens) else "."
    return index == 0 or (tokens[index - 1].word in {",", "—", "("} and after in {".", ",", "—", "-", ")", ":"})


def _is_more_likely_date(tokens: Sequence[Token], index: int, end: int) -> bool:
    """ "об обстрелах 26.05": a dotted number after "о" in a Russian text is a date."""
    return tokens[index].word in {"о", "об"} and tokens[index].language == "ru" and "." in tokens[end - 1].word


def _ordinal(tokens: Sequence[Token], index: int) -> tuple[Moment | None, int]:
    """ "третій ночі", "п'ятій годині ранку"."""
    hour = _ORDINALS_UK.get(tokens[index].word) if index < len(tokens) else None
    if hour is None:
        return None, index
    end = index + 1
    if end < len(tokens) and tokens[end].word in {"годині", "година"}:
        end += 1
    part = tokens[end].word if end < len(tokens) else ""
    if part not in LATE | EARLY:
        return None, index
    return Moment(hour=hour + 12 if part in LATE and hour < 12 else hour % 12, minute=0), end + 1


def _in_zone(moment: Moment, zone: tzinfo, posted_at: datetime) -> str:
    assert moment.hour is not None
    local = posted_at.astimezone(moment.zone or zone)
    stated = local.replace(hour=moment.hour % 24, minute=moment.minute or 0)
    if stated > local:
        stated -= timedelta(days=1)
    return stated.astimezone(UTC).astimezone(zone).strftime("%H:%M")
