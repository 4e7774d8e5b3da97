"""How much each channel posts, which decides how often it is read."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("rate_posts", "rate_hours", "rate_burst"):
        op.add_column("channel", sa.Column(name, sa.Float(), nullable=True))
    op.add_column("channel", sa.Column("rate_at", UTCDateTime(), nullable=True))
