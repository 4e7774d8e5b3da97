"""Who is told: chats, what they asked for, and the cards that stand in them."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel

from bot.store.tables.columns import Codes, spelled
from bot.values import Level


class Cadence(StrEnum):
    """How often a chat is told: at once, or summed up once an hour or a day."""

    INSTANT = "instant"
    HOURLY = "hourly"
    DAILY = "daily"


class Chat(SQLModel, table=True):
    """A Telegram chat that talked to us: its id and settings, and nothing about people."""

    id: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    kind: str = "private"
    """private, group, supergroup or channel."""
    language: str = "en"
    timezone: str | None = None
    active: bool = True
    inactive_reason: str | None = None
    strikes: int = 0
    """Failed deliveries in a row that may mean the chat is gone."""
    paused_until: datetime | None = None
    created_at: datetime
    typing: str | None = None
    """What the bot asked this chat to type, such as the name of a region, and in a group by which messages
    (`bot.chat.settings.typed`); None for nothing."""
    numbered: int | None = Field(default=None, sa_type=BigInteger)
    """A number that every message of ours in this chat stands at or below, and any that follows above; None:
    not known, as while one is on its way (`bot.rules.numbering`)."""


class Subscription(SQLModel, table=True):
    """What a chat asked to be told. Without a row it is told nothing.

    It is told an incident of one of its `regions` that is not `left_out`, of which one source tells what it
    asked for: one of its `kinds`, on one of its `channels`, with at least `minimum` or any harm. Empty lists
    are no condition.
    """

    chat_id: int = Field(primary_key=True, sa_type=BigInteger, foreign_key="chat.id")
    thread_id: int | None = None
    created_at: datetime
    regions: list[str] = Field(default_factory=list, sa_type=Codes)
    """ISO 3166-2 codes, or ISO 3166-1 codes for all regions of a country."""
    left_out: list[str] = Field(default_factory=list, sa_type=Codes, sa_column_kwargs={"server_default": "[]"})
    """ISO 3166-2 codes of those that `regions` would bring and that are not wanted."""
    kinds: list[str] = Field(default_factory=list, sa_type=Codes)
    """Pattern ids."""
    channels: list[str] = Field(default_factory=list, sa_type=Codes)
    """Handles, in lower case."""
    minimum: int = 0
    official_only: bool = False
    sound_from: int = Level.REPORT
    """`Level` from which a message may sound."""
    cadence: Cadence = Field(default=Cadence.INSTANT, sa_type=spelled(Cadence))
    quiet_from: int | None = None
    """Hour of the chat's clock at which its quiet hours begin; None: it has none."""
    quiet_to: int | None = None
    quiet_holds: bool = False
    """Whether messages wait for the end of the quiet hours, instead of coming without sound."""
    break_from: int = Level.NEVER
    """`Level` from which an incident breaks through the quiet hours."""
    digest_hour: int = 8
    """Hour of the chat's clock at which its daily digest comes."""


class Snooze(SQLModel, table=True):
    """What a chat wants to hear nothing of for a while: an incident's number, or the code of a region."""

    chat_id: int = Field(primary_key=True, sa_type=BigInteger, foreign_key="chat.id")
    target: str = Field(primary_key=True, index=True)
    until: datetime


class Card(SQLModel, table=True):
    """The one message per incident and chat that is kept up to date."""

    incident_id: int = Field(primary_key=True, foreign_key="incident.id")
    chat_id: int = Field(primary_key=True, sa_type=BigInteger, foreign_key="chat.id")
    message_id: int = Field(sa_type=BigInteger)
    shown_revision: int
    changed_at: datetime
    """When it was last sent or edited: the update interval counts from here."""
