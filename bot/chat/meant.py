"""What people write who do not know the commands: which one they mean, in any of our languages. Pure.

A word stands here only if hardly anyone would look for it in statements.
"""

from typing import Final

from bot.chat.languages import Voice
from bot.chat.markup import Markup, bold
from bot.rules.language.text import fold

_WORDS: Final = {
    "start": "start hello hi старт начать привет здравствуйте почати розпочати привіт вітаю",
    "help": "help commands menu info about помощь помоги справка команды меню допомога довідка команди",
    "subscribe": "subscribe подписаться подписка підписатися підписатись підписка",
    "unsubscribe": "stop unsubscribe стоп хватит отписаться отписка досить годі відписатися відписатись",
    "settings": "settings options preferences regions timezone sound настройки параметры регионы звук "
    "налаштування параметри регіони",
    "subscriptions": "subscriptions подписки підписки",
    "latest": "latest news последнее новости останнє новини",
    "digest": "digest дайджест сводка зведення",
    "search": "search find поиск найти пошук знайти",
    "stats": "stats statistics статистика",
    "export": "export экспорт експорт",
    "language": "language lang язык мова",
    "privacy": "privacy приватность конфиденциальность приватність конфіденційність",
}
"""Command -> the words that mean it."""
_COMMANDS: Final = {fold(word): name for name, words in _WORDS.items() for word in words.split()}
_EVERYTHING: Final = frozenset(
    fold(words)
    for words in (
        *("everything", "all", "all regions", "всё", "все", "всё подряд", "все регионы", "обо всём"),
        *("усе", "усі", "всі", "усі регіони", "всі регіони", "про все", "про усе"),
    )
)
_SNOOZE, _QUIET, _MAP = (
    frozenset(map(fold, words.split()))
    for words in (
        "snooze mute pause приостановить пауза призупинити",
        "quiet silent silence night тихо тишина тиша",
        "map chart карта график мапа графік",
    )
)


def command_named(text: str) -> str | None:
    """The name of the command that *text* means: a word without a slash, or one that we call otherwise."""
    return _COMMANDS.get(_word(text))


def is_everything(text: str) -> bool:
    """Whether *text*, in the place of a region's name, means all of them."""
    return _word(text) in _EVERYTHING


def way_to(text: str, say: Voice) -> Markup:
    """Where that is which *text* asks for, if it is no command of its own; nothing for any other words."""
    word = _word(text)
    if word in _SNOOZE:
        button = bold(say("Snooze"))
        return say("For a pause from an incident or a region, press {button} under its card.", button=button)
    if word in _QUIET:
        return say("Quiet hours are chosen in /settings.")
    if word in _MAP:
        place = say("Moscow")
        return say("/stats shows a chart and a map, /stats {place} those of one place.", place=place)
    return Markup()


def _word(text: str) -> str:
    text = text.strip()
    if text.startswith("/"):  # "/stop@lookout_bot", as clients write commands in groups; no "help@example.com"
        text = text.partition("@")[0]
    return fold(text.strip(" \t\n/!?.…"))
