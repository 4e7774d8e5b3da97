"""What every handler is given: services with types, and who asks."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Protocol, TypeAlias, cast
from zoneinfo import ZoneInfo

from telegram import Message, MessageEntity, Update
from telegram.ext import Application, CallbackContext, ExtBot

from bot.chat.lanes import Turn
from bot.chat.languages import language_for
from bot.chat.markup import Entity, Markup, units
from bot.chat.names import Names
from bot.chat.pictures.album import Album
from bot.chat.pictures.uploads import Uploads
from bot.chat.questions.counted import Counted
from bot.chat.questions.vocabulary import Vocabulary
from bot.chat.wording import Reader
from bot.rulebook import Changes, Rulebook
from bot.rules.incidents.hand import Done, Plan, Refused, Request
from bot.sources.web import Reading
from bot.store.db import Database
from bot.store.tables import Chat


class Handing(Protocol):
    """An admin's hand at the incidents (`bot.pipeline.hand`)."""

    async def look(self, request: Request) -> Plan | Refused: ...

    async def decide(self, request: Request, *, made_by: str, stamp: int | None = None) -> Done | Refused: ...


@dataclass(frozen=True, slots=True)
class Controls:
    """What admins work with beside the database.

    `reload` reads the config folder again and takes it over; raises `ConfigError`, and then changes nothing.
    `read` reads the newest page of any public channel; raises `SourceError`.
    """

    rulebook: Callable[[], Rulebook]
    reload: Callable[[], Awaitable[Changes]]
    read: Callable[[str], Awaitable[Reading]]
    hand: Handing | None = None


@dataclass(frozen=True, slots=True)
class Services:
    """What answers are made from. `names` is asked anew each time: the watch list may have been reloaded."""

    database: Database
    names: Callable[[], Names]
    clock: Callable[[], datetime]
    admin_ids: frozenset[int] = field(default_factory=frozenset)
    controls: Controls | None = None
    vocabulary: Vocabulary = field(default_factory=Vocabulary)
    album: Album = field(default_factory=Album)
    uploads: Uploads = field(default_factory=Uploads)
    counted: Counted = field(default_factory=Counted)


class Context(CallbackContext[ExtBot[Turn], dict[Any, Any], dict[Any, Any], dict[str, Any]]):
    """The library's context, with our services in one typed place."""

    @property
    def services(self) -> Services:
        """What `application.build` was given."""
        return cast(Services, self.bot_data["services"])


App: TypeAlias = Application[ExtBot[Turn], Context, dict[Any, Any], dict[Any, Any], dict[str, Any], None]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question from a chat, without anything of Telegram's. `language` is that of the asking client.

    `args` are the words after a command, or what a pressed button carries; `said` is what follows the command
    as it was written, or the whole message under the button. `quoted` is what that message shows as code: the
    bot's own words, which keep a search without storing it. `user_id` is None for anonymous
    admins and channels. `may_change`: may change what the chat gets, as far as the command asks for that.
    `inline_name`: how cards are asked for from any chat, "@bot"; empty where inline mode is off.
    """

    chat_id: int
    kind: str
    language: str
    thread_id: int | None = None
    args: tuple[str, ...] = ()
    said: Markup = field(default_factory=Markup)
    user_id: int | None = None
    pressed: bool = False
    quoted: tuple[str, ...] = ()
    may_change: bool = True
    inline_name: str = ""

    def reader(self, chat: Chat | None, now: datetime) -> Reader:
        """For whom the answer is worded: the chat's settings first, the client's language for a new chat."""
        if chat is None:
            return Reader(self.language, None, now, in_channel=self.kind == "channel")
        zone = ZoneInfo(chat.timezone) if chat.timezone else None
        return Reader(chat.language, zone, now, in_channel=self.kind == "channel")


def asked(update: Update, args: tuple[str, ...] = (), *, may_change: bool = True) -> Asked | None:
    """Who asks with *update*; None for updates that belong to no chat."""
    chat, user, message = update.effective_chat, update.effective_user, update.effective_message
    if chat is None:
        return None
    return Asked(
        chat_id=chat.id,
        kind=chat.type,
        language=language_for(user.language_code if user else None),
        thread_id=message.message_thread_id if message is not None and message.is_topic_message else None,
        args=args,
        said=_said(message, pressed=update.callback_query is not None),
        user_id=user.id
        if user and not (message and not update.callback_query and message.sender_chat)
        else None,
        pressed=update.callback_query is not None,
        quoted=_quoted(message) if update.callback_query and message is not None else (),
        may_change=may_change,
        inline_name=f"@{bot.username}" if (bot := update.get_bot()).supports_inline_queries else "",
    )


_STYLES: Final = frozenset(
    {
        MessageEntity.BOLD,
        MessageEntity.ITALIC,
        MessageEntity.UNDERLINE,
        MessageEntity.STRIKETHROUGH,
        MessageEntity.SPOILER,
        MessageEntity.CODE,
        MessageEntity.PRE,
        MessageEntity.TEXT_LINK,
        MessageEntity.BLOCKQUOTE,
        MessageEntity.EXPANDABLE_BLOCKQUOTE,
    }
)
"""Styles that are kept of what people write."""


def _said(message: Message | None, *, pressed: bool) -> Markup:
    """A message with its styles; of a command what follows it."""
    text = (message.text or "") if message is not None else ""
    if message is None or not text:
        return Markup()
    rest = text if pressed else "".join(text.split(maxsplit=1)[1:])
    skipped = units(text[: len(text) - len(rest)])
    return Markup(
        rest,
        tuple(
            Entity(each.type, each.offset - skipped, each.length, each.url)
            for each in message.entities
            if each.type in _STYLES and each.offset >= skipped
        ),
    )


def _quoted(message: Message) -> tuple[str, ...]:
    """Every code in one of our own messages, in order."""
    found = message.parse_entities([MessageEntity.CODE]) or message.parse_caption_entities([MessageEntity.CODE])
    return tuple(text for _, text in sorted(found.items(), key=lambda item: item[0].offset))
