"""The rows, with their constraints. They hold no decisions: table models do not validate.

Times are UTC-aware (SQLModel's own type refuses naive ones and gives aware ones back on both databases).
Telegram ids need 64 bits, which PostgreSQL's INTEGER has not. Statuses are stored as their text, with a check.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    Enum,
    Index,
    Integer,
    String,
    UniqueConstraint,
    false,
    text,
    true,
)
from sqlmodel import Field, SQLModel

from bot.values import ChannelState, Level, Role

# Names for every constraint: a migration can only change what it can name.
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class IncidentStatus(StrEnum):
    """Where an incident's story stands."""

    OPEN = "open"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class OutboxStatus(StrEnum):
    """Where a message owed to a chat stands."""

    PENDING = "pending"
    IN_FLIGHT = "in flight"
    SENT = "sent"
    DEAD = "dead"
    SUPERSEDED = "superseded"


class DecisionStatus(StrEnum):
    """Where a decision of an admin's stands."""

    ASKED = "asked"
    DONE = "done"
    REFUSED = "refused"


class Cadence(StrEnum):
    """How often a chat is told: at once, or summed up once an hour or a day."""

    INSTANT = "instant"
    HOURLY = "hourly"
    DAILY = "daily"


class Purpose(StrEnum):
    """What an outbox row owes: the incident's card (sent, or edited in place), or news as a reply to it."""

    CARD = "card"
    NEWS = "news"


def _status(kind: type[StrEnum]) -> Any:
    """Store the value of an enum, not its name, so that hand-written SQL reads as it is spelled."""
    return Enum(
        kind,
        native_enum=False,
        length=32,
        create_constraint=True,
        name=kind.__name__.lower(),
        values_callable=lambda members: [member.value for member in members],
    )


_BigId: Any = BigInteger().with_variant(Integer(), "sqlite")
"""For ids that busy nights use up: PostgreSQL spends one on each row that meets a conflict, too. On SQLite only
INTEGER columns number themselves, and they have 64 bits."""


class Channel(SQLModel, table=True):
    """A public channel we read. `cursor` is the newest message id known; None before the first poll."""

    id: int | None = Field(default=None, primary_key=True)
    handle: str = Field(sa_type=String(32), unique=True)
    """Lower-case: handles are compared without case."""
    watched: bool = True
    """False once it left the watch list; its posts stay."""
    canonical_handle: str | None = None
    title: str | None = None
    official: bool = Field(default=True, sa_column_kwargs={"server_default": true()})
    """Whether those speak on it who are responsible for what they state."""
    cursor: int | None = Field(default=None, sa_type=BigInteger)
    next_due_at: datetime = Field(index=True)
    lease_until: datetime | None = None
    state: ChannelState = Field(default=ChannelState.OK, sa_type=_status(ChannelState))
    state_since: datetime | None = None
    failures: int = 0
    last_error: str | None = None
    last_read_at: datetime | None = None
    last_post_at: datetime | None = None
    rate_posts: float | None = None
    rate_hours: float | None = None
    rate_burst: float | None = None
    rate_at: datetime | None = None
    """Its `Rate`, as of its last reading; None before the first."""
    unread_since: datetime | None = None
    """When it was read last, while that is so long ago that readers of its incidents are to know."""


