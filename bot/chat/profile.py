"""What Telegram shows of the bot before anyone wrote to it: in the empty chat, and beside its name."""

from typing import Final

from telegram import Bot

from bot.chat.greeting import pitch
from bot.chat.languages import DEFAULT, LANGUAGES, mark, voice

_SHORT: Final = mark(
    "What officials say about incidents: one message each, kept up to date, with words and link."
)


async def publish_profile(bot: Bot) -> None:
    """Give the bot a description in every language; what its owner wrote with @BotFather stays.

    Raises `TelegramError` where Telegram refuses.
    """
    # English last: it is everybody's, and Telegram may show it for a language that has none of its own.
    for language in sorted(LANGUAGES, key=lambda each: each == DEFAULT):
        say = voice(language)
        code = None if language == DEFAULT else language
        if not (await bot.get_my_description(language_code=code)).description:
            lines = [line.text for line in pitch(say)]
            await bot.set_my_description("\n\n".join(lines), language_code=code)
        if not (await bot.get_my_short_description(language_code=code)).short_description:
            await bot.set_my_short_description(say(_SHORT).text, language_code=code)
