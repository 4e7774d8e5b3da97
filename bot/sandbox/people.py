"""What people do in chats: write, press, block, add and remove the bot. Each makes its updates."""

import asyncio
from typing import Any

from bot.sandbox import contents, shapes
from bot.sandbox.entities import Entity, with_automatic
from bot.sandbox.queries import Queries
from bot.sandbox.refusals import bad_request
from bot.sandbox.views import ChatKind, Json
from bot.sandbox.world import PRESENT, Chat, Message, Status, User, World

DEFAULT_PERSON = 5_000_001
ANONYMOUS_ADMIN = User(1087968824, "Group", "GroupAnonymousBot", is_bot=True)
_NAMES = ("Ann", "Borys", "Clara", "Dmytro", "Elena", "Farid", "Greta", "Halyna")
_CHAT_INSTANCE = "8134722200314281151"


class People:
    """The human side of the world."""

    def __init__(self, world: World, queries: Queries) -> None:
        self._world = world
        self._queries = queries

    def user(
        self,
        user_id: int,
        name: str | None = None,
        language_code: str | None = None,
        username: str | None = None,
    ) -> User:
        """The person of that id, made when new; given particulars are taken over."""
        new = User(user_id, name or _name(user_id), language_code="ru")
        user = self._world.users.setdefault(user_id, new)
        user.first_name = name or user.first_name
        user.language_code = language_code or user.language_code
        user.username = username or user.username
        return user

    def private(self, user: User) -> Chat:
        """The person's private chat with the bot."""
        return self._world.chats.setdefault(user.id, Chat(user.id, "private"))

    def group(
        self,
        chat_id: int,
        kind: ChatKind | None = None,
        title: str | None = None,
        username: str | None = None,
        forum: bool = False,
    ) -> Chat:
        """A group or channel; new ones do not have the bot yet."""
        if chat_id not in self._world.chats:
            guess: ChatKind = "supergroup" if str(chat_id).startswith("-100") else "group"
            chat = Chat(chat_id, kind or guess, title or f"Chat {chat_id}", bot_status="left")
            self._world.chats[chat_id] = chat
        chat = self._world.chats[chat_id]
        chat.title = title or chat.title
        chat.username = username or chat.username
        chat.is_forum = chat.is_forum or forum
        return chat

    def say(
        self,
        chat: Chat,
        user: User,
        text: str,
        *,
        thread_id: int | None = None,
        reply_to: int | None = None,
        anonymous: bool = False,
        entities: list[Entity] | None = None,
    ) -> Message:
        """A message of a person, or of the channel itself, and the update the bot gets of it."""
        channel = chat.kind == "channel"
        if anonymous:
            self._world.users[ANONYMOUS_ADMIN.id] = ANONYMOUS_ADMIN
        sender = None if channel else ANONYMOUS_ADMIN.id if anonymous else user.id
        if not channel and not anonymous and chat.kind != "private":
            chat.members.setdefault(user.id, "member")
        message = Message(
            id=self._world.next_id(chat),
            date=self._world.now(),
            text=text,
            entities=with_automatic(text, entities or []),
            sender_id=sender,
            sender_chat_id=chat.id if channel or anonymous else None,
            reply_to=reply_to,
            thread_id=thread_id,
        )
        chat.messages[message.id] = message
        self._world.note("said", chat, message, user_id=user.id)
        if channel or self._bot_sees(chat, message):
            kind = "channel_post" if channel else "message"
            self._world.updates.add(kind, shapes.message(self._world, chat, message))
        chat.last_from_bot = False
        return message

    async def press(self, chat: Chat, message_id: int, button: str, user: User, wait: float) -> str:
        """Press a button by its text or by raw callback data; the words of the bot's answer, or its address.

        Raw data need not be on the message: it is in the hands of whoever presses. Raises
        `TimeoutError` when the bot does not answer within `wait` seconds.
        """
        message = chat.messages.get(message_id)
        if message and any(button == text for text in _reply_keyboard(message)):
            self.say(chat, user, button)
            return ""
        data = _callback_data(message, button) if message else button
        key, answer = self._queries.press(chat)
        query: Json = {
            "id": key,
            "from": user.as_json(),
            "chat_instance": _CHAT_INSTANCE,
            "data": data,
            "message": shapes.message(self._world, chat, message)
            if message
            else {"chat": shapes.chat(self._world, chat), "message_id": message_id, "date": 0},
        }
        self._world.note("pressed", chat, message, text=data, user_id=user.id)
        self._world.updates.add("callback_query", query)
        try:
            async with asyncio.timeout(wait):
                given = await answer
                return given.url or given.text
        finally:
            self._queries.expire(key)

    async def ask_inline(self, user: User, query: str, offset: str, wait: float) -> Json:
        """Type `@bot query` in any chat; what the bot offers (`Driver.offers`)."""
        key, answer = self._queries.ask()
        asked = {
            "id": key,
            "from": user.as_json(),
            "query": query,
            "offset": offset,
            "chat_type": "sender",
        }
        self._world.updates.add("inline_query", asked)
        try:
            async with asyncio.timeout(wait):
                return await answer
        finally:
            self._queries.expire(key)

    def choose_inline(self, chat: Chat, user: User, result: Json, thread_id: int | None = None) -> Message:
        """Send an offered article into a chat, as its reader would."""
        content: Any = result.get("input_message_content") or {}
        text, entities = contents.formatted(
            str(content.get("message_text", result.get("title", ""))),
            str(content.get("parse_mode", "")),
            content.get("entities"),
        )
        message = Message(
            id=self._world.next_id(chat),
            date=self._world.now(),
            text=text,
            entities=entities,
            sender_id=user.id,
            markup=result.get("reply_markup"),
            thread_id=thread_id,
            via_bot=True,
        )
        chat.messages[message.id] = message
        self._world.note("said", chat, message, user_id=user.id)
        return message

    def set_bot_status(self, chat: Chat, by: User, status: Status) -> None:
        """Add, promote, demote or remove the bot; it is told by `my_chat_member`."""
        old, chat.bot_status = chat.bot_status, status
        if old == status:
            return
        change = shapes.member_change(self._world, chat, by, self._world.bot, old, status)
        self._world.updates.add("my_chat_member", change)
        self._world.note("member", chat, text=status, user_id=self._world.bot.id)
        if old not in PRESENT and status in PRESENT and chat.kind in ("group", "supergroup"):
            joined = {"new_chat_members": [self._world.bot.as_json()]}
            self._service(chat, by, joined)

    def set_blocked(self, user: User, blocked: bool) -> None:
        """Block or unblock the bot in the private chat."""
        if user.blocked == blocked:
            return
        user.blocked = blocked
        chat = self.private(user)
        old: Status = "member" if blocked else "kicked"
        new: Status = "kicked" if blocked else "member"
        chat.bot_status = new
        change = shapes.member_change(self._world, chat, user, self._world.bot, old, new)
        self._world.updates.add("my_chat_member", change)
        self._world.note("member", chat, text=new, user_id=self._world.bot.id)

    def set_member(self, chat: Chat, user: User, status: Status) -> None:
        """Make a person an admin, a member or nobody; bots that are admins may hear of it."""
        old = chat.members.get(user.id, "left")
        chat.members[user.id] = status
        if chat.bot_status in ("administrator", "creator"):
            change = shapes.member_change(self._world, chat, user, user, old, status)
            self._world.updates.add("chat_member", change)

    def migrate(self, chat: Chat, by: User) -> Chat:
        """Turn a basic group into a supergroup: new id, old one points to it, both are told."""
        if chat.kind != "group" or chat.migrated_to is not None:
            raise bad_request("only a basic group can become a supergroup")
        new = Chat(
            id=int(f"-100{abs(chat.id) + 1_000_000_000}"),
            kind="supergroup",
            title=chat.title,
            bot_status=chat.bot_status,
            members=dict(chat.members),
        )
        self._world.chats[new.id] = new
        self._service(chat, by, {"migrate_to_chat_id": new.id})
        chat.migrated_to = new.id
        self._world.note("migrated", chat, text=str(new.id))
        self._service(new, by, {"migrate_from_chat_id": chat.id})
        return new

    def _service(self, chat: Chat, by: User, service: Json) -> None:
        message = Message(
            id=self._world.next_id(chat),
            date=self._world.now(),
            text="",
            entities=[],
            sender_id=by.id,
            service=service,
        )
        chat.messages[message.id] = message
        self._world.updates.add("message", shapes.message(self._world, chat, message))

    def _bot_sees(self, chat: Chat, message: Message) -> bool:
        """Privacy mode: in groups a bot gets what is meant for it, as admin everything."""
        if chat.kind == "private":
            return True
        if chat.bot_status not in PRESENT:
            return False
        if chat.bot_status in ("administrator", "creator"):
            return True
        answered = chat.messages.get(message.reply_to or 0)
        if answered and answered.by_bot:
            return True
        name = f"@{self._world.bot.username}".casefold()
        text = message.text.casefold()
        command = text.split(maxsplit=1)[0] if text.startswith("/") else ""
        return name in text or (bool(command) and "@" not in command)


def _name(user_id: int) -> str:
    """Short enough for the head of a phone's screen for those who come first."""
    return dict(enumerate(_NAMES, DEFAULT_PERSON)).get(user_id, f"Person {user_id}")


def _callback_data(message: Message, button: str) -> str:
    for row in (message.markup or {}).get("inline_keyboard", []):
        for candidate in row:
            if candidate["text"] == button and "callback_data" in candidate:
                return str(candidate["callback_data"])
    return button


def _reply_keyboard(message: Message) -> list[str]:
    rows = (message.markup or {}).get("keyboard", [])
    return [str(button.get("text", "")) for row in rows for button in row]
