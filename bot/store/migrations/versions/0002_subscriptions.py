"""What chats choose: filters, sound, quiet hours, and what they snooze."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("channel", sa.Column("official", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.add_column("chat", sa.Column("typing", sa.String(), nullable=True))
    cadence = sa.Enum(
        "instant",
        "hourly",
        "daily",
        name="cadence",
        native_enum=False,
        create_constraint=True,
        length=32,
    )
    columns: tuple[sa.Column[Any], ...] = (
        sa.Column("regions", sa.JSON(), nullable=False, server_default="[]"),
        sa.Column("kinds", sa.JSON(), nullable=False, server_default="[]"),
        sa.Column("channels", sa.JSON(), nullable=False, server_default="[]"),
        sa.Column("minimum", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("official_only", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("sound_from", sa.Integer(), nullable=False, server_default="2"),
        sa.Column("cadence", cadence, nullable=False, server_default="instant"),
        sa.Column("quiet_from", sa.Integer(), nullable=True),
        sa.Column("quiet_to", sa.Integer(), nullable=True),
        sa.Column("quiet_holds", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("break_from", sa.Integer(), nullable=False, server_default="9"),
    )
    with op.batch_alter_table("subscription") as subscription:
        for column in columns:
            subscription.add_column(column)
    with op.batch_alter_table("subscription") as subscription:
        for column in columns:  # the defaults were for the rows there are
            subscription.alter_column(column.name, server_default=None)
    op.create_table(
        "snooze",
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("until", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["chat_id"], ["chat.id"], name="fk_snooze_chat_id_chat"),
        sa.PrimaryKeyConstraint("chat_id", "target", name="pk_snooze"),
    )
    op.create_index("ix_snooze_target", "snooze", ["target"])
