"""What happens to groups and channels: the bot comes, rises, is silenced, goes; topics; who is there."""

from bot.sandbox.people import DEFAULT_PERSON, People
from bot.sandbox.refusals import bad_request
from bot.sandbox.views import ChatKind, Json
from bot.sandbox.world import PRESENT, Chat, World


class Rooms:
    """The verbs about groups and channels as a whole."""

    world: World
    people: People

    async def add_to_group(
        self,
        chat_id: int,
        *,
        by: int = DEFAULT_PERSON,
        kind: ChatKind | None = None,
        title: str | None = None,
        username: str | None = None,
        forum: bool = False,
        admin: bool = False,
    ) -> None:
        """Add the bot to a group or channel; `by` is its owner when the chat is new."""
        person = self.people.user(by)
        known = chat_id in self.world.chats
        chat = self.people.group(chat_id, kind, title, username, forum)
        if not known:
            chat.members[by] = "creator"
        admin = admin or chat.kind == "channel"
        self.people.set_bot_status(chat, person, "administrator" if admin else "member")

    async def kick(self, chat_id: int, *, by: int = DEFAULT_PERSON) -> None:
        """Remove the bot from a group or channel for good."""
        self.people.set_bot_status(self._chat(chat_id), self.people.user(by), "kicked")

    async def promote(
        self, chat_id: int, user: int | None = None, *, admin: bool = True, by: int = DEFAULT_PERSON
    ) -> None:
        """Make a person (or the bot, with no `user`) an admin, or a plain member again."""
        chat = self._chat(chat_id)
        if user is None:
            person = self.people.user(by)
            self.people.set_bot_status(chat, person, "administrator" if admin else "member")
        else:
            status = "administrator" if admin else "member"
            self.people.set_member(chat, self.people.user(user), status)  # type: ignore[arg-type]

    async def restrict(self, chat_id: int, *, may_write: bool = False) -> None:
        """Take the bot's right to write away, or give it back."""
        self._chat(chat_id).bot_may_write = may_write

    async def topic(self, chat_id: int, name: str, *, closed: bool = False) -> int:
        """Open a forum topic; its thread id. With the name of one that exists, close or open that."""
        chat = self._chat(chat_id)
        chat.is_forum = True
        known = {title: thread_id for thread_id, title in chat.topics.items()}
        thread_id = known.get(name) or self.world.next_id(chat)
        chat.topics[thread_id] = name
        (chat.closed_topics.add if closed else chat.closed_topics.discard)(thread_id)
        return thread_id

    async def migrate(self, chat_id: int, *, by: int = DEFAULT_PERSON) -> int:
        """Turn a basic group into a supergroup; the new id."""
        return self.people.migrate(self._chat(chat_id), self.people.user(by)).id

    async def chats(self) -> list[Json]:
        """Every chat: `id`, `kind`, `title`; the newest last."""
        return [
            {"id": chat.id, "kind": chat.kind, "title": chat.title or self.world.users[chat.id].first_name}
            for chat in self.world.chats.values()
        ]

    async def room(self, chat_id: int) -> Json:
        """What a chat's head shows: `id`, `kind`, `title`, `forum`, `topics` (`id`, `name`, `closed`),
        `people` (`id`, `name`, `status`; the bot is not among them), the bot's status as `bot`, `may_write`.
        """
        chat = self._chat(chat_id)
        here = {chat.id: "member"} if chat.kind == "private" else chat.members
        return {
            "id": chat.id,
            "kind": chat.kind,
            "title": chat.title,
            "forum": chat.is_forum,
            "topics": [
                {"id": thread_id, "name": name, "closed": thread_id in chat.closed_topics}
                for thread_id, name in chat.topics.items()
            ],
            "people": [
                {"id": user_id, "name": self.world.users[user_id].first_name, "status": status}
                for user_id, status in here.items()
                if status in PRESENT
            ],
            "bot": chat.bot_status,
            "may_write": chat.bot_may_write,
        }

    def _chat(self, chat_id: int) -> Chat:
        chat = self.world.chats.get(chat_id)
        if chat is None:
            raise bad_request("chat not found")
        return chat
