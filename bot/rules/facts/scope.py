"""What a figure covers: an event, everything so far, a stated or named stretch of time, or old news."""

import re
from collections.abc import Sequence

from bot.rules.language.text import Sentence
from bot.values import Scope

_NIGHT = re.compile(
    r"\b(?:ноч(?:ь|и|ью|ной|ная|ную|ные|ных|ным)|ніч|ночі|нічн\w+|вночі|уночі|overnight|night(?:time)?)\b"
)
_NO_NIGHT = re.compile(
    r"\b(?:доброй|спокойной|хорошей|тихой|доброї|спокійної|тихої) (?:ночи|ночі)|\bgood night|\b(?:\d\d?"
    r"|\d\d?[.:]\d\d|час\w*|годин\w*|\w+ій) (?:ночи|ночі)\b|\bпосле ночи\b"
)
_DAY = re.compile(
    r"(?<!раз )(?<!вдруге )(?<!втретє )(?<!вчетверте )"
    r"\bза (?:(?:прошедш|минувш|последн|минул|останн|цю|эти|прошл)\w* )?(?:сутки|добу|24)\b"
    r"|\b(?:в течение|протягом|впродовж|упродовж) (?:\w+ )?(?:суток|доби)\b"
    r"|(?<!раз )\bза (?:(?:вчерашний|минулий|прошедший|весь|прошлый|вчорашній) )?день\b|\b(?:в течение|протягом"
    r"|упродовж|впродовж) (?:\w+ )?дня\b"
    r"|(?<!time )(?<!times )\b(?:in|over|during) (?:the )?(?:past|last|previous)? ?(?:24 hours|day)\b"
    r"|\bминулої доби\b"
    r"|\bпрошедших суток\b"
)
_RUNNING = re.compile(
    r"\b(?:с|со) (?:начала )?(?:полуночи|начала (?:суток|дня|атаки|ночи|вечера|утра|налета|обстрела"
    r"|рейда)|утра|вечера)\b|\b(?:з"
    r"|від) (?:півночі|початку (?:доби|дня|атаки|ночі|вечора)|ранку|вечора)\b"
    r"|\b(?:з|із|зі|від) (?:самого |вчорашнього |учорашнього )?(?:[\w']+ої (?:години|ранку|вечора)"
    r"\b(?! до)|ранку|вечора)"
    r"|\b(?:с|со) (?:самого |вчерашнего )(?:утра|вечера)\b"
    r"|\bsince \w+ (?:this (?:morning|evening)|in the morning|o'clock)\b|\bsince (?:noon|sunrise|dusk)\b"
    r"|\bsince (?:midnight|(?:the |this )?morning|(?:this |the )?evening|the evening|yesterday|early|dawn"
    r"|last night|the start of the (?:day|attack|night))\b"
    r"|\bso far\b|\b(?:уже|вже|already)\b|\b(?:за|в течение|протягом|упродовж|впродовж) (?:(?:этот|этого"
    r"|сегодняшний|сегодняшнего|цей|весь|всего) )?(?:вечер|вечера|вечір|вечора|утро|утра|ранок|ранку)\b"
    r"|\bобщ(?:ее|им|его) (?:число|количество|итог\w*|счет)\b|\bзагальна кількість\b|\b(?:this"
    r"|the) (?:evening|morning)'s total\b"
    r"|\b(?:число|количество|кількість|number|total|tally|счет|рахунок)\b.{0,90}\b(?:достиг\w*|дош(?:ел|л[ао])|возросл\w+"
    r"|выросл\w+|увеличил\w+|зросл\w+|сягнул\w+|досягл\w+|rises|rose|reached|risen|climb\w+|grew|grown)\b"
    r"|\bна (?:данный|текущий|этот|сей) (?:момент|час)\b|\bна (?:цю годину|цей час|зараз|цей момент)\b"
    r"|\b(?:up to|until|till) (?:now|this (?:hour|minute|moment|point))\b"
    r"|\bby now\b|\bк этому моменту\b|\bк настоящему\b|\bat this (?:hour|point)\b|\bнаразі\b|\bcurrently\b"
    r"|\bв общей сложности\b|\bтем временем уже\b|\bas of now\b|\bитого\b"
)
_RECAP = re.compile(
    r"\b(?:за|в течение|протягом|упродовж|over|during|in) (?:\w+ ){0,2}(?:недел\w+|тиждень|тижня|месяц\w*"
    r"|місяц\w+|год|рік|року|выходн\w+|вихідн\w+|weeks?|weekend|months?|years?)\b"
    r"|\bза (?:\w+ )?(?:\d+|два|две|три|двое|трое|четыре|четверо|пять|пятеро|дві|чотири"
    r"|п'ять) (?:\w+ )?(?:дн\w+|суток|недел\w+|месяц\w+|діб|доби|тижн\w+|ночи|ночей|ночі)\b"
    r"|\b(?:с|от) начала (?:года|месяца|недели|войны|сво|спецоперации|операции"
    r"|(?!дня|вечера|утра|часа|рассвета|налета|обстрела|удара|рейда|ночи)\w+[ая])\b|\b(?:з"
    r"|від) початку (?:року|місяця|тижня|війни|вторгнення|повномасштабн\w+)\b"
    r"|\bsince the (?:start|beginning) of (?:the )?(?:year|month|week|war|invasion|\w+ber|january|february"
    r"|march|april|may|june|july|august)\b"
    r"|\b(?:как )?(?:ранее|уже|раньше) (?:сообщал\w*|писал\w*|говорил\w*)|\b(?:як )?(?:раніше"
    r"|вже) (?:повідомля\w+|писал\w+|казал\w+)|\bнапомн\w+\b|\bнапоминаем\b|\bнапоминаю\b|\bнагада\w+\b"
    r"|\bповторя(?:ю|ем)\b|\bповторю\b|\breported earlier\b|\bas (?:previously |earlier )?reported\b"
    r"|\brecap\b|\bto recap\b|\b(?:неделя|месяц|тиждень|місяць) (?:в|у) (?:цифрах|числах)\b"
    r"|\bпідсумки (?:тижня|місяця)\b|\bитоги (?:недели|месяца)\b|\bчитайте также\b"
    r"|\b(?:over|in|during|for|of) the (?:past|last) (?:week|month|year|\w+ (?:days|weeks|months|nights))\b"
    r"|\bas (?:we have |we had |we |was |has been )?(?:already|previously|earlier)"
    r" (?:written|wrote|reported|said|told)\b"
    r"|\bthis (?:week|month|year)\b|\bweekly\b|\bза (?:январь|февраль|март|апрель|май|июнь|июль|август"
    r"|сентябрь|октябрь|ноябрь|декабрь)\b"
    r"|\bза (?:січень|лютий|березень|квітень|травень|червень|липень|серпень|вересень|жовтень|листопад"
    r"|грудень)\b"
)

