"""Settings of a channel or group, asked for in the private chat with one of its admins: /settings @channel."""

import re
from typing import Final

from telegram import Chat, ChatFullInfo, Update
from telegram.error import BadRequest, Forbidden

from bot.chat.admins import may_change
from bot.chat.context import Asked, Services
from bot.chat.markup import Markup, clean, code
from bot.chat.questions.asking import reader_of
from bot.chat.rendered import Rendered
from bot.chat.settings import choosing
from bot.store import chats

_NAME: Final = re.compile(r"(?:(?:https?://)?t\.me/|@)([A-Za-z][A-Za-z0-9_]{3,31})/?")
_NUMBER: Final = re.compile(r"-[0-9]{5,15}")
MAX_TITLE: Final = 60


def meant(question: Asked) -> str | int | None:
    """The chat that /settings was asked for by @name, address or number; None for that in which it stands."""
    word = question.args[0] if question.args and question.kind == Chat.PRIVATE else ""
    if found := _NAME.fullmatch(word):
        return f"@{found[1]}"
    return int(word) if _NUMBER.fullmatch(word) else None


async def title(update: Update, chat_id: int) -> Markup:
    """What a chat is called, as code: buttons hand code back. Its number where Telegram does not tell."""
    try:
        chat = await update.get_bot().get_chat(chat_id)
    except (BadRequest, Forbidden):
        return code(str(chat_id))
    return _called(chat, chat_id)


async def settings(question: Asked, services: Services, update: Update, name: str | int) -> Rendered:
    """The settings of the chat *name* if whoever asks is an admin there, else what is in the way."""
    say = (await reader_of(question, services)).say
    try:
        chat = await update.get_bot().get_chat(name)
    except (BadRequest, Forbidden):
        chat = None
    if chat is None or chat.type == Chat.PRIVATE:
        return Rendered(
            say(
                "I see no channel or group {name}. If the name is right, add me there as an admin who may "
                "post, and I will ask you here what it should get.",
                name=code(str(name)),
            )
        )
    called = _called(chat, name)
    if not await may_change(update, chat.id):
        sentence = say(
            "Only its admins choose what {name} gets, and I can see who they are only where I am an admin "
            "myself.",
            name=called,
        )
        return Rendered(sentence)
    async with services.database.writing() as session:
        await chats.touch(session, chat.id, kind=chat.type, language=question.language, now=services.clock())
        await chats.touch(
            session, question.chat_id, kind=question.kind, language=question.language, now=services.clock()
        )
    return await choosing.settings_of(question, services, chat.id, called)


def _called(chat: ChatFullInfo, name: str | int) -> Markup:
    return code(clean(chat.title or "", limit=MAX_TITLE) or str(name))
