"""The bot's own standing in groups and channels: added, removed, silenced, moved."""

import logging
from contextlib import suppress
from typing import Final

from telegram import Chat, ChatMember, ChatMemberUpdated, Update
from telegram.error import TelegramError

from bot.chat.answering import post
from bot.chat.context import Context
from bot.chat.greeting import greeting
from bot.chat.languages import language_for, voice
from bot.chat.markup import bold, clean, code, join
from bot.chat.rendered import Rendered
from bot.store import chats

_GROUPS: Final = (Chat.GROUP, Chat.SUPERGROUP)
MAX_TITLE: Final = 60

logger = logging.getLogger(__name__)


async def membership_changed(update: Update, context: Context) -> None:
    """The bot was added, removed, blocked, unblocked, silenced or given rights."""
    change = update.my_chat_member
    assert change is not None  # ChatMemberHandler only passes these
    before, after, chat = change.old_chat_member, change.new_chat_member, change.chat
    if _is_member(before) and not _is_member(after):
        await _ended(
            change, context, "blocked by the user" if chat.type == Chat.PRIVATE else "removed from the chat"
        )
    elif chat.type in _GROUPS and _is_member(after) and not _may_write(after):
        await _leave(change, context)
    elif chat.type == Chat.CHANNEL:
        if _may_write(after) and not _may_write(before):
            await _joined(change, context)
    elif _is_member(after) and not _is_member(before):
        await _joined(change, context)
    if _may_write(after):
        async with context.services.database.writing() as session:
            await chats.resume(session, chat.id, now=context.services.clock())


async def migrated(update: Update, context: Context) -> None:
    """A group became a supergroup. Both chats say so; whichever comes first moves everything."""
    message = update.effective_message
    assert message is not None  # MessageHandler only passes messages
    old_id = message.migrate_from_chat_id or message.chat.id
    new_id = message.migrate_to_chat_id or message.chat.id
    async with context.services.database.writing() as session:
        await chats.migrate(session, old_id, new_id, now=context.services.clock())
    logger.info("chat migrated chat=%d new=%d", old_id, new_id)


async def _joined(change: ChatMemberUpdated, context: Context) -> None:
    chat, services = change.chat, context.services
    language = language_for(change.from_user.language_code)
    async with services.database.writing() as session:
        row = await chats.touch(session, chat.id, kind=chat.type, language=language, now=services.clock())
    logger.info("chat joined chat=%d kind=%s", chat.id, chat.type)
    if chat.type in _GROUPS:
        with suppress(TelegramError):  # it may not be allowed to write here
            await post(context, chat.id, greeting(voice(row.language)))
    elif chat.type == Chat.CHANNEL:
        say = voice(language)
        hello = greeting(say, str(chat.id))
        name = code(clean(chat.title or "", limit=MAX_TITLE) or str(chat.id))  # buttons hand code back
        body = join(
            "\n\n",
            [
                say("I can post in the channel {name} now. Choose here what it should get.", name=name),
                hello.body,
            ],
        )
        await _tell_in_private(change, context, Rendered(body, hello.keyboard))


async def _leave(change: ChatMemberUpdated, context: Context) -> None:
    """A group in which the bot may not write gets nothing from it: say so to whoever decided it, and go."""
    say = voice(language_for(change.from_user.language_code))
    name = bold(clean(change.chat.title or "", limit=MAX_TITLE) or str(change.chat.id))
    sentence = say(
        "I am not allowed to write in {name}, so I am leaving it. Add me again when I am.", name=name
    )
    await _tell_in_private(change, context, Rendered(sentence))
    with suppress(TelegramError):
        await context.bot.leave_chat(change.chat.id)
    await _ended(change, context, "may not write")


async def _ended(change: ChatMemberUpdated, context: Context, reason: str) -> None:
    async with context.services.database.writing() as session:
        await chats.deactivate(session, change.chat.id, reason=reason, now=context.services.clock())
    logger.info("chat left chat=%d reason=%r", change.chat.id, reason)


async def _tell_in_private(change: ChatMemberUpdated, context: Context, rendered: Rendered) -> None:
    with suppress(TelegramError):  # only those who have written to the bot can be written to
        await post(context, change.from_user.id, rendered)


def _may_write(member: ChatMember) -> bool:
    if member.status == ChatMember.RESTRICTED:
        return bool(getattr(member, "can_send_messages", False))
    if member.status == ChatMember.ADMINISTRATOR:  # None: not a channel, where everyone may
        return getattr(member, "can_post_messages", None) is not False
    return _is_member(member)


def _is_member(member: ChatMember) -> bool:
    if member.status == ChatMember.RESTRICTED:
        return bool(getattr(member, "is_member", False))
    return member.status not in (ChatMember.LEFT, ChatMember.BANNED)
