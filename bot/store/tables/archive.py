"""What channels said: the channels, what ails them, their posts, and what was found in these."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, Index, String, UniqueConstraint, text, true
from sqlmodel import Field, SQLModel

from bot.store.tables.columns import spelled
from bot.values import ChannelState


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
    state: ChannelState = Field(default=ChannelState.OK, sa_type=spelled(ChannelState))
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
    state: ChannelState = Field(sa_type=spelled(ChannelState))
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
    told_at: datetime | None = None
    """When the admins were told that the channel was read on past it."""


class Post(SQLModel, table=True):
    """One message of a channel. What it says stands in its versions."""

    __table_args__ = (UniqueConstraint("channel_id", "message_id"),)
    id: int | None = Field(default=None, primary_key=True)
    channel_id: int = Field(foreign_key="channel.id")
    message_id: int = Field(sa_type=BigInteger)
    published_at: datetime = Field(index=True)
    first_seen_at: datetime
    forwarded_from: str | None = None
    forwarded_id: int | None = Field(default=None, sa_type=BigInteger)
    """The message that was forwarded, in the channel it comes from."""
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
