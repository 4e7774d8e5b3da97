"""Dates that name their year, as far as they tell news from the past: "17 июля 2024 года", "in March 2022".

Statements are written about the last hours; whoever writes a year writes mostly of another time, and then a
strike that is told is no news. No list of years can say so: it has to be compared with the day of the post.
A day without a year stays out: that of a man who "died of the wounds of 12 October" is part of the news.
"""

import re
from collections.abc import Sequence
from datetime import date, timedelta

from bot.rules.language.tokens import Token
from bot.rules.language.wordlists import words as word_set

LONG_AGO = timedelta(days=14)
"""So long before its post a day is no part of the news any more: a toll grows for a week or two."""

_MONTHS = {
    stem: month
    for month, stems in enumerate(
        (
            "январ січ january jan",
            "феврал лют february feb",
            "март марта берез march mar",
            "апрел квіт april apr",
            "мая май мае трав may",
            "июн черв june jun",
            "июл лип july jul",
            "август серп august aug",
            "сентябр верес september sept sep",
            "октябр жовт october oct",
            "ноябр листопад november nov",
            "декабр груд december dec",
        ),
        start=1,
    )
    for stem in stems.split()
}
_MONTH_ENDINGS = word_set("ь я е ю ем ень ня ні нь ого ий ому ада ад аду а у і") | {""}
_YEARS_OF_WAR = frozenset((*range(1939, 1946), *range(2014, 2100)))
"""Strikes are told of these. Any other year is that of a birth or a building."""
_SEASONS = word_set(
    """летом лета лето зимой зимы зиму весной весны весну осенью осени осень влітку літа літо взимку зими зиму
    навесні весни весну восени осені осінь summer winter spring autumn fall
    начале середине конце початку середині наприкінці кінці early late mid"""
)
_WITHIN = word_set("в во у in during")
_YEARS = word_set("году м годах році роках")
"""After the number: "в 2022 году", "у 2022-м"."""
_NO_THINGS = word_set("was is has as its this russia's ukraine's")
"""Words in -s that are no plural after "in 2022"."""
_EVENT = re.compile(
    r"(?:strike|attack|bombing|shelling|bombardment|raid|assault|war|siege|tragedy|crash|explosion|downing"
    r"|massacre|offensive|campaign|event)s?$"
    r"|(?:обстрел|обстріл|удар|авиаудар|авіаудар|атак|налет|наліт|нальот|бомбардир|бомбардув|войн|війн|событи|подій"
    r"|взрыв|вибух|катастроф|трагед|операци|операці|кампани|кампані|вторж|вторгн)"
)
"""What a year dates: "the 2022 attack", "обстрелы 2014 года", but not "автобус 2015 года"."""
_OF_THE_YEAR = word_set("года г року р го")
_SINCE = word_set("since с со з із від от from до before until till by")
_COMPARED = word_set("since впервые вперше начала початку уже вже already")
"""Who compares with another year tells today's news: "the largest since July 2022", "hit already in 2023"."""
_NOT_OF_THE_EVENT = re.compile(
    r"рожд|родив|родил|народж|народив|народил|постро|возвед|возвел|основан|открыт|открыл|установлен|восстанов"
    r"|отремонт|выпуск|производств|образц|издани|куплен|побуд|збудов|зведен|заснов|відкри|випуск|зразк|видан|віднов"
    r"|вторж|вторг|аннекс|анекс|сво$|войн|війн|оккуп|окупа"
    r"|born$|built$|rebuilt$|founded$|open(?:ed|ing)$|erected$|construct|establish|dating$|model|restor|renovat|bought$"
    r"|inva[ds]|annex|occup|war$"
)
"""Beside a year these say whose it is: a man's, a house's, that of the war in which all of this happens."""
_BIRTH = re.compile(r"г \.? ?р\b|р \.? ?н\b")
"""After the number: "1948 г. р.", "1979 р. н."."""
_BESIDE = 5
"""So many words before a date may say whose it is, and three after it."""


