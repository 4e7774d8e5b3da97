"""What a figure covers: an event, everything so far, a stated or named stretch of time, or old news."""

import re
from collections.abc import Sequence

from bot.rules.text import Sentence
from bot.values import Scope

_PERIOD = re.compile(
    r"\b(?:за|в течение|на протяжении|минувш\w+|прошедш\w+|прошл\w+|этой|цієї|минулої|протягом|упродовж|впродовж|всю|усю|уночі|у|цілу|всієї|усієї)"
    r" (?:(?:эту|прошедш\w+|прошл\w+|минувш\w+|минулу|минулої|цю|всю|усю|одну|весь|всей|этой|цієї|ночью|ці|истекш\w+) )?(?:ноч(?:ь|и|ью)|ніч|ночі)\b"
    r"|\b(?:ночью|уночі|вночі|ночі|overnight|during the night|last night|through the night|in the night|by night)\b"
    r"|\b(?:в|у) ніч на\b|\bв ночь (?:на|с)\b|\bза (?:прошедшие |минувшие |последние |минулу |останню )?(?:сутки|добу|24)\b|\bв течение суток\b|\bпротягом доби\b"
    r"|\bза (?:вчерашний |минулий |прошедший |весь )?день\b|\bв течение дня\b|\bпротягом дня\b|\bнапередодні\b|\bin the past (?:24 hours|day)\b|\bin 24 hours\b"
    r"|\bover the past (?:24 hours|day)\b|\bover 24 hours\b"
)
_RUNNING = re.compile(
    r"\b(?:с|со) (?:полуночи|начала|утра|вечера)\b|\b(?:з|від) (?:півночі|початку|ранку|вечора)\b|\bsince (?:midnight|the morning|morning|the evening|yesterday|the start)\b"
    r"|\bso far\b|\b(?:уже|вже|already)\b|\bза (?:этот |сегодняшний |цей |весь )?(?:вечер|вечір|утро|ранок)\b|\bобщ(?:ее|им) (?:число|количество|итог\w*)\b|\bзагальна кількість\b"
    r"|\b(?:число|количество|кількість|number|total|tally)\b.{0,60}\b(?:достигл\w+|возросл\w+|выросл\w+|увеличил\w+|зросл\w+|сягнул\w+|rises|rose|reached|risen|climb\w+)\b"
    r"|\bна (?:данный|текущий|этот) (?:момент|час)\b|\bна (?:цю годину|цей час|зараз|цей момент)\b|\bитого\b|\bby now\b|\bк этому (?:часу|моменту)\b|\bна сейчас\b"
    r"|\bв общей сложности\b"
)
_RECAP = re.compile(
    r"\b(?:за|в течение|протягом|упродовж|over|during|in) (?:\w+ )?(?:недел\w+|тиждень|тижня|месяц\w*|місяц\w+|год|рік|року|выходн\w+|вихідн\w+|week|weekend|month|year)\b"
    r"|\bза (?:\d+|два|две|три|трое|двое|последни\w+|минувши\w+|прошедши\w+|останні) (?:\w+ )?(?:дн\w+|суток|недел\w+|месяц\w+|діб|дні\w*|тижн\w+)\b"
    r"|\bс начала (?:года|месяца|недели|войны|сво|спецоперации|операции)\b|\bз початку (?:року|місяця|тижня|війни|вторгнення|повномасштабн\w+)\b|\bsince the (?:start|beginning) of\b"
    r"|\bранее (?:сообщал\w+|писал\w+)|\bраніше повідомл\w+|\bнапомн\w+\b|\bнапоминаем\b|\bнагада\w+\b|\bповторя\w+\b|\bпо уточненным\b|\breported earlier\b|\bas (?:previously )?reported\b|\brecap\b"
    r"|\bподводим итоги\b|\bпідсумки тижня\b|\bитоги недели\b|\bover the past (?:week|month|\w+ days)\b|\bin the past (?:week|month|\w+ days)\b|\bза минувшую неделю\b|\bthis (?:week|month|year)\b"
)


def read_scope(sentences: Sequence[Sentence], *, window: bool) -> tuple[Scope, str]:
    """The scope the words of *sentences* state, and those words; *window* says that a period was stated."""
    words = " ".join(token.word for sentence in sentences for token in sentence.tokens)
    if found := _RECAP.search(words):
        return Scope.RECAP, found[0]
    if window:
        return Scope.PERIOD, ""
    if found := _RUNNING.search(words):
        return Scope.RUNNING_TOTAL, found[0]
    if found := _PERIOD.search(words):
        return Scope.PERIOD, found[0]
    return Scope.EVENT, ""