_WHOLE_NIGHT = re.compile(
    r"(?<!ый )(?<!ой )(?<!ий )(?<!ую )(?<!ая )(?<!тю )(?<!га )"
    r"\b(?:за|протягом|в течение|упродовж|впродовж) (?:\w+ )?(?:ночь|ночи|ніч|ночі)\b"
)
_AS_OF = re.compile(
    r"\b(?:станом на|состоянию на|as of) \d\d?(?:[.:]\d\d| (?:a\.?m|p\.?m|час|годин|утра|ранку))"
)
"""A clock time that ends a total: "станом на 09:30 збито 44"."""
_SINCE = re.compile(
    r"\b(?:с|со|з|від) (?:полуночи|півночі|(?:начала|початку) (?:суток|доби|дня|ночи|ночі))|\bsince midnight\b"
)
"""A total that has only begun, though it names the time it was counted at."""


def read_scope(
    about: Sequence[Sentence],
    statement: Sequence[Sentence],
    *,
    window: bool,
    since: bool,
    counted: bool,
    single: bool,
) -> tuple[Scope, str]:
    """The scope of the main figure, and the words that tell it.

    *about* are the sentences the figure stands in, *statement* all that belong to it. *window*: a period
    with both
    ends is stated; *since*: one with a beginning only; *counted*: there is a figure; *single*: it is an
    increment
    or a single one, which a mere "night" beside it does not make a total.
    """
    words = _joined(about)
    if found := _RECAP.search(words):
        return Scope.RECAP, found[0]
    if window:
        return Scope.PERIOD, ""
    if counted and (found := _AS_OF.search(words)) and not _SINCE.search(words):
        return Scope.PERIOD, found[0]
    if single and not _for_night(words):
        return Scope.EVENT, ""
    found = _RUNNING.search(words)
    if found and found[0] == "итого" and _for_night(_joined(statement)):
        return Scope.PERIOD, found[0]
    if found:
        return Scope.RUNNING_TOTAL, found[0]
    if since:
        return Scope.RUNNING_TOTAL, ""
    everything = _joined(statement)
    if found := _DAY.search(everything):
        return Scope.PERIOD, found[0]
    if counted and (found := _NIGHT.search(_NO_NIGHT.sub(" ", everything))):
        return Scope.PERIOD, found[0]
    return Scope.EVENT, ""


def names_day(sentences: Sequence[Sentence]) -> str:
    """The words by which a statement without a figure sums up a day; "" where there are none."""
    found = _DAY.search(_joined(sentences))
    return found[0] if found else ""


def _for_night(words: str) -> bool:
    """Whether it is the night's total; "второй за ночь" counts on and is none."""
    return bool(_WHOLE_NIGHT.search(words))


def _joined(sentences: Sequence[Sentence]) -> str:
    return " ".join(token.word for sentence in sentences for token in sentence.tokens)
