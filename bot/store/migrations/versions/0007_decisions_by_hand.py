"""What admins decide by hand: incidents merged, split and retracted, and the trail of it."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("incident", sa.Column("held", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("incident", sa.Column("retracted_at", UTCDateTime(), nullable=True))
    op.add_column("incident", sa.Column("merged_into", sa.Integer(), nullable=True))
    op.create_index(
        "ix_incident_held",
        "incident",
        ["last_statement_at"],
        sqlite_where=sa.text("held"),
        postgresql_where=sa.text("held"),
    )
    op.create_table(
        "decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("deed", sa.String(), nullable=False),
        sa.Column("incidents", sa.JSON(), nullable=False),
        sa.Column("statements", sa.JSON(), nullable=False),
        sa.Column("undoes", sa.Integer(), nullable=True),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "asked",
                "done",
                "refused",
                name="decisionstatus",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("refusal", sa.String(), nullable=True),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("undone_by", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_decision"),
    )
    op.create_index("ix_decision_status", "decision", ["status"])
    op.create_table(
        "pin",
        sa.Column("incident_id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("apart", sa.Boolean(), nullable=False),
        sa.Column("roams", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["incident_id"], ["incident.id"], name="fk_pin_incident_id_incident"),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name="fk_pin_post_id_post"),
        sa.PrimaryKeyConstraint("incident_id", "post_id", name="pk_pin"),
    )
    op.create_index("ix_pin_post_id", "pin", ["post_id"])