class Trouble(SQLModel, table=True):
    """What admins were told of a channel, or of the host of them all, and whether it is over."""

    __table_args__ = (
        Index(
            "ix_trouble_open",
            "channel_id",
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )
    id: int | None = Field(default=None, primary_key=True)
    channel_id: int | None = Field(default=None, foreign_key="channel.id")
    """None: the host."""
    state: ChannelState = Field(sa_type=_status(ChannelState))
    began_at: datetime
    ended_at: datetime | None = None
    probe_at: datetime | None = None
    """Of the host: when one request tries it next."""


class Gap(SQLModel, table=True):
    """Posts of a channel that were seen and not understood, between the posts *low* and *high*."""

    id: int | None = Field(default=None, primary_key=True)
    channel_id: int = Field(foreign_key="channel.id", index=True)
    low: int = Field(sa_type=BigInteger)
    high: int = Field(sa_type=BigInteger)
    numbers: list[int] = Field(default_factory=list, sa_type=JSON)
    """Those that the page named."""
    seen_at: datetime
    """When it was first seen with a post after it."""
    given_up_at: datetime | None = None
    """When the channel was read on past it; None: its cursor waits."""
    tried_at: datetime | None = None
    """When it was last looked at after that."""


class Post(SQLModel, table=True):
    """One message of a channel. What it says stands in its versions."""

    __table_args__ = (UniqueConstraint("channel_id", "message_id"),)
    id: int | None = Field(default=None, primary_key=True)
    channel_id: int = Field(foreign_key="channel.id")
    message_id: int = Field(sa_type=BigInteger)
    published_at: datetime = Field(index=True)
    first_seen_at: datetime
    forwarded_from: str | None = None
    reply_to: int | None = Field(default=None, sa_type=BigInteger)
    deleted_at: datetime | None = None
    checked_at: datetime | None = None
    """When its schedule last had it looked at (`bot.rules.rereading`); None: not yet, or a page misses it."""


class PostVersion(SQLModel, table=True):
    """A post's text at one time. `number` counts from 1; the highest is what the channel shows now."""

    __tablename__ = "post_version"
    __table_args__ = (UniqueConstraint("post_id", "number"),)
    id: int | None = Field(default=None, primary_key=True)
    post_id: int = Field(foreign_key="post.id")
    number: int
    text: str
    fingerprint: str
    edited: bool = False
    media: list[str] = Field(default_factory=list, sa_type=JSON)
    seen_at: datetime


class Match(SQLModel, table=True):
    """A hit on one version of a post, stored with its explanation. `accepted` False is a near miss."""

    __table_args__ = (
        UniqueConstraint("version_id", "pattern_id"),
        CheckConstraint("score BETWEEN 0 AND 100", name="score_is_percent"),
    )
    id: int | None = Field(default=None, primary_key=True)
    version_id: int = Field(foreign_key="post_version.id")
    pattern_id: str = Field(index=True)
    rules_version: str
    """Fingerprint of the rules it was made with."""
    score: int
    accepted: bool
    sentence: str
    terms: list[str] = Field(default_factory=list, sa_type=JSON)
    points: list[Any] = Field(default_factory=list, sa_type=JSON)
    """[points, [words], why] each."""
    facts: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    """`Facts.as_json`."""


class Incident(SQLModel, table=True):
    """Statements that tell one story in one place until a quiet gap. `revision` grows with each change."""

    __table_args__ = (
        Index("ix_incident_open", "status", "last_statement_at"),
        Index(
            "ix_incident_held", "last_statement_at", sqlite_where=text("held"), postgresql_where=text("held")
        ),
    )
    id: int | None = Field(default=None, primary_key=True)
    story: str
    """The patterns' story, such as air-attack."""
    places: list[str] = Field(default_factory=list, sa_type=JSON)
    """ISO 3166-2 codes, sorted; empty when no statement names a place."""
    status: IncidentStatus = Field(default=IncidentStatus.OPEN, sa_type=_status(IncidentStatus))
    role: Role = Field(sa_type=_status(Role))
    """The gravest role among its statements."""
    opened_at: datetime
    """Publication time of its first statement."""
    last_statement_at: datetime = Field(index=True)
    ended_at: datetime | None = None
    """When an all-clear was published."""
    told: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    """`told`: the standing as it was last told with sound; `shown`: as cards show it. None before the first."""
    revision: int = 1
    held: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    """Whether an admin's hand holds statements in it (`Pin`)."""
    retracted_at: datetime | None = None
    """When an admin retracted it. Its statements stay as they are, and it counts as withdrawn."""
    merged_into: int | None = None
    """The incident that took over its statements, while it has none itself."""


class Statement(SQLModel, table=True):
    """A post's part in an incident: who said what, when, with which facts."""

    __table_args__ = (UniqueConstraint("incident_id", "post_id"),)
    id: int | None = Field(default=None, primary_key=True)
    incident_id: int = Field(foreign_key="incident.id", index=True)
    post_id: int = Field(foreign_key="post.id", index=True)
    channel_id: int = Field(foreign_key="channel.id")
    match_id: int = Field(foreign_key="match.id")
    """The match its sentence and facts come from."""
    kinds: list[str] = Field(default_factory=list, sa_type=JSON)
    """Pattern ids found in the post, of this story."""
    role: Role = Field(sa_type=_status(Role))
    """The gravest role of these patterns."""
    ends: bool = False
    """Whether it also says that the danger is over."""
    published_at: datetime
    sentence: str
    earlier: list[str] | None = Field(default_factory=list, sa_type=JSON, nullable=True)
    """What `sentence` was before its post was edited: a copy of that is a copy of it. None: not noted then."""
    facts: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    wave: int = 1
    echo_of: int | None = Field(default=None, foreign_key="statement.id")
    join_reason: str
    """Why it belongs to this incident, in words."""
    withdrawn_at: datetime | None = None
    """Set when its post was deleted or no longer says it."""
    search_key: str = ""
    """Stems of the post's words, of its places and kinds in every language: what search looks at."""


class Pin(SQLModel, table=True):
    """What an admin decided about a post and an incident (`bot.rules.incidents.hand.Held`)."""

    incident_id: int = Field(primary_key=True, foreign_key="incident.id")
    post_id: int = Field(primary_key=True, foreign_key="post.id", index=True)
    apart: bool = False
    """It never stands in this incident; otherwise it always does."""
    roams: bool = False
    """The rules place it in further incidents, too."""


class Decision(SQLModel, table=True):
    """What an admin's hand did or was asked to do, and all that is needed to undo it."""

    id: int | None = Field(default=None, primary_key=True)
    deed: str
    """`bot.rules.incidents.hand.Deed` value."""
    incidents: list[int] = Field(default_factory=list, sa_type=JSON)
    """Those it was about; of a merge the one that stays comes first, of a split the new one is last."""
    statements: list[int] = Field(default_factory=list, sa_type=JSON)
    """Of a split: the ids of the statements that were taken out."""
    undoes: int | None = None
    """The decision it takes back."""
    why: str = ""
    made_by: str
    made_at: datetime
    status: DecisionStatus = Field(sa_type=_status(DecisionStatus), index=True)
    refusal: str | None = None
    before: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    """What stood where: `homes` as [incident id, post id], `pins`, and `places` by incident id."""
    undone_by: int | None = None


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
    """What the bot asked this chat to type, such as the name of a region; None for nothing."""
    numbered: int | None = Field(default=None, sa_type=BigInteger)
    """A number that every message of ours in this chat stands at or below, and any that follows above; None:
    not known, as while one is on its way (`bot.rules.numbering`)."""


class Subscription(SQLModel, table=True):
    """What a chat asked to be told. Without a row it is told nothing.

    It is told an incident of one of its `regions`, of which one source tells what it asked for: one of its
    `kinds`, on one of its `channels`, with at least `minimum` or any harm. Empty lists are no condition.
    """

    chat_id: int = Field(primary_key=True, sa_type=BigInteger, foreign_key="chat.id")
    thread_id: int | None = None
    created_at: datetime
    regions: list[str] = Field(default_factory=list, sa_type=JSON)
    """ISO 3166-2 codes, or ISO 3166-1 codes for all regions of a country."""
    kinds: list[str] = Field(default_factory=list, sa_type=JSON)
    """Pattern ids."""
    channels: list[str] = Field(default_factory=list, sa_type=JSON)
    """Handles, in lower case."""
    minimum: int = 0
    official_only: bool = False
    sound_from: int = Level.REPORT
    """`Level` from which a message may sound."""
    cadence: Cadence = Field(default=Cadence.INSTANT, sa_type=_status(Cadence))
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
    )
    id: int | None = Field(default=None, primary_key=True, sa_type=_BigId)
    incident_id: int
    chat_id: int = Field(sa_type=BigInteger)
    thread_id: int | None = None
    purpose: Purpose = Field(sa_type=_status(Purpose))
    reason: str
    """`Reason` value: why we tell now."""
    loud: bool
    """Whether the message may sound."""
    status: OutboxStatus = Field(default=OutboxStatus.PENDING, sa_type=_status(OutboxStatus))
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
    status: OutboxStatus = Field(default=OutboxStatus.PENDING, sa_type=_status(OutboxStatus))
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
    status: OutboxStatus = Field(default=OutboxStatus.PENDING, sa_type=_status(OutboxStatus))
    due_at: datetime
    attempts: int = 0
    last_error: str | None = None
    finished_at: datetime | None = None


class Notice(SQLModel, table=True):
    """What the bot's admins are to know. It is gone once all of them were told."""

    id: int | None = Field(default=None, primary_key=True)
    kind: str
    """`bot.store.notices.NoticeKind` value."""
    facts: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    loud: bool = False
    created_at: datetime
    due_at: datetime
    told: list[int] = Field(default_factory=list, sa_type=JSON)
    """User ids of the admins who know."""


class Meta(SQLModel, table=True):
    """Facts about this database that must survive a restart, such as the last confirmed update id."""

    key: str = Field(primary_key=True)
    value: str
