"""Which chat a call means, and whether the bot may write there."""

from bot.sandbox.params import Params
from bot.sandbox.refusals import Refused, bad_request, forbidden
from bot.sandbox.world import PRESENT, Chat, World

_FULL_NAME = {"group": "group chat", "supergroup": "supergroup chat", "channel": "channel chat"}


def find_chat(world: World, params: Params) -> Chat:
    """The chat named by `chat_id`: a number or an @username."""
    wanted = params.text("chat_id")
    if not wanted:
        raise bad_request("chat_id is empty")
    if wanted.startswith("@"):
        name = wanted[1:].casefold()
        for chat in world.chats.values():
            if chat.kind != "private" and (chat.username or "").casefold() == name:
                return chat
        raise bad_request("chat not found")
    number = params.integer("chat_id")
    if number in world.chats:
        return world.chats[number]
    if number in world.users:
        raise forbidden("bot can't initiate conversation with a user")
    raise bad_request("chat not found")


def check_member(world: World, chat: Chat) -> None:
    """Refuse if the bot is out of the chat, or the chat is no more."""
    if chat.migrated_to is not None:
        raise Refused(
            400,
            "Bad Request: group chat was upgraded to a supergroup chat",
            {"migrate_to_chat_id": chat.migrated_to},
        )
    if chat.kind == "private":
        user = world.users[chat.id]
        if user.deactivated:
            raise forbidden("user is deactivated")
        if user.blocked:
            raise forbidden("bot was blocked by the user")
    elif chat.bot_status == "kicked":
        raise forbidden(f"bot was kicked from the {_FULL_NAME[chat.kind]}")
    elif chat.bot_status not in PRESENT:
        raise forbidden(f"bot is not a member of the {_FULL_NAME[chat.kind]}")


def check_may_write(world: World, chat: Chat) -> None:
    """Refuse if a message of the bot would not be taken."""
    check_member(world, chat)
    if chat.kind == "channel" and chat.bot_status not in ("administrator", "creator"):
        raise bad_request("need administrator rights in the channel chat")
    if not chat.bot_may_write:
        raise bad_request("not enough rights to send text messages to the chat")


def find_thread(chat: Chat, params: Params) -> int | None:
    """The topic named by `message_thread_id`. General is 1 to readers and none to senders."""
    thread = params.integer("message_thread_id")
    if not thread:
        return None
    if thread not in chat.topics:
        raise bad_request("message thread not found")
    if thread in chat.closed_topics:
        raise bad_request("TOPIC_CLOSED")
    return thread
