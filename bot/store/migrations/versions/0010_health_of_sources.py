"""Further states of channels, what admins were told of them, and sources that are out of date."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_STATES = (
    "ok",
    "quiet",
    "slow",
    "no preview",
    "missing",
    "renamed",
    "private",
    "not a channel",
    "unreadable",
    "teasers",
    "blocked",
    "unreachable",
    "broken page",
)
_LISTED = ", ".join(f"'{state}'" for state in _STATES)


def upgrade() -> None:
    with op.batch_alter_table("channel") as channel:
        channel.drop_constraint(op.f("ck_channel_channelstate"), type_="check")
        channel.add_column(sa.Column("unread_since", UTCDateTime(), nullable=True))
    with op.batch_alter_table("channel") as channel:
        channel.create_check_constraint("channelstate", f"state IN ({_LISTED})")
    op.create_table(
        "trouble",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("channel_id", sa.Integer(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(*_STATES, name="channelstate", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("began_at", UTCDateTime(), nullable=False),
        sa.Column("ended_at", UTCDateTime(), nullable=True),
        sa.Column("probe_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["channel_id"], ["channel.id"], name="fk_trouble_channel_id_channel"),
        sa.PrimaryKeyConstraint("id", name="pk_trouble"),
    )
    op.create_index(
        "ix_trouble_open",
        "trouble",
        ["channel_id"],
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
