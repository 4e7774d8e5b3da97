"""When the admins were told of posts past which a channel was read."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("gap", sa.Column("told_at", UTCDateTime(), nullable=True))
