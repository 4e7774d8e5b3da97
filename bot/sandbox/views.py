"""What a driver of the sandbox gets to see, the same in process and over HTTP."""

from dataclasses import dataclass, field
from typing import Any, Literal

Json = dict[str, Any]

ChatKind = Literal["private", "group", "supergroup", "channel"]
EventKind = Literal[
    "sent", "edited", "deleted", "said", "pressed", "answered", "asked", "results", "member", "migrated"
]
ChannelKind = Literal["channel", "no_preview", "private", "missing", "user", "group", "bot"]
FaultKind = Literal[
    "status", "drop_before", "drop_after", "delay", "late", "truncate", "garbage", "markup", "odd"
]


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened in a chat. `at` is monotonic seconds, `text` the text it ended with.

    `silent` is the sender's wish (`disable_notification`). `member` events carry the new status as
    text, `answered` the words of the answer to a pressed button.
    """

    seq: int
    at: float
    kind: EventKind
    chat_id: int
    message_id: int = 0
    text: str = ""
    silent: bool = False
    reply_to: int | None = None
    thread_id: int | None = None
    user_id: int | None = None
    media: str | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """A message as its chat shows it now. Times are Unix seconds; `text` is the caption of a picture.

    `html` is text and entities as Telegram's HTML; `edits` counts accepted edits of any kind. `sender_id` is
    None where the chat itself speaks: a channel, an anonymous admin.
    """

    chat_id: int
    message_id: int
    text: str
    html: str
    date: int
    from_bot: bool
    sender: str
    sender_id: int | None = None
    entities: list[Json] = field(default_factory=list)
    reply_to: int | None = None
    thread_id: int | None = None
    reply_markup: Json | None = None
    silent: bool = False
    edits: int = 0
    edit_date: int | None = None
    media: Literal["photo", "document"] | None = None
    file_id: str | None = None
    file_name: str | None = None
    service: bool = False

    @property
    def buttons(self) -> list[list[str]]:
        """Texts of the inline keyboard, row by row."""
        rows = (self.reply_markup or {}).get("inline_keyboard", [])
        return [[button["text"] for button in row] for row in rows]


@dataclass(frozen=True, slots=True)
class Call:
    """One request as it arrived. `method` is a Bot API method, or the path of a channel page.

    `at` is the monotonic second of arrival (comparable between processes of one machine),
    `accepted` whether it took effect; a call whose answer was dropped is accepted with status 0.
    `message_id` is that of the message it made or changed; 0 where it did neither.
    """

    seq: int
    at: float
    method: str
    status: int
    accepted: bool
    chat_id: int | None = None
    description: str = ""
    params: Json = field(default_factory=dict)
    message_id: int = 0
