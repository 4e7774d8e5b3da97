"""The rows, with their constraints. They hold no decisions: table models do not validate.

Times are UTC-aware (SQLModel's own type refuses naive ones and gives aware ones back on both databases).
Telegram ids need 64 bits, which PostgreSQL's INTEGER has not. Statuses are stored as their text, with a check.
"""

from bot.store.tables.archive import Channel, Gap, Match, Post, PostVersion, Trouble
from bot.store.tables.keeping import Meta, Notice
from bot.store.tables.owed import (
    Announcement,
    AnnouncementCopy,
    Digest,
    DigestEntry,
    OutboxRow,
    OutboxStatus,
    Purpose,
)
from bot.store.tables.readers import Cadence, Card, Chat, Snooze, Subscription
from bot.store.tables.stories import Decision, DecisionStatus, Incident, IncidentStatus, Pin, Statement

__all__ = [
    "Announcement",
    "AnnouncementCopy",
    "Cadence",
    "Card",
    "Channel",
    "Chat",
    "Decision",
    "DecisionStatus",
    "Digest",
    "DigestEntry",
    "Gap",
    "Incident",
    "IncidentStatus",
    "Match",
    "Meta",
    "Notice",
    "OutboxRow",
    "OutboxStatus",
    "Pin",
    "Post",
    "PostVersion",
    "Purpose",
    "Snooze",
    "Statement",
    "Subscription",
    "Trouble",
]
