"""What the bot keeps for its admins and for itself."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON
from sqlmodel import Field, SQLModel


class Notice(SQLModel, table=True):
    """What the bot's admins are to know. It is gone once all of them were told."""

    id: int | None = Field(default=None, primary_key=True)
    kind: str
    """`bot.store.notices.NoticeKind` value."""
    facts: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    loud: bool = False
    created_at: datetime
    told: list[int] = Field(default_factory=list, sa_type=JSON)
    """User ids of the admins who know."""


class Meta(SQLModel, table=True):
    """Facts about this database that must survive a restart, such as the last confirmed update id."""

    key: str = Field(primary_key=True)
    value: str
