"""Footers and adverts: lines in which a channel speaks of itself. They are cut before anything is read."""

import re

_PLACES = (
    "ма[хx]|max|вк|vk|вконтакте|телеграм|telegram|тг|tg|одноклассники|ok|дзен|сайт|rutube|рутуб|youtube|ютуб|"
    "facebook|фейсбук|instagram|viber|вайбер|whatsapp|x|tiktok|threads|twitter"
)
_CALLS = (
    r".{0,80}\b(?:подписаться|подписывайтесь|підписатися|підписатись|підписуйтесь|subscribe)\W*"
    r"|.{0,40}\b(?:прислать|предложить|надіслати|запропонувати) нови?о?с?ть?и?н?у?\b.{0,60}"
)
_OPENINGS = (
    r"(?:подпис(?:аться|ывайтесь|ывайся|ка)|подпишитесь|підпис(?:атися|атись|уйтесь|уйтеся)|підпишіться"
    r"|subscribe|follow us|join us|join our)\b.{0,120}"
    r"|(?:мы|я|ми|читайте|читай|следите|ищите|стежте|шукайте|наш канал|мой канал|дублируем|дублюємо)\b"
    rf".{{0,40}}\b(?:в|у|во|на)\b.{{0,30}}"
    rf"\b(?:{_PLACES}|одноклассниках|телеграме|телеграмі|дзене|каналы?|мессенджере?)\b.{{0,60}}"
    rf"|(?:{_PLACES})(?:\W+(?:в |и |та )?(?:{_PLACES}))*\W*"
    r"|(?:буст|boost|проголосовать за канал|поддержать канал|підтримати канал)\b.{0,60}"
)
_CALLING = re.compile(r"п(?:одпис|ідпис|редложить|рислать)|subscribe|надіслати|запропонувати")
"""Without one of these nothing calls: to try each beginning at each letter takes ten times as long."""
_FOOTER = re.compile(rf"^\W*(?:{_OPENINGS}|{_CALLS})$")
_OPENED = re.compile(rf"^\W*(?:{_OPENINGS})$")


def is_footer(folded: str) -> bool:
    """Whether a folded sentence or line is an invitation or a list of links rather than a statement."""
    if len(folded) >= 200:
        return False
    return bool((_FOOTER if _CALLING.search(folded) else _OPENED).match(folded))
