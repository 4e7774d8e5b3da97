"""Digests: when each chat's next one is due, and what it was told of each incident."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("subscription") as subscription:
        subscription.add_column(sa.Column("digest_hour", sa.Integer(), nullable=False, server_default="8"))
    with op.batch_alter_table("subscription") as subscription:
        subscription.alter_column("digest_hour", server_default=None)  # it was for the rows there are
    digest = op.create_table(
        "digest",
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "pending",
                "in flight",
                "sent",
                "dead",
                "superseded",
                name="outboxstatus",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("since", UTCDateTime(), nullable=False),
        sa.Column("due_at", UTCDateTime(), nullable=False),
        sa.Column("lease_until", UTCDateTime(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("carried", sa.Boolean(), nullable=False),
        sa.Column("asked", sa.Boolean(), nullable=False),
        sa.Column("last_error", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["chat_id"], ["chat.id"], name="fk_digest_chat_id_chat"),
        sa.PrimaryKeyConstraint("chat_id", name="pk_digest"),
    )
    op.create_index("ix_digest_due", "digest", ["due_at", "chat_id"])
    op.create_table(
        "digest_entry",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("incident_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("told", sa.JSON(), nullable=True),
        sa.Column("told_revision", sa.Integer(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("chat_id", "incident_id", name="pk_digest_entry"),
    )
    op.create_index("ix_digest_entry_created_at", "digest_entry", ["created_at"])
    _begin(digest)


def _begin(digest: sa.Table) -> None:
    """Chats could choose an hour or a day before there were digests, and were told nothing: they begin now."""
    wish = sa.table("subscription", sa.column("chat_id", sa.BigInteger()), sa.column("cadence", sa.String()))
    now = sa.literal(datetime.now(UTC), UTCDateTime())
    waiting = sa.select(
        wish.c.chat_id, sa.literal("pending"), now, now, sa.literal(0), sa.false(), sa.false()
    ).where(wish.c.cadence != "instant")
    names = ["chat_id", "status", "since", "due_at", "attempts", "carried", "asked"]
    op.execute(digest.insert().from_select(names, waiting))
