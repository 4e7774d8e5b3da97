"""Chats may be told everything, or a country, without some of its regions."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    codes = sa.JSON().with_variant(sa.Text(), "postgresql")
    op.add_column("subscription", sa.Column("left_out", codes, nullable=False, server_default="[]"))