def month_of(word: str) -> int | None:
    """The number of the month that a folded *word* names."""
    if word in _MONTHS:
        return _MONTHS[word]
    for length in range(3, min(9, len(word))):
        if (month := _MONTHS.get(word[:length])) and word[length:] in _MONTH_ENDINGS:
            return month
    return None


def long_ago(tokens: Sequence[Token], posted_on: date) -> list[tuple[int, int]]:
    """The dates in *tokens* that name a year and lie `LONG_AGO` before *posted_on*: first and last tokens."""
    found = []
    for index, token in enumerate(tokens):
        if not token.is_number:
            continue
        dated = _numeric(tokens, index) or _dated(tokens, index)
        if dated is None:
            continue
        first, ended = dated
        if _is_past(ended, posted_on) and not _is_of_something(tokens, first, index):
            found.append((first, index))
    return found


def _is_past(ended: date, posted_on: date) -> bool:
    if posted_on.month == 1 and ended.month == 1 and ended.year == posted_on.year - 1:
        ended = ended.replace(year=posted_on.year)  # in January the old year slips from the pen
    return posted_on - ended > LONG_AGO


def _numeric(tokens: Sequence[Token], index: int) -> tuple[int, date] | None:
    """The day that "17.07.2024" is, unless it stands in brackets, as a man's birth does."""
    parts = tokens[index].word.split(".")
    if len(parts) != 3 or len(parts[2]) != 4 or int(parts[2]) not in _YEARS_OF_WAR:
        return None
    if index and tokens[index - 1].word == "(":
        return None
    try:
        return index, date(int(parts[2]), int(parts[1]), int(parts[0]))
    except ValueError:
        return None


def _dated(tokens: Sequence[Token], index: int) -> tuple[int, date] | None:
    """Where the date with the year at *index* begins, and its last day; None where no date is told."""
    word = tokens[index].word
    if len(word) != 4 or not word.isdecimal() or int(word) not in _YEARS_OF_WAR:
        return None
    year = int(word)
    place = index
    while place and tokens[place - 1].word in {",", "of"}:
        place -= 1  # "July 8, 2024", "spring of 2022"
    one, two = [tokens[at].word if at >= 0 else "" for at in (place - 1, place - 2)]
    if one.isdecimal() and (month := month_of(two)):
        return place - 2, _day(year, month, int(one))
    if (month := month_of(one)) and two.isdecimal():
        return place - 2, _day(year, month, int(two))
    if month:
        return place - 1, _last_of(year, month)
    after = tokens[index + 1].word if index + 1 < len(tokens) else ""
    if one in _SEASONS or (one in _WITHIN and _is_year(tokens[index], after)):
        return place - 1, date(year, 12, 31)
    of_event = _EVENT.match(one) if after in _OF_THE_YEAR else one == "the" and _EVENT.match(after)
    if of_event:
        return index, date(year, 12, 31)
    return None


def _is_year(token: Token, after: str) -> bool:
    """Whether a number after "in" is a year: the word follows where it is not English, there no plural."""
    if token.language != "en":
        return after in _YEARS
    return not (after.isalpha() and after.endswith("s")) or after in _NO_THINGS


def _day(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        return _last_of(year, month)


def _last_of(year: int, month: int) -> date:
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def _is_of_something(tokens: Sequence[Token], first: int, last: int) -> bool:
    """Whether a date is not that of what is told, but of a birth, a building, what is compared with."""
    before = [token.word for token in tokens[max(0, first - _BESIDE) : first]]
    after = [token.word for token in tokens[last + 1 : last + 4]]
    if (before and before[-1] in _SINCE) or _BIRTH.match(" ".join(after)):
        return True
    return any(word in _COMPARED or _NOT_OF_THE_EVENT.match(word) for word in (*before, *after))
