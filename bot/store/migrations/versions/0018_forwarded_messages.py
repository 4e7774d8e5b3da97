"""Which message a forward repeats: pages link it, and of two posts in the same words only it tells the one."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("post", sa.Column("forwarded_id", sa.BigInteger(), nullable=True))
