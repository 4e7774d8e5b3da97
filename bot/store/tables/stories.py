"""What is told: incidents, the statements they are made of, and what an admin decided about them."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Index, UniqueConstraint, false, text
from sqlmodel import Field, SQLModel

from bot.store.tables.columns import Codes, spelled
from bot.values import Role


class IncidentStatus(StrEnum):
    """Where an incident's story stands."""

    OPEN = "open"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class DecisionStatus(StrEnum):
    """Where a decision of an admin's stands."""

    ASKED = "asked"
    DONE = "done"
    REFUSED = "refused"


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
    places: list[str] = Field(default_factory=list, sa_type=Codes)
    """ISO 3166-2 codes, sorted; empty when no statement names a place."""
    status: IncidentStatus = Field(default=IncidentStatus.OPEN, sa_type=spelled(IncidentStatus))
    role: Role = Field(sa_type=spelled(Role))
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
    kinds: list[str] = Field(default_factory=list, sa_type=Codes)
    """Pattern ids found in the post, of this story."""
    role: Role = Field(sa_type=spelled(Role))
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
    status: DecisionStatus = Field(sa_type=spelled(DecisionStatus), index=True)
    refusal: str | None = None
    before: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    """What stood where: `homes` as [incident id, post id], `pins`, and `places` by incident id."""
    undone_by: int | None = None
