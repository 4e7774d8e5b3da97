"""Who may change what a chat gets: anyone in a private chat, admins in a group."""

import logging

from telegram import Chat, ChatMember, Update, User
from telegram.error import BadRequest, Forbidden, InvalidToken

_ADMINS = (ChatMember.OWNER, ChatMember.ADMINISTRATOR)

logger = logging.getLogger(__name__)


async def may_change(update: Update, target: int | None = None) -> bool:
    """Whether whoever sent or pressed *update* may change its chat's settings. Asks Telegram each time.

    *target* is another chat than the one it came from: a channel, configured in a private chat.
    """
    chat, user = update.effective_chat, update.effective_user
    if target is not None:
        return user is not None and await _administers(update, target, user)
    if chat is None or chat.type == Chat.PRIVATE:
        return True
    sender = update.message.sender_chat if update.message else None
    if sender is not None:
        # An anonymous admin writes as the group itself; a channel that writes in it is nobody here.
        return sender.id == chat.id
    return user is not None and await _is_admin(chat, user)


async def _administers(update: Update, target: int, user: User) -> bool:
    try:
        return (await update.get_bot().get_chat_member(target, user.id)).status in _ADMINS
    except (BadRequest, Forbidden):  # it is no channel of ours any more
        return False


async def _is_admin(chat: Chat, user: User) -> bool:
    try:
        try:
            return (await chat.get_member(user.id)).status in _ADMINS
        except BadRequest:
            # Telegram answers about single members for certain only to bots that are admins themselves.
            return user.id in {admin.user.id for admin in await chat.get_administrators()}
    except (InvalidToken, TypeError, AttributeError, KeyError) as error:
        # Another server than Telegram's, which does not know the method or its answer's form. Nobody could
        # ever subscribe a group there if this were a no.
        logger.warning("admins cannot be told, letting anyone chat=%d error=%r", chat.id, error)
        return True
