"""Updates as Telegram would send them."""

from typing import Any

from tests.chat.wire import STANDING

Json = dict[str, Any]


def person(user_id: int = 7, language: str | None = "en") -> Json:
    """A user; *language* is that of the client."""
    user: Json = {"id": user_id, "is_bot": False, "first_name": "Ann"}
    return user | ({"language_code": language} if language else {})


def room(chat_id: int = 7) -> Json:
    """A chat: private for a positive id, a group for a small negative one, a supergroup for a large one."""
    if chat_id > 0:
        return {"id": chat_id, "type": "private"}
    return {"id": chat_id, "type": "supergroup" if chat_id < -(10**12) else "group", "title": "Group"}


def said(text: str, *, chat_id: int = 7, user: Json | None = None, **fields: Any) -> Json:
    """*text* written in a chat."""
    message: Json = {
        "message_id": 1,
        "date": 0,
        "text": text,
        "chat": room(chat_id),
        "from": user or person(),
    }
    if text.startswith("/"):
        message["entities"] = [{"type": "bot_command", "offset": 0, "length": len(text.split()[0])}]
    return {"update_id": 1, "message": message | fields}


def press(data: str, *, chat_id: int = 7, user: Json | None = None, under: Json | None = None) -> Json:
    """A button pressed under a message of the bot's; *under* is what the bot sent as that message."""
    message: Json = {"message_id": 5, "date": 1, "text": "buttons", "chat": room(chat_id)}
    if under is not None and "text" in under:
        message |= {"text": under["text"], "entities": under.get("entities", [])}
    elif under is not None:
        message |= {"caption": under["caption"], "caption_entities": under.get("caption_entities", [])}
        del message["text"]
    query = {"id": "q", "from": user or person(), "chat_instance": "i", "data": data, "message": message}
    return {"update_id": 1, "callback_query": query}


def membership(before: str, after: str, *, chat_id: int = 7, user: Json | None = None) -> Json:
    """The bot's own standing in a chat changed."""
    me = {"id": 42, "is_bot": True, "first_name": "Lookout"}
    change = {
        "chat": room(chat_id),
        "from": user or person(),
        "date": 0,
        "old_chat_member": {"user": me, "status": before} | STANDING.get(before, {}),
        "new_chat_member": {"user": me, "status": after} | STANDING.get(after, {}),
    }
    return {"update_id": 1, "my_chat_member": change}


def inline(text: str, *, offset: str = "", user: Json | None = None) -> Json:
    """*text* typed after the bot's name in some chat."""
    return {
        "update_id": 1,
        "inline_query": {"id": "i", "from": user or person(), "query": text, "offset": offset},
    }
