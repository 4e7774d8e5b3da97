"""Commands that are posted in a channel: where they are answered.

Nobody is told who posted one, and an answer would be one more post to all readers. So there is a pointer to the
private chat, without sound and once a day; silence would look like a bot that is down.
"""

from contextlib import suppress
from datetime import timedelta
from typing import Final

from telegram import Update
from telegram.error import TelegramError

from bot.chat.answering import post
from bot.chat.commands import COMMANDS
from bot.chat.context import Context
from bot.chat.languages import DEFAULT, voice
from bot.chat.markup import code
from bot.chat.rendered import Rendered
from bot.store import chats

EVERY: Final = timedelta(days=1)
_POINTED_AT: Final = "pointed at"


async def point_to_private(update: Update, context: Context) -> None:
    """Say in a channel, at most once `EVERY` day, that its admins find the bot in a private chat."""
    message, remembered = update.effective_message, context.chat_data
    assert message is not None  # MessageHandler only passes messages
    assert remembered is not None  # they are those of a chat
    word = (message.text or message.caption or "").split(maxsplit=1)[0]
    now, last = context.services.clock(), remembered.get(_POINTED_AT)
    if not _is_ours(word, context.bot.username) or (last is not None and now - last < EVERY):
        return
    remembered[_POINTED_AT] = now
    async with context.services.database.reading() as session:
        chat = await chats.get(session, message.chat.id)
    here = f"@{message.chat.username}" if message.chat.username else str(message.chat.id)
    sentence = voice(chat.language if chat else DEFAULT)(
        "I answer no commands in a channel. Its admins choose what it gets in a private chat with me, "
        "@{bot}: write {command} there.",
        bot=context.bot.username,
        command=code(f"/settings {here}"),
    )
    with suppress(TelegramError):  # it may not be allowed to write here
        await post(context, message.chat.id, Rendered(sentence), silent=True)


def _is_ours(word: str, username: str) -> bool:
    """Whether *word* is a command of ours, and not another bot's."""
    name, _, whose = word.removeprefix("/").casefold().partition("@")
    return name in {command.name for command in COMMANDS} and whose in ("", username.casefold())
