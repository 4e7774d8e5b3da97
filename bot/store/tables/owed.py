"""What is owed to chats: messages, digests, announcements."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, Index, text
from sqlmodel import Field, SQLModel

from bot.store.tables.columns import BigId, spelled


class OutboxStatus(StrEnum):
    """Where a message owed to a chat stands."""

    PENDING = "pending"
    IN_FLIGHT = "in flight"
    SENT = "sent"
    DEAD = "dead"
    SUPERSEDED = "superseded"


class Purpose(StrEnum):
    """What an outbox row owes: the incident's card (sent, or edited in place), or news as a reply to it."""

    CARD = "card"
    NEWS = "news"


class OutboxRow(SQLModel, table=True):
    """A message owed to a chat. Its text is rendered when it is sent, never stored here.

    It references its incident and chat without foreign keys: rows are only ever made by selecting from both
    tables, and on PostgreSQL checking every row again was half of the time a fan-out took. Indexes cover what
    still waits, so that they stay small however long the history grows.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        Index(
            "uq_outbox_pending",
            "chat_id",
            "incident_id",
            "purpose",
            unique=True,
            sqlite_where=text("status = 'pending'"),
            postgresql_where=text("status = 'pending'"),
        ),
        Index(
            "ix_outbox_due",
            "due_at",
            "id",  # with it PostgreSQL reads the first rows of a fan-out in order instead of sorting all of it
            sqlite_where=text("status = 'pending'"),
            postgresql_where=text("status = 'pending'"),
        ),
        Index(
            "ix_outbox_in_flight",
            "chat_id",
            sqlite_where=text("status = 'in flight'"),
            postgresql_where=text("status = 'in flight'"),
        ),
        # Every row changes some times before it is history. Where its page has room for that, no index follows.
        {"postgresql_with": {"fillfactor": 50}},
    )
    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    incident_id: int
    chat_id: int = Field(sa_type=BigInteger)
    thread_id: int | None = None
    purpose: Purpose = Field(sa_type=spelled(Purpose))
    reason: str
    """`Reason` value: why we tell now."""
    loud: bool
    """Whether the message may sound."""
    status: OutboxStatus = Field(default=OutboxStatus.PENDING, sa_type=spelled(OutboxStatus))
    due_at: datetime
    created_at: datetime
    lease_until: datetime | None = None
    attempts: int = 0
    possible_repeat: bool = False
    """Nobody could find out whether it had arrived: it is sent once more, and says so."""
    tried_as: int | None = Field(default=None, sa_type=BigInteger)
    """The number in the buttons of a message that was sent and is of unknown fate; None: there is none."""
    tried_after: int | None = Field(default=None, sa_type=BigInteger)
    """That message's own number is above this one, and so is that of no other message of ours in the chat;
    None: it cannot be looked for (`bot.rules.numbering`)."""
    tried_revision: int | None = None
    """The incident's revision that message showed."""
    message_id: int | None = Field(default=None, sa_type=BigInteger)
    last_error: str | None = None
    finished_at: datetime | None = None


class Digest(SQLModel, table=True):
    """The next digest of a chat that is told hourly or daily: when it is due, and how the last attempt went.

    Pending or in flight. What is in it stands in the chat's `DigestEntry` rows.
    """

    __table_args__ = (Index("ix_digest_due", "due_at", "chat_id"),)
    chat_id: int = Field(primary_key=True, sa_type=BigInteger, foreign_key="chat.id")
    status: OutboxStatus = Field(default=OutboxStatus.PENDING, sa_type=spelled(OutboxStatus))
    since: datetime
    """What became known before this was told, or there was nothing."""
    due_at: datetime
    lease_until: datetime | None = None
    attempts: int = 0
    carried: bool = False
    """The last one may have arrived: what it held comes once more, without sound, and says so."""
    asked: bool = False
    """Somebody asked for it now: quiet hours do not count."""
    last_error: str | None = None


class DigestEntry(SQLModel, table=True):
    """What a chat was told of an incident by digests. It is owed while the incident has a later revision.

    Without foreign keys, as in the outbox: rows are only ever made by selecting from both tables.
    """

    __tablename__ = "digest_entry"
    chat_id: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    incident_id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    told: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    """The incident's standing as it was told; None: nothing was."""
    told_revision: int = 0
    created_at: datetime = Field(index=True)


class Announcement(SQLModel, table=True):
    """What an admin told every subscriber. `styles`: [kind, offset, length, url] in UTF-16 units."""

    id: int | None = Field(default=None, primary_key=True)
    text: str
    styles: list[Any] = Field(default_factory=list, sa_type=JSON)
    created_at: datetime


class AnnouncementCopy(SQLModel, table=True):
    """An announcement and one chat. Without a foreign key to it: a chat that is deleted takes nothing along."""

    __tablename__ = "announcement_copy"
    __table_args__ = (
        Index(
            "ix_announcement_copy_due",
            "due_at",
            "chat_id",
            sqlite_where=text("status = 'pending'"),
            postgresql_where=text("status = 'pending'"),
        ),
    )
    announcement_id: int = Field(primary_key=True, foreign_key="announcement.id")
    chat_id: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    thread_id: int | None = None
    status: OutboxStatus = Field(default=OutboxStatus.PENDING, sa_type=spelled(OutboxStatus))
    due_at: datetime
    attempts: int = 0
    last_error: str | None = None
    finished_at: datetime | None = None
