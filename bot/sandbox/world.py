"""The chats: who exists, what was written, what the bot is owed. State only, no rules of the API."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal

from bot.sandbox.entities import Entity
from bot.sandbox.log import Log
from bot.sandbox.updates import Updates
from bot.sandbox.views import ChatKind, Event, EventKind, Json

BOT_ID = 1234567890
BOT_NAME = "Lookout"
BOT_USERNAME = "lookout_sandbox_bot"
FIRST_UPLOAD_ID = 1

Status = Literal["creator", "administrator", "member", "restricted", "left", "kicked"]
PRESENT = ("creator", "administrator", "member", "restricted")


@dataclass(slots=True)
class User:
    """A person, or the bot itself."""

    id: int
    first_name: str
    username: str | None = None
    language_code: str | None = None
    is_bot: bool = False
    blocked: bool = False
    deactivated: bool = False

    def as_json(self) -> Json:
        """The API's `User`."""
        user: Json = {"id": self.id, "is_bot": self.is_bot, "first_name": self.first_name}
        if self.username:
            user["username"] = self.username
        if self.language_code:
            user["language_code"] = self.language_code
        return user


@dataclass(slots=True)
class Upload:
    """A file somebody sent. Width and height are known for pictures."""

    file_id: str
    name: str
    mime: str
    content: bytes
    width: int = 0
    height: int = 0


@dataclass(slots=True)
class Message:
    """One message of a chat. `sender_id` is None when a channel or an anonymous admin speaks."""

    id: int
    date: int
    text: str
    entities: list[Entity]
    sender_id: int | None
    sender_chat_id: int | None = None
    reply_to: int | None = None
    thread_id: int | None = None
    markup: Json | None = None
    silent: bool = False
    protected: bool = False
    link_preview: Json | None = None
    edits: int = 0
    edit_date: int | None = None
    media: Literal["photo", "document"] | None = None
    upload: Upload | None = None
    service: Json | None = None
    by_bot: bool = False
    via_bot: bool = False


@dataclass(slots=True)
class Chat:
    """A conversation. `bot_status` is the bot's own; `topics` maps an open thread's id to its name."""

    id: int
    kind: ChatKind
    title: str = ""
    username: str | None = None
    is_forum: bool = False
    bot_status: Status = "member"
    bot_may_write: bool = True
    members: dict[int, Status] = field(default_factory=dict)
    topics: dict[int, str] = field(default_factory=dict)
    closed_topics: set[int] = field(default_factory=set)
    messages: dict[int, Message] = field(default_factory=dict)
    migrated_to: int | None = None
    last_id: int = 0
    last_from_bot: bool = False


def utc_now() -> datetime:
    """The real clock."""
    return datetime.now(UTC)


class World:
    """Everything the Bot API side knows. One bot, many chats."""

    def __init__(self, clock: Callable[[], datetime] = utc_now) -> None:
        self.clock = clock
        self.events: Log[Event] = Log()
        self.updates = Updates()
        self.clear()

    def clear(self) -> None:
        """Back to an empty world. Update and event numbers go on, so a running bot keeps up."""
        self.bot = User(BOT_ID, BOT_NAME, BOT_USERNAME, is_bot=True)
        self.users: dict[int, User] = {BOT_ID: self.bot}
        self.chats: dict[int, Chat] = {}
        self.uploads: dict[str, Upload] = {}
        self.commands: dict[tuple[str, str], list[Json]] = {}
        self.profile: dict[tuple[str, str], str] = {}
        self.last_private_id = 0
        self.updates.clear()
        self.events.clear()

    def now(self) -> int:
        """Unix seconds."""
        return int(self.clock().timestamp())

    def next_id(self, chat: Chat) -> int:
        """Private chats and basic groups share the account's one sequence; others have their own."""
        if chat.kind in ("private", "group"):
            self.last_private_id += 1
            return self.last_private_id
        chat.last_id += 1
        return chat.last_id

    def note(
        self,
        kind: EventKind,
        chat: Chat,
        message: Message | None = None,
        *,
        text: str | None = None,
        user_id: int | None = None,
    ) -> None:
        """Write an event down."""
        at = time.monotonic()
        shown = message.text if message and text is None else text or ""
        self.events.add(
            lambda seq: Event(
                seq=seq,
                at=at,
                kind=kind,
                chat_id=chat.id,
                message_id=message.id if message else 0,
                text=shown,
                silent=message.silent if message else False,
                reply_to=message.reply_to if message else None,
                thread_id=message.thread_id if message else None,
                user_id=user_id if user_id is not None else message.sender_id if message else None,
                media=message.media if message else None,
            )
        )

    def add_upload(self, name: str, mime: str, content: bytes) -> Upload:
        """Keep a file under an id of its own."""
        prefix = "AgACAgIAAxkBAAI" if mime.startswith("image/") else "BQACAgIAAxkBAAI"
        file_id = f"{prefix}{len(self.uploads) + FIRST_UPLOAD_ID:06d}"
        upload = self.uploads[file_id] = Upload(file_id, name, mime, content)
        return upload
